"""Taking a file in: the same again changes nothing, a change keeps what was said, a file is all or nothing."""

import csv
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from committee_app.acts.register import FeedFile
from committee_app.register import bulk, storing
from committee_app.register.keyed import Keyed
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.register import ImportFile
from tests.offices import Office
from tests.register.conftest import Said
from tests.register.feeds import (
    HOMICIDE,
    REFERRAL,
    SHARED,
    TODAY,
    held,
    number_of,
    refused,
    rows,
    take_in,
    text,
)

COLUMNS = tuple(REFERRAL)
FILED = ("", "2026-03-02")


def referrals(number: int, **other: str) -> list[dict[str, str]]:
    return [{**REFERRAL, "referral_id": f"R-{n:05}", **other} for n in range(number)]


def counted(report: dict[str, Any]) -> tuple[int, int, int, int]:
    return tuple(report[name] for name in ("accepted", "unchanged", "updated", "rejected"))  # type: ignore[return-value] # four numbers


def charges(office: Office) -> list[dict[str, Any]]:
    names = (*COLUMNS, "listed_as", "import_id", "decided_on", "acted_on")
    return [dict(zip(names, row, strict=True)) for row in rows(office.database, "charge")]


def test_every_column_is_stored_as_given(office: Office) -> None:
    full = {
        **REFERRAL, "investigation_requested_on": "2026-01-20", "refused_on": "2026-02-03", "filed_on": "2026-03-01",
        "disposed_on": "2026-06-30", "earlier_referral_id": "R-0", "agency_case": 'Ünusual "case", no. 1',
    }  # fmt: skip
    take_in(office, "referrals", text([full]), strict=True)
    (charge,) = charges(office)
    assert charge == {
        **full, "count": 1, "lead": True, "probable_cause_statement": True, "investigative_report": False,
        "listed_as": "c", "import_id": 1, "decided_on": "2026-02-03", "acted_on": "2026-01-20",
    }  # fmt: skip


def test_what_is_empty_is_not_known(office: Office) -> None:
    needed = {name: REFERRAL[name] for name in ("jurisdiction", "referral_id", "count", "received_on")}
    bare = dict.fromkeys(COLUMNS, "") | needed
    take_in(office, "referrals", text([bare]), strict=True)
    (charge,) = charges(office)
    assert {name for name, value in charge.items() if value is not None} == {*needed, "import_id"}


def test_the_report_the_file_s_row_and_the_journal_say_the_same(office: Office) -> None:
    content = text([*referrals(3), {"referral_id": "BAD", "count": "0"}])
    report = take_in(office, "referrals", content, name="june.csv")
    assert (report["file"], counted(report)) == ("june.csv", (3, 0, 0, 1))
    assert report["sha256"] == hashlib.sha256(content).hexdigest()
    kept = {name: report[name] for name in ("file", "sha256", "accepted", "unchanged", "updated", "rejected")}
    with office.database.reading() as session:
        file = session.execute(select(ImportFile.__table__)).one()
        entry = session.execute(
            select(Entry.clause, EntryBody.body).join(EntryBody).where(Entry.verb == "import_referrals_file")
        ).one()
    assert (file.kind, file.name, file.imported_by) == ("referrals", "june.csv", "console")
    assert file.sha256 == report["sha256"]
    assert (file.accepted, file.unchanged, file.updated, file.rejected) == counted(report)
    assert (entry.body, entry.clause) == (kept, "43.503.3#1")


@pytest.mark.parametrize("kind", ["referrals", "homicides", "population"])
def test_the_same_file_again_changes_nothing(office: Office, kind: str) -> None:
    made: dict[str, list[dict[str, str]]] = {
        "referrals": [*referrals(2_500), *referrals(3, count="2")],
        "homicides": [{**HOMICIDE, "incident_id": f"H-{n}"} for n in range(2_500)],
        "population": [{"fips": fips} for fips in ("29001", "29215", "29510")],
    }
    content = text(made[kind], kind)
    first = take_in(office, kind, content, strict=True)
    before = held(office.database)
    again = take_in(office, kind, content, on="2026-07-15", strict=True)
    after = held(office.database)
    assert first["accepted"] + first["updated"] == again["unchanged"] == len(made[kind])
    assert counted(again) == (0, len(made[kind]), 0, 0)
    assert {table for table in before if before[table] != after[table]} == {"import_file", "entry"}


