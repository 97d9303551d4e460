"""Only the acts, and the few rooms named here, open the door for writing."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITERS = {
    "committee_app/acts/performing.py": "the one door of the acts",
    "committee_app/outbox.py": "marks what it has sent off",
    "committee_app/founding.py": "furnishes an empty office",
    "committee_app/sample/__init__.py": "sets the training clock",
    "committee_app/database.py": "is the door",
    "committee_app/register/bulk.py": "saves its place within an act's transaction",
}


def opens_the_writing_door(source: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"writing", "begin_nested"}
        for node in ast.walk(ast.parse(source))
    )


def test_nobody_else_opens_the_door_for_writing() -> None:
    writers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "committee_app").rglob("*.py")
        if opens_the_writing_door(path.read_text())
    }
    assert writers <= WRITERS.keys()
    assert "committee_app/acts/performing.py" in writers


@pytest.mark.parametrize("source", ["with database.writing() as session: pass", "session.begin_nested()"])
def test_another_writer_would_be_found(source: str) -> None:
    assert opens_the_writing_door(source)


def test_no_desk_adds_changes_or_commits() -> None:
    forbidden = {"add", "add_all", "commit", "flush", "merge", "delete"}
    for path in (ROOT / "committee_app" / "desks").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in forbidden, f"{path.name} line {node.lineno}"
