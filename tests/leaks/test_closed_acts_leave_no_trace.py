"""Non-interference (L7): whatever closed acts are done, the public site stays as it was, byte for byte.

No token is looked for here: a count, a gap in the numbers, a new “updated” stamp or another ETag would be seen as well.
"""

import dataclasses
import hashlib
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from committee_app import database, outbox
from committee_app.database import Database
from committee_app.public import store as open_store
from tests.leaks.asking import ask, closed_ids, crawl, guesses, open_ids
from tests.leaks.at_random import CLOSED, OPENS, Chance, Tally
from tests.leaks.mutants import in_answers, in_public
from tests.leaks.planted import Walled

SEED, SEQUENCES, LENGTH, ENOUGH = 56602, 50, 20, 900
# Addresses a route that are asked before and after.
GUESSED = 5


@dataclasses.dataclass(frozen=True)
class Seen:
    """The public site as anybody sees it: the hash of each answer, with all its headers but the date."""

    addresses: tuple[str, ...]
    answers: dict[str, str]


def look(walled: Walled, addresses: Iterable[str] = ()) -> Seen:
    """Asks for all that links lead to, and for these addresses."""
    client = walled.public_app().test_client()
    linked = crawl(client)
    further = sorted(set(addresses) - set(linked))
    answers = [
        *linked.values(),
        *(ask(client, path) for path in further),
        *(ask(client, path, "HEAD") for path in list(linked)[::10]),
    ]
    hashes = {answer.asked: hashlib.sha256(repr(answer.shown()).encode()).hexdigest() for answer in answers}
    return Seen((*linked, *further), hashes)


def stored(walled: Walled) -> str:
    """The hash of every file in the folder of the open store."""
    summed = hashlib.sha256()
    for path in sorted(walled.store.parent.rglob("*")):
        summed.update(path.name.encode() + (path.read_bytes() if path.is_file() else b""))
    return summed.hexdigest()


def ready(base: Database) -> str:
    """What would be written into the open store if something were published now: a change that waits is a change."""
    summed = hashlib.sha256()
    with base.reading() as session:
        contents = outbox.opened(session)
        for record in contents.records:
            summed.update(record.pdf + repr(dataclasses.replace(record, pdf=b"")).encode())
        summed.update(repr([list(contents.lines), contents.about, contents.training]).encode())
    return summed.hexdigest()


def prepared(walled: Walled, folder: Path) -> Walled:
    """A copy of the office for one sequence: its records and its public site."""
    folder.mkdir(parents=True)
    for path in (walled.instance / "office.sqlite3", *walled.instance.glob("*.key")):
        shutil.copyfile(path, folder / path.name)
    shutil.copytree(walled.store.parent, folder / walled.store.parent.name)
    return Walled(folder, walled.tokens)


def sequence(walled: Walled, before: Seen, seed: int, length: int, tally: Tally) -> list[str]:
    """Does closed acts by chance; says what of the public site is not as it was, and after which act."""
    bytes_before = stored(walled)
    base = Database(walled.settings.database_url)
    try:
        ready_before = ready(base)
        for verb in Chance(walled, base, seed, tally).acts(length):
            outbox.dispatch(base, walled.instance, walled.settings.now(), letters=True)
            if stored(walled) != bytes_before:
                return [f"{verb} changed the open store"]
            if ready(base) != ready_before:
                return [f"{verb} changed what waits to be published"]
    finally:
        base.close()
    now = look(walled, before.addresses).answers
    return sorted(
        f"{asked} answers otherwise"
        for asked in before.answers.keys() | now.keys()
        if before.answers.get(asked) != now.get(asked)
    )


def looked_at_first(walled: Walled) -> Seen:
    app = walled.public_app()
    ids = closed_ids(walled.instance, 20), open_ids(walled.store)
    return look(walled, [path for some in ids for path in guesses(app, some, GUESSED)])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried here does not rest on the disk: nothing waits for it."""
    faster = tuple(pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in database.PRAGMAS)
    monkeypatch.setattr(database, "PRAGMAS", faster)


def test_closed_acts_leave_the_public_site_byte_for_byte(told: Walled, tmp_path: Path) -> None:
    assert open_store.records(told.store), "records are published"
    tally = Tally()
    done = tally.done
    chance, before = random.Random(SEED), looked_at_first(told)
    print(f"L7: {len(before.answers)} answers of the public site are compared after each sequence")
    for number in range(SEQUENCES):
        here = prepared(told, tmp_path / str(number))
        seed = chance.randrange(1000)
        assert sequence(here, before, seed, LENGTH, tally) == [], f"sequence {number}, seed {seed}"
        shutil.rmtree(here.instance)
    print(
        f"L7: {SEQUENCES} sequences (seed {SEED}), {done.total()} closed acts done, {len(done)} of {len(CLOSED)} kinds"
        f": {dict(done.most_common())}; not done: {sorted(set(CLOSED) - set(done))}"
    )
    assert done.total() >= ENOUGH
    assert not OPENS & set(done)
    assert len(done) >= len(CLOSED) * 0.75


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
    found = sequence(here, looked_at_first(here), SEED, 3, Tally())
    print(found[:2])
    assert found
