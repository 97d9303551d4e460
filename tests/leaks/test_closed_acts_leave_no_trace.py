"""Non-interference (L7): whatever closed acts are done, the public site stays as it was, byte for byte.

No token is looked for here: a count, a gap in the numbers, a new “updated” stamp or another ETag would be seen as well.
"""

import hashlib
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from committee_app import database, outbox
from committee_app.database import Database
from committee_app.public import store as open_store
from tests.leaks.asking import ask, closed_ids, crawl, guesses, open_ids
from tests.leaks.at_random import CLOSED, OPENS, Chance
from tests.leaks.mutants import in_answers, in_public
from tests.leaks.planted import Walled

SEED, SEQUENCES, LENGTH, ENOUGH = 56602, 50, 20, 900
# Addresses a route that are asked before and after.
GUESSED = 25


class Site:
    """The public site as bytes: of its store, and of every answer."""

    def __init__(self, walled: Walled) -> None:
        self.walled = walled
        app = walled.public_app()
        closed, opened = closed_ids(walled.instance, 20), open_ids(walled.store)
        guessed = [*guesses(app, opened, GUESSED), *guesses(app, closed, GUESSED)]
        self.addresses = sorted({*crawl(app.test_client()), *guessed})

    def stored(self) -> str:
        """The hash of every file of the store's folder, and of what would be written now."""
        folder = self.walled.store.parent
        files = [(path.name, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
        return hashlib.sha256(repr(files).encode()).hexdigest()

    def shown(self) -> dict[str, str]:
        """The hash of each answer, with all headers but the date; and of what links lead to now."""
        client = self.walled.public_app().test_client()
        answers = [ask(client, path, method) for path in self.addresses for method in ("GET", "HEAD")]
        answers += crawl(client).values()
        return {answer.asked: hashlib.sha256(repr(answer.shown()).encode()).hexdigest() for answer in answers}


def written_now(walled: Walled, base: Database) -> bytes:
    """What the open store would be if something were published now: a change that waits for its day is a change."""
    path = walled.instance / "now" / "open.sqlite3"
    with base.reading() as session:
        open_store.write(path, outbox.opened(session))
    return path.read_bytes()


def prepared(walled: Walled, folder: Path) -> Walled:
    """A copy of the office for one sequence: its records and its public site."""
    folder.mkdir(parents=True)
    for name in ("office.sqlite3", "factors.key", "session.key"):
        shutil.copyfile(walled.instance / name, folder / name)
    shutil.copytree(walled.store.parent, folder / walled.store.parent.name)
    return Walled(folder, walled.tokens)


def sequence(walled: Walled, seed: int, length: int, done: Counter[str]) -> list[str]:
    """Does closed acts by chance; says what of the public site is not as it was, and after which act."""
    site = Site(walled)
    stored, shown = site.stored(), site.shown()
    base = Database(walled.settings.database_url)
    try:
        now = written_now(walled, base)
        for verb in Chance(walled, base, seed, done).acts(length):
            outbox.dispatch(base, walled.instance, walled.settings.now(), letters=True)
            if site.stored() != stored:
                return [f"{verb} changed the open store"]
            if written_now(walled, base) != now:
                return [f"{verb} changed what would be written into the open store"]
    finally:
        base.close()
    after = site.shown()
    return sorted(
        f"{asked} answers otherwise" for asked in shown.keys() | after.keys() if shown.get(asked) != after.get(asked)
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried here does not rest on the disk: nothing waits for it."""
    faster = tuple(pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in database.PRAGMAS)
    monkeypatch.setattr(database, "PRAGMAS", faster)


def test_closed_acts_leave_the_public_site_byte_for_byte(told: Walled, tmp_path: Path) -> None:
    assert open_store.records(told.store), "records are published"
    done: Counter[str] = Counter()
    chance = random.Random(SEED)
    for number in range(SEQUENCES):
        here = prepared(told, tmp_path / str(number))
        seed = chance.randrange(1000)
        assert sequence(here, seed, LENGTH, done) == [], f"sequence {number}, seed {seed}"
        shutil.rmtree(here.instance)
    print(
        f"L7: {SEQUENCES} sequences (seed {SEED}), {done.total()} closed acts done, {len(done)} of {len(CLOSED)} kinds"
        f": {dict(done.most_common())}; not done: {sorted(set(CLOSED) - set(done))}"
    )
    assert done.total() >= ENOUGH
    assert not OPENS & set(done)
    assert len(done) >= len(CLOSED) * 0.8


# Mutants: each lets the public site tell that something was done behind the wall.


def counted(instance: Path) -> int:
    with closing(sqlite3.connect(instance / "office.sqlite3")) as store:
        return int(store.execute("SELECT count(*) FROM entry").fetchone()[0])


def an_act_that_touches_the_store(patch: pytest.MonkeyPatch, walled: Walled) -> None:
    real = outbox.opened

    def opened(session: Any) -> open_store.Contents:
        contents = real(session)
        contents.about["custodian"] = str(session.connection().exec_driver_sql("SELECT max(seq) FROM entry").scalar())
        return contents

    patch.setattr(outbox, "opened", opened)


def a_count_on_a_page(patch: pytest.MonkeyPatch, walled: Walled) -> None:
    def told(app: Flask) -> None:
        in_answers(app, lambda answer: _add(answer, f"<!-- {counted(walled.instance)} -->"))

    in_public(patch, told)


def _add(answer: Response, words: str) -> None:
    if answer.mimetype == "text/html":
        answer.set_data(answer.get_data() + words.encode())


def a_header_with_the_last_change(patch: pytest.MonkeyPatch, walled: Walled) -> None:
    def told(app: Flask) -> None:
        in_answers(app, lambda answer: answer.headers.set("ETag", f'"{counted(walled.instance)}"'))

    in_public(patch, told)


def a_file_beside_the_store(patch: pytest.MonkeyPatch, walled: Walled) -> None:
    real = outbox.dispatch

    def dispatch(base: Database, instance: Path, *rest: Any, **more: Any) -> int:
        (walled.store.parent / "written").write_text(str(counted(instance)))
        return real(base, instance, *rest, **more)

    patch.setattr(outbox, "dispatch", dispatch)


MUTANTS: tuple[Callable[[pytest.MonkeyPatch, Walled], None], ...] = (
    an_act_that_touches_the_store, a_count_on_a_page, a_header_with_the_last_change, a_file_beside_the_store,
)  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_trace_would_be_found(
    told: Walled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[pytest.MonkeyPatch, Walled], None]
) -> None:
    here = prepared(told, tmp_path / "one")
    mutant(monkeypatch, here)
    found = sequence(here, SEED, 3, Counter())
    print(found[:2])
    assert found
