"""A copy of a PDF in which what was marked is removed, not covered (RSMo 610.024.1).

Every page of the copy is a picture, with the marked places black in its points. Nothing else of the original comes into
it: no text, no form, note, attachment, script, layer or metadata, and no earlier revision. The work is done in a
process of its own with a limit of time and memory. The copy is then read again, by other eyes, before it counts.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pikepdf

from committee_app.blackening import PRINT_IT, Box, letters_of
from committee_app.protected import voices
from workflows.machine import Refused

# Seconds of waiting for a copy.
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Copy:
    """What came of it: the new PDF, its pages, and in how many places each word stood."""

    pdf: bytes
    pages: int
    places: Mapping[str, int]


def redacted(pdf: bytes, words: Sequence[str], boxes: Sequence[Box], looked: bool) -> Copy:
    """The copy without the places where the words stand and without the boxes. `looked` says that whoever marked has
    looked at the pages that hold pictures, which no search reads. Raises Refused with what to do instead."""
    with tempfile.TemporaryDirectory(prefix="redact-") as folder:
        source, target = Path(folder, "source"), Path(folder, "copy")
        source.write_bytes(pdf)
        asked = {"words": list(words), "boxes": [asdict(box) for box in boxes], "looked": looked}
        command = [sys.executable, "-m", "committee_app.blackening", str(source), str(target)]
        try:
            said = subprocess.run(
                command, input=json.dumps(asked).encode(), capture_output=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            said = None
        if said is None or said.returncode not in {0, 1}:
            raise Refused(f"No copy can be made of this paper: it is too large, or damaged. {PRINT_IT}")
        told = json.loads(said.stdout)
        if said.returncode == 1:
            raise Refused(told["unfit"])
        copy = Copy(target.read_bytes(), told["pages"], told["places"])
    for place in still_there(copy.pdf, words):
        raise Refused(f"The copy is not released: {place}")
    return copy


def still_there(copy: bytes, words: Sequence[str]) -> Iterator[str]:
    """What the copy holds besides pictures of pages, and each place where a marked word can still be read."""
    with pikepdf.open(io.BytesIO(copy)) as file:
        yield from _strange(file)
        for thing in file.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                thing.write(b"\x00")
        emptied = io.BytesIO()
        file.save(emptied)
    sought = {letters_of(word): word for word in words}
    # The points of a picture are no text; all else is read, and the pages as they are.
    for where, text in (*voices(emptied.getvalue()), *((w, t) for w, t in voices_of_pages(copy))):
        # What every copy says is no word of the paper: a person may be called Page, or Parent.
        said = letters_of("\n".join(line for line in text.splitlines() if not _is_our_own(line)))
        for letters, word in sought.items():
            if letters in said:
                yield f"{where} still holds “{word}”."


def voices_of_pages(pdf: bytes) -> Iterator[tuple[str, str]]:
    """What two readers find on each page: pypdf and PDFium."""
    import pypdfium2
    from pypdf import PdfReader

    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages, 1):
        yield f"Page {number}", page.extract_text()
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            yield f"Page {number + 1}", text.get_text_bounded()
            text.close()
            page.close()
    finally:
        document.close()


CONTENT = re.compile(rb"q [0-9.]+ 0 0 [0-9.]+ 0 0 cm /Page Do Q")
KEYS = {
    "/Catalog": {"/Type", "/Pages"},
    "/Pages": {"/Type", "/Kids", "/Count"},
    "/Page": {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"},
}

# The names in every copy.
OWN = {*KEYS, *(key for keys in KEYS.values() for key in keys), "/XObject", "/Subtype", "/Image", "/Width", "/Height",
       "/ColorSpace", "/DeviceGray", "/BitsPerComponent", "/Filter", "/FlateDecode", "/Length"}  # fmt: skip


def _is_our_own(line: str) -> bool:
    return line in OWN or CONTENT.fullmatch(line.encode()) is not None


def _strange(file: pikepdf.Pdf) -> Iterator[str]:
    """What stands in the file that no copy of ours holds."""
    if set(file.trailer.keys()) - {
        "/Root",
        "/Size",
        "/ID",
        "/Type",
        "/W",
        "/Index",
        "/Length",
        "/Filter",
        "/DecodeParms",
    }:
        yield "it says something of itself."
    for thing in file.objects:
        if isinstance(thing, pikepdf.Stream):
            image = thing.get("/Subtype") == "/Image"
            if not image and "/Type" not in thing and not CONTENT.fullmatch(thing.read_bytes()):
                yield "a page holds more than its picture."
        elif isinstance(thing, pikepdf.Dictionary) and "/Type" in thing:
            if set(thing.keys()) - KEYS.get(str(thing["/Type"]), set()):
                yield f"it holds a strange {thing['/Type']}."
        elif isinstance(thing, pikepdf.String):
            yield "it holds a text."
