"""What proves who somebody is, set up and changed: links, passwords, authenticators, passkeys, recovery codes."""

import base64
import datetime as dt
import secrets

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webauthn import verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException

from committee_app.acts import tries
from committee_app.acts.entering import Changing, Door, NotProved, Where, has_factor, hash_of
from committee_app.acts.proving import NOT_THIS, NOT_THIS_KEY, KeyAnswer, hash_of_code, host_of, spend
from committee_app.passwords import hashed
from committee_app.tables.accounts import Link, Passkey, RecoveryCode, Sitting
from committee_app.tables.office import Account
from workflows.machine import Refused

LASTS = {"first": dt.timedelta(hours=72), "invitation": dt.timedelta(hours=72), "reset": dt.timedelta(hours=1)}
# One mail with a new link in so long: a stranger cannot fill somebody's letter box.
BETWEEN_RESETS = dt.timedelta(minutes=15)
CODES = 10


def make_link(session: Session, kind: str, account: str | None, now: dt.datetime) -> str:
    """Makes a one-time link and ends those of the account that wait; says its secret, which is nowhere kept."""
    secret = secrets.token_urlsafe(32)
    waiting = update(Link).where(Link.ended_at.is_(None), Link.account == account if account else Link.kind == "first")
    session.execute(waiting.values(ended_at=now))
    session.add(Link(kind=kind, account=account, hash=hash_of(secret), made_at=now, expires_at=now + LASTS[kind]))
    return secret


def find_link(session: Session, secret: str, now: dt.datetime) -> Link | None:
    """The link, if it waits to be used."""
    query = select(Link).where(Link.hash == hash_of(secret), Link.ended_at.is_(None), Link.expires_at > now)
    return session.scalar(query)


def first_administrator(door: Door) -> str | None:
    """The secret of the one-time link for the first administrator, while there is no account; None afterwards."""
    with door.changing() as change:
        if change.session.scalar(select(Account.name).limit(1)) is not None:
            return None
        secret = make_link(change.session, "first", None, change.now)
        change.note("invite_first_administrator", "console")
    return secret


def ask_for_a_new_password(door: Door, email: str) -> None:
    """Sends a link to the account of this address, if there is one; whoever asked is told the same either way."""
    with door.changing() as change:
        account = change.session.scalar(select(Account).where(Account.email == email, Account.ended_at.is_(None)))
        if account is None or account.password is None or account.sample:
            return
        recent = select(Link.id).where(Link.account == account.name, Link.made_at > change.now - BETWEEN_RESETS)
        if change.session.scalar(recent.limit(1)) is not None:
            return
        secret = make_link(change.session, "reset", account.name, change.now)
        change.tell(account.name, "new_password", secret=secret)
        change.note("send_reset_link", account.name)


def use_link(door: Door, secret: str, password: str, where: Where, first: Account | None = None) -> tuple[str, str]:
    """Sets the password that a link allows, ends the link and every sitting; says the token of a half of signing in,
    and what it owes: its second factor, or the setting up of one. `first` is who the first administrator is to be."""
    kept = hashed(password)
    with door.changing() as change:
        link = find_link(change.session, secret, change.now)
        if link is None:
            raise NotProved("This link was used already, or its time is over. Ask for a new one.")
        link.ended_at = change.now
        if link.account is None:
            if first is None or change.session.scalar(select(Account.name).limit(1)) is not None:
                raise NotProved("This office has its first administrator already.")
            change.session.add(first)
            change.session.flush()
            account = first
        else:
            account = change.account(link.account)
        account.password = kept
        change.end_sittings(account.name)
        owes = "factor" if has_factor(change.session, account) else "enrolment"
        token = change.open(account.name, link.kind, where, owes=owes)
        change.note("use_link", account.name, kind=link.kind)
        if link.kind == "reset":
            change.tell(account.name, "sign_in_changed")
    return token, owes


def change_password(door: Door, sitting: Sitting, password: str) -> str:
    """Sets another password and ends every other sitting; says the token of this one's new one."""
    kept = hashed(password)
    with door.changing() as change:
        change.account(sitting.account).password = kept
        return _changed(change, sitting, "change_password")


def set_up_authenticator(door: Door, sitting: Sitting, wrapped: str, code: str) -> str:
    """Takes an authenticator whose code proves that it has the key; it replaces the one before."""
    tries.take(door.database, "code", sitting.account, sitting.network, door.now)
    with door.changing() as change:
        account = change.account(sitting.account)
        account.totp, account.totp_step = wrapped, None
        if not door.wallet.takes(code, account):
            raise NotProved(NOT_THIS)
        tries.proved(change.session, "code", sitting.account, sitting.network, change.now)
        return _changed(change, sitting, "set_up_authenticator")


def add_passkey(door: Door, sitting: Sitting, answer: KeyAnswer, called: str) -> str:
    """Takes a passkey that verified its user."""
    with door.changing() as change:
        account = change.account(sitting.account)
        try:
            made = verify_registration_response(
                credential=answer.json,
                expected_challenge=base64url_to_bytes(answer.challenge),
                expected_rp_id=host_of(door.origin),
                expected_origin=door.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            raise NotProved(NOT_THIS_KEY) from None
        spend(change, answer.challenge)
        credential = bytes_to_base64url(made.credential_id)
        if change.session.scalar(select(Passkey.id).where(Passkey.credential == credential)) is not None:
            raise NotProved("This passkey is known already.")
        change.session.add(
            Passkey(
                account=account.name,
                called=called or "Passkey",
                credential=credential,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                added_at=change.now,
            )
        )
        return _changed(change, sitting, "add_passkey", called=called)


def remove_passkey(door: Door, sitting: Sitting, number: int) -> str:
    """Ends a passkey, if another factor is left."""
    with door.changing() as change:
        account = change.account(sitting.account)
        key = change.session.get(Passkey, number)
        if key is None or key.account != account.name or key.ended_at is not None:
            raise Refused("There is no such passkey of yours.")
        key.ended_at = change.now
        change.session.flush()
        if not has_factor(change.session, account):
            raise Refused("This is your last second factor. Set up another one first, then remove this.")
        return _changed(change, sitting, "remove_passkey", called=key.called)


def new_recovery_codes(door: Door, sitting: Sitting) -> list[str]:
    """Ten new codes, which are told this once; the older ones are over."""
    codes = [_code() for _ in range(CODES)]
    with door.changing() as change:
        account = change.account(sitting.account)
        older = update(RecoveryCode).where(RecoveryCode.account == account.name, RecoveryCode.ended_at.is_(None))
        change.session.execute(older.values(ended_at=change.now))
        change.session.add_all(
            RecoveryCode(account=account.name, hash=hash_of_code(account.name, code), made_at=change.now)
            for code in codes
        )
        change.note("make_recovery_codes", account.name)
        change.tell(account.name, "sign_in_changed")
    return codes


def _code() -> str:
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def _changed(change: Changing, sitting: Sitting, verb: str, **body: str) -> str:
    """Notes the change, tells its owner, ends every other sitting, and gives this one a new token."""
    change.end_sittings(sitting.account, but=sitting.id)
    token = change.again(sitting, sitting.method)
    change.note(verb, sitting.account, **body)
    change.tell(sitting.account, "sign_in_changed")
    return token
