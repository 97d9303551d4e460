"""Finding planted tokens in bytes, however they were written: each form that a page, a header, a cookie, a mail, a PDF
or a file could give them, and forms within forms."""

import base64
import binascii
import hashlib
import html
import importlib
import io
import quopri
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

import pikepdf

from tests.packet.reading import every_form

# What tests.packet.planting.token makes, and the row that may stand behind it.
TOKEN = re.compile(r"q\d{3,4}zx7v(?:r\d+)?")
SHORTEST, DEEPEST, MOST = 8, 4, 4_000_000
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
BROKEN = re.compile(r"[\s\x00\xad-]+")
ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|\\([0-7]{3})")
PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
LETTERS = re.compile(rb"(?:[A-Za-z0-9+/_-]{2,}(?:\r?\n)?)*[A-Za-z0-9+/_-]{10,}")
HEX = re.compile(rb"(?:[0-9A-Fa-f]\s?){16,}")
FIVES = re.compile(rb"[!-uz\s]{10,}~>")


def finds(data: bytes) -> set[str]:
    """Every token in the data, as it was planted (small letters, with its row where it has one)."""
    found: set[str] = set()
    seen: set[bytes] = set()
    ahead = [(data, 0)]
    while ahead:
        piece, depth = ahead.pop()
        digest = hashlib.blake2b(piece, digest_size=16).digest()
        if len(piece) < SHORTEST or digest in seen:
            continue
        seen.add(digest)
        for form in _forms(piece):
            found.update(TOKEN.findall(form))
        if depth < DEEPEST:
            ahead += [(inner, depth + 1) for inner in _inside(piece, depth)]
    return found


def _forms(piece: bytes) -> Iterator[str]:
    """The piece as text, in each way in which letters may be written."""
    plain = piece.decode("latin-1").lower()
    yield plain
    yield BROKEN.sub("", plain)
    yield UNSEEN.sub("", unicodedata.normalize("NFKC", piece.decode("utf-8", "replace"))).casefold()
    if b"\0" in piece:
        for codec in ("utf-16-le", "utf-16-be"):
            yield piece.decode(codec, "replace").casefold()
            yield piece[1:].decode(codec, "replace").casefold()
    if b"&" in piece:
        yield html.unescape(html.unescape(plain))
    if b"%" in piece:
        once = unquote_to_bytes(piece)
        yield once.decode("latin-1").lower()
        yield unquote_to_bytes(once).decode("latin-1").lower()
    if b"\\" in piece:
        yield ESCAPED.sub(lambda found: chr(int(found[1] or found[2] or "0", 16) or int(found[3] or "0", 8)), plain)
    if b"=" in piece:
        yield quopri.decodestring(piece).decode("latin-1").lower()


def _inside(piece: bytes, depth: int) -> Iterator[bytes]:
    """What lies packed or encoded in the piece."""
    # A part of a file, as a range of it gives, is read as bytes alone.
    if depth == 0 and piece.startswith(b"%PDF-") and b"%%EOF" in piece:
        yield every_form(piece).encode()
        yield from _objects(piece)
    if zipfile.is_zipfile(io.BytesIO(piece)):
        with zipfile.ZipFile(io.BytesIO(piece)) as folder:
            yield folder.comment
            for member in folder.infolist():
                yield member.filename.encode() + b"\n" + member.comment + b"\n" + member.extra
                yield folder.read(member)
    for start in PACKED.finditer(piece):
        yield _unpacked(piece[start.start() :], 47)
    if not piece.isascii() and depth < 2:
        yield _unpacked(piece, -15)
    yield from _by_brotli(piece)
    yield from _decoded(piece)


def _objects(pdf: bytes) -> Iterator[bytes]:
    """Every object of a PDF by itself, those that lie in streams of objects too."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for thing in file.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield thing.read_bytes()
                except pikepdf.PdfError:
                    yield thing.read_raw_bytes()
            yield thing.unparse()


def _unpacked(data: bytes, window: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(data, MOST)
    except zlib.error:
        return b""


def _by_brotli(piece: bytes) -> Iterator[bytes]:
    if piece.isascii():
        return
    try:
        brotli = importlib.import_module("brotli")
    except ImportError:
        return
    try:
        yield brotli.decompress(piece)
    except brotli.error:
        return


def _decoded(piece: bytes) -> Iterator[bytes]:
    """Runs of base64, at each of the places where a word may begin in it; of hex; of the base of 85."""
    runs = [re.sub(rb"[\r\n]", b"", found[0]).translate(URL_SAFE) for found in LETTERS.finditer(piece)]
    for start in range(4):
        rest = (run[start : start + (len(run) - start) // 4 * 4] for run in runs)
        yield b"\n".join(base64.b64decode(run) for run in rest if len(run) >= SHORTEST)
        tails = (run[start:] + b"=" * (-len(run[start:]) % 4) for run in runs if (len(run) - start) % 4 != 1)
        yield b"\n".join(base64.b64decode(run) for run in tails)
    for found in HEX.finditer(piece):
        digits = re.sub(rb"\s", b"", found[0])
        for start in (0, 1):
            yield bytes.fromhex(digits[start : start + (len(digits) - start) // 2 * 2].decode())
    for found in FIVES.finditer(piece):
        try:
            yield base64.a85decode(found[0][:-2])
        except (ValueError, binascii.Error):
            continue


URL_SAFE = bytes.maketrans(b"-_", b"+/")
