"""Search over what one may see: matters, responses, letters, findings, the clauses and the readings.

Every word that was typed must stand somewhere in the record, in any case. A matter that is hidden from the reader is
left out by the query itself, so that it neither appears nor counts. The number of statements does not depend on what
is found.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from committee_app.tables.docket import Complaint, Response
from committee_app.tables.office import EnactedWords
from committee_app.tables.records import Letter
from committee_app.tables.register import Finding, Jurisdiction
from rules.readings import READINGS
from rules.statute import CLAUSES

LONGEST = 200
MOST_WORDS = 6
# So many of one kind are shown; a word more narrows them.
MOST = 20
AROUND = 70


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found: its address as an endpoint with arguments, its title, and where the words stand."""

    endpoint: str
    arguments: dict[str, Any]
    title: str
    where: str
    snippet: Markup
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one kind. `more` says that there are others beyond them."""

    kind: str
    hits: list[Hit]
    more: bool


def words_of(asked: str) -> list[str]:
    """What was typed, as words: no more than six, without the characters that nobody sees."""
    return "".join(letter if letter.isprintable() else " " for letter in asked[:LONGEST]).split()[:MOST_WORDS]


def search(session: Session, words: list[str], kinds: Collection[str], hidden: frozenset[str]) -> list[Found]:
    """What holds all the words, of these kinds (names of SEARCHES), without the hidden matters."""
    if not words:
        return []
    found = []
    for kind, look in SEARCHES.items():
        if kind in kinds:
            hits = list(look(session, words, hidden))
            found += [Found(kind, hits[:MOST], len(hits) > MOST)] if hits else []
    return found


def _all_words(words: list[str], *columns: Any) -> ColumnElement[bool]:
    return and_(*(or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))


def _matters(session: Session, words: list[str], hidden: frozenset[str]) -> Iterator[Hit]:
    fields = {
        "number": Complaint.id,
        "office": Jurisdiction.office,
        "jurisdiction": Jurisdiction.name,
        "prosecutor": Complaint.respondent,
        "complainant": Complaint.complainant,
        "facts": Complaint.facts,
    }
    query = (
        select(*fields.values())
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .where(Complaint.id.not_in(hidden), _all_words(words, *fields.values()))
        .order_by(Complaint.id.desc())
        .limit(MOST + 1)
    )
    for row in session.execute(query):
        where, snippet = _best(zip(fields, row, strict=True), words)
        yield Hit("docket.matter", {"complaint": row.id}, f"{row.id} {row.office}, {row.name}", where, snippet)


def _responses(session: Session, words: list[str], hidden: frozenset[str]) -> Iterator[Hit]:
    query = (
        select(Response.complaint_id, Response.received_on, Response.text)
        .where(Response.complaint_id.not_in(hidden), _all_words(words, Response.text, Response.complaint_id))
        .order_by(Response.entry.desc())
        .limit(MOST + 1)
    )
    for complaint, received_on, text in session.execute(query):
        title = f"{complaint}: response of {received_on:%B %-d, %Y}"
        yield Hit("docket.matter", {"complaint": complaint}, title, "response", snippet(text, words), "complaint")


def _letters(session: Session, words: list[str], hidden: frozenset[str]) -> Iterator[Hit]:
    query = (
        select(Letter.id, Letter.complaint_id, Letter.subject, Letter.dated)
        .where(Letter.complaint_id.not_in(hidden), _all_words(words, Letter.subject, Letter.complaint_id, Letter.kind))
        .order_by(Letter.id.desc())
        .limit(MOST + 1)
    )
    for id_, complaint, subject, dated in session.execute(query):
        arguments = {"complaint": complaint, "letter": id_}
        title = f"{complaint}: letter of {dated:%B %-d, %Y} (PDF)"
        yield Hit("docket.letter", arguments, title, "subject", snippet(subject, words))


def _findings(session: Session, words: list[str], _: frozenset[str]) -> Iterator[Hit]:
    fields = (Jurisdiction.name, Finding.referral_id, Finding.clause)
    query = (
        select(Finding.id, Finding.clause, Jurisdiction.name, Finding.referral_id, Finding.first_as_of)
        .join(Jurisdiction, Jurisdiction.fips == Finding.jurisdiction)
        .where(_all_words(words, *fields))
        .order_by(Finding.id.desc())
        .limit(MOST + 1)
    )
    for id_, cited, name, referral, first in session.execute(query):
        says = f"{cited.partition('#')[0]}, {name}{f', referral {referral}' if referral else ''}, first seen {first}"
        yield Hit("register.card", {"finding": id_}, f"Finding {id_}", "finding", snippet(says, words))


def _clauses(session: Session, words: list[str], _: frozenset[str]) -> Iterator[Hit]:
    enacted = {row.clause: row.words for row in session.scalars(select(EnactedWords))}
    for clause in CLAUSES.values():
        text = f"{clause.statement} {enacted.get(clause.id, '')}"
        if _holds(f"{clause.id} {text}", words):
            yield Hit("law.statute", {}, clause.cited, "clause", snippet(text, words), clause.id)


def _readings(_: Session, words: list[str], __: frozenset[str]) -> Iterator[Hit]:
    for reading in READINGS.values():
        text = " ".join((reading.question, *reading.options.values()))
        title = reading.id.replace("_", " ")
        if _holds(f"{title} {reading.clause.id} {text}", words):
            yield Hit("law.readings", {}, title.capitalize(), "reading", snippet(text, words), reading.id)


def _holds(text: str, words: Iterable[str]) -> bool:
    lower = text.lower()
    return all(word.lower() in lower for word in words)


def _best(fields: Iterable[tuple[str, str]], words: list[str]) -> tuple[str, Markup]:
    """The field in which most of the words stand, and its snippet; of equals the first."""
    name, text = max(fields, key=lambda field: sum(word.lower() in field[1].lower() for word in words))
    return name, snippet(text, words)


def snippet(text: str, words: list[str]) -> Markup:
    """The text around the first of the words that stands in it, each word marked."""
    # Not `lower()`, which can change a text's length and so the places in it.
    marks = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    first = marks.search(text)
    start = max(first.start() - AROUND, 0) if first else 0
    part = text[start : start + 3 * AROUND]
    pieces, at = escape("… " if start else ""), 0
    for mark in marks.finditer(part):
        pieces += escape(part[at : mark.start()]) + Markup("<mark>{}</mark>").format(mark[0])
        at = mark.end()
    return pieces + escape(part[at:]) + (" …" if start + len(part) < len(text) else "")


SEARCHES: dict[str, Callable[[Session, list[str], frozenset[str]], Iterator[Hit]]] = {
    "matters": _matters,
    "responses": _responses,
    "letters": _letters,
    "findings": _findings,
    "clauses": _clauses,
    "readings": _readings,
}
