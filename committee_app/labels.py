"""The labels of certified letters as they are read: which number is to go onto a letter's envelope, and whether the
sheets that carry it lie in the print tray."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.docket import ServiceEvent
from committee_app.tables.letters import LetterLabel, LetterPrinting


def label_of(session: Session, letter: int) -> LetterLabel | None:
    """The label that a letter has now, spent or not; None where it has none, or was taken back."""
    query = select(LetterLabel).where(LetterLabel.letter_id == letter, LetterLabel.ended_by.is_(None))
    return session.scalars(query).one_or_none()


def with_number(session: Session, article: str) -> LetterLabel | None:
    """The label in use that has this article number (digits alone), or None."""
    query = select(LetterLabel).where(LetterLabel.article_number == article, LetterLabel.ended_by.is_(None))
    return session.scalars(query).one_or_none()


def unspent(session: Session, letter: int) -> LetterLabel | None:
    """The label that a letter has and under whose number no piece of mail has left the house."""
    label = label_of(session, letter)
    if label is None:
        return None
    spent = select(ServiceEvent.entry).where(ServiceEvent.article_number == label.article_number)
    return label if session.scalar(spent.limit(1)) is None else None


def not_in_the_tray(session: Session, letter: int) -> LetterLabel | None:
    """The letter's unspent label, where its sheets do not lie in the print tray: it came when others lay there, and the
    letter was not printed again since."""
    label = unspent(session, letter)
    if label is None or not label.late:
        return None
    since = select(LetterPrinting.number).where(
        LetterPrinting.letter_id == letter, LetterPrinting.number > 1, LetterPrinting.entry > label.entry
    )
    return label if session.scalar(since.limit(1)) is None else None


def brought_by(session: Session, printing: LetterPrinting) -> LetterLabel | None:
    """The label whose sheets a further printing brings into the tray: it came when others lay there, and no printing
    before this one brought it. By the entries alone: whoever begins again brings the same."""
    newest = select(LetterLabel).where(LetterLabel.letter_id == printing.letter_id, LetterLabel.entry < printing.entry)
    label = session.scalars(newest.order_by(LetterLabel.entry.desc()).limit(1)).first()
    if label is None or not label.late:
        return None
    before = select(LetterPrinting.number).where(
        LetterPrinting.letter_id == printing.letter_id,
        LetterPrinting.number > 1,
        LetterPrinting.number < printing.number,
        LetterPrinting.entry > label.entry,
    )
    return label if session.scalar(before.limit(1)) is None else None
