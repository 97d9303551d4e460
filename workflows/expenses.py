"""What a member may claim: mileage and food, at the rates that the office keeps (56.602.8; law.md A14).

Money is whole cents. A rate is whole mills, a tenth of a cent each, because a mile is paid in parts of a cent; each
line is rounded to the cent, half a cent up.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.statute import cite
from workflows.machine import Refused

EXPENSES = cite("56.602.8#2")

MOST_OF_A_LINE = 9_999
MOST_MILLS = 99_999
MOST_LINES = 20


class Category(StrEnum):
    MILEAGE = "mileage"
    FOOD = "food"


class Unit(StrEnum):
    MILE = "mile"
    MEAL = "meal"
    DAY = "day"


UNITS = {Category.MILEAGE: (Unit.MILE,), Category.FOOD: (Unit.MEAL, Unit.DAY)}


@dataclass(frozen=True, slots=True)
class Rate:
    """What the state pays for one unit, in mills, from a day on, and where that is said. `number` is the office's own:
    of two rates from the same day the one entered later holds."""

    number: int
    category: Category
    unit: Unit
    mills: int
    from_day: date
    source: str

    def __str__(self) -> str:
        return f"{dollars_of_mills(self.mills)} a {self.unit}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a claim: so many units on a day, for what, at which rate."""

    category: Category
    day: date
    quantity: int
    what: str
    rate: Rate

    @property
    def cents(self) -> int:
        return (self.quantity * self.rate.mills + 5) // 10

    @property
    def sum(self) -> str:
        """262 miles at $0.655 a mile."""
        return f"{self.quantity:,} {self.rate.unit}{'' if self.quantity == 1 else 's'} at {self.rate}"


def category_of(said: str) -> Category:
    """The category of that name. Raises Refused for anything that the Act does not name."""
    try:
        return Category(said.strip().lower())
    except ValueError:
        raise Refused(
            f"“{said[:40]}” cannot be claimed: the Act names mileage and food, and nothing else (reading "
            "“expense_kinds”). Claim those lines alone.",
            EXPENSES,
        ) from None


def rate_on(rates: Iterable[Rate], category: Category, day: date) -> Rate:
    """The rate in force on a day. Raises Refused where the office has entered none."""
    known = [rate for rate in rates if rate.category == category and rate.from_day <= day]
    if not known:
        raise Refused(
            f"The office keeps no rate for {category} on {day:%B %-d, %Y}. Staff or the administrator enters it first, "
            "with its source; the program knows none by itself.",
            EXPENSES,
        )
    return max(known, key=lambda rate: (rate.from_day, rate.number))


def mills(said: str) -> int:
    """Dollars with at most three places after the point, as mills. Raises Refused for anything else."""
    found = re.fullmatch(r"\$?([0-9]{1,2})(?:\.([0-9]{1,3}))?", said.strip(), re.ASCII)
    amount = int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0")) if found else 0
    if not 0 < amount <= MOST_MILLS:
        raise Refused(f"A rate is written in dollars, for example 0.655 or 14.00; not {said[:40]!r}.", EXPENSES)
    return amount


def dollars(cents: int) -> str:
    """$1,234.50."""
    return f"${cents // 100:,}.{cents % 100:02d}"


def dollars_of_mills(amount: int) -> str:
    """$0.655, or $14.00 where the cents are whole."""
    return dollars(amount // 10) if amount % 10 == 0 else f"${amount // 1000}.{amount % 1000:03d}"
