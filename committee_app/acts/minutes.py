"""The minutes: an open and a closed part, corrected by further entries alone, approved at a later meeting."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.meeting_in_hand import (
    AT,
    MEETING,
    agenda,
    carries,
    happened_at,
    keep_sheet,
    move,
    name_nobody,
    stands_for,
    the_meeting,
    there,
)
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.sessions import ROLL_CALL, take_roll_call
from committee_app.docket import names
from committee_app.meetings import shown
from committee_app.minutes_sheet import open_part
from committee_app.tables.docket import Complaint, Recusal
from committee_app.tables.meetings import Meeting, Minute
from rules.sunshine import CLOSED_SESSIONS
from workflows.machine import Refused
from workflows.meeting import MeetingState

PARTS = {"open": "Open part", "closed": "Closed part"}
WORDS = Parameter("text", Kind.LONG_TEXT, "Entry", hint="what was done; discussion need not be recorded")


@act(
    "Adds an entry to the minutes of a meeting, in their open or their closed part.",
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(
        MEETING,
        Parameter("part", Kind.CHOICE, "Part", choices=PARTS),
        Parameter(
            "matter", Kind.TEXT, "Matter", required=False, hint="where a closed entry is about one matter of the agenda"
        ),
        WORDS,
    ),
    hindrance=stands_for("add_minutes"),
    cannot_be_undone="An entry stays as it is; a correction is a further entry.",
)
def add_minutes(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    return _enter(doing, row, "add_minutes", doing["part"], doing["matter"])


def _enter(
    doing: Doing, row: Meeting, name: str, part: str, matter: str | None, corrects: int | None = None
) -> Mapping[str, Any]:
    matters = agenda(doing.session, row.id)
    if matter and (matter not in {one.id for one in matters} or doing.session.get(Recusal, (matter, doing.actor.name))):
        raise Refused(f"{matter} is not on the agenda of this meeting.", CLOSED_SESSIONS)
    if part == "open":
        if matter:
            raise Refused("An entry about one matter belongs into the closed part.", CLOSED_SESSIONS)
        name_nobody(doing.session, matters, CLOSED_SESSIONS, entry=doing["text"])
    move(doing, row, name, doing.now)
    doing.session.add(
        Minute(
            entry=doing.seq,
            meeting_id=row.id,
            part=part,
            complaint_id=matter,
            text=doing["text"],
            corrects=corrects,
            account=doing.actor.name,
            at=doing.now,
        )
    )
    return {"meeting": row.number, "part": part, "corrects": corrects, "text": doing["text"]}


@act(
    "Puts an entry of the minutes right by a further entry that names it; approved minutes are then approved again.",
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(MEETING, Parameter("entry", Kind.NUMBER, "Entry that is wrong"), WORDS),
    hindrance=stands_for("correct_minutes"),
    cannot_be_undone="Both entries stay, the wrong one and its correction.",
)
def correct_minutes(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    wrong = doing.session.get(Minute, doing["entry"])
    hidden = wrong and wrong.complaint_id and doing.session.get(Recusal, (wrong.complaint_id, doing.actor.name))
    if wrong is None or wrong.meeting_id != row.id or hidden:
        raise Refused(f"The minutes of this meeting have no entry {doing['entry']}.", CLOSED_SESSIONS)
    kept = _enter(doing, row, "correct_minutes", wrong.part, wrong.complaint_id, wrong.entry)
    return {**kept, "readings": dict(doing.adopted.used("minutes_corrected"))}


def drafts_before(doing: Doing, row: Meeting) -> list[Meeting]:
    """The earlier meetings whose minutes wait to be approved, the oldest first."""
    return list(
        doing.session.scalars(
            select(Meeting)
            .where(Meeting.state == MeetingState.MINUTES_DRAFTED, Meeting.starts_at < row.starts_at)
            .order_by(Meeting.starts_at)
        )
    )


def _approval_hindrance(doing: Doing) -> str | None:
    try:
        row = the_meeting(doing)
    except Refused as refused:
        return refused.reason
    if row.state != MeetingState.OPEN_SESSION:
        return "Minutes are approved in the open session of a later meeting, and this one is not in it."
    return None if drafts_before(doing, row) else "No minutes of an earlier meeting wait to be approved."


@act(
    "Records the public roll call by which a later meeting approves the minutes of an earlier one.",
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(MEETING, Parameter("minutes_of", Kind.NUMBER, "Minutes of meeting"), *ROLL_CALL, AT),
    hindrance=_approval_hindrance,
)
def approve_minutes(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    earlier = doing.session.get(Meeting, doing["minutes_of"])
    if earlier is None or earlier.id not in {draft.id for draft in drafts_before(doing, row)}:
        raise Refused("These minutes do not wait to be approved here.", CLOSED_SESSIONS)
    at = happened_at(doing, row, after=row.opened_at)
    choices = take_roll_call(doing, row, "to_approve", at, minutes_of=earlier.id)
    yes = sum(choice == "yes" for choice in choices.values())
    # The members and their votes are those of the meeting that sits now; what moves is the earlier one.
    now = {"sitting_since": row.starts_at, "present": len(there(doing.session, row.id)), "voting": len(choices)}
    approved = carries(doing, earlier, "approve_minutes", at, yes=yes, **now)
    move(doing, earlier, "approve_minutes" if approved else "keep_minutes_open", at, yes=yes, **now)
    doing.reply["meeting"] = row.id
    if approved:
        doing.session.flush()
        whole = shown(doing.session, earlier, doing.today, frozenset(doing.session.scalars(select(Complaint.id))))
        keep_sheet(doing, earlier, open_part(whole, names(doing.session), doing.today, row.number))
    return {"meeting": row.number, "minutes_of": earlier.number, "roll_call": choices, "approved": approved}
