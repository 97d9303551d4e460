"""Duties: what must be done by when, under which clause, counted in which calendar, and by which acts it is done.

A duty is made in the transaction that starts its clock. Whether it is overdue is never kept: it is asked of its day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.calendar import Calendar, Count
from rules.readings import Adopted
from rules.statute import Clause, cite

CONVENE = cite("56.602.4(1)")
OPEN_REQUEST = cite("56.602.4(2)#3")
SERVE = cite("56.602.4(3)")
RESPOND = cite("56.602.4(4)#1")
REVIEW = cite("56.602.4(5)")
REMEDY = cite("56.602.4(7)(a)#2")
REQUEST = cite("56.602.4(7)(a)a")
RECOMMEND = cite("56.602.4(7)(a)b")
ASSESS = cite("56.602.4(7)(b)a")
RESOLVED = cite("56.602.4(7)(b)b")
CONTINUING = cite("56.602.4(7)(b)c")
TERM_REVIEW = cite("56.602.7(3)")
TERM_NEEDED = cite("56.602.7(5)")
FIRST_APPOINTMENTS = cite("56.602.2(2)#7")
COMMITTEE_BEGINS = date(2028, 1, 1)
GRACE = 5


class Within(StrEnum):
    BUSINESS_DAYS = "business days"
    AT_ONCE = "at once"
    MONTHS_AND_GRACE = "calendar months, then business days"
    MONTHS_BEFORE = "calendar months before"
    CHOSEN_DAY = "on the day chosen"


@dataclass(frozen=True, slots=True)
class DutyKind:
    """One row: `calendar` names the reading that picks strict or lenient; `bound` is who must act."""

    name: str
    clause: Clause
    what: str
    bound: str
    within: Within
    amount: int
    calendar: str | None
    done_by: tuple[str, ...]
    readings: tuple[str, ...] = ()


W = Within
REQUESTS = ("request_special_prosecutor", "find_continuing")

DUTIES = (
    #        kind                   clause       what must be done                                      who           within               n                              calendar             done by                                                       readings
    DutyKind("convene",             CONVENE,     "Hold the committee's meeting",                        "director",   W.BUSINESS_DAYS,     CONVENE.figures["business_days"], "convene_calendar",  ("convene", "withdraw"),                                ("convene_clock", "convene_means", "before_committee")),
    DutyKind("serve",               SERVE,       "Send or deliver the complaint to the prosecutor",     "committee",  W.BUSINESS_DAYS,     SERVE.figures["business_days"],   "serve_calendar",    ("record_posting", "record_delivery"),                  ("serve_clock",)),
    DutyKind("deliver_again",       SERVE,       "Deliver the returned notice in person or mail it again", "staff",   W.AT_ONCE,           0,                                None,                ("record_posting", "record_delivery"),                  ("response_start", "second_addressee")),
    DutyKind("respond",             RESPOND,     "Respond in writing",                                  "prosecutor", W.BUSINESS_DAYS,     RESPOND.figures["business_days"], "respond_calendar",  ("record_response", "let_response_lapse"),              ("response_start", "second_addressee", "response_extension")),
    DutyKind("review",              REVIEW,      "Review all information and the data of 56.750.2",     "committee",  W.BUSINESS_DAYS,     REVIEW.figures["business_days"],  "review_calendar",   ("review",),                                            ("review_from",)),
    DutyKind("remedy",              REMEDY,      "Vote for a request or for remediation",               "committee",  W.AT_ONCE,           0,                                None,                ("request_special_prosecutor", "recommend_remediation"), ("remedy_deadlock", "remedy_one")),
    DutyKind("send_request",        REQUEST,     "Send the request to the governor",                    "director",   W.AT_ONCE,           0,                                None,                ("send_request",)),
    DutyKind("send_second_request", CONTINUING,  "Send the request to the governor",                    "director",   W.AT_ONCE,           0,                                None,                ("send_request",)),
    DutyKind("publish_request",     OPEN_REQUEST, "Publish the request to the governor",                "director",   W.AT_ONCE,           0,                                None,                ("publish",),                                           ("finding_open", "tally_in_open_records")),
    DutyKind("publish_finding",     RESOLVED,    "Issue and publish the finding",                       "director",   W.AT_ONCE,           0,                                None,                ("publish",),                                           ("tally_in_open_records",)),
    DutyKind("send_recommendation", RECOMMEND,   "Send the recommendations to the prosecutor",          "director",   W.AT_ONCE,           0,                                None,                ("send_recommendation",)),
    DutyKind("progress",            RECOMMEND,   "Review the progress of the remediation",              "committee",  W.CHOSEN_DAY,        0,                                None,                ("record_progress", "assess"),                          ("six_months_of_remediation",)),
    DutyKind("assess",              ASSESS,      "Assess how effective the remediation was",            "committee",  W.MONTHS_AND_GRACE,  ASSESS.figures["months"],         "review_calendar",   ("assess",),                                            ("six_months_of_remediation", "assessment_grace")),
    DutyKind("review_term",         TERM_REVIEW, "Meet and vote on the special prosecutor's term",      "committee",  W.MONTHS_BEFORE,     TERM_REVIEW.figures["months"],    None,                ("review_term",),                                       ("term_review_day",)),
    DutyKind("send_term_request",   TERM_NEEDED, "Send the request to reappoint to the governor",       "director",   W.AT_ONCE,           0,                                None,                ("send_request",)),
)  # fmt: skip
KINDS: Mapping[str, DutyKind] = {kind.name: kind for kind in DUTIES}


@dataclass(frozen=True, slots=True)
class Calendars:
    """The two calendars as they stand on the day a clock starts."""

    strict: Calendar
    lenient: Calendar

    def named(self, name: str) -> Calendar:
        return self.lenient if name == "lenient" else self.strict


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due date that can be checked by hand: the counts that lead to it, one after the other, and the date the other
    calendar would give."""

    start: date
    due: date
    other_due: date | None
    counts: tuple[Count, ...]


