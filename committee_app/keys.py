"""The office's own keys: one signs the cookies, one wraps what authenticators share with us.

Each lies in a file of the instance folder that only the office's user reads: one key on each line, the newest first.
The older ones are still taken, so that a key can be changed while people are signed in.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

from committee_app.settings import Misconfigured

SESSION, FACTORS = "session.key", "factors.key"
BYTES = 48
# Older keys that stay: cookies live for hours, what authenticators share for years.
KEPT = {SESSION: 2, FACTORS: 1000}


def make(instance: Path) -> None:
    """Makes the keys that are not there yet, each whole or not at all."""
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (SESSION, FACTORS):
        if not (instance / name).exists():
            _write(instance / name, [_new()], replace=False)


def rotate(instance: Path, name: str) -> int:
    """Puts a new key before the older ones; says how many there are now."""
    lines = [_new(), *_lines(instance / name)][: 1 + KEPT[name]]
    _write(instance / name, lines, replace=True)
    return len(lines)


def read(instance: Path, name: str) -> list[bytes]:
    """The keys, newest first. Raises Misconfigured for a key that is missing, short or weak."""
    path = instance / name
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


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(BYTES)).decode()


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
