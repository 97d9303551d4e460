"""Letters, what waits to leave the database, and what was published."""

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, closed_column, open_column, secret_column


class Letter(Base):
    """A letter as it was released: its bytes and their SHA-256 stay for ever."""

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
    """Something to be done outside the database after the commit, once: `dedup` says what would be the same thing. What
    bounced is a mail that reached nobody and is tried no more; `trouble` says why."""

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

    __table_args__ = (
        CheckConstraint("kind IN ('print', 'public_store', 'mail')", name="kind_is_known"),
        CheckConstraint("(kind = 'print') = (letter_id IS NOT NULL)", name="print_names_its_letter"),
        CheckConstraint("(kind = 'mail') = (mail_id IS NOT NULL)", name="mail_names_its_mail"),
    )


class Publication(Base):
    """An open record: every column but `complaint_id` and `entry` is what the public reads."""

    __tablename__ = "publication"

    number: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)
    kind: Mapped[str] = open_column(String(40), nullable=False)
    clause: Mapped[str] = open_column(String(40), nullable=False)
    office: Mapped[str] = open_column(String(120), nullable=False)
    dated: Mapped[dt.date] = open_column(Date, nullable=False)
    title: Mapped[str] = open_column(Text, nullable=False)
    text: Mapped[str] = open_column(Text, nullable=False)
    pdf: Mapped[bytes] = open_column(LargeBinary, nullable=False)
    sha256: Mapped[str] = open_column(String(64), nullable=False)

    __table_args__ = (
        CheckConstraint(
            "kind IN ('request', 'second_request', 'finding_resolved', 'term_request')",
            name="kind_is_open_by_law",
        ),
        UniqueConstraint("complaint_id", "kind"),
    )
