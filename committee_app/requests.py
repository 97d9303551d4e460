"""Requests for records as they are read: where each stands, by when it is to be answered, and the log with its totals.

Nothing here asks which matters there are: a request belongs to none, whatever its words name.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.publications import Publication, Withdrawal
from committee_app.tables.requests import CHANNELS, RecordsRequest, RequestEvent, RequestSheet
from rules import calendar
from rules.calendar import Calendar, Count
from rules.records_requests import ANSWER_IS_DUE, COSTS, DAYS_TO_ANSWER, STATEMENT_IS_DUE
from workflows.records_request import BEGINS_ANEW, OPEN, SENT, RequestState, stands_at

S = RequestState
STATES = {
    S.RECEIVED: "Waits for the office's answer",
    S.CLARIFYING: "Waits for the requester's answer to a question",
    S.UNPAID: "Waits for the fee",
    S.DELAYED: "Answered: it takes longer",
    S.GRANTED: "Granted",
    S.GRANTED_IN_PART: "Granted in part",
    S.NO_RECORD: "No such record",
    S.DENIED: "Denied",
    S.STATEMENT_ASKED: "A written statement of the denial is asked for",
    S.STATED: "Denied, with its written statement",
    S.WITHDRAWN: "Withdrawn",
}
OVER = {"grant": "granted", "grant_in_part": "granted in part", "find_no_record": "no such record",
        "deny_records": "denied", "withdraw_request": "withdrawn"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a request waits for: by which day, under which law, and how the day was counted (None: it was told)."""

    what: str
    by: dt.date
    law: str
    count: Count | None
    of_the_office: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its events, the first first, and its letters by the entry that made them."""

    row: RecordsRequest
    events: tuple[RequestEvent, ...]
    sheets: tuple[tuple[int, str, str], ...] = ()

    @property
    def state(self) -> RequestState:
        return stands_at(event.kind for event in self.events)

    @property
    def label(self) -> str:
        return STATES[self.state]

    @property
    def outcome(self) -> str | None:
        """How it was answered in the end; a statement asked for later changes nothing of it."""
        return next((OVER[event.kind] for event in reversed(self.events) if event.kind in OVER), None)

    @property
    def first_answer(self) -> dt.date | None:
        """The day of the first thing that the office sent."""
        return next((event.happened_on for event in self.events if event.kind in SENT), None)

    @property
    def under_suit(self) -> bool:
        """Whether a suit about it was served: nothing of it is moved, altered or destroyed (RSMo 610.027.1)."""
        return any(event.kind == "record_suit" for event in self.events)

    @property
    def channel(self) -> str:
        return CHANNELS[self.row.channel]

    def last(self, *kinds: str) -> RequestEvent | None:
        """The latest event of one of these kinds."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    def awaited(self, strict: Calendar) -> Awaited | None:
        """What it waits for, by the office's strict calendar; None once it is over."""
        match self.state:
            case S.RECEIVED:
                last = self.last(*BEGINS_ANEW)
                count = strict.business_days(last.happened_on if last else self.row.received_on, DAYS_TO_ANSWER)
                return Awaited("Answer the request", count.due, ANSWER_IS_DUE, count, True)
            case S.DELAYED:
                told = dt.date.fromisoformat(self.last("delay").said["earliest"])  # type: ignore[union-attr] # it stands at it
                return Awaited("Give access, as was told", told, ANSWER_IS_DUE, None, True)
            case S.STATEMENT_ASKED:
                asked_on = self.last("record_statement_asked").happened_on  # type: ignore[union-attr] # as above
                count = strict.business_days(asked_on, DAYS_TO_ANSWER)
                return Awaited("Write the statement of the denial", count.due, STATEMENT_IS_DUE, count, True)
            case S.CLARIFYING | S.UNPAID:
                lapses = dt.date.fromisoformat(self.last("ask_for_clarification", "ask_for_payment").said["lapses"])  # type: ignore[union-attr] # as above
                what = "The requester answers the question" if self.state == S.CLARIFYING else "The requester pays"
                return Awaited(what, lapses, COSTS, None, False)
        return None

    def overdue(self, strict: Calendar, today: dt.date) -> bool:
        """Whether the office's own day is over. It is never kept: it follows from the day."""
        waits = self.awaited(strict)
        return waits is not None and waits.of_the_office and waits.by < today

    def lapsed(self, strict: Calendar, today: dt.date) -> bool:
        """Whether it may be taken as withdrawn: the fee, or the answer to the question, did not come in time."""
        waits = self.awaited(strict)
        return waits is not None and not waits.of_the_office and waits.by < today


