"""The votes on a motion as they are kept: which of them count, and what seals each of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.base import canonical
from committee_app.tables.votes import Motion, RollRecusal, RollSeat, Vote, VoteChange
from workflows.motion import Ballot, Choice


@dataclass
class Cast:
    """What was cast on one motion: the accounts of its roll by seat, the seats whose members were recused while it was
    open, and of each other seat that voted its last vote, which is the one that counts."""

    roll: dict[int, str] = field(default_factory=dict)
    recused: set[int] = field(default_factory=set)
    counting: dict[int, Vote | VoteChange] = field(default_factory=dict)

    @property
    def reasons(self) -> dict[int, str]:
        """The reasons that were given with the votes that count, by seat."""
        given = {seat: vote.reason for seat, vote in self.counting.items()}
        return {seat: reason for seat, reason in sorted(given.items()) if reason is not None}


def cast(session: Session, motions: Iterable[Motion]) -> dict[int, Cast]:
    """What was cast on each of these motions, by its number; in four statements, however many they are. Only the acts
    ask while a motion is open."""
    found = {motion.id: Cast() for motion in motions}
    seats = select(RollSeat.motion_id, RollSeat.seat, RollSeat.account).where(RollSeat.motion_id.in_(found))
    for motion, seat, account in session.execute(seats.order_by(RollSeat.seat)):
        found[motion].roll[seat] = account
    for motion, struck in recused_from(session, found).items():
        found[motion].recused = struck
    changes = select(VoteChange).where(VoteChange.motion_id.in_(found)).order_by(VoteChange.number)
    for vote in (*session.scalars(select(Vote).where(Vote.motion_id.in_(found))), *session.scalars(changes)):
        if vote.seat not in found[vote.motion_id].recused:
            found[vote.motion_id].counting[vote.seat] = vote
    return found


def recused_from(session: Session, motions: Iterable[int]) -> dict[int, set[int]]:
    """Of each of these motions the seats of the roll whose members were recused while it was open."""
    found: dict[int, set[int]] = {motion: set() for motion in motions}
    rows = select(RollRecusal.motion_id, RollRecusal.seat).where(RollRecusal.motion_id.in_(found))
    for motion, seat in session.execute(rows):
        found[motion].add(seat)
    return found


def ballot(session: Session, motion: Motion) -> Ballot:
    """The roll and the votes as they are. Only the acts read it while the motion is open."""
    votes = cast(session, [motion])[motion.id]
    return Ballot(
        motion.need,
        tuple(seat for seat in votes.roll if seat not in votes.recused),
        {seat: Choice(vote.choice) for seat, vote in votes.counting.items()},
    )


def reasons(session: Session, motion: Motion) -> dict[int, str]:
    """The reasons that were given with the votes that count, by seat. Asked for when the motion closes, and after."""
    return cast(session, [motion])[motion.id].reasons


def may_change(motion: Motion) -> bool:
    """Whether a vote on this motion may be changed until it closes: by the reading in force when it opened."""
    return motion.readings.get("vote_change") == "until_close"


def sealed(motion: int, seat: int, vote: Vote | VoteChange) -> str:
    """What the journal holds of a vote and its voter keeps as a receipt: SHA-256 over the motion, the seat, the
    choice, the vote's salt, and the reason where one was given."""
    return hashlib.sha256(unsealed(motion, seat, vote).encode()).hexdigest()


def unsealed(motion: int, seat: int, vote: Vote | VoteChange) -> str:
    """The text whose hash `sealed` is: for the member who cast the vote, to work it out by hand."""
    return canonical([motion, seat, vote.choice, vote.salt, *([vote.reason] if vote.reason is not None else [])])
