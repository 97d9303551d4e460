"""The governor's packet as values: what the open envelope may say, and the closed record that goes beside it."""

from dataclasses import dataclass
from datetime import date

from letters import catalogue
from letters.letter import Address, Letter, Part, Rows
from letters.words import Words
from rules.statute import Clause, cite

CLOSED_RECORDS = cite("56.602.4(2)#2")
STAMP = f"CLOSED RECORD {CLOSED_RECORDS.id}"


@dataclass(frozen=True, slots=True)
class OpenEnvelope:
    """All that the open envelope may say (56.602.4(2)#3): whom it asks, on which day, of which office, under which
    clause. It has no field for a voter, a count of votes, a complainant, a figure of the office, a word of a remedy."""

    to: Address
    dated: date
    office: str
    clause: Clause


def open_paper(said: OpenEnvelope, words: Words | None = None) -> Letter:
    """The request with its finding, in the words of its clause: the paper that the office released and publishes.
    `words` is the office's version of them, where it has one."""
    request = catalogue.Request(to=said.to, dated=said.dated, office=said.office, clause=said.clause)
    return catalogue.letter(request, words)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A paper that lies in the record as it was: its bytes are its pages."""

    title: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the closed record: a sheet of its own, and the papers behind it. `exhibit` is its line in the list of
    exhibits (what, of which day, SHA-256 of its words); `certified` is what a signature on it would stand for."""

    title: str
    parts: tuple[Part, ...]
    exhibit: tuple[str, str, str] | None = None
    certified: str = ""
    papers: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedRecord:
    """Everything that goes into the closed envelope, in its order."""

    reference: str
    office: str
    dated: date
    clause: Clause
    sections: tuple[Section, ...]

    @property
    def exhibits(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.exhibit)


def contents(record: ClosedRecord, pages: dict[str, int], in_all: int) -> Letter:
    """The first sheet: what the envelope is, and on which page each part begins."""
    lines = tuple((title, str(page)) for title, page in pages.items())
    return _sheet(
        record,
        f"Closed record of the matter {record.reference}: {record.office}",
        (
            f"This is the record behind the request of {catalogue.written(record.dated)} under section "
            f"{record.clause.cited}. It goes to the governor in an envelope of its own.",
            f"All of it is closed (section {CLOSED_RECORDS.cited}): the complaint, letters, votes and recommendations. "
            "The request itself is open and lies in the other envelope; no page of this one may be put to it.",
            Rows(("Part", "Page"), lines, ("Pages in all", str(in_all)), shares=(86, 14)),
        ),
    )


def exhibit_list(record: ClosedRecord, pages: dict[str, int]) -> Letter:
    """Every exhibit with its day, its page and the SHA-256 of its words."""
    lines = tuple(
        (str(number), *section.exhibit, str(pages[section.title]))
        for number, section in enumerate(record.exhibits, 1)
        if section.exhibit
    )
    return _sheet(
        record,
        "List of exhibits",
        (
            "The hash is the SHA-256 of the words of the exhibit as the office holds them, in UTF-8.",
            Rows(("Exhibit", "What", "Of", "SHA-256", "Page"), lines, ("", "", "", "", ""), shares=(11, 30, 22, 45, 9)),
        ),
    )


def sheet(record: ClosedRecord, section: Section) -> Letter:
    """The sheet of one part."""
    return _sheet(record, section.title, section.parts, section.certified)


def _sheet(record: ClosedRecord, title: str, parts: tuple[Part, ...], certified: str = "") -> Letter:
    return Letter(
        "closed_record",
        None,
        title,
        CLOSED_RECORDS,
        record.dated,
        parts,
        reference=record.reference,
        signed_by=certified,
    )
