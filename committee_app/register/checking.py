"""What a row of each feed must be: the checks of the feeds' contract, each with its reason in words.

A column is a dictionary of the values that were found good: a value seen before costs a look-up, a new one its check.
Rows go in as text in the feed's own order and come out as the values to store. This module knows no file and no
database; the offices and the import's own day are arguments.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from operator import getitem
from types import MappingProxyType
from typing import Any

from rules.charge_codes import listed_clause, section_of

REMEMBERED = 5_000
OLDEST = "1900-01-01"
SEVERITIES = ("felony", "misdemeanor", "infraction", "ordinance", "traffic")
WITHHELD = "(withheld)"

Check = Callable[[str], Any]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ORI = re.compile(r"MO[0-9A-Z]{7}")
_SECTION = re.compile(r"[0-9]{1,3}\.[0-9]{3,4}")
_CHARGE_CODE = re.compile(r"[0-9A-Z][0-9A-Z.\-]{3,23}")
# Numbers that identify a person, or a person's criminal record, have no place here (law.md 9).
PERSONAL = {
    "a Social Security number": r"[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}",
    "an FBI number": r"[0-9]{6}(?:[A-HJ-NP-Z]{2}[0-9]|[A-HJ-NP-Z][0-9]{2})",
    "a state identification number (SID)": r"[Mm][Oo][ -]?[0-9]{8}",
}
_PERSONAL = "|".join(PERSONAL.values())


class Unfit(ValueError):
    """A value that its column cannot hold. `withheld`: the error may not repeat it."""

    def __init__(self, reason: str, *, withheld: bool = False) -> None:
        super().__init__(reason)
        self.withheld = withheld


class RowRefused(ValueError):
    """A row with its faults: (column, value, reason) each."""

    def __init__(self, faults: list[tuple[str, str, str]]) -> None:
        super().__init__("; ".join(f"{column}: {reason}" for column, _, reason in faults))
        self.faults = faults


class Column(dict[Any, Any]):
    """The stored form of each value found good so far. A value that is not good raises Unfit."""

    def __init__(self, check: Callable[[Any], Any]) -> None:
        super().__init__()
        self._check = check

    def __missing__(self, value: Any) -> Any:
        stored = self._check(value)
        if len(self) < REMEMBERED:
            self[value] = stored
        return stored


class OwnNumber(Column):
    """An office's own number or words, stored exactly as given. Hardly two are alike, so none is remembered."""

    def __init__(self, length: int) -> None:
        super().__init__(str)
        self._length = length
        self._good = re.compile(rf"(?!\s*(?:{_PERSONAL})\s*\Z)(?=.*\S).{{1,{length}}}", re.DOTALL).fullmatch

    def __missing__(self, value: str) -> str:
        if self._good(value):
            return value
        if len(value) > self._length:
            raise Unfit(f"longer than {self._length} characters")
        for what, pattern in PERSONAL.items():
            if re.fullmatch(pattern, value.strip()):
                raise Unfit(f"looks like {what}, which the register may not hold", withheld=True)
        raise Unfit("only blanks")


def office(offices: Collection[str]) -> Check:
    def checked(value: str) -> str:
        if value not in offices:
            raise Unfit("unknown office: five digits of a Missouri county, 29001 to 29510")
        return value

    return checked


def day(last: date | None) -> Check:
    """A date as `YYYY-MM-DD`, not after `last` (None: any day)."""

    def checked(value: str) -> str:
        if not _DAY.fullmatch(value):
            raise Unfit("not a date as YYYY-MM-DD")
        try:
            date.fromisoformat(value)
        except ValueError:
            raise Unfit("there is no such day") from None
        if value < OLDEST:
            raise Unfit("before 1900: not a date of this register")
        if last is not None and value > last.isoformat():
            raise Unfit(f"after the day of the import, {last}")
        return value

    return checked


def whole(low: int, high: int) -> Check:
    def checked(value: str) -> int:
        if not (value.isascii() and value.isdecimal() and len(value) <= len(str(high)) and value[0] != "0"):
            raise Unfit(f"not a whole number from {low} to {high}")
        if not low <= int(value) <= high:
            raise Unfit(f"not from {low} to {high}")
        return int(value)

    return checked


def one_of(*words: str) -> Check:
    def checked(value: str) -> str:
        if value not in words:
            raise Unfit(f"not one of {', '.join(words)}")
        return value

    return checked


def yes_or_no(value: str) -> bool:
    if value not in ("Y", "N"):
        raise Unfit("neither Y nor N")
    return value == "Y"


def matching(pattern: re.Pattern[str], reason: str) -> Check:
    def checked(value: str) -> str:
        if not pattern.fullmatch(value):
            raise Unfit(reason)
        return value

    return checked


def charge_code(value: str) -> str:
    try:
        if _CHARGE_CODE.fullmatch(value):
            section_of(value)
            return value
    except ValueError:
        pass
    raise Unfit("not a charge code as 565.020-001Y202009")


