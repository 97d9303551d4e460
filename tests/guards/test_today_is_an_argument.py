"""The clock is asked in settings.py alone; everywhere else a day is an argument."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLOCKS = {"today", "now", "utcnow", "time", "localtime"}
OWNERS = {"dt", "date", "datetime", "time"}


def asks_the_clock(source: str) -> list[int]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            owner = ast.unparse(node.func.value).split(".")
            if owner[0] in OWNERS and (node.func.attr != "time" or not node.args):
                found.append(node.lineno)
    return found


def test_nobody_but_the_settings_asks_the_clock() -> None:
    asked = {
        str(path.relative_to(ROOT)): lines
        for package in ("rules", "workflows", "letters", "committee_app")
        for path in (ROOT / package).rglob("*.py")
        if (lines := asks_the_clock(path.read_text()))
    }
    assert asked.keys() == {"committee_app/settings.py"}


@pytest.mark.parametrize("source", ["date.today()", "dt.datetime.now(dt.UTC)", "datetime.utcnow()", "time.time()"])
def test_a_clock_is_found(source: str) -> None:
    assert asks_the_clock(source)
