"""Only the acts, and the few rooms named here, open the door for writing; what they call writes by it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OPEN_THE_DOOR = {
    "committee_app/acts/performing.py": "the one door of the acts",
    "committee_app/acts/entering.py": "the door for who somebody is",
    "committee_app/acts/opening.py": "opens the one matter of a code, and counts what comes by it",
    "committee_app/acts/tries.py": "counts wrong tries before they are looked at",
    "committee_app/backup.py": "stops the sending of what was restored",
    "committee_app/outbox.py": "marks what it has sent off",
    "committee_app/disposing.py": "destroys what two people ordered, as the tables' owner",
    "committee_app/founding.py": "furnishes an empty office",
    "committee_app/sample/__init__.py": "sets the training clock",
    "committee_app/database.py": "is the door",
    "committee_app/register/bulk.py": "saves its place within an act's transaction",
    "committee_app/schema.py": "migrates, as the tables' owner",
}
# Rooms that change rows, in a transaction that somebody above opened.
CHANGE_ROWS = ("committee_app/acts/", "committee_app/register/", "committee_app/sample/", "committee_app/migrations/")
CHANGE_ROWS_TOO = {
    "committee_app/backup.py",
    "committee_app/journal.py",
    "committee_app/disposing.py",
    "committee_app/founding.py",
    "committee_app/outbox.py",
    "committee_app/tables/guards.py",
    "committee_app/tables/lifting.py",
}
DOORS = {"writing", "begin_nested", "begin", "commit", "connect", "raw_connection"}
STATEMENTS = {"insert", "update", "delete"}
OF_A_SESSION = {"add", "add_all", "delete", "merge", "flush", "bulk_save_objects", "bulk_insert_mappings"}
SQL = ("INSERT ", "UPDATE ", "DELETE ", "REPLACE ", "DROP ", "ALTER ", "CREATE ")


def opened_doors(source: str) -> list[int]:
    """The lines that open a transaction for writing, or end one."""
    return [
        node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and node.attr in DOORS
    ]


def changed_rows(source: str) -> Iterator[int]:
    """The lines that add, change or remove rows: by the session, by a statement, or by SQL in words."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("sqlalchemy"):
            yield from [node.lineno] if STATEMENTS & {alias.name for alias in node.names} else []
        elif isinstance(node, ast.Attribute) and node.attr in OF_A_SESSION:
            yield from [node.lineno] if ast.unparse(node.value).endswith("session") else []
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [node.lineno] if node.value.lstrip().startswith(SQL) else []


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "committee_app").rglob("*.py")):
        # The open store is a file of its own, without a session: the public site's guard tells what it may know.
        if path.parent.name != "public":
            yield str(path.relative_to(ROOT)), path.read_text()


def test_nobody_else_opens_the_door_for_writing() -> None:
    opening = {name for name, source in sources() if opened_doors(source)}
    assert opening == OPEN_THE_DOOR.keys()


def test_nobody_else_changes_rows() -> None:
    changing = {name for name, source in sources() if list(changed_rows(source)) and not name.startswith(CHANGE_ROWS)}
    assert changing == CHANGE_ROWS_TOO


@pytest.mark.parametrize(
    "source",
    [
        "with database.writing() as session: pass",
        "session.begin_nested()",
        "with engine.begin(): pass",
        "session.commit()",
    ],
)
def test_another_door_is_found(source: str) -> None:
    assert opened_doors(source)


@pytest.mark.parametrize(
    "source",
    [
        "session.add(row)",
        "self.session.merge(row)",
        "from sqlalchemy import select, update",
        "from sqlalchemy.dialects.sqlite import insert",
        "session.execute(text('DELETE FROM vote'))",
        "session.execute(text(f'UPDATE {table} SET a = 1'))",
    ],
)
def test_another_writer_is_found(source: str) -> None:
    assert list(changed_rows(source))


def test_reading_is_no_writing() -> None:
    source = "with database.reading() as session:\n    seen.add(session.scalar(select(Vote)))"
    assert not opened_doors(source)
    assert not list(changed_rows(source))
