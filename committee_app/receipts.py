"""Receipts of votes: what a member checks, whenever the member likes, against the journal and the roll call.

A receipt is the hash that the journal holds of a sealed vote. Whoever has one can see that it is there and that the
chain holds; what it commits to is told only to the member who cast the vote, and only after the motion closed.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from committee_app import journal
from committee_app.acts.ballots import recused_from, sealed
from committee_app.docket import last_vote
from committee_app.journal import Verdict
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.votes import Motion, RollSeat, Vote, VoteChange

LENGTH = 64


@dataclass(frozen=True, slots=True)
class Checked:
    """A receipt that the journal holds. `kept` says whether the stored vote is still the one that the receipt commits
    to; `in_roll_call` whether the roll call says it, None before the motion closes and for a vote that does not count
    (a later one took its place, or its member was recused)."""

    receipt: str
    entry: Entry
    chain: Verdict
    motion: Motion
    account: str
    vote: Vote | VoteChange
    kept: bool
    counts: bool
    in_roll_call: bool | None

    @property
    def ok(self) -> bool:
        return self.chain.ok and self.kept and self.in_roll_call is not False

    def as_json(self) -> dict[str, Any]:
        """What anybody with the receipt may know: nothing of what it commits to."""
        return {
            "receipt": self.receipt,
            "found": True,
            "ok": self.ok,
            "entry": self.entry.seq,
            "hash": self.entry.hash,
            "chain": self.chain.as_json(),
            "motion": self.motion.id,
            "closed": self.motion.state == "closed",
            "kept": self.kept,
            "counts": self.counts,
            "in_roll_call": self.in_roll_call,
        }


def check(session: Session, receipt: str) -> Checked | None:
    """The receipt held against the journal, the stored vote and the roll call; None where the journal has none such."""
    if len(receipt) != LENGTH or set(receipt) - set("0123456789abcdef"):
        return None
    entry = session.scalars(
        select(Entry)
        .join(EntryBody, EntryBody.seq == Entry.seq)
        .where(Entry.verb == "cast_vote", type_coerce(EntryBody.body, Text).contains(f'"sealed":"{receipt}"'))
    ).first()
    vote = _vote_of(session, entry.seq) if entry else None
    if entry is None or vote is None:
        return None
    motion = session.get_one(Motion, vote.motion_id)
    struck = recused_from(session, [motion.id])[motion.id]
    counts = last_vote(session, motion.id, vote.seat) is vote and vote.seat not in struck
    return Checked(
        receipt=receipt,
        entry=entry,
        chain=journal.verify(session),
        motion=motion,
        account=session.get_one(RollSeat, (motion.id, vote.seat)).account,
        vote=vote,
        kept=sealed(motion.id, vote.seat, vote) == receipt,
        counts=counts,
        in_roll_call=_is_in_roll_call(session, motion, vote) if counts else None,
    )


def _vote_of(session: Session, entry: int) -> Vote | VoteChange | None:
    """The vote that an entry of the journal is about."""
    first = session.scalars(select(Vote).filter_by(entry=entry)).first()
    return first or session.scalars(select(VoteChange).filter_by(entry=entry)).first()


def _is_in_roll_call(session: Session, motion: Motion, vote: Vote | VoteChange) -> bool | None:
    """Whether the roll call, as the journal has kept it since the closing, says what was voted; None before."""
    if motion.state != "closed":
        return None
    closings = (
        select(EntryBody)
        .join(Entry, Entry.seq == EntryBody.seq)
        .where(Entry.verb == "close_motion", Entry.complaint_id == motion.complaint_id)
    )
    said = [
        choice
        for kept in session.scalars(closings)
        if kept.body["motion"] == motion.id
        for seat, _, choice in kept.body["roll_call"]
        if seat == vote.seat
    ]
    return said == [vote.choice]