def test_a_changed_row_updates_and_keeps_what_it_said_before(office: Office) -> None:
    stages: tuple[dict[str, str], ...] = (
        {}, {"investigation_requested_on": "2026-01-20"}, {"filed_on": "2026-02-02"},
        {"filed_on": "", "refused_on": "2026-02-03", "statute": "565.052", "charge_code": ""},
    )  # fmt: skip
    said = [dict(REFERRAL)]
    for stage in stages[1:]:
        said.append(said[-1] | stage)
    reports = [take_in(office, "referrals", text([row, *referrals(2)])) for row in said]
    assert [counted(report) for report in reports] == [(3, 0, 0, 0), *[(0, 2, 1, 0)] * 3]
    (now,) = [charge for charge in charges(office) if charge["referral_id"] == "R-1"]
    assert (now["refused_on"], now["filed_on"], now["listed_as"], now["import_id"]) == ("2026-02-03", None, "d", 4)
    assert (now["decided_on"], now["acted_on"]) == ("2026-02-03", "2026-01-20")
    history = rows(office.database, "charge_history")
    assert [(row[1:4], row[5], row[6]) for row in history] == [(("29510", "R-1", 1), n, n + 1) for n in (1, 2, 3)]
    for row, old in zip(history, said, strict=False):
        assert row[4]["investigation_requested_on"] == (old["investigation_requested_on"] or None)
        assert row[4]["filed_on"] == (old["filed_on"] or None)
        assert (row[4]["section"], row[4]["listed_as"], row[4]["lead"]) == ("565.050", "c", True)
        assert set(row[4]) == set(COLUMNS[3:]) - {"statute"} | {"section", "listed_as"}


def test_a_changed_incident_keeps_what_it_said_before(office: Office) -> None:
    take_in(office, "homicides", text([{"status": "preliminary"}, {"incident_id": "H-2"}], "homicides"))
    report = take_in(office, "homicides", text([{"victims": "3"}, {"incident_id": "H-2"}], "homicides"))
    assert counted(report) == (0, 1, 1, 0)
    assert [row[1:4:2] for row in rows(office.database, "homicide")] == [("H-1", 3), ("H-2", 1)]
    (old,) = rows(office.database, "homicide_history")
    assert (old[1:3], old[3]["victims"], old[3]["status"], old[4:6]) == (("29510", "H-1"), 1, "preliminary", (1, 2))


def test_a_figure_of_the_people_is_entered_beside_the_one_before(office: Office) -> None:
    before = rows(office.database, "population")
    assert counted(take_in(office, "population", b"jurisdiction,population\n29215,25715\n"))[2] == 1
    after = rows(office.database, "population")
    assert after[: len(before)] == before
    (new,) = after[len(before) :]
    assert (new[1:4], new[4:]) == (("29215", 25_715, "file feed.csv"), (None, None, 1))


def test_a_row_that_a_later_file_leaves_out_stays(office: Office) -> None:
    take_in(office, "referrals", text(referrals(5)))
    assert counted(take_in(office, "referrals", text(referrals(2)))) == (0, 2, 0, 0)
    assert number_of(office.database, "charge") == 5


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_the_header_does_not_matter(sqlite_office: Office, seed: int) -> None:
    full = REFERRAL | {"filed_on": "2026-02-01", "earlier_referral_id": "R-0", "agency_case": "a, b"}
    take_in(sqlite_office, "referrals", text([full]), strict=True)
    shuffled = random.Random(seed).sample(COLUMNS, len(COLUMNS))
    report = take_in(sqlite_office, "referrals", text([full], columns=shuffled), strict=True)
    assert (counted(report), report["warnings"]) == ((0, 1, 0, 0), [])


def test_extra_columns_are_ignored_and_named_once(office: Office) -> None:
    columns = ("defendant", *COLUMNS, "judge", "")
    content = text([row | {"defendant": "Sample, Name", "judge": "x"} for row in referrals(5_000)], columns=columns)
    report = take_in(office, "referrals", content, strict=True)
    assert report["warnings"] == ["ignored 3 other columns: defendant, judge, (no name)"]
    assert counted(report) == (5_000, 0, 0, 0)
    assert "Sample, Name" not in repr(rows(office.database, "charge"))


