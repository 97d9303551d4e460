"""With all that the public process has, an attacker reads no closed row, no closed name and no count.

The attacker is tests/ops/attacker.py. Each engine has its mutant: a wall with a hole, which the same script finds.
"""

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from committee_app import schema
from committee_app.public import postgres_store, store
from committee_app.tables.base import Base
from tests import postgres
from tests.offices import Office
from tests.ops.opening import OpenDatabase, contents, prepared, record

ATTACKER = Path(__file__).with_name("attacker.py")
TABLES = sorted(Base.metadata.tables)
# Column and table names of the closed store that stand nowhere in PostgreSQL itself.
TELLING = {name for name in TABLES if name.count("_")} | {"complaint", "remediation", "motion", "docket", "referral"}
TOKEN = "Sample Complainant Quillfeather-8842"
MAY_READ = {"own records"}


def attack(how: str, address: str, user: str | None = None, script: Path = ATTACKER, **hints: Any) -> dict[str, Any]:
    """Runs the attacker in a process with no other environment than the public process's; says what came back."""
    account = pwd.getpwnam(user) if user else None
    told = subprocess.run(
        [sys.executable if user is None else shutil.which("python3", path="/usr/bin:/bin") or "python3",
         str(script), how, address, json.dumps(hints)],
        capture_output=True, text=True, check=False, timeout=120, env={"PATH": "/usr/bin:/bin"}, cwd="/",
        user=account.pw_uid if account else None, group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def words_of(tries: dict[str, Any]) -> str:
    """All that the attacker was shown, the refusals left out: they repeat what it asked."""
    return json.dumps([tried.get("rows", []) for tried in tries.values()], ensure_ascii=False)


def catalogued(tries: dict[str, Any]) -> set[str]:
    """The closed tables whose names came back."""
    shown = {cell for tried in tries.values() for row in tried.get("rows", []) for cell in row}
    return {name for name in shown if name in TELLING}


@pytest.fixture
def closed(new_url: Any, tmp_path: Path) -> Office:
    """A closed store on PostgreSQL with a matter in it, brought up as its documentation says."""
    from committee_app.database import Database

    url = new_url("postgresql")
    schema.upgrade(url)
    office = Office(Database(url), tmp_path / "instance")
    office.lodge("2028-01-03", complainant=TOKEN)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("ANALYZE")
    office.database.engine.dispose()
    return office


@pytest.fixture
def other_database(postgres_server: postgres.Server) -> Iterator[OpenDatabase]:
    name = postgres_server.create()
    with prepared(postgres_server, name) as made:
        assert made.said == []
        store.write(made.publisher, contents(record(1)))
        yield made
    postgres_server.drop(name)


def hints(office: Office) -> dict[str, Any]:
    return {
        "tables": TABLES,
        "roles": ["postgres", "committee_office", postgres_store.PUBLISHER, "pg_read_all_data", "pg_monitor"],
        "databases": [make_url(office.database.url).database, "postgres", "template1"],
    }


def test_in_a_database_of_its_own_nothing_closed_is_there_to_be_read(
    closed: Office, other_database: OpenDatabase
) -> None:
    tries = attack("postgresql", other_database.public, **hints(closed))
    assert tries["own records"]["rows"] == [["1"]]
    name = str(make_url(closed.database.url).database)
    shown = words_of(tries)
    for told in (TOKEN, "Quillfeather", "2028-001", name, "committee_office", "entry_body"):
        assert told not in shown, told
    assert catalogued(tries) == set()
    for one, tried in tries.items():
        if one.startswith(("table ", "count ", "size ", "does ", "becomes ", "session of ")):
            assert "refused" in tried, one
    # What tells how much is written, or by whom, in the closed database.
    for view in (
        "pg_stat_database", "pg_stat_activity", "pg_locks", "pg_database", "pg_roles", "pg_stat_wal", "pg_stat_io",
        "pg_shdepend", "pg_largeobject", "pg_authid",
    ):  # fmt: skip
        assert "refused" in tries[f"catalogue {view}"], view
    assert all("refused" in tried for one, tried in tries.items() if one.startswith("function "))
    assert "refused" in tries[f"database {name}"]
    print(f"\n{len(tries)} tries on PostgreSQL, {sum('refused' in tried for tried in tries.values())} refused")


def test_a_wall_with_a_hole_is_found(closed: Office, other_database: OpenDatabase) -> None:
    """The mutant: the closed database lets every login of the server in, as PostgreSQL does by itself."""
    name = str(make_url(closed.database.url).database)
    with psycopg.connect(closed.database.url, autocommit=True) as owner:
        owner.execute(f'GRANT CONNECT ON DATABASE "{name}" TO PUBLIC'.encode())
    tries = attack("postgresql", other_database.public, **hints(closed))
    assert "rows" in tries[f"database {name}"]
    assert {"entry_body", "answer_code"} <= catalogued(tries)


def test_in_the_offices_own_database_rows_are_closed_and_names_are_not(
    closed: Office, postgres_server: postgres.Server
) -> None:
    """Second best, as docs/operating.md says: the catalogue tells names, and about how many rows there are."""
    with prepared(postgres_server, str(make_url(closed.database.url).database)) as here:
        assert "own database" in here.said[0]
        store.write(here.publisher, contents(record(1)))
        tries = attack("postgresql", here.public, **{**hints(closed), "databases": ["postgres"]})
        with psycopg.connect(here.owner, autocommit=True) as owner:
            # What a login could make for itself would keep it from being dropped.
            assert owner.execute("SELECT count(*) FROM pg_largeobject_metadata").fetchone() == (0,)
    assert tries["own records"]["rows"] == [["1"]]
    shown = words_of(tries)
    assert TOKEN not in shown
    assert "Quillfeather" not in shown
    for table in TABLES:
        assert "refused" in tries[f"table {table}"], table
        assert "refused" in tries[f"count {table}"], table
    does = {one for one, tried in tries.items() if one.startswith(("becomes ", "does ")) and "refused" not in tried}
    assert does <= {"does do"}
    assert {"entry_body", "answer_code"} <= catalogued(tries)


# --- SQLite -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_folders(sqlite_office: Office) -> Iterator[tuple[Path, Path]]:
    """The instance folder as `committee init` makes it, and the public folder of another user, beside it."""
    import tempfile

    sqlite_office.lodge("2028-01-03", complainant=TOKEN)
    sqlite_office.database.close()
    base = Path(tempfile.mkdtemp(prefix="two-folders-", dir="/tmp"))
    base.chmod(0o755)
    instance, public = base / "instance", base / "public"
    instance.mkdir(mode=0o700)
    public.mkdir(mode=0o755)
    shutil.copyfile(str(make_url(sqlite_office.database.url).database), instance / "office.sqlite3")
    (instance / "office.sqlite3").chmod(0o600)
    (instance / "session.key").write_text("secret")
    store.write(public / "open.sqlite3", contents(record(1)))
    shutil.copyfile(ATTACKER, public / "attacker.py")
    yield instance, public
    shutil.rmtree(base)


def of_files(instance: Path) -> dict[str, Any]:
    return {
        "paths": [str(instance / "office.sqlite3"), str(instance / "session.key")],
        "tokens": [TOKEN, "Quillfeather", "complaint", "entry_body", "2028-001", "Sample Member"],
    }


def _as_nobody(public: Path, instance: Path) -> dict[str, Any]:
    script = public / "attacker.py"
    tries = attack("sqlite", str(public / "open.sqlite3"), "nobody", script, **of_files(instance))
    script.unlink()
    return tries


def test_the_file_holds_its_own_three_tables_and_no_closed_byte(two_folders: tuple[Path, Path]) -> None:
    instance, public = two_folders
    (public / "attacker.py").unlink()
    tries = attack("sqlite", str(public / "open.sqlite3"), **{**of_files(instance), "paths": []})
    names = {row[0] for row in tries["tables"]["rows"]}
    assert {"record", "line", "about"} <= names
    assert not names & set(TABLES) - {"record", "line", "about"}
    assert tries["raw bytes"]["rows"] == []
    # Nothing of another writing lies beside it: no log, no temporary file.
    assert tries["folder"]["rows"] == [["open.sqlite3"]]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a process as another user")
def test_another_user_reads_the_open_file_and_nothing_of_the_instance_folder(two_folders: tuple[Path, Path]) -> None:
    instance, public = two_folders
    tries = _as_nobody(public, instance)
    assert tries["own record"]["rows"] == [[1]]
    for path in of_files(instance)["paths"]:
        for verb in ("attach", "open", "list", "write"):
            assert "refused" in tries[f"{verb} {path}"], (verb, path)
    assert "refused" in tries["write own"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a process as another user")
def test_a_folder_that_others_may_enter_is_found(two_folders: tuple[Path, Path]) -> None:
    instance, public = two_folders
    instance.chmod(0o755)
    (instance / "office.sqlite3").chmod(0o644)
    tries = _as_nobody(public, instance)
    assert any("rows" in tries[f"{verb} {instance / 'office.sqlite3'}"] for verb in ("attach", "open", "list"))
