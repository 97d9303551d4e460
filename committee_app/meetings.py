"""Meetings as they are read: what is ahead and what it waits for, one meeting whole, its minutes in their two parts.

Every function leaves out the matters in `hidden`: their numbers, their closed minutes and motions, and who is recused
from them. The notice's own words name no matter, so they are the same for everyone.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from committee_app import docket as dockets
from committee_app.acts.doing import calendars
from committee_app.acts.meeting_in_hand import HERE, notice_time
from committee_app.tables.docket import Complaint
from committee_app.tables.meetings import (
    Attendance,
    CalendarFeed,
    Hearing,
    Information,
    InformationRequest,
    Meeting,
    MeetingMatter,
    Minute,
    NoticePosting,
    SessionChoice,
    SessionTurn,
    SessionVote,
)
from committee_app.tables.register import Jurisdiction
from committee_app.tables.votes import Motion
from rules.sunshine import MINUTES, MISSOURI, NOTICE_IS_DUE, NoticeTime
from workflows.duties import Calendars
from workflows.meeting import AHEAD, OVER, SITTING, MeetingState


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a meeting waits for: by when (None: no moment is set), under which law, and whether that is over."""

    what: str
    law: str
    by: dt.datetime | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting in a list: the matters of its agenda that the reader may see, and what it waits for."""

    meeting: Meeting
    matters: tuple[str, ...]
    awaited: Awaited | None


def awaited(row: Meeting, counting: Calendars, today: dt.date, next_start: dt.datetime | None = None) -> Awaited | None:
    """The one thing that the meeting waits for; `next_start` is when the next meeting begins, where one is called."""
    match row.state:
        case MeetingState.CALLED:
            latest = notice_time(row, counting).latest
            return Awaited("Post the notice", NOTICE_IS_DUE, latest, _day(latest) < today)
        case MeetingState.NOTICED:
            return Awaited("Hold the meeting", "56.602.4(1)", row.starts_at, _day(row.starts_at) < today)
        case MeetingState.OPEN_SESSION | MeetingState.CLOSED_SESSION:
            return Awaited("Adjourn the meeting", MINUTES, None, _day(row.starts_at) < today)
        case MeetingState.ADJOURNED:
            return Awaited("Write the minutes", MINUTES)
        case MeetingState.MINUTES_DRAFTED:
            return Awaited("Approve the minutes at the next meeting", MINUTES, next_start)
    return None


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(MISSOURI).date()


def listed(session: Session, today: dt.date, hidden: frozenset[str] = frozenset()) -> list[Line]:
    """Every meeting, the latest first, in three statements however many there are."""
    matters: dict[int, list[str]] = {}
    for meeting_id, matter in session.execute(
        select(MeetingMatter.meeting_id, MeetingMatter.complaint_id).order_by(MeetingMatter.complaint_id)
    ):
        matters.setdefault(meeting_id, []).append(matter)
    counting = calendars(session)
    rows = session.scalars(select(Meeting).order_by(Meeting.starts_at.desc(), Meeting.id.desc())).all()
    starts = sorted(row.starts_at for row in rows if row.state in (*AHEAD, *SITTING))
    return [
        Line(
            row,
            tuple(matter for matter in matters.get(row.id, ()) if matter not in hidden),
            awaited(row, counting, today, next((start for start in starts if start > row.starts_at), None)),
        )
        for row in rows
    ]


def concerns(line: Line) -> bool:
    """Whether the meeting has anything for the reader whose hidden matters were left out of the line."""
    return bool(line.matters) or bool(line.meeting.open_business)


def meetings_ahead(session: Session, today: dt.date, hidden: frozenset[str] = frozenset()) -> list[Line]:
    """The meetings that wait for something, what is due first before what has no moment: for a desk's own page. One
    whose every matter is hidden from the reader is left out."""
    waiting = [line for line in listed(session, today, hidden) if line.awaited and concerns(line)]
    return sorted(waiting, key=lambda line: (line.awaited.by is None, line.awaited.by or line.meeting.starts_at))  # type: ignore[union-attr] # all of them wait


def of_feed(session: Session, today: dt.date, hidden: frozenset[str]) -> list[Meeting]:
    """The meetings of a private calendar: those that concern the reader, the earliest first."""
    return [line.meeting for line in reversed(listed(session, today, hidden)) if concerns(line)]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat in the roll: how it was recorded at the opening, who came and went, and where its member is recused."""

    seat: int
    account: str
    how: str
    movements: tuple[tuple[str, dt.datetime], ...]
    recused_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicVote:
    """A roll call of the open session, by name."""

    question: str
    minutes_of: str | None
    at: dt.datetime
    choices: tuple[SessionChoice, ...]

    @property
    def yes(self) -> int:
        return sum(choice.choice == "yes" for choice in self.choices)

    @property
    def carried(self) -> bool:
        return self.yes * 2 > len(self.choices)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the minutes, and the later entries that put it right."""

    minute: Minute
    corrected_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """One meeting with all that belongs to it and that its reader may see."""

    meeting: Meeting
    notice: NoticeTime
    postings: Sequence[NoticePosting]
    matters: Sequence[tuple[str, str]]
    roll: Sequence[SeatLine]
    votes: Sequence[PublicVote]
    turns: Sequence[SessionTurn]
    minutes: Sequence[Entry]
    motions: Sequence[Mapping[str, Any]]
    hearings: Sequence[Hearing]
    approved_at: Sequence[str]
    awaited: Awaited | None

    def part(self, name: str) -> list[Entry]:
        """The entries of one part of the minutes, `open` or `closed`."""
        return [entry for entry in self.minutes if entry.minute.part == name]

    def there(self, *facts: str) -> list[SeatLine]:
        """The seats that were recorded so at the opening."""
        return [line for line in self.roll if line.how in facts]


def shown(session: Session, row: Meeting, today: dt.date, hidden: frozenset[str]) -> Whole:
    """The meeting as this reader may see it."""
    matters = _matters(session, row, hidden)
    numbers = [number for number, _ in matters]
    counting = calendars(session)
    of_this = {"meeting_id": row.id}
    hearings = select(Hearing).filter_by(**of_this).where(Hearing.complaint_id.in_(numbers)).order_by(Hearing.entry)
    later = select(Meeting.starts_at).where(Meeting.starts_at > row.starts_at, Meeting.state.in_((*AHEAD, *SITTING)))
    return Whole(
        meeting=row,
        notice=notice_time(row, counting),
        postings=session.scalars(select(NoticePosting).filter_by(**of_this).order_by(NoticePosting.posted_at)).all(),
        matters=matters,
        roll=_roll(session, row, numbers),
        votes=_votes(session, row),
        turns=session.scalars(select(SessionTurn).filter_by(**of_this).order_by(SessionTurn.at)).all(),
        minutes=_minutes(session, row, numbers),
        motions=_motions(session, row, numbers),
        hearings=session.scalars(hearings).all(),
        approved_at=_approvals(session, row),
        awaited=awaited(row, counting, today, session.scalar(later.order_by(Meeting.starts_at).limit(1))),
    )


def _matters(session: Session, row: Meeting, hidden: Iterable[str]) -> list[tuple[str, str]]:
    """The matters of the agenda that are not hidden, each with its office."""
    query = (
        select(Complaint.id, Jurisdiction.office, Jurisdiction.name)
        .join(MeetingMatter, MeetingMatter.complaint_id == Complaint.id)
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .where(MeetingMatter.meeting_id == row.id, Complaint.id.not_in(hidden))
        .order_by(Complaint.id)
    )
    return [(number, f"{office}, {name}") for number, office, name in session.execute(query)]


def _roll(session: Session, row: Meeting, numbers: Sequence[str]) -> list[SeatLine]:
    facts = session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == row.id)
        .where(or_(Attendance.complaint_id.is_(None), Attendance.complaint_id.in_(numbers)))
        .order_by(Attendance.at, Attendance.id)
    ).all()
    lines = []
    for seat in sorted({fact.seat for fact in facts}):
        own = [fact for fact in facts if fact.seat == seat]
        moved = tuple((fact.fact, fact.at) for fact in own if fact.fact in {"arrived", "arrived_remote", "left"})
        at_first = [fact for fact in own if fact.fact in HERE.keys() - {"arrived", "arrived_remote", "left"}]
        how = at_first[-1].fact if at_first else "absent"
        recused = tuple(fact.complaint_id for fact in own if fact.complaint_id)
        lines.append(SeatLine(seat, own[0].account, how, moved, recused))
    return lines


def _votes(session: Session, row: Meeting) -> list[PublicVote]:
    taken = session.execute(
        select(SessionVote, Meeting.number)
        .join(Meeting, Meeting.id == SessionVote.minutes_of, isouter=True)
        .where(SessionVote.meeting_id == row.id)
        .order_by(SessionVote.entry)
    ).all()
    choices = session.scalars(
        select(SessionChoice)
        .where(SessionChoice.entry.in_([vote.entry for vote, _ in taken]))
        .order_by(SessionChoice.entry, SessionChoice.seat)
    ).all()
    return [
        PublicVote(vote.question, number, vote.at, tuple(choice for choice in choices if choice.entry == vote.entry))
        for vote, number in taken
    ]


def _minutes(session: Session, row: Meeting, numbers: Sequence[str]) -> list[Entry]:
    kept = session.scalars(
        select(Minute)
        .where(Minute.meeting_id == row.id)
        .where(or_(Minute.complaint_id.is_(None), Minute.complaint_id.in_(numbers)))
        .order_by(Minute.entry)
    ).all()
    return [Entry(minute, tuple(later.entry for later in kept if later.corrects == minute.entry)) for minute in kept]


def _motions(session: Session, row: Meeting, numbers: Sequence[str]) -> list[Mapping[str, Any]]:
    """The motions in the agenda's matters that were opened or closed while the committee sat, as the docket has it."""
    if row.opened_at is None:
        return []
    until = row.adjourned_at or dt.datetime.max.replace(tzinfo=dt.UTC)
    during = or_(
        Motion.opened_at.between(row.opened_at, until),
        Motion.closed_at.between(row.opened_at, until),
    )
    query = select(Motion).where(Motion.complaint_id.in_(numbers), during).order_by(Motion.id)
    put = session.scalars(query).all()
    return [
        {**line, "complaint": motion.complaint_id, "opened_at": motion.opened_at}
        for line, motion in zip(dockets.motion_lines(session, put), put, strict=True)
    ]


