"""A training office to act in, on a database of its own that lies in a temporary folder."""

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import made_register
from committee_app.access import CONSOLE, Actor, find_actor
from committee_app.acts import Outcome, perform
from committee_app.database import PRAGMAS, Database

DAY = dt.date(2028, 1, 14)


@dataclass(frozen=True, slots=True)
class Office:
    database: Database
    folder: Path

    def actor(self, name: str) -> Actor:
        with self.database.reading() as session:
            return find_actor(session, name, DAY) or CONSOLE

    def act(self, verb: str, actor: Actor, complaint: str | None = None, *, on: dt.date = DAY, **given: Any) -> Outcome:
        now = dt.datetime.combine(on, dt.time(18), dt.UTC)
        return perform(self.database, verb, actor, given, complaint=complaint, today=on, now=now)


@contextmanager
def office() -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="docket-bench-") as folder:
        path = Path(folder) / "office.sqlite3"
        made_register.new_office(path)
        database = Database(f"sqlite:///{path}")
        try:
            yield Office(database, Path(folder))
        finally:
            database.close()


def as_the_product(path: Path) -> sqlite3.Connection:
    """The bare driver with the product's own settings: the same durability, and no transaction but those asked for."""
    store = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        store.execute("PRAGMA " + pragma)
    return store
