"""The sheet of paper: the same letter gives the same bytes, whatever stands in it is drawn, and the address lies in the
window of a #10 envelope, measured on the page."""

import io
from dataclasses import replace

import pdfplumber
import pytest
from pypdf import PdfReader

from letters import catalogue, layout
from letters.layout import as_pdf
from letters.letter import Letter
from tests.letters.samples import HEAD, notice, request

# A #10 envelope's window over a sheet folded in three, in points from the upper left corner of the page.
WINDOW = (63, 145, 387, 240)


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert as_pdf(notice(), HEAD) == as_pdf(notice(), HEAD)
    assert as_pdf(notice(), HEAD) != as_pdf(notice("Another complaint."), HEAD)


@pytest.mark.parametrize("letter", [notice(), request()], ids=["notice", "request"])
def test_the_address_lies_in_the_window_and_nothing_else_does(letter: Letter) -> None:
    left, top, right, bottom = WINDOW
    with pdfplumber.open(io.BytesIO(as_pdf(letter, HEAD))) as pdf:
        seen = pdf.pages[0].within_bbox((left, top, right, bottom)).extract_text().split("\n")
        around = pdf.pages[0].outside_bbox((left, top, right, bottom)).extract_text()
    assert letter.to is not None
    assert seen == [letter.to.name, *letter.to.lines]
    assert letter.to.name not in around


def test_the_notice_says_what_the_prosecutor_must_know() -> None:
    said = " ".join(words(as_pdf(notice("First line.\nSecond line."), HEAD)).split())
    for wanted in (
        "January 14, 2028",
        "CERTIFIED MAIL",
        "Docket 2028-001",
        "received on January 3, 2028",
        "Section 56.602.3(2):",
        "10 business days to respond in writing, counted from the day after this letter is delivered or refused",
        "First line. Second line.",
        "Sent under section 56.602.4(3), RSMo",
        "Page 1 of 1",
    ):
        assert wanted in said
    assert "#" not in said  # the number of a sentence is this program's own


def test_whatever_stands_in_a_complaint_is_drawn_and_nothing_of_it_is_markup() -> None:
    hostile = "<b>bold</b> & <img src='x'/> </para> ${x} {{ y }} %(z)s \u202ereversed \U0001f600 漢字 " + "w" * 4000
    said = words(as_pdf(notice(hostile), HEAD))
    assert "<b>bold</b> & <img src='x'/> </para> ${x} {{ y }} %(z)s" in " ".join(said.split())
    assert said.count("w") > 3900


def test_a_long_complaint_runs_over_pages_and_each_is_numbered() -> None:
    pdf = PdfReader(io.BytesIO(as_pdf(notice("A sentence of the complaint. " * 600), HEAD)))
    assert len(pdf.pages) > 3
    for number, page in enumerate(pdf.pages, 1):
        assert f"Page {number} of {len(pdf.pages)}" in page.extract_text()


def test_the_pdf_says_its_title_and_language_and_embeds_its_fonts() -> None:
    pdf = PdfReader(io.BytesIO(as_pdf(request(), HEAD)))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Request to appoint a special prosecutor: Circuit Attorney, City of St. Louis"
    assert pdf.trailer["/Root"]["/Lang"] == "en-US"
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"].get_object(), font


@pytest.mark.parametrize("cited", ["56.602.4(7)(a)a", "56.602.4(7)(b)c", "56.602.7(5)"])
def test_a_request_holds_its_four_open_fields_and_nothing_else(cited: str) -> None:
    letter = request(cited)
    assert set(catalogue.Request.__dataclass_fields__) == {"to", "dated", "office", "clause"}
    assert letter.reference is None  # the docket number is closed
    said = words(as_pdf(letter, HEAD))
    assert "Circuit Attorney, City of St. Louis" in " ".join(said.split())
    assert cited in said
    assert "2028-001" not in said


def test_every_open_letter_of_the_catalogue_has_no_field_for_a_closed_fact() -> None:
    open_kinds = {kind for kind, row in catalogue.CATALOGUE.items() if row.openness == "OPEN"}
    assert open_kinds == {"request", "finding", "meeting_notice"}
    assert set(catalogue.MeetingNotice.__dataclass_fields__) == {
        "dated", "posted", "when", "place", "mode", "observing", "agenda", "reason", "good_cause",
    }  # fmt: skip
    assert set(catalogue.Finding.__dataclass_fields__) == {"dated", "office", "clause"}


def test_the_window_of_the_layout_is_the_envelopes() -> None:
    top = layout.HEIGHT - layout.WINDOW_TOP
    assert WINDOW[1] <= top <= WINDOW[3]


def test_a_training_offices_sheets_say_on_each_page_that_they_are_no_letters() -> None:
    long = replace(request(), parts=("A paragraph of a long letter.",) * 80)
    said = words(as_pdf(long, replace(HEAD, training=True)))
    pages = len(PdfReader(io.BytesIO(as_pdf(long, HEAD))).pages)
    assert pages > 1
    assert said.count("TRAINING SAMPLE") == pages
    assert "TRAINING" not in words(as_pdf(long, HEAD))
