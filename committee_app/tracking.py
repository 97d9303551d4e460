"""A file of postal tracking events: its columns, and what each row must be. Knows no matter."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from committee_app.acts.registry import DAY
from committee_app.register.reading import Fault, Feed, FileRefused, Stream, shown
from committee_app.register.report import ImportRefused, ImportReport
from letters.article_number import article_number
from workflows.service import BY_HAND, Event

COLUMNS = ("article_number", "event", "occurred_on", "place", "signed_by", "agent")
NEEDED = COLUMNS[:3]
# Handed over and posted are what the office says of its own mail; the carrier tells the rest.
EVENTS = tuple(event for event in Event if event not in BY_HAND | {Event.HANDED_OVER, Event.POSTED})
# Each row that is taken becomes an entry of the journal in its own matter, all in one transaction.
MOST_ROWS = 10_000
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Tracked:
    """One event as the carrier tells it."""

    line: int
    article_number: str
    event: Event
    occurred_on: dt.date
    place: str
    signed_by: str
    agent: bool

    @property
    def source(self) -> str:
        return "Postal tracking" + (f", {self.place}" if self.place else "")


def read(
    stream: Stream, report: ImportReport, today: dt.date, progress: Callable[[int, int], None] | None = None
) -> list[tuple[int, Tracked]]:
    """The events of a file with their lines, in the order in which they happened. A bad row is counted in the report
    with its reasons. Raises ImportRefused for what is no such file, or holds too many rows."""
    feed = Feed(stream, COLUMNS, needed=NEEDED, progress=progress)  # type: ignore[arg-type]  # a file knows its size
    found: list[tuple[int, Tracked]] = []
    try:
        for batch in feed:
            for fault in batch.faults:
                report.reject(fault)
            for line, row in zip(batch.lines, batch.rows, strict=True):
                faults, tracked = _checked(line, row, today)
                if tracked is None:
                    report.reject(*faults)
                else:
                    found.append((line, tracked))
            if len(found) > MOST_ROWS:
                raise FileRefused(Fault(feed.lines, "", "", f"more than {MOST_ROWS:,} rows: send it in parts"))
    except FileRefused as why:
        report.reject(why.fault)
        raise ImportRefused(report) from None
    report.sha256, report.warnings = feed.sha256, feed.warnings
    return sorted(found, key=lambda one: (one[1].occurred_on, one[0]))


def _checked(line: int, row: Sequence[str], today: dt.date) -> tuple[list[Fault], Tracked | None]:
    number, event, day, place, signed_by, agent = row
    faults = []
    try:
        number = article_number(number).digits
    except ValueError as error:
        faults.append(Fault(line, "article_number", shown(number), str(error)))
    if event not in EVENTS:
        faults.append(Fault(line, "event", shown(event), f"must be one of: {', '.join(EVENTS)}"))
    on = _day(day)
    if on is None:
        faults.append(Fault(line, "occurred_on", shown(day), "must be a day written as YYYY-MM-DD"))
    elif on > today:
        faults.append(Fault(line, "occurred_on", shown(day), "is after the day of the import"))
    if agent not in {"", "Y", "N"}:
        faults.append(Fault(line, "agent", shown(agent), "must be Y, N or empty"))
    for column, value in (("place", place), ("signed_by", signed_by)):
        if len(value) > LONGEST:
            faults.append(Fault(line, column, shown(value), f"is longer than {LONGEST} characters"))
    if faults or on is None:
        return faults, None
    return [], Tracked(line, number, Event(event), on, place.strip(), signed_by.strip(), agent == "Y")


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
