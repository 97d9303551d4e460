"""The scan: against a second reading of the rules, as of many days; by its indexes; and each finding kept once."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy import text as sql

from committee_app.database import Database
from committee_app.register.scan import scan
from committee_app.tables.register import Closure
from rules.readings import DEFAULTS, Adopted, Ruling, adopted_on
from tests.offices import Office, day
from tests.register import made
from tests.register.feeds import REFERRAL, number_of, rows, take_in, text
from tests.register.plain import ONE_DAY, Plain, known_on

Found = Mapping[str, Any]
CLOSURES = {"2025-12-26": "Sample order", "2026-01-26": "Sample snow", "2026-06-12": "Sample flood"}
FIGURES = {
    "29510": [("2011-07-01", 319_294), ("2021-07-01", 301_371)],
    "29189": [("2011-07-01", 998_954), ("2021-07-01", 1_004_501)],
    "29095": [("2011-07-01", 674_158), ("2021-07-01", 717_214)],
    "29215": [("0001-01-01", 25_715)],
    "29227": [("2011-07-01", 2_171), ("2021-07-01", 1_973), ("2025-03-01", 5_700)],
    **{place: [("0001-01-01", 5_700)] for place in made.SMALL},  # one victim is near the line, two are over it
}
ENTERED = "fips,population,effective_from\n29215,25715,\n29227,5700,2025-03-01\n"
ENTERED += "".join(f"{place},5700,\n" for place in made.SMALL)
PLAIN = Plain(FIGURES, frozenset(map(dt.date.fromisoformat, CLOSURES)))


def figures_of_the_census(database: Database) -> dict[str, list[tuple[str, int]]]:
    """The figures that the register came with, to be written into FIGURES by hand."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in rows(database, "population"):
        found.setdefault(row[1], []).append((row[5], row[2]))
    return found


def furnish(office: Office, charges: list[dict[str, str]], homicides: list[dict[str, str]]) -> None:
    take_in(office, "population", ENTERED.encode(), strict=True)
    take_in(office, "referrals", text(charges), strict=True)
    take_in(office, "homicides", text(homicides, "homicides"), strict=True)
    with office.database.writing() as session:
        closed = [{"date": date, "source": why, "entered_by": "director"} for date, why in CLOSURES.items()]
        session.execute(insert(Closure), closed)


def scanned(database: Database, as_of: dt.date, adopted: Adopted = DEFAULTS) -> dict[str, Any]:
    with database.reading() as session:
        return scan(session, as_of, adopted).as_json()


def cases(found: list[Found], clause: str, start: str) -> set[tuple[str, ...]]:
    listed = [
        (
            f["jurisdiction"], f["subject"]["referral_id"], str(f["subject"]["count"]), f["explanation"][start],
            f["explanation"]["due"],
        )
        for f in found
        if f["clause"] == clause
    ]  # fmt: skip
    assert len(listed) == len(set(listed))
    return set(listed)


def victims(found: list[Found]) -> dict[str, tuple[int, int]]:
    listed = [f for f in found if f["clause"] == "56.602.3(1)"]
    return {f["jurisdiction"]: (f["explanation"]["count"], f["explanation"]["population"]) for f in listed}


def seen(result: Found) -> dict[str, Any]:
    """A scan's result as plain sets, the findings and the near misses of each ground."""
    both = (result["findings"], result["near_misses"])
    return {
        "3(1)": tuple(victims(found) for found in both),
        "3(2)": tuple(cases(found, "56.602.3(2)", "received_on") for found in both),
        "3(3)": tuple(cases(found, "56.602.3(3)#1", "investigation_requested_on") for found in both),
    }


def expected(
    plain: Plain, charges: list[dict[str, str]], homicides: list[dict[str, str]], as_of: dt.date
) -> dict[str, Any]:
    places = plain.homicides(homicides, as_of)
    return {
        "3(1)": tuple({p: (n, plain.people(p, as_of)) for p, n in found.items()} for found in places),
        "3(2)": plain.undecided(charges, as_of),
        "3(3)": plain.pending(charges, as_of),
    }


