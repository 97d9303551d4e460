"""The rules of 56.602.3 read a second time, row by row in plain Python: what the scan is held against.

It shares nothing with the program: neither the calendar, nor the list of sections, nor a query. Days are text.
"""

import calendar as months
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Row = Mapping[str, str]
LISTED = (
    "565.020", "565.021", "565.050", "565.052", "566.030", "566.060", "570.023", "570.025", "570.027", "571.015",
)  # fmt: skip
ONE_DAY = dt.timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def nth(year: int, month: int, weekday: int, number: int) -> dt.date:
    """The first, second, ... such weekday of a month; -1 is the last."""
    days = [d for d in months.Calendar().itermonthdates(year, month) if d.month == month and d.weekday() == weekday]
    return days[number if number < 0 else number - 1]


def holidays(year: int) -> list[dt.date]:
    """The thirteen of RSMo 9.010, on the days on which they fall."""
    fixed = [(1, 1), (2, 12), (5, 8), (6, 19), (7, 4), (11, 11), (12, 25)]
    moving = [(1, MONDAY, 3), (2, MONDAY, 3), (5, MONDAY, -1), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4)]
    return [dt.date(year, *day) for day in fixed] + [nth(year, *day) for day in moving]


def closed_days(years: Iterable[int], *, lenient: bool) -> set[dt.date]:
    found = set()
    for day in (day for year in years for day in holidays(year)):
        if day.weekday() == SUNDAY:
            found.add(day + ONE_DAY)
        elif day.weekday() == SATURDAY and lenient:
            found.add(day - ONE_DAY)
        else:
            found.add(day)
    return found


def on(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def months_on(day: dt.date, number: int) -> dt.date:
    total = day.year * 12 + day.month - 1 + number
    year, month = total // 12, total % 12 + 1
    return dt.date(year, month, min(day.day, months.monthrange(year, month)[1]))


@dataclass(frozen=True)
class Plain:
    """One reading of the rules. `figures` are a jurisdiction's people from a day on, in the order of the days."""

    figures: Mapping[str, list[tuple[str, int]]]
    closures: frozenset[dt.date] = frozenset()
    strict_ten_days: bool = False
    rolls: bool = True
    complete_only: bool = False
    oldest: str = "0000"
    years: int = 1
    whole_months: bool = False
    _span: range = field(default=range(2014, 2032))

    @cached_property
    def _lenient(self) -> set[dt.date]:
        return closed_days(self._span, lenient=True) | self.closures

    @cached_property
    def _ten(self) -> set[dt.date]:
        return closed_days(self._span, lenient=False) if self.strict_ten_days else self._lenient

    def business_days(self, start: dt.date, number: int, closed: set[dt.date]) -> dt.date:
        day = start
        while number:
            day += ONE_DAY
            number -= day.weekday() < SATURDAY and day not in closed
        return day

    def ten_days(self, received: str) -> dt.date:
        return self.business_days(on(received), 10, self._ten)

    def six_months(self, requested: str) -> dt.date:
        due = months_on(on(requested), 6)
        while self.rolls and (due.weekday() >= SATURDAY or due in self._lenient):
            due += ONE_DAY
        return due

    def undecided(self, charges: Iterable[Row], as_of: dt.date) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        """3(2): the overdue, and those due within three business days: (jurisdiction, referral, count, start, due)."""
        soon = self.business_days(as_of, 4, self._ten)
        cases = [
            self._case(charge, "received_on", self.ten_days(charge["received_on"]))
            for charge in known_on(charges, as_of)
            if self._counts(charge)
            and not (charge["investigation_requested_on"] or charge["filed_on"] or charge["refused_on"])
            and (not self.complete_only or charge["probable_cause_statement"] == charge["investigative_report"] == "Y")
        ]
        return split(cases, as_of, soon)

    def pending(self, charges: Iterable[Row], as_of: dt.date) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
        """3(3): the overdue, and those due within ten business days."""
        soon = self.business_days(as_of, 11, self._lenient)
        cases = [
            self._case(charge, "investigation_requested_on", self.six_months(charge["investigation_requested_on"]))
            for charge in known_on(charges, as_of)
            if self._counts(charge)
            and charge["investigation_requested_on"]
            and not (charge["filed_on"] or charge["refused_on"])
        ]
        return split(cases, as_of, soon)

    def homicides(self, incidents: Iterable[Row], as_of: dt.date) -> tuple[dict[str, int], dict[str, int]]:
        """3(1): the victims of the places over the line, and of those that one more victim would take over it."""
        end = as_of.replace(day=1) if self.whole_months else as_of
        first = months_on(end, -24)
        counts: dict[str, int] = {}
        for incident in incidents:
            if first <= on(incident["occurred_on"]) < end:
                place = incident["jurisdiction"]
                counts[place] = counts.get(place, 0) + int(incident["victims"])
        over = {place: number for place, number in counts.items() if self._over(place, number, as_of)}
        near = {p: n for p, n in counts.items() if p not in over and self._over(p, n + 1, as_of)}
        return over, near

    def people(self, place: str, as_of: dt.date) -> int:
        in_effect = [figure for day, figure in self.figures[place] if on(day) <= as_of]
        return in_effect[-1] if in_effect else self.figures[place][0][1]

    def _over(self, place: str, number: int, as_of: dt.date) -> bool:
        return number * 100_000 > 35 * self.years * self.people(place, as_of)

    def _counts(self, charge: Row) -> bool:
        return charge["statute"] in LISTED and charge["received_on"] >= self.oldest

    @staticmethod
    def _case(charge: Row, start: str, due: dt.date) -> tuple[str, ...]:
        return (charge["jurisdiction"], charge["referral_id"], charge["count"], charge[start], due.isoformat())


def known_on(charges: Iterable[Row], as_of: dt.date) -> list[Row]:
    """The charges as a file of that day would have told them: nothing in it is dated later."""
    day = as_of.isoformat()
    decisions = ("investigation_requested_on", "filed_on", "refused_on", "disposed_on")
    return [
        {**charge, **{name: charge[name] if charge[name] <= day else "" for name in decisions}}
        for charge in charges
        if charge["received_on"] <= day
    ]


def split(
    cases: Iterable[tuple[str, ...]], as_of: dt.date, soon: dt.date
) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """The cases whose due date is over, and those whose due date is not over but comes before `soon`."""
    over, near = set(), set()
    for case in cases:
        if on(case[-1]) < as_of:
            over.add(case)
        elif on(case[-1]) < soon:
            near.add(case)
    return over, near
