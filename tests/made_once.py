"""What takes long to make is made once in a run, by the process that needs it first; each process has a copy."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """This process's own copy of the folder that `make` fills."""
    own = factory.mktemp(name)
    shared = own.parent.parent if "PYTEST_XDIST_WORKER" in os.environ else own.parent
    first, done = shared / f"{name}-made", shared / f"{name}-is-made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(first, ignore_errors=True)
            first.mkdir()
            make(first)
            for path in first.rglob("*.sqlite3"):
                with closing(sqlite3.connect(path)) as store:
                    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            done.touch()
    return shutil.copytree(first, own / "copy")
