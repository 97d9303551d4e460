"""The process that blackens: it opens a PDF that somebody made, draws its pages, and writes pictures of them.

It opens no database and runs nothing of the paper. committee_app.redacting starts it, with a limit of time and memory,
and reads what it wrote by other eyes.
"""

import contextlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf

from committee_app.overlaid import covered, holds_pictures

MEGABYTE = 1024 * 1024
# Seconds of processor time, and bytes of memory.
PROCESSOR, MEMORY = 90, 1536 * MEGABYTE
# The picture of a page: points an inch; the most pages and points that one copy takes.
DOTS, MOST_PAGES, MOST_POINTS = 200, 100, 40_000_000
# Letters and digits: a word with fewer is marked by boxes; one with fewer than LONG is sought from a word's beginning.
SHORTEST, LONG = 3, 5
# What may follow a short word within the same: an ending.
ENDING = 2
# White around a letter that is blackened with it, in points of the page.
AROUND = 1.5
PRINT_IT = "Print it into a new PDF, and redact that."


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page as it is seen: from its upper left corner, x to the right and y down, in points (72 to the
    inch)."""

    page: int
    x: float
    y: float
    w: float
    h: float


class Unfit(Exception):
    """Why no copy is made, and what to do."""


def letters_of(text: str) -> str:
    """A text as it is compared: letters and digits alone, small, ligatures opened, whatever parts them."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one page: the letters and digits in a row, to which sign each belongs, and each sign's place in
    points of the picture (None where it has none), and to which word each letter belongs, and to which part of one
    that has hyphens. `lines` says where in the row each line begins."""

    row: str
    of: tuple[int, ...]
    places: tuple[tuple[float, float, float, float] | None, ...]
    words: tuple[int, ...]
    parts: tuple[int, ...] = ()
    lines: tuple[int, ...] = (0,)


def _signs(page: Any, scale: float, wide: int, high: int) -> Signs:
    import ctypes

    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    row, of, words, parts, lines = list[str](), list[int](), list[int](), list[int](), [0]
    places = list[tuple[float, float, float, float] | None]()
    word = part = 0
    count = pdfium.FPDFText_CountChars(text.raw)
    for at in range(count):
        sign = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
        if sign in "\u00ad\x02\ufffe\u200b\u200c\u200d":
            places.append(None)
            part += 1
            # A hyphen at the end of a line: PDFium says no more of that end.
            lines += [len(of)] if sign in "\x02\ufffe" else []
            continue
        found = letters_of(sign)
        part += not found
        lines += [len(of)] if sign in "\r\n" and lines[-1] != len(of) else []
        # A line that ends with a hyphen goes on in the next; any other sign ends its word.
        if not found and not (sign in "\r\n" and _hyphen_before(text, at)):
            word += 0 if sign == "-" or sign == "\u2010" else 1
        places.append(_place(pdfium, ctypes, page, text, at, wide, high, scale))
        row.append(found)
        of.extend([at] * len(found))
        words.extend([word] * len(found))
        parts.extend([part] * len(found))
    text.close()
    return Signs("".join(row), tuple(of), tuple(places), tuple(words), tuple(parts), tuple(lines))


def _hyphen_before(text: Any, at: int) -> bool:
    import pypdfium2.raw as pdfium

    while at > 0 and chr(pdfium.FPDFText_GetUnicode(text.raw, at - 1)) in "\r\n ":
        at -= 1
    return at > 0 and chr(pdfium.FPDFText_GetUnicode(text.raw, at - 1)) in "-\u2010\u2011\u00ad\x02\ufffe"


def _place(
    pdfium: Any, ctypes: Any, page: Any, text: Any, at: int, wide: int, high: int, scale: float
) -> tuple[float, float, float, float] | None:
    """Where a sign stands in the picture of its page: both the box of its drawing and that of its line."""
    corners: list[tuple[int, int]] = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if pdfium.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top):
        corners += _device(pdfium, ctypes, page, wide, high, (left.value, right.value), (bottom.value, top.value))
    loose = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(text.raw, at, loose):
        corners += _device(pdfium, ctypes, page, wide, high, (loose.left, loose.right), (loose.bottom, loose.top))
    if not corners:
        return None
    spare = AROUND * scale
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return min(across) - spare, min(down) - spare, max(across) + spare, max(down) + spare


def _device(
    pdfium: Any, ctypes: Any, page: Any, wide: int, high: int, across: tuple[float, float], up: tuple[float, float]
) -> list[tuple[int, int]]:
    found = []
    for x in across:
        for y in up:
            at_x, at_y = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDF_PageToDevice(page.raw, 0, 0, wide, high, 0, x, y, at_x, at_y)
            found.append((at_x.value, at_y.value))
    return found


def found_in(signs: Signs, letters: str) -> Iterator[tuple[int, int]]:
    """Where the letters stand in the row: (first, behind the last), widened to whole words. Short ones are found where
    a word begins with them and goes on by no more than an ending."""
    at = signs.row.find(letters)
    while at >= 0:
        for bounds in (signs.words, signs.parts or signs.words):
            first, behind = at, at + len(letters)
            while first > 0 and bounds[first - 1] == bounds[first]:
                first -= 1
            while behind < len(signs.row) and bounds[behind] == bounds[behind - 1]:
                behind += 1
            if len(letters) >= LONG or (first == at and behind - at - len(letters) <= ENDING):
                yield first, behind
                break
        at = signs.row.find(letters, at + 1)


def _on_two_pages(sought: Mapping[str, str], every: Sequence[Signs], boxed: set[int]) -> set[str]:
    """The words that go on on the next page. Raises Unfit for one unless boxes are put on both. Up to two lines at the
    foot of the one page and at the head of the other may lie between."""
    found = set[str]()
    for number, (here, there) in enumerate(pairwise(every), 1):
        feet = {here.row[:at] for at in (len(here.row), *here.lines[-2:])}
        heads = {there.row[at:] for at in (0, *there.lines[1:3])}
        for word, letters in sought.items():
            most = len(letters) - 1
            if len(letters) < LONG or not any(letters in foot[-most:] + head[:most] for foot in feet for head in heads):
                continue
            if not {number, number + 1} <= boxed:
                raise Unfit(
                    f"“{word}” begins on page {number} and ends on page {number + 1}, where no search marks it: mark "
                    "both parts by boxes, each on its page."
                )
            found.add(word)
    return found


def _copy(source: Path, target: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    import pypdfium2

    _be_whole(source)
    sought = {word: letters_of(word) for word in asked["words"]}
    if short := [word for word, letters in sought.items() if len(letters) < SHORTEST]:
        raise Unfit(
            f"“{short[0]}” is too short to be sought ({SHORTEST} letters or digits at least): mark it by boxes."
        )
    boxes = [Box(**box) for box in asked["boxes"]]
    if not sought and not boxes:
        raise Unfit("Nothing is marked. Name words, or boxes, each with its reason.")
    document = pypdfium2.PdfDocument(source)
    places, pictures, unfound, every = dict.fromkeys(sought, 0), [], [], list[Signs]()
    scale = DOTS / 72
    new = pikepdf.new()
    if beyond := [box.page for box in boxes if not 1 <= box.page <= len(document)]:
        raise Unfit(f"There is no page {beyond[0]}: the paper has {len(document)}. Give the box its page.")
    elsewhere = _texts(source)
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        if width * height * scale * scale > MOST_POINTS:
            raise Unfit(f"Page {number} is larger than a picture of it may be. {PRINT_IT}")
        for box in boxes:
            if box.page == number:
                _be_on(box, width, height)
        # The annotations and forms are not drawn: what they say does not come into the copy.
        drawn = page.render(scale=scale, draw_annots=False, may_draw_forms=False, grayscale=True)
        picture = drawn.to_pil().convert("L")
        signs = _signs(page, scale, picture.width, picture.height)
        every.append(signs)
        marked = [_in_points(box, scale) for box in boxes if box.page == number]
        # The copy leaves notes out: what one of them covers on the paper is covered in the copy.
        marked += covered(page, picture, scale)
        for word, letters in sought.items():
            spans = list(found_in(signs, letters))
            places[word] += len(spans)
            if not spans and _stands_in(letters, elsewhere[number - 1]):
                unfound.append((word, number))
            for first, behind in spans:
                marked += _rectangles(signs, first, behind)
                if any(signs.places[at] is None for at in signs.of[first:behind]):
                    unfound.append((word, number))
        if holds_pictures(page, signs.row):
            pictures.append(number)
        _blacken(picture, marked)
        _add(new, picture, width, height)
        drawn.close()
        page.close()
    over = _on_two_pages(sought, every, {box.page for box in boxes})
    within = {word: number for word, number in places.items() if word not in over}
    _be_told(pictures, unfound, within, source, sought, looked=asked["looked"])
    new.save(target, deterministic_id=True)
    _be_black(target, new, boxes)
    return {"pages": len(document), "places": places}


def _be_whole(source: Path) -> None:
    try:
        with pikepdf.open(source) as pdf:
            if pdf.is_encrypted:
                raise Unfit(f"The paper is encrypted. Take off the protection and save it again. {PRINT_IT}")
            pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise Unfit("The paper needs a password. Take it off, save it again, and redact that.") from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise Unfit(f"The paper is damaged, or no PDF. {PRINT_IT}") from None
    if not 1 <= pages <= MOST_PAGES:
        raise Unfit(f"The paper has {pages} pages; a copy takes from 1 to {MOST_PAGES}. Redact it in parts.")


def _be_on(box: Box, width: float, height: float) -> None:
    if box.w <= 0 or box.h <= 0 or box.x < 0 or box.y < 0 or box.x + box.w > width or box.y + box.h > height:
        raise Unfit(
            f"A box on page {box.page} lies beyond it: the page is {width:.0f} points wide and {height:.0f} high, "
            "counted from its upper left corner. Give the box within it."
        )


def _in_points(box: Box, scale: float) -> tuple[float, float, float, float]:
    return box.x * scale, box.y * scale, (box.x + box.w) * scale, (box.y + box.h) * scale


def _rectangles(signs: Signs, first: int, behind: int) -> Iterator[tuple[float, float, float, float]]:
    """Each sign's place, and the gap to the next one of the same line."""
    before = None
    for at in dict.fromkeys(signs.of[first:behind]):
        here = signs.places[at]
        if here is None:
            continue
        yield here
        if before and min(here[3], before[3]) - max(here[1], before[1]) > 0.5 * (here[3] - here[1]):
            yield min(here[0], before[0]), min(here[1], before[1]), max(here[2], before[2]), max(here[3], before[3])
        before = here


