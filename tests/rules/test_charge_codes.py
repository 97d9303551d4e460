"""Charge codes, against the table that a prosecutor's office holds."""

import csv
from pathlib import Path

import pytest

from rules.charge_codes import listed_clause, parse, section_of

DATA = Path(__file__).parents[3] / "shared" / "data" / "charge_codes"
with_data = pytest.mark.skipif(not DATA.exists(), reason="the charge code tables lie beside the project, not in it")


def codes(name: str) -> list[str]:
    with (DATA / name).open(encoding="utf-8") as file:
        return [row["charge_code"] for row in csv.DictReader(file)]


@with_data
def test_every_listed_code_matches() -> None:
    found = {code: listed_clause(section_of(code)) for code in codes("listed_offence_codes.csv")}
    assert len(found) == 68
    assert [code for code, clause in found.items() if clause is None] == []


@with_data
def test_no_near_miss_matches() -> None:
    found = {code: listed_clause(section_of(code)) for code in codes("near_miss_codes.csv")}
    assert len(found) == 96
    assert [code for code, clause in found.items() if clause] == []


@with_data
def test_every_code_of_the_table_is_read() -> None:
    read = [parse(code) for code in codes("mshp_charge_codes_2025_08_19.csv")]
    assert len(read) == 12_453
    assert sum(code.legacy for code in read) == 3_984
    assert all(code.section for code in read if not code.legacy)


@pytest.mark.parametrize(
    ("text", "attempt"),
    [
        ("565.020-001Y202009", False),
        ("565.020-001Y20200900.0", False),
        ("565.020-001Y20200900.1", True),
        ("565.020-001Y202009.1", True),
    ],
)
def test_the_short_and_the_long_form_name_the_same_section(text: str, attempt: bool) -> None:
    code = parse(text)
    assert (code.section, code.sequence, code.year, code.attempt) == ("565.020", "001", 2020, attempt)
    clause = listed_clause(code.section)
    assert clause is not None
    assert clause.id == "56.602.3(2)(a)"


def test_a_legacy_code_names_no_section_and_is_not_listed() -> None:
    assert section_of("10021") is None
    assert listed_clause(section_of("10021")) is None


@pytest.mark.parametrize(
    "text", ["", "565.020", "565020-001Y202009", "565.020-1Y2020", "nonsense", "565.020-001Y202009;"]
)
def test_what_is_no_charge_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a Missouri charge code"):
        parse(text)


@pytest.mark.parametrize("near", ["565.0200", "65.020", "565.02", "565.072", "569.020"])
def test_a_section_that_only_looks_alike_is_not_listed(near: str) -> None:
    assert listed_clause(near) is None
