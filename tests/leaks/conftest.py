"""The planted office, made once for all leak tests of a process."""

import fcntl
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.leaks.planted import Walled, build, copied, filled


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Walled:
    """The sample office after its acts were told tokens: planted before anything was published. For looking alone. The
    processes of one run make it once and copy it."""
    own = tmp_path_factory.mktemp("leaks")
    shared = own.parent.parent if "PYTEST_XDIST_WORKER" in os.environ else own.parent
    with (shared / "leaks.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        first, tokens = shared / "leaks-office", shared / "leaks-tokens.json"
        if not tokens.exists():
            walled = build(first)
            with closing(sqlite3.connect(first / "office.sqlite3")) as store:
                store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            tokens.write_text(json.dumps(walled.tokens))
    return copied(Walled(first, json.loads(tokens.read_text())), own / "instance")


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
