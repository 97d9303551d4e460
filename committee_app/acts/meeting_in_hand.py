"""A meeting as its acts have it in hand: its case for the procedure, who is there, what stands on its agenda."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.doing import Doing, sha256
from committee_app.acts.motions import without_a_vote
from committee_app.acts.registry import Kind, Parameter
from committee_app.protected import Words, name_in, open_texts, with_a_capital
from committee_app.roster import seated
from committee_app.tables.docket import Complaint, Recusal
from committee_app.tables.letters import MeetingSheet
from committee_app.tables.meetings import Attendance, Meeting, MeetingMatter
from committee_app.tables.office import Account
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.layout import as_pdf
from rules.statute import Clause
from rules.sunshine import CLOSED_SESSIONS, MISSOURI, NoticeTime, latest_posting, moment, said
from workflows import meeting as meetings
from workflows.duties import Calendars
from workflows.machine import Refused

MEETING = Parameter("meeting", Kind.NUMBER, "Meeting")
AT = Parameter("at", Kind.TIME, "At", required=False, hint="Missouri time, as 14:30; now if left empty")
# A meeting's own clock runs for a day; later its times are given, not taken from the hour of recording.
A_DAY = dt.timedelta(days=1)
HERE = {"present": True, "remote": True, "arrived": True, "arrived_remote": True, "absent": False, "left": False}


def the_meeting(doing: Doing) -> Meeting:
    """The meeting that the act names. Raises Refused."""
    if doing["meeting"] is None:
        raise Refused("Name the meeting that this act is about.", CLOSED_SESSIONS)
    row = doing.session.get(Meeting, doing["meeting"])
    if row is None:
        raise Refused(f"There is no meeting {doing['meeting']}.", CLOSED_SESSIONS)
    return row


def notice_time(row: Meeting, calendars: Calendars) -> NoticeTime:
    """By when the notice of this meeting is to be posted, by the reading that the meeting was called under."""
    return latest_posting(row.starts_at, calendars.named(row.readings["notice_days"]))


def there(session: Session, meeting_id: int) -> dict[int, str]:
    """The accounts that are at the meeting by the last that was recorded, by seat number."""
    facts = session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == meeting_id, Attendance.fact != "recused")
        .order_by(Attendance.at, Attendance.id)
    )
    last = {fact.seat: fact for fact in facts}
    return {seat: fact.account for seat, fact in sorted(last.items()) if HERE[fact.fact]}


def voters(doing: Doing, row: Meeting) -> dict[int, str]:
    """Who may vote in a roll call now: whoever is there, without the director where the reading gives him no vote."""
    voteless = without_a_vote(doing.adopted["director_votes"])
    return {seat: name for seat, name in there(doing.session, row.id).items() if seat not in voteless}


def case_of(doing: Doing, row: Meeting, at: dt.datetime, **more: Any) -> meetings.Meeting:
    """The meeting as a guard sees it at that moment."""
    here = {"present": len(there(doing.session, row.id)), "voting": len(voters(doing, row))}
    return meetings.Meeting(
        state=meetings.MeetingState(row.state),
        starts_at=row.starts_at,
        at=at,
        latest=notice_time(row, doing.calendars).latest,
        quorum=meetings.quorum(row.readings),
        **{**here, **more},
    )


def carries(doing: Doing, row: Meeting, name: str, at: dt.datetime, **more: Any) -> bool:
    """Whether the guard of a move after a roll call lets it pass. Raises Refused where there is no such move."""
    case = case_of(doing, row, at, **more)
    if all(possible.name != name for possible in meetings.PROCEDURE.from_here(case)):
        meetings.PROCEDURE.advance(case, name)
    return meetings.PROCEDURE.hindrance(case, meetings.PROCEDURE.row(case, name)) is None


def move(doing: Doing, row: Meeting, name: str, at: dt.datetime, **more: Any) -> None:
    """Moves the meeting by the row that allows it, and keeps the clause for the journal. Raises Refused."""
    made = meetings.PROCEDURE.advance(case_of(doing, row, at, **more), name)
    if made.to is not None:
        row.state = made.to
    row.changed_at = doing.now
    doing.clause = made.clause
    doing.reply["meeting"] = row.id


def keep_sheet(doing: Doing, row: Meeting, said: catalogue.Said) -> None:
    """Makes a paper of the meeting in the words in force, and keeps it under this act's entry."""
    paper = doing.letter(said)
    pdf = as_pdf(paper, doing.letterhead())
    doing.session.add(
        MeetingSheet(
            entry=doing.seq,
            meeting_id=row.id,
            kind=said.kind,
            words=paper.words,
            said=catalogue.kept(said),
            sha256=sha256(pdf),
            pdf=pdf,
        )
    )


