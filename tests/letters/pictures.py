"""Sheets as pictures, as the envelope's window and a barcode reader see them."""

from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops

DPI = 300


@dataclass(frozen=True)
class Box:
    """An area of the page in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Box", by: float = 0) -> bool:
        return (
            self.left + by <= other.left
            and self.top + by <= other.top
            and other.right + by <= self.right
            and other.bottom + by <= self.bottom
        )


def picture(pdf: bytes, page: int = 0, dpi: int = DPI) -> Image.Image:
    """The page in shades of grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn: Image.Image = document[page].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()
    return drawn


def ink(seen: Image.Image, within: Box, dpi: int = DPI) -> Box | None:
    """Where in the area there is ink; None where it is white."""
    scale = dpi / 72
    corner = (within.left * scale, within.top * scale, within.right * scale, within.bottom * scale)
    part = seen.crop(tuple(round(edge) for edge in corner)).point(lambda shade: 255 if shade < 160 else 0)
    found = part.getbbox()
    if found is None:
        return None
    left, top, right, bottom = (edge / scale for edge in found)
    return Box(within.left + left, within.top + top, within.left + right, within.top + bottom)


def difference(one: Image.Image, other: Image.Image, dpi: int = DPI) -> Box | None:
    """Where two pictures differ for the eye, in points."""
    found = ImageChops.difference(one, other).point(lambda shade: 255 if shade > 100 else 0).getbbox()
    return Box(*(edge * 72 / dpi for edge in found)) if found else None
