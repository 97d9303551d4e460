"""The office's certificate: where it lies, letters are signed with it as they are released.

It is a PKCS #12 file in the instance folder, and an option (the extra `signing`). Without the file letters have their
line for a signature by hand, as with it. What is kept of a letter is the signed file.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from committee_app.settings import CHICAGO, Settings
from workflows.machine import Refused

FILE = "signing.p12"
INSTEAD = f"Put it right, or take {FILE} out of the instance folder: letters are signed by hand then."


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose certificate it is, and the first and the last instant at which it may sign."""

    subject: str
    since: dt.datetime
    until: dt.datetime

    @property
    def last_day(self) -> dt.date:
        """The last day, in Missouri."""
        return self.until.astimezone(CHICAGO).date()

    def as_json(self) -> dict[str, str]:
        """As it is kept with each letter that it signed."""
        return {"subject": self.subject, "until": self.last_day.isoformat()}


@dataclass(frozen=True, slots=True)
class Signer:
    """The file of the certificate and its key, and the passphrase that opens it. It is read anew each time: a new
    certificate is put in its place while the office serves."""

    path: Path
    passphrase: str | None = field(default=None, repr=False)

    def certificate(self, now: dt.datetime) -> Certificate:
        """The certificate with which a letter can be signed now. Raises Refused, with a remedy, where none can be."""
        try:
            found: Certificate = Certificate(*_signing().certificate(*self._opened()))
        except (ImportError, OSError, ValueError) as error:
            raise Refused(_cannot(error)) from None
        if now > found.until:
            day = f"{found.last_day:%B %-d, %Y}"
            raise Refused(
                f"The office's certificate ({found.subject}) was good until {day}: it signs no more. {INSTEAD}"
            )
        if now < found.since:
            day = f"{found.since.astimezone(CHICAGO):%B %-d, %Y}"
            raise Refused(f"The office's certificate ({found.subject}) is good from {day} on. {INSTEAD}")
        return found

    def signed(self, pdf: bytes, now: dt.datetime, reason: str) -> tuple[bytes, Certificate]:
        """The PDF, made with a field for it, with a signature of this instant; and the certificate. Raises Refused as
        above."""
        certificate = self.certificate(now)
        key, passphrase = self._opened()
        try:
            return _signing().signed(pdf, key, passphrase, now, reason), certificate
        except ValueError as error:
            raise Refused(_cannot(error)) from None

    def fault(self, now: dt.datetime) -> str | None:
        """Why no letter can be signed now, with the remedy; None where one can."""
        try:
            self.certificate(now)
        except Refused as refused:
            return refused.reason
        return None

    def _opened(self) -> tuple[bytes, bytes | None]:
        return self.path.read_bytes(), self.passphrase.encode() if self.passphrase else None


def signer_of(settings: Settings) -> Signer | None:
    """With what this office signs its letters; None where no certificate lies in the instance folder."""
    path = settings.instance / FILE
    return Signer(path, settings.signing_passphrase) if path.exists() else None


def _signing() -> Any:
    from letters import signing

    return signing


def _cannot(error: Exception) -> str:
    if isinstance(error, ImportError):
        return f"No letter can be signed with the office's certificate: the extra “signing” is not installed. {INSTEAD}"
    said = f": {error}" if isinstance(error, ValueError) else ""
    return f"No letter can be signed with the office's certificate{said}. {INSTEAD}"
