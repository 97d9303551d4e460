"""What the Sunshine Law (RSMo chapter 610) asks of a meeting that 56.602 closes: above all its notice, and by when.

The sections of chapter 610 are no clauses of the bill. They are named here as sources, beside the clause that closes
the committee's sessions. Clock times are Missouri's (America/Chicago). This module reads no clock.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from rules.statute import cite

CLOSED_SESSIONS = cite("56.602.4(2)#1")
MISSOURI = ZoneInfo("America/Chicago")
NOTICE_HOURS = 24

NOTICE_IS_DUE = "RSMo 610.020.2"
NOTICE_STATES = "RSMo 610.020.1 and 610.022.2"
VOTE_TO_CLOSE = "RSMo 610.022.1"
OBJECTIONS = "RSMo 610.022.6"
MINUTES = "RSMo 610.020.7"
ROLL_CALLS = "RSMo 610.015"


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one day gives to the notice: from when to when (Missouri's clock), how much of it counts, and why."""

    date: date
    begins: datetime
    ends: datetime
    counted: timedelta
    reason: str

    @property
    def hours(self) -> str:
        """The time that counts as hours and minutes, as `14:30`."""
        minutes = int(self.counted.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class NoticeTime:
    """The latest moment at which the notice of a meeting may be posted, and the days that lead back to it, the
    earliest first."""

    starts_at: datetime
    latest: datetime
    calendar: str
    days: tuple[Stretch, ...]


def latest_posting(starts_at: datetime, calendar: Calendar) -> NoticeTime:
    """The moment that lies 24 hours before `starts_at`, not counting any hour of a day on which the office is closed
    (RSMo 610.020.2). Both are aware; the answer is in Missouri's time.

    Clocks change on Sundays, and no hour of a Sunday counts: a day that counts has 24 hours.
    """
    ends = starts_at.astimezone(MISSOURI).replace(tzinfo=None)
    missing, days = timedelta(hours=NOTICE_HOURS), list[Stretch]()
    while missing:
        begins = datetime.combine(ends.date() if ends.time() != time() else ends.date() - timedelta(days=1), time())
        closed = calendar.closed_because(begins.date())
        counted = timedelta() if closed else min(ends - begins, missing)
        if counted == missing:
            begins = ends - counted
        days.append(Stretch(begins.date(), begins, ends, counted, closed or "the office is open"))
        missing -= counted
        ends = begins
    return NoticeTime(starts_at, ends.replace(tzinfo=MISSOURI), calendar.name, tuple(reversed(days)))


def moment(day: date, clock: time) -> datetime:
    """The instant (UTC) of a clock time in Missouri on that day. Of the hour that comes twice in November it is the
    second. ValueError for the hour that March leaves out."""
    local = datetime.combine(day, clock).replace(tzinfo=MISSOURI, fold=1)
    instant = local.astimezone(UTC)
    if instant.astimezone(MISSOURI).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"there is no {clock:%H:%M} on {day:%B %-d, %Y}: the clocks go forward")
    return instant


def said(instant: datetime) -> str:
    """An instant as notices say it: 10:00 AM on Monday, November 20, 2028."""
    return f"{instant.astimezone(MISSOURI):%-I:%M %p on %A, %B %-d, %Y}"
