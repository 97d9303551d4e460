"""Letters: the product's notice on its sheet, beside the same words drawn line by line on a bare reportlab canvas."""

import io
from collections.abc import Callable
from datetime import date

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from bench.measuring import Row, median, ratio, rounds, timed
from letters.catalogue import Notice, notice
from letters.layout import FOOTER, MARGIN, REGULAR, Letterhead, as_pdf
from letters.letter import Address, Letter
from rules.statute import cite

LETTERS = 20
SIZE, LEADING = 9.5, 13.5
HEAD = Letterhead("Missouri Office of Prosecution Services", ("P.O. Box 899", "Jefferson City, Missouri 65102"))


def measure() -> list[Row]:
    letter = notice(
        Notice(
            to=Address("Sample Circuit Attorney", ("Sample Courthouse", "St. Louis, Missouri 63101")),
            dated=date(2028, 1, 14),
            reference="2028-0001",
            office="Circuit Attorney of the City of St. Louis",
            received_on=date(2028, 1, 3),
            grounds=(cite("56.602.3(2)"),),
            complaint="Sample complaint: a listed offense has waited longer than ten business days.",
            days_to_respond=15,
            clock="business days",
        )
    )
    seconds = rounds(
        {
            "ours": _times(lambda: as_pdf(letter, HEAD)),
            "embedded": _times(lambda: _drawn(letter, REGULAR)),
            "standard": _times(lambda: _drawn(letter, "Helvetica")),
        },
        9,
    )
    rate = {name: LETTERS / median(spent) for name, spent in seconds.items()}
    return [
        Row(
            "notices on the sheet, fonts embedded", rate["ours"], "letters/s",
            1 / ratio(seconds, "ours", "embedded"), "a bare canvas, same fonts",
        ),
        Row("the same words on a bare canvas, fonts embedded", rate["embedded"], "letters/s"),
        Row("the same words on a bare canvas, fonts of every reader", rate["standard"], "letters/s"),
    ]  # fmt: skip


def _drawn(letter: Letter, font: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1)
    width, top = LETTER[0] - 2 * MARGIN, LETTER[1] - MARGIN
    at = top
    canvas.setFont(font, SIZE)
    to = [letter.to.name, *letter.to.lines] if letter.to else []
    words = [part if isinstance(part, str) else part.text for part in letter.parts]
    for paragraph in (HEAD.name, *HEAD.lines, *to, letter.subject, *words, letter.signed_by):
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


def _times(make: Callable[[], bytes]) -> Callable[[], float]:
    return lambda: timed(lambda: [make() for _ in range(LETTERS)])
