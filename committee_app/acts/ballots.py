"""The votes on a motion as they are kept: which of them count, and what seals each of them."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.base import canonical
from committee_app.tables.votes import Motion, RollRecusal, RollSeat, Vote, VoteChange
from workflows.motion import Ballot, Choice


def recused_from(session: Session, motion: Motion) -> set[int]:
    """The seats of the roll whose members were recused while the motion was open."""
    return set(session.scalars(select(RollRecusal.seat).where(RollRecusal.motion_id == motion.id)))


def cast_votes(session: Session, motion: Motion) -> dict[int, Vote | VoteChange]:
    """The vote that counts for each seat that voted: its last one. A recused seat has none that counts."""
    votes: dict[int, Vote | VoteChange] = {
        vote.seat: vote for vote in session.scalars(select(Vote).where(Vote.motion_id == motion.id))
    }
    changes = select(VoteChange).where(VoteChange.motion_id == motion.id).order_by(VoteChange.number)
    votes |= {change.seat: change for change in session.scalars(changes)}
    return {seat: vote for seat, vote in votes.items() if seat not in recused_from(session, motion)}


def ballot(session: Session, motion: Motion) -> Ballot:
    """The roll and the votes as they are. Only the acts read it while the motion is open."""
    recused = recused_from(session, motion)
    roll = session.scalars(select(RollSeat.seat).where(RollSeat.motion_id == motion.id).order_by(RollSeat.seat))
    votes = cast_votes(session, motion).items()
    return Ballot(
        motion.need,
        tuple(seat for seat in roll if seat not in recused),
        {seat: Choice(vote.choice) for seat, vote in votes},
    )


def reasons(session: Session, motion: Motion) -> dict[int, str]:
    """The reasons that were given with the votes that count, by seat. Asked for when the motion closes, and after."""
    given = {seat: vote.reason for seat, vote in cast_votes(session, motion).items()}
    return {seat: reason for seat, reason in sorted(given.items()) if reason is not None}


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
