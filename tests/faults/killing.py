"""Killing a process with SIGKILL at every SQL event of one act, and looking at what is left."""

import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from committee_app.acts import Act, Outcome, performing
from committee_app.acts.doing import Doing
from committee_app.database import Database
from committee_app.tables.journal import RequestKey
from tests.oracle import faults

KEY = "the-one-request"
NEVER = 1_000_000

Do = Callable[[Database], dict[str, Any]]


@dataclass
class Walked:
    """`points` kill points were walked; each fault names the point at which it was found."""

    points: int
    faults: list[str]


def _count_down(database: Database, at: int) -> None:
    """Dies at SQL event number `at`: before and after each statement, and at each commit."""
    left = at

    def tick(*_: Any, **__: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(database.engine, name, tick)


def _reply_before_commit(pipe: int) -> None:
    """The mutant: the answer goes out while the transaction is still open."""
    honest = performing._do

    def reply_first(act: Act, doing: Doing) -> Outcome:
        outcome = honest(act, doing)
        os.write(pipe, json.dumps(outcome.as_json()).encode())
        return outcome

    performing._do = reply_first


def _child(url: str, at: int, do: Do, pipe: int, *, before_reply: bool, mutant: bool) -> None:
    database = Database(url)
    _count_down(database, at)
    if mutant:
        _reply_before_commit(pipe)
        do(database)
        os._exit(0)
    answer = do(database)
    if before_reply:
        os.kill(os.getpid(), signal.SIGKILL)
    os.write(pipe, json.dumps(answer).encode())
    os._exit(0)


def walk(template: Path, work: Path, do: Do, *, mutant: bool = False) -> Walked:
    """Kills `do` at every event on a fresh copy of the office, then recovers, replays and asks the oracle.

    `do` does one act with a fixed request key and returns its answer. Acknowledged means: the answer was written.
    """
    found: list[str] = []
    point, finished = 0, False
    while not finished:
        point += 1
        url, acknowledged, killed = _run(template, work, do, at=point, mutant=mutant)
        found += _look(url, do, acknowledged, f"point {point}")
        finished = not killed
    url, acknowledged, _ = _run(template, work, do, at=NEVER, before_reply=True, mutant=mutant)
    found += _look(url, do, acknowledged, "between commit and reply")
    return Walked(point, found)


def _run(
    template: Path, work: Path, do: Do, *, at: int, before_reply: bool = False, mutant: bool = False
) -> tuple[str, dict[str, Any] | None, bool]:
    office = work / "office.sqlite3"
    for leftover in work.glob("office.sqlite3*"):
        leftover.unlink()
    shutil.copyfile(template, office)
    url = f"sqlite:///{office}"
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _child(url, at, do, writing, before_reply=before_reply, mutant=mutant)
        finally:
            os._exit(3)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return url, json.loads(said) if said else None, os.WIFSIGNALED(status)


def _look(url: str, do: Do, acknowledged: dict[str, Any] | None, where: str) -> list[str]:
    database = Database(url)
    try:
        found = [f"{where}, after recovery: {fault}" for fault in faults(database)]
        with database.reading() as session:
            if acknowledged is not None and not session.scalar(select(func.count()).where(RequestKey.key == KEY)):
                found.append(f"{where}: acknowledged, and lost")
        again = do(database)
        found += [f"{where}, after replay: {fault}" for fault in faults(database)]
        if acknowledged is not None and again != acknowledged:
            found.append(f"{where}: acknowledged {acknowledged}, but the replay says {again}")
        return found
    finally:
        database.close()
