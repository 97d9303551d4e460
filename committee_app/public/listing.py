"""Lists of records: all, by kind, by year, by office; and what a reader asks for in words.

A list is paged from its oldest record, so that a full page never changes because something new is published. The page
after the last full one is there already, empty: so no page has to learn that it has a follower.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from committee_app.public.kinds import KINDS
from committee_app.public.places import PLACES
from committee_app.public.shelf import Shelf
from committee_app.public.store import OpenRecord
from committee_app.public.words import title

ON_A_PAGE = 50
NEWEST = 25
LONGEST, MOST_WORDS = 200, 10
WORD = re.compile(r"[^\W_]+")


class Unreadable(Exception):
    """A question that this site cannot read; its text says why."""


@dataclass(frozen=True)
class Listing:
    """One list of records, the newest first: where it stands and what it is called."""

    address: str
    called: str
    records: Sequence[OpenRecord]

    @property
    def pages(self) -> int:
        """How many pages there are, the last of them not full."""
        return len(self.records) // ON_A_PAGE + 1

    @property
    def newest(self) -> Sequence[OpenRecord]:
        return self.records[:NEWEST]

    def page(self, number: int) -> Sequence[OpenRecord]:
        """The records of a page, the newest first. Page 1 holds the oldest."""
        end = len(self.records) - (number - 1) * ON_A_PAGE
        return self.records[max(0, end - ON_A_PAGE) : end]

    @property
    def older_than_newest(self) -> int | None:
        """The page on which a reader goes on after the newest records."""
        left = len(self.records) - NEWEST
        return (left - 1) // ON_A_PAGE + 1 if left > 0 else None


def listings(shelf: Shelf) -> dict[str, Listing]:
    """Every list, by its address."""
    found = [Listing("/records", "All open records", shelf.records)]
    found += [Listing(f"/kinds/{kind}", KINDS[kind].called, shelf.by_kind.get(kind, [])) for kind in KINDS]
    found += [Listing(f"/years/{year}", f"Records of {year}", some) for year, some in shelf.by_year.items()]
    found += [Listing(f"/offices/{place.fips}", place.name, shelf.by_office.get(place.fips, []))
              for place in PLACES.values()]  # fmt: skip
    return {listing.address: listing for listing in found}


@dataclass(frozen=True)
class Question:
    """What a reader asks for: words that all stand in a record, and its kind, year and office; a page of the answer."""

    words: str = ""
    kind: str = ""
    year: str = ""
    office: str = ""
    page: int = 1

    @cached_property
    def asks(self) -> bool:
        return bool(self.words or self.kind or self.year or self.office)

    def on_page(self, number: int) -> dict[str, str]:
        """The question as the address of a page of its answer has it."""
        said = {"q": self.words, "kind": self.kind, "year": self.year, "office": self.office, "page": str(number)}
        return {name: value for name, value in said.items() if value}


def question(given: Mapping[str, str]) -> Question:
    """Reads a question. Raises Unreadable where a kind, a year, an office or a page is none."""
    words = " ".join(given.get("q", "").split())
    kind, year, office, page = (given.get(name, "").strip() for name in ("kind", "year", "office", "page"))
    if len(words) > LONGEST:
        raise Unreadable(f"A search takes {LONGEST} characters at most.")
    if kind and kind not in KINDS:
        raise Unreadable("There is no such kind of record.")
    if year and not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
        raise Unreadable("A year is written as four digits.")
    if office and office not in PLACES:
        raise Unreadable("There is no such office.")
    if page and not re.fullmatch(r"[1-9]\d{0,5}", page, re.ASCII):
        raise Unreadable("There is no such page.")
    return Question(words, kind, year, office, int(page or 1))


def found(shelf: Shelf, asked: Question) -> list[OpenRecord]:
    """The records that answer the question, the newest first."""
    wanted = [word.casefold() for word in WORD.findall(asked.words)][:MOST_WORDS]
    if asked.words and not wanted:
        return []
    return [
        record
        for record in shelf.records
        if asked.kind in {"", record.kind}
        and asked.office in {"", record.jurisdiction}
        and record.dated.startswith(asked.year)
        and (not wanted or _say(record, wanted))
    ]


def _say(record: OpenRecord, wanted: list[str]) -> bool:
    said = " ".join((title(record), record.office, KINDS[record.kind].called, record.text, *_texts(record.fields)))
    folded = said.casefold()
    return all(word in folded for word in wanted)


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []
