"""One deadline of ten business days with its whole count, beside the library's own way and a plain loop."""

import datetime as dt
import random
from collections.abc import Callable

import holidays

from bench.measuring import SEED, Row, median, ratio, rounds, timed
from rules.calendar import strict

DAYS = 10
STARTS = 2_000
ONE_DAY = dt.timedelta(days=1)


def measure() -> list[Row]:
    draw = random.Random(SEED)  # noqa: S311 - made data, not a secret
    starts = [dt.date(2026, 1, 1) + dt.timedelta(days=draw.randrange(3650)) for _ in range(STARTS)]
    ours, library, closed = strict(), holidays.country_holidays("US", "MO"), _closed()
    contenders = {
        "ours": lambda day: ours.business_days(day, DAYS),
        "months": lambda day: tuple(ours.months(day, 6).days),
        "library": lambda day: library.get_nth_working_day(day, DAYS),
        "loop": lambda day: _loop(day, closed),
    }
    # This also builds the tables, before anything is timed.
    if any(ours.business_days(day, DAYS).due != _loop(day, closed) for day in starts):
        raise AssertionError("the plain loop counts otherwise")
    seconds = rounds({name: _over(starts, count) for name, count in contenders.items()}, 7)
    each = {name: median(spent) / STARTS * 1e6 for name, spent in seconds.items()}
    return [
        Row(
            "deadline of ten business days, each day counted with its reason", each["ours"], "µs",
            ratio(seconds, "ours", "loop"), "a plain loop", "P5: under 5", each["ours"] < 5,
        ),
        Row("deadline of six months, its 180 days written out", each["months"], "µs"),
        Row("plain loop over a set of holidays, the date alone", each["loop"], "µs"),
        Row(
            "holidays: get_nth_working_day, the date alone", each["library"], "µs",
            ratio(seconds, "library", "ours"), "our count of ten business days",
        ),
    ]  # fmt: skip


def _closed() -> frozenset[dt.date]:
    days = (dt.date(2025, 1, 1) + dt.timedelta(days=n) for n in range(4400))
    return frozenset(day for day in days if day.weekday() < 5 and not strict().is_business_day(day))


def _loop(day: dt.date, closed: frozenset[dt.date]) -> dt.date:
    left = DAYS
    while left:
        day += ONE_DAY
        left -= day.weekday() < 5 and day not in closed
    return day


def _over(starts: list[dt.date], count: Callable[[dt.date], object]) -> Callable[[], float]:
    def each() -> None:
        for day in starts:
            count(day)

    return lambda: timed(each)