def _texts(source: Path) -> list[str]:
    """The text of each page as another reader finds it."""
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(source).pages]


def _stands_in(letters: str, text: str) -> bool:
    whole = "".join(rf"{re.escape(sign)}[\W_]*" for sign in letters)
    begins = "" if len(letters) >= LONG else r"(?<![^\W_])"
    ends = "" if len(letters) >= LONG else rf"(?![^\W_]{{{ENDING + 1}}})"
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.search(begins + whole + ends, plain) is not None


def _be_told(
    pictures: list[int],
    unfound: list[tuple[str, int]],
    places: Mapping[str, int],
    source: Path,
    sought: Mapping[str, str],
    *,
    looked: bool,
) -> None:
    if unfound and not looked:
        word, number = unfound[0]
        raise Unfit(
            f"“{word}” is in the text of page {number}, and where it stands there is not told by the paper. Mark it by "
            "a box, and confirm that you have looked at the page."
        )
    if pictures and not looked:
        which = ", ".join(map(str, pictures))
        raise Unfit(
            f"These pages hold pictures, whose words no search reads: {which}. Look at them, mark by boxes what is "
            "to be withheld there, and confirm that you have looked."
        )
    missing = [word for word, number in places.items() if not number]
    if missing and not pictures and not unfound:
        from committee_app.protected import voices

        inside = letters_of(" ".join(text for _, text in voices(source.read_bytes())))
        if nowhere := [word for word in missing if sought[word] not in inside]:
            raise Unfit(
                f"“{nowhere[0]}” stands nowhere in the text of the paper. Check how it is spelled there, mark it by "
                "boxes, or leave it out."
            )


