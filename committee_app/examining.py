"""What a paper from outside is and holds: told by its bytes, never by its name. Opens no database and runs nothing.

The first bytes decide the kind; the rest is examined in a process of its own with a limit of time and memory, so that
a paper made to exhaust whoever reads it exhausts nobody. What is refused is refused with what to do instead.
"""

import codecs
import contextlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from workflows.machine import Refused

MEGABYTE = 1024 * 1024
# One examination: seconds of processor time, seconds of waiting, and bytes of memory.
PROCESSOR, PATIENCE, MEMORY = 20, 40, 1024 * MEGABYTE
MOST_UNPACKED, MOST_PARTS = 300 * MEGABYTE, 5_000
# The list of parts at the end of an Office document: some two hundred bytes for each part that may be in it.
MOST_DIRECTORY = MEGABYTE
MOST_PIXELS = 120_000_000
MOST_OBJECTS = 500_000


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper that is taken: how a person calls it, the endings of its names, and its media type."""

    name: str
    called: str
    endings: tuple[str, ...]
    media: str
    also_declared: tuple[str, ...] = ()


_ALL = (
    PaperKind("pdf", "PDF", ("pdf",), "application/pdf", ("application/x-pdf",)),
    PaperKind("png", "PNG image", ("png",), "image/png"),
    PaperKind("jpeg", "JPEG image", ("jpg", "jpeg", "jpe"), "image/jpeg", ("image/jpg", "image/pjpeg")),
    PaperKind("tiff", "TIFF image", ("tif", "tiff"), "image/tiff"),
    PaperKind("gif", "GIF image", ("gif",), "image/gif"),
    PaperKind("text", "plain text", ("txt", "text"), "text/plain"),
    PaperKind(
        "docx",
        "Word document",
        ("docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("application/zip",),
    ),
    PaperKind(
        "xlsx",
        "Excel workbook",
        ("xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ("application/zip",),
    ),
    PaperKind("odt", "OpenDocument text", ("odt",), "application/vnd.oasis.opendocument.text", ("application/zip",)),
)
KINDS: Mapping[str, PaperKind] = {kind.name: kind for kind in _ALL}
ACCEPT = ",".join(f".{ending}" for kind in _ALL for ending in kind.endings)
TAKEN = "PDF, PNG, JPEG, TIFF or GIF images, plain text (UTF-8), Word (.docx), Excel (.xlsx) or OpenDocument (.odt)"

# What a browser says of a file that it does not know.
SAYS_NOTHING = frozenset({"", "application/octet-stream", "binary/octet-stream"})
STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"PK\x03\x04", "zip"),
)
# What is recognised in order to be refused by its right name.
UNTAKEN: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xfe\xed\xfa", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"#!", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or a protected Office document"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
)
INSTEAD = {
    "a program": "Send the document itself, not a program.",
    "an old or a protected Office document": "Open it, take off its password, and save it as PDF or .docx.",
    "an archive": "Unpack it and send the papers in it one by one.",
    "a web page": "Print the page into a PDF and send that.",
    "an SVG drawing": "Save the drawing as PDF or PNG and send that.",
}
MARKUP = (
    ("<!doctype html", "a web page"),
    ("<html", "a web page"),
    ("<script", "a web page"),
    ("<svg", "an SVG drawing"),
)
HEAD = 4096


def kind_of(paper: BinaryIO, name: str, declared: str = "") -> PaperKind:
    """The kind of a paper by its bytes, held against its name and what the sender declared. Raises Refused where it is
    none that is taken, or another than it says."""
    paper.seek(0)
    head = paper.read(HEAD)
    if not head:
        raise Refused(f"“{name}” is empty (0 bytes). Open it where it comes from, save it again and send it once more.")
    kind = KINDS[_told(paper, head, name)]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in kind.endings:
        raise Refused(
            f"“{name}” is by its content a {kind.called}, and its name says something else. "
            f"Give it a name that ends in .{kind.endings[0]}, if it is the right file."
        )
    if declared.partition(";")[0].strip().lower() not in {*SAYS_NOTHING, kind.media, *kind.also_declared}:
        raise Refused(f"“{name}” is a {kind.called} and was declared as something else. Choose the file once more.")
    return kind


def _told(paper: BinaryIO, head: bytes, name: str) -> str:
    for start, untaken in UNTAKEN:
        if head.startswith(start):
            raise Refused(f"“{name}” is {untaken}, whatever its name says. {INSTEAD[untaken]}")
    found = next((kind for start, kind in STARTS if head.startswith(start)), "text")
    if found == "zip":
        return _office_document(paper, name)
    if found == "text":
        _be_text(paper, head, name)
    return found


class _Sparing:
    """A paper as zipfile reads it, a piece of MOST_DIRECTORY bytes at most: it would take the whole list of parts at
    once, and many times its size in memory. Raises Overlong for a longer piece."""

    def __init__(self, paper: BinaryIO) -> None:
        self.paper, self.seek, self.tell, self.seekable = paper, paper.seek, paper.tell, paper.seekable

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            here, end = self.tell(), self.seek(0, io.SEEK_END)
            size = max(end - self.seek(here), 0)
        if size > MOST_DIRECTORY:
            raise Overlong
        return self.paper.read(size)


class Overlong(Exception):
    """The list of an archive's parts is longer than any document's."""


def _office_document(paper: BinaryIO, name: str) -> str:
    try:
        paper.seek(0)
        parts = set(zipfile.ZipFile(cast(BinaryIO, _Sparing(paper))).namelist())
    except Overlong:
        raise Refused(f"“{name}” is too large when it is unpacked. {PRINT_IT}") from None
    except (zipfile.BadZipFile, ValueError, RuntimeError):
        raise Refused(f"“{name}” is damaged and cannot be opened. Save it again, or as PDF, and send that.") from None
    if "[Content_Types].xml" in parts and "word/document.xml" in parts:
        return "docx"
    if "[Content_Types].xml" in parts and "xl/workbook.xml" in parts:
        return "xlsx"
    paper.seek(0)
    if KINDS["odt"].media.encode() in paper.read(HEAD) and "content.xml" in parts:
        return "odt"
    raise Refused(f"“{name}” is an archive. {INSTEAD['an archive']}")


def _be_text(paper: BinaryIO, head: bytes, name: str) -> None:
    """Raises Refused where the paper is not plain UTF-8 text, or is something that a browser runs."""
    begins = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    for mark, untaken in MARKUP:
        if begins.startswith(mark) or (begins.startswith("<?xml") and mark in begins):
            raise Refused(f"“{name}” is {untaken}. {INSTEAD[untaken]}")
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    paper.seek(0)
    try:
        while block := paper.read(MEGABYTE):
            if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in set(decoder.decode(block))):
                raise ValueError
        decoder.decode(b"", final=True)
    except ValueError:
        raise Refused(f"“{name}” is of no kind that can be taken. Send it as {TAKEN}.") from None


def examine(path: Path, kind: PaperKind, name: str) -> None:
    """Looks into a paper of that kind. Raises Refused where it holds what may not come in, is damaged, or costs more
    than one examination may."""
    if kind.name not in EXAMINATIONS:
        return
    command = [sys.executable, "-m", "committee_app.examining", str(path), kind.name]
    try:
        said = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        said = None
    if said is None or said.returncode not in {0, 1}:
        raise Refused(f"“{name}” could not be examined: it is too large when unpacked, or damaged. {PRINT_IT}")
    if said.returncode == 1:
        raise Refused(f"“{name}” {said.stdout.decode()}")


PRINT_IT = "Print it into a new PDF and send that."


class Unwelcome(Exception):
    """Why a paper is not taken, and what to do, as the end of a sentence that begins with its name."""


# A name that stands alone in a PDF for something that acts, and how a person calls it.
ACTIVE = {
    "/JS": "holds JavaScript",
    "/JavaScript": "holds JavaScript",
    "/Launch": "would start a program",
    "/EmbeddedFile": "holds attached files",
    "/EmbeddedFiles": "holds attached files",
    "/EF": "holds attached files",
    "/RichMedia": "holds a film or sound",
    "/XFA": "is a form that only a certain program can show",
    "/ImportData": "would fetch data from elsewhere",
    "/SubmitForm": "would send data elsewhere",
    "/GoToE": "leads into attached files",
    "/GoToR": "would open another file",
    "/3D": "holds a model that can run programs",
    "/3DD": "holds a model that can run programs",
    "/OnInstantiate": "holds JavaScript",
    "/Rendition": "holds a film or sound",
    "/Movie": "holds a film or sound",
    "/Sound": "holds a film or sound",
}


def _examine_pdf(path: Path) -> None:
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                raise Unwelcome(f"is encrypted or protected. Take off the protection and save it again. {PRINT_IT}")
            if len(pdf.objects) > MOST_OBJECTS or not len(pdf.pages):
                raise Unwelcome(f"cannot be examined. {PRINT_IT}")
            waiting = [*pdf.objects, pdf.trailer]
            while waiting:
                waiting.extend(_held(waiting.pop()))
    except pikepdf.PasswordError:
        raise Unwelcome("needs a password to be opened. Take off the password, save it again and send that.") from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise Unwelcome(f"is damaged and cannot be opened. {PRINT_IT}") from None


def _held(value: object) -> "list[object]":
    """What hangs directly on an object of a PDF; what hangs there by reference is an object of its own."""
    import pikepdf

    if isinstance(value, pikepdf.Name) and str(value) in ACTIVE:
        raise Unwelcome(f"{ACTIVE[str(value)]}. {PRINT_IT}")
    if isinstance(value, pikepdf.Array):
        held: list[object] = list(value)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key in value.keys():  # noqa: SIM118 - to iterate a stream is to read its bytes
            if key in ACTIVE:
                raise Unwelcome(f"{ACTIVE[key]}. {PRINT_IT}")
        held = [value[key] for key in value.keys()]  # noqa: SIM118 - as above
    else:
        return []
    return [part for part in held if not getattr(part, "is_indirect", False)]


# A part of an Office document that acts, by a piece of its name.
ACTIVE_PARTS = {
    "vbaproject": "holds macros",
    "vbadata": "holds macros",
    "/activex/": "holds controls that run programs",
    "oleobject": "holds embedded programs or files",
    ".exe": "holds embedded programs or files",
    ".dll": "holds embedded programs or files",
    ".docm": "holds macros",
    ".xlsm": "holds macros",
    ".pptm": "holds macros",
    "basic/": "holds macros",
    "scripts/": "holds macros",
}
SAVE_IT = "Save it without them as .docx or .xlsx, or as PDF, and send that."


def _examine_office(path: Path) -> None:
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unwelcome(f"is too large when it is unpacked. {PRINT_IT}")
            for part in parts:
                if part.flag_bits & 1:
                    raise Unwelcome("is protected by a password. Take it off, save it again and send that.")
                for mark, holds in ACTIVE_PARTS.items():
                    if mark in f"/{part.filename.lower()}":
                        raise Unwelcome(f"{holds}. {SAVE_IT}")
                with archive.open(part) as content:
                    while block := content.read(MEGABYTE):
                        unpacked += len(block)
                        if unpacked > MOST_UNPACKED:
                            raise Unwelcome(f"is too large when it is unpacked. {PRINT_IT}")
            if b"macroEnabled" in _part(archive, "[Content_Types].xml"):
                raise Unwelcome(f"holds macros. {SAVE_IT}")
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError, EOFError):
        raise Unwelcome("is damaged and cannot be opened. Save it again, or as PDF, and send that.") from None


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""


def _examine_image(path: Path) -> None:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours, and is told
    try:
        with Image.open(path, formats=("PNG", "JPEG", "TIFF", "GIF")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unwelcome(f"has more than {MOST_PIXELS:,} points. Scan it at 300 points per inch and send that.")
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise Unwelcome("is a damaged image. Scan or save it again and send that.") from None


EXAMINATIONS: Mapping[str, Callable[[Path], None]] = {
    "pdf": _examine_pdf,
    "docx": _examine_office,
    "xlsx": _examine_office,
    "odt": _examine_office,
    **dict.fromkeys(("png", "jpeg", "tiff", "gif"), _examine_image),
}


def main(path: str, kind: str) -> int:
    """The examining process: says on its output why the paper is not taken (1), or nothing (0)."""
    with contextlib.suppress(ImportError):  # a system that knows no such limits still has the time
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        EXAMINATIONS[kind](Path(path))
    except Unwelcome as unwelcome:
        sys.stdout.write(str(unwelcome))
        return 1
    return 0


if __name__ == "__main__":
    # Whatever goes wrong ends with 2: the paper could not be examined.
    try:
        sys.exit(main(*sys.argv[1:]))
    except Exception:
        sys.exit(2)
