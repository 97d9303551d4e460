"""The clock is asked in settings.py alone, by the public site in its clock.py; everywhere else a day is an argument."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("rules", "workflows", "letters", "committee_app")
CLOCKS = {"today", "now", "utcnow"}
OF_THE_TIME_MODULE = {"time", "time_ns", "localtime", "gmtime", "ctime"}
OF_THE_DATABASE = {"now", "current_date", "current_timestamp", "localtimestamp", "sysdate"}


def names_of(tree: ast.Module, module: str) -> set[str]:
    """What the module, and all that comes out of it, is called here."""
    found = {module}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name for alias in node.names if alias.name == module}
        elif isinstance(node, ast.ImportFrom) and node.module == module:
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def asks_the_clock(source: str) -> list[int]:
    """The lines where a clock is named, whether it is asked there or handed on."""
    tree = ast.parse(source)
    dates, times = names_of(tree, "datetime") | {"dt", "date"}, names_of(tree, "time")
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).split(".")[0]
            asks = owner in dates and node.attr in CLOCKS
            asks |= owner in times - dates and node.attr in OF_THE_TIME_MODULE
            asks |= owner == "func" and node.attr in OF_THE_DATABASE
        elif isinstance(node, ast.ImportFrom):
            asks = node.module == "time" and bool(OF_THE_TIME_MODULE & {alias.name for alias in node.names})
        else:
            asks = isinstance(node, ast.Constant) and "CURRENT_" + "TIMESTAMP" in str(node.value)
        if asks:
            found.append(node.lineno)
    return found


def test_nobody_but_the_settings_asks_the_clock() -> None:
    asked = {
        str(path.relative_to(ROOT)): lines
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (lines := asks_the_clock(path.read_text()))
    }
    # The public site may import nothing of the office, so it has a look at the clock of its own.
    assert asked.keys() == {"committee_app/settings.py", "committee_app/public/clock.py"}


@pytest.mark.parametrize(
    "source",
    [
        "date.today()",
        "dt.datetime.now(dt.UTC)",
        "datetime.utcnow()",
        "import time\ntime.time()",
        "from time import time",
        "from datetime import date as d\nd.today()",
        "import datetime as clock\nclock.date.today()",
        "column = mapped_column(default=dt.date.today)",
        "select(func.now())",
        "text('SELECT CURRENT_' 'TIMESTAMP')",
    ],
)
def test_a_clock_is_found(source: str) -> None:
    assert asks_the_clock(source)


@pytest.mark.parametrize("source", ["settings.today()", "dt.time(18, 0)", "import time\ntime.monotonic()", "doing.now"])
def test_a_day_handed_in_is_let_through(source: str) -> None:
    assert not asks_the_clock(source)
