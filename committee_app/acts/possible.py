"""Hindrances that several acts share: whether the procedure, or a term's, has a row that is open now."""

from collections.abc import Callable

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.tables.docket import Term
from committee_app.tables.votes import Motion
from workflows import complaint as complaints
from workflows import special_prosecutor
from workflows.complaint import State
from workflows.machine import Move, Refused


def moves(name: str) -> Callable[[Doing], str | None]:
    """Open while the complaint's procedure allows this move, and no open motion would be left behind by it."""

    def hindrance(doing: Doing) -> str | None:
        try:
            move = complaints.PROCEDURE.advance(doing.case(), name)
        except Refused as refused:
            return refused.reason
        return _motion_left_behind(doing, move)

    return hindrance


def _motion_left_behind(doing: Doing, move: Move) -> str | None:
    """A motion belongs to where the matter stands: only its own closing moves the matter on."""
    open_motion = select(Motion.id).where(Motion.complaint_id == doing.complaint.id, Motion.state == "open")
    if move.to is not None and doing.session.scalar(open_motion) is not None:
        return "A motion is open: it is closed before the matter moves on."
    return None


def term_moves(name: str) -> Callable[[Doing], str | None]:
    """Open while the special prosecutor's term allows this move."""

    def hindrance(doing: Doing) -> str | None:
        if doing.session.get(Term, doing.complaint.id) is None:
            return "No special prosecutor was appointed in this matter."
        try:
            move = special_prosecutor.PROCEDURE.advance(doing.term(), name)
        except Refused as refused:
            return refused.reason
        return _motion_left_behind(doing, move)

    return hindrance


def while_open(doing: Doing) -> str | None:
    """Open until the matter is closed."""
    return "The matter is closed." if doing.complaint.state in complaints.ENDED else None


def in_states(*states: State) -> Callable[[Doing], str | None]:
    """Open while the complaint is in one of these states."""

    def hindrance(doing: Doing) -> str | None:
        if doing.complaint.state in states:
            return None
        return f"This is not possible while the matter is “{doing.complaint.state.replace('_', ' ')}”."

    return hindrance
