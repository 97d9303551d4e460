"""One story of publications, signed by the real dispatcher, and laid out as an export."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from committee_app import keys
from committee_app.database import Database
from committee_app.outbox import open_store_path
from committee_app.public import lists, store
from tests.offices import Office
from tests.verifying.listing import commit, export, publish, withdraw


@dataclass(frozen=True)
class Exported:
    """A folder as a reader downloads it, an older list of the same site, and the keys that signed."""

    folder: Path
    older: Path
    keys: tuple[str, str]


def told(office: Office) -> tuple[Path, bytes, tuple[str, str]]:
    """Six records, of which one is corrected, one superseded and two withdrawn; two days' commitments; a change of keys
    in between. Says where the store is, what the list was in the middle, and the two keys."""
    keys.make(office.instance)
    first = keys.public_half(keys.of_the_records(office.instance))
    one = publish(office, "2028-03-01", name="Adair County")
    commit(office, "2028-03-01")
    publish(office, "2028-03-02", kind="report", name="Ärger, “Côté” County")
    office.dispatch("2028-03-02")
    older = lists.list_document(store.lines(open_store_path(office.instance)))
    keys.rotate(office.instance, keys.RECORDS)
    second = keys.public_half(keys.of_the_records(office.instance))
    publish(office, "2028-03-03", name="Adair County", replaces=one, how="corrects")
    gone = publish(office, "2028-03-04", name="Boone County")
    publish(office, "2028-03-05", name="Boone County", replaces=gone, how="supersedes")
    withdraw(office, gone, "2028-03-06", "Sample: it was published by mistake.")
    last = publish(office, "2028-03-06", name="Clay County")
    withdraw(office, last, "2028-03-07", "Sample: another mistake.")
    commit(office, "2028-03-07")
    office.dispatch("2028-03-07")
    return open_store_path(office.instance), older, (first, second)


@pytest.fixture(scope="module")
def told_once(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    base = tmp_path_factory.mktemp("verifying")
    shutil.copyfile(sqlite_template, base / "office.sqlite3")
    database = Database(f"sqlite:///{base / 'office.sqlite3'}")
    path, older, both = told(Office(database, base / "instance"))
    (base / "older.jsonl").write_bytes(older)
    yield Exported(export(path, base / "site"), base / "older.jsonl", both)
    database.close()


@pytest.fixture
def exported(told_once: Exported, tmp_path: Path) -> Exported:
    """A copy of the export, to be spoilt."""
    folder = tmp_path / "site"
    shutil.copytree(told_once.folder, folder)
    return Exported(folder, told_once.older, told_once.keys)
