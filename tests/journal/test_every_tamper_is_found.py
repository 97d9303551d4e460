"""Someone who can write the store's file changes the journal: its own verifier and the separate checker both say where.

A tail cut off, or a whole history made anew, leaves a journal that holds; only a head kept outside tells of it.
"""

import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from committee_app import journal
from committee_app.database import Database
from committee_app.tables.base import canonical
from tests.offices import Office

ROOT = Path(__file__).parents[2]
CHECKER = ROOT / "checker" / "check_journal.py"

Record = dict[str, Any]
Records = list[Record]

SAID = ("seq", "at", "actor", "verb", "clause", "complaint_id", "body_commit", "prev_hash")
ENTRY = (*SAID, "hash")


# A tamper changes the records at one place, counted from 0, and says the number of the first entry that cannot hold.


def edit_the_actor(records: Records, at: int) -> int:
    records[at]["actor"] = "somebody-else"
    return at + 1


def edit_the_time(records: Records, at: int) -> int:
    records[at]["at"] = "2027-01-01T18:00:00.000000Z"
    return at + 1


def take_the_clause_away(records: Records, at: int) -> int:
    records[at]["clause"] = None if records[at]["clause"] else "56.602.3(1)"
    return at + 1


def edit_the_body(records: Records, at: int) -> int:
    records[at]["body"] = {**records[at]["body"], "choice": "somebody else's"}
    return at + 1


def edit_the_body_and_empty_its_salt(records: Records, at: int) -> int:
    records[at].update(salt="", body={})
    return at + 1


def edit_and_fit_its_hash(records: Records, at: int) -> int:
    records[at]["actor"] = "somebody-else"
    records[at]["hash"] = hashed(records[at])
    return at + 2  # the next entry still names the old one


def delete(records: Records, at: int) -> int:
    del records[at]
    return at + 2


def insert(records: Records, at: int) -> int:
    records.insert(at, {**records[at], "actor": "somebody-else", "hash": "e" * 64, "prev_hash": "f" * 64})
    for number, record in enumerate(records, 1):
        record["seq"] = number
    return at + 1


def insert_a_fitting_one(records: Records, at: int) -> int:
    made = {**records[at], "actor": "somebody-else"}
    made["hash"] = hashed(made)
    records.insert(at, made)
    for number, record in enumerate(records, 1):
        record["seq"] = number
    records[at + 1]["prev_hash"] = made["hash"]
    records[at]["hash"] = hashed(records[at])
    return at + 2


def swap(records: Records, at: int) -> int:
    records[at], records[at + 1] = {**records[at + 1], "seq": at + 1}, {**records[at], "seq": at + 2}
    return at + 1


TAMPERS = (
    edit_the_actor,
    edit_the_time,
    take_the_clause_away,
    edit_the_body,
    edit_the_body_and_empty_its_salt,
    edit_and_fit_its_hash,
    delete,
    insert,
    insert_a_fitting_one,
    swap,
)
Tamper = Callable[[Records, int], int]
named = pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__)


def hashed(record: Record) -> str:
    return journal.link(*(record[name] for name in SAID))


def made_anew(records: Records, at: int) -> None:
    """Changes an entry and makes every later one fit: what somebody can do who has the file and the time."""
    records[at]["actor"] = "somebody-else"
    for number in range(at, len(records)):
        if number:
            records[number]["prev_hash"] = records[number - 1]["hash"]
        records[number]["hash"] = hashed(records[number])


def exported(database: Database) -> Records:
    with database.reading() as session:
        return [json.loads(line) for line in journal.export(session)]


def kept(records: Records, path: Path) -> Path:
    path.write_text("\n".join(journal.canonical(record) for record in records))
    return path


def own_verdict(database: Database, head: str | None = None) -> dict[str, Any]:
    with database.reading() as session:
        return journal.verify(session, head).as_json()


def checked(path: Path, *head: str) -> dict[str, Any]:
    """The verdict of the separate checker, which sees neither this program nor what is installed here."""
    told = subprocess.run([sys.executable, "-I", str(CHECKER), str(path), *head], capture_output=True, text=True)
    assert told.stderr == ""
    verdict: dict[str, Any] = json.loads(told.stdout)
    assert told.returncode == (0 if verdict["ok"] else 1)
    return verdict


