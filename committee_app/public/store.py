"""The open store: published records, the public list, and nothing else. The public site reads it alone.

It is one SQLite file, written whole to a temporary name and renamed: no freed page, no log beside it, no column for a
closed fact. An office with PostgreSQL may have it as the schema `pub` of another database, which one role writes and
another only reads. This module may know no database of the office: what is published is handed to it.
"""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from committee_app.public.lists import Line

# Where the store is: a file, or a PostgreSQL URL.
Address = Path | str

# What the file's own version number says.
OFFICE, TRAINING = 1, 2


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """One published record: all of it is open. Days are YYYY-MM-DD; `released` is the day on which the site had it.

    `replaces` names the record that this one corrects or supersedes (`how`), `replaced_by` and `replaced_how` the one
    that did so to it. Of a withdrawn record (`withdrawn`, with its reason) nothing is left but its number, kind,
    clause, days and the hash of its paper.
    """

    number: int
    kind: str
    clause: str
    jurisdiction: str | None
    office: str
    dated: str
    title: str
    text: str
    sha256: str
    pdf: bytes = field(repr=False)
    fields: dict[str, Any] = field(default_factory=dict)
    released: str = ""
    replaces: int | None = None
    how: str | None = None
    replaced_by: int | None = None
    replaced_how: str | None = None
    withdrawn: str | None = None
    reason: str | None = None


RECORD_COLUMNS = tuple(one.name for one in fields(OpenRecord))
LINE_COLUMNS = tuple(one.name for one in fields(Line))
# What a publication of the closed store hands over; the rest follows from what was done to it later.
OPEN_COLUMNS = (
    "number", "kind", "clause", "jurisdiction", "office", "dated", "title", "text", "sha256", "pdf", "fields",
    "released", "replaces", "how",
)  # fmt: skip
# What the office says of itself: the only settings that are handed over.
ABOUT = ("office_name", "office_address", "custodian")

