"""The log, its totals, and its cells that no spreadsheet runs."""

import csv
import io

import pytest

from committee_app import requests
from rules import calendar
from tests.offices import Office
from tests.requests.asking import receive


def answer(office: Office, number: int, on: str, verb: str = "reply_to_request", **given: object) -> None:
    office.act(verb, "staff", on=on, request=str(number), **given)


def log(office: Office) -> list[list[str]]:
    with office.database.reading() as session:
        text = requests.log_csv(requests.listed(session), calendar.strict())
    return list(csv.reader(io.StringIO(text)))


def counts(office: Office, year: int) -> dict[str, object]:
    with office.database.reading() as session:
        return {one["name"]: one["value"] for one in requests.totals(session, year)}


def test_the_totals_of_a_year(office: Office) -> None:
    assert counts(office, 2028) == {
        "received": 0, "granted": 0, "granted_in_part": 0, "denied": 0, "no_record": 0, "withdrawn": 0,
    }  # fmt: skip
    answer(office, receive(office, "2027-12-30"), "2028-01-04", answer="grant")
    answer(office, receive(office, "2028-01-03"), "2028-01-04", answer="grant")
    answer(office, receive(office, "2028-01-03"), "2028-01-05", answer="grant_in_part", withheld=["votes"])
    answer(office, receive(office, "2028-01-03"), "2028-01-06", "deny_records", withheld=["votes"])
    answer(office, receive(office, "2028-01-03"), "2028-01-19", answer="find_no_record", open_kinds_alone="yes")
    taken_back = receive(office, "2028-01-03")
    answer(office, taken_back, "2028-01-04", "withdraw_request", because="requester")
    receive(office, "2028-01-19")
    # 1, 2, 3 and 11 business days: January 17 is a holiday.
    assert counts(office, 2028) == {
        "received": 6, "granted": 1, "granted_in_part": 1, "denied": 1, "no_record": 1, "withdrawn": 1,
        "median_business_days": 2.5,
    }  # fmt: skip
    assert counts(office, 2027) == {
        "received": 1, "granted": 1, "granted_in_part": 0, "denied": 0, "no_record": 0, "withdrawn": 0,
        "median_business_days": 3,
    }  # fmt: skip


def test_a_statement_asked_for_later_leaves_the_outcome_as_it_was(office: Office) -> None:
    number = receive(office, "2028-01-03")
    answer(office, number, "2028-01-04", answer="grant_in_part", withheld=["votes"])
    answer(office, number, "2028-01-05", "record_statement_asked")
    answer(office, number, "2028-01-06", "state_grounds")
    assert counts(office, 2028)["granted_in_part"] == 1
    assert counts(office, 2028)["denied"] == 0


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-2", "@SUM(A1)", "\u00a0=1", "\uff1d1", "  =cmd", "\ufeff=1", "|x"])
def test_no_cell_begins_a_formula(sqlite_office: Office, cell: str) -> None:
    receive(sqlite_office, "2028-01-03", asked=f"{cell}\nand more", requester=f"x{cell}")
    assert requests.plain_cell(cell) == f"'{cell}"
    row = log(sqlite_office)[1]
    assert row[3] == f"x{cell}".strip()
    assert row[4].startswith("'") or row[4][0] not in "=+-@|"


def test_the_log_is_one_row_a_request(sqlite_office: Office) -> None:
    receive(sqlite_office, "2028-01-03", asked='Sample, with a comma; "quoted"\nand a line')
    head, row = log(sqlite_office)
    assert head == list(requests.LOG)
    assert row[:5] == ["R2028-01", "2028-01-03", "Mail", "Sample Requester",
                       'Sample, with a comma; "quoted"\nand a line']  # fmt: skip
