"""Passwords: what makes one too weak, and how one is kept (argon2id).

There is no rule of composition and no rotation (NIST SP 800-63B): what counts is length, and that the password is not
put together from what everybody tries first.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 15, 256
# So many independent parts a password has at least: a word that is not common counts by its letters.
PARTS = 4
ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
CONTEXT = (
    "committee", "docket", "missouri", "prosecutor", "prosecuting", "attorney", "circuit", "review", "director",
    "member", "office", "services", "governor", "jefferson", "louis", "state", "password", "passphrase", "secret",
    "welcome", "mops",
)  # fmt: skip
SPELLED = str.maketrans("@013457$!", "aoieastsi")
YEAR = re.compile(r"(?:19|20)\d\d")

# RFC 9106's second recommended set is the library's default: 64 MiB, three passes, four lanes.
HASHER = PasswordHasher()


def normal(password: str) -> str:
    """The one form of a password, whichever keyboard wrote it."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The argon2id hash with its salt and parameters."""
    return HASHER.hash(normal(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password. Without one to compare with it takes as long and says no."""
    try:
        return HASHER.verify(kept or _nobodys(), normal(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return HASHER.hash("a password that nobody has")


@cache
def _common() -> frozenset[str]:
    text = files("committee_app").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(word.translate(SPELLED) for word in text.split())


def objection(password: str, about: Iterable[str] = ()) -> str | None:
    """Why this password is not taken, in a sentence, or None. `about` are words of the person: name, address."""
    password = normal(password)
    if len(password) < SHORTEST:
        return (
            f"This password has {len(password)} characters; it needs at least {SHORTEST}. Four or five words that do "
            "not belong together are easy to keep in mind; spaces are welcome."
        )
    if len(password) > LONGEST:
        return f"This password has {len(password)} characters; at most {LONGEST} are taken."
    if _parts(password, about) < PARTS:
        return (
            "This password is put together from what is tried first: common passwords, rows of keys, repetitions, or "
            "words about this office or about you. Take words that do not belong together."
        )
    return None


def _parts(password: str, about: Iterable[str]) -> float:
    """How many independent choices the password holds: 1 for a common word, a half for a character that is in none,
    nothing for rows of keys, repetitions, years, and words about the office or the person."""
    plain = YEAR.sub(" ", password.casefold())
    text = plain.translate(SPELLED)
    known = {word for one in (*CONTEXT, *about) for word in re.split(r"[\W_]+", one.casefold()) if len(word) >= 4}
    free = {word.translate(SPELLED) for word in known}
    seen: set[str] = set()
    found, at = 0.0, 0
    while at < len(text):
        run = _run(plain, at)
        word = next((text[at:end] for end in range(len(text), at + 3, -1) if text[at:end] in _common() | free), "")
        piece = max(text[at : at + run], word, key=len)
        if len(piece) < 3:
            piece = text[at]
            found += 0.5 if not piece.isspace() else 0
        elif piece == word and piece not in free | seen:
            found += 1
        seen.add(piece)
        at += len(piece)
    return found


def _run(text: str, at: int) -> int:
    """How long the repetition, or the row of keys, is that starts here."""
    same = len(text[at:]) - len(text[at:].lstrip(text[at]))
    longest = same
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        length = 1
        while text[at : at + length + 1] in row and at + length < len(text):
            length += 1
        longest = max(longest, length)
    for size in range(3, len(text) - at + 1):
        if text[at : at + size] == text[max(at - size, 0) : at]:
            longest = max(longest, size)
    return longest
