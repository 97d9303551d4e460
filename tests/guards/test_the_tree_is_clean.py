"""Nothing of a machine, nothing unfinished and nothing overgrown stands in the tree."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Written in pieces, so that this file does not hold what it looks for.
FOLDERS = "|".join(["wo" + "rk", "ho" + "me", "ro" + "ot", "fa" + "rm", "op" + "t", "Us" + "ers"])
MACHINE = re.compile(rf"(?<![\w.~}}>-])/(?:(?:{FOLDERS})/\w|{FOLDERS.split('|')[0]}(?![\w-]))")
REGISTRY = re.compile(
    "|".join(["registry." + "npmjs", "registry." + "yarnpkg", "pypi" + r"\.org", "files.python" + "hosted"])
)
UNFINISHED = re.compile(
    r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImpl" + "ementedError"]) + r")\b"
)
LONGEST = 400


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files", "-z"], capture_output=True, cwd=ROOT, check=True)
    names = told.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def faults(name: str, text: str) -> list[str]:
    found = [f"{name}: {kind}" for kind, mark in (("a path of a machine", MACHINE), ("a registry's host", REGISTRY),
                                                 ("an unfinished mark", UNFINISHED)) if mark.search(text)]  # fmt: skip
    if name.endswith(".py"):
        if text.count("\n") >= LONGEST and "/versions/" not in name:
            found.append(f"{name}: {LONGEST} lines or more")
        if text.strip() and not ast.get_docstring(ast.parse(text)) and "/test_" not in name:
            found.append(f"{name}: says nothing of itself")
    return found


def test_the_tree_is_clean() -> None:
    found, seen = [], 0
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        seen += 1
        found += faults(str(path.relative_to(ROOT)), text)
    assert found == []
    assert seen > 100


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docs/a.md", "see /" + "home/somebody/file"),
        ("docs/b.md", "the folder /" + "work"),
        ("Makefile", "DATA := /" + "root/data"),
        ("pyproject.toml", 'find-links = ["file:///' + 'opt/wheels"]'),
        ("package-lock.json", "https://registry." + "npmjs.org/x"),
        ("rules/a.py", '"""A."""\n# TO' + "DO"),
        ("rules/b.py", '"""B."""\n' + "x = 1\n" * 399),
        ("rules/c.py", "x = 1\n"),
    ],
)
def test_what_does_not_belong_is_found(name: str, text: str) -> None:
    assert faults(name, text)


def silent(name: str, source: str) -> list[str]:
    """The module, public functions and classes that do not say what they are. An enumeration's names say it."""
    tree = ast.parse(source)
    found = [] if ast.get_docstring(tree) else [name]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            is_enum = isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases)
            if not is_enum and not ast.get_docstring(node):
                found.append(f"{name}: {node.name}")
    return found


def test_every_public_thing_of_the_law_says_what_it_is() -> None:
    files = [path for package in ("rules", "workflows", "letters") for path in (ROOT / package).rglob("*.py")]
    assert [fault for path in files for fault in silent(path.name, path.read_text())] == []
    assert len(files) > 15


@pytest.mark.parametrize(
    "source", ["x = 1", '"""A."""\ndef due() -> None: ...', '"""A."""\nclass Count:\n    days = 1']
)
def test_what_does_not_say_what_it_is_is_found(source: str) -> None:
    assert silent("rules/a.py", source)
