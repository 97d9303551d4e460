"""The sample rates and expense claims: made up, and marked so. The sample terms come with the founding."""

import datetime as dt
from typing import Any

from committee_app.access import find_actor
from committee_app.acts import perform
from committee_app.database import Database

SOURCE = "Sample rate, made up for training"


def keep_expenses(database: Database, day: dt.date) -> None:
    """Enters two rates, a member's claim that is approved, and one of the director's that waits."""
    travelled = day - dt.timedelta(days=14)
    rates = (("mileage", "mile", "0.555"), ("food", "meal", "11.00"))
    for category, unit, dollars in rates:
        _do(database, day, "enter_rate", "staff", category=category, unit=unit, dollars=dollars,
            from_day="2028-01-01", source=SOURCE)  # fmt: skip
    trip = [
        _line(travelled, "mileage", 131, "Sample Town to Jefferson City"),
        _line(travelled, "mileage", 131, "Jefferson City to Sample Town"),
        _line(travelled, "food", 2, "Meeting of the committee"),
    ]
    claim = _do(database, day, "claim_expenses", "member-r1", lines=trip)["claim"]
    _do(database, day, "approve_claim", "director", claim=claim)
    _do(database, day, "claim_expenses", "director", lines=trip[2:])


def _line(day: dt.date, category: str, quantity: int, what: str) -> dict[str, Any]:
    return {"category": category, "day": day.isoformat(), "quantity": str(quantity), "what": what}


def _do(database: Database, day: dt.date, verb: str, account: str, **given: Any) -> dict[str, Any]:
    with database.reading() as session:
        actor = find_actor(session, account, day)
    if actor is None:
        raise LookupError(account)
    now = dt.datetime.combine(day, dt.time(18, 0), dt.UTC)
    return perform(database, verb, actor, given, today=day, now=now).reply
