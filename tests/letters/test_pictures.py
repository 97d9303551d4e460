"""What the eye sees: the sheet as a picture, folded in three, behind the window of a #10 envelope."""

import io
from dataclasses import replace
from datetime import date

import pdfplumber
import pytest
from PIL import Image

from letters.layout import address_size, as_pdf
from letters.letter import Address
from tests.letters.pictures import Box, difference, ink, picture
from tests.letters.samples import HEAD, SHEETS, notice

# The window of a #10 envelope of 4 1/8 by 9 1/2 inches over the sheet folded in three, which lies at its lower edge.
WINDOW = Box(63, 144, 387, 240)
# How far the sheet moves in its envelope.
PLAY = 4
LONG = Address(
    "The Honorable Maximilian Bartholomew Sample-Featherstonehaugh the Younger",
    (
        "Prosecuting Attorney of the Sample County of Ste. Genevieve",
        "Office of the Prosecuting Attorney, Division of Formal Complaints",
        "Sample Courthouse Annex, Third Floor, Room 302",
        "55 South Sample Street",
        "P.O. Box 1234",
        "Ste. Genevieve, Missouri 63670-1234",
    ),
)
ADDRESSED = [kind for kind, letter in SHEETS.items() if letter.to]


@pytest.mark.parametrize("kind", ADDRESSED)
def test_through_the_window_one_sees_the_address_and_nothing_else(kind: str) -> None:
    letter = SHEETS[kind]
    seen = picture(as_pdf(letter, HEAD))
    whole = ink(seen, WINDOW)
    assert whole is not None
    assert WINDOW.holds(whole, PLAY)
    # Without its addressee the window is white: what was seen there is the address.
    assert letter.to is not None
    blank = picture(as_pdf(replace(letter, to=Address(" ", ())), HEAD))
    assert ink(blank, WINDOW) is None
    # Nothing stands so near that it comes into the window when the sheet moves.
    assert ink(blank, Box(WINDOW.left - 40, WINDOW.top - PLAY, WINDOW.right + PLAY, WINDOW.bottom + PLAY)) is None


def test_a_long_name_and_six_lines_below_it_lie_in_the_window() -> None:
    seen = picture(as_pdf(notice(to=LONG), HEAD))
    whole = ink(seen, WINDOW)
    assert whole is not None
    assert WINDOW.holds(whole, PLAY)
    assert lines(seen, WINDOW) == 8  # the name takes two
    assert address_size(LONG) == 8  # which the Postal Service asks for at least
    assert address_size(Address("Sample Attorney", ("Sample Street", "St. Louis, Missouri 63101"))) == 10


def test_even_an_absurd_address_stays_in_the_window() -> None:
    seen = picture(as_pdf(notice(to=Address("Sample " * 40, tuple(f"Line {number}" for number in range(20)))), HEAD))
    whole = ink(seen, WINDOW)
    assert whole is not None
    assert WINDOW.holds(whole, 2)


def test_no_ink_comes_near_the_edge_of_any_page() -> None:
    for letter in SHEETS.values():
        pdf = as_pdf(letter, replace(HEAD, training=True), reprint=date(2028, 2, 1))
        whole = ink(picture(pdf), Box(0, 0, 612, 792))
        assert whole is not None
        assert Box(0, 0, 612, 792).holds(whole, 20)


@pytest.mark.parametrize("kind", ["notice with its number", "notice of many pages", "claim"])
def test_a_reprint_differs_from_the_letter_by_its_mark_alone(kind: str) -> None:
    once, again = (as_pdf(SHEETS[kind], HEAD, reprint=day) for day in (None, date(2028, 2, 1)))
    assert once != again
    for page in (0, 1) if kind == "notice of many pages" else (0,):
        changed = difference(picture(once, page), picture(again, page))
        assert changed is not None
        assert Box(306, 18, 541, 36).holds(changed)


def test_the_amounts_of_a_table_end_at_the_right_margin_and_no_cell_is_cut() -> None:
    pdf = as_pdf(SHEETS["claim"], HEAD)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        words = document.pages[0].extract_words()
    amounts = [word for word in words if word["text"] in {"Amount", "$78.60", "$235.80"}]
    assert len(amounts) == 5
    assert all(abs(word["x1"] - 540) < 0.1 for word in amounts)
    (head,) = (word for word in amounts if word["text"] == "Amount")
    row = ink(picture(pdf), Box(0, head["top"], 612, head["bottom"]))
    assert row is not None
    assert 72 <= row.left < 74
    assert 538 < row.right <= 541


def test_what_a_font_lacks_is_seen_as_a_lozenge_each() -> None:
    blank, three = (
        picture(as_pdf(replace(notice(), parts=(text,)), HEAD)) for text in ("Sample ◊◊◊ end", "Sample 漢字語 end")
    )
    assert difference(blank, three) is None


def lines(seen: Image.Image, within: Box) -> int:
    """How many lines of ink there are, one below the other."""
    found, inside = 0, False
    step = 72 / 300
    at = within.top
    while at < within.bottom:
        now = ink(seen, Box(within.left, at, within.right, at + step)) is not None
        found += now and not inside
        inside = now
        at += step
    return found
