"""Someone who can write the store's file changes the journal: its own verifier and the separate checker both say where.

A tail that was cut off leaves a shorter journal that holds; only a head kept outside tells of it.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from committee_app import journal
from committee_app.database import Database
from tests.offices import Office

ROOT = Path(__file__).parents[2]
CHECKER = ROOT / "checker" / "check_journal.py"

Records = list[dict[str, Any]]


def edit(records: Records) -> int:
    records[4]["actor"] = "somebody-else"
    return 5


def edit_body(records: Records) -> int:
    records[6]["body"] = {**records[6]["body"], "choice": "no"}
    return 7


def rewrite_one(records: Records) -> int:
    # Its own hash is made to fit; the next entry still names the old one.
    record = records[4]
    record["actor"] = "somebody-else"
    record["hash"] = journal.link(
        *(record[name] for name in ("seq", "at", "actor", "verb", "clause", "complaint_id", "body_commit", "prev_hash"))
    )
    return 6


def delete(records: Records) -> int:
    del records[4]
    return 6


def insert(records: Records) -> int:
    made = {**records[4], "actor": "somebody-else", "hash": "e" * 64, "prev_hash": "f" * 64}
    records.insert(5, made)
    for number, record in enumerate(records, 1):
        record["seq"] = number
    return 6


def swap(records: Records) -> int:
    records[4], records[5] = {**records[5], "seq": 5}, {**records[4], "seq": 6}
    return 5


TAMPERS = (edit, edit_body, rewrite_one, delete, insert, swap)


def exported(database: Database) -> Records:
    with database.reading() as session:
        return [json.loads(line) for line in journal.export(session)]


def checked(path: Path, *head: str) -> dict[str, Any]:
    told = subprocess.run([sys.executable, "-I", str(CHECKER), str(path), *head], capture_output=True, text=True)
    assert told.stderr == ""
    verdict: dict[str, Any] = json.loads(told.stdout)
    assert told.returncode == (0 if verdict["ok"] else 1)
    return verdict


def rewritten(store: Path, records: Records) -> None:
    """Puts these records in the place of the journal, as one with the file in hand can."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM entry_body")
        connection.execute("DELETE FROM entry")
        for record in records:
            said = tuple(record[name] for name in ENTRY)
            connection.execute(f"INSERT INTO entry ({', '.join(ENTRY)}) VALUES ({', '.join('?' * len(ENTRY))})", said)
            body = journal.canonical(record["body"])
            connection.execute("INSERT INTO entry_body VALUES (?, ?, ?)", (record["seq"], record["salt"], body))


ENTRY = ("seq", "at", "actor", "verb", "clause", "complaint_id", "body_commit", "prev_hash", "hash")


@pytest.fixture
def worked(office: Office) -> Office:
    """An office with some twenty entries."""
    complaint = office.lodge("2028-01-03")
    office.to_reviewed(complaint)
    return office


def verdict_of(database: Database, head: str | None = None) -> dict[str, Any]:
    with database.reading() as session:
        return journal.verify(session, head).as_json()


def test_an_untouched_journal_holds_for_both(worked: Office, tmp_path: Path) -> None:
    own = verdict_of(worked.database)
    assert own["ok"]
    assert own["entries"] == 14
    path = tmp_path / "journal.jsonl"
    path.write_text("\n".join(journal.canonical(record) for record in exported(worked.database)))
    assert checked(path) == own
    assert checked(path, own["head"]) == verdict_of(worked.database, own["head"]) == own


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__)
def test_a_change_in_the_export_is_found(worked: Office, tmp_path: Path, tamper: Callable[[Records], int]) -> None:
    records = exported(worked.database)
    where = tamper(records)
    path = tmp_path / "journal.jsonl"
    path.write_text("\n".join(journal.canonical(record) for record in records))
    verdict = checked(path)
    assert not verdict["ok"]
    assert verdict["first_bad"]["seq"] == where


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__)
def test_a_change_in_the_store_is_found_by_both_alike(
    sqlite_office: Office, tmp_path: Path, tamper: Callable[[Records], int]
) -> None:
    sqlite_office.to_reviewed(sqlite_office.lodge("2028-01-03"))
    records = exported(sqlite_office.database)
    where = tamper(records)
    sqlite_office.database.close()
    store = tmp_path / "tampered.sqlite3"
    shutil.copyfile(sqlite_office.database.url.removeprefix("sqlite:///"), store)
    rewritten(store, records)
    database = Database(f"sqlite:///{store}")
    own = verdict_of(database)
    database.close()
    assert not own["ok"]
    assert own["first_bad"]["seq"] == where
    assert checked(store) == own


@pytest.mark.parametrize("cut", [1, 5])
def test_a_tail_that_was_cut_off_is_found_with_a_head_kept_outside(
    sqlite_office: Office, tmp_path: Path, cut: int
) -> None:
    sqlite_office.to_reviewed(sqlite_office.lodge("2028-01-03"))
    records = exported(sqlite_office.database)
    head = records[-1]["hash"]
    sqlite_office.database.close()
    store = tmp_path / "tampered.sqlite3"
    shutil.copyfile(sqlite_office.database.url.removeprefix("sqlite:///"), store)
    rewritten(store, records[:-cut])
    database = Database(f"sqlite:///{store}")
    assert verdict_of(database)["ok"]  # without the head nothing is to be seen
    own = verdict_of(database, head)
    database.close()
    assert own["first_bad"]["seq"] == len(records) - cut + 1
    assert checked(store, head) == own


def test_an_earlier_head_is_still_in_the_journal(worked: Office, tmp_path: Path) -> None:
    records = exported(worked.database)
    assert verdict_of(worked.database, records[3]["hash"])["ok"]


def test_one_flipped_character_anywhere_is_found(worked: Office, tmp_path: Path) -> None:
    records = exported(worked.database)
    path = tmp_path / "journal.jsonl"
    for number, record in enumerate(records):
        for name in ("at", "actor", "verb", "body_commit", "prev_hash", "hash", "salt"):
            changed = [dict(other) for other in records]
            text = record[name]
            changed[number][name] = text[:-1] + ("0" if text[-1] != "0" else "1")
            path.write_text("\n".join(journal.canonical(other) for other in changed))
            assert not _checked_here(path)["ok"], (number, name)


def _checked_here(path: Path) -> dict[str, Any]:
    """The checker in this process: one of its own for each of a hundred changes would take a minute."""
    namespace: dict[str, Any] = {"__name__": "checker"}
    exec(compile(CHECKER.read_text(), str(CHECKER), "exec"), namespace)
    verdict: dict[str, Any] = namespace["check"](str(path))
    return verdict


def test_the_checker_is_short_and_stands_alone() -> None:
    source = CHECKER.read_text()
    assert source.count("\n") < 60
    imported = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)


def test_a_body_that_was_lawfully_removed_leaves_the_chain_whole(sqlite_office: Office, tmp_path: Path) -> None:
    sqlite_office.lodge("2028-01-03")
    records = exported(sqlite_office.database)
    sqlite_office.database.close()
    store = tmp_path / "retention.sqlite3"
    shutil.copyfile(sqlite_office.database.url.removeprefix("sqlite:///"), store)
    rewritten(store, records)
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("DELETE FROM entry_body WHERE seq = 1")
    database = Database(f"sqlite:///{store}")
    assert verdict_of(database)["ok"]
    database.close()
    assert checked(store)["ok"]