def stands_for(name: str, *, guarded: bool = False) -> Callable[[Doing], str | None]:
    """Open while the procedure has this move where the meeting stands; `guarded`: and its guard would let it pass."""

    def hindrance(doing: Doing) -> str | None:
        try:
            case = case_of(doing, the_meeting(doing), doing.now)
            if guarded or all(move.name != name for move in meetings.PROCEDURE.from_here(case)):
                meetings.PROCEDURE.advance(case, name)
        except Refused as refused:
            return refused.reason
        return None

    return hindrance


def happened_at(doing: Doing, row: Meeting, *, after: dt.datetime | None = None) -> dt.datetime:
    """The moment of something at the meeting: the time given, on the meeting's day, or now. Raises Refused for one that
    is still to come, or before `after`."""
    clock: dt.time | None = doing["at"]
    if clock is None:
        if doing.now - row.starts_at > A_DAY:
            raise Refused("The day of the meeting is over: say at what time this was.")
        at = doing.now
    else:
        at = instant(row.starts_at.astimezone(MISSOURI).date(), clock)
    if at > doing.now:
        raise Refused(f"{said(at)} is still to come: what happened is recorded when it has happened.")
    if after and at < after:
        raise Refused(f"{said(at)} is before {said(after)}, the moment of the step before.")
    return at


def instant(day: dt.date, clock: dt.time) -> dt.datetime:
    """The instant of a clock time in Missouri. Raises Refused for the hour that is left out in March."""
    try:
        return moment(day, clock)
    except ValueError as error:
        raise Refused(f"{error}.".replace("there is no", "There is no", 1)) from None


def agenda(session: Session, meeting_id: int) -> list[Complaint]:
    """The matters on a meeting's agenda, in the order of the docket."""
    query = select(Complaint).join(MeetingMatter, MeetingMatter.complaint_id == Complaint.id)
    return list(session.scalars(query.where(MeetingMatter.meeting_id == meeting_id).order_by(Complaint.id)))


def has_business(session: Session, row: Meeting, account: str) -> bool:
    """Whether the meeting has anything for this account: open business, or a matter it is not recused from."""
    matters = {matter.id for matter in agenda(session, row.id)}
    recused = set(session.scalars(select(Recusal.complaint_id).where(Recusal.account == account)))
    return not matters or bool(row.open_business) or bool(matters - recused)


def name_nobody(session: Session, matters: Sequence[Complaint], clause: Clause, **texts: str | None) -> None:
    """Refuses words for the open part of a meeting that name a matter of its agenda, a party to it or its office. The
    refusal does not say which words, so that nobody learns from it."""
    names, open_ = _names_in(session, matters), _open_words(session)
    for label, text in texts.items():
        if text and any(_stands_in(name, text, open_) for name in names):
            raise Refused(
                f"“{label.replace('_', ' ').capitalize()}” is read by people who may not know of a matter, and it "
                "names one, a party to it or its office. Say it without: it stands in the closed part of the minutes.",
                clause,
            )


def names_another(session: Session, matters: Sequence[Complaint], own: str | None, text: str) -> bool:
    """Whether the words name a matter of the agenda besides their own one, a party to it or its office."""
    ours = _names_in(session, [matter for matter in matters if matter.id == own])
    others = _names_in(session, [matter for matter in matters if matter.id != own])
    open_ = _open_words(session)
    return any(_stands_in(name, text, open_) for name in others - ours)


def _names_in(session: Session, matters: Sequence[Complaint]) -> set[tuple[str, bool]]:
    """The names that give these matters away, and whether each is somebody's: of such a name a part tells as much."""
    found = {(session.get_one(Jurisdiction, matter.jurisdiction).name, False) for matter in matters}
    for matter in matters:
        found |= {(matter.id, False), (matter.respondent, True), (matter.complainant, True)}
    return found


def _open_words(session: Session) -> Words:
    """Words that name nobody here: of the offices' titles, and of the committee's own people (the roster is open)."""
    people = select(Account.display).where(Account.role.in_(("director", "member")))
    return Words.of(*open_texts(session), *session.scalars(people))


def _stands_in(name: tuple[str, bool], text: str, open_: Words) -> bool:
    own, said = Words.of(name[0]), Words.of(text)
    if said.say(*own.words):
        return True
    return name[1] and name_in(own, said, open_, Words(), with_a_capital(text)) is not None


def seated_at(session: Session, row: Meeting) -> Mapping[int, str]:
    """Who sits on the day of the meeting, whenever it is recorded: the accounts by seat number."""
    return seated(session, row.starts_at.astimezone(MISSOURI).date())


def accounts_of(doing: Doing, row: Meeting, seats: Iterable[str]) -> dict[int, str]:
    """The accounts of seats that were ticked. Raises Refused for one that is vacant on the day of the meeting."""
    filled = seated_at(doing.session, row)
    chosen = sorted(int(seat) for seat in seats)
    if vacant := [seat for seat in chosen if seat not in filled]:
        raise Refused(f"Seat {vacant[0]} is vacant.")
    return {seat: filled[seat] for seat in chosen}
