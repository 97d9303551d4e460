"""Recusal: a member with a conflict in one matter reads nothing more of it and is on none of its rolls (law.md A5)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.possible import open_motion_of, while_open
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.roster import seated
from committee_app.tables.docket import Recusal
from committee_app.tables.votes import RollRecusal, RollSeat
from rules.statute import cite
from workflows.machine import Refused


@act(
    "Ends a member's part in this matter for a conflict of interest: the member no longer reads it or votes in it.",
    cite("56.602.2#1"),
    roles="director member",
    asks=(
        Parameter("account", Kind.TEXT, "Member who is recused"),
        Parameter("reason", Kind.LONG_TEXT, "Reason"),
    ),
    hindrance=while_open,
    cannot_be_undone="A recusal cannot be taken back in this matter, and a vote cast on the motion that is open does "
    "not count.",
)
def declare_recusal(doing: Doing) -> Mapping[str, Any]:
    account = doing["account"]
    if account not in seated(doing.session, doing.today).values():
        raise Refused(f"{account} fills no seat of the committee.")
    if doing.actor.role == "member" and account != doing.actor.name:
        raise Refused("A member declares only the member's own conflict; the director may record another's.")
    if doing.session.get(Recusal, (doing.complaint.id, account)) is not None:
        raise Refused(f"{account} is recused already.")
    doing.session.add(
        Recusal(complaint_id=doing.complaint.id, account=account, declared_on=doing.today, reason=doing["reason"])
    )
    return {"account": account, **_off_the_roll(doing, account)}


def _off_the_roll(doing: Doing, account: str) -> dict[str, Any]:
    """Takes the member's seat out of the motion that is open. The roll and a sealed vote stay as they were kept; the
    seat counts as recused and its vote does not. Only the member can do that to a vote, not who might fear it."""
    motion = open_motion_of(doing.session, doing.complaint.id)
    seat = motion and doing.session.scalar(
        select(RollSeat.seat).where(RollSeat.motion_id == motion.id, RollSeat.account == account)
    )
    if motion is None or seat is None:
        return {}
    if account != doing.actor.name:
        raise Refused(
            "A motion is open and its roll is fixed: only the member can step off it. Ask the member to declare the "
            "recusal, or close the motion and record it then."
        )
    doing.session.add(RollRecusal(motion_id=motion.id, seat=seat, entry=doing.seq))
    return {"motion": motion.id, "seat": seat}
