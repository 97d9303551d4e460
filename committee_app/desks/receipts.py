"""Where a member checks the receipt of a vote."""

from flask import Blueprint, g, render_template, request

from committee_app import receipts
from committee_app.access import is_recused
from committee_app.acts.ballots import unsealed
from committee_app.doorway import records, shows

desk = Blueprint("receipts", __name__)


@desk.get("/receipts")
@shows("receipt")
def check() -> str:
    asked = request.args.get("receipt", "").strip().lower()
    checked = receipts.check(records(), asked) if asked else None
    if checked and is_recused(records(), g.actor, checked.motion.complaint_id):
        checked = None
    own = checked is not None and checked.account == g.actor.name and checked.motion.state == "closed"
    return render_template(
        "receipt.html",
        asked=asked[: receipts.LENGTH],
        checked=checked,
        unsealed=unsealed(checked.motion.id, checked.vote.seat, checked.vote) if checked and own else None,
    )