def offense(given: tuple[str | None, str | None]) -> tuple[str | None, str | None]:
    """(statute, charge code) -> (section, letter of 56.602.3(2) or None). The two may not contradict each other."""
    statute, code = given
    of_code = section_of(code) if code else None
    if statute and of_code and statute != of_code:
        raise Unfit(f"statute says {statute} but the charge code is of {of_code}")
    section = statute or of_code
    clause = listed_clause(section) if section else None
    return section, clause.id[-2] if clause else None


class Rows:
    """The checks of one feed, column by column, and then across them.

    `header` are the columns that a file must have; in those of `needed` no cell may be empty.
    """

    columns: tuple[str, ...]
    header: tuple[str, ...]
    needed: tuple[str, ...]
    aliases: Mapping[str, str] = MappingProxyType({})

    def __init__(self, import_id: int, *checks: Check | Column) -> None:
        self._import_id = import_id
        self._columns = tuple(check if isinstance(check, Column) else Column(check) for check in checks)
        for name, column in zip(self.columns, self._columns, strict=True):
            if name not in self.needed:
                column[""] = None

    def __call__(self, given: tuple[str, ...]) -> tuple[Any, ...]:
        """The values to store, in the order of the table's columns, the import's number last. Raises RowRefused."""
        try:
            values = list(map(getitem, self._columns, given))
        except Unfit:
            raise RowRefused(list(self._faults(given))) from None
        self.complete(values, given)
        values.append(self._import_id)
        return tuple(values)

    def complete(self, values: list[Any], given: tuple[str, ...]) -> None:
        """Checks across the columns, and the values that follow from others. Raises RowRefused."""

    def refuse(self, given: tuple[str, ...], faults: Iterable[tuple[str, str]]) -> RowRefused:
        at = dict(zip(self.columns, given, strict=True))
        return RowRefused([(column, at[column], reason) for column, reason in faults])

    def _faults(self, given: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
        for name, column, value in zip(self.columns, self._columns, given, strict=True):
            try:
                if value or name not in self.needed:
                    column[value]
                else:
                    yield name, "", "empty: this column is needed"
            except Unfit as why:
                yield name, WITHHELD if why.withheld else value, str(why)


class Referrals(Rows):
    """The referral feed: one row a charge."""

    columns = (
        "jurisdiction", "referral_id", "count", "agency_ori", "agency_case", "received_on", "statute", "charge_code",
        "severity", "lead", "probable_cause_statement", "investigative_report", "investigation_requested_on",
        "filed_on", "refused_on", "disposed_on", "earlier_referral_id",
    )  # fmt: skip
    header = ("jurisdiction", "referral_id", "count", "received_on", "statute", "severity")
    needed = header[:4]

    def __init__(self, import_id: int, offices: Collection[str], today: date) -> None:
        past = day(today)
        super().__init__(
            import_id, office(offices), OwnNumber(40), whole(1, 9999),
            matching(_ORI, "not an ORI: MO and seven characters"), OwnNumber(40),
            past,
            matching(_SECTION, "not a section as 565.020"),
            charge_code,
            one_of(*SEVERITIES), yes_or_no, yes_or_no, yes_or_no,
            past, past, past, past, OwnNumber(40),
        )  # fmt: skip
        self._offenses = Column(offense)

    def complete(self, values: list[Any], given: tuple[str, ...]) -> None:
        received, statute, code, severity = values[5:9]
        requested, filed, refused, disposed = values[12:16]
        try:
            values[6], letter = self._offenses[statute, code]
        except Unfit as why:
            raise self.refuse(given, [("statute", str(why))]) from None
        values.append(letter)
        if (
            (letter and severity not in ("felony", None))
            or (requested or received) < received
            or (filed or received) < received
            or (refused or received) < received
            or (disposed or received) < received
        ):
            raise self.refuse(given, self._contradictions(values))

    def _contradictions(self, values: list[Any]) -> Iterator[tuple[str, str]]:
        received, section, severity, letter = values[5], values[6], values[8], values[-1]
        if letter and severity not in ("felony", None):
            yield "severity", f"section {section} is listed and a felony: it cannot be {severity}"
        for column, on in zip(self.columns[12:16], values[12:16], strict=True):
            if (on or received) < received:
                yield column, f"before the referral was received, {received}"


class Homicides(Rows):
    """The homicide feed: one row an incident."""

    columns = ("jurisdiction", "incident_id", "occurred_on", "victims", "source", "status")
    header = needed = ("jurisdiction", "incident_id", "occurred_on", "victims")

    def __init__(self, import_id: int, offices: Collection[str], today: date) -> None:
        status = one_of("preliminary", "final")
        super().__init__(import_id, office(offices), OwnNumber(40), day(today), whole(1, 9999), OwnNumber(200), status)


class Populations(Rows):
    """Figures of the people in a jurisdiction; source, census year and first day may be left out."""

    columns = ("fips", "population", "source", "census_year", "effective_from")
    header = needed = ("fips", "population")
    aliases = MappingProxyType({"jurisdiction": "fips"})

    def __init__(self, import_id: int, offices: Collection[str], today: date) -> None:
        super().__init__(
            import_id, office(offices), whole(1, 99_999_999), OwnNumber(200), whole(1900, today.year), day(None)
        )
