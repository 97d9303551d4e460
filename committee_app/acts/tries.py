"""Wrong proofs and what follows: a delay that grows, for one account from one network. No stranger locks anybody out.

A try is counted before it is checked, so that many at once do not count as one. The names are kept as hashes, of
accounts that exist and of those that do not, and both are told the same.
"""

import datetime as dt
import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.database import Database, lock
from committee_app.tables.accounts import SignInTries, Sitting
from committee_app.tables.office import Account
from workflows.machine import Refused

# Wrong tries in a row before the first delay: of one account from one network, and of all accounts from it.
FREE, FREE_OF_A_NETWORK = 5, 40
LONGEST = dt.timedelta(minutes=15)
# After so many (NIST SP 800-63B, 5.2.2) an account's secret is tried only from networks where it has signed in before.
OF_AN_ACCOUNT = 100


class TooOften(Refused):
    """Too many wrong tries: not even looked at. The words say how long to wait and what is open meanwhile."""

    def __init__(self, seconds: int) -> None:
        wait = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
        super().__init__(f"Too many wrong tries. Wait {wait} and try again, or sign in with a passkey now.")


def take(database: Database, what: str, who: str, network: str, now: dt.datetime) -> None:
    """Counts one try of the secret `what` ("password", "code") of `who`. Raises TooOften, and then counts nothing."""
    keys = _keys(what, who, network)
    with database.reading() as session:
        _check(session, keys, who, network, now)
    with database.writing() as session:
        lock(session, "sign-in tries")
        rows = _check(session, keys, who, network, now)
        for key, free in zip(keys, (FREE, FREE_OF_A_NETWORK, None), strict=True):
            row = rows.get(key) or SignInTries(key=key, wrong=0, not_before=now - LONGEST)
            row.wrong += 1
            # Without a delay it stays in the past: whose clock is a moment behind must not wait for it.
            if delay := _delay(row.wrong, free):
                row.not_before = now + delay
            session.add(row)


def take_of_network(database: Database, what: str, network: str, now: dt.datetime) -> None:
    """Counts one wrong try of the secret `what` that belongs to no account, for its network alone. Raises TooOften,
    and then counts nothing."""
    _, key, _ = _keys(what, "", network)
    with database.writing() as session:
        lock(session, "sign-in tries")
        row = session.get(SignInTries, key) or SignInTries(key=key, wrong=0, not_before=now - LONGEST)
        if (wait := min(row.not_before - now, LONGEST)) > dt.timedelta():
            raise TooOften(-(-int(wait.total_seconds() * 1000) // 1000))
        row.wrong += 1
        if delay := _delay(row.wrong, FREE_OF_A_NETWORK):
            row.not_before = now + delay
        session.add(row)


def proved(session: Session, what: str, who: str, network: str, now: dt.datetime) -> None:
    """The proof was right: the account begins anew, and the network loses the one try."""
    pair, of_network, of_account = _keys(what, who, network)
    for row in session.scalars(select(SignInTries).where(SignInTries.key.in_((pair, of_network, of_account)))):
        row.wrong = max(row.wrong - 1, 0) if row.key == of_network else 0
        row.not_before = now - LONGEST


def _keys(what: str, who: str, network: str) -> tuple[str, str, str]:
    who = who.casefold()
    said = (f"{what}|{who}|{network}", f"{what}||{network}", f"{what}|{who}|")
    pair, of_network, of_account = (hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in said)
    return pair, of_network, of_account


def _check(
    session: Session, keys: tuple[str, str, str], who: str, network: str, now: dt.datetime
) -> dict[str, SignInTries]:
    rows = {row.key: row for row in session.scalars(select(SignInTries).where(SignInTries.key.in_(keys)))}
    waits = [row.not_before - now for key in keys[:2] if (row := rows.get(key))]
    of_account = rows.get(keys[2])
    if of_account and of_account.wrong >= OF_AN_ACCOUNT and not _signed_in_from(session, who, network):
        waits.append(LONGEST)
    if waits and max(waits) > dt.timedelta():
        # A clock that was set back makes nobody wait longer than the longest delay.
        raise TooOften(-(-int(min(max(waits), LONGEST).total_seconds() * 1000) // 1000))
    return rows


def _signed_in_from(session: Session, who: str, network: str) -> bool:
    query = (
        select(Sitting.id)
        .join(Account, Account.name == Sitting.account)
        .where(Account.email == who.casefold(), Sitting.network == network, Sitting.owes.is_(None))
    )
    return session.scalar(query.limit(1)) is not None


def _delay(wrong: int, free: int | None) -> dt.timedelta:
    if free is None or wrong < free:
        return dt.timedelta()
    return min(dt.timedelta(seconds=2 ** min(wrong - free, 20)), LONGEST)
