"""Requests for records, what happened to them, the letters that answer them, and papers redacted for a release.

A request belongs to no matter, whatever its words name: no column leads from it to one.
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Json, among, closed_column
from workflows.records_request import MOVES

CHANNELS = {
    "mail": "Mail",
    "email": "E-mail",
    "in_person": "In person",
    "telephone": "Telephone",
    "inquiry": "Any other inquiry",
}


class RecordsRequest(Base):
    """A request as it came in. The days to answer it are counted from `received_on`."""

    __tablename__ = "records_request"

    id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[str] = closed_column(String(20), nullable=False, unique=True)
    received_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    channel: Mapped[str] = closed_column(String(10), nullable=False)
    requester: Mapped[str] = closed_column(Text, nullable=False)
    contact: Mapped[str] = closed_column(Text, nullable=False)
    asked: Mapped[str] = closed_column(Text, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (CheckConstraint(f"channel IN {among(*CHANNELS)}", name="channel_is_known"),)


class RequestEvent(Base):
    """One thing that happened to a request: which move it is, on which day, and what was said (`said`)."""

    __tablename__ = "request_event"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    request_id: Mapped[int] = closed_column(ForeignKey("records_request.id"), nullable=False, index=True)
    kind: Mapped[str] = closed_column(String(30), nullable=False)
    happened_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    said: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)

    __table_args__ = (CheckConstraint(f"kind IN {among(*(move.name for move in MOVES))}", name="kind_is_known"),)


class RequestSheet(Base):
    """A letter to whoever asked, as it was made: bytes, SHA-256, what it says and the version of its words."""

    __tablename__ = "request_sheet"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    request_id: Mapped[int] = closed_column(ForeignKey("records_request.id"), nullable=False, index=True)
    kind: Mapped[str] = closed_column(String(40), nullable=False)
    words: Mapped[int] = closed_column(Integer, nullable=False)
    said: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    sha256: Mapped[str] = closed_column(String(64), nullable=False)
    pdf: Mapped[bytes] = closed_column(LargeBinary, nullable=False)


class Redaction(Base):
    """A copy of a paper or a letter of a matter without the marked parts, as somebody proposes to release it. What was
    marked, and why, stays here."""

    __tablename__ = "redaction"

    id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    source: Mapped[str] = closed_column(String(10), nullable=False)
    source_id: Mapped[int] = closed_column(Integer, nullable=False)
    source_sha256: Mapped[str] = closed_column(String(64), nullable=False)
    marks: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    pages: Mapped[int] = closed_column(Integer, nullable=False)
    sha256: Mapped[str] = closed_column(String(64), nullable=False)
    pdf: Mapped[bytes] = closed_column(LargeBinary, nullable=False)
    proposed_by: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    proposed_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        CheckConstraint("source IN ('letter', 'paper')", name="source_is_known"),
        CheckConstraint("pages > 0", name="has_pages"),
        # What its end refers to: it cannot name another as the one who proposed it.
        UniqueConstraint("id", "proposed_by"),
    )


class RedactionEnd(Base):
    """What became of a redacted copy: released by another in answer to a request, refused by another, or taken back."""

    __tablename__ = "redaction_end"

    redaction_id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    proposed_by: Mapped[str] = closed_column(String(80), nullable=False)
    ended_by: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    how: Mapped[str] = closed_column(String(10), nullable=False)
    request_id: Mapped[int | None] = closed_column(ForeignKey("records_request.id"))
    because: Mapped[str | None] = closed_column(Text)
    ended_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        ForeignKeyConstraint(["redaction_id", "proposed_by"], ["redaction.id", "redaction.proposed_by"]),
        CheckConstraint("how IN ('refused', 'released', 'taken back')", name="end_is_known"),
        CheckConstraint("(how = 'taken back') = (proposed_by = ended_by)", name="takes_two"),
        CheckConstraint("(how = 'released') = (request_id IS NOT NULL)", name="released_as_an_answer"),
    )
