"""The journal and the answers to repeated requests. Rows here are added and never changed."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, Json, closed_column, secret_column


class Entry(Base):
    """One act in the chain: who, what, when, under which clause, and what its body amounts to."""

    __tablename__ = "entry"

    seq: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    actor: Mapped[str] = closed_column(String(80), nullable=False)
    verb: Mapped[str] = closed_column(String(60), nullable=False)
    clause: Mapped[str | None] = closed_column(String(40))
    complaint_id: Mapped[str | None] = closed_column(String(20), index=True)
    body_commit: Mapped[str] = closed_column(String(64), nullable=False)
    prev_hash: Mapped[str] = closed_column(String(64), nullable=False, unique=True)
    hash: Mapped[str] = closed_column(String(64), nullable=False, unique=True)

    __table_args__ = (CheckConstraint("seq >= 1", name="counts_from_one"),)


class EntryBody(Base):
    """What an entry says, apart from the chain, so that a retention order can remove it without breaking the chain."""

    __tablename__ = "entry_body"

    seq: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    salt: Mapped[str] = secret_column(String(64), nullable=False)
    body: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)


class RequestKey(Base):
    """One request and its answer: the same key again gets the same answer and acts once."""

    __tablename__ = "request_key"

    key: Mapped[str] = secret_column(String(64), primary_key=True)
    account: Mapped[str] = closed_column(String(80), nullable=False)
    fingerprint: Mapped[str] = secret_column(String(64), nullable=False)
    answer: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)


class Anchor(Base):
    """The journal's head as it was told to someone outside: what finds a tail that was cut off."""

    __tablename__ = "anchor"

    seq: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    hash: Mapped[str] = closed_column(String(64), nullable=False)
    told: Mapped[str] = closed_column(Text, nullable=False)
