"""The open store: one SQLite file with published records and nothing else, in which the public site reads.

It is written whole from the publications to a temporary name, then renamed: no freed page, no log beside it, no
column for a closed fact. The public process opens this file alone, read-only. This module may know no database of
the office: what is published is handed to it.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

# What the file's own version number says.
OFFICE, TRAINING = 1, 2
OPEN_COLUMNS = ("number", "kind", "clause", "office", "dated", "title", "text", "sha256", "pdf")

SCHEMA = """
CREATE TABLE record (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, clause TEXT NOT NULL, office TEXT NOT NULL, dated TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL, pdf BLOB NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """One published record: all of it is open. `dated` is YYYY-MM-DD."""

    number: int
    kind: str
    clause: str
    office: str
    dated: str
    title: str
    text: str
    sha256: str
    pdf: bytes


def write(path: Path, records: Iterable[OpenRecord], *, training: bool = False) -> None:
    """Writes the open store anew from every published record, in the order of their numbers.

    The same records give the same bytes, so an act that publishes nothing leaves the file as it was.
    The store of a training office says that it is one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".open-", suffix=".tmp")
    os.close(handle)
    try:
        with closing(sqlite3.connect(name, isolation_level=None)) as store:
            store.execute("PRAGMA journal_mode=OFF")
            store.execute(f"PRAGMA user_version={TRAINING if training else OFFICE}")
            store.execute("BEGIN")
            store.execute(SCHEMA)
            marks = ", ".join("?" * len(OPEN_COLUMNS))
            store.executemany(
                f"INSERT INTO record VALUES ({marks})",  # noqa: S608 - only question marks are put in
                (tuple(getattr(record, name) for name in OPEN_COLUMNS) for record in records),
            )
            store.execute("COMMIT")
        with open(name, "rb") as written:
            os.fsync(written.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as store:
        yield store


def records(path: Path) -> list[OpenRecord]:
    """Every published record, the newest first; none where nothing was ever published."""
    if not path.exists():
        return []
    with _opened(path) as store:
        return [OpenRecord(*row) for row in store.execute("SELECT * FROM record ORDER BY number DESC")]


def others(path: Path, of: OpenRecord) -> list[OpenRecord]:
    """The other published records that name the same office, the oldest first. Which of them belong to one matter is
    closed, and stands in no record."""
    return [other for other in reversed(records(path)) if other.office == of.office and other.number != of.number]


def is_training(path: Path) -> bool:
    """Whether the store belongs to a training office, whose records are made up."""
    if not path.exists():
        return False
    with _opened(path) as store:
        return bool(store.execute("PRAGMA user_version").fetchone()[0] == TRAINING)


def record(path: Path, number: int) -> OpenRecord | None:
    """One published record by its public number, or None."""
    if not path.exists():
        return None
    with _opened(path) as store:
        row = store.execute("SELECT * FROM record WHERE number = ?", (number,)).fetchone()
    return OpenRecord(*row) if row else None
