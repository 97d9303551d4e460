"""What is signed of an open record, and the public list in which everything that was published has its place.

A manifest says all of a record in one canonical form. Each line of the list holds the hash of one manifest, of one
withdrawal or of one day's commitment, and the hash of the line before it. The same few functions are used on both sides
of the wall; the separate checker writes them anew.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1
PUBLISHED, WITHDRAWN, COMMITMENT = "published", "withdrawn", "commitment"
NOTHING_BEFORE = "0" * 64


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


def digest_of(value: Any) -> str:
    """The SHA-256 of the canonical form, as hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def manifest(record: Mapping[str, Any]) -> dict[str, Any]:
    """What is signed of a record: all of it, its text and its paper by their hashes. `record` has the names of
    OpenRecord; what happened to the record later is no part of it."""
    return {
        "version": VERSION,
        **{
            name: record[name]
            for name in (
                "number", "kind", "clause", "jurisdiction", "office", "dated", "released", "title", "fields",
                "replaces", "how",
            )
        },
        "text_sha256": hashlib.sha256(record["text"].encode()).hexdigest(),
        "pdf_sha256": record["sha256"],
    }  # fmt: skip


def withdrawal(number: int, day: str, reason: str) -> dict[str, Any]:
    """What a line of a withdrawal commits to."""
    return {"version": VERSION, "number": number, "withdrawn": day, "reason": reason}


def line_hash(seq: int, day: str, what: str, number: int | None, digest: str, prev: str) -> str:
    """The hash of a line: over its version, place, day, word, record, digest and the hash of the line before."""
    return digest_of([VERSION, seq, day, what, number, digest, prev])
