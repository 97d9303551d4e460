"""The office's own keys: one signs the cookies, one wraps what authenticators share with us, one signs lists.

Each lies in a file of the instance folder that only the office's user reads: one key on each line, the newest first.
The older ones are still taken, so that a key can be changed while people are signed in. The key of the public list may
lie elsewhere, best on another medium: whoever has it and the records can forge a list.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from committee_app import settings
from committee_app.settings import Misconfigured

SESSION, FACTORS, RECORDS = "session.key", "factors.key", "records.key"
# An Ed25519 key is made from 32 bytes, and from no other number.
BYTES = {SESSION: 48, FACTORS: 48, RECORDS: 32}
# Older keys that stay: cookies live for hours, what authenticators share for years, a signature for good.
KEPT = {SESSION: 2, FACTORS: 1000, RECORDS: 1000}


def make(instance: Path) -> None:
    """Makes the keys that are not there yet, each whole or not at all. Raises Misconfigured where the place that is
    named for the key of the records is not there."""
    be_placed(instance)
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in BYTES:
        path = path_of(instance, name)
        if not path.exists():
            _write(path, [_new(name)], replace=False)


def be_placed(instance: Path) -> None:
    """Raises Misconfigured where the place that is named for the key of the records is not there: no folder is made in
    the place of a medium."""
    path = path_of(instance, RECORDS)
    if path.parent != instance and not path.parent.is_dir():
        raise Misconfigured(f"COMMITTEE_RECORDS_KEY names {path}, and there is no such folder: bring it first.")


def path_of(instance: Path, name: str) -> Path:
    """Where the keys of that name lie."""
    elsewhere = settings.records_key() if name == RECORDS else None
    return elsewhere or instance / name


def rotate(instance: Path, name: str) -> int:
    """Puts a new key before the older ones; says how many there are now."""
    path = path_of(instance, name)
    lines = [_new(name), *_lines(path)][: 1 + KEPT[name]]
    _write(path, lines, replace=True)
    return len(lines)


def read(instance: Path, name: str) -> list[bytes]:
    """The keys, newest first. Raises Misconfigured for a key that is missing, short or weak."""
    path = path_of(instance, name)
    try:
        found = [base64.b64decode(line, validate=True) for line in _lines(path)]
    except FileNotFoundError:
        raise Misconfigured(f"The key file {path} is missing: run `committee init`, which makes it.") from None
    except (binascii.Error, UnicodeDecodeError):
        raise Misconfigured(
            f"The key file {path} cannot be read: each line is a key as `committee init` writes it."
        ) from None
    if not found or any(len(key) < 32 for key in found):
        raise Misconfigured(f"A key in {path} is shorter than 32 bytes: put a new one before it (`committee keys`).")
    if any(len(set(key)) < 12 for key in found):
        raise Misconfigured(f"A key in {path} is no random one: put a new one before it (`committee keys`).")
    return found


def of_the_records(instance: Path) -> Ed25519PrivateKey:
    """The key that signs the public list now. Raises Misconfigured where it is missing, unreadable or no such key."""
    try:
        newest = read(instance, RECORDS)[0]
    except OSError as error:
        path = path_of(instance, RECORDS)
        raise Misconfigured(f"The key file {path} cannot be read ({error.strerror}).") from None
    if len(newest) != BYTES[RECORDS]:
        raise Misconfigured(
            f"The first key in {path_of(instance, RECORDS)} is no key for signing records: it has {len(newest)} bytes, "
            f"not {BYTES[RECORDS]}. Put a new one before it (`committee keys records`)."
        )
    return Ed25519PrivateKey.from_private_bytes(newest)


def public_half(key: Ed25519PrivateKey) -> str:
    """What everybody may know of a key for signing records: 32 bytes, as hex."""
    return key.public_key().public_bytes_raw().hex()


def _new(name: str) -> str:
    return base64.b64encode(secrets.token_bytes(BYTES[name])).decode()


def _lines(path: Path) -> list[str]:
    return path.read_text("ascii").split()


def _write(path: Path, lines: list[str], *, replace: bool) -> None:
    made = path.with_suffix(f".{secrets.token_hex(8)}")
    made.touch(mode=0o600)
    made.write_text("\n".join(lines) + "\n", "ascii")
    try:
        if replace:
            os.replace(made, path)
        else:
            os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink(missing_ok=True)
