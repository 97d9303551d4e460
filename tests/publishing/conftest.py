"""An office with a request to the governor that is not published yet: made once, and copied."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from committee_app.database import Database
from tests.offices import Office

MATTER, ON = "2028-001", "2028-02-14"


def ask_the_governor(office: Office) -> str:
    """A matter that has come to the request; says its number."""
    matter = office.lodge("2028-01-03", respondent="Ruth Samplewood", complainant="Cole Samplestone")
    office.to_reviewed(matter)
    office.vote(matter, "determination", "yyyyy", on=ON)
    office.vote(matter, "request", "yyyyn", on=ON)
    return matter


@pytest.fixture(scope="session")
def asked_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    path = folder / "office.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    assert ask_the_governor(Office(database, folder)) == MATTER
    database.close()
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def asked(asked_template: Path, tmp_path: Path) -> Iterator[Office]:
    """The office, to act in."""
    (tmp_path / "instance").mkdir()
    path = tmp_path / "instance" / "office.sqlite3"
    shutil.copyfile(asked_template, path)
    database = Database(f"sqlite:///{path}")
    yield Office(database, tmp_path / "instance")
    database.close()
