"""The one sheet of paper: letterhead, address in the window, subject, words, footer with clause and page.

Folded in three, US Letter shows its address through the window of a #10 envelope. The same letter gives the same
bytes. Fonts are embedded; a character that they lack is drawn as a box, never refused.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from letters.letter import Heading, Letter, Quoted, Rows

WIDTH, HEIGHT = LETTER
MARGIN = 1 * inch
# The window of a #10 envelope, on the sheet folded in three: 7/8 inch from the left, 4 1/2 wide, 1 1/8 high, its lower
# edge 1/2 inch above the fold at a third of the page.
WINDOW_LEFT = 0.875 * inch
WINDOW_WIDTH = 4.5 * inch
WINDOW_TOP = HEIGHT - 2.05 * inch
WINDOW_BOTTOM = WINDOW_TOP - 1.125 * inch
FIRST_PAGE_TOP = WINDOW_BOTTOM - 0.25 * inch
FOOTER = 0.6 * inch
TRAINING = "TRAINING SAMPLE: made up, sent to nobody"

REGULAR, BOLD, ITALIC = "Vera", "VeraBd", "VeraIt"
_FONTS = Path(reportlab.__file__).parent / "fonts"
for _name in (REGULAR, BOLD, ITALIC):
    pdfmetrics.registerFont(TTFont(_name, str(_FONTS / f"{_name}.ttf")))
KNOWN = frozenset(pdfmetrics.getFont(REGULAR).face.charToGlyph)
MISSING = "\u25a1" if ord("\u25a1") in KNOWN else "?"

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9.5, leading=13.5, spaceAfter=8, splitLongWords=1)
HEADING = ParagraphStyle("heading", TEXT, fontName=BOLD, spaceBefore=6, spaceAfter=4, keepWithNext=1)
QUOTED = ParagraphStyle("quoted", TEXT, leftIndent=18, rightIndent=18, borderPadding=0)
SUBJECT = ParagraphStyle("subject", TEXT, fontName=BOLD, fontSize=10.5, leading=14, spaceAfter=12)
SMALL = ParagraphStyle("small", TEXT, fontSize=8, leading=10.5, spaceAfter=2)
CELL = ParagraphStyle("cell", SMALL, spaceAfter=0)
AMOUNT = ParagraphStyle("amount", CELL, alignment=TA_RIGHT)
ADDRESS = ParagraphStyle("address", TEXT, fontSize=10, leading=13, spaceAfter=0)
HEAD_NAME = ParagraphStyle("head name", TEXT, fontName=BOLD, fontSize=14, leading=18, alignment=TA_CENTER, spaceAfter=0)
HEAD_LINE = ParagraphStyle("head line", SMALL, alignment=TA_CENTER, spaceAfter=0)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the office's name, and the lines below it. A training office's sheets say on each page that they are
    no letters."""

    name: str
    lines: tuple[str, ...]
    training: bool = False


def as_pdf(letter: Letter, letterhead: Letterhead) -> bytes:
    """The letter on the sheet. The same letter and letterhead give the same bytes on every machine."""
    out = io.BytesIO()
    first = Frame(MARGIN, MARGIN, WIDTH - 2 * MARGIN, FIRST_PAGE_TOP - MARGIN, 0, 0, 0, 0, id="first")
    later = Frame(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN, 0, 0, 0, 0, id="later")
    sheet = BaseDocTemplate(
        out,
        pagesize=LETTER,
        invariant=1,
        lang="en-US",
        title=letter.subject,
        author=letterhead.name,
        subject=f"Section {letter.clause.cited}, RSMo",
        creator="",
        initialFontName=REGULAR,
    )
    sheet.addPageTemplates(
        [
            PageTemplate(
                "first",
                [first],
                onPage=lambda canvas, _: _head(canvas, letter, letterhead),
                autoNextPageTemplate="later",
            ),
            PageTemplate("later", [later]),
        ]
    )
    sheet.build(list(_story(letter)), canvasmaker=lambda *args, **kw: _Numbered(letter, letterhead, *args, **kw))
    return out.getvalue()


