"""The digest: one mail a day at most, to the director and the staff, silent on quiet days. It only says: sign in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app import morning
from committee_app.access import Actor
from committee_app.acts.doing import Doing, calendars
from committee_app.acts.registry import act
from committee_app.tables.office import Account
from committee_app.tables.records import Outbox
from rules.statute import cite
from workflows.machine import Refused

# Whose work it is that a duty is not missed.
TOLD = ("director", "staff")


def digest_of(today: dt.date) -> str:
    """What makes two digests to one account the same: the day."""
    return f"digest:{today.isoformat()}"


def to_tell(session: Session, today: dt.date) -> list[str]:
    """The accounts whose morning is not quiet and which were not told today. On a day that is no business day nobody:
    the next one tells what came meanwhile."""
    if not calendars(session).strict.is_business_day(today):
        return []
    people = select(Account.name, Account.display, Account.role).where(
        Account.role.in_(TOLD), Account.email.is_not(None)
    )
    told = set(session.scalars(select(Outbox.dedup).where(Outbox.dedup.startswith(f"mail:{digest_of(today)}:"))))
    return [
        name
        for name, display, role in session.execute(people.order_by(Account.name))
        if f"mail:{digest_of(today)}:{name}" not in told
        and not morning.read(session, Actor(name, display, role), today).quiet
    ]


@act(
    "Sends the director and the staff one mail for the day where something fired, falls due or is overdue.",
    cite("56.602.4(2)#2"),
    roles="console",
    about="office",
)
def send_digest(doing: Doing) -> Mapping[str, Any]:
    names = to_tell(doing.session, doing.today)
    if not names:
        raise Refused("There is nothing to tell: the day is quiet, or everyone was told.")
    for name in names:
        doing.mail(name, "digest", digest_of(doing.today))
    doing.reply |= {"told": len(names)}
    return {"told": names}
