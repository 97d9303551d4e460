"""The open store as it lies in memory: all of one state of the file, read once.

The file is never changed in place, so its inode, size and time say which state it is. Papers stay in the file, which
this holds open: whoever reads goes on reading the state that was begun with.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from committee_app.public import store as open_store
from committee_app.public.lists import PUBLISHED, WITHDRAWN, Line, digest_of
from committee_app.public.store import Address, OpenRecord, is_url

State = tuple[int, int, int] | str | None
TOLD = tuple(one.name for one in fields(OpenRecord) if one.name != "pdf")


def state_of(path: Address) -> State:
    """Which state of the store lies at the address; None where there is none."""
    if is_url(path):
        from committee_app.public import postgres_store

        return postgres_store.state_of(str(path))
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True)
class Shelf:
    """What one state of the store holds: the records without their papers, the newest first; the lines, the first
    first; what the office says of itself."""

    records: tuple[OpenRecord, ...] = ()
    lines: tuple[Line, ...] = ()
    about: dict[str, str] = field(default_factory=dict)
    training: bool = False
    papers: "Papers | PapersElsewhere | None" = None

    @cached_property
    def by_number(self) -> dict[str, OpenRecord]:
        """The records by their number, as it stands in an address."""
        return {str(record.number): record for record in self.records}

    @cached_property
    def by_year(self) -> dict[str, list[OpenRecord]]:
        """The records by the year of their day, the newest year first."""
        years: dict[str, list[OpenRecord]] = {}
        for record in sorted(self.records, key=lambda record: record.dated[:4], reverse=True):
            years.setdefault(record.dated[:4], []).append(record)
        return years

    @cached_property
    def by_kind(self) -> dict[str, list[OpenRecord]]:
        kinds: dict[str, list[OpenRecord]] = {}
        for record in self.records:
            kinds.setdefault(record.kind, []).append(record)
        return kinds

    @cached_property
    def by_office(self) -> dict[str, list[OpenRecord]]:
        """The records that name an office, by its FIPS code. A withdrawn record names none."""
        offices: dict[str, list[OpenRecord]] = {}
        for record in self.records:
            if record.jurisdiction:
                offices.setdefault(record.jurisdiction, []).append(record)
        return offices

    @cached_property
    def line_of(self) -> dict[int, Line]:
        """The line of each record: of its withdrawal, where it was withdrawn."""
        found: dict[int, Line] = {}
        for line in self.lines:
            if line.number is not None and line.what in {PUBLISHED, WITHDRAWN}:
                found[line.number] = line
        return found

    @cached_property
    def digests(self) -> dict[int, str]:
        """A digest of all that is known of each record, its paper by its hash."""
        return {
            record.number: digest_of([[getattr(record, name) for name in TOLD], self._line(record.number)])
            for record in self.records
        }

    def _line(self, number: int) -> object:
        line = self.line_of.get(number)
        return line and line.as_json()

    def paper(self, number: int) -> bytes:
        """The PDF of a record that was not withdrawn. Raises KeyError where there is none."""
        if self.papers is None:
            raise KeyError(number)
        return self.papers.of(number)


class Papers:
    """The papers in one state of the store, which this holds open."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self._store, self._turn = store, threading.Lock()

    def of(self, number: int) -> bytes:
        with self._turn:
            row = self._store.execute("SELECT pdf FROM record WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise KeyError(number)
        return bytes(row[0])

    def __del__(self) -> None:
        self._store.close()


class PapersElsewhere:
    """The papers of a store that is a database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def of(self, number: int) -> bytes:
        found = open_store.record(self._url, number)
        if found is None:
            raise KeyError(number)
        return bytes(found.pdf)


def opened(path: Address) -> tuple[State, Shelf]:
    """The store as it lies there now, with the state that it is in."""
    if is_url(path):
        from committee_app.public import postgres_store

        url = str(path)
        with postgres_store.at_once(url) as reading:
            said: dict[str, str] = dict(reading.execute("SELECT name, value FROM about ORDER BY name").fetchall())
            records, lines = tuple(_records(reading)), tuple(_lines(reading))
            state, training = postgres_store.state_of(url), postgres_store.is_training(url)
        return state, Shelf(records, lines, said, training, PapersElsewhere(url))
    while True:
        before = state_of(path)
        if before is None:
            return None, Shelf()
        store = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        papers = Papers(store)
        # Put in place between the look and the opening, another file is read under its own state.
        if state_of(path) != before:
            continue
        about = dict(store.execute("SELECT name, value FROM about ORDER BY name").fetchall())
        training = store.execute("PRAGMA user_version").fetchone()[0] == open_store.TRAINING
        return before, Shelf(tuple(_records(store)), tuple(_lines(store)), about, training, papers)


def _records(store: Any) -> Iterator[OpenRecord]:
    for row in store.execute(f"SELECT {', '.join(TOLD)} FROM record ORDER BY number DESC"):  # noqa: S608 - our own words
        yield open_store.as_record({**dict(zip(TOLD, row, strict=True)), "pdf": b""})


def _lines(store: Any) -> Iterator[Line]:
    for row in store.execute(f"SELECT {', '.join(open_store.LINE_COLUMNS)} FROM line ORDER BY seq"):  # noqa: S608 - our own words
        yield Line(*row)
