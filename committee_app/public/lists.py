"""What is signed of an open record, and the public list in which everything that was published has its place.

A manifest says all of a record in one canonical form. Each line of the list holds the hash of one manifest, of one
withdrawal or of one day's commitment, and the hash of the line before it. The same few functions are used on both sides
of the wall; the separate checker writes them anew.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from committee_app.public.store import OpenRecord

VERSION = 1
PUBLISHED, WITHDRAWN, COMMITMENT = "published", "withdrawn", "commitment"
NOTHING_BEFORE = "0" * 64
# What is said of a record by name; its text and its paper are said by their hashes.
NAMED = (
    "number", "kind", "clause", "jurisdiction", "office", "dated", "released", "title", "fields", "replaces", "how",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the public list. `what` is one of the three words above, `number` the record's, `digest` what the
    line commits to; `signature` is Ed25519 over the 32 bytes of `hash`, by the public key `key`. All of it is hex."""

    seq: int
    day: str
    what: str
    number: int | None
    digest: str
    prev: str
    hash: str
    signature: str | None = None
    key: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def canonical(value: Any) -> bytes:
    """One form for one value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def written(value: Any) -> bytes:
    """A value as the public site hands it out: its canonical form and the end of a line. One value is one file."""
    return canonical(value) + b"\n"


def digest_of(value: Any) -> str:
    """The SHA-256 of the canonical form, as hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def manifest(record: Mapping[str, Any]) -> dict[str, Any]:
    """What is signed of a record: all of it, its text and its paper by their hashes. `record` has the names of
    OpenRecord; what happened to the record later is no part of it."""
    return {
        "version": VERSION,
        **{name: record[name] for name in NAMED},
        "text_sha256": hashlib.sha256(record["text"].encode()).hexdigest(),
        "pdf_sha256": record["sha256"],
    }


def withdrawal(number: int, day: str, reason: str) -> dict[str, Any]:
    """What a line of a withdrawal commits to."""
    return {"version": VERSION, "number": number, "withdrawn": day, "reason": reason}


def commitment(day: str, head: str, nonce: str) -> str:
    """What a line of a day's commitment commits to: the closed journal's head, hidden by a nonce of 32 bytes as hex."""
    return digest_of([day, head, nonce])


def line_hash(seq: int, day: str, what: str, number: int | None, digest: str, prev: str) -> str:
    """The hash of a line: over its version, place, day, word, record, digest and the hash of the line before."""
    return digest_of([VERSION, seq, day, what, number, digest, prev])


def line_of(lines: Iterable[Line], number: int) -> Line | None:
    """The line that says the last of a record: that it was withdrawn, or else that it was published."""
    return max((line for line in lines if line.number == number), key=lambda line: line.seq, default=None)


def signed_manifest(record: "OpenRecord", line: Line) -> dict[str, Any]:
    """What /records/N/manifest.json says: the record's manifest and the signed line that commits to it. Raises
    ValueError for a withdrawn record, of which nothing is left to make a manifest from."""
    if record.withdrawn:
        raise ValueError(f"record {record.number} is withdrawn: its line stays, its manifest does not")
    said = {name: getattr(record, name) for name in (*NAMED, "text", "sha256")}
    return {"manifest": manifest(said), "line": line.as_json()}


def list_document(lines: Iterable[Line]) -> bytes:
    """What /list.jsonl says: the whole list, one line of JSON each. An older list is the beginning of a newer one."""
    return b"".join(written(line.as_json()) for line in lines)


def keys_document(lines: Iterable[Line]) -> dict[str, Any]:
    """What /keys.json says: every key that signed, with its first and last line and their days, the oldest first. It is
    a convenience: who wants to be sure has the key from another place."""
    keys: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.key is not None:
            first = {"key": line.key, "first_line": line.seq, "from": line.day}
            keys.setdefault(line.key, first).update(last_line=line.seq, to=line.day)
    return {"version": VERSION, "keys": list(keys.values())}
