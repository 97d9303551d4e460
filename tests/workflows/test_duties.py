"""Duties: due dates by the worked chain, the calendar that each follows, and the readings it stores."""

from datetime import date

import pytest

from rules import calendar
from rules.readings import DEFAULTS, READINGS, Ruling, adopted_on
from rules.statute import CLAUSES
from workflows import complaint, special_prosecutor
from workflows.duties import DUTIES, KINDS, Calendars, at_once, clock_start, reckon

CALENDARS = Calendars(calendar.strict(), calendar.lenient())


@pytest.mark.parametrize(
    ("kind", "start", "due", "other"),
    [
        ("convene", "2028-01-03", "2028-01-18", "2028-01-18"),
        ("serve", "2028-01-12", "2028-01-20", "2028-01-20"),
        ("respond", "2028-01-20", "2028-02-03", "2028-02-03"),
        ("respond", "2028-01-28", "2028-02-14", "2028-02-11"),
        ("review", "2028-02-03", "2028-02-17", "2028-02-18"),
        ("assess", "2028-02-14", "2028-08-21", None),
        ("review_term", "2030-12-31", "2030-06-28", None),
        ("remedy", "2028-02-14", "2028-02-14", None),
        ("remedy", "2028-02-12", "2028-02-14", None),
        ("progress", "2028-05-14", "2028-05-14", None),
    ],
)
def test_due_dates_are_those_worked_out_by_hand(kind: str, start: str, due: str, other: str | None) -> None:
    reckoning = reckon(KINDS[kind], date.fromisoformat(start), CALENDARS, DEFAULTS)
    assert reckoning.due.isoformat() == due
    assert (reckoning.other_due.isoformat() if reckoning.other_due else None) == other


def test_a_ruling_on_the_calendar_moves_the_date() -> None:
    ruled = adopted_on(date(2028, 1, 1), [Ruling("respond_calendar", "strict", date(2028, 1, 1))])
    assert reckon(KINDS["respond"], date(2028, 1, 28), CALENDARS, ruled).due == date(2028, 2, 11)


def test_every_duty_is_done_by_something_that_happens() -> None:
    moves = {move.name for move in (*complaint.MOVES, *special_prosecutor.MOVES)}
    verbs = {"send_request", "send_recommendation", "publish"}
    for duty in DUTIES:
        assert duty.done_by
        assert set(duty.done_by) <= moves | verbs


def test_every_duty_cites_the_bill_and_names_readings_that_exist() -> None:
    for duty in DUTIES:
        assert duty.clause.id in CLAUSES
        assert set(duty.readings) <= READINGS.keys()
        assert duty.calendar is None or duty.calendar in READINGS


def test_at_once_is_the_same_business_day_or_the_next() -> None:
    strict = calendar.strict()
    assert at_once(date(2028, 2, 11), strict) == date(2028, 2, 11)
    assert at_once(date(2027, 7, 3), strict) == date(2027, 7, 6)


def test_clocks_are_held_until_the_committee_exists() -> None:
    assert clock_start(date(2027, 6, 1), DEFAULTS) == date(2028, 1, 1)
    assert clock_start(date(2028, 3, 1), DEFAULTS) == date(2028, 3, 1)
    run = adopted_on(date(2028, 1, 1), [Ruling("before_committee", "run", date(2028, 1, 1))])
    assert clock_start(date(2027, 6, 1), run) == date(2027, 6, 1)
