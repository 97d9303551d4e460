"""An account's private calendar address: made, told once, and revoked."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.doing import Doing
from committee_app.acts.registry import act
from committee_app.tables.meetings import CalendarFeed
from rules.sunshine import CLOSED_SESSIONS


def fingerprint(token: str) -> str:
    """What is kept of a token: it cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(session: Session, account: str) -> CalendarFeed | None:
    """The account's feed that is in force."""
    query = select(CalendarFeed).where(CalendarFeed.account == account, CalendarFeed.revoked_by.is_(None))
    return session.scalars(query).one_or_none()


@act(
    "Makes a private address from which your calendar reads when and where the committee meets. An earlier one ends.",
    CLOSED_SESSIONS,
    roles="director member staff",
    about="office",
    cannot_be_undone="The address is shown once. Whoever has it sees the times and places, so keep it to yourself.",
)
def make_calendar_feed(doing: Doing) -> Mapping[str, Any]:
    _revoke(doing)
    token = secrets.token_urlsafe(32)
    doing.session.add(CalendarFeed(made_by=doing.seq, account=doing.actor.name, token_hash=fingerprint(token)))
    doing.told_once["address"] = f"{doing.site.rstrip('/')}/calendar-feed/{token}.ics"
    return {}


def _revocation_hindrance(doing: Doing) -> str | None:
    return None if feed_of(doing.session, doing.actor.name) else "You have no calendar address."


@act(
    "Revokes your private calendar address: it answers no longer.",
    CLOSED_SESSIONS,
    roles="director member staff",
    about="office",
    hindrance=_revocation_hindrance,
    cannot_be_undone="Calendars that read this address get nothing more from it.",
)
def revoke_calendar_feed(doing: Doing) -> Mapping[str, Any]:
    _revoke(doing)
    return {}


def _revoke(doing: Doing) -> None:
    feed = feed_of(doing.session, doing.actor.name)
    if feed is not None:
        feed.revoked_by = doing.seq
