"""The three threats: the engine against a plain reading of the same rules, and the traps of the library under it."""

import os
import threading
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rules import calendar
from rules.engine import Engine, EngineFailed, engine
from rules.facts import homicide_rate_fact, homicide_window
from rules.findings import Inquiry, Place
from rules.readings import DEFAULTS, Ruling, adopted_on
from rules.triggers import HOMICIDES, STALLED, TRIGGERS, UNTOUCHED

LENIENT = calendar.lenient()
DAYS = some.dates(date(2024, 1, 1), date(2036, 12, 31))
YEARLY = adopted_on(date(2028, 1, 1), [Ruling("homicide_rate", "yearly_average", date(2028, 1, 1))])


def plainly_over(victims: int, people: int, *, yearly: bool) -> bool:
    """The rate as a fraction, held against thirty-five: no integer trick."""
    return Fraction(victims, people) * 100_000 / (2 if yearly else 1) > 35


def plainly_overdue(received: date, as_of: date) -> bool:
    """Counting one day after the other: is the tenth business day over?"""
    at, left = received, 10
    while left:
        at += timedelta(days=1)
        left -= LENIENT.closed_because(at) is None
    return as_of > at


def plainly_stalled(requested: date, as_of: date) -> bool:
    """The same day six months on, or the month's last, then on to a business day."""
    month = requested.month + 6
    year, month = requested.year + (month > 12), (month - 1) % 12 + 1
    at = None
    for number in (requested.day, 30, 29, 28):
        try:
            at = at or date(year, month, min(number, requested.day))
        except ValueError:
            continue
    assert at
    while LENIENT.closed_because(at):
        at += timedelta(days=1)
    return as_of > at


@settings(max_examples=400)
@given(victims=some.integers(0, 2_000), people=some.integers(1, 1_100_000), yearly=some.booleans())
def test_the_engine_and_a_fraction_agree_on_every_rate(victims: int, people: int, yearly: bool) -> None:
    fact = homicide_rate_fact("29510", victims, people, YEARLY if yearly else DEFAULTS)
    assert engine().ask(HOMICIDES, fact) == plainly_over(victims, people, yearly=yearly)


@settings(max_examples=400)
@given(as_of=DAYS, back=some.lists(some.integers(0, 60), min_size=1, max_size=12))
def test_a_register_of_referrals_is_judged_as_counted_by_hand(as_of: date, back: list[int]) -> None:
    inquiry = Inquiry(as_of, DEFAULTS, {})
    for days in back:
        received = as_of - timedelta(days=days)
        assert (received <= inquiry.overdue_through) == plainly_overdue(received, as_of)


@settings(max_examples=400)
@given(as_of=DAYS, back=some.lists(some.integers(150, 220), min_size=1, max_size=12))
def test_a_register_of_investigations_is_judged_as_counted_by_hand(as_of: date, back: list[int]) -> None:
    inquiry = Inquiry(as_of, DEFAULTS, {})
    for days in back:
        requested = as_of - timedelta(days=days)
        assert (requested <= inquiry.stalled_through) == plainly_stalled(requested, as_of)


def test_the_engine_and_the_calendar_name_the_same_dates_on_every_day_of_six_years() -> None:
    at = date(2026, 1, 1)
    while at < date(2032, 1, 1):
        inquiry = Inquiry(at, DEFAULTS, {})
        assert inquiry.overdue_through < at
        assert inquiry.stalled_through < at
        at += timedelta(days=1)


def test_where_engine_and_calendar_differ_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar.Calendar, "latest_start_overdue", lambda *_: date(2028, 1, 1))
    with pytest.raises(EngineFailed, match="Nothing was kept"):
        _ = Inquiry(date(2028, 3, 1), DEFAULTS, {}).overdue_through


@pytest.mark.parametrize(
    ("victims", "people", "cumulative", "yearly"),
    [
        (105, 300_000, False, False),
        (106, 300_000, True, False),
        (210, 300_000, True, False),
        (211, 300_000, True, True),
        (9, 25_715, False, False),
        (10, 25_715, True, False),
        (1, 2_857, True, False),
        (1, 2_858, False, False),
        (0, 100, False, False),
    ],
)
def test_thirty_five_exactly_is_not_over(victims: int, people: int, cumulative: bool, yearly: bool) -> None:
    place = [Place("29510", victims, people, "sample")]
    as_of = date(2028, 3, 1)
    assert bool(Inquiry(as_of, DEFAULTS, {}).homicides(place)[0]) == cumulative
    assert bool(Inquiry(as_of, YEARLY, {}).homicides(place)[0]) == yearly


