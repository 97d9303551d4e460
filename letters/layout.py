"""The one sheet of paper: letterhead, address in the window, subject, words, footer with clause and page.

Folded in three, US Letter shows its address through the window of a #10 envelope. The sheet is tagged for programs that
read it aloud (PDF/UA-1) and fit to be kept (PDF/A-2a). The same letter gives the same bytes.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from letters.letter import Address, Letter
from letters.pdf import archival
from letters.pdf.barcodes import NARROW, bars
from letters.pdf.fonts import BOLD, width
from letters.pdf.story import story
from letters.pdf.structure import Element, Sheet
from letters.pdf.typesetting import Block, Column, Figure, Placed, Style, as_written, onto_pages, placed

# In points, as all measures here.
INCH = 72
WIDTH, HEIGHT = 8.5 * INCH, 11 * INCH
MARGIN = 1 * INCH
# The window of a #10 envelope, on the sheet folded in three: 7/8 inch from the left, 4 1/2 wide, 1 1/8 high, its lower
# edge 1/2 inch above the fold at a third of the page.
WINDOW_LEFT = 0.875 * INCH
WINDOW_WIDTH = 4.5 * INCH
WINDOW_HEIGHT = 1.125 * INCH
WINDOW_TOP = HEIGHT - 2.05 * INCH
WINDOW_BOTTOM = WINDOW_TOP - WINDOW_HEIGHT
FIRST_PAGE_TOP = WINDOW_BOTTOM - 0.25 * INCH
FOOTER = 0.6 * INCH
BESIDE, BESIDE_WIDTH = WIDTH - MARGIN - 1.9 * INCH, 1.9 * INCH
# White between the edge of the window and the address, which moves a little in its envelope.
ASIDE, ABOVE = 9, 4
TRAINING = "TRAINING SAMPLE: made up, sent to nobody"

SMALL = Style(8, 10.5)
ADDRESS = Style(10, 13)
HEAD_NAME = Style(14, 18, BOLD, "center")
HEAD_LINE = replace(SMALL, align="center")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the office's name, and the lines below it. A training office's sheets say on each page that they are
    no letters."""

    name: str
    lines: tuple[str, ...]
    training: bool = False


def as_pdf(letter: Letter, letterhead: Letterhead, *, reprint: date | None = None, to_sign: bool = False) -> bytes:
    """The letter on the sheet, the same bytes on every run. `reprint` is the day on which it is printed again, which
    each page then says; with `to_sign` it has an empty field for letters.signing."""
    out = io.BytesIO()
    sheet = Sheet(out, WIDTH, HEIGHT, archival.LANGUAGE)
    about = f"Section {letter.clause.cited}, RSMo"
    archival.make_archival(sheet._doc, letter.subject, letterhead.name, about, letter.dated)
    said = _marks(letterhead, reprint)
    marks = [placed(_line(text, style, Element("P", sheet.tree)), MARK_TOP) for text, style in said]
    head = list(_head(letter, letterhead, sheet.tree))
    pages = onto_pages(list(story(letter, sheet.tree, MARGIN, WIDTH - MARGIN)), FIRST_PAGE_TOP, HEIGHT - MARGIN, MARGIN)
    again = [placed(_line(text, style, None), MARK_TOP) for text, style in said]
    for number, page in enumerate(pages, 1):
        sheet.setLineWidth(0.7)
        _draw(sheet, [*marks, *head, *page] if number == 1 else [*again, *page])
        _draw(sheet, _foot(letter, number, len(pages)))
        sheet.showPage()
    if to_sign:
        sheet.signature_field("Signature", f"Signature: {letter.signed_by}")
    sheet.write_tree()
    sheet.save()
    return out.getvalue()


def print_run(letters: Iterable[Letter], letterhead: Letterhead) -> Iterator[bytes]:
    """One sheet after the other; none is drawn before it is asked for, and none is kept."""
    for letter in letters:
        yield as_pdf(letter, letterhead)


def address_size(address: Address) -> float:
    """In how many points the address is written so that all of it lies in the window: 10, or less if it is long. The
    Postal Service asks for 8 at least."""
    return _address(address)[0].size


MARK_TOP = HEIGHT - 0.4 * INCH + SMALL.size


def _marks(letterhead: Letterhead, reprint: date | None) -> list[tuple[str, Style]]:
    marks = [(TRAINING, SMALL)] if letterhead.training else []
    if reprint:
        marks.append((f"REPRINT, {reprint:%B %-d, %Y}", Style(8, 10.5, BOLD, "right")))
    return marks


