"""The service of letters as it is read: every fact, which of them stand, and the pieces of mail by their numbers."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.database import once
from committee_app.tables.docket import Complaint, Duty, PersonalDelivery, Response, ServiceEvent
from committee_app.tables.records import Letter
from rules.readings import READINGS
from workflows.duties import KINDS, Calendars, reckon
from workflows.service import WORDS, Addressee, Clock, Event, Fact, clocks, governs

NOTICE = "notice"
SENDING = (Event.HANDED_OVER, Event.POSTED)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of mail: the letter in it, for whom it is, and its two numbers as they were given last."""

    mailing: int
    letter: int
    addressee: Addressee
    sent_to: str | None
    article_number: str | None
    receipt_number: str | None


@once
def recorded(session: Session, complaint: str) -> tuple[ServiceEvent, ...]:
    """Every fact of service in one matter, as it was recorded, corrected or not; the first recorded first."""
    query = select(ServiceEvent).where(ServiceEvent.complaint_id == complaint).order_by(ServiceEvent.entry)
    return tuple(session.scalars(query))


@once
def notice_of(session: Session, complaint: str) -> Letter | None:
    """The letter that brings the complaint to the prosecutor, or None where it was not released."""
    query = select(Letter).where(Letter.complaint_id == complaint, Letter.kind == NOTICE)
    return session.scalars(query.order_by(Letter.id.desc())).first()


def standing(rows: Iterable[ServiceEvent]) -> list[ServiceEvent]:
    """The facts that no later one corrects and that were not struck, in the order given."""
    rows = list(rows)
    corrected = {row.corrects for row in rows}
    return [row for row in rows if row.entry not in corrected and not row.struck]


def pieces(rows: Iterable[ServiceEvent]) -> dict[int, Piece]:
    """The pieces of mail by the entry of their first fact. A number, or an addressee, that was corrected is the one
    given last."""
    rows = list(rows)
    found: dict[int, Piece] = {}
    for row in rows:
        if row.mailing is not None:
            before = found.get(row.mailing)
            found[row.mailing] = Piece(
                row.mailing,
                row.letter_id,
                Addressee(row.addressee) if before is None or row.kind in SENDING else before.addressee,
                row.sent_to or (before.sent_to if before else None),
                row.article_number or (before.article_number if before else None),
                row.receipt_number or (before.receipt_number if before else None),
            )
    return found


