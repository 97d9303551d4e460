"""Every line of the list is signed before the store is written: once, whole, by the key that is the newest then."""

import base64
import multiprocessing
import os
import shutil
import signal
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import DBAPIError

from committee_app import keys, morning, outbox
from committee_app.checks import faults
from committee_app.database import Database
from committee_app.outbox import LEASE, dispatch, open_store_path
from committee_app.public import lists
from committee_app.public import store as open_store
from committee_app.settings import Misconfigured, records_key
from committee_app.tables.publications import PublicLine
from committee_app.tables.records import Outbox
from tests.offices import Office, day, noon
from tests.verifying.listing import commit, lines_of, publish, withdraw

ON = "2028-03-01"


@pytest.fixture
def listed(office: Office) -> Office:
    """An office with a key and three lines that are not signed."""
    keys.make(office.instance)
    for name in ("Adair County", "Boone County"):
        publish(office, ON, name=name)
    commit(office, ON)
    return office


def holds(line: lists.Line) -> bool:
    """Whether the signature is that of the key; raises where it is not."""
    assert line.key
    assert line.signature
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(line.key))
    key.verify(bytes.fromhex(line.signature), bytes.fromhex(line.hash))
    return True


def trouble_of(office: Office) -> list[str | None]:
    with office.database.reading() as session:
        waits = select(Outbox.trouble).where(Outbox.kind == "public_store", Outbox.done_at.is_(None))
        return list(session.scalars(waits))


def test_what_is_in_the_store_is_signed_to_its_end(office: Office) -> None:
    keys.make(office.instance)
    publish(office, ON)
    commit(office, ON)
    assert [line.signature for line in lines_of(office)] == [None, None]
    office.dispatch(ON)
    lines = open_store.lines(open_store_path(office.instance))
    assert lines == lines_of(office)
    assert [holds(line) for line in lines] == [True, True]
    assert {line.key for line in lines} == {keys.public_half(keys.of_the_records(office.instance))}


def test_a_signed_line_stays_and_the_newest_key_signs_what_follows(office: Office) -> None:
    publish(office, ON)
    office.dispatch(ON)
    before = lines_of(office)
    assert keys.rotate(office.instance, keys.RECORDS) == 2
    publish(office, ON)
    office.dispatch(ON)
    after = lines_of(office)
    assert after[:1] == before
    # The old key is lost with its file; what it signed stays as it is.
    keys.path_of(office.instance, keys.RECORDS).unlink()
    publish(office, ON)
    office.dispatch(ON)
    last = lines_of(office)
    assert last[:2] == after
    assert len({line.key for line in last}) == 3
    assert all(holds(line) for line in last)
    document = lists.keys_document(last)["keys"]
    assert [(key["first_line"], key["last_line"]) for key in document] == [(1, 1), (2, 2), (3, 3)]


def test_the_database_keeps_a_signature(office: Office) -> None:
    publish(office, ON)
    office.dispatch(ON)
    for values in ({"signature": None, "key": None}, {"signature": "0" * 128, "key": "0" * 64}):
        with pytest.raises(DBAPIError, match="is signed"), office.database.writing() as session:
            session.execute(update(PublicLine).values(**values))


def test_a_line_that_was_changed_is_not_signed(sqlite_office: Office) -> None:
    publish(sqlite_office, ON)
    with sqlite_office.database.writing() as session:
        row = session.get_one(PublicLine, 1)
        changed = {name: getattr(row, name) for name in open_store.LINE_COLUMNS} | {"seq": 2, "prev": row.hash}
        session.add(PublicLine(**changed | {"hash": "1" * 64}))
    keys.make(sqlite_office.instance)
    sqlite_office.dispatch(ON)
    assert ["Line 2 of the public list is not what its hash says" in str(said) for said in trouble_of(sqlite_office)]
    assert [line.signature for line in lines_of(sqlite_office)] == [None, None]
    assert not open_store_path(sqlite_office.instance).exists()


def test_without_a_key_the_store_stays_as_it_was_and_nothing_else_stops(office: Office) -> None:
    keys.make(office.instance)
    publish(office, ON)
    office.dispatch(ON)
    before = open_store_path(office.instance).read_bytes()
    keys.path_of(office.instance, keys.RECORDS).unlink()
    publish(office, ON)
    matter = office.lodge("2028-01-03")
    office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
    office.vote(matter, "formality", "yyyyy", on="2028-01-12")
    office.act("release_notice", complaint=matter, on="2028-01-14", address="Sample\nSample")
    now = noon(day(ON))
    assert dispatch(office.database, office.instance, now, letters=True) >= 1
    assert list((office.instance / "print_tray").glob("*.pdf"))
    assert open_store_path(office.instance).read_bytes() == before
    (said,) = trouble_of(office)
    assert said == f"The key file {office.instance / 'records.key'} is missing: run `committee init`, which makes it."
    with office.database.reading() as session:
        assert morning.read(session, office.actor("director", ON), day(ON)).unpublished == said
    keys.make(office.instance)
    assert dispatch(office.database, office.instance, now + 2 * LEASE) == 1
    assert [holds(line) for line in open_store.lines(open_store_path(office.instance))] == [True, True]
    with office.database.reading() as session:
        assert morning.read(session, office.actor("director", ON), day(ON)).unpublished is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is missing"),
        ("", "shorter than 32"),
        ("not base64!", "cannot be read"),
        (base64.b64encode(b"a" * 32).decode(), "no random one"),
        (base64.b64encode(bytes(range(48))).decode(), "is no key for signing records: it has 48 bytes"),
        (base64.b64encode(bytes(range(31))).decode(), "shorter than 32"),
    ],
)
def test_a_bad_key_is_told_in_words(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "records.key").write_text(content)
    with pytest.raises(Misconfigured, match=said):
        keys.of_the_records(tmp_path)


