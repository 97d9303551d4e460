"""What proves the service of a letter, as values: for the certificate of service and the affidavit of the server.

The words of both papers are the letters' own; here the facts are collected that stand, each with its day and source.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app import service
from committee_app.tables.docket import PersonalDelivery, ServiceEvent
from letters.article_number import ArticleNumber
from workflows.service import ADDRESSEES, ARRIVED, WORDS, Addressee, Event


@dataclass(frozen=True, slots=True)
class CertifiedFact:
    """One fact for the certificate. `article_number` and `receipt_number` are written in groups of four."""

    on: dt.date
    words: str
    addressee: str
    sent_to: str | None
    article_number: str | None
    receipt_number: str | None
    to_whom: str | None
    by_agent: bool
    source: str
    entry: int

    @property
    def sentence(self) -> str:
        """The fact on one line, as a certificate lists it."""
        number = f", article number {self.article_number}" if self.article_number else ""
        taken = f", taken by {self.to_whom}" if self.to_whom else ""
        agent = " (an agent)" if self.by_agent else ""
        whom = f" To: {self.addressee[:1].lower()}{self.addressee[1:]}."
        return f"{self.on:%B %-d, %Y}: {self.words}{number}{taken}{agent}.{whom} Shown by: {self.source}"


@dataclass(frozen=True, slots=True)
class DeliveredInPerson:
    """What a server's affidavit says (law.md 3.3). `at` is Missouri time; `papers` are SHA-256."""

    server: str
    on: dt.date
    at: str
    place: str
    manner: str
    to_whom: str
    by_agent: bool
    identified_by: str
    papers: tuple[str, ...]
    entry: int


def certified_facts(session: Session, complaint: str, letter: int) -> tuple[CertifiedFact, ...]:
    """Every fact that stands about one letter, in the order in which they happened. What was corrected is not
    certified: it stays in the record."""
    rows = service.recorded(session, complaint)
    mail = service.pieces(rows)
    return tuple(
        _certified(row, mail.get(row.mailing) if row.mailing else None)
        for row in sorted(service.standing(rows), key=lambda row: (row.happened_on, row.entry))
        if row.letter_id == letter
    )


def _certified(row: ServiceEvent, piece: service.Piece | None) -> CertifiedFact:
    article = piece.article_number if piece else None
    receipt = piece.receipt_number if piece else None
    return CertifiedFact(
        on=row.happened_on,
        words=WORDS[Event(row.kind)],
        addressee=ADDRESSEES[piece.addressee if piece else Addressee(row.addressee)],
        sent_to=row.sent_to,
        article_number=str(ArticleNumber(article)) if article else None,
        receipt_number=str(ArticleNumber(receipt)) if receipt else None,
        to_whom=row.to_whom,
        by_agent=row.agent,
        source=row.source,
        entry=row.entry,
    )


def delivered_in_person(session: Session, complaint: str, letter: int) -> tuple[DeliveredInPerson, ...]:
    """The deliveries in person of one letter that stand and of which all is known that an affidavit says. A corrected
    one is sworn to as it was corrected."""
    rows = service.recorded(session, complaint)
    by_entry = {row.entry: row for row in rows}
    query = select(PersonalDelivery).where(PersonalDelivery.entry.in_(by_entry))
    known = {delivery.entry: delivery for delivery in session.scalars(query)}
    found = []
    for row in service.standing(rows):
        delivery = known.get(_first(row, by_entry))
        if delivery is not None and row.letter_id == letter and row.kind == Event.IN_PERSON:
            found.append(_delivered(row, delivery))
    return tuple(found)


def _first(row: ServiceEvent, by_entry: dict[int, ServiceEvent]) -> int:
    while row.corrects is not None:
        row = by_entry[row.corrects]
    return row.entry


def _delivered(row: ServiceEvent, delivery: PersonalDelivery) -> DeliveredInPerson:
    return DeliveredInPerson(
        server=delivery.server,
        on=row.happened_on,
        at=delivery.at,
        place=delivery.place,
        manner=delivery.manner,
        to_whom=row.to_whom or "",
        by_agent=row.agent,
        identified_by=delivery.identified_by,
        papers=tuple(delivery.papers),
        entry=row.entry,
    )


def missing(session: Session, complaint: str, letter: int) -> tuple[str, ...]:
    """What the proof of service of one letter still lacks, in sentences; empty where it can be proved."""
    facts = certified_facts(session, complaint, letter)
    said = []
    arrivals = {WORDS[event] for event in ARRIVED}
    if not any(fact.words in arrivals for fact in facts):
        said.append("Nothing shows that it was delivered, refused or handed over.")
    mailed = [fact for fact in facts if fact.article_number and fact.words == WORDS[Event.DELIVERED]]
    if any(fact.receipt_number is None for fact in mailed):
        said.append("The number of the return receipt (form 3811, or its electronic letter) is not recorded.")
    if any(fact.to_whom is None for fact in mailed):
        said.append("Who took it is not recorded.")
    by_hand = [fact for fact in facts if fact.words == WORDS[Event.IN_PERSON]]
    if len(by_hand) > len(delivered_in_person(session, complaint, letter)):
        said.append("The server, the time, the place and the manner of the delivery in person are not recorded.")
    return tuple(said)
