"""What the environment says: which database, which instance folder, and whether this is training."""

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

CHICAGO = ZoneInfo("America/Chicago")
# The calendar counts from 1991 to 2099; a clock needs some years before and after it.
FIRST_YEAR, LAST_YEAR = 1993, 2085
OFFICE_URL = "http://127.0.0.1:8000"
MAIL_FROM = "docket@localhost"


class Misconfigured(Exception):
    """The environment asks for something that this program refuses; the text says what to change."""


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """The one OpenID Connect provider whose word is taken for a password."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    called: str = "your office's sign-in"


@dataclass(frozen=True, slots=True)
class Settings:
    """`fixed_today` is the training clock's day, or None for the real one. `office_url` is where the office site is
    reached from outside, for links in mails; without `smtp_url` mails wait (in training: they go into a folder).
    `proxy` is the address of the proxy whose word for where a request comes from is taken; `signing_passphrase` opens
    the certificate with which letters are signed, if there is one. `open_store` is where the open store is, a file or
    a PostgreSQL address as its publisher; None for the file in the instance folder."""

    database_url: str = field(repr=False)
    instance: Path
    training: bool
    fixed_today: dt.date | None
    office_url: str = OFFICE_URL
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = MAIL_FROM
    proxy: str | None = None
    sso: SingleSignOn | None = None
    signing_passphrase: str | None = field(default=None, repr=False)
    open_store: str | None = field(default=None, repr=False)

    def now(self) -> dt.datetime:
        """The instant, in UTC; on the training clock's day, the time of day is the real one in Missouri."""
        moment = dt.datetime.now(CHICAGO)
        if self.fixed_today:
            moment = moment.replace(self.fixed_today.year, self.fixed_today.month, self.fixed_today.day)
        return moment.astimezone(dt.UTC)

    def today(self) -> dt.date:
        """The legal day in America/Chicago."""
        return self.fixed_today or dt.datetime.now(CHICAGO).date()

    @property
    def owner_url(self) -> str:
        """The URL that may alter tables: migrations alone use it."""
        return os.environ.get("COMMITTEE_OWNER_URL", self.database_url)


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises Misconfigured."""
    instance = Path(environ.get("COMMITTEE_INSTANCE", "instance")).absolute()
    training = environ.get("COMMITTEE_TRAINING", "") not in {"", "0"}
    today = environ.get("COMMITTEE_TODAY", "")
    if today and not training:
        raise Misconfigured("COMMITTEE_TODAY sets the clock, which only training mode allows (COMMITTEE_TRAINING=1).")
    try:
        fixed = dt.datetime.strptime(today, "%Y-%m-%d").replace(tzinfo=CHICAGO).date() if today else None
    except ValueError:
        raise Misconfigured(f"COMMITTEE_TODAY must be a day written as YYYY-MM-DD, not {today!r}.") from None
    if fixed and not FIRST_YEAR <= fixed.year <= LAST_YEAR:
        raise Misconfigured(f"COMMITTEE_TODAY must lie between {FIRST_YEAR} and {LAST_YEAR}, not in {fixed.year}.")
    url = environ.get("COMMITTEE_DATABASE_URL") or f"sqlite:///{instance / 'office.sqlite3'}"
    smtp = environ.get("COMMITTEE_SMTP_URL") or None
    published = environ.get("COMMITTEE_OPEN_STORE") or None
    if published and not published.startswith(("postgresql://", "postgres://", "/")):
        raise Misconfigured(
            "COMMITTEE_OPEN_STORE must be a file by its whole path, or a PostgreSQL address, as "
            "postgresql://publisher@host/open; without it the open store is public/open.sqlite3 in the instance folder."
        )
    if smtp and not smtp.startswith(("smtp://", "smtps://", "smtp+plain://")):
        raise Misconfigured("COMMITTEE_SMTP_URL must begin with smtp://, smtps:// or smtp+plain://.")
    return Settings(
        url,
        instance,
        training,
        fixed,
        office_url=environ.get("COMMITTEE_OFFICE_URL", OFFICE_URL).rstrip("/"),
        smtp_url=smtp,
        mail_from=environ.get("COMMITTEE_MAIL_FROM", MAIL_FROM),
        proxy=environ.get("COMMITTEE_PROXY") or None,
        sso=_single_sign_on(environ),
        signing_passphrase=environ.get("COMMITTEE_SIGNING_PASSPHRASE") or None,
        open_store=published,
    )


def records_key(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Where the key that signs the public list lies, if the environment names a place of its own for it."""
    named = environ.get("COMMITTEE_RECORDS_KEY")
    return Path(named).absolute() if named else None


def _single_sign_on(environ: Mapping[str, str]) -> SingleSignOn | None:
    said = {name: environ.get(f"COMMITTEE_OIDC_{name}", "") for name in ("ISSUER", "CLIENT", "SECRET", "CALLED")}
    if not any(said.values()):
        return None
    if missing := [f"COMMITTEE_OIDC_{name}" for name in ("ISSUER", "CLIENT", "SECRET") if not said[name]]:
        raise Misconfigured(f"Single sign-on is set up by half: {', '.join(missing)} is missing.")
    called = said["CALLED"] or SingleSignOn.__dataclass_fields__["called"].default
    return SingleSignOn(said["ISSUER"].rstrip("/"), said["CLIENT"], said["SECRET"], str(called))
