"""The latest moment for posting a notice: each case was worked by hand from RSMo 610.020.2 and a wall calendar."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from rules.calendar import lenient, strict
from rules.sunshine import MISSOURI, latest_posting, moment, said

THANKSGIVING_FRIDAY = {dt.date(2028, 11, 24): "Governor's order, sample"}
SNOW = {dt.date(2028, 1, 25): "Snow, sample"}


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=MISSOURI)


CASES = [
    # what                                        the meeting         the latest posting  closures
    ("Wednesday before Thursday", "2028-03-02 10:00", "2028-03-01 10:00", {}),
    ("Friday before Monday", "2028-03-20 10:00", "2028-03-17 10:00", {}),
    ("Monday afternoon", "2028-03-20 16:30", "2028-03-17 16:30", {}),
    ("Tuesday needs Monday alone", "2028-03-21 09:00", "2028-03-20 09:00", {}),
    ("a Saturday gives no hours", "2028-03-25 09:00", "2028-03-24 00:00", {}),
    ("a Sunday gives no hours", "2028-03-26 14:00", "2028-03-24 00:00", {}),
    ("midnight at the start of Monday", "2028-03-20 00:00", "2028-03-17 00:00", {}),
    ("across the spring change of clocks", "2028-03-13 10:00", "2028-03-10 10:00", {}),
    ("across the autumn change of clocks", "2028-11-06 10:00", "2028-11-03 10:00", {}),
    ("the Sunday of the spring change", "2028-03-12 09:00", "2028-03-10 00:00", {}),
    # 12 February 2029 is a Monday: Lincoln Day.
    ("the day after Lincoln Day", "2029-02-13 10:00", "2029-02-09 10:00", {}),
    ("on Lincoln Day itself", "2029-02-12 10:00", "2029-02-09 00:00", {}),
    # 12 February 2028 is a Saturday: state offices close on Friday the 11th.
    ("after a Lincoln Day observed on Friday", "2028-02-14 10:00", "2028-02-10 10:00", {}),
    ("the Monday after Thanksgiving, Friday open", "2028-11-27 10:00", "2028-11-24 10:00", {}),
    ("the Monday after Thanksgiving, Friday closed", "2028-11-27 10:00", "2028-11-22 10:00", THANKSGIVING_FRIDAY),
    ("the Friday after Thanksgiving", "2028-11-24 10:00", "2028-11-22 10:00", {}),
    ("the Friday after Thanksgiving, closed", "2028-11-24 10:00", "2028-11-22 00:00", THANKSGIVING_FRIDAY),
    ("after a day of snow", "2028-01-26 08:00", "2028-01-24 08:00", SNOW),
    # Christmas 2028 is a Monday, New Year's Day 2029 too.
    ("the Tuesday after Christmas", "2028-12-26 11:00", "2028-12-22 11:00", {}),
    ("over the turn of the year", "2029-01-02 11:00", "2028-12-29 11:00", {}),
    # 4 July 2032 is a Sunday: kept on Monday the 5th.
    ("a Sunday holiday kept on Monday", "2032-07-06 10:00", "2032-07-02 10:00", {}),
]


@pytest.mark.parametrize(
    ("meeting", "latest", "closures"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_latest_posting_is_the_one_worked_by_hand(meeting: str, latest: str, closures: dict[dt.date, str]) -> None:
    counted = latest_posting(local(meeting), lenient(closures))
    assert counted.latest == local(latest)
    assert sum((day.counted for day in counted.days), dt.timedelta()) == dt.timedelta(hours=24)


@pytest.mark.parametrize(
    ("meeting", "closures"), [(case[1], case[3]) for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_ledger_leads_without_a_gap_from_the_posting_to_the_meeting(
    meeting: str, closures: dict[dt.date, str]
) -> None:
    counted = latest_posting(local(meeting), lenient(closures))
    assert counted.days[0].begins == counted.latest.replace(tzinfo=None)
    assert counted.days[-1].ends == local(meeting).replace(tzinfo=None)
    for earlier, later in zip(counted.days, counted.days[1:], strict=False):
        assert earlier.ends == later.begins
    assert all(bool(day.counted) == (day.reason == "the office is open") for day in counted.days)


def test_every_hour_of_two_years_agrees_with_a_count_of_single_hours() -> None:
    """A second way: go back hour by hour and count those on open days."""
    calendar = lenient(THANKSGIVING_FRIDAY | SNOW)
    at = dt.datetime.fromisoformat("2028-01-05")
    while at.year < 2030:
        back, counted = at, 0
        while counted < 24:
            back -= dt.timedelta(hours=1)
            counted += calendar.closed_because(back.date()) is None
        assert latest_posting(at.replace(tzinfo=MISSOURI), calendar).latest == back.replace(tzinfo=MISSOURI), at
        at += dt.timedelta(hours=7)


def test_the_strict_calendar_does_not_know_the_observed_friday() -> None:
    assert latest_posting(local("2028-02-14 10:00"), strict()).latest == local("2028-02-11 10:00")


def test_a_ledger_says_each_day_with_its_reason() -> None:
    days = latest_posting(local("2028-11-27 10:00"), lenient(THANKSGIVING_FRIDAY)).days
    assert [(day.date.day, day.hours, day.reason) for day in days] == [
        (22, "14:00", "the office is open"),
        (23, "0:00", "Thanksgiving Day (RSMo 9.010)"),
        (24, "0:00", "office closed: Governor's order, sample"),
        (25, "0:00", "Saturday"),
        (26, "0:00", "Sunday"),
        (27, "10:00", "the office is open"),
    ]


def test_an_instant_is_told_in_missouris_time_wherever_it_was_made() -> None:
    made = dt.datetime(2028, 7, 6, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert said(made) == "10:30 AM on Wednesday, July 5, 2028"
    assert said(dt.datetime(2028, 11, 27, 16, tzinfo=dt.UTC)) == "10:00 AM on Monday, November 27, 2028"


def test_the_hour_that_comes_twice_is_the_second_and_the_one_left_out_is_refused() -> None:
    assert moment(dt.date(2028, 11, 5), dt.time(1, 30)) == dt.datetime(2028, 11, 5, 7, 30, tzinfo=dt.UTC)
    with pytest.raises(ValueError, match="there is no 02:30 on March 12, 2028"):
        moment(dt.date(2028, 3, 12), dt.time(2, 30))