def _blacken(picture: Any, marked: Sequence[tuple[float, float, float, float]]) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in marked:
        pen.rectangle((int(left), int(top), int(right) + 1, int(bottom) + 1), fill=0)


def _add(new: pikepdf.Pdf, picture: Any, width: float, height: float) -> None:
    import zlib

    image = new.make_stream(
        zlib.compress(picture.tobytes(), 6),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Filter=pikepdf.Name.FlateDecode,
    )
    page = new.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    page.Contents = new.make_stream(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Page Do Q".encode())


def _be_black(target: Path, new: pikepdf.Pdf, boxes: Sequence[Box]) -> None:
    """Reads the copy again and holds every box against it: no point within may be anything but black."""
    import pypdfium2

    scale = DOTS / 72
    document = pypdfium2.PdfDocument(target)
    for box in boxes:
        page = document[box.page - 1]
        seen = page.render(scale=scale, grayscale=True).to_pil()
        left, top, right, bottom = (int(edge) for edge in _in_points(box, scale))
        inner = seen.crop((left + 1, top + 1, max(right - 1, left + 2), max(bottom - 1, top + 2)))
        if inner.getextrema()[1] > 0:
            raise Unfit(f"A box on page {box.page} did not come out black. {PRINT_IT}")
    document.close()


def main(source: str, target: str) -> int:
    """The redacting process: makes the copy (0), or says on its output why not (1)."""
    with contextlib.suppress(ImportError):  # a system that knows no such limits still has the time
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        sys.stdout.write(json.dumps(_copy(Path(source), Path(target), json.load(sys.stdin))))
    except Unfit as unfit:
        sys.stdout.write(json.dumps({"unfit": str(unfit)}))
        return 1
    return 0


if __name__ == "__main__":
    # Whatever goes wrong ends with 2: no copy is made.
    try:
        sys.exit(main(*sys.argv[1:]))
    except Exception:
        sys.exit(2)
