"""What the council must do and by when, from the terms alone, on the days around each turn (56.602.2(2)#5 to #10)."""

from dataclasses import replace
from datetime import date

import pytest

from workflows.council import LONG_VACANT, Task, of_a_member, tasks
from workflows.roster import SEATS, SeatTerm, regular_term, served


def whole(number: int, first: int, last: int) -> SeatTerm:
    return SeatTerm(number, date(first, 1, 1), date(last, 12, 31))


FIRST = [whole(2, 2028, 2031), whole(3, 2028, 2029), whole(4, 2028, 2031), whole(5, 2028, 2029)]
SECOND = [*FIRST, whole(3, 2030, 2033), whole(5, 2030, 2033)]


def said(task: Task) -> tuple[int, int, int, date | None]:
    """The seat, the years of the term that is to be filled, and the day."""
    return task.seat, task.term.starts.year, task.term.ends.year, task.by


def test_before_the_first_terms_all_four_are_due_by_the_first_of_december_2027() -> None:
    due = tasks([], date(2027, 6, 1))
    first = [task for task in due if task.by == date(2027, 12, 1)]
    assert [said(task)[:3] for task in first] == [(2, 2028, 2031), (3, 2028, 2029), (4, 2028, 2031), (5, 2028, 2029)]
    assert not any(task.is_late(date(2027, 12, 1)) for task in first)
    assert all(task.is_late(date(2027, 12, 2)) for task in first)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2028, 1, 1), [(3, 2030, 2033), (5, 2030, 2033), (2, 2032, 2035), (4, 2032, 2035)]),
        (date(2029, 12, 31), [(3, 2030, 2033), (5, 2030, 2033), (2, 2032, 2035), (4, 2032, 2035)]),
    ],
)
def test_the_terms_that_follow_are_due_in_the_order_of_their_days(
    today: date, expected: list[tuple[int, int, int]]
) -> None:
    due = tasks(FIRST, today)
    assert [said(task)[:3] for task in due] == expected
    assert [task.by for task in due] == [date(2029, 12, 1)] * 2 + [date(2031, 12, 1)] * 2


def test_a_term_that_is_appointed_to_asks_for_nothing() -> None:
    assert [task.seat for task in tasks(SECOND, date(2028, 6, 1))] == [2, 4]


def test_nobody_holds_over_so_the_next_day_the_seat_is_vacant() -> None:
    on_the_day = [task for task in tasks(FIRST, date(2030, 1, 1)) if task.seat == 3]
    assert [(task.by, task.vacant_from, task.term.ends) for task in on_the_day] == [
        (None, date(2030, 1, 1), date(2033, 12, 31)),
        (date(2033, 12, 1), None, date(2037, 12, 31)),
    ]
    assert on_the_day[0].term.vacancy


def test_a_vacancy_is_counted_from_the_day_after_the_last_one_and_never_late() -> None:
    ended = [replace(FIRST[0], ends=date(2028, 3, 5)), *FIRST[1:]]
    (vacancy,) = [task for task in tasks(ended, date(2028, 3, 20)) if task.vacant_from]
    assert (vacancy.seat, vacancy.vacant_from, vacancy.by) == (2, date(2028, 3, 6), None)
    assert (vacancy.term.starts, vacancy.term.ends) == (date(2028, 3, 20), date(2031, 12, 31))
    assert not vacancy.is_late(date(2031, 1, 1))


def test_after_thirty_days_the_page_points_to_a_vacancy() -> None:
    ended = [replace(FIRST[0], ends=date(2028, 3, 5)), *FIRST[1:]]
    (vacancy,) = [task for task in tasks(ended, date(2028, 3, 20)) if task.vacant_from]
    assert not vacancy.has_stood_long(date(2028, 3, 6) + LONG_VACANT)
    assert vacancy.has_stood_long(date(2028, 4, 6))


def test_a_vacancy_that_was_filled_asks_for_nothing_and_one_that_came_again_counts_anew() -> None:
    first = replace(FIRST[0], ends=date(2028, 3, 5))
    second = SeatTerm(2, date(2028, 4, 1), date(2031, 12, 31), vacancy=True)
    assert not [task for task in tasks([first, second, *FIRST[1:]], date(2028, 5, 1)) if task.vacant_from]
    left = replace(second, ends=date(2029, 2, 10))
    (vacancy,) = [task for task in tasks([first, left, *FIRST[1:]], date(2029, 3, 1)) if task.vacant_from]
    assert vacancy.vacant_from == date(2029, 2, 11)