SCHEMA = (
    """CREATE TABLE record (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, clause TEXT NOT NULL, jurisdiction TEXT, office TEXT NOT NULL,
    dated TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL, pdf BLOB NOT NULL,
    fields TEXT NOT NULL, released TEXT NOT NULL, replaces INTEGER, how TEXT, replaced_by INTEGER, replaced_how TEXT,
    withdrawn TEXT, reason TEXT
) STRICT""",
    """CREATE TABLE line (
    seq INTEGER PRIMARY KEY, day TEXT NOT NULL, what TEXT NOT NULL, number INTEGER, digest TEXT NOT NULL,
    prev TEXT NOT NULL, hash TEXT NOT NULL, signature TEXT, key TEXT
) STRICT""",
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the open store holds. `about` has the names of ABOUT and no others."""

    records: Iterable[OpenRecord] = ()
    lines: Iterable[Line] = ()
    about: dict[str, str] = field(default_factory=dict)
    training: bool = False


class OtherList(Exception):
    """The public list that stands is no beginning of the one that was to be written."""


def write(path: Address, contents: Contents, *, grows: bool = False) -> None:
    """Writes the open store anew, in the order of the numbers: the file whole, in the database the rows that differ.

    The same contents give the same bytes, so an act that publishes nothing leaves the file as it was. The store of a
    training office says that it is one. Raises ValueError for a setting that is not to be published; with `grows`,
    OtherList where a line that stands would be lost: older records would bring back what was withdrawn since.
    """
    if unknown := contents.about.keys() - set(ABOUT):
        raise ValueError(f"{', '.join(sorted(unknown))} is not to be published")
    if is_url(path):
        from committee_app.public import postgres_store

        return postgres_store.write(str(path), contents, grows=grows)
    path = Path(path)
    if grows:
        contents = replace(contents, lines=list(contents.lines))
        check_grown(_standing(path), contents.lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".open-", suffix=".tmp")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name, isolation_level=None)) as store:
            store.execute("PRAGMA journal_mode=OFF")
            store.execute(f"PRAGMA user_version={TRAINING if contents.training else OFFICE}")
            store.execute("BEGIN")
            for statement in SCHEMA:
                store.execute(statement)
            _insert(store, "record", len(RECORD_COLUMNS), (row_of(record) for record in contents.records))
            _insert(store, "line", len(LINE_COLUMNS), (astuple(line) for line in contents.lines))
            _insert(store, "about", 2, sorted(contents.about.items()))
            store.execute("COMMIT")
        with open(name, "rb") as written:
            os.fsync(written.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _standing(path: Path) -> list[str]:
    """The hashes of the lines in the file; none where there is no file, or one that cannot be read any more."""
    try:
        return [line.hash for line in lines(path)]
    except sqlite3.DatabaseError:
        return []


def check_grown(standing: Iterable[str], lines: Iterable[Line]) -> None:
    """Raises OtherList where the lines with the hashes in `standing` are no beginning of `lines`."""
    ours = [line.hash for line in lines]
    for at, kept in enumerate(standing):
        if at >= len(ours) or ours[at] != kept:
            raise OtherList(
                f"The open store holds line {at + 1} of another public list than these records: they are older than "
                "what was published, or not its own. It stays as it was."
            )


def _insert(store: sqlite3.Connection, table: str, columns: int, rows: Iterable[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * columns)
    store.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own tables, question marks


def row_of(record: OpenRecord) -> tuple[Any, ...]:
    """The record as a row of the store, in the order of RECORD_COLUMNS."""
    values = {name: getattr(record, name) for name in RECORD_COLUMNS}
    values["fields"] = json.dumps(record.fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return tuple(values[name] for name in RECORD_COLUMNS)


def is_url(path: Address) -> bool:
    """Whether the address names a PostgreSQL database, and no file."""
    return isinstance(path, str) and path.startswith(("postgresql://", "postgres://"))


def _nothing_yet(path: Address) -> bool:
    """Whether nothing was ever published: the file is not there yet."""
    return not is_url(path) and not Path(path).exists()


@contextmanager
def _opened(path: Address) -> Iterator[Any]:
    """Something that executes a statement with `?` for its values: the file, or the database."""
    if is_url(path):
        from committee_app.public import postgres_store

        with postgres_store.opened(str(path)) as reading:
            yield reading
        return
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as store:
        yield store


def _records(path: Address, where: str, *values: Any) -> list[OpenRecord]:
    if _nothing_yet(path):
        return []
    columns = ", ".join(RECORD_COLUMNS)
    with _opened(path) as store:
        rows = store.execute(f"SELECT {columns} FROM record {where}", values)  # noqa: S608 - our own words
        return [as_record(dict(zip(RECORD_COLUMNS, row, strict=True))) for row in rows]


def as_record(row: dict[str, Any]) -> OpenRecord:
    """A record from its row."""
    return OpenRecord(**{**row, "fields": json.loads(row["fields"])})


def records(path: Address) -> list[OpenRecord]:
    """Every published record, the newest first; none where nothing was ever published."""
    return _records(path, "ORDER BY number DESC")


def record(path: Address, number: int) -> OpenRecord | None:
    """One published record by its public number, or None."""
    return next(iter(_records(path, "WHERE number = ?", number)), None)


def lines(path: Address) -> list[Line]:
    """The public list, the first line first."""
    if _nothing_yet(path):
        return []
    with _opened(path) as store:
        rows = store.execute(f"SELECT {', '.join(LINE_COLUMNS)} FROM line ORDER BY seq")  # noqa: S608 - our own words
        return [Line(*row) for row in rows]


def about(path: Address) -> dict[str, str]:
    """What the office says of itself."""
    if _nothing_yet(path):
        return {}
    with _opened(path) as store:
        return dict(store.execute("SELECT name, value FROM about").fetchall())


def is_training(path: Address) -> bool:
    """Whether the store belongs to a training office, whose records are made up."""
    if _nothing_yet(path):
        return False
    if is_url(path):
        from committee_app.public import postgres_store

        return postgres_store.is_training(str(path))
    with _opened(path) as store:
        return bool(store.execute("PRAGMA user_version").fetchone()[0] == TRAINING)
