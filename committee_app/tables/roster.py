"""The roster: terms of the four elected seats, how they ended, what the candidates served before, and expense claims.

Who sits on a day follows from the terms; no row says “now”. Roster and reimbursements are open by law (law.md 4.2);
what a person writes freely is closed, because it may speak of a matter.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Json, closed_column, open_column

CLAIM_STATES = ("claimed", "approved", "refused")
ENDINGS = ("resigned", "died", "ceased_to_qualify")


class SeatTerm(Base):
    """A term of a seat as the council appointed to it; `vacancy` marks the rest of a term that fell vacant.

    `entry` is None for the sample terms with which a training office is founded.
    """

    __tablename__ = "seat_term"

    id: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    seat: Mapped[int] = open_column(ForeignKey("seat.number"), nullable=False, index=True)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False, index=True)
    starts_on: Mapped[dt.date] = open_column(Date, nullable=False)
    ends_on: Mapped[dt.date] = open_column(Date, nullable=False)
    vacancy: Mapped[bool] = open_column(nullable=False)
    appointed_on: Mapped[dt.date] = open_column(Date, nullable=False)
    source: Mapped[str] = closed_column(Text, nullable=False)
    readings: Mapped[dict[str, Any]] = open_column(Json, nullable=False)
    entry: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))

    __table_args__ = (
        CheckConstraint("seat BETWEEN 2 AND 5", name="seat_has_terms"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("appointed_on <= starts_on", name="made_in_advance"),
    )


class Vacancy(Base):
    """That a term ends before its time: the member's last day in the seat, and why. Of several the earliest holds: who
    resigned as of a later day may die, or cease to qualify, before it."""

    __tablename__ = "vacancy"

    term_id: Mapped[int] = open_column(ForeignKey("seat_term.id"), primary_key=True, autoincrement=False)
    last_day: Mapped[dt.date] = open_column(Date, primary_key=True)
    because: Mapped[str] = open_column(String(20), nullable=False)
    source: Mapped[str] = closed_column(Text, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)

    __table_args__ = (CheckConstraint(f"because IN {ENDINGS!r}", name="reason_is_known"),)


class OfficeTerm(Base):
    """Time that somebody served as prosecuting or circuit attorney, by election or by appointment (then without a day
    of election and a party). A row entered by mistake is struck, never removed. `entry` is None for sample rows."""

    __tablename__ = "office_term"

    id: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False, index=True)
    office: Mapped[str] = open_column(Text, nullable=False)
    starts_on: Mapped[dt.date] = open_column(Date, nullable=False)
    ends_on: Mapped[dt.date] = open_column(Date, nullable=False)
    elected_on: Mapped[dt.date | None] = open_column(Date)
    party: Mapped[str | None] = open_column(String(20))
    source: Mapped[str] = closed_column(Text, nullable=False)
    entry: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))
    struck_by: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))
    struck_because: Mapped[str | None] = closed_column(Text)

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("(elected_on IS NULL) = (party IS NULL)", name="election_has_its_party"),
        CheckConstraint("elected_on IS NULL OR elected_on <= starts_on", name="elected_before_serving"),
        CheckConstraint("party IS NULL OR party IN ('Republican', 'Democrat', 'other')", name="party_is_known"),
        CheckConstraint("(struck_by IS NULL) = (struck_because IS NULL)", name="struck_for_a_reason"),
    )


class ExpenseRate(Base):
    """What the state pays for one unit from a day on, in mills (tenths of a cent), with its source."""

    __tablename__ = "expense_rate"

    id: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    category: Mapped[str] = open_column(String(10), nullable=False)
    unit: Mapped[str] = open_column(String(10), nullable=False)
    mills: Mapped[int] = open_column(Integer, nullable=False)
    from_day: Mapped[dt.date] = open_column(Date, nullable=False)
    source: Mapped[str] = open_column(Text, nullable=False)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)

    __table_args__ = (
        CheckConstraint(
            "(category = 'mileage' AND unit = 'mile') OR (category = 'food' AND unit IN ('meal', 'day'))",
            name="mileage_and_food",
        ),
        CheckConstraint("mills > 0", name="rate_is_positive"),
    )


class ExpenseClaim(Base):
    """A member's claim: claimed, then approved or refused, once, by somebody else. Its sum is that of its lines."""

    __tablename__ = "expense_claim"

    id: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False, index=True)
    claimed_on: Mapped[dt.date] = open_column(Date, nullable=False)
    state: Mapped[str] = open_column(String(10), nullable=False)
    decided_on: Mapped[dt.date | None] = open_column(Date)
    decided_by: Mapped[str | None] = closed_column(ForeignKey("account.name"))
    decided_because: Mapped[str | None] = closed_column(Text)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False, unique=True)

    __table_args__ = (
        CheckConstraint(f"state IN {CLAIM_STATES!r}", name="state_is_known"),
        CheckConstraint("(state = 'claimed') = (decided_on IS NULL)", name="decided_has_its_day"),
        CheckConstraint("(decided_on IS NULL) = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by IS NULL OR decided_by <> account", name="nobody_decides_an_own_claim"),
        CheckConstraint("state <> 'refused' OR decided_because IS NOT NULL", name="refused_for_a_reason"),
    )


class ExpenseLine(Base):
    """One line of a claim, with the rate it was reckoned at and what it came to in cents."""

    __tablename__ = "expense_line"

    claim_id: Mapped[int] = open_column(ForeignKey("expense_claim.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = open_column(Integer, primary_key=True, autoincrement=False)
    category: Mapped[str] = open_column(String(10), nullable=False)
    day: Mapped[dt.date] = open_column(Date, nullable=False)
    quantity: Mapped[int] = open_column(Integer, nullable=False)
    what: Mapped[str] = closed_column(Text, nullable=False)
    rate_id: Mapped[int] = open_column(ForeignKey("expense_rate.id"), nullable=False)
    cents: Mapped[int] = open_column(Integer, nullable=False)

    __table_args__ = (
        CheckConstraint("category IN ('mileage', 'food')", name="mileage_and_food"),
        CheckConstraint("quantity > 0 AND cents >= 0", name="something_is_claimed"),
    )
