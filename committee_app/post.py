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

from committee_app.tables.records import Mail

SECONDS = 15


class Post(Protocol):
    """Something that takes a mail; when `send` returns, it was taken. Raises OSError where it was not."""

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
            server.send_message(message)


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
    if mail.attachment is not None:
        message.add_attachment(mail.attachment, maintype="text", subtype="calendar", filename="meeting.ics")
    return message
