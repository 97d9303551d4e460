"""Expenses: the claims that an account may read, one claim as a page and as paper, and the rates."""

from flask import Blueprint, Response, abort, g, render_template

from committee_app import expenses
from committee_app.acts.performing import next_acts
from committee_app.desks.docket import in_hand
from committee_app.docket import names
from committee_app.doorway import records, shows
from committee_app.expenses import Claim
from letters import catalogue
from letters.layout import as_pdf
from workflows.expenses import dollars, dollars_of_mills

desk = Blueprint("expenses", __name__)


@desk.get("/expenses")
@shows("claim")
def claims() -> str:
    return render_template(
        "claims.html",
        claims=expenses.claims(records(), g.actor),
        rates=expenses.rates(records()),
        acts=next_acts(in_hand(None), ("claim_expenses",)),
        dollars=dollars,
    )


@desk.get("/expenses/rates")
@shows("rates")
def rates() -> str:
    return render_template(
        "rates.html",
        rates=expenses.rates(records()),
        acts=next_acts(in_hand(None), ("enter_rate",)),
        dollars_of_mills=dollars_of_mills,
    )


def _read(claim: int) -> Claim:
    """The claim, or 404 where it is not there or not this account's to read."""
    found = expenses.claims(records(), g.actor, claim)
    return found[0] if found else abort(404)


@desk.get("/expenses/<int:claim>")
@shows("claim")
def claim(claim: int) -> str:
    found = _read(claim)
    waits = any(one.id == claim for one in expenses.undecided_by(records(), g.actor))
    deciding = next_acts(in_hand(None), ("approve_claim", "refuse_claim"))
    return render_template(
        "claim.html", claim=found, acts=deciding if waits else [], names=names(records()), dollars=dollars
    )


@desk.get("/expenses/<int:claim>.pdf")
@shows("claim")
def paper(claim: int) -> Response:
    found, called = _read(claim), names(records())
    said = catalogue.ExpenseClaim(
        number=found.id,
        claimant=found.display,
        dated=found.claimed_on,
        lines=catalogue.expense_lines(
            tuple(
                (f"{line.day:%B %-d, %Y}", line.category.capitalize(), line.what, line.sum, dollars(line.cents))
                for line in found.lines
            ),
            dollars(found.cents),
        ),
        decided=f"{found.state.capitalize()} by {called[found.decided_by]} on {found.decided_on:%B %-d, %Y}."
        if found.decided_by
        else "Not decided yet.",
    )
    return Response(
        as_pdf(catalogue.expense_claim(said), in_hand(None).letterhead()),
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="expense-claim-{found.id}.pdf"',
            "Content-Security-Policy": "sandbox",
        },
    )
