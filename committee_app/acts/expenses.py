"""Members' expenses: the rates that the office keeps, a member's claim, and its approval or refusal (56.602.8).

Nobody decides an own claim. The director decides the members'. The director's is decided by the council's clerk: the
council appoints the director and sets the terms of that employment (56.760), and staff work under the director, so
that their approval would be none.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from committee_app.access import UNSEATED
from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.expenses import Claim, rates, undecided_by
from committee_app.roster import seated
from committee_app.tables.roster import ExpenseClaim, ExpenseLine, ExpenseRate, SeatTerm
from workflows.council import written
from workflows.expenses import (
    EXPENSES,
    MOST_LINES,
    MOST_OF_A_LINE,
    UNITS,
    Category,
    Line,
    category_of,
    dollars,
    mills,
    rate_on,
)
from workflows.machine import Refused

CATEGORIES = {"mileage": "Mileage", "food": "Food"}
CLAIM = Parameter("claim", Kind.NUMBER, "Claim")
LINES = Parameter(
    "lines",
    Kind.LINES,
    "Lines",
    fields=(
        Parameter("category", Kind.TEXT, "What", choices=CATEGORIES),
        Parameter("day", Kind.DAY, "Day"),
        Parameter("quantity", Kind.NUMBER, "Miles or meals"),
        Parameter("what", Kind.TEXT, "From where to where, or what for"),
    ),
    hint="Mileage and food only. Write nothing of a matter: reimbursements are open records.",
)


@act(
    "Enters what the state pays for a mile or for food, from a day on, with its source.",
    EXPENSES,
    roles="staff administrator",
    about="office",
    asks=(
        Parameter("category", Kind.CHOICE, "For", choices=CATEGORIES),
        Parameter("unit", Kind.CHOICE, "For each", choices={"mile": "Mile", "meal": "Meal", "day": "Day"}),
        Parameter("dollars", Kind.TEXT, "Dollars", hint="up to three places, for example 0.655"),
        Parameter("from_day", Kind.DAY, "In force from"),
        Parameter("source", Kind.TEXT, "Source", hint="for example: the memorandum of the Office of Administration"),
    ),
)
def enter_rate(doing: Doing) -> Mapping[str, Any]:
    category = Category(doing["category"])
    if doing["unit"] not in UNITS[category]:
        raise Refused(f"{CATEGORIES[category]} is paid for each {' or '.join(UNITS[category])}.", EXPENSES)
    row = ExpenseRate(
        id=doing.next_id(ExpenseRate.id),
        category=category,
        unit=doing["unit"],
        mills=mills(doing["dollars"]),
        from_day=doing["from_day"],
        source=doing["source"],
        entry=doing.seq,
    )
    doing.session.add(row)
    return {
        "rate": row.id,
        "category": row.category,
        "unit": row.unit,
        "mills": row.mills,
        "from_day": row.from_day.isoformat(),
        "source": row.source,
    }


def _claiming_hindrance(doing: Doing) -> str | None:
    if doing.actor.role != UNSEATED:
        return None
    sat = select(SeatTerm.id).where(SeatTerm.account == doing.actor.name, SeatTerm.starts_on <= doing.today)
    if doing.session.scalars(sat).first() is not None:
        return None
    return "You filled no seat yet: members alone claim expenses."


@act(
    "Claims mileage and food for days in the seat; each line is reckoned at the rate of its day.",
    EXPENSES,
    # Also after the last day in the seat: each line is for a day on which the seat was filled.
    roles=f"director member {UNSEATED}",
    about="office",
    asks=(LINES,),
    hindrance=_claiming_hindrance,
)
def claim_expenses(doing: Doing) -> Mapping[str, Any]:
    known = rates(doing.session)
    given = doing["lines"]
    if len(given) > MOST_LINES:
        raise Refused(f"A claim has at most {MOST_LINES} lines; this one has {len(given)}. Make two claims.", EXPENSES)
    lines = [_line(doing, row) for row in given]
    _not_claimed_before(doing, lines)
    reckoned = [Line(c, day, number, what, rate_on(known, c, day)) for c, day, number, what in lines]
    claim = ExpenseClaim(
        id=doing.next_id(ExpenseClaim.id),
        account=doing.actor.name,
        claimed_on=doing.today,
        state="claimed",
        entry=doing.seq,
    )
    doing.session.add(claim)
    doing.session.add_all(
        ExpenseLine(
            claim_id=claim.id,
            number=number,
            category=line.category,
            day=line.day,
            quantity=line.quantity,
            what=line.what,
            rate_id=line.rate.number,
            cents=line.cents,
        )
        for number, line in enumerate(reckoned, 1)
    )
    total = sum(line.cents for line in reckoned)
    doing.reply |= {"claim": claim.id, "total": dollars(total)}
    return {
        "claim": claim.id,
        "cents": total,
        "lines": [
            [line.category, line.day.isoformat(), line.quantity, line.rate.number, line.cents, line.what]
            for line in reckoned
        ],
    }


def _line(doing: Doing, row: Mapping[str, Any]) -> tuple[Category, dt.date, int, str]:
    category, day, quantity = category_of(row["category"]), row["day"], row["quantity"]
    if day > doing.today:
        raise Refused(f"{written(day)} is still to come: what was spent is claimed afterwards.", EXPENSES)
    if doing.actor.name not in seated(doing.session, day).values():
        raise Refused(f"You filled no seat on {written(day)}: members alone claim expenses.", EXPENSES)
    if not 0 < quantity <= MOST_OF_A_LINE:
        raise Refused(f"A line has from 1 to {MOST_OF_A_LINE:,} miles or meals, not {quantity:,}.", EXPENSES)
    return category, day, quantity, row["what"]


def _not_claimed_before(doing: Doing, lines: Sequence[tuple[Category, dt.date, int, str]]) -> None:
    """Raises Refused where another claim of the same person has a line of the same day, kind and number. Within one
    claim such lines may stand: the way there and the way back are as long."""
    before = (
        select(ExpenseLine)
        .join(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
        .where(
            ExpenseClaim.account == doing.actor.name,
            ExpenseClaim.state != "refused",
            ExpenseLine.day.in_({day for _, day, _, _ in lines}),
        )
        .order_by(ExpenseLine.claim_id, ExpenseLine.number)
    )
    claimed = {(row.category, row.day, row.quantity): row.claim_id for row in doing.session.scalars(before)}
    for category, day, quantity, _ in lines:
        if number := claimed.get((category, day, quantity)):
            raise Refused(
                f"Claim {number} has {category} of {quantity:,} on {written(day)} already. What was spent is paid "
                "once; if that claim is refused, it can be claimed anew.",
                EXPENSES,
            )


def _deciding_hindrance(doing: Doing) -> str | None:
    return None if undecided_by(doing.session, doing.actor) else "No claim waits for your decision."


def _decide(doing: Doing, state: str) -> Claim:
    claim = next((one for one in undecided_by(doing.session, doing.actor) if one.id == doing["claim"]), None)
    if claim is None:
        raise Refused(
            f"Claim {doing['claim']} does not wait for your decision. Nobody decides an own claim; the director's is "
            "decided by the council's clerk.",
            EXPENSES,
        )
    row = doing.session.get_one(ExpenseClaim, claim.id)
    row.state, row.decided_on, row.decided_by = state, doing.today, doing.actor.name
    row.decided_because = doing["reason"]
    doing.reply |= {"claim": claim.id}
    return claim


@act(
    "Approves another's expense claim for payment from the state budget.",
    EXPENSES,
    roles="director clerk",
    about="office",
    asks=(CLAIM,),
    hindrance=_deciding_hindrance,
    cannot_be_undone="A claim is decided once.",
)
def approve_claim(doing: Doing) -> Mapping[str, Any]:
    claim = _decide(doing, "approved")
    return {"claim": claim.id, "cents": claim.cents}


@act(
    "Refuses another's expense claim, for a reason that the member reads.",
    EXPENSES,
    roles="director clerk",
    about="office",
    asks=(CLAIM, Parameter("reason", Kind.LONG_TEXT, "Reason")),
    hindrance=_deciding_hindrance,
    cannot_be_undone="A claim is decided once. The member may make another.",
)
def refuse_claim(doing: Doing) -> Mapping[str, Any]:
    claim = _decide(doing, "refused")
    return {"claim": claim.id, "reason": doing["reason"]}
