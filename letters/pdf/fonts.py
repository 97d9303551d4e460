"""The two faces that every sheet embeds, and what they cannot draw.

A reader's own fonts never stand in: each file carries the characters that it uses, and says what each of them is.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import reportlab
from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFTrueTypeFont
from reportlab.pdfbase.ttfonts import TTFont

from letters.pdf.streams import PACKED, Stream

REGULAR, BOLD = "Vera", "VeraBd"
# The faces hold no square: a lozenge stands for each character that they lack.
STAND_IN = "\u25ca"


class Embedded(TTFont):  # type: ignore[misc] # reportlab has no types
    """A face of which each file gets the characters that it uses. Letters use mostly the same ones, so the last cuts of
    the face are kept."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path))
        cut = self.face.makeSubset
        kept = lru_cache(maxsize=32)(lambda codes: cut(list(codes)))
        self.face.makeSubset = lambda codes: kept(tuple(codes))

    def addObjects(self, doc: PDFDocument) -> None:
        before = set(doc.idToObject)
        super().addObjects(doc)
        for name in doc.idToObject.keys() - before:
            thing = doc.idToObject[name]
            if isinstance(thing, PDFTrueTypeFont):
                thing.Widths = _written(tuple(thing.Widths.sequence))
            elif name.startswith("toUnicodeCMap:"):
                # reportlab says that unused codes mean U+0000, which both profiles forbid.
                doc.idToObject[name] = Stream(content=thing.content.replace("<0000>", "<FFFD>"), filters=[PACKED])
            elif name.startswith("fontFile:"):
                doc.idToObject[name] = Stream(thing.dictionary, thing.content, [PACKED])


@lru_cache(maxsize=32)
def _written(widths: tuple[float, ...]) -> str:
    return f"[ {' '.join(map(fp_str, widths))} ]"


_FOLDER = Path(reportlab.__file__).parent / "fonts"
for _name in (REGULAR, BOLD):
    pdfmetrics.registerFont(Embedded(_name, _FOLDER / f"{_name}.ttf"))
KNOWN = frozenset(map(chr, pdfmetrics.getFont(REGULAR).face.charToGlyph)) & frozenset(
    map(chr, pdfmetrics.getFont(BOLD).face.charToGlyph)
)


class _Widths(dict[str, float]):
    """The widths of a face's characters, in thousandths of its size; of the stand-in for all that it lacks."""

    def __init__(self, name: str) -> None:
        face = pdfmetrics.getFont(name).face
        super().__init__({char: face.charWidths[ord(char)] for char in KNOWN})

    def __missing__(self, char: str) -> float:
        return self[STAND_IN]


_WIDTHS = {name: _Widths(name) for name in (REGULAR, BOLD)}


def width(text: str, font: str, size: float) -> float:
    """How wide the text is drawn, in points."""
    return sum(map(_WIDTHS[font].__getitem__, text)) * size / 1000


def composed(text: str) -> str:
    """The text with its accents joined to their letters, as the faces have them."""
    return unicodedata.normalize("NFC", text)


def runs(text: str) -> Iterable[tuple[bool, str]]:
    """The text in pieces that the faces can draw (True) or lack (False)."""
    return [(True, text)] if KNOWN.issuperset(text) else _runs(text)


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    for known, chars in groupby(text, KNOWN.__contains__):
        yield known, "".join(chars)


def spoken(text: str) -> str:
    """What a program that reads the sheet aloud is told of characters that are not drawn: themselves, unless they are
    controls, private or broken ones, which say nothing to anybody."""
    return "".join("\ufffd" if unicodedata.category(char)[0] == "C" else char for char in text)
