"""The ambiguous points of the Act: what the program takes each to say, and the office's rulings on them.

A rule that meets such a point asks `adopted["reading_id"]` and stores the answer, through `used`, with what
it made. The points are data, for a lawyer to read. This module may not know what an option makes the program
do, nor who ruled.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from types import MappingProxyType

from rules.statute import Clause, clause


@dataclass(frozen=True, slots=True)
class Reading:
    """One ambiguous point: its options in words, the default, and what was considered and not built.

    `ref` is the row or section of the law notes, None where they are silent. A `fixed` reading takes no
    ruling. `takes_day` is the option whose ruling must name a day, or None. The default holds from
    `in_force_from`, and serves earlier days too.
    """

    id: str
    clause: Clause
    question: str
    options: Mapping[str, str] = field(compare=False)
    default: str
    in_force_from: date
    ref: str | None = None
    fixed: bool = False
    considered: tuple[str, ...] = ()
    takes_day: str | None = None

    def in_words(self, stored: str) -> str:
        """The sentence of an answer as `Adopted.used` stores it: an option, with its day where it has one."""
        option, _, day = stored.partition(" ")
        return f"{self.options[option]} Day: {day}." if day else self.options[option]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The office's choice of one option from a day on; `day` only for an option that takes one."""

    reading: str
    option: str
    in_force_from: date
    day: date | None = None


def _load() -> Iterator[tuple[str, Reading]]:
    rows = tomllib.loads(files("rules").joinpath("readings.toml").read_text("utf-8"))
    in_force_from = rows.pop("in_force_from")
    for reading_id, row in rows.items():
        row["clause"] = clause(row["clause"])
        row["considered"] = tuple(row.get("considered", ()))
        yield reading_id, Reading(reading_id, in_force_from=in_force_from, **row)


READINGS: Mapping[str, Reading] = MappingProxyType(dict(_load()))


class Adopted(Mapping[str, str]):
    """The option in force for every reading, by its id. An unknown id is a KeyError naming the nearest."""

    def __init__(self, rulings: Mapping[str, Ruling]) -> None:
        self._rulings = rulings

    def __getitem__(self, reading_id: str) -> str:
        ruling = self._ruling(reading_id)
        return ruling.option if ruling else READINGS[reading_id].default

    def __iter__(self) -> Iterator[str]:
        return iter(READINGS)

    def __len__(self) -> int:
        return len(READINGS)

    def day(self, reading_id: str) -> date | None:
        """The day that the ruling in force names, if its option takes one."""
        ruling = self._ruling(reading_id)
        return ruling.day if ruling else None

    def since(self, reading_id: str) -> date:
        """The day from which the option has been in force: the ruling's, or the default's."""
        ruling = self._ruling(reading_id)
        return ruling.in_force_from if ruling else READINGS[reading_id].in_force_from

    def used(self, *reading_ids: str) -> dict[str, str]:
        """What a finding, duty or motion stores: options by reading id, each with its ISO day if any."""
        return {r: f"{self[r]} {day.isoformat()}" if (day := self.day(r)) else self[r] for r in reading_ids}

    def _ruling(self, reading_id: str) -> Ruling | None:
        if reading_id not in READINGS:
            raise KeyError(_unknown(reading_id))
        return self._rulings.get(reading_id)


def adopted_on(day: date, rulings: Iterable[Ruling] = ()) -> Adopted:
    """The options in force on a day: of each reading's rulings begun by then the latest, else its default.

    Rulings that begin on the same day count in the order given. One that cannot be made is a ValueError,
    begun or not: an unknown reading or option, a fixed reading, a day missing or not asked for.
    """
    given = list(rulings)
    for ruling in given:
        _check(ruling)
    given.sort(key=lambda ruling: ruling.in_force_from)
    return Adopted({ruling.reading: ruling for ruling in given if ruling.in_force_from <= day})


def _check(ruling: Ruling) -> None:
    if ruling.reading not in READINGS:
        raise ValueError(_unknown(ruling.reading))
    reading = READINGS[ruling.reading]
    if reading.fixed:
        raise ValueError(f"{reading.id} is fixed: {reading.options[reading.default]}")
    if ruling.option not in reading.options:
        raise ValueError(f"{reading.id} has no option {ruling.option!r}: {', '.join(reading.options)}.")
    if ruling.option == reading.takes_day and ruling.day is None:
        raise ValueError(f"{reading.id}: {ruling.option} needs its day.")
    if ruling.option != reading.takes_day and ruling.day is not None:
        raise ValueError(f"{reading.id}: {ruling.option} takes no day.")


def _unknown(reading_id: str) -> str:
    near = get_close_matches(reading_id, READINGS, n=3, cutoff=0.5)
    return f"No reading {reading_id!r}." + (f" Nearest: {', '.join(near)}." if near else "")


DEFAULTS = adopted_on(date.max)
