"""Authenticator apps: Flask-Security's one-time codes, each step taken once.

The key that an app shares with us is kept wrapped by the office's own key: a copy of the database does not hold it.
"""

import io
from pathlib import Path
from typing import Any, Protocol, cast

import qrcode
import qrcode.image.svg
from flask_security.totp import Totp

from committee_app import keys

ISSUER = "Review Committee docket"
# A clock may be half a minute off, either way (RFC 6238, 5.2).
SLACK = 30


class Holder(Protocol):
    """Whoever has an authenticator: its wrapped key, and the last step that was taken."""

    totp: str | None
    totp_step: int | None


class Wallet(Totp):
    """Makes, wraps and checks what authenticators share with the office."""

    @classmethod
    def of(cls, instance: Path) -> "Wallet":
        """The wallet of this office. Raises Misconfigured where its key is missing or weak."""
        held = keys.read(instance, keys.FACTORS)
        return cls({str(number): key.hex() for number, key in enumerate(reversed(held), 1)}, ISSUER)

    def takes(self, code: str, holder: Holder) -> bool:
        """Whether the code is the holder's and its step was not taken before. The step is then taken."""
        digits = "".join(code.split())
        if holder.totp is None or not (digits.isascii() and digits.isdigit() and len(digits) == 6):
            return False
        return self.verify_totp(digits, holder.totp, cast("Any", holder), window=SLACK)

    def get_last_counter(self, user: Any) -> int | None:
        """The step that was taken last; codes of it and of older ones are refused."""
        return user.totp_step  # type: ignore[no-any-return] # the column has no type there

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Takes the step."""
        user.totp_step = tmatch.counter

    def address(self, account: str, wrapped: str) -> str:
        """The otpauth address that an app reads from the picture."""
        return self.get_totp_uri(account, wrapped)

    def picture(self, account: str, wrapped: str) -> bytes:
        """That address as a QR code, in SVG."""
        image = qrcode.make(self.address(account, wrapped), image_factory=qrcode.image.svg.SvgPathImage)
        drawn = io.BytesIO()
        image.save(drawn)
        return drawn.getvalue()
