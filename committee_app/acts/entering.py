"""The door for who somebody is: what proves it is checked, spent and noted in one transaction, like an act.

It is a door of its own because perform() keeps a fingerprint of what it was given, and a password has none. What
changes here changes one after the other with all acts: a code, a step or a link that two send at once is taken once.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from committee_app import journal
from committee_app.access import Actor
from committee_app.acts.doing import Doing
from committee_app.authenticators import Wallet
from committee_app.database import Database
from committee_app.tables.accounts import KeptForm, Passkey, Sitting
from committee_app.tables.office import Account
from workflows.machine import Refused

# OWASP ASVS 7.3: written down here, and in docs/operating.md, with the reasons.
IDLE = dt.timedelta(minutes=30)
LONGEST = dt.timedelta(hours=12)
HALF = dt.timedelta(minutes=15)
FRESH = dt.timedelta(minutes=10)
# How often it is noted that somebody is still there.
NOTED = dt.timedelta(minutes=1)
KEPT = dt.timedelta(hours=1)


class NotProved(Refused):
    """What was given proves nothing. The words are the same whatever was wrong with it."""


@dataclass(frozen=True, slots=True)
class Where:
    """From where somebody signs in: the network, as `203.0.113.0/24`, and the browser in a few words."""

    network: str
    browser: str


@dataclass(frozen=True, slots=True)
class Changing:
    """One change under way: the open transaction, and the number that its journal entry will have."""

    session: Session
    now: dt.datetime
    seq: int
    site: str

    def note(self, verb: str, account: str, **body: Any) -> None:
        """Keeps the change in the journal, in the name of the account."""
        journal.append(self.session, at=self.now, actor=account, verb=verb, clause=None, complaint_id=None, body=body)

    def tell(self, account: str, kind: str, **fields: str) -> None:
        """Queues a mail of that kind to the account."""
        doing = Doing(
            self.session,
            Actor(account, account, "console"),
            {},
            None,
            today=self.now.date(),
            now=self.now,
            seq=self.seq,
            site=self.site,
        )
        doing.mail(account, kind, f"{kind}:{self.seq}", attachment=None, **fields)

    def account(self, name: str) -> Account:
        """The account, if it still signs in."""
        found = self.session.get(Account, name)
        if found is None or found.ended_at is not None:
            raise NotProved("This account does not sign in any more.")
        return found

    def end_sittings(self, account: str, *, but: int | None = None) -> None:
        """Ends all the account's sittings, or all but one."""
        ended = update(Sitting).where(Sitting.account == account, Sitting.ended_at.is_(None))
        self.session.execute((ended.where(Sitting.id != but) if but else ended).values(ended_at=self.now))

    def open(
        self, account: str, method: str, where: Where, *, owes: str | None = None, since: dt.datetime | None = None
    ) -> str:
        """A new sitting; says its token, which is nowhere kept. `since` is when the account signed in, if not now."""
        token = secrets.token_urlsafe(32)
        self.session.add(
            Sitting(
                hash=hash_of(token),
                account=account,
                method=method,
                owes=owes,
                started_at=since or self.now,
                seen_at=self.now,
                proved_at=None if owes else self.now,
                network=where.network,
                browser=where.browser,
            )
        )
        return token

    def again(self, sitting: Sitting, method: str) -> str:
        """The same sitting under a new token, with its factor freshly proved."""
        held = self.session.get_one(Sitting, sitting.id)
        if held.ended_at is not None:
            raise NotProved("This sitting has ended. Sign in again.")
        held.ended_at = self.now
        where = Where(held.network, held.browser)
        since = None if held.owes else held.started_at
        return self.open(held.account, method if held.owes else held.method, where, since=since)


