"""What goes with a certified letter: the address sheet says nothing of the matter, and the form keeps its two numbers
apart."""

import pytest

from letters.article_number import article_number
from letters.layout import as_pdf
from letters.letter import Heading, Label, Rows
from letters.mailing import CARD, RECEIPT, Envelope, Mailing, envelope_sheet, mailing_form
from tests.letters.reading import read
from tests.letters.samples import ARTICLE, DAY, HEAD, MAILED, OFFICE, PROSECUTOR, REPLY, SENDER, SHEETS


def fields(heading: str, receipt: str | None = None) -> dict[str, str]:
    """The form's lines below that heading."""
    parts = mailing_form(Mailing(PROSECUTOR, SENDER, DAY, MAILED, "2028-001", ARTICLE, receipt)).parts
    rows = parts[parts.index(Heading(heading)) + 1]
    assert isinstance(rows, Rows)
    return dict(rows.lines)


def test_the_form_has_what_goes_onto_the_postal_services_own() -> None:
    addressee = "Sample Circuit Attorney\nSample Courthouse, Room 1\nSt. Louis, Missouri 63101"
    receipt, card = fields(RECEIPT), fields(CARD)
    assert receipt["Article number"] == card["2. Article number"] == "9407 1112 0108 0805 4830 19"
    assert receipt["Sent to"] == card["1. Article addressed to"] == addressee
    assert receipt["Written on"] == "January 14, 2028"
    assert card["Sender, on the back"] == "\n".join((SENDER.name, *SENDER.lines))


def test_the_number_of_the_return_receipt_is_kept_apart_from_the_articles() -> None:
    card = fields(CARD, "9590 9402 1234 5678 9012 34")
    assert card["Number of the return receipt"] == "9590 9402 1234 5678 9012 34"
    assert "9590" not in "".join(fields(RECEIPT, "9590 9402 1234 5678 9012 34").values())
    assert fields(CARD)["Number of the return receipt"] == "Stands on the card."


def test_a_number_that_fails_its_check_digit_is_printed_with_the_warning() -> None:
    wrong = article_number("9407 1112 0108 0805 4830 18")
    form = mailing_form(Mailing(PROSECUTOR, SENDER, DAY, MAILED, "2028-001", wrong))
    assert form.parts[-1] == "The check digit of 9407 1112 0108 0805 4830 18 does not fit."


def test_an_address_sheet_names_no_matter_and_nothing_of_it() -> None:
    assert set(Envelope.__dataclass_fields__) == {"to", "sender", "dated", "clause", "article", "reply"}
    said = " ".join(each.text for each in read(as_pdf(SHEETS["address sheet"], HEAD)).tree)
    for closed in ("2028-001", "complaint", OFFICE, "notice"):
        assert closed.lower() not in said.lower()


def test_the_answer_comes_back_to_the_office_from_the_addressee() -> None:
    sheet = envelope_sheet(Envelope(PROSECUTOR, SENDER, DAY, MAILED, ARTICLE, REPLY))
    there, back = (part for part in sheet.parts if isinstance(part, Label))
    assert (there.sender, there.to, there.number) == ((SENDER.name, *SENDER.lines), PROSECUTOR, ARTICLE)
    assert (back.sender, back.to, back.number) == ((PROSECUTOR.name, *PROSECUTOR.lines), SENDER, REPLY)


@pytest.mark.parametrize("kind", ["address sheet", "address sheet without numbers", "mailing form"])
def test_each_of_them_is_one_page_that_nobody_signs(kind: str) -> None:
    seen = read(as_pdf(SHEETS[kind], HEAD))
    assert {page for said in seen.tree for page in said.pages} == {0}
    assert not any("For the Prosecuting" in said.text for said in seen.tree)


def test_without_numbers_an_address_sheet_has_no_bars_and_is_no_certified_mail() -> None:
    seen = read(as_pdf(SHEETS["address sheet without numbers"], HEAD))
    assert not seen.texts("Figure")
    assert "CERTIFIED MAIL" not in seen.texts("P")
