"""Sending what the committee decided: the recommendations to the prosecutor, the request to the governor."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.doing import Doing
from committee_app.acts.letters import taken_back
from committee_app.acts.possible import moves
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.database import once
from committee_app.tables.docket import OPEN_DUTY, Duty, Remediation
from rules.statute import clause
from workflows.complaint import APPOINTMENT, CONTINUING, RECOMMENDATION, REQUEST
from workflows.special_prosecutor import TERM_NEEDED

SENDING = ("send_request", "send_second_request", "send_term_request")
MANNER = Parameter("manner", Kind.TEXT, "How it was sent", hint="for example: certified mail and electronic mail")


@once
def _open_duties(session: Session, complaint: str) -> Sequence[Duty]:
    return session.scalars(select(Duty).where(Duty.complaint_id == complaint, OPEN_DUTY).order_by(Duty.id)).all()


def _open_duty(doing: Doing, *kinds: str) -> Duty | None:
    duties = _open_duties(doing.session, doing.complaint.id)
    return next((duty for duty in duties if duty.kind in kinds), None)


def _was_taken_back(doing: Doing, *kinds: str) -> str | None:
    back = any(letter.kind in kinds for letter in taken_back(doing))
    return "The letter was taken back: it is released again before it is sent." if back else None


def _request_waits(doing: Doing) -> str | None:
    if _open_duty(doing, *SENDING) is None:
        return "No request to the governor waits to be sent."
    return _was_taken_back(doing, "request", "second_request", "term_request")


@act(
    "Records that the request was sent to the governor.",
    REQUEST,
    CONTINUING,
    TERM_NEEDED,
    roles="director",
    asks=(MANNER,),
    hindrance=_request_waits,
)
def send_request(doing: Doing) -> Mapping[str, Any]:
    duty = _open_duty(doing, *SENDING)
    if duty:
        doing.clause, doing.does = clause(duty.clause), [duty]
    doing.complaint.request_sent_on = doing.today
    return {"manner": doing["manner"], "sent_on": doing.today.isoformat()}


def _recommendation_waits(doing: Doing) -> str | None:
    if _open_duty(doing, "send_recommendation") is None:
        return "No recommendation waits to be sent."
    return _was_taken_back(doing, "recommendation")


@act(
    "Records that the recommendations were sent to the prosecutor.",
    RECOMMENDATION,
    roles="director staff",
    asks=(MANNER,),
    hindrance=_recommendation_waits,
)
def send_recommendation(doing: Doing) -> Mapping[str, Any]:
    doing.session.get_one(Remediation, doing.complaint.id).sent_on = doing.today
    return {"manner": doing["manner"], "sent_on": doing.today.isoformat()}


@act(
    "Records that the governor declined, and closes the matter.",
    APPOINTMENT,
    roles="director",
    asks=(Parameter("answer", Kind.LONG_TEXT, "The governor's answer"),),
    hindrance=moves("record_no_appointment"),
    cannot_be_undone="The matter is closed.",
)
def record_no_appointment(doing: Doing) -> Mapping[str, Any]:
    doing.move("record_no_appointment")
    return {"answer": doing["answer"]}