@dataclass(frozen=True, slots=True)
class Door:
    """The door of one office at one instant. `origin` is the office site's address, which passkeys are bound to."""

    database: Database
    wallet: Wallet
    origin: str
    now: dt.datetime

    @contextmanager
    def changing(self) -> Iterator[Changing]:
        """A transaction in which one thing about one account changes."""
        with self.database.writing() as session:
            seq = journal.next_number(session)
            yield Changing(session, self.now, seq, self.origin)

    def seen(self, sitting: Sitting) -> None:
        """Notes that somebody is still there, once a minute at most."""
        if abs(self.now - sitting.seen_at) >= NOTED:
            with self.database.writing() as session:
                session.execute(update(Sitting).where(Sitting.id == sitting.id).values(seen_at=self.now))

    def sample(self, name: str, where: Where) -> str:
        """Signs in as a sample person of a training office."""
        with self.changing() as change:
            if not change.account(name).sample:
                raise NotProved("This is no sample account.")
            return change.open(name, "sample", where)

    def end(self, sitting: Sitting) -> None:
        """Signs out here."""
        with self.database.writing() as session:
            ended = update(Sitting).where(Sitting.id == sitting.id, Sitting.ended_at.is_(None))
            session.execute(ended.values(ended_at=self.now))

    def end_one(self, sitting: Sitting, number: int) -> None:
        """Signs out another of the account's sittings."""
        with self.changing() as change:
            ended = update(Sitting).where(
                Sitting.id == number, Sitting.account == sitting.account, Sitting.ended_at.is_(None)
            )
            change.session.execute(ended.values(ended_at=self.now))
            change.note("end_sitting", sitting.account, sitting=number)

    def end_everywhere(self, account: str) -> None:
        """Signs out everywhere."""
        with self.changing() as change:
            change.end_sittings(account)
            change.note("sign_out_everywhere", account)

    def keep(self, account: str, path: str, typed: str) -> str:
        """Keeps what was typed, for this account alone; says the key under which it lies for an hour."""
        key = secrets.token_urlsafe(32)
        with self.database.writing() as session:
            old = update(KeptForm).where(KeptForm.kept_at < self.now - KEPT, KeptForm.typed != "")
            session.execute(old.values(typed=""))
            session.add(KeptForm(key=hash_of(key), account=account, path=path, typed=typed, kept_at=self.now))
        return key

    def forget(self, key: str) -> None:
        """Removes what was typed: it was sent."""
        with self.database.writing() as session:
            session.execute(update(KeptForm).where(KeptForm.key == hash_of(key)).values(typed=""))


def hash_of(token: str) -> str:
    """What the database holds of a token. It is random and long, so that a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def find_sitting(session: Session, token: object, now: dt.datetime) -> Sitting | None:
    """The sitting of that token, if it goes on: not ended, not idle, not too old, its account still there."""
    found = last_sitting(session, token)
    if found is None or found.ended_at is not None:
        return None
    if found.owes:
        return found if now - found.started_at < HALF else None
    return found if now - found.seen_at < IDLE and now - found.started_at < LONGEST else None


# Built once, since every request puts it.
_SITTING = (
    select(Sitting)
    .join(Account, Account.name == Sitting.account)
    .where(Sitting.hash == bindparam("hash"), Account.ended_at.is_(None))
)


def last_sitting(session: Session, token: object) -> Sitting | None:
    """The sitting of that token, over or not, of an account that still signs in."""
    if not isinstance(token, str):
        return None
    return session.scalar(_SITTING, {"hash": hash_of(token)})


def is_fresh(sitting: Sitting, now: dt.datetime) -> bool:
    """Whether the second factor was shown just now. A sample person has none: pressing the name counts."""
    return sitting.method == "sample" or (sitting.proved_at is not None and abs(now - sitting.proved_at) < FRESH)


def has_factor(session: Session, account: Account) -> bool:
    """Whether the account has an authenticator or a passkey."""
    key = select(Passkey.id).where(Passkey.account == account.name, Passkey.ended_at.is_(None)).limit(1)
    return account.totp is not None or session.scalar(key) is not None