def _approvals(session: Session, row: Meeting) -> list[str]:
    """The meetings whose roll call approved these minutes, by number."""
    if row.state not in OVER:
        return []
    asked = session.execute(
        select(SessionVote.entry, Meeting.number)
        .join(Meeting, Meeting.id == SessionVote.meeting_id)
        .where(SessionVote.minutes_of == row.id)
        .order_by(SessionVote.entry)
    ).all()
    said: dict[int, list[str]] = {}
    for entry, choice in session.execute(
        select(SessionChoice.entry, SessionChoice.choice).where(SessionChoice.entry.in_([vote for vote, _ in asked]))
    ):
        said.setdefault(entry, []).append(choice)
    return [number for entry, number in asked if said[entry].count("yes") * 2 > len(said[entry])]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The meetings on one matter, and what the committee heard and asked in it (56.602.4(6))."""

    meetings: Sequence[Meeting]
    hearings: Sequence[tuple[Hearing, Meeting]]
    requests: Sequence[tuple[InformationRequest, Sequence[Information]]]


def inquiry(session: Session, complaint_id: str) -> Inquiry:
    """The meetings, the hearings and the requests for information of one matter, with their answers."""
    sittings = (
        select(Meeting)
        .join(MeetingMatter, MeetingMatter.meeting_id == Meeting.id)
        .where(MeetingMatter.complaint_id == complaint_id)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    hearings = session.execute(
        select(Hearing, Meeting)
        .join(Meeting, Meeting.id == Hearing.meeting_id)
        .where(Hearing.complaint_id == complaint_id)
        .order_by(Meeting.starts_at, Hearing.entry)
    )
    of_this = {"complaint_id": complaint_id}
    requests = session.scalars(select(InformationRequest).filter_by(**of_this).order_by(InformationRequest.entry)).all()
    answers = session.scalars(select(Information).filter_by(**of_this).order_by(Information.entry)).all()
    return Inquiry(
        meetings=session.scalars(sittings).all(),
        hearings=[(row.Hearing, row.Meeting) for row in hearings],
        requests=[(asked, [one for one in answers if one.request == asked.entry]) for asked in requests],
    )


def feed_by(session: Session, token_hash: str) -> CalendarFeed | None:
    """The feed of that token, unless it was revoked."""
    query = select(CalendarFeed).where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_by.is_(None))
    return session.scalars(query).one_or_none()
