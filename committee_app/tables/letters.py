"""What belongs to letters besides their bytes: further sheets, printings, versions of words, sheets of meetings."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, Json, closed_column


class LetterSheet(Base):
    """A sheet that is released with a letter: the envelope's, and the data of the certified-mail form."""

    __tablename__ = "letter_sheet"

    letter_id: Mapped[int] = closed_column(ForeignKey("letter.id"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = closed_column(String(20), primary_key=True)
    sha256: Mapped[str] = closed_column(String(64), nullable=False)
    pdf: Mapped[bytes] = closed_column(LargeBinary, nullable=False)

    __table_args__ = (CheckConstraint("kind IN ('envelope', 'mailing_form')", name="kind_is_known"),)


def _standing(name: str, column: str) -> Index:
    """One standing label for each value of the column; those that ended do not count."""
    stands = text("ended_by IS NULL")
    return Index(name, column, unique=True, sqlite_where=stands, postgresql_where=stands)


class LetterLabel(Base):
    """The number of the certified-mail label that goes onto a letter's envelope, and the sheets that carry it as
    barcodes. `ended_by` is the entry by which another label took its place, or the letter was taken back: its number is
    free then. `late` says that plain sheets, or those of the label before, lay in the print tray when it came."""

    __tablename__ = "letter_label"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    letter_id: Mapped[int] = closed_column(ForeignKey("letter.id"), nullable=False, index=True)
    article_number: Mapped[str] = closed_column(String(22), nullable=False)
    envelope: Mapped[bytes] = closed_column(LargeBinary, nullable=False)
    envelope_sha256: Mapped[str] = closed_column(String(64), nullable=False)
    mailing_form: Mapped[bytes] = closed_column(LargeBinary, nullable=False)
    mailing_form_sha256: Mapped[str] = closed_column(String(64), nullable=False)
    late: Mapped[bool] = closed_column(nullable=False)
    ended_by: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))

    __table_args__ = (
        _standing("uq_letter_label_standing_number", "article_number"),
        _standing("uq_letter_label_standing_letter", "letter_id"),
    )

    @property
    def sheets(self) -> dict[str, bytes]:
        """The sheets by their kind, as those of the release are kept."""
        return {"envelope": self.envelope, "mailing_form": self.mailing_form}


class LetterPrinting(Base):
    """That a letter was printed: by whom, when. From the second on `pdf` is the sheet that says REPRINT."""

    __tablename__ = "letter_printing"

    letter_id: Mapped[int] = closed_column(ForeignKey("letter.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    sha256: Mapped[str] = closed_column(String(64), nullable=False)
    pdf: Mapped[bytes | None] = closed_column(LargeBinary)

    __table_args__ = (
        CheckConstraint("number >= 1", name="counts_from_one"),
        CheckConstraint("(number > 1) = (pdf IS NOT NULL)", name="reprint_has_its_sheet"),
    )


class LetterWords(Base):
    """A version of the words of one kind of letter, from the second on: the first is the program's own."""

    __tablename__ = "letter_words"

    kind: Mapped[str] = closed_column(String(40), primary_key=True)
    version: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    subject: Mapped[str] = closed_column(Text, nullable=False)
    text: Mapped[str] = closed_column(Text, nullable=False)
    reason: Mapped[str] = closed_column(Text, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (CheckConstraint("version >= 2", name="first_is_built_in"),)


class MeetingSheet(Base):
    """A paper of a meeting as it was made: the call to the members, the approved minutes."""

    __tablename__ = "meeting_sheet"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = closed_column(ForeignKey("meeting.id"), nullable=False, index=True)
    kind: Mapped[str] = closed_column(String(40), nullable=False)
    words: Mapped[int] = closed_column(Integer, nullable=False)
    said: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    sha256: Mapped[str] = closed_column(String(64), nullable=False)
    pdf: Mapped[bytes] = closed_column(LargeBinary, nullable=False)

    __table_args__ = (CheckConstraint("kind IN ('meeting_call', 'minutes')", name="kind_is_known"),)
