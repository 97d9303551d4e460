"""The clauses that code does not cite are exactly those that say why not. A process of its own loads the program."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rules import statute

ROOT = Path(__file__).parents[2]


def test_none_of_the_146_clauses_is_uncited() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "committee_app", "statute", "coverage", "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert told.stderr == ""
    assert told.returncode == 0
    said = json.loads(told.stdout)
    assert said["uncited"] == []
    assert len(said["clauses"]) == 146
    cited = [row for row in said["clauses"] if row["cited_by"]]
    assert len(cited) >= 50
    assert not [row["id"] for row in cited if row["not_coded"]]


def test_an_excuse_is_a_sentence_of_its_own() -> None:
    excuses = {clause.not_coded for clause in statute.CLAUSES.values() if clause.not_coded}
    assert [excuse for excuse in excuses if not excuse.endswith(".") or len(excuse.split()) < 3] == []


def test_a_clause_that_is_cited_and_excused_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    excused = next(clause.id for clause in statute.CLAUSES.values() if clause.not_coded)
    assert excused not in statute.uncited()
    monkeypatch.setattr(statute, "_CITED", {**statute._CITED, excused: {"a.module"}})
    assert excused in statute.uncited()


def test_a_clause_that_nobody_cites_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statute, "_CITED", {})
    assert "56.602.4(3)" in statute.uncited()
