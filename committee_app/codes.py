"""The code of one matter, as a letter carries it: 100 bits by chance, and a group that tells a slip of the pen.

It is written in groups of four, in digits and capitals that are not mistaken for one another (I, L, O and U are
missing); what is typed in their place is taken as what it looks like. Nothing here keeps a code: see `hash_of`.
"""

import hashlib
import re
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
# Five bits a sign: twenty by chance, and four that follow from them.
BY_CHANCE = 20
LOOKS_LIKE = str.maketrans("OIL", "011")
# A code as it would look in any text that must not hold one.
WRITTEN = re.compile(rf"\b(?:[{SIGNS}]{{4}}-){{5}}[{SIGNS}]{{4}}\b")


def new() -> str:
    """A new code, in groups, as the letter shows it."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(BY_CHANCE))
    return grouped(drawn + _check(drawn))


def read(typed: str) -> str | None:
    """The code that was typed, in groups, or None where it is none: too short, too long, or mistyped."""
    signs = re.sub(r"[\s\-\u2010-\u2015.]", "", typed[:200]).upper().translate(LOOKS_LIKE)
    drawn, check = signs[:BY_CHANCE], signs[BY_CHANCE:]
    if set(signs) <= set(SIGNS) and len(drawn) == BY_CHANCE and check == _check(drawn):
        return grouped(signs)
    return None


def grouped(signs: str) -> str:
    """The signs in groups of four, with hyphens."""
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def hash_of(code: str) -> str:
    """What the database holds of a code in groups. Its chance is too large for a plain hash to be turned back."""
    return hashlib.sha256(f"answer code {code}".encode()).hexdigest()


def _check(drawn: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"check {drawn}".encode()).digest()[:4], "big")
    return "".join(SIGNS[number >> 5 * place & 31] for place in range(GROUP))