def test_a_rate_that_rounds_to_the_line_is_a_near_miss_and_says_so() -> None:
    found, near = Inquiry(date(2028, 3, 1), DEFAULTS, {}).homicides([Place("29215", 9, 25_715, "sample")])
    assert found == []
    assert near[0].short_by == "1 more victim"
    assert near[0].why.facts["rate_per_100k"] == 34.999


def test_the_window_is_the_twenty_four_months_to_the_day_before() -> None:
    assert homicide_window(date(2028, 2, 29), DEFAULTS) == (date(2026, 2, 28), date(2028, 2, 28))
    whole = adopted_on(date(2028, 1, 1), [Ruling("homicide_window", "complete_months", date(2028, 1, 1))])
    assert homicide_window(date(2028, 2, 29), whole) == (date(2026, 2, 1), date(2028, 1, 31))


def test_the_tenth_business_day_itself_is_not_overdue_even_when_it_ends_a_week() -> None:
    # Received Friday 4 February 2028: the tenth business day is Friday 18 February for the strict, Tuesday for nobody.
    received = date(2028, 1, 21)
    due = LENIENT.business_days(received, 10).due
    assert Inquiry(due, DEFAULTS, {}).overdue_through < received
    assert Inquiry(due + timedelta(days=1), DEFAULTS, {}).overdue_through >= received


def test_a_finding_explains_itself_with_its_days() -> None:
    inquiry = Inquiry(date(2028, 2, 1), DEFAULTS, {})
    (finding,) = inquiry.undecided([("29510", "R-1", 1, "g", "2028-01-03")])  # type: ignore[list-item] # wrong on purpose
    said = finding.as_json()
    assert said["subject"] == {"jurisdiction": "29510", "referral_id": "R-1", "count": 1}
    assert (said["explanation"]["received_on"], said["explanation"]["due"]) == ("2028-01-03", "2028-01-18")
    assert sum(day["counted"] for day in said["explanation"]["days"]) == 10
    assert said["readings"]["ten_days_calendar"] == "lenient"


# The traps of the library, as our code meets them.


def test_a_fact_that_matches_nothing_is_a_plain_no() -> None:
    assert engine().ask(UNTOUCHED, {"undecided": 1, "business_days_over": 9}) is False
    assert engine().ask(UNTOUCHED, {"undecided": 0, "business_days_over": 90}) is False
    assert engine().ask(UNTOUCHED, {"undecided": 1, "business_days_over": 10}) is True


def test_the_same_fact_asked_again_gets_the_same_answer() -> None:
    fact = {"undecided": 1, "months_over": 6}
    assert [engine().ask(STALLED, fact) for _ in range(50)] == [True] * 50


def test_tens_of_thousands_of_questions_are_answered_each_for_itself() -> None:
    asked = Engine()
    answers = [asked.ask(HOMICIDES, {"exceeds_rate": number % 70}) for number in range(60_000)]
    assert answers == [number % 70 >= 35 for number in range(60_000)]


def test_an_action_that_raises_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Engine, case: object) -> None:
        raise RuntimeError("broken action")

    monkeypatch.setattr(Engine, "_note", broken)
    asked = Engine()
    with pytest.raises(EngineFailed):
        asked.ask(HOMICIDES, {"exceeds_rate": 40})
    monkeypatch.undo()
    assert Engine().ask(HOMICIDES, {"exceeds_rate": 40}) is True


@pytest.mark.parametrize("value", [1.5, 1e22, 2**60, True, None, "x" * 65])
def test_what_the_library_would_compare_wrongly_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="exceeds_rate"):
        engine().ask(HOMICIDES, {"exceeds_rate": value})  # type: ignore[dict-item] # wrong on purpose


def test_four_threads_get_the_right_answers() -> None:
    wrong: list[int] = []

    def ask() -> None:
        for number in range(2_000):
            if engine().ask(HOMICIDES, {"exceeds_rate": number % 70}) != (number % 70 >= 35):
                wrong.append(number)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_forked_process_has_an_engine_of_its_own() -> None:
    engine().ask(HOMICIDES, {"exceeds_rate": 40})
    child = os.fork()
    if child == 0:
        right = engine().ask(HOMICIDES, {"exceeds_rate": 40}) and not engine().ask(HOMICIDES, {"exceeds_rate": 34})
        os._exit(0 if right else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_the_triggers_stand_in_the_acts_order_and_carry_its_figures() -> None:
    assert [trigger.clause.id for trigger in TRIGGERS] == ["56.602.3(1)", "56.602.3(2)", "56.602.3(3)#1"]
    assert [trigger.conditions[-1].figure for trigger in TRIGGERS] == [35, 10, 6]
