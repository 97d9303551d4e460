"""The committee sits: the roll, the opening, the public vote to close, the doors, the end."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.meeting_in_hand import (
    AT,
    MEETING,
    accounts_of,
    agenda,
    carries,
    happened_at,
    move,
    seated_at,
    stands_for,
    the_meeting,
    there,
    voters,
)
from committee_app.acts.motions import recused_accounts
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.docket import Complaint
from committee_app.tables.meetings import Attendance, Meeting, SessionChoice, SessionTurn, SessionVote
from rules.sunshine import CLOSED_SESSIONS, MISSOURI, said
from workflows import meeting as meetings
from workflows.complaint import State
from workflows.machine import Refused
from workflows.meeting import CONVENING

SEATS = {str(number): f"Seat {number}" for number in range(1, 6)}
MOVEMENTS = {"arrived": "Came in", "arrived_remote": "Joined by electronic means", "left": "Left"}
ROLL_CALL = (
    Parameter("yes", Kind.CHOICES, "Voted yes", required=False, choices=SEATS),
    Parameter("no", Kind.CHOICES, "Voted no", required=False, choices=SEATS),
    Parameter("abstain", Kind.CHOICES, "Abstained", required=False, choices=SEATS),
)


def _attend(doing: Doing, row: Meeting, seat: int, account: str, fact: str, at: Any, matter: str | None = None) -> None:
    doing.session.add(
        Attendance(
            id=doing.next_id(Attendance.id),
            entry=doing.seq,
            meeting_id=row.id,
            seat=seat,
            account=account,
            fact=fact,
            at=at,
            complaint_id=matter,
        )
    )


@act(
    "Records the roll before the meeting opens: who is in the room, who takes part remotely; all others are absent.",
    CONVENING,
    roles="director staff",
    about="office",
    asks=(
        MEETING,
        Parameter("in_room", Kind.CHOICES, "In the room", required=False, choices=SEATS),
        Parameter("remote", Kind.CHOICES, "Taking part by electronic means", required=False, choices=SEATS),
        AT,
    ),
    hindrance=stands_for("record_attendance"),
)
def record_attendance(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    filled = seated_at(doing.session, row)
    in_room, remote = accounts_of(doing, row, doing["in_room"] or []), accounts_of(doing, row, doing["remote"] or [])
    if both := in_room.keys() & remote.keys():
        raise Refused(f"Seat {min(both)} is marked both in the room and remote.", CONVENING)
    at = happened_at(doing, row)
    for seat, account in filled.items():
        _attend(
            doing, row, seat, account, "present" if seat in in_room else "remote" if seat in remote else "absent", at
        )
    move(doing, row, "record_attendance", at)
    return {"meeting": row.number, "present": sorted(in_room), "remote": sorted(remote)}


@act(
    "Records that a member came in or left while the committee sits.",
    CONVENING,
    roles="director staff",
    about="office",
    asks=(
        MEETING,
        Parameter("seat", Kind.CHOICE, "Member", choices=SEATS),
        Parameter("movement", Kind.CHOICE, "What happened", choices=MOVEMENTS),
        AT,
    ),
    hindrance=stands_for("record_movement"),
)
def record_movement(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    ((seat, account),) = accounts_of(doing, row, [doing["seat"]]).items()
    at = happened_at(doing, row, after=row.opened_at)
    is_there = seat in there(doing.session, row.id)
    if is_there == (doing["movement"] != "left"):
        raise Refused("This member is there already." if is_there else "This member is not there.", CONVENING)
    _attend(doing, row, seat, account, doing["movement"], at)
    move(doing, row, "record_movement", at)
    return {"meeting": row.number, "seat": seat, "movement": doing["movement"], "at": said(at)}


@act(
    "Opens the meeting in public. With a quorum the committee has met on each matter of the agenda.",
    CONVENING,
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(MEETING, AT),
    hindrance=stands_for("open_meeting", guarded=True),
)
def open_meeting(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    at = happened_at(doing, row)
    here = there(doing.session, row.id)
    move(doing, row, "open_meeting", at)
    row.opened_at = at
    for matter in agenda(doing.session, row.id):
        _convene(doing, row, matter, here)
    return {"meeting": row.number, "opened_at": said(at), "present": sorted(here)}


def _convene(doing: Doing, row: Meeting, matter: Complaint, here: Mapping[int, str]) -> None:
    """The committee meets on one matter: the convening move, and with it the duty, where it was still to be done."""
    able = set(here.values()) - recused_accounts(doing.session, matter.id)
    told: dict[str, Any] = {"meeting": row.number, "able": len(able)}
    part = doing.within(matter)
    if matter.state == State.LODGED and len(able) >= meetings.quorum(row.readings):
        held = row.opened_at.astimezone(MISSOURI).date() if row.opened_at else doing.today
        part.move("convene")
        matter.convened_on = part.happened_on = held
        done = part.finish("convene")
        told |= {"held_on": held.isoformat(), "moves": part.moves, "state": matter.state}
        told |= {"duties_done": [duty.kind for duty in done], "readings": dict(doing.adopted.used("convene_means"))}
    doing.also("convene" if part.moves else "open_meeting", CONVENING, told, matter)


def take_roll_call(doing: Doing, row: Meeting, question: str, at: Any, minutes_of: int | None = None) -> dict[int, str]:
    """Keeps a public roll call by name; says each seat's choice. Every member there who has a vote is named once."""
    able = voters(doing, row)
    said_by = [(int(seat), choice) for choice in ("yes", "no", "abstain") for seat in doing[choice] or []]
    choices = dict(said_by)
    if len(choices) < len(said_by):
        raise Refused("A seat is marked twice: each member votes once.", CLOSED_SESSIONS)
    if choices.keys() != able.keys():
        wrong = sorted(choices.keys() ^ able.keys())
        raise Refused(
            f"Seats {', '.join(map(str, wrong))} do not fit: the roll call names every member who is there and has a "
            "vote, and nobody else.",
            CLOSED_SESSIONS,
        )
    objecting = {int(seat) for seat in doing["objecting"] or []}
    doing.session.add(SessionVote(entry=doing.seq, meeting_id=row.id, question=question, minutes_of=minutes_of, at=at))
    doing.session.add_all(
        SessionChoice(entry=doing.seq, seat=seat, account=able[seat], choice=choice, objects=seat in objecting)
        for seat, choice in choices.items()
    )
    return choices


