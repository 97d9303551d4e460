"""The open store on PostgreSQL says what the file says, is written where it differs, and keeps no dead byte."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from committee_app.public import create_public_app, postgres_store, store
from tests import postgres
from tests.ops.opening import OpenDatabase, contents, prepared, record


@pytest.fixture
def open_database(postgres_server: postgres.Server) -> Iterator[OpenDatabase]:
    name = postgres_server.create()
    with prepared(postgres_server, name) as made:
        yield made
    postgres_server.drop(name)


WITHDRAWN: dict[str, object] = {"jurisdiction": None, "office": "", "title": "", "text": "", "pdf": b"", "fields": {}}


def test_both_stores_answer_the_same(open_database: OpenDatabase, tmp_path: Path) -> None:
    file = tmp_path / "open.sqlite3"
    held = contents(record(1), record(2, replaces=1, how="corrects"), record(3, office="", jurisdiction=None))
    store.write(file, held)
    store.write(open_database.publisher, held)
    for where in (file, open_database.public):
        assert [one.number for one in store.records(where)] == [3, 2, 1]
        assert store.record(where, 9) is None
    assert store.records(open_database.public) == store.records(file)
    assert store.record(open_database.public, 2) == store.record(file, 2)
    assert store.lines(open_database.public) == store.lines(file) != []
    assert store.about(open_database.public) == store.about(file) == {"office_name": "Sample"}
    assert store.is_training(open_database.public) is store.is_training(file) is True
    store.write(open_database.publisher, replace(held, training=False))
    assert store.is_training(open_database.public) is False
    sites = [create_public_app(where).test_client() for where in (file, open_database.public)]
    store.write(file, replace(held, training=False))
    for path in ("/", "/records/1", "/records/2", "/records/3.pdf", "/records/9", "/about", "/healthz"):
        answers = [site.get(path) for site in sites]
        assert answers[0].data == answers[1].data, path
        assert answers[0].status_code == answers[1].status_code, path


def test_an_older_list_is_not_written_over_a_newer(open_database: OpenDatabase, tmp_path: Path) -> None:
    for where in (open_database.publisher, tmp_path / "open.sqlite3"):
        store.write(where, contents(record(1), record(2)), grows=True)
        with pytest.raises(store.OtherList, match="line 2 of another public list"):
            store.write(where, contents(record(1)), grows=True)
        store.write(where, contents(record(1), record(2), record(3)), grows=True)
    assert [one.number for one in store.records(open_database.public)] == [3, 2, 1]


def _places(address: str) -> dict[int, str]:
    with psycopg.connect(address) as connection:
        return dict(connection.execute("SELECT number, ctid::text || xmin::text FROM pub.record").fetchall())


def test_only_rows_that_differ_are_written(open_database: OpenDatabase) -> None:
    store.write(open_database.publisher, contents(record(1), record(2)))
    before = _places(open_database.owner)
    store.write(open_database.publisher, contents(record(1), record(2)))
    store.write(open_database.publisher, contents(record(1), record(2), record(3)))
    after = _places(open_database.owner)
    assert {number: after[number] for number in before} == before
    assert len(after) == 3
    with pytest.raises(ValueError, match="not to be published"):
        store.write(open_database.publisher, replace(contents(), about={"mailer_id": "1"}))
    # The same length and another paper: it is compared by its hash.
    store.write(open_database.publisher, contents(record(1, pdf=b"%PDF sample X"), record(2), record(3)))
    changed = store.record(open_database.public, 1)
    assert changed is not None
    assert changed.pdf == b"%PDF sample X"


TOKEN = "withdrawn-token-7731"


def _bytes(address: str) -> bytes:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        said = connection.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert said
    folder = Path(said[0]) / "base" / str(said[1])
    return b"".join(one.read_bytes() for one in folder.iterdir() if one.is_file())


def test_a_withdrawn_record_leaves_no_byte(open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    said = record(1, text=TOKEN, pdf=os.urandom(9000) + TOKEN.encode())
    store.write(open_database.publisher, contents(said, record(2)))
    assert TOKEN.encode() in _bytes(open_database.owner)
    gone = replace(said, **WITHDRAWN, withdrawn="2028-03-01", reason="Sample")  # type: ignore[arg-type] # by name
    with monkeypatch.context() as fallen:
        # The dispatcher dies between the commit and the sweep: the mutant that never swept, and what it leaves.
        fallen.setattr(postgres_store, "_sweep", lambda _: None)
        store.write(open_database.publisher, contents(gone, record(2)))
    assert TOKEN.encode() in _bytes(open_database.owner)
    store.write(open_database.publisher, contents(gone, record(2)))
    assert TOKEN.encode() not in _bytes(open_database.owner)
    kept = store.record(open_database.public, 1)
    assert kept is not None
    assert (kept.text, kept.pdf, kept.withdrawn) == ("", b"", "2028-03-01")


def test_a_connection_that_broke_is_made_anew(open_database: OpenDatabase) -> None:
    store.write(open_database.publisher, contents(record(1)))
    assert len(store.records(open_database.public)) == 1
    with psycopg.connect(open_database.owner, autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'public_%' "
            "AND datname = current_database()"
        )
    assert len(store.records(open_database.public)) == 1


def test_the_reading_connection_cannot_write_or_wait_for_ever(open_database: OpenDatabase) -> None:
    with postgres_store.opened(open_database.public) as reading:
        assert reading.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
        assert reading.execute("SHOW statement_timeout").fetchone() == ("5s",)
        assert reading.execute("SELECT current_user").fetchone() == (postgres_store.READER,)
        with pytest.raises(psycopg.Error):
            reading.execute("DELETE FROM record")


def test_health_says_that_the_store_cannot_be_read(open_database: OpenDatabase, tmp_path: Path) -> None:
    nowhere = open_database.public.replace("?host=", "?host=/nowhere")
    answer = create_public_app(nowhere).test_client().get("/healthz")
    assert (answer.status_code, answer.data) == (503, b"unavailable\n")
    answer = create_public_app(nowhere).test_client().get("/records/1")
    assert answer.status_code == 500
    assert b"Review Committee" in answer.data
    assert b"nowhere" not in answer.data
    (tmp_path / "open.sqlite3").write_bytes(b"no store")
    answer = create_public_app(tmp_path / "open.sqlite3").test_client().get("/healthz")
    assert (answer.status_code, answer.data) == (503, b"unavailable\n")
    assert create_public_app(tmp_path / "new.sqlite3").test_client().get("/healthz").data == b"ok\n"


def test_the_public_process_serves_it(open_database: OpenDatabase) -> None:
    store.write(open_database.publisher, contents(record(1)))
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "committee_app", "public", "serve", open_database.public, "--port", str(port)]
    site = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/records/1") as answer:
                    assert "Sample record 1" in answer.read().decode()
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        site.terminate()
        site.wait()
