"""The working of the clocks by itself against the table of stories; each way of getting it wrong is found there."""

import datetime as dt
from collections.abc import Callable, Mapping

import pytest

from rules.calendar import lenient
from rules.readings import DEFAULTS
from tests.service.stories import STORIES
from tests.service.telling import CLOSED, facts_of
from workflows import service
from workflows.service import Addressee, Event, Fact, clocks

STARTS = ("delivery", "mailing", "mailing_plus_5")
CALENDAR = lenient({CLOSED: "Sample executive order"})


def wrong(working: Callable[[list[Fact], Mapping[str, str]], tuple[service.Clock, ...]]) -> list[str]:
    """The stories whose day to respond comes out otherwise than the table says."""
    found = []
    for story in STORIES:
        for start in STARTS:
            first = next(iter(working(facts_of(story), {**DEFAULTS, "response_start": start})), None)
            due = CALENDAR.business_days(first.starts_on, 10).due.isoformat() if first else None
            if due != story.days(start, "lenient")[0]:
                found.append(f"{story.name}, {start}")
    return found


def test_the_first_clock_of_each_story_is_that_of_the_table() -> None:
    assert wrong(clocks) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARRIVED", frozenset({Event.DELIVERED, Event.IN_PERSON})),
        ("ARRIVED", frozenset({Event.DELIVERED, Event.REFUSED})),
        ("ARRIVED", service.ARRIVED | {Event.ATTEMPTED}),
        ("ARRIVED", service.ARRIVED | {Event.LEFT_WITH_AGENT}),
        ("ARRIVED", service.ARRIVED | {Event.UNCLAIMED}),
        ("AFTER_MAILING", 3),
        ("governs", lambda addressee, _: addressee is not Addressee.WRONG_ADDRESS),
        ("governs", lambda addressee, _: addressee is Addressee.PROSECUTOR),
        ("outcome", lambda _: None),
        ("outcome", lambda events: Event.RETURNED if set(events) & service.CAME_BACK else None),
    ],
)
def test_a_working_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    monkeypatch.setattr(service, name, value)
    assert wrong(clocks)


def test_the_last_fact_in_place_of_the_first_is_found() -> None:
    assert wrong(lambda facts, readings: clocks(facts, readings)[::-1])


def test_the_order_in_which_facts_became_known_is_of_no_account() -> None:
    assert wrong(lambda facts, readings: clocks(facts[::-1], readings)) == []


def test_the_day_itself_is_not_counted() -> None:
    def a_day_early(facts: list[Fact], readings: Mapping[str, str]) -> tuple[service.Clock, ...]:
        return tuple(
            service.Clock(clock.starts_on - dt.timedelta(days=1), clock.fact) for clock in clocks(facts, readings)
        )

    assert wrong(a_day_early)
