"""Hindrances that several acts share: whether the procedure, or a term's, has a row that is open now."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.doing import Doing, term_of
from committee_app.database import once
from committee_app.tables.votes import Motion
from workflows import complaint as complaints
from workflows import special_prosecutor
from workflows.complaint import State
from workflows.machine import Move, Refused

CLOSED = "The matter is closed."


@once
def open_motion_of(session: Session, complaint_id: str) -> Motion | None:
    """The motion that is open. An act holds the complaint's row, so that nobody else votes or closes meanwhile."""
    return session.scalars(
        select(Motion).where(Motion.complaint_id == complaint_id, Motion.state == "open")
    ).one_or_none()


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
    if move.to is not None and open_motion_of(doing.session, doing.complaint.id) is not None:
        return "A motion is open: it is closed before the matter moves on."
    return None


def term_moves(name: str) -> Callable[[Doing], str | None]:
    """Open while the special prosecutor's term allows this move."""

    def hindrance(doing: Doing) -> str | None:
        if term_of(doing.session, doing.complaint.id) is None:
            return "No special prosecutor was appointed in this matter."
        try:
            move = special_prosecutor.PROCEDURE.advance(doing.term(), name)
        except Refused as refused:
            return refused.reason
        return _motion_left_behind(doing, move)

    return hindrance


def while_open(doing: Doing) -> str | None:
    """Open until the matter is over: its complaint, and with it the special prosecutor's term where there is one. The
    committee meets and votes on the term (56.602.7(3))."""
    if doing.complaint.state not in complaints.ENDED:
        return None
    term = term_of(doing.session, doing.complaint.id)
    return None if term and term.state != special_prosecutor.TermState.ENDED else CLOSED


def while_undecided(doing: Doing) -> str | None:
    """Open until the complaint has ended, whatever goes on in a special prosecutor's term."""
    return CLOSED if doing.complaint.state in complaints.ENDED else None


def in_states(*states: State) -> Callable[[Doing], str | None]:
    """Open while the complaint is in one of these states."""

    def hindrance(doing: Doing) -> str | None:
        if doing.complaint.state in states:
            return None
        return f"This is not possible while the matter is “{doing.complaint.state.replace('_', ' ')}”."

    return hindrance
