"""Mails that reached nobody: what a mail server wrote back about one (RFC 3464), and which addresses are wrong."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.office import Account
from committee_app.tables.records import Mail, Outbox
from workflows.machine import Refused

# Bytes of a notification, and characters of a reason: whatever a stranger's server wrote, this is kept.
LARGEST, LONGEST = 1_000_000, 300
IDENTITY = re.compile(r"<?([0-9a-f]{32})(?:@|>|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Notification:
    """That a mail failed for good: the mail by its own identity, and what the server says of it."""

    identity: str
    reason: str


def notification(content: bytes) -> Notification:
    """What a delivery status notification says. Raises Refused where it is none, names no mail of ours, or does not
    say that the mail failed for good (delayed, relayed and delivered are no bounces)."""
    if len(content) > LARGEST:
        raise Refused("This file is too large to be a delivery status notification.")
    message = message_from_bytes(content, policy=policy.default)
    report = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    if message.get_content_type() != "multipart/report" or not report:
        raise Refused("This is no delivery status notification (RFC 3464): save the whole mail that came back.")
    fields = [block for part in report for block in part.walk() if block is not part]
    failed = [block for block in fields if str(block.get("Action", "")).strip().lower() == "failed"]
    if not failed:
        raise Refused("This notification does not say that the mail failed: it may still arrive.")
    identity = next(_identities(message, fields), None)
    if identity is None:
        raise Refused("This notification does not say which of our mails it is about.")
    said = [str(failed[0].get(name, "")) for name in ("Status", "Diagnostic-Code")]
    return Notification(identity, printable(" ".join(filter(None, said))) or "The server gave no reason.")


def _identities(message: Message, fields: Sequence[Message]) -> Iterator[str]:
    """The identity as the envelope carried it, then as the mail that came back, or its head, names itself."""
    said = [str(block.get("Original-Envelope-Id", "")) for block in fields]
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            said += re.findall(r"(?im)^message-id:\s*(\S+)", str(part.get_payload()))
        elif part is not message and part.get("Message-ID"):
            said.append(str(part["Message-ID"]))
    for one in said:
        if found := IDENTITY.search(one):
            yield found[1]


def printable(text: str) -> str:
    """The text on one line, without what nobody sees, and no longer than is kept."""
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))[:LONGEST]


@dataclass(frozen=True, slots=True)
class Bounced:
    """A mail that reached nobody: of what kind, to whom at which address, when it was known, and why."""

    kind: str
    account: str
    display: str
    address: str
    at: dt.datetime
    reason: str


def bounced(session: Session) -> list[Bounced]:
    """The mails that bounced from an address that the account still has, the latest first: once it is mended, the old
    ones trouble nobody."""
    query = (
        select(Mail.kind, Account.name, Account.display, Mail.address, Outbox.bounced_at, Outbox.trouble)
        .join(Outbox, Outbox.mail_id == Mail.id)
        .join(Account, Account.name == Mail.account)
        .where(Outbox.bounced_at.is_not(None), Mail.address == Account.email, Account.ended_at.is_(None))
        .order_by(Outbox.bounced_at.desc(), Mail.id.desc())
    )
    return [
        Bounced(kind, name, display, address, at, why or "")
        for kind, name, display, address, at, why in session.execute(query)
        if at is not None
    ]
