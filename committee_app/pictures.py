"""The pages of a PDF as pictures: what a person reviews on the page is the sheet that will be printed."""

import io
import threading

import pypdfium2

# 120 dots an inch: the smallest print of a letter is read without a lens.
SCALE = 120 / 72
# The library is one for the process and not safe for threads.
_ALONE = threading.Lock()


def how_many(pdf: bytes) -> int:
    """How many pages it has."""
    with _ALONE:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page(pdf: bytes, number: int) -> bytes | None:
    """One page, counted from 1, as a PNG; None where there is no such page."""
    with _ALONE:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                return None
            sheet = document[number - 1]
            drawn = sheet.render(scale=SCALE)
            out = io.BytesIO()
            drawn.to_pil().convert("L").save(out, "PNG")
            drawn.close()
            sheet.close()
            return out.getvalue()
        finally:
            document.close()
