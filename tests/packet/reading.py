"""Reading a PDF as an adversary would, by other means than the program's own: every page, name, text and stream."""

import io
import re
import zlib
from collections.abc import Iterable

import pdfplumber
import pikepdf
import pypdfium2
from pypdf import PdfReader


def every_form(pdf: bytes) -> str:
    """All that the file says, in one text without spaces and in small letters: by two readers of pages, its metadata,
    its attachments, and each stream of the bytes unpacked without regard to the file's own tables."""
    read = PdfReader(io.BytesIO(pdf))
    said = [page.extract_text() for page in read.pages]
    document = pypdfium2.PdfDocument(pdf)
    said += [page.get_textpage().get_text_bounded() for page in document]
    said += [str(dict(read.metadata or {})), str(read.xmp_metadata and vars(read.xmp_metadata))]
    with pikepdf.open(io.BytesIO(pdf)) as file:
        said.append(str(file.open_metadata()))
        said += [f"{name} {kept.get_file().read_bytes()!r}" for name, kept in file.attachments.items()]
    with pdfplumber.open(io.BytesIO(pdf)) as plumbed:
        said += ["".join(letter["text"] for letter in page.chars) for page in plumbed.pages]
    for raw in [pdf, *unpacked(pdf)]:
        said += [raw.decode("latin-1"), raw.decode("utf-16-be", "replace"), raw.replace(b"\0", b"").decode("latin-1")]
        hexes = re.findall(rb"<((?:[0-9A-Fa-f]{2})+)>", raw)
        said += [bytes.fromhex(found.decode()).decode("latin-1") for found in hexes]
    return re.sub(r"\s", "", " ".join(said)).casefold()


def unpacked(pdf: bytes) -> Iterable[bytes]:
    """Every stream of the bytes, unpacked where it can be."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def said_by(pdf: bytes, words: Iterable[str]) -> list[str]:
    """Which of the words the file says, in any form."""
    forms = every_form(pdf)
    return [word for word in words if re.sub(r"\s", "", word).casefold() in forms]


def pages(pdf: bytes) -> list[str]:
    """The words of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
