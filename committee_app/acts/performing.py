"""The one door through which anything is changed.

Permission, lock, idempotency key, guard, write, journal, outbox, commit; then the reply. A person who was told “done”
can rely on it, a request that came twice acts once, and a refused act changes nothing.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from committee_app import journal
from committee_app.access import CONSOLE, Actor, find_actor, is_outside
from committee_app.acts.doing import Doing
from committee_app.acts.registry import ACTS, Act
from committee_app.database import Database
from committee_app.settings import OFFICE_URL
from committee_app.signatures import Signer
from committee_app.tables.base import canonical
from committee_app.tables.docket import Complaint
from committee_app.tables.journal import Entry, RequestKey
from rules.calendar import OutOfSpan
from workflows.machine import Refused


class NotFound(Refused):
    """The matter does not exist for this account: missing and denied look alike."""


class Repeated(Refused):
    """The request's key was used before, for something else."""


class Stale(Refused):
    """Others acted in the matter after the form was shown; sent again with the new number, it is done."""


class NotSaved(Exception):
    """The database could not take the act (full disk, lost connection). Nothing was done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the caller is told, and told again if the request comes twice. `entry` is the journal's number; what is
    `told_once` is a secret that the records do not keep, so that a repetition goes without it."""

    verb: str
    clause: str | None
    complaint: str | None
    state: str | None
    entry: int
    duties: list[dict[str, Any]]
    reply: dict[str, Any] = field(default_factory=dict)
    told_once: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "told_once"}


def perform(
    database: Database,
    verb: str,
    actor: Actor,
    given: Mapping[str, Any],
    *,
    complaint: str | None = None,
    key: str | None = None,
    today: dt.date,
    now: dt.datetime,
    site: str = OFFICE_URL,
    seen: int | None = None,
    signer: Signer | None = None,
) -> Outcome:
    """Does one act for `actor` with what was `given`, or raises Refused and changes nothing.

    `key` is the request's own: the same key with the same content gets the first answer again (`key=None` makes one,
    so that nothing is recognised as a repetition). `today` is the legal day in America/Chicago, `now` the instant;
    `site` is where the office site is reached, for links in mails. `seen` is the matter's last entry that the actor was
    shown: where others acted since, nothing is done and Stale is raised; None asks for no such care. `signer` is the
    office's certificate, with which the letters that the act releases are signed.
    """
    act = ACTS.get(verb)
    if act is None or actor.role not in act.roles:
        raise NotFound(f"There is no act “{verb}” for {actor.display}.")
    key = key or secrets.token_urlsafe(24)
    fingerprint = _fingerprint(verb, actor, complaint, given)
    try:
        return _in_one_transaction(
            database, act, actor, given, complaint, key, fingerprint, today, now, site, seen, signer
        )
    except OutOfSpan as error:
        raise Refused(str(error)) from None
    except IntegrityError as error:
        raise Refused(f"The records do not allow this: {_constraint(error)}.") from error
    except OperationalError as error:
        raise NotSaved("The database could not take this. Nothing was saved; try again in a moment.") from error


def _in_one_transaction(
    database: Database,
    act: Act,
    actor: Actor,
    given: Mapping[str, Any],
    complaint: str | None,
    key: str,
    fingerprint: str,
    today: dt.date,
    now: dt.datetime,
    site: str,
    seen: int | None,
    signer: Signer | None,
) -> Outcome:
    with database.writing() as session:
        # The journal's lock comes first: whoever holds it may take any matter's row, one or several, without waiting
        # for somebody who waits for the journal.
        seq = journal.next_number(session)
        row = _locked(session, act, actor, complaint)
        doing = Doing(session, actor, {}, row, today=today, now=now, seq=seq, site=site, signer=signer)
        before = session.get(RequestKey, key)
        if before is not None:
            return _answered(before, actor, fingerprint)
        if not _still_is(session, actor, today):
            raise NotFound(f"{actor.display} may not do this any more: the account's role or seat has changed.")
        doing.values = act.parse(given)
        if act.hindrance and (hindrance := act.hindrance(doing)):
            raise Refused(hindrance, act.clauses[0] if act.clauses else None, allowed_acts(doing))
        if seen is not None and row is not None and changed_since(session, row.id, seen, actor):
            raise Stale("Others have acted in this matter since you opened the form.")
        with session.no_autoflush:
            outcome = _do(act, doing)
        session.add(RequestKey(key=key, account=actor.name, fingerprint=fingerprint, answer=outcome.as_json(), at=now))
    return outcome


