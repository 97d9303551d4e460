"""The scan of the three triggers: ours, hand-written SQL that gives the same findings, and durable-rules row by row."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bench import made_register
from bench.made_register import AS_OF
from bench.measuring import Row, in_a_child, median, ratio, rounds, say, timed
from committee_app.database import Database
from committee_app.register.scan import ScanResult, scan
from rules.findings import Inquiry
from rules.readings import DEFAULTS

Findings = list[tuple[str, str, str | None, int | None]]

# The size of register that the goals name. It also takes the minute that row by row takes only once.
JUDGED = 1_000_000

HOMICIDES = """
    SELECT '56.602.3(1)', jurisdiction, NULL, NULL FROM
        (SELECT jurisdiction, sum(victims) AS victims FROM homicide WHERE occurred_on BETWEEN :from AND :to GROUP BY 1)
        JOIN population USING (jurisdiction)
    WHERE census_year = 2020 AND victims * 100000 > 35 * figure"""
REFERRALS = """
    SELECT '56.602.3(2)', jurisdiction, referral_id, count FROM charge
    WHERE listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL
        AND investigation_requested_on IS NULL AND received_on <= :overdue
    UNION ALL SELECT '56.602.3(2)', jurisdiction, referral_id, count FROM charge
    WHERE listed_as IS NOT NULL AND acted_on > :as_of AND received_on <= :overdue
    UNION ALL SELECT '56.602.3(3)#1', jurisdiction, referral_id, count FROM charge
    WHERE listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on <= :stalled
    UNION ALL SELECT '56.602.3(3)#1', jurisdiction, referral_id, count FROM charge
    WHERE listed_as IS NOT NULL AND decided_on > :as_of AND investigation_requested_on <= :stalled"""


class Differ(AssertionError):
    """Two contenders did not find the same: no figure of them may be compared."""


class Ours:
    """The product's scan over one register."""

    def __init__(self, path: Path) -> None:
        self._database = Database(f"sqlite:///{path}")

    def __call__(self) -> ScanResult:
        with self._database.reading() as session:
            return scan(session, AS_OF, DEFAULTS)

    def findings(self) -> Findings:
        return [(f.clause.id, f.jurisdiction, f.referral_id, f.count) for f in self().findings]


class Floor:
    """Three questions in SQL over the same rows, answered from indexes alone; no text is read of any charge.

    The dates that decide are worked out once, outside the time. It explains nothing and knows no near miss.
    """

    def __init__(self, number: int) -> None:
        self._store = sqlite3.connect(made_register.indexed_by_hand(number))
        self._dates = deciding_dates()

    def __call__(self) -> Findings:
        over = self._store.execute(HOMICIDES, self._dates).fetchall()
        return over + self._store.execute(REFERRALS, self._dates).fetchall()


def deciding_dates() -> dict[str, str]:
    inquiry = Inquiry(AS_OF, DEFAULTS, {})
    first, last = inquiry.window
    dates: dict[str, date] = {
        "as_of": AS_OF, "from": first, "to": last,
        "overdue": inquiry.overdue_through, "stalled": inquiry.stalled_through,
    }  # fmt: skip
    return {name: day.isoformat() for name, day in dates.items()}


def measure(sizes: tuple[int, ...], grow: int) -> list[Row]:
    """`sizes` are the registers scanned; the one of `grow` charges is also made ten times larger."""
    return [row for number in sizes for row in _scans(number, judged=number == JUDGED)] + _growth(grow)


def _scans(number: int, *, judged: bool) -> list[Row]:
    path = made_register.register(number)
    ours, floor = Ours(path), Floor(number)
    found = sorted(ours.findings(), key=str)
    if found != sorted(floor(), key=str):
        raise Differ(f"scan and floor over {number} charges")
    seconds = rounds({"ours": _time(ours), "floor": _time(floor)}, 25)
    written = rounds({"ours": _time(lambda: ours().as_json()), "floor": _time(floor)}, 5)
    slow = _row_by_row(path, found, ours, 1 if judged else 3)
    over, times = ratio(seconds, "ours", "floor"), ratio(slow, "row by row", "ours")
    name = f"scan of {number:,} charges, {len(found):,} findings"
    return [
        Row(
            f"{name}, each explained", median(seconds["ours"]) * 1000, "ms", over, "the SQL floor",
            "P1: at most 10" if judged else "", over <= 10 if judged else None,
            "Nearly every finding of this register has a date of its own, and so an explanation of its own to be made.",
        ),
        Row(f"{name}, SQL floor", median(seconds["floor"]) * 1000, "ms"),
        Row(
            f"{name}, written out as JSON", median(written["ours"]) * 1000, "ms",
            ratio(written, "ours", "floor"), "the SQL floor",
        ),
        Row(
            f"{name}, durable-rules row by row", median(slow["row by row"]) * 1000, "ms", times, "our scan",
            "P1: at least 100" if judged else "", times >= 100 if judged else None,
            "The register is small for this comparison: our scan does not grow with it, row by row does.",
        ),
    ]  # fmt: skip


def _row_by_row(path: Path, found: list[Any], ours: Ours, number: int) -> dict[str, list[float]]:
    def other() -> float:
        say("  durable-rules, row by row")
        said = in_a_child("bench.row_by_row", str(path))
        if sorted(map(tuple, said["found"]), key=str) != found:
            raise Differ("scan and durable-rules row by row")
        return float(said["seconds"])

    # The median of some: one scan beside one minute of another process would be one draw.
    return rounds({"ours": lambda: median([timed(ours) for _ in range(5)]), "row by row": other}, number)


def _growth(number: int) -> list[Row]:
    small, large = Ours(made_register.register(number)), Ours(made_register.grown(number))
    if sorted(small.findings(), key=str) != sorted(large.findings(), key=str):
        raise Differ("the register and the grown one")
    seconds = rounds({"small": _time(small), "large": _time(large)}, 15)
    longer = ratio(seconds, "large", "small")
    return [
        Row(
            f"scan when {number:,} charges become {number * made_register.GROWN:,}, the open cases the same",
            median(seconds["large"]) * 1000, "ms", longer, "the smaller register",
            "P2: at most 1.5", longer <= 1.5,
        )
    ]  # fmt: skip


def _time(work: Callable[[], object]) -> Callable[[], float]:
    return lambda: timed(work)
