"""The three business days of RSMo 610.023.3 against days that were counted by hand."""

import datetime as dt

import pytest

from committee_app.acts import Refused
from rules import calendar
from rules.records_requests import Cost, lapses_after
from tests.offices import Office, day
from tests.requests.asking import due, late, read, receive


@pytest.mark.parametrize(
    ("received", "by"),
    [
        ("2028-01-03", "2028-01-06"),  # Monday: Tuesday, Wednesday, Thursday
        ("2028-01-06", "2028-01-11"),  # Thursday: Friday, Monday, Tuesday
        ("2028-01-07", "2028-01-12"),  # Friday: the weekend does not count
        ("2028-01-08", "2028-01-12"),  # Saturday: the same as on Friday
        ("2028-01-09", "2028-01-12"),  # Sunday: the same
        ("2028-01-13", "2028-01-19"),  # Thursday before Martin Luther King Day, January 17
        # Thursday before Lincoln Day, Saturday, February 12: RSMo 9.010 moves Sundays alone; Friday counts.
        ("2028-02-10", "2028-02-15"),
        ("2028-05-04", "2028-05-10"),  # Thursday before Truman Day, Monday, May 8
        ("2028-11-22", "2028-11-28"),  # Wednesday before Thanksgiving: Friday, Monday, Tuesday
    ],
)
def test_the_answer_is_due_on_the_third_business_day(sqlite_office: Office, received: str, by: str) -> None:
    number = receive(sqlite_office, received)
    assert due(sqlite_office, number) == by
    assert not late(sqlite_office, number, by)
    assert late(sqlite_office, number, (day(by) + dt.timedelta(days=1)).isoformat())


def test_a_closure_of_the_office_does_not_move_the_day(sqlite_office: Office) -> None:
    """The office's own duties are counted by the strict calendar."""
    sqlite_office.act("enter_closure", on="2028-01-03", day="2028-01-05", source="Sample storm")
    assert due(sqlite_office, receive(sqlite_office, "2028-01-03")) == "2028-01-06"


def test_the_count_is_opened_into_its_days(sqlite_office: Office) -> None:
    awaited = read(sqlite_office, receive(sqlite_office, "2028-01-13")).awaited(calendar.strict())
    assert awaited
    assert awaited.count
    assert [(one.date.day, one.counted) for one in awaited.count.days] == [
        (14, True), (15, False), (16, False), (17, False), (18, True), (19, True),
    ]  # fmt: skip
    assert awaited.law == "RSMo 610.023.3"


def test_the_days_begin_anew_with_the_answer_to_a_question_and_with_the_fee(sqlite_office: Office) -> None:
    office = sqlite_office
    number = receive(office, "2028-01-03")
    office.act("ask_for_clarification", "staff", on="2028-01-05", request=str(number), question="Sample: which year?")
    assert due(office, number) == "2028-04-04"  # 90 days
    assert not late(office, number, "2029-01-01")
    office.act(
        "record_clarification",
        "staff",
        on="2028-02-01",
        request=str(number),
        text="2027",
    )
    assert due(office, number) == "2028-02-04"
    cost = {"pages": "30", "before_work": "yes"}
    office.act("estimate_cost", "staff", on="2028-02-02", request=str(number), **cost)
    assert due(office, number) == "2028-05-02"
    office.act("record_payment", "staff", on="2028-02-10", request=str(number), source="check 1042")
    assert due(office, number) == "2028-02-15"


def test_a_cost_that_is_told_and_not_asked_for_first_leaves_the_clock_alone(sqlite_office: Office) -> None:
    number = receive(sqlite_office, "2028-01-03")
    sqlite_office.act("estimate_cost", "staff", on="2028-01-04", request=str(number), pages="3")
    assert due(sqlite_office, number) == "2028-01-06"


def test_an_answer_that_takes_longer_is_due_on_the_day_that_was_told(sqlite_office: Office) -> None:
    office, number = sqlite_office, receive(sqlite_office, "2028-01-03")
    late_ = {"answer": "delay", "cause": "Sample: the boxes are stored elsewhere.", "place": "Sample room 2"}
    with pytest.raises(Refused, match="why, where the record will be, and the earliest day"):
        office.act("reply_to_request", "staff", on="2028-01-05", request=str(number), **late_)
    with pytest.raises(Refused, match="still to come"):
        office.act("reply_to_request", "staff", on="2028-01-05", request=str(number), earliest="2028-01-05", **late_)
    office.act("reply_to_request", "staff", on="2028-01-05", request=str(number), earliest="2028-01-20", **late_)
    assert due(office, number) == "2028-01-20"
    assert late(office, number, "2028-01-21")
    office.act("reply_to_request", "staff", on="2028-01-20", request=str(number), answer="grant")
    assert read(office, number).awaited(calendar.strict()) is None


def test_a_statement_is_due_three_business_days_after_it_was_asked_for(sqlite_office: Office) -> None:
    office, number = sqlite_office, receive(sqlite_office, "2028-01-03")
    office.act("deny_records", "staff", on="2028-01-04", request=str(number), withheld=["complaints"])
    office.act("record_statement_asked", "staff", on="2028-01-13", request=str(number))
    assert due(office, number) == "2028-01-19"
    assert late(office, number, "2028-01-20")
    office.act("state_grounds", "staff", on="2028-01-18", request=str(number))
    assert not late(office, number, "2028-02-20")


@pytest.mark.parametrize(
    ("cents", "last"), [(0, "2028-04-04"), (100_000, "2028-04-04"), (100_001, "2028-06-03"), (500_000, "2028-06-03")]
)
def test_the_fee_is_waited_for_90_days_or_150(cents: int, last: str) -> None:
    assert lapses_after(day("2028-01-05"), cents) == day(last)


def test_the_cost_is_reckoned_to_the_cent() -> None:
    cost = Cost(120, 150, 1840, 75, 2333)
    assert (cost.paper, cost.clerical, cost.research, cost.total) == (1200, 2760, 1750, 5710)
    assert Cost(0).total == 0
