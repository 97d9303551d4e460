"""Retention: the schedule as the office entered it, legal holds, and disposals with their orders and their log."""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Json, among, closed_column
from rules.retention import CLASSES, DISPOSABLE

GROUNDS = {
    "suit": "Service of suit (610.027.1)",
    "arrest_records": "It holds arrest records closed by law (610.120): never destroyed",
    "other": "Another reason",
}


class RetentionRule(Base):
    """How long a class is kept by the office's schedule, from a day on; no years is for ever. A later row replaces an
    earlier one from its day on."""

    __tablename__ = "retention_rule"

    id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    record_class: Mapped[str] = closed_column(String(40), nullable=False, index=True)
    years: Mapped[int | None] = closed_column(Integer)
    from_day: Mapped[dt.date] = closed_column(Date, nullable=False)
    source: Mapped[str] = closed_column(Text, nullable=False)
    source_day: Mapped[dt.date] = closed_column(Date, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        CheckConstraint(
            f"record_class IN {among(*(n for n, row in CLASSES.items() if not row.never))}", name="class_has_years"
        ),
        CheckConstraint("years IS NULL OR years BETWEEN 1 AND 200", name="years_are_whole"),
        CheckConstraint("length(source) > 0", name="source_is_given"),
    )


class Hold(Base):
    """A legal hold: on one matter, on one class, or (with neither) on everything. Nothing that it covers is disposed of
    while it stands."""

    __tablename__ = "hold"

    id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    complaint_id: Mapped[str | None] = closed_column(ForeignKey("complaint.id"), index=True)
    record_class: Mapped[str | None] = closed_column(String(40))
    ground: Mapped[str] = closed_column(String(20), nullable=False)
    reason: Mapped[str] = closed_column(Text, nullable=False)
    source: Mapped[str] = closed_column(Text, nullable=False)
    placed_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    placed_by: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        CheckConstraint("complaint_id IS NULL OR record_class IS NULL", name="on_a_matter_or_a_class"),
        CheckConstraint(f"record_class IS NULL OR record_class IN {among(*CLASSES)}", name="class_is_known"),
        CheckConstraint(f"ground IN {among(*GROUNDS)}", name="ground_is_known"),
    )


class HoldEnd(Base):
    """The end of a hold, and why."""

    __tablename__ = "hold_end"

    hold_id: Mapped[int] = closed_column(ForeignKey("hold.id"), primary_key=True, autoincrement=False)
    lifted_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    reason: Mapped[str] = closed_column(Text, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)


class Disposal(Base):
    """A disposal as somebody proposes it: one matter, one class, the rule and the sum under which it is due, and
    exactly what would go, by numbers, hashes and sizes and without a word of what it says."""

    __tablename__ = "disposal"

    id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    record_class: Mapped[str] = closed_column(String(40), nullable=False)
    rule_id: Mapped[int] = closed_column(ForeignKey("retention_rule.id"), nullable=False)
    trigger_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    due_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    goes: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    proposed_by: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    proposed_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        CheckConstraint(f"record_class IN {among(*DISPOSABLE)}", name="class_has_parts"),
        CheckConstraint("proposed_on >= due_on", name="nothing_goes_early"),
        UniqueConstraint("id", "proposed_by"),
    )


class DisposalOrder(Base):
    """The second person's order to carry a disposal out. The database itself refuses the one who proposed it."""

    __tablename__ = "disposal_order"

    disposal_id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    proposed_by: Mapped[str] = closed_column(String(80), nullable=False)
    ordered_by: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    ordered_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        ForeignKeyConstraint(["disposal_id", "proposed_by"], ["disposal.id", "disposal.proposed_by"]),
        CheckConstraint("ordered_by <> proposed_by", name="takes_two"),
    )


class DisposalDone(Base):
    """The log: what was destroyed under an order, on which day, by hashes and counts."""

    __tablename__ = "disposal_done"

    disposal_id: Mapped[int] = closed_column(
        ForeignKey("disposal_order.disposal_id"), primary_key=True, autoincrement=False
    )
    done_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    gone: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)
