"""Facts: what is counted about one case, flat and in whole numbers, so that the engine has nothing left to work out.

Counting happens here: business days, months, rates. Deciding happens in the triggers. Days are written YYYY-MM-DD.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from rules.calendar import Calendar, add_months
from rules.readings import Adopted
from rules.statute import cite

HOMICIDE_RATE = cite("56.602.3(1)")
UNDECIDED = cite("56.602.3(2)")
PENDING = cite("56.602.3(3)#1")

Fact = Mapping[str, int | str]


def homicide_window(as_of: date, adopted: Adopted) -> tuple[date, date]:
    """The twenty-four months before `as_of`, first and last day both included (reading “homicide_window”)."""
    end = as_of
    if adopted["homicide_window"] == "complete_months":
        end = as_of.replace(day=1)
    return add_months(end, -HOMICIDE_RATE.figures["months"]), end - timedelta(days=1)


def homicide_rate_fact(jurisdiction: str, victims: int, population: int, adopted: Adopted) -> Fact:
    """`exceeds_rate` is the largest whole rate per 100,000 people that the count strictly exceeds (-1 for none).

    So the Act's own figure stands in the rule, and a rate of exactly that figure is not over it: no rounding.
    """
    people = population * (2 if adopted["homicide_rate"] == "yearly_average" else 1)
    return {"jurisdiction": jurisdiction, "exceeds_rate": (victims * 100_000 - 1) // people}


def undecided_referral_fact(received_on: date, as_of: date, calendar: Calendar) -> Fact:
    """A listed charge that was neither filed, refused nor sent for investigation: how many business days went by.

    A day has gone by when it is over, so the tenth is counted from the day after it.
    """
    eve = as_of - timedelta(days=1)
    return {
        "received_on": received_on.isoformat(),
        "undecided": 1,
        "business_days_over": calendar.business_days_between(received_on, eve),
    }


def pending_investigation_fact(requested_on: date, as_of: date, calendar: Calendar, adopted: Adopted) -> Fact:
    """A listed charge whose investigation was asked for and that is neither filed nor refused: whole months gone by.

    A month is gone by when the day on which it ends is over, rolled to a business day where the reading says so.
    """
    return {
        "requested_on": requested_on.isoformat(),
        "undecided": 1,
        "months_over": _months_over(requested_on, as_of, calendar, adopted["six_months_roll"]),
    }


def _months_over(start: date, as_of: date, calendar: Calendar, roll: str) -> int:
    """The largest number of months after `start` whose last day is before `as_of`; rolling holds it to the figure."""
    figure = PENDING.figures["months"]
    months = max((as_of.year - start.year) * 12 + as_of.month - start.month, 0)
    while months and _end(start, months, calendar, roll if months == figure else "none") >= as_of:
        months -= 1
    return months


def _end(start: date, months: int, calendar: Calendar, roll: str) -> date:
    end = add_months(start, months)
    while roll == "forward" and not calendar.is_business_day(end):
        end += timedelta(days=1)
    return end
