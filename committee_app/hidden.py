"""What a PDF holds that its pages do not show, and that the public would be given with it.

Text that nobody sees (under a surface, without ink, white, outside of the page), metadata beyond those of our own
sheets, attachments, scripts, notes, layers, and what an earlier version of the file said.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf

from letters.pdf.archival import PRODUCER, xmp

INFO = frozenset(
    {"/Title", "/Author", "/Subject", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Keywords", "/Trapped"}
)
SCRIPTS = frozenset({"/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/XFA"})
ATTACHED = frozenset({"/EmbeddedFiles", "/EF", "/AF", "/Filespec"})
LIGHT, SMALL, FAINT = 0.95, 1.0, 0.05
Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)


def hidden(pdf: bytes) -> list[str]:
    """Everything of that kind in the file, each as a sentence with its place."""
    found: list[str] = []
    if pdf.count(b"startxref") > 1 or not pdf.rstrip().endswith(b"%%EOF"):
        found.append("The file holds an earlier version of itself, or something behind its end.")
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found += _metadata(file)
        found += sorted(set(_things(file)))
        for number, page in enumerate(file.pages, 1):
            found += [f"Page {number} {what}." for what in sorted(set(_Looked.at(page).found))]
    return found


def _metadata(file: pikepdf.Pdf) -> Iterator[str]:
    info = {str(name): str(value) for name, value in file.docinfo.items()}
    for name in sorted(info.keys() - INFO):
        yield f"The metadata hold {name[1:]}, which no open record has."
    if info.get("/Creator") != PRODUCER or info.get("/Producer") != PRODUCER:
        yield "The metadata name another program than the one that draws our sheets."
    ours = xmp(info.get("/Title", ""), info.get("/Author", ""), info.get("/Subject", ""))
    kept = file.Root.get("/Metadata")
    if kept is not None and kept.read_bytes() != ours.encode():
        yield "The metadata of the file (XMP) say more than title, office and clause."
    blocks = [thing for thing in file.objects if _is_a(thing, "/Metadata")]
    if len(blocks) > (kept is not None):
        yield "The metadata stand in more than one place of the file."


def _is_a(thing: Any, kind: str) -> bool:
    return isinstance(thing, pikepdf.Stream | pikepdf.Dictionary) and thing.get("/Type") == kind


def _things(file: pikepdf.Pdf) -> Iterator[str]:
    for thing in file.objects:
        yield from _in(thing)


def _in(thing: Any) -> Iterator[str]:
    if isinstance(thing, pikepdf.Array):
        for inner in list(thing):
            yield from () if inner_is_elsewhere(inner) else _in(inner)
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for name, inner in thing.items():
        said = {name, str(inner)} if isinstance(inner, pikepdf.Name) else {name}
        if said & SCRIPTS:
            yield "The file holds a script, or does something when it is opened."
        if said & ATTACHED:
            yield "The file holds an attachment."
        if name == "/OCProperties":
            yield "The file has layers that can be switched off."
        if name in {"/Annots", "/AcroForm"} and len(inner):
            yield "The file holds notes, links or fields to be filled in."
        yield from () if inner_is_elsewhere(inner) else _in(inner)


def inner_is_elsewhere(inner: Any) -> bool:
    """Whether this is another object of the file, which is looked at by itself."""
    return isinstance(inner, pikepdf.Object) and inner.is_indirect


@dataclass
class _Ink:
    """How the next words would be drawn."""

    at: Matrix = SAME
    mode: int = 0
    light: bool = False
    faint: bool = False
    size: float = 1.0


@dataclass
class _Looked:
    """What is drawn on one page, one thing after the other."""

    page: Any
    ink: _Ink = field(default_factory=_Ink)
    kept: list[_Ink] = field(default_factory=list)
    line: Matrix = SAME
    leading: float = 0.0
    words: list[tuple[float, float]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    found: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, page: Any) -> "_Looked":
        looked = cls(page)
        looked.read(page, page.get("/Resources", pikepdf.Dictionary()))
        return looked

    def read(self, stream: Any, resources: Any) -> None:
        for instruction in pikepdf.parse_content_stream(stream):
            if isinstance(instruction, pikepdf.ContentStreamInstruction):
                self.do(str(instruction.operator), list(instruction.operands), resources)
            else:
                self.cover((0, 0), (1, 1))

    def do(self, operator: str, given: list[Any], resources: Any) -> None:
        match operator:
            case "q":
                self.kept.append(replace(self.ink))
            case "Q" if self.kept:
                self.ink = self.kept.pop()
            case "cm":
                self.ink.at = _times(_matrix(given), self.ink.at)
            case "g" | "rg" | "sc" | "scn" | "k":
                self.ink.light = _is_light(given)
            case "gs":
                state = resources.get("/ExtGState", {}).get(str(given[0]), {})
                self.ink.faint = float(state.get("/ca", 1)) < FAINT
            case "re":
                x, y, w, h = (float(one) for one in given)
                self.boxes.append((x, y, x + w, y + h))
            case "m":
                self.boxes.append((*_point(given), *_point(given)))
            case "l" if self.boxes:
                (x, y), (a, b, c, d) = _point(given), self.boxes[-1]
                self.boxes[-1] = (min(a, x), min(b, y), max(c, x), max(d, y))
            case "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "sh":
                for x, y, right, top in self.boxes:
                    self.cover((min(x, right), min(y, top)), (max(x, right), max(y, top)))
                self.boxes = []
            case "S" | "s" | "n":
                self.boxes = []
            case "Do":
                self.draw(resources.get("/XObject", {}).get(str(given[0])))
            case _:
                self.write(operator, given)

    def write(self, operator: str, given: list[Any]) -> None:
        match operator:
            case "BT":
                self.line = SAME
            case "Tf":
                self.ink.size = abs(float(given[1]))
            case "Tr":
                self.ink.mode = int(given[0])
            case "TL":
                self.leading = float(given[0])
            case "Tm":
                self.line = _matrix(given)
            case "Td" | "TD":
                self.line = _times((1, 0, 0, 1, *_point(given)), self.line)
                self.leading = -float(given[1]) if operator == "TD" else self.leading
            case "T*":
                self.line = _times((1, 0, 0, 1, 0, -self.leading), self.line)
            case "Tj" | "TJ":
                self.say(given[0])
            case "'" | '"':
                self.line = _times((1, 0, 0, 1, 0, -self.leading), self.line)
                self.say(given[-1])

    def say(self, told: Any) -> None:
        pieces = (
            [told] if isinstance(told, pikepdf.String) else [one for one in told if isinstance(one, pikepdf.String)]
        )
        if not any(bytes(piece).strip() for piece in pieces):
            return
        at = _times(self.line, self.ink.at)
        x, y = at[4], at[5]
        left, bottom, right, top = (float(one) for one in self.page.mediabox)
        if self.ink.mode in {3, 7} or self.ink.faint:
            self.found.append("holds words that are drawn without ink")
        if self.ink.light:
            self.found.append("holds white words")
        if self.ink.size * max(abs(at[0]), abs(at[1])) < SMALL:
            self.found.append("holds words too small to be read")
        if not (left <= x <= right and bottom <= y <= top):
            self.found.append("holds words outside of the sheet")
        self.words.append((x, y + self.ink.size * abs(at[3]) * 0.3))

    def draw(self, thing: Any) -> None:
        if thing is None:
            return
        if thing.get("/Subtype") != "/Form":
            self.cover((0, 0), (1, 1))
            return
        before, line = replace(self.ink), self.line
        self.ink.at = _times(_matrix(list(thing.get("/Matrix", SAME))), self.ink.at)
        self.read(thing, thing.get("/Resources", pikepdf.Dictionary()))
        self.ink, self.line = before, line

    def cover(self, low: tuple[float, float], high: tuple[float, float]) -> None:
        """A surface is drawn there: whatever words begin under it are not seen any more."""
        corners = [_at(self.ink.at, x, y) for x in (low[0], high[0]) for y in (low[1], high[1])]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        for x, y in self.words:
            if min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys):
                self.found.append("holds words under a surface that was drawn over them")


def _matrix(given: list[Any]) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in given)
    return a, b, c, d, e, f


def _point(given: list[Any]) -> tuple[float, float]:
    return float(given[0]), float(given[1])


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _is_light(given: list[Any]) -> bool:
    """Whether a colour can hardly be told from the paper; a pattern is none."""
    shares = [float(one) for one in given if not isinstance(one, pikepdf.Name)]
    if len(shares) == 4:
        return all(share <= 1 - LIGHT for share in shares)
    return bool(shares) and all(share >= LIGHT for share in shares)


# What stands in words and belongs to nobody but one person.
SOCIAL_SECURITY = re.compile(
    r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])|\b(?:SSN|social security)\b\D{0,30}\d{3}[- ]?\d{2}[- ]?\d{4}", re.IGNORECASE
)
A_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})"
BORN = re.compile(
    rf"\b(?:born|dob|d\.o\.b|date of birth|birth ?da(?:te|y))\b.{{0,20}}?{A_DAY}", re.IGNORECASE | re.DOTALL
)
OFFENSE_CYCLE = re.compile(
    r"\b(?:OCN|offense cycle(?: number| no)?)\b[^0-9A-Za-z]{0,10}(?:is |number )?[A-Z]{0,2}\d{8}\b", re.IGNORECASE
)
DOCKET = re.compile(r"(?<![\w-])(?<!\d\.)(20\d{2})-(\d{3,4})(?![\w-])")
# Whatever stands there to look like a hyphen, and the one that no page shows.
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d"), "-") | {0xAD: None}
PLANTED = (
    (SOCIAL_SECURITY, "a number that looks like a social security number"),
    (BORN, "a date of birth"),
    (OFFENSE_CYCLE, "an offense cycle number"),
)


def planted(text: str) -> Iterator[str]:
    """What of these stands in the words, each as a phrase. The words themselves are not repeated."""
    plain = text.translate(DASHES)
    for pattern, what in PLANTED:
        if pattern.search(plain):
            yield what
    # Two years that follow each other are a fiscal year or a term.
    if any(int(found[2]) != int(found[1]) + 1 for found in DOCKET.finditer(plain)):
        yield "a docket number"
