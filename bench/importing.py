"""The import of a referral feed: the product's act, beside `executemany` of the same rows as ready tuples."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import cast

from sqlalchemy import Table

from bench import made_register, postgres
from bench.made_register import AS_OF
from bench.measuring import Row, in_a_child, median, ratio, rounds, say, timed
from bench.offices import Office, as_the_product, office
from committee_app.access import CONSOLE
from committee_app.acts.register import FeedFile
from committee_app.register import bulk
from committee_app.tables.register import Charge
from tests.postgres import Server

VERB = "import_referrals_file"


def measure(number: int, sizes: tuple[int, ...]) -> list[Row]:
    """`number` rows for the rates; the memory at each of `sizes`."""
    with tempfile.TemporaryDirectory(prefix="docket-bench-") as folder:
        return _rates(number, Path(folder)) + [_memory(size, Path(folder)) for size in sizes]


def _rates(number: int, folder: Path) -> list[Row]:
    with postgres.server() as running:
        return _rates_beside(running, postgres.template(running), number, folder / "feed.csv")


def _rates_beside(running: Server, template: str, number: int, feed: Path) -> list[Row]:
    made_register.write_feed(feed, number)
    rows = made_register.ready_charges(number)
    again: list[float] = []

    def ours() -> float:
        with office() as new:
            seconds = timed(lambda: _take(new, feed, number, "accepted"))
            again.append(timed(lambda: _take(new, feed, number, "unchanged")))
        return seconds

    def on_postgresql() -> float:
        with postgres.office(running, template) as new:
            return timed(lambda: _take(new, feed, number, "accepted"))

    def by_copy() -> float:
        table = cast(Table, Charge.__table__)
        with postgres.office(running, template) as new, new.database.writing() as session:
            connection = session.connection()
            return timed(lambda: bulk.fill(connection, table, made_register.columns(), rows))

    contenders = {
        "ours": ours,
        "postgresql": on_postgresql,
        "copy": by_copy,
        "same": lambda: _floor(rows),
        "bare": lambda: _bare(rows),
    }
    seconds = rounds(contenders, 5)
    postgresql = 1 / ratio(seconds, "postgresql", "same")
    ours_to_same, ours_to_bare = 1 / ratio(seconds, "ours", "same"), 1 / ratio(seconds, "ours", "bare")
    return [
        Row(
            f"import of {number:,} referrals from CSV: checked, journaled, durable", number / median(seconds["ours"]),
            "rows/s", ours_to_same, "sqlite3.executemany, same table", "P4: at least 0.6", ours_to_same >= 0.6,
            "The checks of every cell, in Python, come on top of the storing.",
        ),
        Row(
            "the same import into PostgreSQL, by COPY", number / median(seconds["postgresql"]), "rows/s",
            postgresql, "sqlite3.executemany, same table", "P4: at least 0.8", postgresql >= 0.8,
            "Client and server take turns: one waits while a batch is stored, the other while the next is checked. A "
            f"COPY of all ready rows at once takes {ratio(seconds, 'copy', 'postgresql'):.0%} of the import's time.",
        ),
        Row(
            "the same rows as ready tuples, sqlite3.executemany into the same table",
            number / median(seconds["same"]), "rows/s",
        ),
        Row("the same, by COPY into PostgreSQL", number / median(seconds["copy"]), "rows/s"),
        Row(
            "the same, by executemany into a SQLite table with neither index nor check",
            number / median(seconds["bare"]), "rows/s", ours_to_bare, "which the import reaches this share of",
        ),
        Row("the same file a second time: every row known, none changed", number / median(again), "rows/s"),
    ]  # fmt: skip


def _take(new: Office, feed: Path, number: int, as_what: str) -> None:
    outcome = new.act(VERB, CONSOLE, on=AS_OF, file=FeedFile(feed))
    if outcome.reply[as_what] != number:
        raise AssertionError(f"of {number} rows {outcome.reply[as_what]} were {as_what}")


def _floor(rows: list[tuple[object, ...]]) -> float:
    with office() as new, closing(as_the_product(new.folder / "office.sqlite3")) as store:
        return timed(lambda: _store(store, rows))


def _bare(rows: list[tuple[object, ...]]) -> float:
    names = made_register.columns()
    with office() as new, closing(as_the_product(new.folder / "bare.sqlite3")) as store:
        store.execute(f"CREATE TABLE charge ({', '.join(names)})")
        return timed(lambda: _store(store, rows))


def _store(store: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    names = made_register.columns()
    store.execute("BEGIN IMMEDIATE")
    store.executemany(
        f"INSERT INTO charge ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608 - our own columns
        rows,
    )
    store.execute("COMMIT")


def _memory(number: int, folder: Path) -> Row:
    say(f"  memory of an import of {number:,} rows")
    feed = folder / f"feed-{number}.csv"
    made_register.write_feed(feed, number)
    with office() as new:
        said = in_a_child("bench.one_import", new.database.url, str(feed), AS_OF.isoformat())
    feed.unlink()
    if said["accepted"] != number:
        raise AssertionError(f"of {number} rows {said['accepted']} were taken")
    peak = said["peak"]
    return Row(
        f"peak memory of a process that imports {number:,} rows ({said['before']:.0f} MB once loaded)",
        peak, "MB", goal="P4: under 100", met=peak < 100,
        why="The interpreter with the product loaded takes most of it; it does not grow with the file.",
    )  # fmt: skip
