"""What lies on a page besides its words: pictures and outlines, which no search reads, and notes that cover words.

Part of the process that blackens (committee_app.blackening): it opens no database, and PDFium is imported when asked.
"""

from collections.abc import Iterator
from typing import Any

# A path of more pieces may be a letter or a signature; a rule, a box or the bar of a table has fewer.
PLAIN = 8
# Ink is darker than this; and words are covered where a note takes so much of what sets their ink apart.
INK, COVERED = 128, 0.25


def holds_pictures(page: Any, row: str) -> bool:
    """Whether there may be words on the page that no search reads: pictures, outlines, no text at all, or signs that
    say not what they are. `row` is what the search reads there."""
    import pypdfium2.raw as pdfium

    drawn = [pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_PATH]
    for thing in page.get_objects(filter=drawn, max_depth=6):
        if thing.type != pdfium.FPDF_PAGEOBJ_PATH or pdfium.FPDFPath_CountSegments(thing.raw) > PLAIN:
            return True
    if not row:
        return True
    text = page.get_textpage()
    try:
        said = [pdfium.FPDFText_GetUnicode(text.raw, at) for at in range(pdfium.FPDFText_CountChars(text.raw))]
    finally:
        text.close()
    return any(code == 0 or code == 0xFFFD or 0xE000 <= code <= 0xF8FF for code in said)


def covered(page: Any, bare: Any, scale: float) -> Iterator[tuple[float, float, float, float]]:
    """The places, as (left, top, right, bottom) in points of the picture, of notes that hide what is drawn below them.
    `bare` is the picture of the page without its notes, at that scale."""
    import pypdfium2.raw as pdfium

    places = [place for number in range(pdfium.FPDFPage_GetAnnotCount(page.raw)) if (place := _note(page, number))]
    if not places:
        return
    drawn = page.render(scale=scale, draw_annots=True, may_draw_forms=False, grayscale=True)
    seen = drawn.to_pil().convert("L")
    for left, top, right, bottom in (_points(page, bare, place) for place in places):
        if _is_hidden(*(one.crop((left, top, right, bottom)) for one in (bare, seen))):
            yield left, top, right, bottom
    drawn.close()


def _note(page: Any, number: int) -> tuple[float, float, float, float] | None:
    """Where a note stands; None for a link, for the field of a form, and for what opens beside a note."""
    import pypdfium2.raw as pdfium

    note = pdfium.FPDFPage_GetAnnot(page.raw, number)
    try:
        kind, place = pdfium.FPDFAnnot_GetSubtype(note), pdfium.FS_RECTF()
        if kind in {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_POPUP}:
            return None
        if not pdfium.FPDFAnnot_GetRect(note, place):
            return None
        return place.left, place.right, place.bottom, place.top
    finally:
        pdfium.FPDFPage_CloseAnnot(note)


def _points(page: Any, picture: Any, place: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    import ctypes

    import pypdfium2.raw as pdfium

    left, right, bottom, top = place
    across, down = [], []
    for x, y in ((left, bottom), (right, top)):
        at_x, at_y = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, picture.width, picture.height, 0, x, y, at_x, at_y)
        across.append(min(max(at_x.value, 0), picture.width))
        down.append(min(max(at_y.value, 0), picture.height))
    return min(across), min(down), max(across), max(down)


def _is_hidden(bare: Any, seen: Any) -> bool:
    """Whether ink that stands out from its ground in the one picture does so much less in the other."""
    from PIL import ImageStat

    if not bare.width or not bare.height:
        return False
    ink = bare.point(lambda value: 255 if value < INK else 0)
    ground = ink.point(lambda value: 255 - value)
    if not ink.getbbox() or not ground.getbbox():
        return False
    before, after = (ImageStat.Stat(one, ground).mean[0] - ImageStat.Stat(one, ink).mean[0] for one in (bare, seen))
    return bool(after < before * (1 - COVERED))
