"""The prosecutor without an account: the code of one matter, where it was used, and the papers that came."""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped

from committee_app.examining import KINDS
from committee_app.tables.base import Base, Instant, among, closed_column, secret_column


class AnswerCode(Base):
    """A code that a letter carried, by its hash. It opens one matter until it expires, or until an entry ends it.

    `opened_by` is the entry of its first use: further evidence of notice, and no mail (56.602.4(3)).
    """

    __tablename__ = "answer_code"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    hash: Mapped[str] = secret_column(String(64), nullable=False, unique=True)
    made_by: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)
    expires_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    opened_by: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))
    ended_by: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))

    __table_args__ = (
        Index(
            "uq_answer_code_one_open",
            "complaint_id",
            unique=True,
            sqlite_where=text("ended_by IS NULL"),
            postgresql_where=text("ended_by IS NULL"),
        ),
    )


class AnswerSitting(Base):
    """One browser that opened a matter by its code. The cookie holds a random token, this row its hash. `received`
    counts the bytes of the papers that came in it, sent or not."""

    __tablename__ = "answer_sitting"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    hash: Mapped[str] = secret_column(String(64), nullable=False, unique=True)
    code_id: Mapped[int] = closed_column(ForeignKey("answer_code.id"), nullable=False, index=True)
    opened_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    ended_at: Mapped[dt.datetime | None] = closed_column(Instant)
    network: Mapped[str] = closed_column(String(50), nullable=False)
    browser: Mapped[str] = closed_column(String(200), nullable=False)
    received: Mapped[int] = closed_column(BigInteger, nullable=False)


class FiledPaper(Base):
    """A paper from outside that an act brought into a matter. Its bytes lie in the store of papers, under the hash."""

    __tablename__ = "filed_paper"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, index=True)
    sha256: Mapped[str] = closed_column(String(64), nullable=False)
    size: Mapped[int] = closed_column(Integer, nullable=False)
    kind: Mapped[str] = closed_column(String(10), nullable=False)
    name: Mapped[str] = closed_column(Text, nullable=False)

    __table_args__ = (
        CheckConstraint(f"kind IN {among(*KINDS)}", name="kind_is_taken"),
        CheckConstraint("size > 0", name="is_not_empty"),
        UniqueConstraint("entry", "sha256"),
    )
