"""Voting: one vote for each seat of the roll, sealed until the motion closes.

The last seat's vote closes the motion by itself, except where votes may still be changed: then the director closes it.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from committee_app.acts.ballots import ballot, may_change, sealed
from committee_app.acts.doing import Doing
from committee_app.acts.motions import close, named_motion
from committee_app.acts.possible import open_motion_of
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.votes import Motion, RollSeat, Vote, VoteChange
from rules.statute import cite, clause
from workflows.machine import Refused

VOTES_ARE_CLOSED = cite("56.602.4(2)#2")
CHOICES = {"yes": "Yes", "no": "No", "abstain": "Abstain"}


def _seat_of(doing: Doing, motion: Motion) -> int | None:
    return doing.session.scalar(
        select(RollSeat.seat).where(RollSeat.motion_id == motion.id, RollSeat.account == doing.actor.name)
    )


def _voting_hindrance(doing: Doing) -> str | None:
    motion = open_motion_of(doing.session, doing.complaint.id)
    if motion is None:
        return "No motion is open in this matter."
    seat = _seat_of(doing, motion)
    if seat is None:
        return "You are not on the roll of this motion."
    if doing.session.get(Vote, (motion.id, seat)) is not None and not may_change(motion):
        return "You have voted on this motion. A vote is final (reading “vote_change”)."
    return None


def _voting_warning(doing: Doing) -> str:
    motion = open_motion_of(doing.session, doing.complaint.id)
    return "" if motion and may_change(motion) else "A vote cannot be changed."


@act(
    "Casts the member's vote. It stays sealed until the motion closes.",
    VOTES_ARE_CLOSED,
    roles="director member",
    asks=(
        Parameter("motion", Kind.NUMBER, "Motion"),
        Parameter("choice", Kind.CHOICE, "Your vote", choices=CHOICES),
        Parameter(
            "reason",
            Kind.LONG_TEXT,
            "Your reason",
            required=False,
            hint="sealed like the vote; after the closing it stands in the closed roll call",
        ),
    ),
    hindrance=_voting_hindrance,
    cannot_be_undone=_voting_warning,
    step_up=True,
)
def cast_vote(doing: Doing) -> Mapping[str, Any]:
    motion = named_motion(doing)
    seat = _seat_of(doing, motion)
    if seat is None:
        raise Refused("You are not on the roll of this motion.", clause(motion.clause))
    said = {
        "motion_id": motion.id,
        "seat": seat,
        "choice": doing["choice"],
        "reason": doing["reason"],
        "salt": secrets.token_hex(32),
        "entry": doing.seq,
    }
    doing.clause = clause(motion.clause)
    vote: Vote | VoteChange
    if doing.session.get(Vote, (motion.id, seat)) is None:
        vote = Vote(**said)
    else:
        before = select(func.count()).select_from(VoteChange).filter_by(motion_id=motion.id, seat=seat)
        vote = VoteChange(**said, number=(doing.session.scalar(before) or 0) + 1)
    doing.session.add(vote)
    doing.session.flush()
    receipt = sealed(motion.id, seat, vote)
    doing.reply |= {"motion": motion.id, "receipt": receipt}
    # Where a vote may still be changed, the last one to come does not take that from the others: the director closes.
    if ballot(doing.session, motion).complete and not may_change(motion):
        close(doing, motion, also=True)
    return {"motion": motion.id, "seat": seat, "sealed": receipt}