class _Numbered(Canvas):  # type: ignore[misc] # reportlab has no types
    """A canvas that knows how many pages there are when it draws the footers."""

    def __init__(self, letter: Letter, letterhead: Letterhead, *args: object, **kw: object) -> None:
        super().__init__(*args, **kw)
        self._letter = letter
        self._training = letterhead.training
        self._sheets: list[dict[str, object]] = []

    def showPage(self) -> None:
        self._sheets.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, sheet in enumerate(self._sheets, 1):
            self.__dict__.update(sheet)
            self.setFont(REGULAR, 8)
            way = "Issued" if self._letter.to is None else "Sent"
            self.drawString(MARGIN, FOOTER, f"{way} under section {self._letter.clause.cited}, RSMo (HCS HB 1763)")
            if self._training:
                self.drawCentredString(WIDTH / 2, HEIGHT - 0.4 * inch, TRAINING)
            self.drawRightString(WIDTH - MARGIN, FOOTER, f"Page {number} of {len(self._sheets)}")
            super().showPage()
        super().save()


def _head(canvas: Canvas, letter: Letter, letterhead: Letterhead) -> None:
    """Letterhead, address in the window, and the date and reference beside it, on the first page alone."""
    top = HEIGHT - 0.6 * inch
    for text, style in [(letterhead.name, HEAD_NAME), *((line, HEAD_LINE) for line in letterhead.lines)]:
        top = _draw(canvas, Paragraph(_safe(text), style), MARGIN, top, WIDTH - 2 * MARGIN)
    canvas.setLineWidth(0.7)
    canvas.line(MARGIN, top - 6, WIDTH - MARGIN, top - 6)
    if letter.to:
        at = WINDOW_TOP - 4
        for line in (letter.to.name, *letter.to.lines):
            at = _draw(canvas, Paragraph(_safe(line), ADDRESS), WINDOW_LEFT + 9, at, WINDOW_WIDTH - 18)
    right = WIDTH - MARGIN - 1.9 * inch
    at = WINDOW_TOP - 4
    marks = [f"{letter.dated:%B %-d, %Y}", *([f"Docket {letter.reference}"] if letter.reference else [])]
    if letter.certified:
        marks += ["CERTIFIED MAIL", "RETURN RECEIPT REQUESTED"]
    for mark in marks:
        at = _draw(canvas, Paragraph(_safe(mark), SMALL if mark.isupper() else ADDRESS), right, at, 1.9 * inch)


def _draw(canvas: Canvas, flowable: Flowable, left: float, top: float, width: float) -> float:
    """Draws a flowable with its upper edge at `top`; says where the next one begins."""
    _, height = flowable.wrapOn(canvas, width, HEIGHT)
    flowable.drawOn(canvas, left, top - height)
    return float(top - height)


def _story(letter: Letter) -> Iterator[Flowable]:
    yield Paragraph(_safe(letter.subject), SUBJECT)
    for part in letter.parts:
        if isinstance(part, Rows):
            yield _table(part)
            yield Spacer(1, 12)
            continue
        style = HEADING if isinstance(part, Heading) else QUOTED if isinstance(part, Quoted) else TEXT
        words = part if isinstance(part, str) else part.text
        for paragraph in filter(str.strip, words.split("\n")):
            yield Paragraph(_safe(paragraph), style)
    yield Spacer(1, 30)
    yield Paragraph("_" * 36, SMALL)
    yield Paragraph(_safe(letter.signed_by), TEXT)
    for enclosure in letter.enclosures:
        yield Paragraph(_safe(f"Enclosed: {enclosure}"), SMALL)


def _table(rows: Rows) -> Table:
    """The rows with a line below the head and above the foot; on a further page the head stands again."""
    lines = (rows.head, *rows.lines, rows.foot)
    cells = [
        [Paragraph(_safe(text), AMOUNT if at == len(line) - 1 else CELL) for at, text in enumerate(line)]
        for line in lines
    ]
    widths = [(WIDTH - 2 * MARGIN) * share / sum(rows.shares) for share in rows.shares]
    ruled = [("LINEBELOW", (0, 0), (-1, 0), 0.7, "black"), ("LINEABOVE", (0, -1), (-1, -1), 0.7, "black")]
    return Table(cells, widths, repeatRows=1, style=TableStyle([*ruled, ("VALIGN", (0, 0), (-1, -1), "TOP")]))


def _safe(text: str) -> str:
    """The text for a paragraph: nothing in it is markup, and every character can be drawn."""
    drawn = "".join(char if ord(char) in KNOWN else " " if char.isspace() else MISSING for char in text)
    return escape(drawn)