def _still_is(session: Session, actor: Actor, today: dt.date) -> bool:
    """Whether the actor has the role, the seat and the matter with which it came in: each may have ended since."""
    now = CONSOLE if actor == CONSOLE else find_actor(session, actor.name, today)
    return now is not None and (now.role, now.seat, now.matter) == (actor.role, actor.seat, actor.matter)


def _do(act: Act, doing: Doing) -> Outcome:
    body = dict(act.run(doing))
    clause = doing.clause or (act.clauses[0] if act.clauses else None)
    done = doing.finish(act.verb) if doing.row is not None else []
    row = doing.row
    said = doing.outcome(body, done)
    about = row.id if row is not None else None
    entries = [(act.verb, clause, said, about), *doing.further]
    for verb, cited, content, complaint_id in entries:
        journal.append(
            doing.session,
            at=doing.now,
            actor=doing.actor.name,
            verb=verb,
            clause=cited,
            complaint_id=complaint_id,
            body=content,
        )
    return Outcome(
        verb=act.verb,
        clause=clause.id if clause else None,
        complaint=about,
        state=row.state if row is not None else None,
        entry=doing.seq,
        duties=[{"kind": duty.kind, "clause": duty.clause, "due": duty.due_on.isoformat()} for duty in doing.started],
        reply=doing.reply,
        told_once=doing.told_once,
    )


def _locked(session: Session, act: Act, actor: Actor, complaint: str | None) -> Complaint | None:
    if not act.needs_complaint and (complaint is None or not act.of_either):
        if complaint is not None:
            raise Refused(f"“{act.verb}” is not about one complaint.")
        return None
    if complaint is None:
        raise Refused(f"“{act.verb}” needs the complaint that it is about.")
    row = session.scalar(select(Complaint).where(Complaint.id == complaint).with_for_update())
    if row is None or is_outside(session, actor, complaint):
        raise NotFound(f"There is no complaint {complaint} for {actor.display}.")
    return row


def changed_since(session: Session, complaint_id: str, seen: int, actor: Actor) -> list[Entry]:
    """What others did in the matter after entry `seen`. Votes are left out: they are sealed, they change nothing that
    another act rests on, and a list of them would tell who has voted. The closing of a motion is in it."""
    return list(
        session.scalars(
            select(Entry)
            .where(
                Entry.complaint_id == complaint_id,
                Entry.seq > seen,
                Entry.actor != actor.name,
                Entry.verb != "cast_vote",
            )
            .order_by(Entry.seq)
        )
    )


def last_entry(session: Session, complaint_id: str) -> int:
    """The number of the matter's last entry: what a form of it was shown at. A vote does not move it."""
    query = select(func.max(Entry.seq)).where(Entry.complaint_id == complaint_id, Entry.verb != "cast_vote")
    return session.scalar(query) or 0


def _fingerprint(verb: str, actor: Actor, complaint: str | None, given: Mapping[str, Any]) -> str:
    said = [verb, actor.name, complaint, {name: _plain(value) for name, value in given.items()}]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value if isinstance(value, list | int | str | None) else str(value)


def _answered(before: RequestKey, actor: Actor, fingerprint: str) -> Outcome:
    if before.account != actor.name or before.fingerprint != fingerprint:
        raise Repeated("This form was sent before with other content. Open it again and send it once.")
    return Outcome(**before.answer)


def _constraint(error: IntegrityError) -> str:
    text = str(error.orig).splitlines()[0]
    return text.removeprefix("CHECK constraint failed: ").replace("_", " ")


def allowed_acts(doing: Doing, among: Iterable[str] = ACTS) -> tuple[str, ...]:
    """The acts that this account could do now in this matter, in the order in which they are named."""
    return tuple(
        act.verb
        for act in map(ACTS.__getitem__, among)
        if act.is_about(a_matter=doing.row is not None)
        and doing.actor.role in act.roles
        and (act.hindrance is None or act.hindrance(doing) is None)
    )


def next_acts(doing: Doing, among: Iterable[str] = ACTS) -> list[Act]:
    """The acts that this account could do now, as the page of a matter offers them."""
    return [ACTS[verb] for verb in allowed_acts(doing, among)]
