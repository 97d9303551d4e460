"""Signing in, and proving again who one is: by password and a second factor, by a passkey, by single sign-on."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException

from committee_app.acts import tries
from committee_app.acts.entering import Changing, Door, NotProved, Where, hash_of
from committee_app.tables.accounts import Passkey, RecoveryCode, Sitting, SpentChallenge
from committee_app.tables.office import Account

NOT_THIS = "This code is not right, or it was used already. Take the next one that your authenticator shows."
NOT_THIS_KEY = "This passkey was not accepted. Try again, or take another way."


@dataclass(frozen=True, slots=True)
class Code:
    """Six digits of an authenticator, or a recovery code."""

    text: str


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """What a browser answered for a passkey: the JSON as it came, and the challenge that it was asked with."""

    json: str
    challenge: str


def half(door: Door, account: Account, method: str, where: Where) -> str:
    """The first half of signing in is done: `method` proved the account. Says the token of a sitting that owes the
    second factor."""
    with door.changing() as change:
        now = change.account(account.name)
        if now.password != account.password:
            raise NotProved("The password was changed just now. Sign in again.")
        if method == "password":
            tries.proved(change.session, "password", account.email or account.name, where.network, change.now)
        return change.open(account.name, method, where, owes="factor")


def prove(door: Door, sitting: Sitting, proof: Code | KeyAnswer) -> str:
    """The second half of signing in, or the proof once more before a grave act; says the token of the new sitting."""
    if isinstance(proof, Code):
        tries.take(door.database, "code", sitting.account, sitting.network, door.now)
    with door.changing() as change:
        account = change.account(sitting.account)
        by = _checked(door, change, account, proof)
        token = change.again(sitting, f"{sitting.method} and {by}" if sitting.owes else by)
        if isinstance(proof, Code):
            tries.proved(change.session, "code", sitting.account, sitting.network, change.now)
        change.note("sign_in" if sitting.owes else "step_up", account.name, method=f"{sitting.method} and {by}")
        if by == "recovery code":
            change.tell(account.name, "recovery_code_used")
    return token


def sign_in_with_key(door: Door, answer: KeyAnswer, where: Where) -> str:
    """A passkey with user verification is something held and something known or borne: it signs in alone."""
    with door.changing() as change:
        account = _owner_of(door, change, answer)
        token = change.open(account.name, "passkey", where)
        change.note("sign_in", account.name, method="passkey")
    return token


def _checked(door: Door, change: Changing, account: Account, proof: Code | KeyAnswer) -> str:
    """What the proof was, in a word. Raises NotProved."""
    if isinstance(proof, KeyAnswer):
        if _owner_of(door, change, proof).name != account.name:
            raise NotProved(NOT_THIS_KEY)
        return "passkey"
    if door.wallet.takes(proof.text, account):
        return "authenticator"
    code = change.session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.account == account.name,
            RecoveryCode.hash == hash_of_code(account.name, proof.text),
            RecoveryCode.ended_at.is_(None),
        )
    )
    if code is None:
        raise NotProved(NOT_THIS)
    code.ended_at = change.now
    return "recovery code"


def _owner_of(door: Door, change: Changing, answer: KeyAnswer) -> Account:
    """The account whose passkey answered the challenge. Raises NotProved, with the same words for every reason."""
    try:
        given = parse_authentication_credential_json(answer.json)
        key = change.session.scalar(
            select(Passkey).where(Passkey.credential == bytes_to_base64url(given.raw_id), Passkey.ended_at.is_(None))
        )
        if key is None:
            raise NotProved(NOT_THIS_KEY)
        account = change.account(key.account)
        handle = given.response.user_handle
        if handle is not None and handle != handle_of(account.name, door.origin):
            raise NotProved(NOT_THIS_KEY)
        verified = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(answer.challenge),
            expected_rp_id=host_of(door.origin),
            expected_origin=door.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise NotProved(NOT_THIS_KEY) from None
    spend(change, answer.challenge)
    key.sign_count, key.used_at = verified.new_sign_count, change.now
    return account


def spend(change: Changing, challenge: str) -> None:
    """Takes the challenge, so that no answer to it counts again. Raises NotProved where it was taken."""
    if change.session.get(SpentChallenge, hash_of(challenge)) is not None:
        raise NotProved(NOT_THIS_KEY)
    change.session.add(SpentChallenge(hash=hash_of(challenge), at=change.now))


def handle_of(account: str, origin: str) -> bytes:
    """What passkeys call the account: nothing that an authenticator could read a name from."""
    return hashlib.sha256(f"passkey|{origin}|{account}".encode()).digest()


def host_of(origin: str) -> str:
    """The host name of the office site, which passkeys are bound to."""
    return origin.partition("://")[2].partition("/")[0].partition(":")[0]


def hash_of_code(account: str, code: str) -> str:
    """What the database holds of a recovery code: it has 80 random bits, so that a plain hash is enough."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return hashlib.sha256(f"{account}|{plain}".encode("utf-8", "replace")).hexdigest()
