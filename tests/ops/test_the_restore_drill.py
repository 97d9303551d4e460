"""The restore drill of docs/operating.md, on both databases: by the documented commands alone, from an office in use.

Backed up during writes of another process; restored into an empty folder and an empty database; everything that was
acknowledged before the backup began is there, nothing that left leaves again, the public site is the same bytes.
"""

import datetime as dt
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import make_url, select, update

from committee_app import journal, keys
from committee_app.backup import back_up, restore
from committee_app.database import Database
from committee_app.outbox import dispatch, open_store_path
from committee_app.post import Server
from committee_app.public import store
from committee_app.sending import stopped, waits
from committee_app.settings import Misconfigured
from committee_app.tables.journal import Entry
from committee_app.tables.records import Outbox
from tests import postgres
from tests.conftest import BOTH
from tests.offices import ADDRESS, Office, day, noon
from tests.ops.commands import ROOT, _programs, committee
from workflows.machine import Refused

ON = "2028-06-15"
# Acts without end, each told to the parent when it is acknowledged.
WRITER = """
import sys
from pathlib import Path
from committee_app.database import Database
from tests.offices import Office
office = Office(Database(sys.argv[1]), Path(sys.argv[2]))
while True:
    office.lodge("2028-06-15")
    with office.database.reading() as session:
        from committee_app import journal
        print(journal.head(session)[0], flush=True)
"""


class Postmaster:
    """A mail server that counts by Message-ID."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.taken += [line for line in content.decode().splitlines() if line.lower().startswith("message-id:")]
        return "250 taken"


@pytest.fixture
def mails() -> Iterator[tuple[Postmaster, Server]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    master = Postmaster()
    controller = Controller(master, hostname="127.0.0.1", port=port)
    controller.start()
    yield master, Server(f"smtp+plain://127.0.0.1:{port}")
    controller.stop()


@contextmanager
def others_write(office: Office) -> Iterator[list[int]]:
    """Another process that goes on acting; yields the entries that it was told are kept, as far as it got."""
    told: list[int] = []
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, office.database.url, str(office.instance)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert writer.stdout
    for _ in range(3):
        told.append(int(writer.stdout.readline()))
    try:
        yield told
    finally:
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        told += [int(line) for line in rest.splitlines() if line.strip().isdigit()]


@pytest.fixture(params=BOTH)
def old(request: pytest.FixtureRequest, new_url: Any, tmp_path: Path) -> Iterator[Office]:
    url = new_url(request.param)
    database = Database(url)
    # What is published is signed with the office's key.
    keys.make(tmp_path / "old")
    yield Office(database, tmp_path / "old")
    database.close()


@pytest.fixture
def new(old: Office, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of the empty database on the second machine."""
    if old.database.is_sqlite:
        yield f"sqlite:///{tmp_path / 'new' / 'office.sqlite3'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


def send(office: Office, post: Server | None = None, minutes: int = 0, *, letters: bool = True) -> int:
    moment = noon(day(ON)) + dt.timedelta(minutes=minutes)
    return dispatch(office.database, office.instance, moment, post, letters=letters)


def tray(office: Office) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (office.instance / "print_tray").rglob("*.pdf")}


