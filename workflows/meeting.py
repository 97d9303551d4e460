"""A meeting of the committee, from the call to its approved minutes, as one table (56.602.4(1), 4(2)).

The session begins in public for as long as the roll call and the vote to close take; the rest is closed. Where the
rule is the Sunshine Law's, its section stands in the sentence, beside the clause that closes the sessions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.readings import Adopted
from rules.statute import cite
from rules.sunshine import CLOSED_SESSIONS, NOTICE_IS_DUE, VOTE_TO_CLOSE, said
from workflows.machine import Guard, Move, Procedure
from workflows.motion import QUORUM

CONVENING = cite("56.602.4(1)")
HEARING = cite("56.602.4(6)")

BODY = "Prosecuting and Circuit Attorney Review Committee"
# All that an agenda says of a matter; however many there are, the line stands once.
CLOSED_ITEM = "Matter under section 56.602, RSMo (closed)"
CLOSING_REASONS = {
    "both_laws": "610.021(14) and 56.602.4(2), RSMo",
    "act_alone": "56.602.4(2), RSMo",
}


class MeetingState(StrEnum):
    CALLED = "called"
    NOTICED = "noticed"
    OPEN_SESSION = "open_session"
    CLOSED_SESSION = "closed_session"
    ADJOURNED = "adjourned"
    MINUTES_DRAFTED = "minutes_drafted"
    MINUTES_APPROVED = "minutes_approved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


S = MeetingState
AHEAD = (S.CALLED, S.NOTICED)
SITTING = (S.OPEN_SESSION, S.CLOSED_SESSION)
OVER = (S.ADJOURNED, S.MINUTES_DRAFTED, S.MINUTES_APPROVED)
HELD = (*SITTING, *OVER)
CALLED_OFF = (S.POSTPONED, S.CANCELLED)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What a guard may look at. Instants are aware. `at` is the moment of the move; `latest` the latest moment for
    posting the notice; `present` counts who is there, `voting` who of them has a vote, `yes` who voted so."""

    state: MeetingState
    starts_at: datetime
    at: datetime
    latest: datetime
    quorum: int
    good_cause: bool = False
    present: int = 0
    voting: int = 0
    yes: int = 0
    sitting_since: datetime | None = None


def quorum(readings: Mapping[str, str]) -> int:
    """How many members must be present, by the reading that the meeting was called under."""
    return {"three": QUORUM}[readings["quorum"]]


def closing_reason(adopted: Adopted) -> str:
    """The law that a notice and a vote to close name, by the reading in force."""
    return CLOSING_REASONS[adopted["closing_reason"]]


def _posted_in_time(meeting: Meeting) -> str | None:
    if meeting.at >= meeting.starts_at:
        return "The notice is posted before the meeting, and this one was to start at that moment or earlier."
    if meeting.at <= meeting.latest or meeting.good_cause:
        return None
    return (
        f"For this meeting the notice had to be posted by {said(meeting.latest)} ({NOTICE_IS_DUE}). Postpone the "
        "meeting, or give the good cause for shorter notice; it goes into the minutes."
    )


def _may_sit(meeting: Meeting) -> str | None:
    if meeting.at < meeting.starts_at:
        return f"The notice says {said(meeting.starts_at)}: the meeting does not open before that."
    if meeting.present < meeting.quorum:
        return (
            f"{_members(meeting.present)} present, and {meeting.quorum} are needed (reading “quorum”). "
            "Record who is here; without a quorum, postpone or cancel the meeting."
        )
    return None


def _majority_to_close(meeting: Meeting) -> str | None:
    if meeting.present < meeting.quorum:
        return f"{_members(meeting.present)} present, and {meeting.quorum} are needed (reading “quorum”)."
    if meeting.yes * 2 <= meeting.voting:
        return (
            f"{meeting.yes} of {meeting.voting} who may vote said yes; closing takes more than half ({VOTE_TO_CLOSE})."
        )
    return None


def _approved_at_a_later_meeting(meeting: Meeting) -> str | None:
    if meeting.sitting_since is None or meeting.sitting_since <= meeting.starts_at:
        return "Minutes are approved at a later meeting, in its open session."
    if meeting.present < meeting.quorum:
        return f"{_members(meeting.present)} present, and {meeting.quorum} are needed (reading “quorum”)."
    if meeting.yes * 2 <= meeting.voting:
        return f"{meeting.yes} of {meeting.voting} who may vote said yes; approving takes more than half."
    return None


def _members(number: int) -> str:
    return "1 member is" if number == 1 else f"{number} members are"


GUARDS: Mapping[str, Guard] = {
    "posted_in_time": _posted_in_time,
    "may_sit": _may_sit,
    "majority_to_close": _majority_to_close,
    "approved_at_a_later_meeting": _approved_at_a_later_meeting,
}

MOVES = (
    #    move                 from                              to                   clause           only if
    Move("post_notice",       (S.CALLED,),                      S.NOTICED,           CLOSED_SESSIONS, "posted_in_time"),
    Move("post_notice",       (S.NOTICED,),                     None,                CLOSED_SESSIONS),
    Move("postpone_meeting",  AHEAD,                            S.POSTPONED,         CONVENING),
    Move("cancel_meeting",    AHEAD,                            S.CANCELLED,         CONVENING),
    Move("record_attendance", (S.NOTICED,),                     None,                CONVENING),
    Move("open_meeting",      (S.NOTICED,),                     S.OPEN_SESSION,      CONVENING,       "may_sit"),
    Move("record_movement",   SITTING,                          None,                CONVENING),
    Move("vote_to_close",     (S.OPEN_SESSION,),                S.CLOSED_SESSION,    CLOSED_SESSIONS, "majority_to_close"),
    Move("stay_open",         (S.OPEN_SESSION,),                None,                CLOSED_SESSIONS),
    Move("return_to_open",    (S.CLOSED_SESSION,),              S.OPEN_SESSION,      CLOSED_SESSIONS),
    Move("adjourn",           SITTING,                          S.ADJOURNED,         CONVENING),
    Move("add_minutes",       SITTING,                          None,                CLOSED_SESSIONS),
    Move("add_minutes",       (S.ADJOURNED, S.MINUTES_DRAFTED), S.MINUTES_DRAFTED,   CLOSED_SESSIONS),
    Move("correct_minutes",   SITTING,                          None,                CLOSED_SESSIONS),
    Move("correct_minutes",   (S.MINUTES_DRAFTED,),             None,                CLOSED_SESSIONS),
    Move("correct_minutes",   (S.MINUTES_APPROVED,),            S.MINUTES_DRAFTED,   CLOSED_SESSIONS),
    Move("approve_minutes",   (S.MINUTES_DRAFTED,),             S.MINUTES_APPROVED,  CLOSED_SESSIONS, "approved_at_a_later_meeting"),
    Move("keep_minutes_open", (S.MINUTES_DRAFTED,),             None,                CLOSED_SESSIONS),
)  # fmt: skip

PROCEDURE = Procedure("the procedure of a meeting", MeetingState, MOVES, GUARDS, thing="meeting")