def reckon(kind: DutyKind, start: date, calendars: Calendars, adopted: Mapping[str, str]) -> Reckoning:
    """When a duty of this kind is due whose clock starts on `start` (for CHOSEN_DAY: that day; for MONTHS_BEFORE: the
    day the term ends)."""
    match kind.within:
        case Within.BUSINESS_DAYS:
            name = adopted[kind.calendar] if kind.calendar else "strict"
            count = calendars.named(name).business_days(start, kind.amount)
            other = calendars.named("strict" if name == "lenient" else "lenient").business_days(start, kind.amount)
            return Reckoning(start, count.due, other.due, (count,))
        case Within.MONTHS_AND_GRACE:
            months = calendars.strict.months(start, kind.amount)
            grace = calendars.strict.business_days(months.due, GRACE)
            return Reckoning(start, grace.due, None, (months, grace))
        case Within.MONTHS_BEFORE:
            back = calendars.strict.months_before(start, kind.amount, roll="back")
            return Reckoning(start, back.due, None, (back,))
        case Within.CHOSEN_DAY:
            return Reckoning(start, start, None, ())
        case Within.AT_ONCE:
            return Reckoning(start, at_once(start, calendars.strict), None, ())


def at_once(start: date, calendar: Calendar) -> date:
    """“Immediately” is the same business day, or the next one where the day is none (law.md 2)."""
    day = start
    while not calendar.is_business_day(day):
        day += timedelta(days=1)
    return day


def clock_start(received_on: date, adopted: Adopted) -> date:
    """The day from which a complaint's first clock counts: before the committee exists it is held (law.md B15)."""
    if adopted["before_committee"] == "hold_clocks":
        return max(received_on, COMMITTEE_BEGINS)
    return received_on
