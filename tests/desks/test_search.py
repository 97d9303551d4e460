"""Search finds what may be seen, and nothing else appears or counts."""

import pytest
from markupsafe import Markup

from committee_app import searching
from committee_app.access import hidden_matters
from tests.desks.test_every_route_is_declared import recuse
from tests.desks.visiting import Site
from tests.offices import Office

ALL = tuple(searching.SEARCHES)
TOKEN = "Quillfeather"


def find(office: Office, asked: str, name: str = "director") -> dict[str, list[str]]:
    with office.database.reading() as session:
        hidden = hidden_matters(session, office.actor(name))
        found = searching.search(session, searching.words_of(asked), ALL, hidden)
    return {group.kind: [hit.title for hit in group.hits] for group in found}


@pytest.fixture
def two(office: Office) -> tuple[Office, str, str]:
    """An office with two matters; the second holds the token wherever a person can write."""
    one = office.lodge("2028-01-03", facts="Sample: 50% of the referrals wait; see file a_b.")
    other = office.lodge(
        "2028-01-03", respondent=f"Sample {TOKEN}", complainant=f"{TOKEN} of Sample", facts=f"A word of {TOKEN}, é."
    )
    office.to_reviewed(other)
    office.act("record_response", "staff", other, on="2028-02-11", text=f"Late words of {TOKEN}.")
    return office, one, other


def test_matters_responses_letters_clauses_and_readings_are_found(two: tuple[Office, str, str]) -> None:
    office, one, other = two
    assert find(office, TOKEN.lower()) == {
        "matters": [f"{other} Circuit Attorney, City of St. Louis"],
        "responses": [f"{other}: response of February 11, 2028"],
    }
    by_number = find(office, other)
    assert list(by_number) == ["matters", "responses", "letters"]
    assert find(office, f"louis {one}")["matters"] == [f"{one} Circuit Attorney, City of St. Louis"]
    assert "56.602.4(1)" in find(office, "56.602.4(1)")["clauses"]
    assert find(office, "director votes")["readings"]
    assert find(office, "nothing holds this") == {}
    assert find(office, "") == {}


def test_signs_of_a_pattern_are_looked_for_as_they_stand(two: tuple[Office, str, str]) -> None:
    office, one, _ = two
    for asked in ("50%", "a_b", "%", "_"):
        assert find(office, asked)["matters"] == [f"{one} Circuit Attorney, City of St. Louis"], asked
    for asked in ("a%b", "axb", "/", "\\", "' OR 1=1 --", "\0", "%%%"):
        assert "matters" not in find(office, asked), asked


def test_a_hidden_matter_neither_appears_nor_counts(two: tuple[Office, str, str]) -> None:
    office, one, other = two
    assert find(office, TOKEN, "member-r1")
    office.recuse("member-r1", other, on="2028-02-14")
    assert find(office, TOKEN, "member-r1") == {}
    assert find(office, other, "member-r1") == {}
    assert find(office, "sample", "member-r1")["matters"] == [f"{one} Circuit Attorney, City of St. Louis"]
    assert find(office, TOKEN, "member-r2")


def searched(site: Site, name: str, *asked: str) -> str:
    visitor = site.visitor(name)
    return "".join(visitor.page(f"/search?q={words}") for words in asked)


ASKED = ("2028-016", "sample", "cole", "prosecuting", "notice", "2028", "threat")


def test_the_page_of_one_who_is_recused_holds_nothing_of_the_matter(site: Site) -> None:
    assert "/docket/2028-016" in searched(site, "member-r1", *ASKED)
    recuse(site, "member-r1")
    page = searched(site, "member-r1", *ASKED[1:])
    assert "2028-016" not in page
    assert "/docket/2028-015" in page
    assert "Nothing that you may see holds" in searched(site, "member-r1", "2028-016")


def test_a_search_that_forgot_who_is_recused_would_be_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    recuse(site, "member-r1")
    monkeypatch.setattr("committee_app.desks.search.hidden_matters", lambda *_: frozenset())
    assert "/docket/2028-016" in searched(site, "member-r1", *ASKED[1:])


def test_who_may_read_no_matter_finds_clauses_and_readings_alone(looked_at: Site) -> None:
    page = searched(looked_at, "administrator", "sample", "notice", "2028")
    assert "Clauses" in page
    assert "/docket/" not in page
    assert "Findings" not in page


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", '"><b onclick=a>', "&lt;", "%00", "a" * 5_000])
def test_hostile_words_are_only_words(looked_at: Site, asked: str) -> None:
    answer = looked_at.visitor("director").client.get("/search", query_string={"q": asked})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<b onclick" not in page


def test_a_snippet_marks_the_words_and_escapes_the_rest() -> None:
    text = "x" * 300 + " <b>İstanbul & louis</b> Louis"
    shown = searching.snippet(text, ["louis", "<b>"])
    assert shown.startswith("… ")
    assert "<mark>&lt;b&gt;</mark>İstanbul &amp; <mark>louis</mark>&lt;/b&gt; <mark>Louis</mark>" in shown
    assert isinstance(shown, Markup)
