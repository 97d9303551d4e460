"""Bad input and a bad environment end in one sentence on standard error and the right status, never in a traceback."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from committee_app.acts import perform
from committee_app.database import Database
from tests.conftest import BOTH
from tests.offices import Office, noon

ROOT = Path(__file__).parents[2]


def committee(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COMMITTEE_")}
    return subprocess.run(
        [sys.executable, "-m", "committee_app", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**clean, "COMMITTEE_TRAINING": "1", **environ},
    )


@pytest.mark.parametrize(
    ("words", "environ", "status", "said"),
    [
        (("init",), {"COMMITTEE_INSTANCE": "/proc/1/nothing"}, 1, "/proc/1"),
        (("serve", "--port", "99999"), {}, 2, "99999"),
        (("scan",), {"COMMITTEE_TODAY": "9999-12-31"}, 1, "between 1993 and 2085"),
        (("scan",), {"COMMITTEE_TODAY": "tomorrow"}, 1, "YYYY-MM-DD"),
        (("scan", "--as-of", "20280101"), {}, 2, "YYYY-MM-DD"),
        (("calendar", "due", "2028-01-03", "x", "business-days"), {}, 2, "x"),
        (("docket", "show", "2028-001"), {"COMMITTEE_DATABASE_URL": "mysql://x/y"}, 1, "sqlite or postgresql"),
        (("nonsense",), {}, 2, "nonsense"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], environ: dict[str, str], status: int, said: str
) -> None:
    told = committee(*words, **{"COMMITTEE_INSTANCE": str(tmp_path / "instance"), **environ})
    assert (told.returncode, told.stdout) == (status, "")
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def as_of(office: Office, *words: str) -> dict[str, Any]:
    told = committee(
        "scan", "--as-of", "2028-01-05", "--json", *words,
        COMMITTEE_DATABASE_URL=office.database.url, COMMITTEE_INSTANCE=str(office.instance),
        COMMITTEE_TODAY="2028-02-01",
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    document: dict[str, Any] = json.loads(told.stdout)
    return document


def test_a_ruling_of_today_does_not_change_what_a_past_day_showed(office: Office) -> None:
    before = as_of(office, "--no-keep")
    office.act("adopt_reading", on="2028-02-01", reading="homicide_rate", option="yearly_average", memo="Sample memo.")
    assert as_of(office, "--no-keep") == as_of(office) == before
    assert before["readings"]["homicide_rate"] != "yearly_average"


@pytest.mark.parametrize("engine", BOTH)
def test_an_evening_in_missouri_is_that_day(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    database = Database(request.getfixturevalue("new_url")(engine))
    office = Office(database, tmp_path / "instance")
    evening = noon(dt.date(2028, 1, 5)) + dt.timedelta(hours=10)
    given = {"jurisdiction": "29510", "respondent": "Sample", "complainant": "Sample", "capacity": "person",
             "grounds": "56.602.3(2)", "facts": "Sample."}  # fmt: skip
    lodged = perform(database, "lodge", office.actor("staff"), given, today=dt.date(2028, 1, 5), now=evening)
    told = committee("docket", "show", str(lodged.complaint), COMMITTEE_DATABASE_URL=database.url,
                     COMMITTEE_INSTANCE=str(tmp_path), COMMITTEE_TODAY="2028-01-05")  # fmt: skip
    assert "2028-01-05  lodge" in told.stdout
    assert "2028-01-06" not in told.stdout
    database.close()
