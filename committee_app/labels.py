"""The labels of certified letters as they are read: which number is to go onto a letter's envelope."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.letters import LetterLabel


def label_of(session: Session, letter: int) -> LetterLabel | None:
    """The label that a letter has now, or None."""
    query = select(LetterLabel).where(LetterLabel.letter_id == letter).order_by(LetterLabel.entry.desc())
    return session.scalars(query.limit(1)).first()