def check() -> Callable[..., dict[str, Any]]:
    """The checker in this process, for cases by the hundred."""
    namespace: dict[str, Any] = {"__name__": "checker"}
    exec(compile(CHECKER.read_text(), str(CHECKER), "exec"), namespace)
    found: Callable[..., dict[str, Any]] = namespace["check"]
    return found


def store_of(database: Database) -> Path:
    return Path(database.url.removeprefix("sqlite:///"))


def rewritten(database: Database, records: Records) -> None:
    """Puts these records in the place of the journal, as the tables' owner can who first switches the guards off."""
    if database.is_sqlite:
        with closing(sqlite3.connect(store_of(database), isolation_level=None)) as store:
            store.execute("PRAGMA foreign_keys=OFF")
            for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                store.execute(f"DROP TRIGGER {name}")
    owner = Database(database.url, owner=True)
    with owner.engine.connect() as connection:
        if owner.is_sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql("DELETE FROM entry_body")
        connection.exec_driver_sql("DELETE FROM entry")
        for record in records:
            row = {**record, "body": journal.canonical(record["body"])}
            marks = ", ".join(f":{name}" for name in ENTRY)
            connection.execute(text(f"INSERT INTO entry ({', '.join(ENTRY)}) VALUES ({marks})"), row)
            connection.execute(text("INSERT INTO entry_body (seq, salt, body) VALUES (:seq, :salt, :body)"), row)
        connection.commit()
    owner.close()


def as_owner(database: Database, statement: str) -> None:
    """Runs a statement as the tables' owner can who first switches the guards off."""
    rewritten(database, exported(database))
    owner = Database(database.url, owner=True)
    with owner.engine.connect() as connection:
        if not owner.is_sqlite:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql(statement)
        connection.commit()
    owner.close()


@pytest.fixture
def worked(office: Office) -> Office:
    """An office with fourteen entries, on each engine."""
    office.to_reviewed(office.lodge("2028-01-03"))
    return office


def said_by_all(database: Database, tmp_path: Path, *head: str) -> dict[str, Any]:
    """The one verdict of the verifier, of the checker on the export and of the checker on the store."""
    own = own_verdict(database, *head)
    assert checked(kept(exported(database), tmp_path / "export.jsonl"), *head) == own
    if database.is_sqlite:
        assert checked(store_of(database), *head) == own
    return own


def test_an_untouched_journal_holds_for_all(worked: Office, tmp_path: Path) -> None:
    own = said_by_all(worked.database, tmp_path)
    assert own == {"entries": 14, "ok": True, "first_bad": None, "head": exported(worked.database)[-1]["hash"]}
    assert said_by_all(worked.database, tmp_path, own["head"]) == own


def test_a_journal_put_back_as_it_was_holds(worked: Office, tmp_path: Path) -> None:
    before = said_by_all(worked.database, tmp_path)
    rewritten(worked.database, exported(worked.database))
    assert said_by_all(worked.database, tmp_path, before["head"]) == before


@named
def test_a_change_is_found_by_all_alike(worked: Office, tmp_path: Path, tamper: Tamper) -> None:
    records = exported(worked.database)
    where = tamper(records, 4)
    in_the_export = checked(kept(records, tmp_path / "altered.jsonl"))
    rewritten(worked.database, records)
    assert said_by_all(worked.database, tmp_path) == in_the_export
    assert in_the_export["first_bad"]["seq"] == where
    assert in_the_export["entries"] == where - 1 - (tamper is delete)


@named
def test_a_change_is_found_wherever_it_is(sqlite_office: Office, tmp_path: Path, tamper: Tamper) -> None:
    sqlite_office.to_reviewed(sqlite_office.lodge("2028-01-03"))
    whole, checker = exported(sqlite_office.database), check()
    for at in range(len(whole) - 1):
        records = [dict(record) for record in whole]
        where = tamper(records, at)
        assert checker(kept(records, tmp_path / "altered.jsonl"))["first_bad"]["seq"] == where, at


