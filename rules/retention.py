"""The classes of records for retention, and the sum from a trigger to the day on which something may go.

No class has years: they come from the office's own schedule. This module may not know what an office entered, which
matters there are, or how anything is destroyed.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from types import MappingProxyType

from rules.statute import cite

# What is kept and for how long concerns records that the Act closes.
CLOSED_RECORDS = cite("56.602.4(2)#2")

TRIGGERS: Mapping[str, str] = {
    "matter": "the day on which the matter was closed, or the special prosecutor's term ended if that is later",
    "term": "the last day of the term",
    "year": "December 31 of the year of the record",
    "never": "no day: nothing of it is ever destroyed",
}
PARTS: Mapping[str, str] = {
    "bodies": "what journal entries say, with their salts",
    "papers": "papers from outside",
    "letters": "letters, their sheets and printings, the closed envelopes of packets, copies that nobody was given",
}
# A year number beyond this is a slip of the hand.
MOST_YEARS = 200


@dataclass(frozen=True, slots=True)
class RecordClass:
    """One class: its title, the trigger from which its years count (TRIGGERS), the PARTS that go under it, the law that
    forbids its destruction (or None), and a note."""

    id: str
    title: str
    trigger: str
    parts: tuple[str, ...] = ()
    never: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """How a day comes about: kept through the same day of the year so many years after the trigger, due on the next."""

    trigger: date
    years: int
    kept_through: date
    due_on: date


def reckon(trigger: date, years: int) -> Sum:
    """The sum for a trigger and whole years. February 29 without its like in that year counts as March 1: nothing goes
    a day early. Raises ValueError for years below one."""
    if years < 1:
        raise ValueError("retention is counted in whole years, one or more")
    try:
        through = trigger.replace(year=trigger.year + years)
    except ValueError:
        through = date(trigger.year + years, 3, 1)
    return Sum(trigger, years, through, through + timedelta(days=1))


def _load() -> Iterator[tuple[str, RecordClass]]:
    for name, row in tomllib.loads(files("rules").joinpath("retention.toml").read_text("utf-8")).items():
        parts = tuple(row.pop("parts", ()))
        if row["trigger"] not in TRIGGERS or set(parts) - PARTS.keys():
            raise ValueError(f"{name}: a trigger or a part that nobody knows")
        yield name, RecordClass(id=name, parts=parts, **row)


CLASSES: Mapping[str, RecordClass] = MappingProxyType(dict(_load()))
# The classes of which this program destroys something, each matter by matter.
DISPOSABLE = tuple(name for name, row in CLASSES.items() if row.parts)
