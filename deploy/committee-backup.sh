#!/bin/sh
# One encrypted backup: the copy is made, packed and encrypted to the office's recovery key, and the open copy removed.
set -eu
folder="$COMMITTEE_BACKUPS/$(date -u +%Y%m%dT%H%M%SZ)"
committee backup "$folder"
tar -C "$folder" -cf - . | age --recipients-file /etc/committee/backup-recipients > "$folder.tar.age.part"
mv "$folder.tar.age.part" "$folder.tar.age"
rm -r "$folder"
# A longer register of what left than any backup has, beside them.
cp "$COMMITTEE_INSTANCE/left.jsonl" "$COMMITTEE_BACKUPS/left.jsonl.part" 2>/dev/null &&
    mv "$COMMITTEE_BACKUPS/left.jsonl.part" "$COMMITTEE_BACKUPS/left.jsonl" || true
