"""What a program reads of an open record: the JSON at /records/N.json, its schema, and where the download lies.

Every document is handed out as committee_app.public.lists.written() writes it, so that a changed byte is a change.
"""

from pathlib import Path
from typing import Any

from committee_app.public.lists import VERSION, Line
from committee_app.public.store import RECORD_COLUMNS, OpenRecord

# Served as /schema/record.json and as /verify.py.
SCHEMA = Path(__file__).parent / "schema" / "record.json"
VERIFY = Path(__file__).parent / "download" / "verify.py"
# Where a record stands, by what was done to it later.
IN_FORCE, WITHDRAWN = "in force", "withdrawn"
STATUS_AFTER = {"corrects": "corrected", "supersedes": "superseded"}
# What is said of a record that was not withdrawn.
STANDING = tuple(name for name in RECORD_COLUMNS if name not in {"pdf", "withdrawn", "reason"})


def status_of(record: OpenRecord) -> str:
    """Where the record stands: in force, corrected, superseded or withdrawn."""
    if record.withdrawn:
        return WITHDRAWN
    return STATUS_AFTER[record.replaced_how] if record.replaced_how else IN_FORCE


def record_document(record: OpenRecord, line: Line | None) -> dict[str, Any]:
    """What /records/N.json says: all of the record but its paper, where it stands, and its line in the list (lists.
    line_of). Of a withdrawn record it says no more than its line commits to and can be
    checked. A record that is not released yet has no line."""
    names = ("number", "withdrawn", "reason") if record.withdrawn else STANDING
    said = {name: getattr(record, name) for name in names}
    return {"version": VERSION, **said, "status": status_of(record), "line": line and line.as_json()}
