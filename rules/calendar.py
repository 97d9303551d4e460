"""Business days and calendar months as the Act counts them, and the count itself, day by day.

Two calendars (law.md 1.3): strict leaves out weekends and the holidays of RSMo 9.010; lenient leaves out the observed
Fridays and the office's closures besides. The first day is not counted, the last is (RSMo 1.040). Dates are legal
dates in America/Chicago. This module reads no clock.
"""

import calendar as months
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from rules.missouri_holidays import days_of_the_law, observed_fridays

FIRST_YEAR, LAST_YEAR = 1990, 2099
FIRST = date(FIRST_YEAR, 1, 1)
LAST = date(LAST_YEAR, 12, 31)
WEEKEND = {5: "Saturday", 6: "Sunday"}
BUSINESS_DAYS, CALENDAR_MONTHS = "business days", "calendar months"


class OutOfSpan(ValueError):
    """A day before or after the years that the calendar knows."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a count: counted or skipped, and why."""

    date: date
    counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Count:
    """How a due date was reached: the days of it are laid out when somebody asks for them."""

    start: date
    due: date
    calendar: str
    unit: str
    amount: int
    lay_out: Callable[[], tuple[Day, ...]] = field(repr=False, compare=False)

    @property
    def days(self) -> tuple[Day, ...]:
        """From the day after `start` to `due` (for months before an end: from `due` to the day before the end), each
        counted or skipped with its reason."""
        return self.lay_out()

    def as_json(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat(),
            "due": self.due.isoformat(),
            "calendar": self.calendar,
            "unit": self.unit,
            "amount": self.amount,
            "days": [{"date": day.date.isoformat(), "counted": day.counted, "reason": day.reason} for day in self.days],
        }