def test_a_resignation_ahead_is_told_before_the_seat_falls_vacant() -> None:
    ahead = [replace(FIRST[0], ends=date(2028, 9, 30)), *FIRST[1:]]
    (vacancy,) = [task for task in tasks(ahead, date(2028, 6, 1)) if task.vacant_from]
    assert vacancy.vacant_from == vacancy.term.starts == date(2028, 10, 1)
    assert "falls vacant on October 1, 2028" in vacancy.because[0].sentence


def test_a_term_that_never_began_fills_nothing() -> None:
    never = SeatTerm(3, date(2030, 1, 1), date(2029, 11, 15))
    (due,) = [task for task in tasks([*FIRST, never], date(2029, 11, 20)) if task.seat == 3]
    assert (due.by, due.term.starts) == (date(2029, 12, 1), date(2030, 1, 1))


@pytest.mark.parametrize("seat", [seat.number for seat in SEATS])
def test_every_day_says_its_reasons_each_with_its_clause(seat: int) -> None:
    for today in (date(2027, 1, 1), date(2028, 6, 1), date(2040, 6, 1)):
        for task in tasks([], today):
            assert task.because
            assert all(reason.sentence.endswith(".") for reason in task.because)
            assert all(reason.clause.id.startswith("56.602.2(2)") for reason in task.because)
    (first, *_, last) = of_a_member(regular_term(seat, date(2028, 1, 1)))
    assert first.sentence == "The first terms begin on January 1, 2028."
    assert "Nobody serves on after a term" in last.sentence


def test_an_early_end_stands_among_the_reasons() -> None:
    sentences = [reason.sentence for reason in of_a_member(replace(FIRST[0], ends=date(2028, 3, 5)), "the member died")]
    assert "Ended early, with March 5, 2028: the member died." in sentences
    assert "The first term of seat 2 is for 4 years: January 1, 2028 through December 31, 2031." in sentences


@pytest.mark.parametrize(
    ("terms", "within", "words"),
    [
        ([], True, "0 terms and 0 years"),
        ([whole(3, 2028, 2029)], True, "1 term and 2 years"),
        ([whole(3, 2028, 2029), whole(3, 2030, 2033), whole(3, 2034, 2037)], True, "3 terms and 10 years"),
        ([whole(2, 2028, 2031), whole(2, 2032, 2035), whole(2, 2036, 2039)], True, "3 terms and 12 years"),
        ([whole(3, 2028, 2029)] * 6, True, "6 terms and 12 years"),
        ([whole(3, 2028, 2029)] * 7, False, "7 terms and 14 years"),
        (
            [SeatTerm(2, date(2030, 3, 5), date(2031, 12, 31), vacancy=True)],
            True,
            "1 term and 1 year, 9 months and 27 days",
        ),
        # 1 month and 14 days, then 46 months and 17 days: the term as it would have been in one piece, 48 months.
        (
            [
                SeatTerm(2, date(2028, 1, 1), date(2028, 2, 14)),
                SeatTerm(2, date(2028, 2, 15), date(2031, 12, 31), vacancy=True),
                whole(2, 2032, 2035),
                whole(2, 2036, 2039),
            ],
            True,
            "4 terms and 12 years",
        ),
        # 2 years and 2 days; 4 years; 4 years; 1 year, 11 months and 27 days.
        (
            [
                SeatTerm(2, date(2029, 12, 30), date(2031, 12, 31), vacancy=True),
                whole(2, 2032, 2035),
                whole(2, 2036, 2039),
                SeatTerm(2, date(2042, 1, 5), date(2043, 12, 31), vacancy=True),
            ],
            True,
            "4 terms and 11 years, 11 months and 29 days",
        ),
        # 2 years and 1 day; 4 years; 4 years; 2 years.
        (
            [
                SeatTerm(2, date(2029, 12, 31), date(2031, 12, 31), vacancy=True),
                whole(2, 2032, 2035),
                whole(2, 2036, 2039),
                SeatTerm(2, date(2042, 1, 1), date(2043, 12, 31), vacancy=True),
            ],
            False,
            "4 terms and 12 years and 1 day",
        ),
        # Five last days of a year are five days, and not five months.
        (
            [SeatTerm(2, date(year, 12, 31), date(year, 12, 31), vacancy=True) for year in range(2028, 2033)],
            True,
            "5 terms and 5 days",
        ),
        # From the last of January: a month through February 28, and a day.
        ([SeatTerm(3, date(2028, 1, 31), date(2028, 2, 29), vacancy=True)], True, "1 term and 1 month and 1 day"),
    ],
)
def test_the_sum_of_what_was_served(terms: list[SeatTerm], within: bool, words: str) -> None:
    total = served(terms)
    assert total.within_the_limit == within
    assert str(total) == words
