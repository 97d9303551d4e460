"""A process of its own: durable-rules as its manual shows it, every referral a fact, one by one. Prints what it found.

It is given what makes it quick: facts already counted, a table of the business days, ids that seldom collide.
"""

import json
import sqlite3
import sys
import time
from datetime import date
from typing import Any

from durable.engine import MessageNotHandledException, MessageObservedException
from durable.lang import assert_fact, m, ruleset, when_all

from bench.made_register import AS_OF
from bench.scan import deciding_dates
from rules.calendar import strict
from rules.facts import homicide_rate_fact, pending_investigation_fact, undecided_referral_fact
from rules.readings import DEFAULTS

RULES = "threats"
found: list[tuple[str, str, str | None, int | None]] = []

with ruleset(RULES):

    @when_all(m.exceeds_rate >= 35)  # type: ignore[untyped-decorator] # durable-rules has no types
    def homicides(c: Any) -> None:
        found.append(("56.602.3(1)", c.m.jurisdiction, None, None))

    @when_all((m.listed == 1) & (m.untouched == 1) & (m.business_days_over >= 10))  # type: ignore[untyped-decorator] # durable-rules has no types
    def undecided(c: Any) -> None:
        found.append(("56.602.3(2)", c.m.jurisdiction, c.m.referral, c.m.number))

    @when_all((m.listed == 1) & (m.pending == 1) & (m.months_over >= 6))  # type: ignore[untyped-decorator] # durable-rules has no types
    def stalled(c: Any) -> None:
        found.append(("56.602.3(3)#1", c.m.jurisdiction, c.m.referral, c.m.number))


class Days(dict[str, int]):
    """A figure for each date, worked out once."""

    def __init__(self, figure: Any) -> None:
        super().__init__()
        self._figure = figure

    def __missing__(self, day: str) -> int:
        self[day] = self._figure(day)
        return self[day]


def tell(fact: dict[str, Any], number: str) -> None:
    try:
        assert_fact(RULES, fact | {"id": number})
    except MessageNotHandledException:
        pass
    except MessageObservedException:  # another id has the same short hash
        tell(fact, number + "x")


def run(path: str) -> float:
    business = Days(lambda day: undecided_referral_fact(date.fromisoformat(day), AS_OF, strict())["business_days_over"])
    months = Days(
        lambda day: pending_investigation_fact(date.fromisoformat(day), AS_OF, strict(), DEFAULTS)["months_over"]
    )
    store = sqlite3.connect(path)
    started = time.perf_counter()
    for fips, victims, people in store.execute(
        "SELECT jurisdiction, sum(victims), figure FROM homicide JOIN population USING (jurisdiction) "
        "WHERE census_year = 2020 AND occurred_on BETWEEN :from AND :to GROUP BY 1", deciding_dates(),
    ):  # fmt: skip
        tell(dict(homicide_rate_fact(fips, victims, people, DEFAULTS)), fips)
    rows = store.execute(
        "SELECT jurisdiction, referral_id, count, received_on, investigation_requested_on, listed_as, decided_on "
        "FROM charge"
    )
    for place, referral, number, received, requested, listed, decided in rows:
        fact = {
            "jurisdiction": place, "referral": referral, "number": number,
            "listed": int(listed is not None),
            "untouched": int(not requested and not decided),
            "pending": int(requested is not None and not decided),
            "business_days_over": business[received],
            "months_over": months[requested] if requested else 0,
        }  # fmt: skip
        tell(fact, f"{place}{referral}{number}")
    return time.perf_counter() - started


if __name__ == "__main__":
    seconds = run(sys.argv[1])
    print(json.dumps({"seconds": seconds, "found": found}))