def differences(found: dict[str, Any], wanted: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """What the one has and the other has not: (ground, which, case)."""
    return [
        (ground, f"{which} {side}", case)
        for ground in wanted
        for which, ours, plain in zip(("finding", "near miss"), found[ground], wanted[ground], strict=True)
        for side, one, other in (("too many", ours, plain), ("missing", plain, ours))
        for case in _items(one) - _items(other)
    ]


def _items(found: dict[Any, Any] | set[Any]) -> set[Any]:
    return set(found.items()) if isinstance(found, dict) else found


def days_asked_about() -> list[dt.date]:
    """Every nineteenth day, and the days about month ends, holidays and closures."""
    first, last = dt.date(2024, 11, 15), dt.date(2026, 8, 15)
    regular = [first + dt.timedelta(days=n) for n in range(0, (last - first).days, 19)]
    special = [
        "2025-02-28", "2025-08-31", "2025-12-25", "2025-12-26", "2025-12-29", "2026-01-01", "2026-02-12", "2026-02-28",
        "2026-03-01", "2026-05-08", "2026-06-12", "2026-06-13", "2026-06-30", "2026-07-03", "2026-07-06",
    ]  # fmt: skip
    return sorted({*regular, *map(day, special)})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_scan_is_what_a_plain_reading_of_the_rules_gives(office: Office, seed: int) -> None:
    charges, homicides = made.charges(seed, 1_200), made.homicides(seed)
    furnish(office, charges, homicides)
    totals = dict.fromkeys(("3(1)", "3(2)", "3(3)"), (0, 0))
    for as_of in days_asked_about():
        wanted = expected(PLAIN, charges, homicides, as_of)
        assert differences(seen(scanned(office.database, as_of)), wanted) == [], as_of
        for ground, (over, near) in wanted.items():
            totals[ground] = (totals[ground][0] + len(over), totals[ground][1] + len(near))
    print(f"seed {seed}: {totals} (findings, near misses) over {len(days_asked_about())} days")
    assert all(min(numbers) > 5 for numbers in totals.values()), f"a ground was hardly tried: {totals}"


RULINGS = {
    "strict ten days": (Ruling("ten_days_calendar", "strict", dt.date.min), {"strict_ten_days": True}),
    "complete referrals": (Ruling("ten_days_start", "complete_referral", dt.date.min), {"complete_only": True}),
    "six months do not roll": (Ruling("six_months_roll", "none", dt.date.min), {"rolls": False}),
    "nothing before 2025-09-01": (
        Ruling("oldest_referral", "since_day", dt.date.min, day("2025-09-01")), {"oldest": "2025-09-01"},
    ),
    "a yearly average": (Ruling("homicide_rate", "yearly_average", dt.date.min), {"years": 2}),
    "whole months": (Ruling("homicide_window", "complete_months", dt.date.min), {"whole_months": True}),
}  # fmt: skip


@pytest.mark.parametrize("name", RULINGS)
def test_under_another_reading_both_change_alike(sqlite_office: Office, name: str) -> None:
    ruling, change = RULINGS[name]
    charges, homicides = made.charges(4, 1_200), made.homicides(4)
    furnish(sqlite_office, charges, homicides)
    other, adopted = replace(PLAIN, **change), adopted_on(dt.date.max, [ruling])
    differs = False
    for as_of in days_asked_about()[::3]:
        wanted = expected(other, charges, homicides, as_of)
        assert differences(seen(scanned(sqlite_office.database, as_of, adopted)), wanted) == [], as_of
        differs |= wanted != expected(PLAIN, charges, homicides, as_of)
    assert differs, "the register of this test does not tell the two readings apart"


def test_the_figures_of_this_test_are_those_of_the_register(sqlite_office: Office) -> None:
    census = figures_of_the_census(sqlite_office.database)
    for place in ("29510", "29189", "29095"):
        assert census[place] == FIGURES[place]
    assert census["29227"] == FIGURES["29227"][:2]


def test_a_replay_sees_only_what_is_dated_on_or_before_its_day(office: Office) -> None:
    charges, homicides = made.charges(5, 600), made.homicides(5)
    until = day("2025-11-28")
    early = [h for h in homicides if h["occurred_on"] <= until.isoformat()]
    furnish(office, [dict(charge) for charge in known_on(charges, until)], early)
    days = [until - dt.timedelta(days=n) for n in (0, 1, 2, 3, 30, 90, 180, 300)]
    before = [scanned(office.database, as_of) for as_of in days]
    later = take_in(office, "referrals", text(charges), strict=True)
    take_in(office, "homicides", text(homicides, "homicides"), strict=True)
    assert later["updated"] > 50
    assert later["accepted"] > 50
    assert [scanned(office.database, as_of) for as_of in days] == before
    assert scanned(office.database, until + 60 * ONE_DAY) != before[0]


@pytest.mark.parametrize("end", ["filed_on", "refused_on", "investigation_requested_on"])
def test_a_decision_ends_the_ten_days_on_its_own_day(sqlite_office: Office, end: str) -> None:
    """Received on Monday 5 January 2026, due on 20 January (weekends and 19 January, a holiday, are not counted)."""
    take_in(sqlite_office, "referrals", text([{end: "2026-02-02"}]))
    asked = ("2026-01-20", "2026-01-21", "2026-02-01", "2026-02-02")
    results = [scanned(sqlite_office.database, day(as_of)) for as_of in asked]
    assert [len(result["findings"]) for result in results] == [0, 1, 1, 0]
    assert [near["short_by"] for near in results[0]["near_misses"]] == ["due today"]


def test_a_finding_opens_to_its_count_day_by_day(sqlite_office: Office) -> None:
    requested = {"referral_id": "R-2", "investigation_requested_on": "2025-08-31", "received_on": "2025-08-29"}
    take_in(sqlite_office, "referrals", text([{}, requested]))
    result = scanned(sqlite_office.database, day("2026-06-30"))
    ten, six = (f["explanation"] for f in result["findings"])
    assert [f["clause"] for f in result["findings"]] == ["56.602.3(2)", "56.602.3(3)#1"]
    counted = [d["date"] for d in ten["days"] if d["counted"]]
    assert (len(counted), counted[-1], ten["received_on"]) == (10, ten["due"], "2026-01-05")
    assert {d["date"] for d in ten["days"] if not d["counted"]} >= {"2026-01-10", "2026-01-19"}
    assert six["due"] == "2026-03-02", "six months after 31 August is 28 February, a Saturday"


# How the scan finds its rows.

INDEXES = {"ix_charge_untouched", "ix_charge_touched", "ix_charge_open_investigation", "ix_charge_closed_investigation"}


def plans(database: Database, as_of: dt.date, explain: str) -> list[str]:
    """The plan of every statement that a scan sends, line by line."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    scanned(database, as_of)
    event.remove(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        if not database.is_sqlite:
            session.execute(sql("SET LOCAL enable_seqscan = off"))  # a register of this size fits in a few pages
        connection = session.connection()
        return [
            str(line[-1])
            for statement, parameters in sent
            if statement.startswith(("SELECT", "WITH"))
            for line in connection.exec_driver_sql(f"{explain} {statement}", parameters)
        ]


@pytest.mark.parametrize("statistics", [False, True])
def test_sqlite_searches_the_partial_indexes_and_never_reads_the_register_through(
    sqlite_office: Office, statistics: bool
) -> None:
    furnish(sqlite_office, made.charges(6, 4_000), made.homicides(6))
    if statistics:
        sqlite_office.database.close()
        with closing(sqlite3.connect(sqlite_office.database.url.removeprefix("sqlite:///"))) as store:
            store.execute("ANALYZE")
    for as_of in ("2025-06-30", "2026-06-30"):
        lines = plans(sqlite_office.database, day(as_of), "EXPLAIN QUERY PLAN")
        of_charges = [line for line in lines if " charge" in line]
        assert {index for index in INDEXES for line in of_charges if f"INDEX {index} (" in line} == INDEXES
        assert all(line.startswith("SEARCH charge USING") for line in of_charges), of_charges
        of_homicides = [line for line in lines if " homicide" in line]
        assert of_homicides
        assert all("SEARCH homicide USING COVERING INDEX ix_homicide_when_and_where" in line for line in of_homicides)


def test_postgresql_can_answer_from_the_partial_indexes(postgresql_office: Office) -> None:
    furnish(postgresql_office, made.charges(6, 4_000), made.homicides(6))
    lines = plans(postgresql_office.database, day("2026-06-30"), "EXPLAIN")
    assert {index for index in INDEXES for line in lines if index in line} == INDEXES
    assert not [line for line in lines if "Seq Scan on charge" in line or "Seq Scan on homicide" in line]


# Keeping.


def keep(office: Office, as_of: str) -> tuple[int, int]:
    """What was found and what of it was new."""
    reply = office.act("keep_findings", "console", on="2026-06-30", as_of=as_of).reply
    return len(reply["result"]["findings"]), len(reply["new"])


def kept(office: Office) -> dict[tuple[Any, ...], tuple[str, str]]:
    """The kept findings: (clause, jurisdiction, referral, count) -> the first and last day asked about."""
    listed = [(tuple(row[2:6]), tuple(row[8:10])) for row in rows(office.database, "finding")]
    assert len(listed) == len(dict(listed))
    return dict(listed)  # type: ignore[arg-type] # rows of two columns


def test_a_scan_kept_twice_keeps_each_finding_once(office: Office) -> None:
    furnish(office, made.charges(7, 1_500), made.homicides(7))
    found, new = keep(office, "2026-06-30")
    assert found == new > 200
    first = rows(office.database, "finding")
    assert keep(office, "2026-06-30") == (found, 0)
    assert rows(office.database, "finding") == first
    assert number_of(office.database, "scan") == 2


def test_a_finding_seen_on_other_days_is_the_same_finding(office: Office) -> None:
    take_in(office, "referrals", text([{"referral_id": "A"}, {"referral_id": "B", "filed_on": "2026-03-02"}]))
    a, b = ("56.602.3(2)", "29510", "A", 1), ("56.602.3(2)", "29510", "B", 1)
    assert keep(office, "2026-02-10") == (2, 2)
    assert keep(office, "2026-04-01") == (1, 0)
    assert kept(office) == {a: ("2026-02-10", "2026-04-01"), b: ("2026-02-10", "2026-02-10")}
    assert keep(office, "2026-01-21") == (2, 0)
    assert keep(office, "2026-03-01") == (2, 0)
    assert kept(office) == {a: ("2026-01-21", "2026-04-01"), b: ("2026-01-21", "2026-03-01")}


def test_a_finding_that_rests_on_other_facts_is_another_one(office: Office) -> None:
    take_in(office, "referrals", text([{}]))
    assert keep(office, "2026-04-01") == (1, 1)
    take_in(office, "referrals", text([{"received_on": "2026-01-06"}]))
    assert keep(office, "2026-04-01") == (1, 1)
    take_in(office, "referrals", text([{"received_on": "2026-01-06", "lead": "N"}]))
    assert keep(office, "2026-04-01") == (1, 0)
    assert number_of(office.database, "finding") == 2


def test_one_charge_under_two_grounds_and_two_offices_with_one_number_are_kept_apart(office: Office) -> None:
    asked = {**REFERRAL, "investigation_requested_on": "2025-09-02", "received_on": "2025-08-04"}
    given = [asked, {**asked, "jurisdiction": "29001"}, {**asked, "count": "2"}, {**asked, "referral_id": "R-11"}]
    take_in(office, "referrals", text(given))
    assert keep(office, "2025-09-01") == (4, 4)
    assert keep(office, "2026-04-01") == (4, 4)
    assert {clause for clause, *_ in kept(office)} == {"56.602.3(2)", "56.602.3(3)#1"}
    assert number_of(office.database, "finding") == 8


def test_near_misses_are_counted_and_not_kept(office: Office) -> None:
    take_in(office, "referrals", text([{}]))
    assert keep(office, "2026-01-20") == (0, 0)
    (run,) = rows(office.database, "scan")
    assert run[3:] == (0, 1)
    assert number_of(office.database, "finding") == 0
