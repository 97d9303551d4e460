"""The director's morning: what fired, what falls due, what is overdue, what stopped moving, which letters stand still.

One reading for the page and for the digest mail. It takes a constant number of statements, and leaves out every matter
in which the reader is recused.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from committee_app.access import Actor, hidden_matters
from committee_app.acts.doing import calendars
from committee_app.bounces import Bounced, bounced
from committee_app.requests import Asked, Awaited, waiting
from committee_app.standing import OpenDuty, OpenMatter, open_duties, open_matters
from committee_app.standing_letters import StillLetter, standing_letters
from committee_app.tables.docket import AttachedFinding
from committee_app.tables.office import Account
from committee_app.tables.records import Mail, Outbox
from committee_app.tables.register import Finding, Jurisdiction
from rules.calendar import Calendar

SOON = 5


@dataclass(frozen=True, slots=True)
class Fired:
    """A finding that was not there before."""

    id: int
    clause: str
    where: str
    referral: str | None
    count: int | None
    first_as_of: str


@dataclass(frozen=True, slots=True)
class RefusedMail:
    """A mail that the server did not take; it is tried again."""

    kind: str
    account: str
    at: dt.datetime
    tries: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Morning:
    """All of it, as of one day. `since` is the business day before, `soon` the fifth business day to come;
    `unpublished` says what keeps the open records from being written, None where nothing does."""

    today: dt.date
    since: dt.date
    soon: dt.date
    fired: list[Fired]
    unanswered: int
    due: list[OpenDuty]
    overdue: list[OpenDuty]
    matters: list[OpenMatter]
    letters: list[StillLetter]
    refused: list[RefusedMail]
    bounced: list[Bounced]
    requests: list[tuple[Asked, Awaited]]
    unpublished: str | None = None

    @property
    def stalled(self) -> list[OpenMatter]:
        """What has stopped moving, the longest standing first."""
        return sorted((matter for matter in self.matters if matter.stalled), key=lambda matter: matter.changed_at)

    @property
    def quiet(self) -> bool:
        """Nothing fired, nothing falls due soon, nothing is overdue: nobody needs to be told."""
        asked = any(awaited.of_the_office and awaited.by <= self.soon for _, awaited in self.requests)
        return not (self.fired or self.due or self.overdue or asked)


def read(session: Session, actor: Actor, today: dt.date) -> Morning:
    """The morning of `today` (a legal day) as this account may see it."""
    hidden = hidden_matters(session, actor)
    strict = calendars(session).strict
    since, soon = day_before(strict, today), strict.business_days(today, SOON).due
    duties = open_duties(session, hidden)
    matters = open_matters(session, today, hidden, duties)
    return Morning(
        today=today,
        since=since,
        soon=soon,
        fired=fired_since(session, since),
        unanswered=unanswered(session, hidden),
        due=[duty for duty in duties if today <= duty.due <= soon],
        overdue=[duty for duty in duties if duty.due < today],
        matters=matters,
        letters=standing_letters(session, matters, hidden, today, strict),
        refused=refused_mails(session),
        bounced=bounced(session),
        requests=asked_for(session, strict),
        unpublished=unpublished(session),
    )


def asked_for(session: Session, strict: Calendar) -> list[tuple[Asked, Awaited]]:
    """The requests for records that wait for something, the first day first."""
    lines = [(asked, awaited) for asked in waiting(session) if (awaited := asked.awaited(strict))]
    return sorted(lines, key=lambda line: line[1].by)


def day_before(strict: Calendar, today: dt.date) -> dt.date:
    """The business day before: on a Monday, “yesterday” is Friday and the weekend."""
    day = today - dt.timedelta(days=1)
    while not strict.is_business_day(day):
        day -= dt.timedelta(days=1)
    return day


def fired_since(session: Session, since: dt.date) -> list[Fired]:
    """The findings that a scan showed for the first time as of `since` or later, in the order of the Act."""
    query = (
        select(Finding.id, Finding.clause, Jurisdiction.name, Finding.referral_id, Finding.count, Finding.first_as_of)
        .join(Jurisdiction, Jurisdiction.fips == Finding.jurisdiction)
        .where(Finding.first_as_of >= since.isoformat())
        .order_by(Finding.clause, Jurisdiction.name, Finding.id)
    )
    return [Fired(*row) for row in session.execute(query)]


def unanswered(session: Session, hidden: frozenset[str]) -> int:
    """How many findings of the latest scan rest under no complaint that this reader knows of."""
    latest = select(func.max(Finding.last_as_of)).scalar_subquery()
    attached = select(AttachedFinding.finding_id).where(AttachedFinding.complaint_id.not_in(hidden))
    query = select(func.count()).select_from(Finding)
    return session.scalar(query.where(Finding.last_as_of == latest, Finding.id.not_in(attached))) or 0


def refused_mails(session: Session) -> list[RefusedMail]:
    """The mails that the server did not take at the last try."""
    query = (
        select(Mail.kind, Account.display, Mail.at, Outbox.tries, Outbox.trouble)
        .join(Outbox, Outbox.mail_id == Mail.id)
        .join(Account, Account.name == Mail.account)
        .where(Outbox.done_at.is_(None), Outbox.bounced_at.is_(None), Outbox.trouble.is_not(None))
        .order_by(Mail.id)
    )
    return [RefusedMail(kind, to, at, tries, trouble or "") for kind, to, at, tries, trouble in session.execute(query)]


def unpublished(session: Session) -> str | None:
    """What stood in the way when the open records were to be written, and still does."""
    query = select(Outbox.trouble).where(Outbox.kind == "public_store", Outbox.done_at.is_(None))
    return session.scalar(query.where(Outbox.trouble.is_not(None)).order_by(Outbox.id.desc()).limit(1))
