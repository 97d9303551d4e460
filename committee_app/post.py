"""Where mails go: an SMTP server, or a folder in training. Each mail carries an identity of its own, so that one that
was taken twice after a crash is recognised as the same."""

import os
import smtplib
import ssl
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from committee_app.mails import as_html
from committee_app.tables.records import Mail

# So long each answer of the server may take. All of them together stay well below the lease under which a mail is sent.
SECONDS = 10


class RefusedForGood(Exception):
    """The server will never take this mail: it says why, and nobody tries again."""


class Post(Protocol):
    """Something that takes a mail; when `send` returns, it was taken. Raises OSError where it was not taken now, and
    RefusedForGood where it never will be."""

    def send(self, message: EmailMessage, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Tray:
    """A folder that holds each mail as a file, once: what training uses instead of a server."""

    folder: Path

    def send(self, message: EmailMessage, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=self.folder, prefix=".mail-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message.as_bytes(policy=SMTP))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(written, self.folder / f"{name}.eml")
            except FileExistsError:
                return
        finally:
            os.unlink(written)


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server by URL: `smtp://user:password@host:587` (STARTTLS), `smtps://host:465`, `smtp+plain://host:25` for
    one on this machine or behind a tunnel."""

    url: str

    def send(self, message: EmailMessage, name: str) -> None:
        parts = urlsplit(self.url)
        host, context = parts.hostname or "localhost", ssl.create_default_context()
        connected = (
            smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
            if parts.scheme == "smtps"
            else smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
        )
        with connected as server:
            if parts.scheme == "smtp":
                server.starttls(context=context)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            # Whoever returns it returns its head alone: a body may hold a link that is a key.
            asked = ["RET=HDRS", f"ENVID={name}"] if server.has_extn("dsn") else []
            try:
                server.send_message(message, mail_options=asked)
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
                if for_good := _for_good(error):
                    raise RefusedForGood(for_good) from None
                raise


def _for_good(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> str | None:
    """What the server answered about this address or this mail, where it is final (5yz in RFC 5321); else None. What
    it says of the connection or of the office as a sender is no word on the mail."""
    if isinstance(error, smtplib.SMTPDataError):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        answers = list(error.recipients.values())
    if not all(500 <= code < 600 for code, _ in answers):
        return None
    code, words = answers[0]
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"


def composed(mail: Mail, sender: str) -> EmailMessage:
    """The message of a mail, as it is sent and sent again."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.address
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{mail.identity}@{sender.rpartition('@')[2].strip('<> ') or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(as_html(mail.text), subtype="html")
    if mail.attachment is not None:
        message.add_attachment(mail.attachment, maintype="text", subtype="calendar", filename="meeting.ics")
    return message
