"""The service of letters as it is read: every fact, which of them stand, and the pieces of mail by their numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.docket import ServiceEvent
from committee_app.tables.records import Letter
from workflows.service import Addressee, Event, Fact

NOTICE = "notice"
SENDING = (Event.HANDED_OVER, Event.POSTED)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of mail: the letter in it, for whom it is, and its two numbers as they were given last."""

    mailing: int
    letter: int
    addressee: Addressee
    sent_to: str | None
    article_number: str | None
    receipt_number: str | None


def recorded(session: Session, complaint: str) -> list[ServiceEvent]:
    """Every fact of service in one matter, as it was recorded, corrected or not; the first recorded first."""
    query = select(ServiceEvent).where(ServiceEvent.complaint_id == complaint).order_by(ServiceEvent.entry)
    return list(session.scalars(query))


def notice_of(session: Session, complaint: str) -> Letter | None:
    """The letter that brings the complaint to the prosecutor, or None where it was not released."""
    query = select(Letter).where(Letter.complaint_id == complaint, Letter.kind == NOTICE)
    return session.scalars(query.order_by(Letter.id.desc())).first()


def standing(rows: Iterable[ServiceEvent]) -> list[ServiceEvent]:
    """The facts that no later one corrects and that were not struck, in the order given."""
    rows = list(rows)
    corrected = {row.corrects for row in rows}
    return [row for row in rows if row.entry not in corrected and not row.struck]


def pieces(rows: Iterable[ServiceEvent]) -> dict[int, Piece]:
    """The pieces of mail by the entry of their first fact. A number, or an addressee, that was corrected is the one
    given last."""
    rows = list(rows)
    found: dict[int, Piece] = {}
    for row in rows:
        if row.mailing is not None:
            before = found.get(row.mailing)
            sends = row.kind in SENDING or before is None
            found[row.mailing] = Piece(
                row.mailing,
                row.letter_id,
                Addressee(row.addressee) if sends else before.addressee,  # type: ignore[union-attr]
                row.sent_to or (before.sent_to if before else None),
                row.article_number or (before.article_number if before else None),
                row.receipt_number or (before.receipt_number if before else None),
            )
    return found


def facts(rows: Sequence[ServiceEvent], letter: int) -> list[Fact]:
    """The facts that stand of one letter, as the procedure looks at them: a piece of mail went to whom it was
    addressed, whatever is recorded of its way."""
    mail: Mapping[int, Piece] = pieces(rows)
    return [
        Fact(
            row.entry,
            Event(row.kind),
            row.happened_on,
            row.mailing,
            Addressee(row.addressee) if row.mailing is None else mail[row.mailing].addressee,
        )
        for row in standing(rows)
        if row.letter_id == letter
    ]