def test_columns_left_out_are_taken_as_empty_and_named(office: Office) -> None:
    columns = ("jurisdiction", "referral_id", "count", "received_on", "statute", "severity")
    report = take_in(office, "referrals", text([{}], columns=columns), strict=True)
    (warning,) = report["warnings"]
    assert warning.startswith("not in the file and taken as empty: agency_ori, ")
    assert set(warning.partition(": ")[2].split(", ")) == set(COLUMNS) - set(columns)


# One key twice in one file, near and far apart, however the register knew it before.
@pytest.mark.parametrize("apart", [1, 1_999, 2_000, 5_000])
@pytest.mark.parametrize("known", ["new", "unchanged", "changed"])
@pytest.mark.parametrize("second_says_the_same", [True, False])
def test_a_repeated_key_is_refused_wherever_it_stands(
    sqlite_office: Office, apart: int, known: str, second_says_the_same: bool
) -> None:
    if known != "new":
        before = {**REFERRAL, "referral_id": "KEY", "severity": "felony", "lead": "N" if known == "changed" else "Y"}
        take_in(sqlite_office, "referrals", text([before]), strict=True)
    second = {"referral_id": "KEY", "lead": "Y" if second_says_the_same else "N"}
    content = text([*referrals(700), {"referral_id": "KEY"}, *referrals(5_700)[700 : 699 + apart], second])
    report = take_in(sqlite_office, "referrals", content)
    (error,) = report["errors"]
    assert (error["line"], error["column"], error["value"]) == (702 + apart, "count", "29510/KEY/1")
    assert report["rejected"] == 1
    (kept,) = [charge for charge in charges(sqlite_office) if charge["referral_id"] == "KEY"]
    assert kept["lead"] is True
    assert number_of(sqlite_office.database, "charge_history") == (known == "changed")


@pytest.mark.parametrize("seed", range(4))
def test_many_files_one_after_another_end_as_a_dictionary_would(office: Office, seed: int) -> None:
    """Some rows new, some changed, some the same, in files of many batches: held against a plain dictionary."""
    draw = random.Random(seed)
    wanted: dict[str, dict[str, str]] = {}
    changes = 0
    for _ in range(4):
        picked = draw.sample(range(6_000), draw.choice([50, 2_500, 4_500]))
        given = [
            {**referrals(1)[0], "referral_id": f"R-{n}", "lead": draw.choice("YN"), "filed_on": draw.choice(FILED)}
            for n in picked
        ]
        new = sum(row["referral_id"] not in wanted for row in given)
        same = sum(wanted.get(row["referral_id"]) == row for row in given)
        changed = len(given) - new - same
        changes += changed
        assert counted(take_in(office, "referrals", text(given), strict=True)) == (new, same, changed, 0)
        wanted |= {row["referral_id"]: row for row in given}
    seen = {row["referral_id"]: (row["lead"], row["filed_on"] or "") for row in charges(office)}
    assert seen == {name: (row["lead"] == "Y", row["filed_on"]) for name, row in wanted.items()}
    assert number_of(office.database, "charge_history") == changes


def test_one_bad_row_at_the_end_of_a_strict_file_leaves_nothing(office: Office) -> None:
    take_in(office, "referrals", text(referrals(100)))
    before = held(office.database)
    content = text([*referrals(9_000, lead="N"), {"referral_id": "BAD", "received_on": "2026-02-30"}])
    report = refused(office, "referrals", content, strict=True)
    assert [(error["line"], error["column"]) for error in report["errors"]] == [(9_002, "received_on")]
    assert held(office.database) == before


def test_a_file_that_breaks_off_as_no_feed_leaves_nothing_of_its_earlier_batches(office: Office) -> None:
    before = held(office.database)
    refused(office, "referrals", text(referrals(9_000)) + b"x" * 70_000)
    assert held(office.database) == before


@pytest.mark.parametrize("point", ["second batch", "closing", "the file's own row"])
def test_a_fault_of_the_machine_in_the_middle_leaves_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    before = held(office.database)
    fill, calls = bulk.fill, iter(range(100))

    def failing(*given: Any) -> None:
        if next(calls) == 1:
            raise RuntimeError("planted")
        fill(*given)

    def fail(*_: Any) -> None:
        raise RuntimeError("planted")

    if point == "second batch":
        monkeypatch.setattr(bulk, "fill", failing)
    else:
        monkeypatch.setattr(*((Keyed, "close") if point == "closing" else (storing, "_write")), fail)
    with pytest.raises(RuntimeError, match="planted"):
        take_in(office, "referrals", text(referrals(9_000)))
    assert held(office.database) == before


