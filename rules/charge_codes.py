"""Missouri charge codes: the section in front, an attempt's mark, and which sections 56.602.3(2)(a)-(j) lists.

A code reads 565.020-001Y202009: section, sequence, flag, year of the code, offense category. The long form adds two
more characters of the category and marks an attempt by “.1” at its end. Codes of four or five digits are older and
name no section. A charge is listed by its section alone (law.md C15).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.statute import Clause, cite

_CODE = re.compile(
    r"(?P<section>[0-9]{1,3}\.[0-9]{3,4}|[A-Z]{3,5}[0-9]*\.[0-9A-Z]+)-(?P<sequence>[0-9]{3})"
    r"(?P<flag>[A-Z])(?P<year>[0-9]{4})(?P<category>[0-9A-Z]{2})?(?:[0-9A-Z]{2})?(?:\.(?P<modifier>[0-9]))?"
)
_LEGACY = re.compile(r"[0-9]{4,5}")
_SECTION = re.compile(r"[0-9]{1,3}\.[0-9]{3,4}")

LISTED: Mapping[str, Clause] = MappingProxyType(
    {str(clause.offence): clause for clause in (cite(f"56.602.3(2)({letter})") for letter in "abcdefghij")}
)


@dataclass(frozen=True, slots=True)
class ChargeCode:
    """What can be known from a code: a legacy one has no section."""

    text: str
    section: str | None
    sequence: str | None = None
    year: int | None = None
    attempt: bool = False
    legacy: bool = False


def parse(text: str) -> ChargeCode:
    """A charge code in its short, long or legacy form. ValueError where it is none of them."""
    code = text.strip().upper()
    if _LEGACY.fullmatch(code):
        return ChargeCode(code, None, legacy=True)
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"{text!r} is not a Missouri charge code such as 565.020-001Y202009")
    attempt = match["modifier"] == "1"
    return ChargeCode(code, match["section"], match["sequence"], int(match["year"]), attempt)


def section_of(statute_or_code: str) -> str | None:
    """The section of a statute number or of a charge code; None for a legacy code. ValueError where it is neither."""
    text = statute_or_code.strip()
    return text if _SECTION.fullmatch(text) else parse(text).section


def listed_clause(section: str | None) -> Clause | None:
    """The paragraph of 56.602.3(2) that lists this section, or None."""
    return LISTED.get(section) if section else None
