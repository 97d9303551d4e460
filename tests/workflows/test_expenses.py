"""Mileage and food, in whole cents: what a line comes to, which rate holds on a day, and what cannot be claimed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workflows.expenses import (
    MOST_MILLS,
    MOST_OF_A_LINE,
    Category,
    Line,
    Rate,
    Unit,
    category_of,
    dollars,
    dollars_of_mills,
    mills,
    rate_on,
)
from workflows.machine import Refused

DAY = date(2028, 11, 15)


def rate(amount: int = 655, from_day: date = date(2028, 1, 1), number: int = 1) -> Rate:
    return Rate(number, Category.MILEAGE, Unit.MILE, amount, from_day, "Sample")


def line(quantity: int, amount: int = 655) -> Line:
    return Line(Category.MILEAGE, DAY, quantity, "Sample", rate(amount))


@pytest.mark.parametrize(
    ("quantity", "amount", "cents"),
    [(262, 655, 17161), (1, 655, 66), (1, 654, 65), (131, 655, 8581), (2, 11_000, 2200), (0, 655, 0)],
)
def test_a_line_is_rounded_to_the_cent_half_a_cent_up(quantity: int, amount: int, cents: int) -> None:
    assert line(quantity, amount).cents == cents


@given(some.integers(1, MOST_OF_A_LINE), some.integers(1, MOST_MILLS))
def test_a_line_is_never_half_a_cent_off_and_fits_the_column(quantity: int, amount: int) -> None:
    cents = line(quantity, amount).cents
    assert -5 <= quantity * amount - 10 * cents <= 4
    assert 20 * cents < 2**31


def test_a_line_says_its_sum() -> None:
    assert line(262).sum == "262 miles at $0.655 a mile"
    assert line(1).sum == "1 mile at $0.655 a mile"


@pytest.mark.parametrize(
    ("typed", "amount"), [("0.655", 655), ("$0.655", 655), ("14", 14_000), ("14.5", 14_500), (" 14.00 ", 14_000)]
)
def test_a_rate_is_typed_in_dollars(typed: str, amount: int) -> None:
    assert mills(typed) == amount


@pytest.mark.parametrize(
    "typed", ["", "0", "0.000", "-1", "1e3", "0.6555", "65,5", "100", "\uff11", "1.", "NaN", "0x1"]
)
def test_what_is_no_rate_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="written in dollars"):
        mills(typed)


def test_money_is_written_with_its_cents() -> None:
    assert (dollars(123_450), dollars(5), dollars_of_mills(655), dollars_of_mills(14_000)) == (
        "$1,234.50", "$0.05", "$0.655", "$14.00",
    )  # fmt: skip


def test_the_rate_of_the_day_holds_and_of_two_from_one_day_the_later_entry() -> None:
    known = [rate(600), rate(655, date(2028, 7, 1), 2), rate(650, date(2028, 7, 1), 3), rate(700, date(2029, 1, 1), 4)]
    assert rate_on(known, Category.MILEAGE, date(2028, 6, 30)).mills == 600
    assert rate_on(known, Category.MILEAGE, DAY).mills == 650
    with pytest.raises(Refused, match="keeps no rate for food on November 15, 2028"):
        rate_on(known, Category.FOOD, DAY)
    with pytest.raises(Refused, match="keeps no rate for mileage on December 31, 2027"):
        rate_on(known, Category.MILEAGE, date(2027, 12, 31))


@pytest.mark.parametrize("said", ["lodging", "parking", "tolls", "airfare", "per diem", "", "mileage and food"])
def test_nothing_but_mileage_and_food_can_be_claimed(said: str) -> None:
    with pytest.raises(Refused, match="the Act names mileage and food, and nothing else") as refused:
        category_of(said)
    assert refused.value.clause
    assert refused.value.clause.id == "56.602.8#2"
    assert category_of(" Food ") == Category.FOOD
