"""An office on each database as it is before the first appointments: a director, the council's clerk, empty seats."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from committee_app import schema
from committee_app.database import Database
from committee_app.founding import furnish
from committee_app.tables.office import Account
from tests import postgres
from tests.conftest import BOTH
from tests.offices import Office

PEOPLE = {
    "director": "Sample Director",
    "clerk": "Sample Council Clerk",
    "staff": "Sample Staff",
    "candidate": "Sample Candidate",
    "other": "Sample Other",
}


def _found(url: str) -> None:
    schema.upgrade(url)
    database = Database(url)
    with database.writing() as session:
        furnish(session, training=False)
        for name, display in PEOPLE.items():
            role = "member" if name in {"candidate", "other"} else name
            session.add(Account(name=name, display=display, role=role, sample=False))
    database.close()


@pytest.fixture(scope="session")
def empty_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "office.sqlite3"
    _found(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def empty_on_postgres(postgres_server: postgres.Server) -> str:
    name = postgres_server.create()
    _found(postgres_server.url(name))
    return name


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes the URL of a fresh empty office on the named engine."""

    def make(engine: str) -> str:
        if engine == "sqlite":
            path = tmp_path / "empty.sqlite3"
            shutil.copyfile(request.getfixturevalue("empty_on_sqlite"), path)
            return f"sqlite:///{path}"
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name = server.create(template=request.getfixturevalue("empty_on_postgres"))
        request.addfinalizer(lambda: server.drop(name))
        return server.url(name)

    return make


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, empty_url: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """An office without members, once on each engine."""
    database = Database(empty_url(request.param))
    yield Office(database, tmp_path / "instance")
    database.close()
