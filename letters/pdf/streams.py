"""Streams of a PDF as PDF/A-2 wants them, and packed once where the same one stands in every letter."""

from functools import lru_cache

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream, PDFStreamFilterZCompress


class Stream(PDFStream):  # type: ignore[misc] # reportlab has no types
    """A stream with a new line before its end: PDF/A-2 demands it, reportlab leaves it out (ISO 19005-2, 6.1.7.1)."""

    def format(self, document: PDFDocument) -> bytes:
        written: bytes = super().format(document)
        # Not the line feed alone: behind a packed byte that is a carriage return, both would be taken for the end.
        return written.removesuffix(b"endstream\n") + b"\r\nendstream\n"


class _Packed(PDFStreamFilterZCompress):  # type: ignore[misc] # reportlab has no types
    """Flate that keeps the last streams it packed. Not for a letter's own words."""

    def __init__(self) -> None:
        self.encode = lru_cache(maxsize=64)(super().encode)


PACKED = _Packed()
