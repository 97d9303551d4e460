"""The special prosecutor's appointment, the review of the term and its end (56.602.5, .7)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from committee_app.acts.doing import Doing
from committee_app.acts.possible import moves, term_moves
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.docket import Term
from rules.calendar import add_months
from rules.statute import cite
from workflows.duties import at_once
from workflows.machine import Refused
from workflows.special_prosecutor import LICENSED, REAPPOINTMENT, TERM, TERM_REVIEW, TermState

EXCLUSIVE = cite("56.602.6(1)")
APPOINTEE = (
    Parameter("appointee", Kind.TEXT, "Special prosecutor"),
    Parameter("licence", Kind.TEXT, "Licence (state and bar number)"),
    Parameter("starts_on", Kind.DAY, "First day of the term"),
    Parameter("ends_on", Kind.DAY, "Last day of the term"),
)


def _days(doing: Doing) -> tuple[dt.date, dt.date]:
    starts, ends = doing["starts_on"], doing["ends_on"]
    if ends < starts:
        raise Refused("The term ends before it starts.", TERM)
    return starts, ends


@act(
    "Records the governor's appointment of a special prosecutor for the offenses of 56.602.6, and the term.",
    TERM,
    LICENSED,
    EXCLUSIVE,
    roles="director",
    asks=(*APPOINTEE, Parameter("elected_term_ends", Kind.DAY, "Last day of the elected prosecutor's term")),
    hindrance=moves("record_appointment"),
)
def record_appointment(doing: Doing) -> Mapping[str, Any]:
    starts, ends = _days(doing)
    if doing.adopted["special_term_cap"] == "elected_term_end" and ends > doing["elected_term_ends"]:
        raise Refused("The term may not outlast the elected prosecutor's term (reading “special_term_cap”).", TERM)
    doing.move("record_appointment")
    doing.session.add(
        Term(
            complaint_id=doing.complaint.id,
            appointee=doing["appointee"],
            licence=doing["licence"],
            state=TermState.SERVING,
            starts_on=starts,
            ends_on=ends,
        )
    )
    duty = doing.start("review_term", ends)
    # law.md E7: where six months before the end are already over, the committee meets at once.
    first = max(starts, doing.today)
    if duty.due_on < first:
        duty.due_on = at_once(first, doing.calendars.strict)
    return {"starts_on": starts.isoformat(), "ends_on": ends.isoformat()}


@act(
    "Records the meeting that reviews the special prosecutor's term.",
    TERM_REVIEW,
    cite("56.602.7(3)(a)"),
    cite("56.602.7(3)(b)"),
    roles="director",
    asks=(Parameter("summary", Kind.LONG_TEXT, "What was reviewed"),),
    hindrance=term_moves("review_term"),
)
def review_term(doing: Doing) -> Mapping[str, Any]:
    doing.move("review_term")
    return {"summary": doing["summary"]}


@act(
    "Records the governor's reappointment, or the appointment of another special prosecutor.",
    REAPPOINTMENT,
    LICENSED,
    roles="director",
    asks=APPOINTEE,
    hindrance=term_moves("record_reappointment"),
)
def record_reappointment(doing: Doing) -> Mapping[str, Any]:
    starts, ends = _days(doing)
    last = add_months(starts, 12 * REAPPOINTMENT.figures["years"]) - dt.timedelta(days=1)
    if ends > last:
        raise Refused(f"A reappointment runs at most five years: to {last:%B %-d, %Y}.", REAPPOINTMENT)
    doing.move("record_reappointment")
    term = doing.term_row
    term.appointee, term.licence, term.starts_on, term.ends_on = doing["appointee"], doing["licence"], starts, ends
    return {"starts_on": starts.isoformat(), "ends_on": ends.isoformat()}


@act(
    "Records that the special prosecutor's term is over.",
    TERM,
    roles="director",
    hindrance=term_moves("end_term"),
)
def end_term(doing: Doing) -> Mapping[str, Any]:
    doing.move("end_term")
    return {}
