"""`committee letters`: what waits, laid into the tray with a bar on standard error, and `committee act` in one act."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.correspondence.test_a_letter_is_printed_or_taken_back import formal, released
from tests.offices import Office


@pytest.fixture
def here(sqlite_office: Office, tmp_path: Path) -> dict[str, str]:
    released(sqlite_office)
    return {
        "COMMITTEE_DATABASE_URL": sqlite_office.database.url,
        "COMMITTEE_INSTANCE": str(tmp_path / "instance"),
        "COMMITTEE_TRAINING": "1",
        "COMMITTEE_TODAY": "2028-01-14",
    }


def committee(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "committee_app", *words], env={**os.environ, **environ}, capture_output=True, text=True
    )


def test_one_act_releases_and_waits_and_the_command_lays_it(sqlite_office: Office, here: dict[str, str]) -> None:
    matter = formal(sqlite_office)
    act = committee(
        "act",
        "release_notice",
        "--as",
        "director",
        "--complaint",
        matter,
        "--set",
        "address=Sample Town",
        "--json",
        **here,
    )
    assert act.returncode == 0, act.stderr
    assert json.loads(act.stdout)["state"] == "found_formal"
    tray = Path(here["COMMITTEE_INSTANCE"]) / "print_tray"
    assert not tray.exists()
    listed = json.loads(committee("letters", "list", "--json", **here).stdout)["letters"]
    assert [one["stands"] for one in listed] == ["waits to be printed"] * 2
    laid = committee("letters", "print", **here)
    assert (laid.returncode, "Laying letters into the tray" in laid.stderr) == (0, True)
    assert laid.stdout.startswith("2 laid into ")
    assert len(list(tray.glob("*.pdf"))) == 2
    again = committee("letters", "print", "--json", **here)
    assert json.loads(again.stdout)["letters"] == []
    assert len(list(tray.glob("*.pdf"))) == 2


def test_dispatch_without_letters_leaves_them(here: dict[str, str]) -> None:
    assert committee("dispatch", "--no-letters", **here).stdout.endswith(" done.\n")
    assert committee("dispatch", "--no-letters", **here).stdout == "0 done.\n"
    assert committee("dispatch", **here).stdout == "1 done.\n"


def test_a_real_office_lists_no_letters_on_the_command_line(here: dict[str, str]) -> None:
    real = {name: value for name, value in here.items() if name not in {"COMMITTEE_TRAINING", "COMMITTEE_TODAY"}}
    said = committee("letters", "list", **real)
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
