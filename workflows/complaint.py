"""The complaint, from the day it is lodged to the day it is closed, as one table (56.602.4).

What the Act leaves open at a row (no formal complaint, fewer than four votes, no remedy carried) is a reading:
its name stands beside the guard or in the motion that leads to the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.readings import Adopted
from rules.statute import cite
from workflows.machine import Guard, Move, Procedure

LODGING = cite("56.602.3#1")
CONVENING = cite("56.602.4(1)")
NOTICE = cite("56.602.4(3)")
RESPONSE = cite("56.602.4(4)#1")
INFORMATION = cite("56.602.4(4)#2")
REVIEW = cite("56.602.4(5)")
MORE_INFORMATION = cite("56.602.4(6)")
DETERMINATION = cite("56.602.4(7)(a)#1")
REQUEST = cite("56.602.4(7)(a)a")
RECOMMENDATION = cite("56.602.4(7)(a)b")
ASSESSMENT = cite("56.602.4(7)(b)a")
RESOLVED = cite("56.602.4(7)(b)b")
CONTINUING = cite("56.602.4(7)(b)c")
APPOINTMENT = cite("56.602.5#1")
UNTOUCHED = cite("56.602.3(2)")


class State(StrEnum):
    LODGED = "lodged"
    CONVENED = "convened"
    FORMAL = "found_formal"
    NOTICE_SENT = "notice_sent"
    NOTICE_RETURNED = "notice_returned"
    NOTICE_DELIVERED = "notice_delivered"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    REVIEWED = "reviewed"
    DETERMINED = "remedy_pending"
    REMEDIATION = "remediation"
    ASSESSMENT_UNDECIDED = "assessment_undecided"
    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"
    NOT_FORMAL = "not_formal"
    NO_DETERMINATION = "no_determination"
    RESOLVED = "resolved"
    NOT_APPOINTED = "not_appointed"
    APPOINTED = "special_prosecutor_appointed"


S = State
ENDED = frozenset({S.WITHDRAWN, S.NOT_FORMAL, S.NO_DETERMINATION, S.RESOLVED, S.NOT_APPOINTED, S.APPOINTED})


@dataclass(frozen=True, slots=True)
class Case:
    """What a guard may look at. Dates are legal dates in America/Chicago; None is “not yet”. `service` is where the
    facts of service leave the notice, while one of them is recorded or corrected."""

    state: State
    today: date
    adopted: Adopted
    grounds: frozenset[str] = frozenset()
    notice_released: bool = False
    response_due: date | None = None
    assessment_opens: date | None = None
    carried: bool | None = None
    service: State | None = None


def _motion_carried(case: Case) -> str | None:
    return None if case.carried else "This follows only from a motion that carried."


def _motion_failed(case: Case) -> str | None:
    return None if case.carried is False else "This follows only from a motion that closed without enough yes votes."


def _notice_is_released(case: Case) -> str | None:
    return (
        None if case.notice_released else "The notice is not released yet: release it before its sending is recorded."
    )


def _response_clock_runs(case: Case) -> str | None:
    return (
        None if case.response_due else "The ten business days have not begun: record the delivery of the notice first."
    )


def _response_is_overdue(case: Case) -> str | None:
    if case.response_due is None:
        return _response_clock_runs(case)
    if case.today <= case.response_due:
        return f"The prosecutor may respond through {case.response_due:%B %-d, %Y}; nothing lapses before that day is over."
    return None


def _response_time_is_over(case: Case) -> str | None:
    if case.response_due is None or case.today <= case.response_due:
        until = f" ({case.response_due:%B %-d, %Y})" if case.response_due else ""
        return f"The review waits until the deadline for the response has passed{until}, even if a response came early."
    return None


def determination_is_excluded(case: Case) -> str | None:
    """None where the reading of 4(7)(a) shuts out every ground of this complaint; else why it does not."""
    if case.adopted["determination_ground"] == "any_ground" or UNTOUCHED.id in case.grounds:
        return "A determination is open to the committee: put the motion instead."
    return None


def _six_months_are_over(case: Case) -> str | None:
    if case.assessment_opens is None or case.today < case.assessment_opens:
        return (
            f"The six months of remediation end on {case.assessment_opens:%B %-d, %Y}."
            if case.assessment_opens
            else "No remediation runs."
        )
    return None


def _facts_leave_it(state: State) -> Guard:
    def guard(case: Case) -> str | None:
        return None if case.service is state else "This follows only from a corrected fact of service."

    return guard


GUARDS: Mapping[str, Guard] = {
    "motion_carried": _motion_carried,
    "motion_failed": _motion_failed,
    "notice_is_released": _notice_is_released,
    "response_clock_runs": _response_clock_runs,
    "response_is_overdue": _response_is_overdue,
    "response_time_is_over": _response_time_is_over,
    "determination_is_excluded": determination_is_excluded,
    "six_months_are_over": _six_months_are_over,
    "facts_leave_it_here": _facts_leave_it(State.FORMAL),
    "facts_leave_it_sent": _facts_leave_it(State.NOTICE_SENT),
    "facts_leave_it_returned": _facts_leave_it(State.NOTICE_RETURNED),
    "facts_leave_it_delivered": _facts_leave_it(State.NOTICE_DELIVERED),
}

NOTICED = (S.NOTICE_SENT, S.NOTICE_DELIVERED)

MOVES = (
    #    move                          from                                           to                      clause            only if
    Move("withdraw",                   (S.LODGED, S.CONVENED),                        S.WITHDRAWN,            LODGING),
    Move("convene",                    (S.LODGED,),                                   S.CONVENED,             CONVENING),
    Move("find_formal",                (S.CONVENED,),                                 S.FORMAL,               NOTICE,           "motion_carried"),
    Move("find_not_formal",            (S.CONVENED,),                                 S.NOT_FORMAL,           NOTICE,           "motion_failed"),
    Move("record_posting",             (S.FORMAL, S.NOTICE_RETURNED),                 S.NOTICE_SENT,          NOTICE,           "notice_is_released"),
    Move("record_return",              (S.NOTICE_SENT,),                              S.NOTICE_RETURNED,      NOTICE),
    Move("record_delivery",            (S.FORMAL, S.NOTICE_SENT, S.NOTICE_RETURNED),  S.NOTICE_DELIVERED,     NOTICE,           "notice_is_released"),
    Move("record_response",            NOTICED,                                       S.ANSWERED,             RESPONSE,         "response_clock_runs"),
    Move("record_response",            (S.ANSWERED,),                                 None,                   INFORMATION),
    Move("record_response",            (S.UNANSWERED, S.REVIEWED),                    None,                   MORE_INFORMATION),
    Move("let_response_lapse",         NOTICED,                                       S.UNANSWERED,           RESPONSE,         "response_is_overdue"),
    Move("review",                     (S.ANSWERED, S.UNANSWERED),                    S.REVIEWED,             REVIEW,           "response_time_is_over"),
    Move("determine_threat",           (S.REVIEWED,),                                 S.DETERMINED,           DETERMINATION,    "motion_carried"),
    Move("fail_to_determine",          (S.REVIEWED,),                                 S.NO_DETERMINATION,     DETERMINATION,    "motion_failed"),
    Move("close_undetermined",         (S.REVIEWED,),                                 S.NO_DETERMINATION,     DETERMINATION,    "determination_is_excluded"),
    Move("request_special_prosecutor", (S.DETERMINED,),                               S.REQUESTED,            REQUEST,          "motion_carried"),
    Move("recommend_remediation",      (S.DETERMINED,),                               S.REMEDIATION,          RECOMMENDATION,   "motion_carried"),
    Move("record_progress",            (S.REMEDIATION,),                              None,                   RECOMMENDATION),
    Move("assess",                     (S.REMEDIATION,),                              S.ASSESSMENT_UNDECIDED, ASSESSMENT,       "six_months_are_over"),
    Move("find_resolved",              (S.ASSESSMENT_UNDECIDED,),                     S.RESOLVED,             RESOLVED,         "motion_carried"),
    Move("find_continuing",            (S.ASSESSMENT_UNDECIDED,),                     S.REQUESTED,            CONTINUING,       "motion_carried"),
    Move("record_no_appointment",      (S.REQUESTED,),                                S.NOT_APPOINTED,        APPOINTMENT),
    Move("record_appointment",         (S.REQUESTED,),                                S.APPOINTED,            APPOINTMENT),
)  # fmt: skip

# Not the Act's way: where a fact of service was recorded wrongly, the matter goes to where the right one leaves it.
UNDECIDED = (S.FORMAL, S.NOTICE_SENT, S.NOTICE_RETURNED, S.NOTICE_DELIVERED, S.UNANSWERED)
CORRECTIONS = tuple(
    Move("correct_service", tuple(state for state in UNDECIDED if state is not to), to, NOTICE, guard)
    for to, guard in (
        (S.FORMAL, "facts_leave_it_here"),
        (S.NOTICE_SENT, "facts_leave_it_sent"),
        (S.NOTICE_RETURNED, "facts_leave_it_returned"),
        (S.NOTICE_DELIVERED, "facts_leave_it_delivered"),
    )
)

PROCEDURE = Procedure("the procedure of a complaint", State, (*MOVES, *CORRECTIONS), GUARDS)
