"""Who may import whom. The table is the drawing of the house."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("rules", "workflows", "letters", "committee_app")
MAY_IMPORT = {
    "rules": frozenset(),
    "workflows": frozenset({"rules"}),
    "letters": frozenset({"rules"}),
    "committee_app": frozenset({"rules", "workflows", "letters"}),
}
# The libraries below the shell, each known to one module or one folder. The shell alone knows any other.
ONE_DOOR = {
    "durable": "rules/engine.py",
    "transitions": "workflows/machine.py",
    "holidays": "rules/missouri_holidays.py",
    "reportlab": "letters/pdf/",
    "pyhanko": "letters/signing.py",
    "pyhanko_certvalidator": "letters/signing.py",
}
BELOW_THE_SHELL = sys.stdlib_module_names - {"sqlite3"} | {*PACKAGES, *ONE_DOOR}
# What the public process may load of the office's own package.
PUBLIC = "committee_app/public/"


def imported(source: str) -> Iterator[str]:
    """Every module that the source imports, wherever in it, and “by name” for one that is only known at run time."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            yield from ["by name"] if name in {"__import__", "import_module"} else []
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written out in full"
            yield str(node.module)


def wrong_imports(path: str, source: str) -> list[str]:
    """What a file imports although its room may not know it."""
    room, wrong = path.split("/")[0], []
    for name in imported(source):
        first = name.split(".")[0]
        if first in PACKAGES and first != room and first not in MAY_IMPORT[room]:
            wrong.append(f"{path} imports {name}")
        if first in ONE_DOOR and not path.startswith(ONE_DOOR[first]):
            wrong.append(f"{path} imports {name}; only {ONE_DOOR[first]} may")
        if first not in BELOW_THE_SHELL and room != "committee_app":
            wrong.append(f"{path} imports {name}, which belongs to the shell")
        if path.startswith(PUBLIC) and first in PACKAGES and not f"{name}.".startswith("committee_app.public."):
            wrong.append(f"{path} imports {name}: the public site may not know it")
    return wrong


def files() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def test_every_file_imports_only_what_its_room_may_know() -> None:
    wrong = [fault for path in files() for fault in wrong_imports(str(path.relative_to(ROOT)), path.read_text())]
    assert wrong == []
    assert len(files()) > 60


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rules/calendar.py", "from workflows.machine import Refused"),
        ("workflows/duties.py", "import sqlalchemy"),
        ("rules/facts.py", "import sqlite3"),
        ("letters/letter.py", "from markupsafe import escape"),
        ("rules/triggers.py", "import importlib\nimportlib.import_module('flask')"),
        ("rules/readings.py", "flask = __import__('flask')"),
        ("committee_app/public/__init__.py", "from committee_app import database"),
        ("committee_app/public/store.py", "from committee_app.tables.records import Publication"),
        ("letters/layout.py", "from committee_app.settings import read"),
        ("letters/layout.py", "from reportlab.pdfgen.canvas import Canvas"),
        ("letters/pdf/structure.py", "from pyhanko.sign import signers"),
        ("rules/findings.py", "from durable.lang import ruleset"),
        ("committee_app/acts/motions.py", "from transitions import Machine"),
        ("committee_app/public/__init__.py", "from committee_app.database import Database"),
        ("committee_app/public/store.py", "from rules.statute import cite"),
        ("workflows/motion.py", "def late() -> None:\n    from letters import catalogue"),
    ],
)
def test_a_wrong_import_is_found(path: str, source: str) -> None:
    assert wrong_imports(path, source)


def test_a_right_import_is_let_through() -> None:
    assert wrong_imports("rules/engine.py", "from durable.lang import ruleset\nimport json") == []
    assert (
        wrong_imports("workflows/machine.py", "from transitions import Machine\nfrom rules.statute import cite") == []
    )
    assert (
        wrong_imports(
            "committee_app/public/__init__.py", "import flask\nfrom committee_app.public.store import records"
        )
        == []
    )


def test_the_public_process_loads_nothing_of_the_closed_store() -> None:
    code = (
        "import sys, committee_app.public\n"
        "print(*sorted(name for name in sys.modules if name.split('.')[0] in"
        " ('committee_app', 'rules', 'workflows', 'letters', 'sqlalchemy', 'psycopg')))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = told.stdout.split()
    assert "committee_app.public.store" in loaded
    assert [name for name in loaded if name != "committee_app" and not name.startswith("committee_app.public")] == []