def test_one_flipped_character_anywhere_is_found(sqlite_office: Office, tmp_path: Path) -> None:
    sqlite_office.to_reviewed(sqlite_office.lodge("2028-01-03"))
    whole, checker = exported(sqlite_office.database), check()
    for number, record in enumerate(whole):
        for name in ("at", "actor", "verb", "body_commit", "prev_hash", "hash", "salt"):
            records = [dict(other) for other in whole]
            records[number][name] = record[name][:-1] + ("0" if record[name][-1] != "0" else "1")
            assert checker(kept(records, tmp_path / "altered.jsonl"))["first_bad"]["seq"] == number + 1, name


@pytest.mark.parametrize("cut", [1, 5, 14])
def test_a_tail_that_was_cut_off_is_found_with_a_head_kept_outside(worked: Office, tmp_path: Path, cut: int) -> None:
    records = exported(worked.database)
    head = records[-1]["hash"]
    rewritten(worked.database, records[:-cut])
    assert said_by_all(worked.database, tmp_path)["ok"]  # without the head nothing is to be seen
    assert said_by_all(worked.database, tmp_path, head)["first_bad"]["seq"] == len(records) - cut + 1


@pytest.mark.parametrize("at", [0, 4, 13])
def test_a_history_made_anew_is_found_with_a_head_kept_outside(worked: Office, tmp_path: Path, at: int) -> None:
    records = exported(worked.database)
    head = records[-1]["hash"]
    made_anew(records, at)
    rewritten(worked.database, records)
    assert said_by_all(worked.database, tmp_path)["ok"]
    assert not said_by_all(worked.database, tmp_path, head)["ok"]


def test_an_earlier_head_is_still_in_the_journal(worked: Office, tmp_path: Path) -> None:
    assert said_by_all(worked.database, tmp_path, exported(worked.database)[3]["hash"])["ok"]


@pytest.mark.parametrize("head", ["", "a" * 64, "not a hash"])
def test_a_head_that_was_never_there_is_found(worked: Office, tmp_path: Path, head: str) -> None:
    assert said_by_all(worked.database, tmp_path, head)["first_bad"]["seq"] == 15


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET at = 'once' WHERE seq = 5",
        "UPDATE entry SET at = replace(at, '.000000Z', '+00:00') WHERE seq = 5",
        "UPDATE entry_body SET body = '{' WHERE seq = 5",
        "UPDATE entry_body SET body = '' WHERE seq = 5",
        "UPDATE entry_body SET body = body || ' ' WHERE seq = 5",
        "UPDATE entry_body SET body = 'NaN' WHERE seq = 5",
    ],
)
def test_what_is_no_time_or_no_json_any_more_is_found(worked: Office, change: str) -> None:
    as_owner(worked.database, change)
    own = own_verdict(worked.database)
    assert own["first_bad"]["seq"] == 5
    if worked.database.is_sqlite:
        assert checked(store_of(worked.database)) == own


@pytest.mark.parametrize("number", [1, 5, 14])
def test_a_body_that_was_removed_is_found(worked: Office, tmp_path: Path, number: int) -> None:
    """No order of disposal names it: what is missing was taken. Those that one names stand in tests/retention."""
    as_owner(worked.database, f"DELETE FROM entry_body WHERE seq = {number}")
    verdict = said_by_all(worked.database, tmp_path)
    assert verdict["first_bad"] == {"seq": number, "reason": "its body is missing"}


@pytest.mark.parametrize("name", ["director", 'O\'Neil "x"', "\u00e9\u4e2d\n\t\\", "\u2028\U0001f600\x01"])
def test_the_text_that_is_hashed_is_the_canonical_one(name: str) -> None:
    said = (7, "2028-01-03T18:00:00.000000Z", name, "lodge", None, "2028-001", "ab" * 32, "cd" * 32)
    assert journal.link(*said) == hashlib.sha256(canonical([journal.VERSION, *said]).encode()).hexdigest()


def test_a_body_without_its_salt_is_found(sqlite_office: Office, tmp_path: Path) -> None:
    sqlite_office.lodge("2028-01-03")
    records = exported(sqlite_office.database)
    records[0]["salt"] = None
    assert checked(kept(records, tmp_path / "altered.jsonl"))["first_bad"]["seq"] == 1


def test_the_checker_is_short_and_stands_alone() -> None:
    source = CHECKER.read_text()
    assert source.count("\n") < 80
    imported = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)