def test_the_drill(old: Office, new: str, tmp_path: Path, mails: tuple[Postmaster, Server]) -> None:
    master, post = mails
    begun = time.monotonic()
    matter = old.lodge("2028-01-03")
    old.to_reviewed(matter)
    old.vote(matter, "determination", "yyyyn", on="2028-02-14")
    old.vote(matter, "request", "yyynn", on="2028-02-14")
    old.act("send_request", complaint=matter, on="2028-02-14", manner="by hand")
    old.publish(matter, on="2028-02-15")
    send(old)  # the notice and the request lie in the tray, the open record on the public site
    laid = tray(old)
    assert laid
    # A second letter and two mails wait while the backup is made.
    other = old.lodge("2028-06-05")
    old.act("convene", complaint=other, on="2028-06-12", place="Jefferson City")
    old.vote(other, "formality", "yyyyy", on="2028-06-12")
    old.act("release_notice", complaint=other, on="2028-06-14", address=ADDRESS)
    old.act("send_digest", "console", on=ON)
    assert len(store.records(open_store_path(old.instance))) == 1
    (old.instance / "session.key").write_text("key of the test\n")

    backup, key_folder = tmp_path / "backup", tmp_path / "keys"
    with others_write(old) as told:
        acknowledged = list(told)
        printed = committee(old.database.url, old.instance, "backup", str(backup), "--keys", str(key_folder), "--json")
    manifest = json.loads(printed.stdout)
    assert manifest["journal"]["entries"] >= acknowledged[-1]
    assert (key_folder / "session.key").exists()
    assert not list(backup.rglob("*.key"))
    backed_up = time.monotonic()

    # After the backup: what waited leaves. Then the machine is lost; its register of what left lies on another.
    assert send(old, post) >= 3
    sent, all_laid = list(master.taken), tray(old)
    assert len(sent) == len(set(sent)) >= 2
    assert len(all_laid) > len(laid)
    before = open_store_path(old.instance).read_bytes()
    register = tmp_path / "left.jsonl"
    shutil.copyfile(old.instance / "left.jsonl", register)
    old.database.close()
    lost = time.monotonic()

    restored = Office(Database(new), tmp_path / "new")
    restored.database.close()
    words = ("restore", str(backup), "--keys", str(key_folder))
    done = committee(new, restored.instance, *words, "--json")
    assert "Sending is stopped" in done.stderr
    assert json.loads(done.stdout)["head"] == manifest["journal"]["head"]
    committee(new, restored.instance, "journal", "verify", "--head", manifest["journal"]["head"])
    took = time.monotonic() - lost
    with pytest.raises(Misconfigured, match="not empty"):
        restore(restored.settings, backup)
    assert (restored.instance / "session.key").read_text() == "key of the test\n"

    with restored.database.reading() as session:
        assert journal.verify(session).ok
        there = set(session.scalars(select(Entry.seq)))
        assert not set(acknowledged) - there
        assert len(there) == manifest["journal"]["entries"]
        assert stopped(session)
    assert open_store_path(restored.instance).read_bytes() == before
    assert tray(restored) == laid

    # Stopped: nothing leaves, by the dispatcher, by the command, or by hand.
    assert send(restored, post) == 0
    assert master.taken == sent
    assert tray(restored) == laid
    assert "Sending is stopped" in committee(new, restored.instance, "letters", "print", fails=True).stderr
    assert "Sending is stopped" in committee(new, restored.instance, "dispatch").stderr
    with restored.database.reading() as session:
        waiting = waits(session, restored.instance)
        letter = next(session.scalars(select(Outbox.letter_id).where(Outbox.id == one.id)).one()
                      for one in waiting if one.complaint == other)  # fmt: skip
    assert {one.kind for one in waiting} == {"letter", "mail"}
    assert not any(one.known for one in waiting)  # the backup's own register is older
    with pytest.raises(Refused, match="Sending is stopped"):
        restored.act("print_letter", complaint=other, on=ON, letter=letter)

    # The register that outlived the loss says what left; a person marks it, and resumes.
    shutil.copyfile(register, restored.instance / "left.jsonl")
    with restored.database.reading() as session:
        waiting = waits(session, restored.instance)
    known = [str(one.id) for one in waiting if one.known]
    assert len(known) == len(waiting)
    with pytest.raises(Refused, match="Compare first"):
        restored.act("resume_sending", "staff", on=ON, left=known, compared="no")
    restored.act("resume_sending", "staff", on=ON, left=known, compared="yes")
    send(restored, post, minutes=5)
    assert master.taken == sent
    assert tray(restored) == laid
    with restored.database.reading() as session:
        assert stopped(session) is None
        assert session.scalar(select(Entry.verb).order_by(Entry.seq.desc()).limit(1)) == "resume_sending"
        assert journal.verify(session).ok
    restored.database.close()
    print(
        f"\n{make_url(new).get_backend_name()}: backup in use {backed_up - begun:.1f} s, restored and verified in "
        f"{took:.1f} s, {manifest['journal']['entries']} entries"
    )


def test_without_a_mark_the_register_alone_keeps_a_mail_from_going_twice(
    sqlite_office: Office, mails: tuple[Postmaster, Server]
) -> None:
    """The dispatcher died between the server's word and its own mark: the next one asks the register."""
    master, post = mails
    sqlite_office.lodge("2028-06-05")
    sqlite_office.act("send_digest", "console", on=ON)
    send(sqlite_office, post)
    with sqlite_office.database.writing() as session:
        session.execute(update(Outbox).where(Outbox.kind == "mail").values(done_at=None, lease_until=None))
    send(sqlite_office, post, minutes=10)
    assert len(master.taken) == len(set(master.taken)) == 2
    # The mutant: a dispatcher without its register sends them again.
    (sqlite_office.instance / "left.jsonl").unlink()
    with sqlite_office.database.writing() as session:
        session.execute(update(Outbox).where(Outbox.kind == "mail").values(done_at=None, lease_until=None))
    send(sqlite_office, post, minutes=20)
    assert len(master.taken) == 4


