"""The clauses: all of the bill's, in our own words, with citations that know who made them."""

import json
import re
from pathlib import Path

import pytest

from rules import statute
from rules.statute import CLAUSES, cite, cited_by, clause, coverage, parse_enacted, uncited

BILL = Path(__file__).parents[3] / "shared/statute/clauses.json"
LONGEST_RUN = 6


@pytest.fixture(scope="module")
def bill() -> list[dict]:
    if not BILL.exists():
        pytest.skip("the bill's clauses are not beside this repository")
    return [row for rows in json.loads(BILL.read_text("utf-8")).values() for row in rows]


@pytest.fixture
def no_citations(monkeypatch) -> None:
    monkeypatch.setattr(statute, "_CITED", {})


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def test_the_clauses_and_their_lines_are_the_bills_in_its_order(bill):
    ours = [(c.id, c.first_line, c.last_line) for c in CLAUSES.values()]
    assert ours == [(row["id"], row["first_line"], row["last_line"]) for row in bill]
    assert len(ours) == 146


def test_no_statement_copies_the_bill(bill):
    copied = set().union(*(runs(row["text"], LONGEST_RUN + 1) for row in bill))
    shared = {c.id: runs(c.statement, LONGEST_RUN + 1) & copied for c in CLAUSES.values()}
    assert {clause_id: found for clause_id, found in shared.items() if found} == {}
    bills_words = {tuple(words(row["text"])) for row in bill}
    assert [c.id for c in CLAUSES.values() if tuple(words(c.statement)) in bills_words] == []


def test_every_statement_is_one_short_sentence():
    statements = [c.statement for c in CLAUSES.values()]
    assert [s for s in statements if not 4 <= len(s.split()) <= 30 or s[-1] not in ".?"] == []
    assert len(set(statements)) == len(statements)


def test_the_ten_listed_offenses_carry_their_sections():
    listed = {c.id: c.offence for c in CLAUSES.values() if c.offence}
    assert list(listed) == [f"56.602.3(2)({letter})" for letter in "abcdefghij"]
    sections = "565.020 565.021 565.050 565.052 566.030 566.060 570.023 570.025 570.027 571.015"
    assert list(listed.values()) == sections.split()
    assert all(CLAUSES[clause_id].offence_name for clause_id in listed)


@pytest.mark.parametrize(
    ("clause_id", "figures"),
    [
        ("56.602.2(2)#4", {"terms": 2}),
        ("56.602.2(2)#5", {"years": 4}),
        ("56.602.2(2)#6", {"years": 2}),
        ("56.602.2(2)#8", {"years": 4}),
        ("56.602.2(2)#11", {"terms": 3, "years": 12}),
        ("56.602.3(1)", {"per_100k": 35, "months": 24}),
        ("56.602.3(2)", {"business_days": 10}),
        ("56.602.3(3)#1", {"months": 6}),
        ("56.602.4(1)", {"business_days": 10}),
        ("56.602.4(3)", {"business_days": 5}),
        ("56.602.4(4)#1", {"business_days": 10}),
        ("56.602.4(5)", {"business_days": 10}),
        ("56.602.4(7)(a)#1", {"votes": 4}),
        ("56.602.4(7)(a)#2", {"votes": 3}),
        ("56.602.7(3)", {"months": 6, "votes": 3}),
        ("56.602.7(6)#1", {"years": 5}),
    ],
)
def test_the_figures_of_the_act_are_these(clause_id, figures):
    assert clause(clause_id).figures == figures


def test_a_clause_prints_as_its_id_and_knows_its_section():
    assert str(clause("43.503.3#2")) == "43.503.3#2"
    assert clause("43.503.3#2").section == "43.503"
    assert clause("56.602.4(7)(a)b").section == "56.602"
    assert len({*CLAUSES.values()}) == len(CLAUSES)


def test_a_citation_records_the_module_that_makes_it(no_citations):
    assert cited_by("56.602.4(3)") == ()
    assert cite("56.602.4(3)") is CLAUSES["56.602.4(3)"]
    assert cited_by("56.602.4(3)") == (__name__,)
    row = next(row for row in coverage() if row["id"] == "56.602.4(3)")
    assert row == {"id": "56.602.4(3)", "cited_by": [__name__], "not_coded": None}


def test_looking_a_clause_up_does_not_cite_it(no_citations):
    clause("56.602.4(3)")
    assert cited_by("56.602.4(3)") == ()


def test_a_wrong_citation_names_the_nearest_clauses():
    with pytest.raises(KeyError, match=re.escape("56.602.4(7)(a)#2")):
        cite("56.602.4(7)(a)")
    with pytest.raises(KeyError, match="No clause 'nonsense'"):
        cite("nonsense")


def test_an_excuse_and_a_citation_exclude_each_other(no_citations):
    assert "56.602.4(3)" in uncited()
    assert "56.602.8#1" not in uncited()
    cite("56.602.4(3)")
    cite("56.602.8#1")
    assert "56.602.4(3)" not in uncited()
    assert "56.602.8#1" in uncited()


def test_enacted_words_are_read_in_either_shape(bill):
    flat = {row["id"]: row["text"] for row in bill}
    assert parse_enacted(json.dumps(flat)) == flat
    assert parse_enacted("\ufeff" + BILL.read_text("utf-8")) == flat
    assert parse_enacted('{"56.602.8#1": " Unpaid. "}') == {"56.602.8#1": "Unpaid."}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ('{"56.602.8#1": ', "not JSON"),
        ("[" * 200_000, "nested too deeply"),
        ("[]", "Expected a JSON object"),
        ("{}", "Expected a JSON object"),
        ('{"56.602.4(33)": "x"}', r"No clause '56\.602\.4\(33\)'\. Nearest: 56\.602\.4\(3\)"),
        ('{"56.602": [{"id": "56.602.99", "text": "x"}]}', r"No clause '56\.602\.99'"),
        ('{"56.602": [{"id": "56.750.2", "text": "x"}]}', "is not in section 56.602"),
        ('{"56.602": [{"text": "x"}]}', "needs an id"),
        ('{"56.602": ["x"]}', "needs an id"),
        ('{"56.602.1": "x", "56.602.1": "y"}', "occurs twice"),
        ('{"56.602.1": "x", "56.602": [{"id": "56.602.1", "text": "y"}]}', "occurs twice"),
        ('{"56.602.1": 7}', "has no words"),
        ('{"56.602.1": "  "}', "has no words"),
        ('{"56.602": [{"id": "56.602.1"}]}', "has no words"),
        ('{"56.602.1": "a\\u0000b"}', "cannot be stored"),
        ('{"56.602.1": "a\\ud800b"}', "cannot be stored"),
    ],
)
def test_a_wrong_file_of_enacted_words_is_refused_with_the_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_enacted(text)
