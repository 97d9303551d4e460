"""What every test may ask for: an office on each of the two databases, freshly set up."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from committee_app import sample, schema
from committee_app.database import Database
from committee_app.founding import furnish
from committee_app.settings import Settings
from tests import postgres
from tests.made_once import made_once
from tests.offices import Office

BOTH = ("sqlite", "postgresql")

# The same tree gives the same answer, and no answer depends on how busy the machine is.
settings.load_profile("ci")


def sample_settings(folder: Path) -> Settings:
    """A training office in that folder, on the day of the sample."""
    return Settings(f"sqlite:///{folder / 'office.sqlite3'}", folder, training=True, fixed_today=sample.SAMPLE_DAY)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of the sample office. Whoever acts in it takes a copy."""

    def make(folder: Path) -> None:
        sample.build(sample_settings(folder / "instance"), lambda _: None)

    return made_once(tmp_path_factory, "sample", make) / "instance"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training office, set up once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "office.sqlite3"
    schema.upgrade(f"sqlite:///{path}")
    _furnish(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> str:
    """The same on PostgreSQL, as a template database."""
    name = postgres_server.create()
    schema.upgrade(postgres_server.url(name))
    _furnish(postgres_server.url(name))
    return name


def _furnish(url: str) -> None:
    database = Database(url)
    with database.writing() as session:
        furnish(session, training=True)
    database.close()


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes the URL of a fresh training office on the named engine."""

    def make(engine: str) -> str:
        if engine == "sqlite":
            path = tmp_path / "office.sqlite3"
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name = server.create(template=request.getfixturevalue("postgres_template"))
        request.addfinalizer(lambda: server.drop(name))
        return server.url(name)

    return make


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Database]:
    """A training office's database, once on each engine."""
    database = Database(new_url(request.param))
    yield database
    database.close()


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """A training office to act in, once on each engine."""
    return Office(database, tmp_path / "instance")


@pytest.fixture
def sqlite_office(new_url: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """A training office on SQLite alone, for what does not depend on the engine."""
    database = Database(new_url("sqlite"))
    yield Office(database, tmp_path / "instance")
    database.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One real browser for all tests of a process."""
    path = shutil.which("chromium")
    # A machine that does much else at the same time shows no fault of a page by being slow.
    expect.set_options(timeout=30_000)
    assert path, "The browser tests need Chromium. Type: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
