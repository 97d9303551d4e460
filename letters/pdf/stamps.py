"""Marks to be laid over the pages of a bound record."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas

from letters.pdf.fonts import REGULAR, STAND_IN, runs

SIZE = 7


def stamps(texts: Sequence[str]) -> bytes:
    """A page for each text, with nothing on it but the text at its upper edge. The same texts give the same bytes."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=LETTER, invariant=1, pageCompression=1, initialFontName=REGULAR)
    for text in texts:
        canvas.setFont(REGULAR, SIZE)
        drawn = "".join(piece if known else STAND_IN * len(piece) for known, piece in runs(text))
        canvas.drawCentredString(LETTER[0] / 2, LETTER[1] - 0.28 * inch, drawn)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
