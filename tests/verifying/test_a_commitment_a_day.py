"""One commitment a day to the closed journal's head: it hides it, it proves it, and it shows nothing else."""

import json
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from committee_app import journal, keys
from committee_app.acts import Refused
from committee_app.commitments import proof
from committee_app.database import Database
from committee_app.outbox import open_store_path
from committee_app.public import lists
from committee_app.public import store as open_store
from committee_app.public.documents import VERIFY
from committee_app.tables.journal import Entry
from committee_app.tables.publications import HeadCommitment, PublicLine
from tests.commands.test_the_command_line_answers_calmly import committee
from tests.offices import Office, day
from tests.verifying.listing import commit, lines_of, publish


def kept(office: Office) -> list[HeadCommitment]:
    with office.database.reading() as session:
        rows = list(session.scalars(select(HeadCommitment).order_by(HeadCommitment.day)))
        session.expunge_all()
        return rows


def command(office: Office, *words: str, on: str) -> subprocess.CompletedProcess[str]:
    return committee(
        "public", *words, COMMITTEE_DATABASE_URL=office.database.url, COMMITTEE_INSTANCE=str(office.instance),
        COMMITTEE_TODAY=on,
    )  # fmt: skip


def test_the_command_commits_once_a_day_and_writes_the_store(office: Office) -> None:
    keys.make(office.instance)
    office.lodge("2028-03-01")
    first = command(office, "commit", on="2028-03-01")
    assert (first.returncode, first.stdout) == (0, "Committed for the day.\n"), first.stderr
    again = command(office, "commit", on="2028-03-01")
    assert (again.returncode, again.stdout) == (0, "The day has its commitment already.\n"), again.stderr
    # A quiet day and a busy one look alike; a day that was missed stays missed.
    for _ in range(3):
        office.lodge("2028-03-03")
    assert command(office, "commit", on="2028-03-03").returncode == 0
    lines = open_store.lines(open_store_path(office.instance))
    assert [(line.seq, line.day, line.what, line.number) for line in lines] == [
        (1, "2028-03-01", "commitment", None),
        (2, "2028-03-03", "commitment", None),
    ]
    assert all(line.signature for line in lines)
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Entry).where(Entry.verb == "commit_head")) == 2


def test_without_a_key_the_day_is_committed_to_and_the_trouble_told(sqlite_office: Office) -> None:
    done = command(sqlite_office, "commit", on="2028-03-01")
    assert done.returncode == 1
    assert "The open store is not written: The key file" in done.stderr
    assert len(kept(sqlite_office)) == 1


def test_a_second_commitment_of_a_day_is_refused(office: Office) -> None:
    commit(office, "2028-03-01")
    with pytest.raises(Refused, match="already"):
        commit(office, "2028-03-01")
    assert len(lines_of(office)) == len(kept(office)) == 1


def test_the_value_hides_the_head(office: Office) -> None:
    for on in ("2028-03-01", "2028-03-02", "2028-03-03"):
        commit(office, on)
    rows = kept(office)
    assert len({row.nonce for row in rows}) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", row.nonce) for row in rows)
    # The same head on two days, or twice on one, gives values that have nothing to do with each other.
    head = rows[0].head
    assert lists.commitment("2028-03-01", head, rows[0].nonce) != lists.commitment("2028-03-02", head, rows[0].nonce)
    assert lists.commitment("2028-03-01", head, rows[0].nonce) != lists.commitment("2028-03-01", head, rows[1].nonce)
    for row, line in zip(rows, lines_of(office), strict=True):
        assert line.digest == lists.digest_of([row.day.isoformat(), row.head, row.nonce])
        # Nobody who guesses the head finds it in the value.
        guesses = ([row.day.isoformat(), row.head], [row.head], [row.day.isoformat(), row.head, ""])
        assert line.digest not in {row.head, *map(lists.digest_of, guesses)}


