"""The calendar against published dates, against dates worked out by hand, and against a second way of counting."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from rules import calendar
from rules.calendar import Calendar, add_months
from rules.missouri_holidays import days_of_the_law, observed_fridays

DATA = Path(__file__).parents[3] / "shared" / "data" / "holidays"
STRICT, LENIENT = calendar.strict(), calendar.lenient()


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "number", "strict", "lenient"),
    [
        ("2028-01-03", 10, "2028-01-18", "2028-01-18"),
        ("2028-01-28", 10, "2028-02-11", "2028-02-14"),
        ("2028-11-09", 10, "2028-11-24", "2028-11-27"),
        ("2028-12-15", 10, "2029-01-02", "2029-01-02"),
        ("2027-12-22", 10, "2028-01-05", "2028-01-07"),
        ("2027-06-11", 5, "2027-06-18", "2027-06-21"),
        ("2026-06-26", 5, "2026-07-03", "2026-07-06"),
        ("2028-01-01", 10, "2028-01-14", "2028-01-14"),
        ("2027-02-01", 10, "2027-02-17", "2027-02-17"),
        ("2028-01-12", 5, "2028-01-20", "2028-01-20"),
        ("2028-01-20", 10, "2028-02-03", "2028-02-03"),
        ("2028-02-03", 10, "2028-02-17", "2028-02-18"),
    ],
)
def test_business_days_fall_due_as_worked_out_by_hand(start: str, number: int, strict: str, lenient: str) -> None:
    assert STRICT.business_days(day(start), number).due == day(strict)
    assert LENIENT.business_days(day(start), number).due == day(lenient)


def test_a_closure_by_the_governor_moves_the_lenient_date_alone() -> None:
    closed = calendar.lenient({day("2028-11-24"): "EO 28-99"})
    count = closed.business_days(day("2028-11-09"), 10)
    assert count.due == day("2028-11-28")
    assert STRICT.business_days(day("2028-11-09"), 10).due == day("2028-11-24")
    (skipped,) = [d for d in count.days if d.date == day("2028-11-24")]
    assert (skipped.counted, skipped.reason) == (False, "office closed: EO 28-99")


@pytest.mark.parametrize(
    ("start", "number", "due", "rolled"),
    [
        ("2028-08-31", 6, "2029-02-28", "2029-02-28"),
        ("2027-08-31", 6, "2028-02-29", "2028-02-29"),
        ("2028-08-30", 6, "2029-02-28", "2029-02-28"),
        ("2028-12-31", 6, "2029-06-30", "2029-07-02"),
        ("2028-02-14", 6, "2028-08-14", "2028-08-14"),
        ("2028-02-29", 24, "2030-02-28", "2030-02-28"),
    ],
)
def test_months_are_calendar_months_and_clip(start: str, number: int, due: str, rolled: str) -> None:
    assert STRICT.months(day(start), number).due == day(due)
    assert LENIENT.months(day(start), number, roll="forward").due == day(rolled)


def test_six_months_before_a_term_ends_moves_to_the_business_day_before() -> None:
    count = STRICT.months_before(day("2030-12-31"), 6, roll="back")
    assert count.due == day("2030-06-28")
    assert count.days[0].date == day("2030-06-28")
    assert count.days[-1].date == day("2030-12-30")
    assert [d.counted for d in count.days[:3]] == [False, False, True]


def test_twenty_four_months_back_from_a_leap_day_clip() -> None:
    assert add_months(day("2028-02-29"), -24) == day("2026-02-28")


NAMES = {
    (1, 1), (2, 12), (5, 8), (6, 19), (7, 4), (11, 11), (12, 25),
}  # fmt: skip


@pytest.mark.parametrize("year", range(2021, 2100))
def test_there_are_thirteen_holidays_a_year_and_lincoln_day_is_one(year: int) -> None:
    kept = days_of_the_law(year)
    assert len(kept) == 13
    for month, number in NAMES:
        fixed = date(year, month, number)
        assert (fixed in kept) != (fixed + timedelta(days=1) in kept and fixed.weekday() == 6)
    assert all(d.weekday() != 6 for d in kept)


def test_holidays_on_weekends_are_kept_as_the_notes_say() -> None:
    assert days_of_the_law(2027)[day("2027-07-05")].startswith("Independence Day")
    assert days_of_the_law(2029)[day("2029-11-12")].startswith("Veterans Day")
    saturdays = {
        2027: ["2027-05-07", "2027-06-18", "2027-12-24", "2027-12-31"],
        2028: ["2028-02-11", "2028-11-10"],
        2029: [],
        2030: [],
        2031: [],
        2032: ["2032-05-07", "2032-06-18", "2032-12-24", "2032-12-31"],
    }
    for year, fridays in saturdays.items():
        assert sorted(observed_fridays(year)) == [day(friday) for friday in fridays]


@pytest.mark.skipif(not DATA.exists(), reason="the public holiday data lies beside the project, not in it")
def test_every_published_state_holiday_is_no_business_day_of_the_lenient_calendar() -> None:
    with (DATA / "mo_state_holidays_2021_2028.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 104
    columns = rows[0].keys()
    dates = next(name for name in columns if "observed" in name)
    off = [row[dates] for row in rows if LENIENT.is_business_day(day(row[dates]))]
    assert off == []


@pytest.mark.parametrize(
    "published",
    [
        # Office of Administration, 2026.
        "2026-01-01", "2026-01-19", "2026-02-12", "2026-02-16", "2026-05-08", "2026-05-25", "2026-06-19",
        "2026-07-03", "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25",
    ],
)  # fmt: skip
def test_the_published_list_of_2026_is_the_lenient_calendars(published: str) -> None:
    assert LENIENT.closed_because(day(published)) not in {None, "Saturday", "Sunday"}


def by_hand(counting: Calendar, start: date, number: int) -> date:
    """The second way: one day after the other, asking only why a day is closed."""
    at = start
    while number:
        at += timedelta(days=1)
        number -= counting.closed_because(at) is None
    return at


@pytest.mark.parametrize("counting", [STRICT, LENIENT], ids=["strict", "lenient"])
def test_every_day_of_seventeen_years_counts_alike_in_two_ways(counting: Calendar) -> None:
    at, compared = day("2024-01-01"), 0
    while at < day("2041-01-01"):
        for number in (5, 10):
            count = counting.business_days(at, number)
            assert count.due == by_hand(counting, at, number)
            assert sum(d.counted for d in count.days) == number
            assert count.days[-1].date == count.due
            compared += 1
        at += timedelta(days=1)
    assert compared > 12_000


@pytest.mark.parametrize("roll", ["none", "forward"])
def test_cut_offs_are_the_latest_start_that_is_over_on_every_day_of_ten_years(roll: str) -> None:
    at = day("2024-01-01")
    while at < day("2034-01-01"):
        start = LENIENT.latest_start_overdue(at, 10)
        assert LENIENT.business_days(start, 10).due < at <= LENIENT.business_days(start + timedelta(days=1), 10).due
        asked = LENIENT.latest_month_start_overdue(at, 6, roll)
        later = asked + timedelta(days=1)
        assert LENIENT.months(asked, 6, roll).due < at <= LENIENT.months(later, 6, roll).due
        at += timedelta(days=1)


def test_due_dates_never_go_back_when_the_start_goes_on() -> None:
    at, before = day("2020-01-01"), (date.min, date.min)
    while at < day("2040-01-01"):
        now = LENIENT.business_days(at, 10).due, add_months(at, 6)
        assert now >= before or (now[0] >= before[0] and now[1] >= before[1])
        assert now[0] >= before[0]
        assert now[1] >= before[1]
        at, before = at + timedelta(days=1), now


def test_business_days_between_counts_after_the_start_and_through_the_day() -> None:
    assert STRICT.business_days_between(day("2028-01-03"), day("2028-01-18")) == 10
    assert STRICT.business_days_between(day("2028-01-03"), day("2028-01-17")) == 9
    assert STRICT.business_days_between(day("2028-01-18"), day("2028-01-03")) == 0


@pytest.mark.parametrize("nonsense", [0, -1])
def test_a_period_of_nothing_is_refused(nonsense: int) -> None:
    with pytest.raises(ValueError, match="not"):
        STRICT.business_days(day("2028-01-03"), nonsense)
    with pytest.raises(ValueError, match="not"):
        STRICT.months(day("2028-01-03"), nonsense)


@pytest.mark.parametrize("far", [date.min, date.max, date(1989, 12, 31), date(2100, 1, 1)])
def test_days_beyond_the_calendars_years_are_refused_in_words(far: date) -> None:
    for ask in (
        lambda: STRICT.business_days(far, 10),
        lambda: STRICT.months(far, 6),
        lambda: STRICT.months_before(far, 6),
        lambda: STRICT.is_business_day(far),
    ):
        with pytest.raises(ValueError, match="outside the years"):
            ask()


def test_a_count_that_runs_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the years"):
        STRICT.business_days(date(2099, 12, 30), 10)


def test_the_json_of_a_count_is_the_contracts() -> None:
    said = STRICT.business_days(day("2028-01-14"), 1).as_json()
    assert (said["start"], said["due"]) == ("2028-01-14", "2028-01-18")
    assert said["days"][2] == {
        "date": "2028-01-17",
        "counted": False,
        "reason": "Martin Luther King Jr. Day (RSMo 9.010)",
    }