def test_a_plain_copy_without_the_log_is_found(sqlite_office: Office, tmp_path: Path) -> None:
    """The mutant: `cp` of the file alone. What the write-ahead log held is missing, and the head outside says so."""
    sqlite_office.lodge("2028-01-03")
    with sqlite_office.database.reading() as session:
        entries, head = journal.head(session)
        source = Path(str(make_url(sqlite_office.database.url).database))
        shutil.copyfile(source, tmp_path / "copied.sqlite3")
    copied = Database(f"sqlite:///{tmp_path / 'copied.sqlite3'}")
    with copied.reading() as session:
        verdict = journal.verify(session, head)
    copied.close()
    assert not verdict.ok
    assert verdict.entries < entries


@pytest.mark.parametrize("harm", ["changed", "missing", "more", "no manifest", "another head"])
def test_a_backup_that_is_not_whole_is_refused(sqlite_office: Office, tmp_path: Path, harm: str) -> None:
    sheet = sqlite_office.instance / "print_tray" / "sample.pdf"
    sheet.parent.mkdir(parents=True)
    sheet.write_bytes(b"%PDF sample")
    backup, settings = tmp_path / "backup", sqlite_office.settings
    back_up(settings, backup)
    with pytest.raises(Misconfigured, match="not empty"):
        back_up(settings, backup)
    copied = backup / "print_tray" / "sample.pdf"
    match harm:
        case "changed":
            copied.write_bytes(b"%PDF sampl")
        case "missing":
            copied.unlink()
        case "more":
            copied.with_name("more.pdf").write_bytes(b"more")
        case "no manifest":
            (backup / "manifest.json").unlink()
        case "another head":
            manifest = json.loads((backup / "manifest.json").read_text())
            manifest["journal"]["head"] = "1" * 64
            (backup / "manifest.json").write_text(json.dumps(manifest))
    there = replace(
        settings, database_url=f"sqlite:///{tmp_path / 'new' / 'office.sqlite3'}", instance=tmp_path / "new"
    )
    with pytest.raises(Misconfigured):
        restore(there, backup)


def test_a_folder_of_keys_may_hold_what_is_no_key(sqlite_office: Office, tmp_path: Path) -> None:
    """A medium has folders of its own (lost+found); notes lie beside keys. None of it is restored, or in the way."""
    backup, medium = tmp_path / "backup", tmp_path / "keys"
    (sqlite_office.instance).mkdir(exist_ok=True)
    (sqlite_office.instance / "factors.key").write_text("key of the test\n")
    back_up(sqlite_office.settings, backup, medium)
    (medium / "lost+found").mkdir()
    (medium / "office.sqlite3").write_text("no key")
    there = replace(
        sqlite_office.settings,
        database_url=f"sqlite:///{tmp_path / 'new' / 'office.sqlite3'}",
        instance=tmp_path / "new",
    )
    restore(there, backup, medium)
    assert (there.instance / "factors.key").read_text() == "key of the test\n"
    assert not (there.instance / "lost+found").exists()


def test_on_a_new_server_the_login_of_the_office_may_come_after_the_restore(
    new_url: Any, postgres_server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/operating.md has it: the owner restores; the login `office` is made afterwards."""
    old = Office(Database(new_url("postgresql")), tmp_path / "old")
    old.lodge("2028-01-03")
    backup = tmp_path / "backup"
    monkeypatch.setenv("PATH", f"{_programs()}:{os.environ['PATH']}")
    back_up(old.settings, backup)
    old.database.close()
    name = postgres_server.create()
    owner = postgres_server.url(name)
    monkeypatch.setenv("COMMITTEE_OWNER_URL", owner)
    there = replace(old.settings, database_url=owner.replace("postgres@", "office_to_come@"), instance=tmp_path / "new")
    try:
        assert restore(there, backup).entries
        restored = Database(owner)
        with restored.reading() as session:
            assert stopped(session)
        restored.close()
    finally:
        postgres_server.drop(name)
