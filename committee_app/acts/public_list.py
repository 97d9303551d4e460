"""The public list grows by one line for whatever was published, withdrawn or committed to."""

from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.public import lists
from committee_app.tables.publications import PublicLine


def append(doing: Doing, what: str, committed: str, number: int | None = None) -> PublicLine:
    """Adds the line that holds the digest `committed`, in this transaction; it is signed when the store is written."""
    last = doing.session.scalars(select(PublicLine).order_by(PublicLine.seq.desc()).limit(1)).first()
    seq, prev = (last.seq + 1, last.hash) if last else (1, lists.NOTHING_BEFORE)
    day = doing.today
    line = PublicLine(
        seq=seq,
        day=day,
        what=what,
        number=number,
        digest=committed,
        prev=prev,
        hash=lists.line_hash(seq, day.isoformat(), what, number, committed, prev),
    )
    doing.session.add(line)
    return line


def manifest_digest(row: Any) -> str:
    """The digest of the manifest of a publication."""
    said = {
        name: getattr(row, name)
        for name in ("number", "kind", "clause", "jurisdiction", "office", "title", "text", "fields", "sha256",
                     "replaces", "how")
    }  # fmt: skip
    days = {"dated": row.dated.isoformat(), "released": row.released.isoformat()}
    return lists.digest_of(lists.manifest(said | days))