def test_the_key_is_its_owners_alone_and_may_lie_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_office: Office
) -> None:
    monkeypatch.delenv("COMMITTEE_RECORDS_KEY", raising=False)
    assert records_key({}) is None
    monkeypatch.setattr("committee_app.settings.records_key", lambda: tmp_path / "medium" / "the.key")
    with pytest.raises(Misconfigured, match="there is no such folder"):
        keys.make(tmp_path / "instance")
    path = tmp_path / "medium" / "the.key"
    path.parent.mkdir()
    keys.make(tmp_path / "instance")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not (tmp_path / "instance" / "records.key").exists()
    first = keys.of_the_records(tmp_path / "instance").private_bytes_raw()
    keys.make(tmp_path / "instance")
    assert keys.of_the_records(tmp_path / "instance").private_bytes_raw() == first
    keys.rotate(tmp_path / "instance", keys.RECORDS)
    assert [base64.b64decode(line) for line in path.read_text().split()][1] == first
    assert keys.of_the_records(tmp_path / "instance").private_bytes_raw() != first
    path.chmod(0o640)
    assert [str(path) in fault for fault in faults(sqlite_office.settings, sqlite_office.database, {})].count(True) == 1


def _dispatcher(url: str, instance: Path, go: object) -> None:
    database = Database(url)
    go.wait()  # type: ignore[attr-defined] # a barrier
    dispatch(database, instance, noon(day(ON)))
    database.close()


def test_two_dispatchers_at_once_sign_once(listed: Office) -> None:
    written: list[str] = []
    fork = multiprocessing.get_context("fork")
    listed.database.engine.dispose()
    for round_ in range(3):
        publish(listed, ON, name=f"County {round_}")
        commit(listed, f"2028-03-1{round_}")
        listed.database.engine.dispose()
        go = fork.Barrier(2)
        both = [fork.Process(target=_dispatcher, args=(listed.database.url, listed.instance, go)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join(60)
            assert one.exitcode == 0
        lines = open_store.lines(open_store_path(listed.instance))
        assert lines == lines_of(listed)
        assert all(holds(line) for line in lines)
        # What was signed in an earlier round is as it was.
        assert [str(line.signature) for line in lines][: len(written)] == written
        written = [str(line.signature) for line in lines]


def test_a_killed_dispatcher_leaves_whole_lines(listed: Office) -> None:
    """Killed at every third statement in turn: a line has key and signature or neither; the next one does the rest."""
    with listed.database.writing() as session:
        # One thing waits, with three lines: the walk is as short as it can be.
        first = session.scalar(select(func.min(Outbox.id)))
        session.execute(update(Outbox).where(Outbox.id > first).values(done_at=noon(day(ON))))
    at, dead = 0, True
    while dead:
        at += 3
        listed.database.engine.dispose()
        child = os.fork()
        if child == 0:
            database, left = Database(listed.database.url), [at]

            def tick(*_: object, left: list[int] = left, **__: object) -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(database.engine, name, tick)
            try:
                dispatch(database, listed.instance, noon(day(ON)) + at * 2 * LEASE)
            finally:
                os._exit(0)
        dead = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        lines = lines_of(listed)
        assert all((line.signature is None) == (line.key is None) for line in lines)
        assert len({line.signature is None for line in lines}) == 1
        store = open_store_path(listed.instance)
        if store.exists():
            assert all(holds(line) for line in open_store.lines(store))
    assert at > 10
    assert all(holds(line) for line in lines_of(listed))
    shutil.rmtree(listed.instance)


def test_what_is_published_while_the_list_is_signed_is_signed_too(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(sqlite_office, ON)
    keys.make(sqlite_office.instance)
    honest, late = outbox.sign, [True]

    def sign(session: object, key: object) -> None:
        honest(session, key)  # type: ignore[arg-type] # as it is called
        late.append(True)

    reading = sqlite_office.database.reading

    def between() -> object:
        if len(late) == 2:
            late.append(True)
            publish(sqlite_office, ON, name="Late County")
        return reading()

    monkeypatch.setattr(outbox, "sign", sign)
    monkeypatch.setattr(sqlite_office.database, "reading", between)
    dispatch(sqlite_office.database, sqlite_office.instance, noon(day(ON)))
    lines = open_store.lines(open_store_path(sqlite_office.instance))
    assert len(lines) == 2
    assert all(holds(line) for line in lines)


def test_older_records_do_not_bring_back_what_was_withdrawn_since(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of yesterday, or another office, that is pointed at the open store of today writes nothing into it."""
    keys.make(office.instance)
    number = publish(office, ON, name="Adair County")
    with office.database.reading() as session:
        yesterday = outbox.opened(session)
        yesterday = replace(yesterday, records=list(yesterday.records), lines=list(yesterday.lines))
    withdraw(office, number, ON, "Sample: by mistake.")
    office.dispatch(ON)
    path = open_store_path(office.instance)
    today = path.read_bytes()
    monkeypatch.setattr(outbox, "opened", lambda _: yesterday)
    commit(office, "2028-03-02")
    office.dispatch("2028-03-02")
    assert path.read_bytes() == today
    assert b"Adair County" not in today
    assert ["line 2 of another public list" in str(said) for said in trouble_of(office)] == [True]
    # With its own records it goes on; a file that cannot be read is written anew.
    monkeypatch.undo()
    office.dispatch("2028-03-03")
    assert len(open_store.lines(path)) == 3
    path.write_bytes(b"no store")
    commit(office, "2028-03-04")
    office.dispatch("2028-03-04")
    assert len(open_store.lines(path)) == 4