def listed(session: Session) -> list[Asked]:
    """Every request, the latest first, in two statements however many there are."""
    events: dict[int, list[RequestEvent]] = {}
    for event in session.scalars(select(RequestEvent).order_by(RequestEvent.entry)):
        events.setdefault(event.request_id, []).append(event)
    rows = session.scalars(select(RecordsRequest).order_by(RecordsRequest.id.desc()))
    return [Asked(row, tuple(events.get(row.id, ()))) for row in rows]


def one(session: Session, number: int) -> Asked | None:
    """The request of that number with its events and letters, or None."""
    row = session.get(RecordsRequest, number)
    if row is None:
        return None
    events = session.scalars(
        select(RequestEvent).where(RequestEvent.request_id == number).order_by(RequestEvent.entry)
    ).all()
    sheets = session.execute(
        select(RequestSheet.entry, RequestSheet.kind, RequestSheet.sha256)
        .where(RequestSheet.request_id == number)
        .order_by(RequestSheet.entry)
    )
    return Asked(row, tuple(events), tuple((entry, kind, sha256) for entry, kind, sha256 in sheets))


def waiting(session: Session) -> list[Asked]:
    """The requests that wait for something, in the order in which they came."""
    return [asked for asked in reversed(listed(session)) if asked.state in (*OPEN, S.STATEMENT_ASKED)]


def standing_records(session: Session) -> list[Publication]:
    """The published records that were not withdrawn, the latest first."""
    withdrawn = select(Withdrawal.number)
    return list(
        session.scalars(
            select(Publication).where(Publication.number.not_in(withdrawn)).order_by(Publication.number.desc())
        )
    )


WORD = re.compile(r"[^\W_]{4,}")


def likely(text: str, records: Sequence[Publication]) -> list[Publication]:
    """Those of the records that share words with what is asked for, the likeliest first. A person chooses."""
    asked = _words(text)
    ranked = [(len(asked & _words(f"{one.title} {one.office} {one.text}")), one) for one in records]
    found = [(shared, one) for shared, one in ranked if shared >= 2]
    return [one for _, one in sorted(found, key=lambda pair: (-pair[0], -pair[1].number))]


def _words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def named_records(numbers: Iterable[int], records: Iterable[Publication]) -> list[str]:
    """Published records as an answer names them; of one that was withdrawn since, its number alone."""
    titles = {one.number: one.title for one in records}
    return [f"Record {n}: {titles[n]}" if n in titles else f"Record {n}, withdrawn since" for n in numbers]


# The log, and what it comes to.

LOG = ("Number", "Received", "How", "Asked by", "Asked for", "Stands at", "First answer", "Business days", "Outcome")
# What a spreadsheet takes for a formula, at the beginning of a cell.
FORMULA = re.compile(r"^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n|]")


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet runs: what could begin a formula begins with an apostrophe."""
    return f"'{text}" if FORMULA.match(text) else text


def log_csv(asked: Iterable[Asked], strict: Calendar) -> str:
    """The log as CSV (RFC 4180), one request a row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(LOG)
    writer.writerows([plain_cell(cell) for cell in log_row(one, strict)] for one in asked)
    return out.getvalue()


def log_row(asked: Asked, strict: Calendar) -> list[str]:
    """One request as the cells of the log."""
    row, first = asked.row, asked.first_answer
    days = "" if first is None else str(strict.business_days_between(row.received_on, first))
    return [
        row.number,
        row.received_on.isoformat(),
        asked.channel,
        row.requester,
        row.asked,
        asked.label,
        first.isoformat() if first else "",
        days,
        asked.outcome or "",
    ]


COUNTED = (
    ("granted", "Granted", "granted"),
    ("granted_in_part", "Granted in part", "granted in part"),
    ("denied", "Denied", "denied"),
    ("no_record", "No such record", "no such record"),
    ("withdrawn", "Withdrawn", "withdrawn"),
)


def totals(session: Session, year: int) -> list[dict[str, Any]]:
    """What the requests received in that year come to, as the open record of the log's totals says it: each number with
    a name and a label. The median of the business days to the first answer is left out where nothing was answered."""
    asked = [one for one in listed(session) if one.row.received_on.year == year]
    ends = [one.outcome for one in asked]
    strict = calendar.strict()
    days = [
        strict.business_days_between(one.row.received_on, one.first_answer)
        for one in asked
        if one.first_answer is not None
    ]
    counts: list[dict[str, Any]] = [{"name": "received", "label": "Received", "value": len(asked)}]
    counts += [{"name": name, "label": label, "value": ends.count(end)} for name, label, end in COUNTED]
    if days:
        middle = median(days)
        counts.append(
            {
                "name": "median_business_days",
                "label": "Median business days to the first answer",
                "value": int(middle) if middle == int(middle) else middle,
            }
        )
    return counts


def years(session: Session) -> list[int]:
    """The years in which requests were received, the latest first."""
    found = {day.year for day in session.scalars(select(RecordsRequest.received_on))}
    return sorted(found, reverse=True)
