"""Expense rates and claims as they are read: by whom, and with which sums (56.602.8)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from committee_app.access import CLAIMS_OF, Actor
from committee_app.tables.office import Account
from committee_app.tables.roster import ExpenseClaim, ExpenseLine, ExpenseRate
from workflows.expenses import Category, Line, Rate, Unit


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with its lines; what they come to is summed here, never kept."""

    id: int
    account: str
    display: str
    claimed_on: dt.date
    state: str
    decided_on: dt.date | None
    decided_by: str | None
    decided_because: str | None
    lines: tuple[Line, ...]

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


def rates(session: Session) -> list[Rate]:
    """Every rate that the office entered, the latest first."""
    rows = session.scalars(select(ExpenseRate).order_by(ExpenseRate.from_day.desc(), ExpenseRate.id.desc()))
    return [_rate(row) for row in rows]


def _rate(row: ExpenseRate) -> Rate:
    return Rate(row.id, Category(row.category), Unit(row.unit), row.mills, row.from_day, row.source)


def _read_by(actor: Actor) -> Select[ExpenseClaim, str]:
    query = select(ExpenseClaim, Account.display).join(Account, Account.name == ExpenseClaim.account)
    match CLAIMS_OF.get(actor.role):
        case None:
            return query
        case "own":
            return query.where(ExpenseClaim.account == actor.name)
        case role:
            return query.where(Account.role == role)


def claims(session: Session, actor: Actor, number: int | None = None) -> list[Claim]:
    """The claims that this account reads, the latest first; or the one of that number, if it is among them."""
    query = _read_by(actor).order_by(ExpenseClaim.id.desc())
    found = session.execute(query if number is None else query.where(ExpenseClaim.id == number)).all()
    lines: dict[int, list[Line]] = {}
    for row, rate in session.execute(
        select(ExpenseLine, ExpenseRate)
        .join(ExpenseRate, ExpenseRate.id == ExpenseLine.rate_id)
        .where(ExpenseLine.claim_id.in_([claim.id for claim, _ in found]))
        .order_by(ExpenseLine.claim_id, ExpenseLine.number)
    ):
        line = Line(Category(row.category), row.day, row.quantity, row.what, _rate(rate))
        lines.setdefault(row.claim_id, []).append(line)
    return [_claim(claim, display, lines.get(claim.id, ())) for claim, display in found]


def _claim(row: ExpenseClaim, display: str, lines: Sequence[Line]) -> Claim:
    return Claim(
        id=row.id,
        account=row.account,
        display=display,
        claimed_on=row.claimed_on,
        state=row.state,
        decided_on=row.decided_on,
        decided_by=row.decided_by,
        decided_because=row.decided_because,
        lines=tuple(lines),
    )


def undecided_by(session: Session, actor: Actor) -> list[Claim]:
    """The claims that wait for this account's decision: nobody decides an own one, and a clerk the director's alone."""
    return [claim for claim in claims(session, actor) if claim.state == "claimed" and claim.account != actor.name]