def _head(letter: Letter, letterhead: Letterhead, tree: Element) -> Iterator[Placed]:
    """Letterhead, address in the window, and the date and reference beside it, on the first page alone."""
    top = HEIGHT - 0.6 * INCH
    for text, style in [(letterhead.name, HEAD_NAME), *((line, HEAD_LINE) for line in letterhead.lines)]:
        block = _line(text, style, Element("P", tree))
        yield placed(block, top)
        top -= block.height
    yield placed(Block(rule=(MARGIN, WIDTH - MARGIN)), top - 6)
    if letter.to:
        style, lines = _address(letter.to)
        column = Column(lines, style, WINDOW_LEFT + ASIDE, WINDOW_WIDTH - 2 * ASIDE, Element("P", tree))
        yield placed(Block((column,), style.leading), WINDOW_TOP - ABOVE)
    top = WINDOW_TOP - ABOVE
    for text, style in _beside(letter):
        lines = as_written(text, style, BESIDE_WIDTH)
        block = Block((Column(lines, style, BESIDE, BESIDE_WIDTH, Element("P", tree)),), style.leading)
        yield placed(block, top)
        top -= block.height
    if letter.article:
        figure = Element("Figure", tree, alt=f"Barcode of the article number {letter.article}")
        yield placed(Block(figure=Figure(bars(letter.article, NARROW), BESIDE, figure)), top - 3)


def _beside(letter: Letter) -> Iterator[tuple[str, Style]]:
    yield f"{letter.dated:%B %-d, %Y}", ADDRESS
    if letter.reference:
        yield f"Docket {letter.reference}", ADDRESS
    if letter.certified:
        yield "CERTIFIED MAIL", SMALL
        yield "RETURN RECEIPT REQUESTED", SMALL
    if letter.article:
        yield str(letter.article), SMALL


def _address(address: Address) -> tuple[Style, list[str]]:
    """The address in the largest letters in which all of it lies in the window."""
    written = "\n".join((address.name, *address.lines))
    style = ADDRESS
    while True:
        lines = as_written(written, style, WINDOW_WIDTH - 2 * ASIDE)
        if len(lines) * style.leading <= WINDOW_HEIGHT - 2 * ABOVE or style.size < 2:
            return style, lines
        style = Style(style.size - 0.5, (style.size - 0.5) * 1.1)


def _foot(letter: Letter, number: int, pages: int) -> list[Placed]:
    way = "Issued" if letter.to is None else "Sent"
    words = f"{way} under section {letter.clause.cited}, RSMo (HCS HB 1763)"
    lines = ((words, SMALL), (f"Page {number} of {pages}", replace(SMALL, align="right")))
    return [placed(_line(text, style, None), FOOTER + SMALL.size) for text, style in lines]


def _line(text: str, style: Style, element: Element | None) -> Block:
    room = WIDTH - 2 * MARGIN
    return Block((Column(as_written(text, style, room), style, MARGIN, room, element),), style.leading)


def _draw(sheet: Sheet, page: Iterable[Placed]) -> None:
    for piece in page:
        block = piece.block
        if block.rule and piece.start == 0:
            with sheet.of(None):
                at = piece.top + 2 if block.ruled == "above" else piece.top - block.height - 2
                sheet.line(block.rule[0], at, block.rule[1], at)
        if block.figure:
            _draw_bars(sheet, block.figure, piece.top)
        for column in block.columns:
            if lines := column.lines[piece.start : piece.end]:
                style = column.style
                sheet.setFont(style.font, style.size)
                with sheet.of(column.element, "Pagination"):
                    for row, line in enumerate(lines):
                        sheet.words(_left(line, column), piece.top - style.size - row * block.leading, line)


def _left(line: str, column: Column) -> float:
    style = column.style
    if style.align == "left":
        return column.left
    spare = column.room - width(line.rstrip(" "), style.font, style.size)
    return column.left + spare / (2 if style.align == "center" else 1)


def _draw_bars(sheet: Sheet, figure: Figure, top: float) -> None:
    left, bottom = figure.left, top - figure.bars.height
    box = f"{left:.2f} {bottom:.2f} {left + figure.bars.width:.2f} {top:.2f}"
    figure.element.about = f"/O /Layout /Placement /Block /BBox [ {box} ]"
    with sheet.of(figure.element):
        path = sheet.beginPath()
        for x, y, wide, high in figure.bars.rectangles:
            path.rect(left + x, bottom + y, wide, high)
        sheet.drawPath(path, stroke=0, fill=1)