def test_one_request_sent_twice_takes_the_file_in_once(office: Office) -> None:
    office.instance.mkdir()
    path = office.instance / "feed.csv"
    path.write_bytes(text(referrals(10)))
    first = office.act("import_referrals_file", "console", on=TODAY, key="k", file=FeedFile(path))
    again = office.act("import_referrals_file", "console", on=TODAY, key="k", file=FeedFile(path))
    assert first == again
    assert number_of(office.database, "import_file") == 1


def test_progress_runs_to_the_end_of_the_file(sqlite_office: Office) -> None:
    sqlite_office.instance.mkdir()
    path = sqlite_office.instance / "feed.csv"
    path.write_bytes(text(referrals(5_000)))
    told: list[tuple[int, int]] = []
    file = FeedFile(path, lambda read, total: told.append((read, total)))
    sqlite_office.act("import_referrals_file", "console", on=TODAY, file=file)
    assert told == sorted(told)
    assert len(told) > 3
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_every_code_of_the_states_table_is_accepted(sqlite_office: Office) -> None:
    table = SHARED / "charge_codes" / "mshp_charge_codes_2025_08_19.csv"
    if not table.exists():
        pytest.skip("the charge-code table is not beside the repository")
    with table.open(newline="", encoding="utf-8-sig") as lines:
        codes = [row["charge_code"] for row in csv.DictReader(lines)]
    given = [
        {"referral_id": f"R-{n}", "charge_code": code, "statute": ""} for n, code in enumerate(dict.fromkeys(codes))
    ]
    assert take_in(sqlite_office, "referrals", text(given))["rejected"] == 0
    assert len(given) > 12_000


def test_a_lenient_import_by_the_command_line_keeps_the_rest_and_says_what_it_left_out(
    committee: Callable[..., Said], tmp_path: Path
) -> None:
    file = tmp_path / "june.csv"
    file.write_bytes(text([*referrals(3), {"count": "0"}]))
    said = committee("register", "import", file)
    assert said.status == 0
    assert said.out == "june.csv: 3 accepted, 0 unchanged, 0 updated, 1 rejected.\n"
    assert said.err == "line 5, count: not a whole number from 1 to 9999 (0)\n"
    document = json.loads(committee("register", "import", file, "--json").out)
    assert list(document)[:7] == ["file", "sha256", "accepted", "unchanged", "updated", "rejected", "errors"]
    assert list(document["errors"][0]) == ["line", "column", "value", "reason"]


CHILD = """
import resource, sys
from pathlib import Path
from committee_app.acts.register import FeedFile
from committee_app.database import Database
from tests.offices import Office
office = Office(Database(sys.argv[1]), Path(sys.argv[3]))
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
def peak():
    # Not ru_maxrss, which a child has from its parent.
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])
Path("/proc/self/clear_refs").write_text("5")  # the peak so far, of loading the modules, is forgotten
before = peak()
for count in ("accepted", "unchanged"):
    report = office.act("import_referrals_file", "console", on="2026-06-30", file=FeedFile(Path(sys.argv[2]))).reply
    print(report[count], report["rejected"])
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_a_file_ten_times_as_long_takes_no_more_memory(new_url: Callable[[str], str], tmp_path: Path) -> None:
    """In a child process of 512 MB, because what a process once took it does not give back."""
    grown = [_grown(new_url("sqlite"), tmp_path, number) for number in (12_000, 120_000)]
    print(grown)
    assert grown[1] - grown[0] < 10_000, f"kilobytes: {grown}"


def _grown(url: str, folder: Path, number: int) -> int:
    """By how many kilobytes a process grows that takes in so many rows twice, every tenth of them bad."""
    feed = folder / "long.csv"
    with feed.open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        for n in range(number):
            writer.writerow(REFERRAL | {"referral_id": f"R-{n:08}", "count": "0" if n % 10 == 0 else "1"})
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", CHILD, url, str(feed), str(folder)]
    run = subprocess.run(command, capture_output=True, check=True, cwd=root, text=True)
    good, bad = str(number - number // 10), str(number // 10)
    *counts, kilobytes = run.stdout.split()
    assert counts == [good, bad, good, bad]
    return int(kilobytes)
