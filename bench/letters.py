"""Letters: the product's tagged notice on its sheet, beside the same words drawn without tags by reportlab's own means.

The others get the same faces as reportlab embeds them, cut anew for every letter; the product keeps its last cuts.
"""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from bench.measuring import Row, in_a_child, median, ratio, rounds, timed
from letters.catalogue import Notice, notice
from letters.layout import FOOTER, MARGIN, Letterhead, as_pdf
from letters.letter import Address, Letter
from letters.pdf.fonts import REGULAR
from rules.statute import cite

LETTERS = 20
SIZE, LEADING = 9.5, 13.5
HEAD = Letterhead("Missouri Office of Prosecution Services", ("P.O. Box 899", "Jefferson City, Missouri 65102"))
# The same face, without what the product adds to it.
SAME = "Bench"
FEW, MANY = 100, 1_000


def sample(number: int = 1) -> Letter:
    """A notice of one page; each number has words of its own."""
    return notice(
        Notice(
            to=Address("Sample Circuit Attorney", ("Sample Courthouse", "St. Louis, Missouri 63101")),
            dated=date(2028, 1, 14),
            reference=f"2028-{number:04}",
            office="Circuit Attorney of the City of St. Louis",
            received_on=date(2028, 1, 3),
            grounds=(cite("56.602.3(2)"),),
            complaint=f"Sample complaint {number}: a listed offense has waited longer than ten business days.",
            days_to_respond=10,
            clock="counted from the day after this letter is delivered or refused",
        )
    )


def measure() -> list[Row]:
    pdfmetrics.registerFont(TTFont(SAME, str(Path(reportlab.__file__).parent / f"fonts/{REGULAR}.ttf")))
    letter = sample()
    seconds = rounds(
        {
            "ours": _times(lambda: as_pdf(letter, HEAD)),
            "platypus": _times(lambda: _flowed(letter)),
            "canvas": _times(lambda: _drawn(letter, SAME)),
            "canvas, our faces": _times(lambda: _drawn(letter, REGULAR)),
            "canvas, standard": _times(lambda: _drawn(letter, "Helvetica")),
        },
        9,
    )
    rate = {name: LETTERS / median(spent) for name, spent in seconds.items()}
    share = {name: 1 / ratio(seconds, "ours", name) for name in seconds}
    return [
        Row(
            "notices of one page, tagged, archival, fonts embedded", rate["ours"], "letters/s",
            share["platypus"], "untagged platypus, same fonts", "P6: at least 0.5", share["platypus"] >= 0.5,
            "Its own typesetting, tree and metadata are Python.",
        ),
        Row("the same", rate["ours"], "letters/s", share["canvas"], "an untagged canvas, same fonts"),
        Row("the same", rate["ours"], "letters/s", share["canvas, our faces"], "an untagged canvas, cuts kept"),
        Row("the same", rate["ours"], "letters/s", share["canvas, standard"], "an untagged canvas, no fonts embedded"),
        Row("the same words, untagged platypus, fonts embedded", rate["platypus"], "letters/s"),
        Row("the same words on an untagged canvas, fonts embedded", rate["canvas"], "letters/s"),
        Row("the same words on an untagged canvas, fonts of every reader", rate["canvas, standard"], "letters/s"),
        _run(),
    ]  # fmt: skip


def _run() -> Row:
    few, many = (in_a_child("bench.one_print_run", str(number)) for number in (FEW, MANY))
    return Row(
        f"peak memory of a process that draws {MANY:,} notices ({few['peak']:.0f} MB for {FEW})",
        many["peak"], "MB", many["peak"] / few["peak"], f"{FEW} notices", "P6: bounded",
        many["peak"] < few["peak"] + 5, "Something is kept from letter to letter.",
    )  # fmt: skip


def _words(letter: Letter) -> list[str]:
    to = [letter.to.name, *letter.to.lines] if letter.to else []
    words = [part if isinstance(part, str) else part.text for part in letter.parts]
    return [HEAD.name, *HEAD.lines, *to, letter.subject, *words, letter.signed_by]


def _drawn(letter: Letter, font: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1)
    width, top = LETTER[0] - 2 * MARGIN, LETTER[1] - MARGIN
    at = top
    canvas.setFont(font, SIZE)
    for paragraph in _words(letter):
        for line in simpleSplit(paragraph, font, SIZE, width):
            if at < MARGIN:
                canvas.showPage()
                canvas.setFont(font, SIZE)
                at = top
            canvas.drawString(MARGIN, at, line)
            at -= LEADING
    canvas.drawString(MARGIN, FOOTER, letter.clause.cited)
    canvas.save()
    return out.getvalue()


def _flowed(letter: Letter) -> bytes:
    out = io.BytesIO()
    style = ParagraphStyle("text", fontName=SAME, fontSize=SIZE, leading=LEADING)
    sheet = SimpleDocTemplate(out, pagesize=LETTER, invariant=1, initialFontName=SAME)
    sheet.build([Paragraph(escape(paragraph), style) for paragraph in _words(letter)])
    return out.getvalue()


def _times(make: Callable[[], bytes]) -> Callable[[], float]:
    return lambda: timed(lambda: [make() for _ in range(LETTERS)])
