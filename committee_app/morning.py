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
from committee_app.standing import OpenDuty, OpenMatter, open_duties, open_matters
from committee_app.tables.docket import AttachedFinding, ServiceEvent
from committee_app.tables.office import Account
from committee_app.tables.records import Mail, Outbox
from committee_app.tables.register import Finding, Jurisdiction
from rules.calendar import Calendar
from workflows.complaint import State as S

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
class StillLetter:
    """A letter that stands still: what is missing, since when, and the act that records it."""

    complaint: str
    office: str
    what: str
    since: dt.date
    verb: str


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
    """All of it, as of one day. `since` is the business day before, `soon` the fifth business day to come."""

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

    @property
    def stalled(self) -> list[OpenMatter]:
        """What has stopped moving, the longest standing first."""
        return sorted((matter for matter in self.matters if matter.stalled), key=lambda matter: matter.changed_at)

    @property
    def quiet(self) -> bool:
        """Nothing fired, nothing falls due soon, nothing is overdue: nobody needs to be told."""
        return not (self.fired or self.due or self.overdue)


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
        letters=standing_letters(session, matters),
        refused=refused_mails(session),
        bounced=bounced(session),
    )


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


def standing_letters(session: Session, matters: list[OpenMatter]) -> list[StillLetter]:
    """Released but not posted; posted but neither delivered nor returned; returned but not brought again; drawn but
    not sent. The longest standing first."""
    query = (
        select(ServiceEvent.complaint_id, func.max(ServiceEvent.happened_on).label("day"))
        .where(ServiceEvent.kind.in_(("posted", "unclaimed", "undeliverable")))
        .group_by(ServiceEvent.complaint_id)
    )
    seen = {row.complaint_id: row.day for row in session.execute(query)}
    found = [letter for matter in matters if (letter := _still(matter, seen.get(matter.id))) is not None]
    return sorted(found, key=lambda letter: (letter.since, letter.complaint))


def _still(matter: OpenMatter, seen: dt.date | None) -> StillLetter | None:
    row = matter.row
    match matter.state:
        case S.FORMAL if row.notice_released_on:
            return StillLetter(
                matter.id, matter.office, "Notice: released, not posted", row.notice_released_on, "record_posting"
            )
        case S.NOTICE_SENT if seen:
            return StillLetter(
                matter.id, matter.office, "Notice: posted, neither delivered nor returned", seen, "record_delivery"
            )
        case S.NOTICE_RETURNED if seen:
            return StillLetter(matter.id, matter.office, "Notice: returned, not brought again", seen, "record_delivery")
        case S.REQUESTED if row.request_sent_on is None and matter.duty:
            return StillLetter(
                matter.id, matter.office, "Request to the governor: drawn, not sent", matter.duty.due, "send_request"
            )
        case S.REMEDIATION if row.adopted_on and row.sent_on is None:
            return StillLetter(
                matter.id, matter.office, "Recommendations: drawn, not sent", row.adopted_on, "send_recommendation"
            )
    return None


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
