"""Motions, the roll of who may vote, and the votes: one for each seat, by key, and none after the motion closed.

A choice is SECRET while its motion is open and CLOSED afterwards; the tally is always computed.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, Json, closed_column, secret_column


class Motion(Base):
    __tablename__ = "motion"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    kind: Mapped[str] = closed_column(String(30), nullable=False)
    clause: Mapped[str] = closed_column(String(40), nullable=False)
    question: Mapped[str] = closed_column(Text, nullable=False)
    need: Mapped[int] = closed_column(Integer, nullable=False)
    readings: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    terms: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    # The question in its parts: what it asks, its limbs, the word that joins them.
    wording: Mapped[dict[str, Any] | None] = closed_column(Json)
    mover: Mapped[str | None] = closed_column(ForeignKey("account.name"))
    seconder: Mapped[str | None] = closed_column(ForeignKey("account.name"))
    # The seats that were said to be present when it opened.
    present: Mapped[list[Any] | None] = closed_column(Json)
    # The seats without a vote when it opened: by number, the account and why.
    away: Mapped[dict[str, Any] | None] = closed_column(Json)
    state: Mapped[str] = closed_column(String(10), nullable=False)
    opened_at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    closed_at: Mapped[dt.datetime | None] = closed_column(Instant)

    __table_args__ = (
        CheckConstraint("need IN (3, 4)", name="three_or_four"),
        CheckConstraint("state IN ('open', 'closed')", name="state_is_known"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_its_time"),
        CheckConstraint("mover <> seconder", name="seconded_by_another"),
        Index(
            "uq_motion_one_open",
            "complaint_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )


class RollSeat(Base):
    """A seat that may vote on a motion: fixed when the motion opens."""

    __tablename__ = "roll_seat"

    motion_id: Mapped[int] = closed_column(ForeignKey("motion.id"), primary_key=True, autoincrement=False)
    seat: Mapped[int] = closed_column(ForeignKey("seat.number"), primary_key=True, autoincrement=False)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)


class RollRecusal(Base):
    """A seat of the roll whose member was recused while the motion was open: it votes no more, and a vote that it had
    cast does not count."""

    __tablename__ = "roll_recusal"

    motion_id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    seat: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)

    __table_args__ = (ForeignKeyConstraint(["motion_id", "seat"], ["roll_seat.motion_id", "roll_seat.seat"]),)


class Vote(Base):
    __tablename__ = "vote"

    motion_id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    seat: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    choice: Mapped[str] = secret_column(String(10), nullable=False)
    salt: Mapped[str] = secret_column(String(64), nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)
    reason: Mapped[str | None] = secret_column(Text)

    __table_args__ = (
        ForeignKeyConstraint(["motion_id", "seat"], ["roll_seat.motion_id", "roll_seat.seat"]),
        CheckConstraint("choice IN ('yes', 'no', 'abstain')", name="choice_is_known"),
    )


class VoteChange(Base):
    """A vote that takes the place of the seat's earlier one, where the motion's reading “vote_change” allows it. The
    earlier ones stay as they are; the highest number counts."""

    __tablename__ = "vote_change"

    motion_id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    seat: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    choice: Mapped[str] = secret_column(String(10), nullable=False)
    salt: Mapped[str] = secret_column(String(64), nullable=False)
    reason: Mapped[str | None] = secret_column(Text)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        ForeignKeyConstraint(["motion_id", "seat"], ["vote.motion_id", "vote.seat"]),
        CheckConstraint("choice IN ('yes', 'no', 'abstain')", name="choice_is_known"),
        CheckConstraint("number >= 1", name="counts_from_one"),
    )
