"""A training office on PostgreSQL: the server of the tests, started for one bench and stopped after it."""

import fcntl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.offices import Office
from committee_app import schema
from committee_app.database import Database
from committee_app.founding import furnish
from tests.postgres import START_SECONDS, Server


@contextmanager
def server() -> Iterator[Server]:
    """The server keeps running while its meeting place is in use, and this is the one who uses it."""
    with tempfile.TemporaryDirectory(prefix="docket-bench-") as folder:
        meeting = Path(folder)
        with (meeting / "in_use").open("w") as in_use, (meeting / "log").open("wb") as log:
            fcntl.flock(in_use, fcntl.LOCK_SH)
            command = [sys.executable, "-m", "tests.postgres", folder]
            keeper = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                yield Server(_socket(meeting, keeper))
            finally:
                fcntl.flock(in_use, fcntl.LOCK_UN)
                keeper.wait()


def _socket(meeting: Path, keeper: subprocess.Popen[bytes]) -> Path:
    deadline = time.monotonic() + START_SECONDS
    while not (meeting / "socket").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            keeper.terminate()
            raise RuntimeError(f"PostgreSQL did not start: {(meeting / 'log').read_text()[-2000:]}")
        time.sleep(0.05)
    return Path((meeting / "socket").read_text())


def template(running: Server) -> str:
    """The name of a database with an office in it, of which others are copies."""
    name = running.create()
    schema.upgrade(running.url(name))
    database = Database(running.url(name))
    with database.writing() as session:
        furnish(session, training=True)
    database.close()
    return name


@contextmanager
def office(running: Server, of: str) -> Iterator[Office]:
    """An office of its own, a copy of the template `of`, gone afterwards."""
    name = running.create(template=of)
    database = Database(running.url(name))
    try:
        yield Office(database, Path())
    finally:
        database.close()
        running.drop(name)
