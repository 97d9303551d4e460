"""Hostile files (I1 to I7): each is refused with its line, its column and the reason, and nothing half done stays."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from committee_app.acts import Refused
from committee_app.acts.register import FeedFile, FileRefused
from tests.offices import Office
from tests.register.conftest import Said
from tests.register.feeds import POPULATION, REFERRAL, TODAY, VERBS, held, refused, rows, take_in, text
from tests.register.hostile import GOOD, HEADER, HOSTILE, LAST, REPEATED, Fault, Hostile, with_id

ROWS = [hostile for hostile in HOSTILE if hostile.kept is not None]
by_name = pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
FEEDS = Path(__file__).parents[2] / "docs" / "feeds.md"
TABLES = {"referrals": "charge", "homicides": "homicide", "population": "population"}
COMMANDS = {"referrals": "import", "homicides": "import-homicides", "population": "import-population"}


def said(report: dict[str, object], wanted: tuple[Fault, ...]) -> list[Fault]:
    """The faults of a report as the table writes them: of each reason the words asked for, if they stand in it."""
    errors: list[dict[str, str]] = report["errors"]  # type: ignore[assignment] # the report is JSON
    words = [fault[2] for fault in wanted] + [""] * len(errors)
    return [
        (int(e["line"]), e["column"], word if word and word in e["reason"] else e["reason"])
        for e, word in zip(errors, words, strict=False)
    ]


def test_there_are_sixty_hostile_files_and_more() -> None:
    assert len({hostile.name for hostile in HOSTILE}) == len(HOSTILE) > 60


def must_be_refused(office: Office, hostile: Hostile, *, strict: bool) -> None:
    before = held(office.database)
    report = refused(office, hostile.kind, hostile.content, strict=strict)
    assert said(report, hostile.faults) == list(hostile.faults)
    assert (report["accepted"], report["updated"], report["unchanged"]) == (0, 0, 0)
    assert held(office.database) == before


def must_keep_its_good_rows(office: Office, hostile: Hostile) -> None:
    before = held(office.database)
    report = take_in(office, hostile.kind, hostile.content)
    after = held(office.database)
    assert said(report, hostile.faults) == list(hostile.faults)
    assert report["accepted"] + report["updated"] == hostile.kept
    assert report["rejected"] == len({line for line, _, _ in hostile.faults})
    changed = {table: after[table][0] - before[table][0] for table in after if after[table] != before[table]}
    assert changed == {TABLES[hostile.kind]: hostile.kept, "import_file": 1, "entry": 1}


@by_name
def test_it_is_refused_with_line_and_reason_and_nothing_half_done_stays(
    sqlite_office: Office, hostile: Hostile
) -> None:
    must_be_refused(sqlite_office, hostile, strict=True)
    if hostile.kept is None:
        must_be_refused(sqlite_office, hostile, strict=False)
    else:
        must_keep_its_good_rows(sqlite_office, hostile)


def test_postgresql_refuses_them_all_alike(postgresql_office: Office) -> None:
    for hostile in HOSTILE:
        must_be_refused(postgresql_office, hostile, strict=True)
        if hostile.kept is None:
            must_be_refused(postgresql_office, hostile, strict=False)


@pytest.mark.parametrize("hostile", [*ROWS[::14], *REPEATED], ids=lambda hostile: hostile.name)
def test_postgresql_keeps_the_good_rows_alike(postgresql_office: Office, hostile: Hostile) -> None:
    must_keep_its_good_rows(postgresql_office, hostile)


@by_name
def test_the_command_line_says_so_without_a_traceback(
    committee: Callable[..., Said], tmp_path: Path, hostile: Hostile
) -> None:
    file = tmp_path / "hostile.csv"
    file.write_bytes(hostile.content)
    told = committee("register", COMMANDS[hostile.kind], file, "--strict")
    assert told.status == 1
    *lines, last = told.err.split("\n")[:-1]
    assert len(lines) == len(hostile.faults)
    for row, (line, column, reason) in zip(lines, hostile.faults, strict=True):
        assert row.startswith(f"line {line}, {column}: ")
        assert reason in row
    assert last == "hostile.csv was refused and nothing of it was kept."
    assert "Traceback" not in told.err
    assert not any(unseen in told.out + told.err for unseen in "\x00\x08\x1b\x7f\x85\u2028\u202e\u061c\ufeff")


def test_as_json_a_refusal_is_one_document_and_its_status(committee: Callable[..., Said], tmp_path: Path) -> None:
    for hostile in HOSTILE[::40]:
        file = tmp_path / "hostile.csv"
        file.write_bytes(hostile.content)
        told = committee("register", COMMANDS[hostile.kind], file, "--strict", "--json")
        assert (told.status, told.err) == (1, "hostile.csv was refused and nothing of it was kept.\n")
        assert said(json.loads(told.out), hostile.faults) == list(hostile.faults)


def test_a_header_alone_is_a_feed_without_rows(office: Office) -> None:
    report = take_in(office, "referrals", HEADER, strict=True)
    assert (report["accepted"], report["rejected"], report["errors"]) == (0, 0, [])
    assert rows(office.database, "charge") == []


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        HEADER.replace(b"\n", b"\r\n") + GOOD.removeprefix(HEADER),
        GOOD.removesuffix(b"\n"),
        HEADER + b",".join(b'"' + cell + b'"' for cell in GOOD.split(b"\n")[1].split(b",")),
    ],
    ids=["byte order mark", "CRLF", "CRLF and LF", "no last line end", "every cell quoted"],
)
def test_what_is_only_written_otherwise_is_the_same_feed(sqlite_office: Office, content: bytes) -> None:
    assert take_in(sqlite_office, "referrals", content, strict=True)["accepted"] == 1
    assert take_in(sqlite_office, "referrals", GOOD, strict=True)["unchanged"] == 1


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "\tR", '=HYPERLINK("x")', "＝1", "'; DROP TABLE charge;--"]
)
def test_formulas_are_stored_as_given_in_the_offices_own_words(office: Office, words: str) -> None:
    given = {"referral_id": words, "agency_case": words, "earlier_referral_id": words}
    assert take_in(office, "referrals", text([given]), strict=True)["accepted"] == 1
    assert [(row[1], row[4], row[16]) for row in rows(office.database, "charge")] == [(words, words, words)]


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("123-45-6789", "Social Security"), (" 123 45 6789 ", "Social Security"), ("123456AB7", "FBI number"),
        ("MO12345678", "SID"), ("mo 12345678", "SID"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", ["referral_id", "agency_case", "earlier_referral_id"])
def test_a_number_of_a_person_is_refused_and_not_repeated(
    sqlite_office: Office, committee: Callable[..., Said], tmp_path: Path, number: str, what: str, column: str
) -> None:
    file = tmp_path / "feed.csv"
    file.write_bytes(text([{column: number}]))
    told = committee("register", "import", file, "--json")
    (error,) = json.loads(told.out)["errors"]
    assert (error["line"], error["column"], error["value"]) == (2, column, "(withheld)")
    assert what in error["reason"]
    assert number.strip() not in told.out + told.err
    assert number.strip() not in repr(rows(sqlite_office.database, "entry"))


def test_a_directory_and_an_absent_file_are_refused_in_words(
    sqlite_office: Office, committee: Callable[..., Said], tmp_path: Path
) -> None:
    before = held(sqlite_office.database)
    for path in (tmp_path, tmp_path / "absent.csv"):
        with pytest.raises(Refused, match="cannot be read"):
            sqlite_office.act("import_referrals_file", "console", on=TODAY, file=FeedFile(path))
        told = committee("register", "import", path)
        assert told.status == 2
        assert "Traceback" not in told.err
    assert held(sqlite_office.database) == before


def test_a_hundred_thousand_bad_lines_are_counted_and_a_thousand_told(sqlite_office: Office) -> None:
    report = take_in(sqlite_office, "referrals", GOOD + b"\n" * 100_000)
    assert (report["accepted"], report["rejected"], len(report["errors"])) == (1, 100_000, 1_000)
    assert [error["line"] for error in report["errors"]] == list(range(3, 1_003))


def test_a_population_named_by_two_columns_is_refused(sqlite_office: Office) -> None:
    content = text([{}], "population", (*POPULATION, "jurisdiction"))
    report = refused(sqlite_office, "population", content)
    assert [(e["line"], e["column"]) for e in report["errors"]] == [(1, "fips")]


QUIETLY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
SPECKS = st.sampled_from(
    [b'"', b"\n", b"\r\n", b"\r", b",", b"\x00", b"\xff", "\u2028".encode(), b" ", b"=", b"2026-02-30", b"\xef\xbb\xbf"]
)
SOUND = [with_id(b"R-%d" % number) + b"\n" for number in range(6)]


@QUIETLY
@given(content=st.binary(max_size=400))
def test_any_bytes_at_all_are_refused_or_taken_but_never_crash(sqlite_office: Office, content: bytes) -> None:
    for kind in VERBS:
        refused(sqlite_office, kind, content, strict=True)
        refused(sqlite_office, kind, content)


@QUIETLY
@given(data=st.data())
def test_every_line_is_counted_once_whatever_is_broken_in_it(sqlite_office: Office, data: st.DataObject) -> None:
    body = bytearray(b"".join(SOUND))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(SPECKS)
    lines = bytes(body).split(b"\n")
    number = len(lines) - (lines[-1] == b"")
    try:
        report = take_in(sqlite_office, "referrals", HEADER + bytes(body))
    except FileRefused as refusal:
        pytest.fail(f"a file with a good header was refused whole: {refusal.report}")
    assert sum(report[count] for count in ("accepted", "unchanged", "updated", "rejected")) == number
    assert {error["line"] for error in report["errors"]} <= set(range(2, number + 2))


def documented() -> list[re.Pattern[str]]:
    """The reasons in the tables of docs/feeds.md; “…” stands for anything."""
    told = re.findall(r"^\| `([^`]+)` \|", FEEDS.read_text("utf-8").partition("## What is refused")[2], re.MULTILINE)
    return [re.compile(".+".join(map(re.escape, reason.split("…")))) for reason in told]


def test_the_documentation_names_every_refusal_and_each_of_its_reasons_is_tried(sqlite_office: Office) -> None:
    patterns, tried = documented(), set()
    assert len(patterns) > 30
    for hostile in HOSTILE:
        for error in refused(sqlite_office, hostile.kind, hostile.content, strict=True)["errors"]:
            fitting = {pattern for pattern in patterns if pattern.fullmatch(error["reason"])}
            assert fitting, error["reason"]
            tried |= fitting
    assert [pattern.pattern for pattern in patterns if pattern not in tried] == []


def test_the_examples_of_the_documentation_are_good(sqlite_office: Office) -> None:
    examples = re.findall(r"^    (?:.+,.+\n    )+.+,.+\n", FEEDS.read_text("utf-8"), re.MULTILINE)
    feeds = [re.sub(r"^    ", "", example, flags=re.MULTILINE).encode() for example in examples if "{" not in example]
    kinds = ("referrals", "homicides", "population")
    reports = [take_in(sqlite_office, kind, feed, strict=True) for kind, feed in zip(kinds, feeds, strict=True)]
    assert [report["accepted"] + report["updated"] for report in reports] == [3, 1, 1]


def test_the_sample_rows_are_good(sqlite_office: Office) -> None:
    """What the table calls good is good, or a refusal would prove nothing."""
    assert len(REFERRAL) == 17
    assert take_in(sqlite_office, "referrals", GOOD + LAST, strict=True)["accepted"] == 2
