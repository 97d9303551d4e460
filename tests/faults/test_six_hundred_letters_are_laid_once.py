"""R12: six hundred letters, two dispatchers, random SIGKILLs: each lies in the tray once, on both databases.

A dispatcher dies at random SQL events and file calls of its own, and by the killer's hand; another takes its place. The
two mutants, mark-then-send and send-then-mark into a sink that takes everything, lose letters and double them.
"""

import hashlib
import os
import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select, update

from committee_app import outbox
from committee_app.database import Database
from committee_app.outbox import LEASE
from committee_app.tables.records import Letter, Outbox
from tests.offices import Office, day, noon

LETTERS, MUTANTS_LETTERS = 600, 300
ON = "2028-01-14"
# One event in so many kills its own process.
ONE_IN = 250
DISPATCHERS = 2
# How a dispatcher says that it met an error of its own: another in its place would meet it again, for ever.
FAILED = 70

Tick = Callable[[], None]
Change = Callable[[Tick], None]
# How many chances to die a mutant has between its two steps: with one, a run may pass in which nobody dies there.
BETWEEN = 10


def queue(office: Office, number: int) -> dict[str, str]:
    """So many letters that wait, put down as such; says the hash of each by the name it will have in the tray."""
    matter = office.lodge("2028-01-03")
    sheets = {n: f"%PDF sample letter {n}\n".encode() * 40 for n in range(1, number + 1)}
    with office.database.writing() as session:
        session.execute(
            insert(Letter),
            [
                {
                    "id": n, "complaint_id": matter, "kind": "notice", "clause": "56.602.4(3)", "subject": "Sample",
                    "dated": day(ON), "sha256": hashlib.sha256(pdf).hexdigest(), "pdf": pdf, "entry": 1, "words": 1,
                }
                for n, pdf in sheets.items()
            ],
        )  # fmt: skip
        session.execute(
            insert(Outbox),
            [{"dedup": f"{matter}:r12-{n}", "kind": "print", "letter_id": n, "queued_by": 1} for n in sheets],
        )
    return {f"{matter}_r12-{n}": hashlib.sha256(pdf).hexdigest() for n, pdf in sheets.items()}


def dispatcher(office: Office, life: int, change: Change) -> int:
    """A process that lays what waits until it is done or dead. Each one's clock is past the leases of those before."""
    child = os.fork()
    if child:
        return child
    try:
        chance = random.Random(life)

        def tick(*_: Any, **__: Any) -> None:
            if chance.randrange(ONE_IN) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def between() -> None:
            for _ in range(BETWEEN):
                tick()

        def before_and_after(call: Callable[..., Any]) -> Callable[..., Any]:
            def called(*given: Any, **named: Any) -> Any:
                tick()
                answer = call(*given, **named)
                tick()
                return answer

            return called

        database = Database(office.database.url)
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(database.engine, name, tick)
        os.fsync, os.link = before_and_after(os.fsync), before_and_after(os.link)
        change(between)
        outbox.dispatch(database, office.instance, noon(day(ON)) + life * 2 * LEASE, letters=True)
    except BaseException:
        traceback.print_exc()
        os._exit(FAILED)
    os._exit(0)


def left(office: Office) -> int:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).where(Outbox.kind == "print", Outbox.done_at.is_(None))) or 0


def carry(office: Office, change: Change) -> int:
    """Dispatchers until nothing is left to do. Says how many of them died."""
    chance, life, deaths = random.Random(600), DISPATCHERS, 0
    office.database.engine.dispose()
    alive = {dispatcher(office, number, change) for number in range(DISPATCHERS)}
    while alive:
        time.sleep(chance.uniform(0, 0.02))
        if chance.randrange(60) == 0:
            os.kill(chance.choice(sorted(alive)), signal.SIGKILL)
        for child in sorted(alive):
            gone, status = os.waitpid(child, os.WNOHANG)
            if not gone:
                continue
            alive.discard(child)
            assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "a dispatcher failed instead of dying"
            deaths += os.WIFSIGNALED(status)
            if os.WIFSIGNALED(status) or left(office):
                office.database.engine.dispose()
                life += 1
                alive.add(dispatcher(office, life, change))
    return deaths


def laid(office: Office) -> Counter[str]:
    """How often each letter lies in the tray, by the name that the queue gave it."""
    return Counter(path.name.split(".")[0] for path in (office.instance / "print_tray").glob("*.pdf"))


def test_no_letter_is_lost_or_doubled(office: Office) -> None:
    wanted = queue(office, LETTERS)
    began = time.monotonic()
    deaths = carry(office, lambda _: None)
    found = laid(office)
    took = time.monotonic() - began
    print(f"{LETTERS} letters, {deaths} dispatchers died, {took:.1f} s, SQLite: {office.database.is_sqlite}")
    assert deaths > 20
    assert found == dict.fromkeys(wanted, 1)
    tray = office.instance / "print_tray"
    assert {name: hashlib.sha256((tray / f"{name}.pdf").read_bytes()).hexdigest() for name in wanted} == wanted


def mark_then_send(between: Tick) -> None:
    """The mutant: a letter is marked done, and then laid."""
    honest = outbox._print

    def marked_first(database: Database, tray: Path, claimed: outbox.Claimed, *further: Any) -> str | None:
        with database.writing() as session:
            session.execute(update(Outbox).where(Outbox.id == claimed.id).values(done_at=noon(day(ON))))
        between()
        return honest(database, tray, claimed, *further)

    outbox._print = marked_first


def send_then_mark(between: Tick) -> None:
    """The mutant: the tray takes whatever is laid into it."""
    honest = outbox._lay

    def another(tray: Path, called: str, pdf: bytes) -> None:
        honest(tray, called.replace(".pdf", f".{random.SystemRandom().getrandbits(64):x}.pdf"), pdf)
        between()

    outbox._lay = another


@pytest.mark.parametrize("mutant", [mark_then_send, send_then_mark])
def test_the_mutants_lose_letters_and_double_them(sqlite_office: Office, mutant: Change) -> None:
    wanted = Counter(dict.fromkeys(queue(sqlite_office, MUTANTS_LETTERS), 1))
    carry(sqlite_office, mutant)
    found = laid(sqlite_office)
    lost, doubled = wanted - found, found - wanted
    print(f"{mutant.__name__}: {len(lost)} lost, {sum(doubled.values())} doubled")
    assert lost if mutant is mark_then_send else doubled
