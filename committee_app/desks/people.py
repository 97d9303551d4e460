"""Who has an account: the administrator's page. It holds no closed record of any matter."""

from flask import Blueprint, render_template
from sqlalchemy import func, select

from committee_app.acts import ACTS
from committee_app.bounces import bounced
from committee_app.doorway import records, shows
from committee_app.tables.accounts import Passkey, Sitting
from committee_app.tables.office import Account

desk = Blueprint("people", __name__)


@desk.get("/people")
@shows("people")
def list_() -> str:
    last = select(Sitting.account, func.max(Sitting.started_at).label("at")).where(Sitting.owes.is_(None))
    last_seen = last.group_by(Sitting.account).subquery()
    keys = select(Passkey.account).where(Passkey.ended_at.is_(None)).group_by(Passkey.account).subquery()
    people = records().execute(
        select(
            Account.name,
            Account.display,
            Account.role,
            Account.email,
            Account.ended_at,
            (Account.totp.is_not(None) | keys.c.account.is_not(None)).label("has_factor"),
            last_seen.c.at,
        )
        .join(last_seen, last_seen.c.account == Account.name, isouter=True)
        .join(keys, keys.c.account == Account.name, isouter=True)
        .order_by(Account.ended_at.is_not(None), Account.display)
    )
    offered = ("change_role", "correct_address", "renew_invitation", "end_account")
    return render_template(
        "people.html",
        people=people.all(),
        bounced={mail.account: mail for mail in reversed(bounced(records()))},
        invite=ACTS["invite"],
        acts=[ACTS[verb] for verb in offered],
    )
