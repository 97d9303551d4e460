"""Barcodes as bars: the article number in Code 128, and the Intelligent Mail barcode of a return envelope."""

from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.usps4s import USPS_4State
from reportlab.lib.units import inch

from letters.article_number import ArticleNumber
from letters.pdf.typesetting import Bars
from letters.reply_code import ReplyCode

FNC1 = "\xf1"
# The Postal Service asks for 0.013 inch at least on a label; on the letter the bars are for the office's own reader.
LABEL, NARROW = 0.015 * inch, 0.01 * inch


def bars(number: ArticleNumber | ReplyCode, narrowest: float = LABEL) -> Bars:
    """The number in bars, with white around them; those of an article number have the narrowest so many points wide."""
    return _reply(number) if isinstance(number, ReplyCode) else _article(number.digits, narrowest)


def _article(digits: str, narrowest: float) -> Bars:
    # 22 digits begin with an application identifier: FNC1 says so, and makes them GS1-128. 20 digits have none.
    code = Code128((FNC1 if len(digits) == 22 else "") + digits, barWidth=narrowest, quiet=0)
    for step in (code.validate, code.encode, code.decompose):
        step()
    rectangles = []
    white = at = 10 * narrowest
    height = max(0.4 * inch, 40 * narrowest)
    # A letter's place in the alphabet is the width: capitals are bars, the others spaces.
    for mark in code.decomposed:
        wide = (ord(mark.lower()) - ord("a") + 1) * narrowest
        if mark.isupper():
            rectangles.append((at, 0.0, wide, height))
        at += wide
    return Bars(tuple(rectangles), at + white, height)


def _reply(code: ReplyCode) -> Bars:
    drawn = USPS_4State(code.tracking, code.routing)

    def half(name: str, between: dict[str, tuple[float, float]]) -> float:
        # In the middle between the least and the most that the Postal Service allows, in points.
        return float(drawn.scale(name, between, 0.5))

    width, pitch, around, above = (half(name, drawn.dimensions) for name in ("width", "pitch", "hcz", "vcz"))
    foot = above - half("F", drawn.bottoms)
    rectangles = []
    for place, state in enumerate(drawn.barcodes):
        low, high = half(state, drawn.bottoms), half(state, drawn.tops)
        rectangles.append((around + place * pitch, foot + low, width, high - low))
    whole = 2 * around + (len(rectangles) - 1) * pitch + width
    return Bars(tuple(rectangles), whole, foot + half("F", drawn.tops) + above)
