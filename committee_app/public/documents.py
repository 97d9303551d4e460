"""What a program reads of a record and of the public list: JSON documents, and the schema of the first."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from committee_app.public.lists import WITHDRAWN, Line, manifest, withdrawal
from committee_app.public.store import OpenRecord

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "/schema/record.json",
    "title": "An open record",
    "type": "object",
    "required": ["number", "kind", "clause", "dated", "title", "text", "sha256", "fields", "released"],
    "properties": {
        "number": {"type": "integer"},
        "kind": {"type": "string"},
        "clause": {"type": "string"},
        "jurisdiction": {"type": ["string", "null"]},
        "office": {"type": "string"},
        "dated": {"type": "string"},
        "title": {"type": "string"},
        "text": {"type": "string"},
        "sha256": {"type": "string"},
        "fields": {"type": "object"},
        "released": {"type": "string"},
        "replaces": {"type": ["integer", "null"]},
        "how": {"type": ["string", "null"]},
        "replaced_by": {"type": ["integer", "null"]},
        "replaced_how": {"type": ["string", "null"]},
        "withdrawn": {"type": ["string", "null"]},
        "reason": {"type": ["string", "null"]},
        "line": {"type": ["object", "null"]},
    },
}


def record_document(record: OpenRecord, line: Line | None) -> dict[str, Any]:
    """All of a record but its paper, with its line of the public list."""
    said = {name: value for name, value in asdict(record).items() if name != "pdf"}
    return {**said, "line": line and line.as_json()}


def signed_manifest(record: OpenRecord, line: Line | None) -> dict[str, Any]:
    """What the line commits to, and the line with its signature."""
    if line is not None and line.what == WITHDRAWN and record.withdrawn:
        said = withdrawal(record.number, record.withdrawn, record.reason or "")
    else:
        said = manifest(asdict(record))
    return {"manifest": said, "line": line and line.as_json()}


def list_document(lines: Iterable[Line]) -> str:
    """The public list, one line of JSON for each of its lines."""
    return "".join(json.dumps(line.as_json(), sort_keys=True) + "\n" for line in lines)


def keys_document(lines: Iterable[Line]) -> dict[str, Any]:
    """The public keys by which lines of the list are signed, each with the first line that it signs."""
    keys: dict[str, int] = {}
    for line in lines:
        if line.key:
            keys.setdefault(line.key, line.seq)
    return {"keys": [{"key": key, "from": seq} for key, seq in keys.items()]}
