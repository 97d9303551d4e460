#!/bin/bash
# One encrypted backup: the copy is made, packed and encrypted to the office's recovery key, and the open copy removed.
# Whatever of it fails, nothing cut off is called a backup, and the open copy is removed all the same.
set -euo pipefail
folder="$COMMITTEE_BACKUPS/$(date -u +%Y%m%dT%H%M%SZ)"
trap 'rm -rf "$folder" "$folder.tar.age.part"' EXIT
committee backup "$folder"
tar -C "$folder" -cf - . | age --recipients-file /etc/committee/backup-recipients > "$folder.tar.age.part"
mv "$folder.tar.age.part" "$folder.tar.age"
# A longer register of what left than any backup has, beside them.
cp "$COMMITTEE_INSTANCE/left.jsonl" "$COMMITTEE_BACKUPS/left.jsonl.part" 2>/dev/null &&
    mv "$COMMITTEE_BACKUPS/left.jsonl.part" "$COMMITTEE_BACKUPS/left.jsonl" || true
