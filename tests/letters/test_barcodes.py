"""Barcodes are read back from the picture of the page, not from what drew them."""

from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from letters.article_number import article_number
from letters.layout import as_pdf
from letters.letter import Address, Letter
from letters.mailing import Envelope, envelope_sheet
from letters.pdf.barcodes import bars
from letters.reply_code import ReplyCode
from tests.letters.pictures import Box, ink, picture
from tests.letters.samples import ARTICLE, DAY, HEAD, MAILED, OLD_ARTICLE, PROSECUTOR, SHEETS, notice

PUBLISHED = {
    # Four numbers and their bars, from USPS-B-3200.
    ("01234567094987654321", ""): "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT",
    ("01234567094987654321", "01234"): "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT",
    ("01234567094987654321", "012345678"): "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA",
    ("01234567094987654321", "01234567891"): "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA",
}
BARRED = [kind for kind, letter in SHEETS.items() if letter.article]
# Certified numbers of both lengths; the last two do not fit their check digit, and are printed nevertheless.
NUMBERS = ("9407 1112 0108 0805 4830 19", "7112 3456 7891 2345 6787", "7000 0000 0000 0000 0000", "9407" + "1" * 18)


def numbers(seen: Image.Image) -> list[tuple[str, str]]:
    """What a reader finds on the page, from above: the symbology identifier, and the digits."""
    found = zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.Code128, text_mode=zxingcpp.TextMode.Plain)
    return [(code.symbology_identifier, code.text) for code in sorted(found, key=lambda code: code.position.top_left.y)]


@pytest.mark.parametrize("kind", BARRED)
def test_the_number_is_read_from_every_sheet_that_has_one(kind: str) -> None:
    letter = SHEETS[kind]
    found = numbers(picture(as_pdf(letter, HEAD)))
    assert letter.article is not None
    assert {digits for _, digits in found} == {letter.article.digits}
    assert len(found) == (2 if kind == "address sheet" else 1)


@pytest.mark.parametrize("typed", NUMBERS)
@pytest.mark.parametrize("dpi", [200, 300, 600])
def test_numbers_of_both_lengths_are_read_from_a_scan(typed: str, dpi: int) -> None:
    number = article_number(typed)
    found = numbers(picture(as_pdf(replace(notice(), article=number), HEAD), dpi=dpi))
    # 22 digits are GS1-128, which a reader knows by FNC1; 20 digits are plain Code 128.
    assert found == [("]C1" if len(number.digits) == 22 else "]C0", number.digits)]


def test_the_bars_have_the_widths_that_readers_and_the_post_ask_for() -> None:
    for number in (ARTICLE, OLD_ARTICLE):
        label = bars(number)
        narrowest = min(wide for _, _, wide, _ in label.rectangles)
        assert 0.013 <= narrowest / 72 <= 0.021
        assert label.rectangles[0][0] >= 10 * narrowest
        assert label.width - sum(label.rectangles[-1][0:3:2]) >= 10 * narrowest - 1e-9
        assert label.height / 72 >= 0.4


@pytest.mark.parametrize(("tracking", "routing"), PUBLISHED)
def test_the_published_intelligent_mail_barcodes_are_seen_on_the_page(tracking: str, routing: str) -> None:
    code = Published(tracking, routing)
    seen = picture(as_pdf(addressed(code), HEAD), dpi=600)
    assert states(seen, 600) == PUBLISHED[tracking, routing]


class Published(ReplyCode):
    """A reply code with digits of our choice: the published ones are not of an office here."""

    def __init__(self, tracking: str, routing: str) -> None:
        object.__setattr__(self, "digits", tracking)
        object.__setattr__(self, "routing", routing)

    @property
    def tracking(self) -> str:
        return str(self.digits)  # type: ignore[attr-defined] # a mutant


def addressed(code: ReplyCode) -> Letter:
    office = Address("Sample Office", ("P.O. Box 899", "Jefferson City 65102"))  # shorter than the bars
    return envelope_sheet(Envelope(PROSECUTOR, office, DAY, MAILED, reply=code))


def test_an_offices_return_envelope_carries_its_mailer_id_and_serial_number() -> None:
    code = ReplyCode("123456", 7, "651020899")
    assert (code.tracking, str(code)) == ("00703123456000000007", "00703123456000000007 651020899")
    assert ReplyCode("123456789", 999_999, "65102").tracking == "00703123456789999999"
    one, other = (
        states(picture(as_pdf(addressed(ReplyCode("123456", n, "65102")), HEAD), dpi=600), 600) for n in (7, 8)
    )
    assert len(one) == len(other) == 65
    assert one != other


@pytest.mark.parametrize(
    ("mailer", "serial", "routing", "service"),
    [
        ("12345", 1, "65102", "703"),
        ("1234567", 1, "65102", "703"),
        ("12345٣", 1, "65102", "703"),
        ("123456", -1, "65102", "703"),
        ("123456", 10**9, "65102", "703"),
        ("123456789", 10**6, "65102", "703"),
        ("123456", 1, "65102-0899", "703"),
        ("123456", 1, "", "703"),
        ("123456", 1, "65102", "70"),
    ],
)
def test_what_is_no_mailer_id_serial_number_or_zip_code_is_refused_with_words(
    mailer: str, serial: int, routing: str, service: str
) -> None:
    with pytest.raises(ValueError, match=r"of a return envelope has|serial number"):
        ReplyCode(mailer, serial, routing, service)


def states(seen: Image.Image, dpi: int) -> str:
    """The bars of the Intelligent Mail barcode on the page: each tracking, ascending, descending or full."""
    whole = next(box for box in boxes(seen, dpi) if 190 < box.right - box.left < 230 and box.bottom - box.top > 8)
    middle, high = (whole.top + whole.bottom) / 2, whole.bottom - whole.top
    found, at = "", whole.left
    while (bar := ink(seen, Box(at, middle - 0.5, whole.right + 1, middle + 0.5), dpi)) is not None:
        end = bar.left + 2.2  # a bar is at most 1.8 wide, the next one begins 2.9 further on
        extent = ink(seen, Box(bar.left, whole.top - 1, end, whole.bottom + 1), dpi)
        assert extent is not None
        up, down = middle - extent.top > high / 3, extent.bottom - middle > high / 3
        found += {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}[up, down]
        at = end
    return found


def boxes(seen: Image.Image, dpi: int) -> list[Box]:
    """The lines of ink on the right half of the page, from below."""
    found, bottom = [], 730.0
    while (line := ink(seen, Box(250, 300, 540, bottom), dpi)) is not None:
        top = line.bottom - 1
        while ink(seen, Box(250, top - 0.5, 540, top), dpi) is not None:
            top -= 0.5
        exact = ink(seen, Box(250, top, 540, line.bottom), dpi)
        assert exact is not None
        found.append(exact)
        bottom = top
    return found
