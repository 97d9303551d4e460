"""Letters, and what waits to leave the database."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, Json, closed_column, secret_column


class Letter(Base):
    """A letter as it was released: bytes, SHA-256, what it says and the version of its words stay for ever."""

    __tablename__ = "letter"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    kind: Mapped[str] = closed_column(String(40), nullable=False)
    clause: Mapped[str] = closed_column(String(40), nullable=False)
    subject: Mapped[str] = closed_column(Text, nullable=False)
    dated: Mapped[dt.date] = closed_column(Date, nullable=False)
    sha256: Mapped[str] = closed_column(String(64), nullable=False)
    pdf: Mapped[bytes] = closed_column(LargeBinary, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)
    words: Mapped[int] = closed_column(Integer, nullable=False, default=1, server_default="1")
    said: Mapped[dict[str, Any] | None] = closed_column(Json)


class Mail(Base):
    """A mail to one account. It names nobody and no matter; an invitation holds a link that is a key."""

    __tablename__ = "mail"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False, index=True)
    kind: Mapped[str] = closed_column(String(40), nullable=False)
    address: Mapped[str] = closed_column(String(254), nullable=False)
    subject: Mapped[str] = closed_column(Text, nullable=False)
    text: Mapped[str] = secret_column(Text, nullable=False)
    attachment: Mapped[bytes | None] = closed_column(LargeBinary)
    identity: Mapped[str] = closed_column(String(64), nullable=False, unique=True)
    at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)


class Outbox(Base):
    """Something to be done outside the database after the commit, once: `dedup` says what would be the same thing.
    `printing` is the number of a further printing of a letter; `taken_back_by` ends what was never begun. What bounced
    is a mail that reached nobody and is tried no more; `trouble` says why."""

    __tablename__ = "outbox"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    dedup: Mapped[str] = closed_column(String(120), nullable=False, unique=True)
    kind: Mapped[str] = closed_column(String(20), nullable=False)
    letter_id: Mapped[int | None] = closed_column(ForeignKey("letter.id"))
    mail_id: Mapped[int | None] = closed_column(ForeignKey("mail.id"))
    queued_by: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)
    lease_until: Mapped[dt.datetime | None] = closed_column(Instant)
    done_at: Mapped[dt.datetime | None] = closed_column(Instant)
    bounced_at: Mapped[dt.datetime | None] = closed_column(Instant)
    tries: Mapped[int] = closed_column(Integer, nullable=False, default=0, server_default="0")
    trouble: Mapped[str | None] = closed_column(Text)
    printing: Mapped[int | None] = closed_column(Integer)
    taken_back_by: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))

    __table_args__ = (
        CheckConstraint("kind IN ('print', 'public_store', 'mail')", name="kind_is_known"),
        CheckConstraint("(kind = 'print') = (letter_id IS NOT NULL)", name="print_names_its_letter"),
        CheckConstraint("(kind = 'mail') = (mail_id IS NOT NULL)", name="mail_names_its_mail"),
        CheckConstraint("printing IS NULL OR (kind = 'print' AND printing > 1)", name="printing_is_a_further_one"),
        # Who lays a letter into the tray and who takes it back write the same row: one of them comes first.
        CheckConstraint(
            "taken_back_by IS NULL OR (kind = 'print' AND lease_until IS NULL AND done_at IS NULL)",
            name="taken_back_is_never_printed",
        ),
    )
