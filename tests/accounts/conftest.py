"""A real office on each of the two databases."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from committee_app import schema
from tests import postgres
from tests.accounts.people import RealOffice, furnish_people, opened
from tests.conftest import BOTH


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of an office, without a row."""
    path = tmp_path_factory.mktemp("empty") / "office.sqlite3"
    schema.upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def empty_postgres(postgres_server: postgres.Server) -> str:
    name = postgres_server.create()
    schema.upgrade(postgres_server.url(name))
    return name


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes the URL of an office without a row on the named engine."""

    def make(engine: str) -> str:
        if engine == "sqlite":
            path = tmp_path / "office.sqlite3"
            shutil.copyfile(request.getfixturevalue("empty_sqlite"), path)
            return f"sqlite:///{path}"
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name = server.create(template=request.getfixturevalue("empty_postgres"))
        request.addfinalizer(lambda: server.drop(name))
        return server.url(name)

    return make


@pytest.fixture(params=BOTH)
def real(request: pytest.FixtureRequest, empty_url: Callable[[str], str], tmp_path: Path) -> Iterator[RealOffice]:
    """A real office with its people, once on each engine."""
    office = opened(empty_url(request.param), tmp_path / "instance")
    office.people = furnish_people(office.database, office.instance)
    yield office
    office.database.close()


@pytest.fixture
def sqlite_real(empty_url: Callable[[str], str], tmp_path: Path) -> Iterator[RealOffice]:
    """A real office with its people on SQLite alone, for what does not depend on the engine."""
    office = opened(empty_url("sqlite"), tmp_path / "instance")
    office.people = furnish_people(office.database, office.instance)
    yield office
    office.database.close()
