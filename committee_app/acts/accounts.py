"""Acts about who may enter: invitations, roles, and the end of an account. The administrator's, who reads no closed
record; seats are not given here."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from committee_app.acts.doing import Doing
from committee_app.acts.factors import make_link
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.accounts import Link, Passkey, RecoveryCode, Sitting
from committee_app.tables.office import ROLES, Account
from rules.statute import cite
from workflows.machine import Refused

# Whoever enters reads what is before the committee in closed session.
CLOSED_SESSIONS = cite("56.602.4(2)#1")
DIRECTOR = cite("56.602.2(1)")
NAME = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")
ADDRESS = re.compile(r"[^\s@<>\"',;:()\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,180}[a-z0-9])?")
RESERVED = ("console", "nobody")
ROLE = Parameter("role", Kind.CHOICE, "Role", choices={role: role.capitalize() for role in ROLES})
ACCOUNT = Parameter("account", Kind.TEXT, "Account")


def checked_address(text: str) -> str:
    """The mail address in the one form in which it is kept. Raises Refused."""
    address = text.strip().lower()
    if not ADDRESS.fullmatch(address) or not address.isascii() or ".." in address:
        raise Refused(f"“{text[:60]}” is no mail address such as name@example.gov.")
    return address


def checked_name(text: str) -> str:
    """The account's short name. Raises Refused."""
    if not NAME.fullmatch(text) or text in RESERVED:
        raise Refused(f"“{text[:60]}” cannot be an account's name: use 3 to 40 small letters, digits and hyphens.")
    return text


def checked_display(text: str) -> str:
    """The name as pages show it. Raises Refused."""
    if not text.isprintable() or len(text) > 120:
        raise Refused("“Name” holds a character that nobody sees, or is longer than 120 characters.")
    return text


@act(
    "Makes an account and mails its owner a link that works once, for 72 hours.",
    CLOSED_SESSIONS,
    roles="administrator",
    about="office",
    asks=(
        Parameter(
            "account", Kind.TEXT, "Account", hint="a short name: small letters, digits, hyphens; it stays for ever"
        ),
        Parameter("display", Kind.TEXT, "Name", hint="as pages and roll calls show it"),
        Parameter("email", Kind.TEXT, "Mail address", hint="with it the person signs in"),
        ROLE,
    ),
    step_up=True,
)
def invite(doing: Doing) -> Mapping[str, Any]:
    name, address = checked_name(doing["account"]), checked_address(doing["email"])
    if doing.session.get(Account, name) is not None:
        raise Refused(f"There is, or was, an account {name}. A name is given once, so that the journal stays clear.")
    if doing.session.scalar(select(Account.name).where(Account.email == address)) is not None:
        raise Refused(f"{address} belongs to an account already.")
    _one_director(doing)
    doing.session.add(
        Account(name=name, display=checked_display(doing["display"]), role=doing["role"], sample=False, email=address)
    )
    doing.session.flush()
    _mail_link(doing, name)
    return {"account": name, "role": doing["role"]}


def _one_director(doing: Doing) -> None:
    """Raises Refused where the role is the director's and somebody has it: the Act knows one, with the first seat."""
    if doing["role"] != "director":
        return
    there = select(Account.display).where(Account.role == "director", Account.ended_at.is_(None))
    if (display := doing.session.scalar(there)) is not None:
        raise Refused(
            f"{display} is the executive director, and there is one. Give that account another role or end it first.",
            DIRECTOR,
        )


@act(
    "Mails a new link to somebody who lost the password or every second factor; the old ones are over.",
    CLOSED_SESSIONS,
    roles="administrator",
    about="office",
    asks=(ACCOUNT,),
    step_up=True,
    cannot_be_undone="The account's password, authenticator, passkeys and recovery codes are over; it is signed out.",
)
def renew_invitation(doing: Doing) -> Mapping[str, Any]:
    account = _another(doing)
    account.password, account.totp, account.totp_step = None, None, None
    for table in (Passkey, RecoveryCode):
        over = update(table).where(table.account == account.name, table.ended_at.is_(None))
        doing.session.execute(over.values(ended_at=doing.now))
    _end_sittings(doing, account.name)
    doing.session.flush()
    _mail_link(doing, account.name)
    return {"account": account.name}


@act(
    "Gives an account another role. Every sitting of it ends.",
    CLOSED_SESSIONS,
    roles="administrator",
    about="office",
    asks=(ACCOUNT, ROLE),
    step_up=True,
)
def change_role(doing: Doing) -> Mapping[str, Any]:
    account = _another(doing)
    if account.role == doing["role"]:
        raise Refused(f"{account.display} has this role already.")
    _one_director(doing)
    before, account.role = account.role, doing["role"]
    _end_sittings(doing, account.name)
    return {"account": account.name, "role": account.role, "before": before}


@act(
    "Corrects the mail address of an account, by which its owner signs in and to which mails go. The owner is told; "
    "its sittings and every link that was mailed end, and an invitation that waited goes out again.",
    CLOSED_SESSIONS,
    roles="administrator",
    about="office",
    asks=(ACCOUNT, Parameter("email", Kind.TEXT, "Mail address")),
    step_up=True,
)
def correct_address(doing: Doing) -> Mapping[str, Any]:
    account, address = _another(doing), checked_address(doing["email"])
    if doing.session.scalar(select(Account.name).where(Account.email == address)) is not None:
        raise Refused(f"{address} belongs to an account already.")
    # At the old address too: whoever reads there may be the owner still.
    doing.mail(account.name, "sign_in_changed", f"address_before:{doing.seq}")
    account.email = address
    _end_sittings(doing, account.name)
    # Whoever reads at the old address holds them.
    waiting = Link.account == account.name, Link.ended_at.is_(None)
    invited = doing.session.scalar(select(Link.id).where(*waiting, Link.kind == "invitation")) is not None
    doing.session.execute(update(Link).where(*waiting).values(ended_at=doing.now))
    doing.session.flush()
    doing.mail(account.name, "sign_in_changed", f"address:{doing.seq}")
    if invited:
        _mail_link(doing, account.name)
    return {"account": account.name}


@act(
    "Ends an account: its sittings end at once and it signs in no more. What it did stays in the journal.",
    CLOSED_SESSIONS,
    roles="administrator",
    about="office",
    asks=(ACCOUNT,),
    cannot_be_undone="An account that ended stays ended; the same person is invited under another name.",
)
def end_account(doing: Doing) -> Mapping[str, Any]:
    account = _another(doing)
    account.ended_at = doing.now
    # The address is free for another account of the same person.
    account.email = None
    _end_sittings(doing, account.name)
    return {"account": account.name}


def _another(doing: Doing) -> Account:
    """The account that the act is about, which is not the actor's own. Raises Refused."""
    account = doing.session.get(Account, doing["account"])
    if account is None or account.ended_at is not None:
        raise Refused(f"There is no account {doing['account'][:60]} that signs in.")
    if account.name == doing.actor.name:
        raise Refused("Nobody changes the rights of the own account: another administrator does it.", CLOSED_SESSIONS)
    return account


def _end_sittings(doing: Doing, account: str) -> None:
    ended = update(Sitting).where(Sitting.account == account, Sitting.ended_at.is_(None))
    doing.session.execute(ended.values(ended_at=doing.now))


def _mail_link(doing: Doing, account: str) -> None:
    secret = make_link(doing.session, "invitation", account, doing.now)
    doing.mail(account, "invitation", f"invitation:{doing.seq}", secret=secret)