def _record_recusals(doing: Doing, row: Meeting, at: Any) -> None:
    """Who is recused in which matter of the agenda, once each. Recused is never absent and never abstained."""
    kept = doing.session.execute(
        select(Attendance.account, Attendance.complaint_id).where(
            Attendance.meeting_id == row.id, Attendance.fact == "recused"
        )
    )
    known = {(entry.account, entry.complaint_id) for entry in kept}
    for matter in agenda(doing.session, row.id):
        recused = recused_accounts(doing.session, matter.id)
        for seat, account in seated_at(doing.session, row).items():
            if account in recused and (account, matter.id) not in known:
                _attend(doing, row, seat, account, "recused", at, matter.id)


@act(
    "Records the public roll call on closing the meeting. More than half of those present close it.",
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(
        MEETING,
        *ROLL_CALL,
        Parameter("objecting", Kind.CHOICES, "Objects to closing", required=False, choices=SEATS),
        AT,
    ),
    hindrance=stands_for("vote_to_close"),
)
def vote_to_close(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    at = happened_at(doing, row, after=row.opened_at)
    if not agenda(doing.session, row.id):
        raise Refused("No matter under section 56.602 is on the agenda: nothing here may be closed.", CLOSED_SESSIONS)
    choices = take_roll_call(doing, row, "to_close", at)
    yes = sum(choice == "yes" for choice in choices.values())
    closes = carries(doing, row, "vote_to_close", at, yes=yes)
    move(doing, row, "vote_to_close" if closes else "stay_open", at, yes=yes)
    if closes:
        doing.session.add(SessionTurn(entry=doing.seq, meeting_id=row.id, doors="closed", at=at))
        _record_recusals(doing, row, at)
    return {"meeting": row.number, "roll_call": choices, "closed": closes, "reason": row.closing_reason}


@act(
    "Records that the doors were opened again.",
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(MEETING, AT),
    hindrance=stands_for("return_to_open"),
)
def return_to_open(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    at = happened_at(doing, row, after=_last_turn(doing, row))
    move(doing, row, "return_to_open", at)
    doing.session.add(SessionTurn(entry=doing.seq, meeting_id=row.id, doors="open", at=at))
    return {"meeting": row.number, "opened_at": said(at)}


def _last_turn(doing: Doing, row: Meeting) -> Any:
    turns = select(SessionTurn.at).where(SessionTurn.meeting_id == row.id).order_by(SessionTurn.at.desc()).limit(1)
    return doing.session.scalar(turns) or row.opened_at


@act(
    "Ends the meeting.",
    CONVENING,
    roles="director staff",
    about="office",
    asks=(MEETING, AT),
    hindrance=stands_for("adjourn"),
    cannot_be_undone="The committee sits no longer; its minutes follow.",
)
def adjourn(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    at = happened_at(doing, row, after=_last_turn(doing, row))
    move(doing, row, "adjourn", at)
    row.adjourned_at = at
    _record_recusals(doing, row, at)
    return {"meeting": row.number, "adjourned_at": said(at)}
