"""The planted office, made once for all leak tests of a process."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.leaks.planted import Walled, build, copied, filled


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Walled:
    """The sample office after its acts were told tokens: planted before anything was published. For looking alone."""
    walled = build(tmp_path_factory.mktemp("leaks") / "instance")
    with closing(sqlite3.connect(walled.instance / "office.sqlite3")) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return walled


@pytest.fixture(scope="session")
def full(told: Walled, tmp_path_factory: pytest.TempPathFactory) -> Walled:
    """The same with a token in every closed and secret column of every row, and the open store written again."""
    walled = filled(copied(told, tmp_path_factory.mktemp("filled") / "instance"))
    walled.write_again()
    return walled


@pytest.fixture
def mine(told: Walled, tmp_path: Path) -> Walled:
    """A copy of the told office for a test that acts."""
    return copied(told, tmp_path / "mine")
