"""Places where a marked word stands and a search passes by: at a hyphen, over two pages, under a note, as a drawing."""

import io
from collections.abc import Callable

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfgen.canvas import Canvas

from committee_app.blackening import DOTS, Box
from committee_app.redacting import Copy, redacted
from tests.redaction.hostile import SECRET, changed, drawn, plain
from workflows.machine import Refused

SCALE = DOTS / 72


def pages(*lines: tuple[str, ...]) -> bytes:
    """A page for each of these, with a line for each text, from 92 points below its upper edge on."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792))
    for page in lines:
        for row, line in enumerate(page):
            canvas.drawString(72, 700 - 20 * row, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def black(copy: Copy, box: Box) -> float:
    """Which part of a box on a page of the copy is black."""
    document = pypdfium2.PdfDocument(copy.pdf)
    edges = (int(edge * SCALE) for edge in (box.x, box.y, box.x + box.w, box.y + box.h))
    seen = document[box.page - 1].render(scale=SCALE, grayscale=True).to_pil().crop(tuple(edges))
    document.close()
    counts = seen.histogram()
    return float(sum(counts[:32]) / sum(counts))


def test_a_short_word_is_found_on_both_sides_of_a_hyphen() -> None:
    copy = redacted(
        pages(("Lee came.", "Lee-Jones went.", "Anna-Lee too.", "Leeland stayed.")), ["Lee"], [], looked=False
    )
    assert copy.places["Lee"] == 3
    assert black(copy, Box(1, 74, 105, 10, 6)) > 0.95
    assert black(copy, Box(1, 74, 145, 10, 6)) < 0.5


@pytest.mark.parametrize(
    "source",
    [
        pages((f"{SECRET} spoke.", "The witness Wilhel-"), ("mina spoke.",)),
        pages(("The witness Wilhel-",), ("mina spoke.",)),
        pages(("The witness Wilhel-", "page 1 of 2"), ("Sample statement", "mina spoke.")),
    ],
)
def test_a_word_that_goes_on_on_the_next_page_is_told(source: bytes) -> None:
    for looked in (False, True):
        with pytest.raises(Refused, match="begins on page 1 and ends on page 2"):
            redacted(source, [SECRET], [], looked=looked)
    boxes = [Box(1, 60, 80, 400, 60), Box(2, 60, 80, 400, 60)]
    assert redacted(source, [SECRET], boxes, looked=False).pages == 2


def over(subtype: Name, draw: bytes) -> Callable[[pikepdf.Pdf], None]:
    """A note of that kind laid over the words of the page, with that drawing."""

    def change(pdf: pikepdf.Pdf) -> None:
        seen = pdf.make_stream(draw, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 340, 30]))
        note = Dictionary(Type=Name.Annot, Subtype=subtype, Rect=Array([60, 690, 400, 720]), F=4,
                          AP=Dictionary(N=seen))  # fmt: skip
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])

    return change


@pytest.mark.parametrize("gray", [b"0", b"1"])
@pytest.mark.parametrize("subtype", [Name.Square, Name.Stamp, Name.Redact])
def test_what_a_note_covers_on_the_paper_stays_covered(subtype: Name, gray: bytes) -> None:
    """The copy leaves notes out; a bar that somebody laid over words must not come off with them."""
    source = changed(over(subtype, gray + b" g 0 0 340 30 re f"))
    copy = redacted(source, [], [Box(1, 0, 0, 2, 2)], looked=False)
    assert black(copy, Box(1, 62, 74, 336, 26)) == 1


def test_words_that_are_drawn_as_outlines_are_told() -> None:
    def outlines(canvas: Canvas) -> None:
        plain(canvas)
        path = canvas.beginPath()
        path.moveTo(72, 500)
        for step in range(12):
            path.lineTo(72 + 4 * step, 500 + 10 * (step % 2))
        canvas.drawPath(path)

    with pytest.raises(Refused, match="whose words no search reads: 1"):
        redacted(drawn(outlines), [SECRET], [], looked=False)
    assert redacted(drawn(outlines), [SECRET], [], looked=True).places[SECRET] == 1


@pytest.mark.parametrize("name", ["Page", "Parent", "Width", "Gray", "792"])
def test_a_name_that_is_also_a_word_of_every_pdf_is_redacted(name: str) -> None:
    assert redacted(pages((f"Then {name} spoke.",)), [name], [], looked=False).places[name] == 1
