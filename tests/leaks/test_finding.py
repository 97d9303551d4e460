"""What the leak tests look with finds a token in every form; else their silence would mean nothing."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from urllib.parse import quote_from_bytes

import pikepdf
import pytest
from itsdangerous import URLSafeTimedSerializer

from letters.layout import Letterhead, as_pdf
from tests.leaks.finding import finds
from tests.packet.planting import token
from tests.packet.test_the_open_envelope import CHANNELS, replaced

WORD = token(123)
SAID = f"as {WORD}r45 wrote"
RAW = SAID.encode()


def raw_deflate(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(data) + packing.flush()


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(name, data)
    return out.getvalue()


def lines(data: bytes) -> bytes:
    return b"".join(data[at : at + 7] + b"\r\n" for at in range(0, len(data), 7))


def broken_over_lines(data: bytes) -> bytes:
    encoded = base64.b64encode(b"before it stands a line of some length " + data)
    return b"\r\n".join(encoded[at : at + 20] for at in range(0, len(encoded), 20))


def in_a_cookie(data: bytes) -> bytes:
    said = URLSafeTimedSerializer("key").dumps({"sitting": data.decode() * 20})
    return b"session=" + (said if isinstance(said, bytes) else said.encode()) + b"; HttpOnly"


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda data: data,
    "in capitals": lambda data: data.upper(),
    "in entities": lambda data: "".join(f"&#{byte};" for byte in data).encode(),
    "in entities by hex": lambda data: "".join(f"&#x{byte:x};" for byte in data).encode(),
    "in an address": lambda data: quote_from_bytes(data).encode(),
    "in an address, all of it": lambda data: "".join(f"%{byte:02X}" for byte in data).encode(),
    "in an address twice": lambda data: "".join(f"%25{byte:02x}" for byte in data).encode(),
    "in JSON": lambda data: json.dumps({"a": data.decode()}).encode(),
    "in JSON by numbers": lambda data: "".join(f"\\u{byte:04x}" for byte in data).encode(),
    "in a literal": lambda data: "".join(f"\\x{byte:02x}" for byte in data).encode(),
    "in octal": lambda data: "".join(f"\\{byte:03o}" for byte in data).encode(),
    "as quoted-printable": lambda data: "".join(f"={byte:02X}" for byte in data).encode(),
    "base64": base64.b64encode,
    "base64, one later": lambda data: base64.b64encode(b"." + data),
    "base64, two later": lambda data: base64.b64encode(b".." + data),
    "base64 behind a word": lambda data: b"abc" + base64.b64encode(data),
    "base64 for addresses": lambda data: base64.urlsafe_b64encode(b"\xff\xfe" + data).rstrip(b"="),
    "base64 over lines": broken_over_lines,
    "base64 twice": lambda data: base64.b64encode(base64.b64encode(data)),
    "hex": lambda data: data.hex().encode(),
    "hex in capitals": lambda data: data.hex().upper().encode(),
    "hex, one digit later": lambda data: b"f" + data.hex().encode(),
    "hex, parted": lambda data: data.hex(" ").encode(),
    "base of 85": lambda data: base64.a85encode(data) + b"~>",
    "two bytes a letter": lambda data: data.decode().encode("utf-16-le"),
    "two bytes a letter, the other way": lambda data: data.decode().encode("utf-16-be"),
    "two bytes a letter, shifted": lambda data: b"." + data.decode().encode("utf-16-le"),
    "four bytes a letter": lambda data: data.decode().encode("utf-32"),
    "wide letters": lambda data: "".join(chr(byte + 0xFEE0) for byte in data.replace(b" ", b"!")).encode(),
    "with unseen letters": lambda data: "\u200b".join(data.decode()).encode(),
    "parted": lambda data: " ".join(data.decode()).encode(),
    "over lines": lines,
    "hyphened": lambda data: data.replace(b"zx", b"-\nzx"),
    "gzip": gzip.compress,
    "gzip behind something": lambda data: b"HTTP/1.1 200 OK\r\n\r\n" + gzip.compress(data),
    "zlib": zlib.compress,
    "deflate": raw_deflate,
    "zlib in base64": lambda data: b"." + base64.urlsafe_b64encode(zlib.compress(data)),
    "gzip in hex in JSON": lambda data: json.dumps([gzip.compress(data).hex()]).encode(),
    "a cookie": in_a_cookie,
    "a member of a zip": lambda data: zipped("a.txt", data),
    "the name of a member": lambda data: zipped(data.decode(), b"nothing"),
    "a zip in a zip": lambda data: zipped("a.zip", zipped("a.txt", data)),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_token_is_found_in_each_form(form: str) -> None:
    assert finds(b"Nothing else. " * 3) == set()
    assert finds(FORMS[form](RAW)) == {f"{WORD}r45"}


@pytest.mark.skipif(find_spec("brotli") is None, reason="brotli is not installed, and nothing here speaks it")
def test_a_token_is_found_in_brotli() -> None:
    import brotli

    assert finds(brotli.compress(RAW * 50)) == {f"{WORD}r45"}


@pytest.fixture(scope="module")
def sheet() -> bytes:
    return as_pdf(replaced(("A sheet that says nothing.",)), Letterhead("Sample Office", ("Sample Town",)))


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.__name__)
def test_a_token_is_found_in_each_place_of_a_pdf(sheet: bytes, channel: Callable[[bytes, str], bytes]) -> None:
    assert finds(sheet) == set()
    assert WORD in finds(channel(sheet, WORD))


def test_a_token_on_a_page_and_in_a_packed_object_is_found(sheet: bytes) -> None:
    assert finds(as_pdf(replaced((f"Said by {WORD} alone.",)), Letterhead("Sample Office", ()))) == {WORD}
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet)) as file:
        file.Root["/Said"] = pikepdf.Dictionary(A=pikepdf.String(WORD.encode("utf-16-be")))
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert finds(out.getvalue()) == {WORD}


def test_chance_makes_no_token() -> None:
    """Hashes, keys and packed pages hold none by themselves."""
    made = b"".join(
        zlib.compress(str(number).encode() * 50) + base64.b64encode(bytes([number]) * 40) for number in range(200)
    )
    assert finds(made) == set()
