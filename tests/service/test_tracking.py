"""A file of postal tracking becomes facts of service: each once, the bad rows refused with their reasons."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from committee_app.acts.register import FeedFile, FileRefused
from committee_app.cli import committee
from tests.offices import Office
from tests.oracle import faults
from tests.service.test_facts import RIGHT, SECOND, correct, deliver, post, released

HEAD = "article_number,event,occurred_on,place,signed_by,agent\n"


def take_in(office: Office, tmp_path: Path, rows: str, on: str = "2028-02-01", **given: Any) -> dict[str, Any]:
    path = tmp_path / "tracking.csv"
    path.write_text(HEAD + rows, "utf-8")
    return office.act("import_mail_events", "staff", on=on, file=FeedFile(path), **given).reply


def counts(report: dict[str, Any]) -> tuple[int, int, int]:
    return report["accepted"], report["unchanged"], report["rejected"]


def test_a_delivered_event_is_a_delivery(office: Office, tmp_path: Path) -> None:
    matter = released(office)
    post(office, matter)
    rows = f"{RIGHT},delivered,2028-01-20,ST LOUIS MO,Sample Clerk,Y\n{RIGHT},attempted,2028-01-18,,,\n"
    assert counts(take_in(office, tmp_path, rows)) == (2, 0, 0)
    assert office.shown(matter)["state"] == "notice_delivered"
    assert office.duties(matter)["respond"] == "2028-02-03"
    assert office.entries(matter)[-2:] == [("record_service", "56.602.4(3)"), ("record_delivery", "56.602.4(3)")]
    assert counts(take_in(office, tmp_path, rows, on="2028-02-02")) == (0, 2, 0)
    assert faults(office.database) == []


def test_two_letters_in_one_file_each_go_their_way(office: Office, tmp_path: Path) -> None:
    first, second = released(office), released(office)
    post(office, first)
    post(office, second, SECOND)
    rows = f"{RIGHT},refused,2028-01-20,,,\n{SECOND},unclaimed,2028-01-31,,,\n"
    assert counts(take_in(office, tmp_path, rows)) == (2, 0, 0)
    assert [office.shown(matter)["state"] for matter in (first, second)] == ["notice_delivered", "notice_returned"]
    assert office.duties(second)["deliver_again"] == "2028-01-31"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (f"{SECOND},delivered,2028-01-20,,,", "article_number", "is on no letter"),
        ("12,delivered,2028-01-20,,,", "article_number", "has 20 or 22 digits"),
        (f"{RIGHT},arrived,2028-01-20,,,", "event", "must be one of"),
        (f"{RIGHT},in_person,2028-01-20,,,", "event", "must be one of"),
        (f"{RIGHT},delivered,2028-01-32,,,", "occurred_on", "must be a day"),
        (f"{RIGHT},delivered,20280120,,,", "occurred_on", "must be a day"),
        (f"{RIGHT},delivered,2028-02-02,,,", "occurred_on", "after the day of the import"),
        (f"{RIGHT},delivered,2028-01-13,,,", "occurred_on", "is before January 14, 2028"),
        (f"{RIGHT},delivered,2028-01-20,,,perhaps", "agent", "must be Y, N or empty"),
        (f"{RIGHT},delivered,2028-01-20,{'x' * 201},,", "place", "is longer than 200"),
        (f"{RIGHT},delivered", "", "2 columns where the header has 6"),
    ],
)
def test_a_bad_row_is_refused_with_line_column_and_reason(
    sqlite_office: Office, tmp_path: Path, row: str, column: str, reason: str
) -> None:
    matter = released(sqlite_office)
    post(sqlite_office, matter)
    report = take_in(sqlite_office, tmp_path, f"{RIGHT},attempted,2028-01-18,,,\n{row}\n")
    assert counts(report) == (1, 0, 1)
    (error,) = report["errors"]
    assert (error["line"], error["column"]) == (3, column)
    assert reason in error["reason"]
    assert matter not in json.dumps(report)
    assert sqlite_office.shown(matter)["state"] == "notice_sent"


def test_strict_takes_all_or_nothing(office: Office, tmp_path: Path) -> None:
    matter = released(office)
    post(office, matter)
    with pytest.raises(FileRefused):
        take_in(office, tmp_path, f"{RIGHT},delivered,2028-01-20,,,\n12,delivered,2028-01-20,,,\n", strict="yes")
    assert office.shown(matter)["state"] == "notice_sent"


def test_the_carrier_does_not_undo_what_the_office_corrected(office: Office, tmp_path: Path) -> None:
    matter = released(office)
    post(office, matter)
    correct(office, matter, deliver(office, matter, "2028-01-20"), "2028-01-24", happened_on="2028-01-21")
    assert counts(take_in(office, tmp_path, f"{RIGHT},delivered,2028-01-20,,,\n")) == (0, 1, 0)
    report = take_in(office, tmp_path, f"{RIGHT},delivered,2028-01-19,,,\n")
    assert counts(report) == (0, 0, 1)
    assert "If that was wrong, correct it" in report["errors"][0]["reason"]
    assert office.duties(matter)["respond"] == "2028-02-04"


def test_the_commands_answer_in_one_document(
    sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = released(sqlite_office)
    sqlite_office.act("print_letter", "staff", matter, on="2028-01-14", letter=1)
    post(sqlite_office, matter)
    for name, value in (
        ("COMMITTEE_DATABASE_URL", sqlite_office.database.url), ("COMMITTEE_INSTANCE", str(tmp_path)),
        ("COMMITTEE_TRAINING", "1"), ("COMMITTEE_TODAY", "2028-02-01"),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    told = CliRunner().invoke(committee, ["letters", "standing", "--json"])
    (letter,) = json.loads(told.stdout)["standing"]
    assert (letter["complaint"], letter["since"], letter["allowed_business_days"]) == (matter, "2028-01-14", 5)
    path = tmp_path / "tracking.csv"
    path.write_text(f"{HEAD}{RIGHT},delivered,2028-01-20,,,\n{SECOND},delivered,2028-01-20,,,\n", "utf-8")
    told = CliRunner().invoke(committee, ["mail", "import", str(path), "--json"])
    report = json.loads(told.stdout)
    assert counts(report) == (1, 0, 1)
    assert json.loads(CliRunner().invoke(committee, ["letters", "standing", "--json"]).stdout)["standing"] == []