def facts(rows: Sequence[ServiceEvent], letter: int) -> list[Fact]:
    """The facts that stand of one letter, as the procedure looks at them: a piece of mail went to whom it was
    addressed, whatever is recorded of its way."""
    mail: Mapping[int, Piece] = pieces(rows)
    return [
        Fact(
            row.entry,
            Event(row.kind),
            row.happened_on,
            row.mailing,
            Addressee(row.addressee) if row.mailing is None else mail[row.mailing].addressee,
        )
        for row in standing(rows)
        if row.letter_id == letter
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as a page shows it: of which piece of mail, and what became of the record of it. `instead_of` is the
    fact that it corrects, `corrected_by` the one that corrects it."""

    row: ServiceEvent
    words: str
    piece: Piece | None
    governs: bool
    corrected_by: int | None
    delivery: PersonalDelivery | None

    @property
    def stands(self) -> bool:
        return self.corrected_by is None and not self.row.struck


@dataclass(frozen=True, slots=True)
class Working:
    """One clock and its days: what started it, the ten days to respond, and the ten for the review. `governs` is the
    clock that counts; `set_aside_by` is the entry after which another counted in its place; a clock that never counted
    has neither."""

    because: str
    starts_on: dt.date
    respond: Mapping[str, Any]
    review: Mapping[str, Any] | None
    governs: bool = False
    set_aside_by: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceOfNotice:
    """All of it for the page of a matter. `elsewhere` is what the other readings of the start would give: for
    information, so that nobody reviews before each of these days is over (law.md 3.2)."""

    lines: tuple[Line, ...]
    clocks: tuple[Working, ...]
    elsewhere: tuple[tuple[str, dt.date], ...]
    lateness: tuple[str, ...]


def of_notice(
    session: Session, complaint: Complaint, adopted: Mapping[str, str], calendars: Calendars
) -> ServiceOfNotice:
    """The facts of service of a matter and the clocks that they start, each with its days."""
    rows = recorded(session, complaint.id)
    letter = notice_of(session, complaint.id)
    duties = list(
        session.scalars(
            select(Duty)
            .where(Duty.complaint_id == complaint.id, Duty.kind.in_(("respond", "review")))
            .order_by(Duty.id)
        )
    )
    under = {**adopted, **{name: option for duty in duties for name, option in duty.readings.items()}}
    known = facts(rows, letter.id) if letter else []
    kept = [_kept(duty, duties) for duty in duties if duty.kind == "respond"]
    running = {working.starts_on for working in kept if working.governs}
    beside = [_beside(clock, calendars, under) for clock in clocks(known, under) if clock.starts_on not in running]
    return ServiceOfNotice(
        _lines(session, rows, under["second_addressee"]),
        (*sorted(kept, key=lambda working: not working.governs), *beside),
        _elsewhere(known, under, calendars),
        _lateness(session, complaint),
    )


def _lines(session: Session, rows: Sequence[ServiceEvent], second_addressee: str) -> tuple[Line, ...]:
    mail, corrected = pieces(rows), {row.corrects: row.entry for row in rows if row.corrects}
    ids = [row.entry for row in rows if row.kind == Event.IN_PERSON]
    how = {d.entry: d for d in session.scalars(select(PersonalDelivery).where(PersonalDelivery.entry.in_(ids)))}
    return tuple(
        Line(
            row,
            WORDS[Event(row.kind)],
            mail.get(row.mailing) if row.mailing else None,
            governs(mail[row.mailing].addressee if row.mailing else Addressee(row.addressee), second_addressee),
            corrected.get(row.entry),
            how.get(row.entry),
        )
        for row in sorted(rows, key=lambda row: (row.happened_on, row.entry))
    )


def _kept(respond: Duty, duties: Sequence[Duty]) -> Working:
    """A clock that counts or counted, with the days as they were kept when it was worked out."""
    review = next((duty for duty in duties if duty.kind == "review" and duty.made_by == respond.made_by), None)
    return Working(
        "What counts" if respond.replaced_by is None else "Worked out first",
        respond.starts_on,
        respond.counts[0],
        review.counts[0] if review else None,
        governs=respond.replaced_by is None,
        set_aside_by=respond.replaced_by,
    )


def _beside(clock: Clock, calendars: Calendars, under: Mapping[str, str]) -> Working:
    respond = reckon(KINDS["respond"], clock.starts_on, calendars, under)
    because = f"{WORDS[clock.fact.event]}, {clock.fact.on:%B %-d, %Y}: later than what counts"
    return Working(because, clock.starts_on, respond.counts[0].as_json(), None)


def _elsewhere(
    known: Sequence[Fact], under: Mapping[str, str], calendars: Calendars
) -> tuple[tuple[str, dt.date], ...]:
    reading = READINGS["response_start"]
    found = []
    for option in reading.options:
        if option != under["response_start"]:
            first = next(iter(clocks(known, {**under, "response_start": option})), None)
            if first is not None:
                due = reckon(KINDS["respond"], first.starts_on, calendars, under).due
                found.append((reading.options[option], due))
    return tuple(found)


def is_late(complaint: Complaint, response: Response) -> bool:
    """Whether the response came after the day to respond that counts now; not before the clock runs (56.602.4(6))."""
    return complaint.response_due is not None and response.received_on > complaint.response_due


def _lateness(session: Session, complaint: Complaint) -> tuple[str, ...]:
    """Responses of which it was said when they came that they were late, or in time, and that a corrected day makes
    the other."""
    due, said = complaint.response_due, []
    for response in session.scalars(select(Response).where(Response.complaint_id == complaint.id)):
        if due and response.late != is_late(complaint, response):
            now = "in time" if response.late else "late"
            said.append(f"By the day that counts now, the response of {response.received_on:%B %-d, %Y} is {now}.")
    if due and complaint.reviewed_on and complaint.reviewed_on <= due:
        said.append(
            f"The review of {complaint.reviewed_on:%B %-d, %Y} came before the day to respond that counts now was over."
        )
    return tuple(said)
