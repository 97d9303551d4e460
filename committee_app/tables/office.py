"""The office itself: its accounts, seats, settings, rulings and the enacted words it loaded."""

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, closed_column, open_column, secret_column

# A clerk acts for the prosecutors coordinators training council, which appoints the four members (56.602.2(2)#2).
ROLES = ("director", "member", "staff", "auditor", "administrator", "clerk")


class Account(Base):
    """Someone who may act. `sample` accounts exist in training databases alone; one that ended signs in no more.

    `password` is an argon2id hash, `totp` an authenticator's key wrapped by the office's own, `totp_step` the last step
    that was taken.
    """

    __tablename__ = "account"

    name: Mapped[str] = closed_column(String(80), primary_key=True)
    display: Mapped[str] = closed_column(String(120), nullable=False)
    role: Mapped[str] = closed_column(String(20), nullable=False)
    sample: Mapped[bool] = closed_column(Boolean, nullable=False)
    email: Mapped[str | None] = closed_column(String(254))
    password: Mapped[str | None] = secret_column(Text)
    totp: Mapped[str | None] = secret_column(Text)
    totp_step: Mapped[int | None] = secret_column(Integer)
    ended_at: Mapped[dt.datetime | None] = closed_column(Instant)

    __table_args__ = (
        CheckConstraint(f"role IN {ROLES!r}", name="role_is_known"),
        # The Act knows one executive director, who has the first seat.
        Index(
            "uq_account_one_director",
            "role",
            unique=True,
            sqlite_where=text("role = 'director' AND ended_at IS NULL"),
            postgresql_where=text("role = 'director' AND ended_at IS NULL"),
        ),
        # People sign in by their address: one account each.
        Index("uq_account_email", "email", unique=True),
    )


class Seat(Base):
    """One of the five seats (56.602.2). Who fills it on a day follows from the terms (tables.roster); seat 1 is the
    executive director's and has none."""

    __tablename__ = "seat"

    number: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    elected_as: Mapped[str | None] = open_column(String(20))

    __table_args__ = (
        CheckConstraint("number BETWEEN 1 AND 5", name="five_seats"),
        CheckConstraint(
            "(number = 1 AND elected_as IS NULL) OR (number IN (2, 3) AND elected_as = 'Republican')"
            " OR (number IN (4, 5) AND elected_as = 'Democrat')",
            name="two_of_each_party",
        ),
    )


class Setting(Base):
    """What this database is and what its letters carry: `training`, the office's name and address."""

    __tablename__ = "setting"

    name: Mapped[str] = open_column(String(40), primary_key=True)
    value: Mapped[str] = open_column(Text, nullable=False)


class Ruling(Base):
    """The office's adoption of one option of a reading, from a day on, for the reasons in its memo."""

    __tablename__ = "ruling"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    reading: Mapped[str] = closed_column(String(60), nullable=False)
    option: Mapped[str] = closed_column(String(60), nullable=False)
    in_force_from: Mapped[dt.date] = closed_column(Date, nullable=False)
    day: Mapped[dt.date | None] = closed_column(Date)
    memo: Mapped[str] = closed_column(Text, nullable=False)

    __table_args__ = (CheckConstraint("length(memo) > 0", name="memo_is_given"),)


class EnactedWords(Base):
    """The words of a clause as the office loaded them."""

    __tablename__ = "enacted_words"

    clause: Mapped[str] = open_column(String(40), primary_key=True)
    words: Mapped[str] = open_column(Text, nullable=False)
    source: Mapped[str] = open_column(Text, nullable=False)