def test_the_store_tells_nothing_of_the_journal(office: Office) -> None:
    for number in range(30):
        publish(office, "2028-03-01", name=f"County {number}") if number < 1 else office.lodge("2028-03-01")
    commit(office, "2028-03-01")
    office.dispatch("2028-03-01")
    (row,) = kept(office)
    with office.database.reading() as session:
        entries, head = journal.head(session)
        hashes = list(session.scalars(select(Entry.hash)))
    content = open_store_path(office.instance).read_bytes()
    document = lists.list_document(open_store.lines(open_store_path(office.instance)))
    assert row.entries == entries - 1 == 30
    for secret in (row.nonce, row.head, head, *hashes):
        assert secret.encode() not in content
    assert {line["what"] for line in map(json.loads, document.splitlines())} == {"published", "commitment"}
    assert not re.search(rb'[:,"]30[,}"]', document)
    with closing(Database(f"sqlite:///{open_store_path(office.instance)}")) as store, store.reading() as session:
        tables = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    assert tables == {"record", "line", "about"}


def test_the_past_is_proved(office: Office, tmp_path: Path) -> None:
    office.lodge("2028-03-01")
    commit(office, "2028-03-01")
    office.lodge("2028-03-02")
    commit(office, "2028-03-02")
    office.dispatch("2028-03-02")
    with office.database.reading() as session:
        first, second = proof(session, day("2028-03-01")), proof(session, day("2028-03-02"))
        assert proof(session, day("2028-03-03")) is None
        held = dict(session.execute(select(Entry.seq, Entry.hash)).all())
    assert first
    assert second
    assert (first.ok, second.ok) == (True, True)
    assert (held[first.entries], held[second.entries]) == (first.head, second.head)
    assert second.entries == first.entries + 2
    told = json.loads(command(office, "prove", "2028-03-01", "--json", on="2028-03-09").stdout)
    assert told == first.as_json()
    words = command(office, "prove", "2028-03-02", on="2028-03-09")
    assert second.nonce in words.stdout
    assert "The journal has it there." in words.stdout
    nothing = command(office, "prove", "2028-03-03", on="2028-03-09")
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert "Nothing was committed to on March 3, 2028" in nothing.stderr
    # Whom it is proved to checks it with the download.
    listed = tmp_path / "list.jsonl"
    listed.write_bytes(lists.list_document(open_store.lines(open_store_path(office.instance))))
    for head, nonce, status in ((first.head, first.nonce, 0), (second.head, first.nonce, 1), (first.head, "0" * 64, 1)):
        done = subprocess.run([sys.executable, "-I", VERIFY, "proof", "2028-03-01", head, nonce, listed], env={})
        assert done.returncode == status


def test_another_past_is_not_proved(sqlite_office: Office, tmp_path: Path) -> None:
    """A journal that was written anew has another head at that number; a list that was has another line."""
    sqlite_office.lodge("2028-03-01")
    commit(sqlite_office, "2028-03-01")
    changes = {
        "journal_agrees": "UPDATE entry SET hash = 'x' WHERE seq = 1",
        "list_agrees": "UPDATE head_commitment SET nonce = 'x'",
        "line_holds": "UPDATE public_line SET day = '2028-03-02'",
    }
    owner = Database(sqlite_office.database.url, owner=True)
    for name, change in changes.items():
        with owner.writing() as session:
            for trigger in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                session.execute(text(f"DROP TRIGGER {trigger}"))
            session.execute(text(change))
        with owner.reading() as session:
            found = proof(session, day("2028-03-01"))
            assert found
            assert not getattr(found, name)
            assert not found.ok
            assert session.scalar(select(func.count()).select_from(PublicLine)) == 1
    owner.close()
    assert command(sqlite_office, "prove", "2028-03-01", on="2028-03-09").returncode == 1


@pytest.mark.parametrize("words", [("public",), ("public", "serve", "--help"), ("public", "--help")])
def test_the_group_helps(words: tuple[str, ...]) -> None:
    done = committee(*words)
    assert "Usage" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "words", [("nothing.sqlite3",), ("--port", "1", "nothing.sqlite3"), ("serve", "nothing.sqlite3")]
)
def test_a_store_in_the_place_of_a_command_is_served(words: tuple[str, ...]) -> None:
    # A port that cannot be had: the command comes as far as that.
    done = committee("public", *words, "--host", "192.0.2.1")
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