def add_months(day: date, number: int) -> date:
    """The same day of the month so many months on (or back), or the month's last day if there is none (RSMo 1.020)."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


class Calendar:
    """One calendar. Its days are worked out once, when first asked; a count is then a slice of them."""

    def __init__(self, name: str, closures: Mapping[date, str] = MappingProxyType({})) -> None:
        self.name = name
        self.closures = closures

    def closed_because(self, day: date) -> str | None:
        """Why that day is no business day, or None where it is one."""
        if weekend := WEEKEND.get(day.weekday()):
            return weekend
        if holiday := days_of_the_law(day.year).get(day):
            return holiday
        if self.name == "strict":
            return None
        if friday := observed_fridays(day.year).get(day):
            return friday
        return f"office closed: {source}" if (source := self.closures.get(day)) else None

    def is_business_day(self, day: date) -> bool:
        return self._days[self._place(day)].counted

    def business_days(self, start: date, number: int) -> Count:
        """So many business days after `start`, which is not counted. ValueError for fewer than one."""
        if number < 1:
            raise ValueError(f"a period is one business day or more, not {number}")
        first = self._place(start) + 1
        passed = self._business_days_through[first - 1]
        try:
            last = self._business[passed + number - 1]
        except IndexError:
            raise _out_of_span(start) from None
        days = self._days
        return Count(start, days[last].date, self.name, BUSINESS_DAYS, number, lambda: days[first : last + 1])

    def business_days_between(self, start: date, day: date) -> int:
        """How many business days come after `start`, up to and including `day`; 0 where it is not after it."""
        through = self._business_days_through
        return max(through[self._place(day)] - through[self._place(start)], 0)

    def months(self, start: date, number: int, roll: str = "none") -> Count:
        """So many calendar months after `start`, clipped; with roll="forward" on to the next business day."""
        if number < 1:
            raise ValueError(f"a period is one month or more, not {number}")
        exact = self._in_span(start, number)
        due = exact
        while roll == "forward" and not self.is_business_day(due):
            due += timedelta(days=1)

        def lay_out() -> tuple[Day, ...]:
            return tuple(
                self._month_day(start + timedelta(days=place), exact, due, place, (exact - start).days)
                for place in range(1, (due - start).days + 1)
            )

        return Count(start, due, self.name, CALENDAR_MONTHS, number, lay_out)

    def months_before(self, end: date, number: int, roll: str = "none") -> Count:
        """So many calendar months before `end`, clipped; with roll="back" to the business day before."""
        exact = self._in_span(end, -number)
        due = exact
        while roll == "back" and not self.is_business_day(due):
            due -= timedelta(days=1)

        def lay_out() -> tuple[Day, ...]:
            moved = f"moved earlier: {exact:%B %-d, %Y} is no business day"
            days = (due + timedelta(days=place) for place in range((end - due).days))
            return tuple(
                Day(day, True, f"day {(end - day).days} before the end") if day >= exact else Day(day, False, moved)
                for day in days
            )

        return Count(end, due, self.name, CALENDAR_MONTHS, number, lay_out)

    def latest_start_overdue(self, as_of: date, number: int) -> date:
        """The latest start whose period of so many business days was over before `as_of`."""
        # The period from the (n+1)th business day before as_of's eve is over; any later start is not.
        passed = self._business_days_through[self._place(as_of) - 1]
        if passed < number:
            raise _out_of_span(as_of)
        last = self._business[passed - 1]
        start = self._days[last].date - timedelta(days=1)
        while self.business_days(start, number).due >= as_of:
            start -= timedelta(days=1)
        return start

    def latest_month_start_overdue(self, as_of: date, number: int, roll: str = "none") -> date:
        """The latest start whose period of so many months was over before `as_of`."""
        # Clipping makes several starts due on one day: begin above the answer and come down.
        start = add_months(as_of, -number) + timedelta(days=4)
        while self._months_due(start, number, roll) >= as_of:
            start -= timedelta(days=1)
        return start

    def _months_due(self, start: date, number: int, roll: str) -> date:
        due = self._in_span(start, number)
        while roll == "forward" and not self.is_business_day(due):
            due += timedelta(days=1)
        return due

    def _month_day(self, day: date, exact: date, due: date, place: int, whole: int) -> Day:
        if day <= exact:
            return Day(day, True, f"day {place} of {whole}")
        if day == due:
            return Day(day, True, f"moved on from {exact:%a %B %-d, %Y} to the next business day")
        return Day(day, False, self.closed_because(day) or "")

    def _in_span(self, start: date, number: int) -> date:
        self._place(start)
        year = start.year + number / 12
        if not FIRST_YEAR < year < LAST_YEAR:
            raise _out_of_span(start)
        return add_months(start, number)

    def _place(self, day: date) -> int:
        place = day.toordinal() - FIRST.toordinal()
        if place < 1 or day > LAST:
            raise _out_of_span(day)
        return place

    @cached_property
    def _days(self) -> tuple[Day, ...]:
        span = range(FIRST.toordinal(), LAST.toordinal() + 1)
        return tuple(self._made(date.fromordinal(number)) for number in span)

    def _made(self, day: date) -> Day:
        closed = self.closed_because(day)
        return Day(day, closed is None, closed or "business day")

    @cached_property
    def _business(self) -> list[int]:
        return [place for place, day in enumerate(self._days) if day.counted]

    @cached_property
    def _business_days_through(self) -> list[int]:
        """For each day, how many business days there are up to and including it."""
        return [bisect_right(self._business, place) for place in range(len(self._days))]


def _out_of_span(day: date) -> OutOfSpan:
    return OutOfSpan(f"{day.isoformat()} is outside the years that the calendar knows ({FIRST_YEAR} to {LAST_YEAR}).")


@lru_cache(maxsize=1)
def strict() -> Calendar:
    """Weekends and the holidays of RSMo 9.010 are skipped: for the duties of the office and the committee."""
    return Calendar("strict")


def lenient(closures: Mapping[date, str] = MappingProxyType({})) -> Calendar:
    """Observed Fridays and the office's closures are skipped besides: for the time that others are given."""
    return _lenient(tuple(sorted(closures.items())))


@lru_cache(maxsize=8)
def _lenient(closures: tuple[tuple[date, str], ...]) -> Calendar:
    return Calendar("lenient", MappingProxyType(dict(closures)))
