"""What a day's commitment hides, held against the public list and the journal: so the past is proved later.

It is told to whom the office wants to prove its journal to, a court or an auditor: the line is public, and nobody finds
another head and nonce that fit it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app import journal
from committee_app.public.lists import commitment, line_hash
from committee_app.tables.journal import Entry
from committee_app.tables.publications import HeadCommitment, PublicLine


@dataclass(frozen=True, slots=True)
class Proof:
    """The journal's `head` after so many `entries`, the `nonce` that hid it, and the `line` of the list whose `digest`
    commits to both. The three answers say whether the line is what its hash says, whether it commits to this head, and
    whether the journal has this head at this number."""

    day: dt.date
    head: str
    nonce: str
    entries: int
    line: int
    digest: str
    line_holds: bool
    list_agrees: bool
    journal_agrees: bool

    @property
    def ok(self) -> bool:
        return self.line_holds and self.list_agrees and self.journal_agrees

    def as_json(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in self.__slots__}
        return {**said, "day": self.day.isoformat(), "ok": self.ok}


def proof(session: Session, day: dt.date) -> Proof | None:
    """The proof of what was committed to on that day; None where nothing was: a day that was missed is not made up."""
    kept = session.get(HeadCommitment, day)
    if kept is None:
        return None
    line = session.get_one(PublicLine, kept.seq)
    held = session.scalar(select(Entry.hash).where(Entry.seq == kept.entries)) if kept.entries else journal.GENESIS
    said = (line.seq, line.day.isoformat(), line.what, line.number, line.digest, line.prev)
    return Proof(
        day=day,
        head=kept.head,
        nonce=kept.nonce,
        entries=kept.entries,
        line=line.seq,
        digest=line.digest,
        line_holds=line.day == day and line_hash(*said) == line.hash,
        list_agrees=commitment(day.isoformat(), kept.head, kept.nonce) == line.digest,
        journal_agrees=held == kept.head,
    )
