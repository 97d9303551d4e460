"""Each letter of the catalogue, made for one sample matter and held against the text that was looked at and kept."""

import dataclasses
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from committee_app.acts.doing import further_sheets
from letters import catalogue
from letters.catalogue import CATALOGUE, Said
from letters.layout import as_pdf
from letters.letter import Letter
from letters.row import Row
from rules.statute import CLAUSES
from tests.letters.sample_matter import HEAD, SAMPLES

REFERENCES = Path(__file__).parent / "references"


def as_text(letter: Letter) -> str:
    """All that the letter says, a paragraph after the other."""
    to = "\n".join((letter.to.name, *letter.to.lines)) if letter.to else "(addressed to nobody)"
    marks = [f"{letter.dated:%B %-d, %Y}", *([f"Docket {letter.reference}"] if letter.reference else [])]
    marks += ["CERTIFIED MAIL, RETURN RECEIPT REQUESTED"] if letter.certified else []
    foot = [letter.signed_by, *(f"Enclosed: {one}" for one in letter.enclosures), f"Section {letter.clause.cited}"]
    return "\n\n".join([to, "\n".join(marks), letter.subject, catalogue.words(letter), "\n".join(foot)]) + "\n"


@pytest.mark.parametrize("said", SAMPLES, ids=lambda said: said.kind)
def test_the_letter_says_what_its_reference_says(said: Said) -> None:
    assert as_text(catalogue.letter(said)) == (REFERENCES / f"{said.kind}.txt").read_text("utf-8")


@pytest.mark.parametrize("said", SAMPLES, ids=lambda said: said.kind)
def test_the_sheet_says_what_the_letter_says(said: Said) -> None:
    """Compared without white space, which the sheet sets as it needs."""
    letter = catalogue.letter(said)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(letter, HEAD))).pages]
    drawn = "".join("".join(pages).split())
    for part in (letter.subject, *(p if isinstance(p, str) else p.text for p in letter.parts), letter.signed_by):
        for line in part.split("\n"):
            assert "".join(line.split()) in drawn, line


def test_there_is_one_sample_and_one_reference_for_each_letter_in_the_order_of_a_complaint() -> None:
    assert [said.kind for said in SAMPLES] == list(CATALOGUE)
    assert {path.stem for path in REFERENCES.glob("*.txt")} == set(CATALOGUE)


@pytest.mark.parametrize("kind", CATALOGUE)
def test_a_row_of_the_catalogue_is_whole(kind: str) -> None:
    row = CATALOGUE[kind]
    words = row.built_in(kind)
    assert catalogue.checked(kind, 1, words.subject, words.text) == words
    assert row.openness in {"OPEN", "CLOSED"}
    assert all(clause.id in CLAUSES for clause in row.clauses)
    assert row.openness == "OPEN" or row.nature or kind == "expense_claim"


CLOSED_FACTS = {
    "reference", "complaint", "recommendations", "timeline", "assessment", "recused", "motions", "matters", "asked",
    "heard", "facts", "respondent", "complainant",
}  # fmt: skip


def open_rows() -> dict[str, Row]:
    return {kind: row for kind, row in CATALOGUE.items() if row.openness == "OPEN"}


def test_an_open_letter_has_no_field_for_a_closed_fact_and_none_in_its_words() -> None:
    assert set(open_rows()) == {
        "meeting_notice", "open_meeting_notice", "finding", "request", "second_request", "term_request", "minutes",
        "records_clarification", "records_cost", "records_reply", "records_denial",
    }  # fmt: skip
    for row in open_rows().values():
        assert not CLOSED_FACTS & {field.name for field in dataclasses.fields(row.value)}
        assert not CLOSED_FACTS & set(row.known)


@pytest.mark.parametrize("said", [one for one in SAMPLES if one.kind != "expense_claim"], ids=lambda said: said.kind)
def test_what_a_letter_says_is_kept_and_makes_the_same_bytes_again(said: Said) -> None:
    again = catalogue.revived(said.kind, catalogue.kept(said))
    assert again == said
    assert as_pdf(catalogue.letter(again), HEAD) == as_pdf(catalogue.letter(said), HEAD)


@pytest.mark.parametrize("said", [one for one in SAMPLES if getattr(one, "to", None)], ids=lambda said: said.kind)
def test_the_sheets_beside_a_letter_show_its_address_and_not_its_words(said: Said) -> None:
    letter = catalogue.letter(said)
    for _, sheet in further_sheets(letter, HEAD):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages)
        assert letter.to is not None
        assert letter.to.name in text
        assert "Sample: " not in text
