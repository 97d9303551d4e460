"""Whether a real office is set up safely: it does not start otherwise. Each fault is a sentence that says what to do.

`faults` is asked before the site serves; a training office serves whatever its settings are.
"""

import datetime as dt
import ipaddress
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url, select, text

from committee_app import keys
from committee_app.database import OFFICE_ROLE, Database
from committee_app.settings import CHICAGO, Misconfigured, Settings
from committee_app.signatures import FILE, signer_of
from committee_app.tables.guards import APPEND_ONLY
from committee_app.tables.office import Account

Check = Callable[[Settings, Database, Mapping[str, str]], Iterator[str]]
CHECKS: list[Check] = []


def check(one: Check) -> Check:
    """Registers a check."""
    CHECKS.append(one)
    return one


def faults(settings: Settings, database: Database, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Every fault of a real office, each as a sentence; none where it may serve."""
    return [fault for one in CHECKS for fault in one(settings, database, environ)]


def refuse_unsafe(settings: Settings, database: Database, environ: Mapping[str, str] = os.environ) -> None:
    """Raises Misconfigured with every fault, for a real office."""
    if not settings.training and (found := faults(settings, database, environ)):
        raise Misconfigured("\n".join(["This office does not start:", *(f"- {fault}" for fault in found)]))


@check
def the_keys(settings: Settings, _: Database, __: Mapping[str, str]) -> Iterator[str]:
    """Both are there, long and random, and nobody else reads them."""
    for name in (keys.SESSION, keys.FACTORS):
        path = settings.instance / name
        try:
            keys.read(settings.instance, name)
        except Misconfigured as error:
            yield str(error)
            continue
        yield from _private(path)
    # That it is missing holds up the open records, and is said on the first page; nothing else waits for it.
    yield from _private(keys.path_of(settings.instance, keys.RECORDS))


@check
def the_folder(settings: Settings, database: Database, _: Mapping[str, str]) -> Iterator[str]:
    """Letters, mails and the database are no other user's to read."""
    yield from _private(settings.instance)
    name = make_url(settings.database_url).database
    if database.is_sqlite and name:
        yield from _private(Path(name))


def _private(path: Path) -> Iterator[str]:
    if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        rights = "700" if path.is_dir() else "600"
        yield f"Other users of this machine may reach {path}: chmod {rights} it."


@check
def the_address(settings: Settings, _: Database, __: Mapping[str, str]) -> Iterator[str]:
    """Links in mails and passkeys are bound to it."""
    parts = urlsplit(settings.office_url)
    if parts.scheme != "https":
        yield "COMMITTEE_OFFICE_URL must begin with https://: put a TLS proxy before the site and name its address."
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username:
        yield "COMMITTEE_OFFICE_URL must be an address without a path, such as https://docket.example.mo.gov."
    elif _is_number(parts.hostname):
        yield "COMMITTEE_OFFICE_URL must have a name, not a number: passkeys are bound to a name."


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@check
def the_clock(settings: Settings, _: Database, __: Mapping[str, str]) -> Iterator[str]:
    """Legal days are those of Missouri, and pass by themselves."""
    if settings.fixed_today is not None:
        yield "The clock is set to a day: only training may do that."
    hours = [CHICAGO.utcoffset(dt.datetime(2028, month, 1)) for month in (1, 7)]  # noqa: DTZ001 - asks for the zone's offset
    if hours != [dt.timedelta(hours=-6), dt.timedelta(hours=-5)]:
        yield "The time zone America/Chicago is unknown here, or wrong: install tzdata anew."


@check
def the_mail(settings: Settings, _: Database, __: Mapping[str, str]) -> Iterator[str]:
    """Mails hold links that are keys: they go out, and over TLS or on this machine alone."""
    if not settings.smtp_url:
        yield "COMMITTEE_SMTP_URL is missing: without a mail server nobody can be invited."
    elif urlsplit(settings.smtp_url).scheme == "smtp+plain" and not _is_here(urlsplit(settings.smtp_url).hostname):
        yield "COMMITTEE_SMTP_URL would send mails unencrypted to another machine: use smtp:// or smtps://."
    if "@" not in settings.mail_from or settings.mail_from.rstrip("> ").endswith("@localhost"):
        yield "COMMITTEE_MAIL_FROM must be the office's own mail address."


def _is_here(host: str | None) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


@check
def the_provider(settings: Settings, _: Database, __: Mapping[str, str]) -> Iterator[str]:
    """Single sign-on is as safe as the way to its provider."""
    if settings.sso and not settings.sso.issuer.startswith("https://"):
        yield "COMMITTEE_OIDC_ISSUER must begin with https://."


@check
def the_proxy(settings: Settings, _: Database, __: Mapping[str, str]) -> Iterator[str]:
    """Any word for where a request comes from would let a stranger slow down whom he likes."""
    if settings.proxy and not _is_number(settings.proxy):
        yield "COMMITTEE_PROXY must be the one address of the proxy, such as 127.0.0.1."


@check
def the_certificate(settings: Settings, _: Database, __: Mapping[str, str]) -> Iterator[str]:
    """A release with a certificate that is no good is refused: it is told before anybody waits for a letter."""
    signer = signer_of(settings)
    if signer is not None:
        yield from _private(signer.path)
        if fault := signer.fault(settings.now()):
            yield fault
    elif settings.signing_passphrase:
        yield (
            f"COMMITTEE_SIGNING_PASSPHRASE is set, and the instance folder has no {FILE}: put it there, or take the "
            "passphrase out of the environment."
        )


@check
def the_environment(_: Settings, __: Database, environ: Mapping[str, str]) -> Iterator[str]:
    """What the serving process must not be given."""
    if environ.get("FLASK_DEBUG", "") not in {"", "0"}:
        yield "FLASK_DEBUG is set: error pages would show the program's inside. Take it out of the environment."
    if environ.get("COMMITTEE_OWNER_URL"):
        yield "COMMITTEE_OWNER_URL is set: the tables' owner belongs to `committee init` alone, not to what serves."


@check
def the_people(_: Settings, database: Database, __: Mapping[str, str]) -> Iterator[str]:
    """Nobody who is made up."""
    with database.reading() as session:
        if session.scalar(select(Account.name).where(Account.sample).limit(1)) is not None:
            yield "There are sample accounts in this database: a real office begins with an empty one."


@check
def the_sqlite_file(_: Settings, database: Database, __: Mapping[str, str]) -> Iterator[str]:
    """What was acknowledged is on the disk, and what is final has its guards."""
    if not database.is_sqlite:
        return
    with database.reading() as session:
        said = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        }
        triggers = set(session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    if int(said["synchronous"] or 0) < 2:
        yield "SQLite runs with synchronous below FULL: an act that was acknowledged could be lost."
    if said["journal_mode"] != "wal":
        yield "SQLite runs without its write-ahead log: readers would wait for writers. Use a local disk."
    if not said["foreign_keys"]:
        yield "SQLite runs without foreign keys: rows could refer to nothing."
    if missing := [
        name for name in APPEND_ONLY if f"{name}_no_update" not in triggers or f"{name}_no_delete" not in triggers
    ]:
        yield f"The guards of {', '.join(missing)} are missing: run `committee init`."


@check
def the_postgresql_server(_: Settings, database: Database, __: Mapping[str, str]) -> Iterator[str]:
    """The office's role owns nothing, removes nothing, and what it commits is on the disk."""
    if database.is_sqlite:
        return
    with database.reading() as session:
        said = {
            name: session.execute(text(f"SHOW {name}")).scalar()
            for name in ("synchronous_commit", "fsync", "full_page_writes")
        }
        who = session.execute(text("SELECT session_user, rolsuper FROM pg_roles WHERE rolname = session_user")).one()
        owned = session.execute(
            text(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' "
                "AND tableowner IN (session_user, current_user)"
            )
        ).scalar()
        removes = session.execute(
            text("SELECT bool_or(has_table_privilege(current_user, quote_ident(tablename), 'DELETE')) FROM pg_tables "
                 "WHERE schemaname = 'public'")
        ).scalar()  # fmt: skip
        role = session.execute(text("SELECT current_user")).scalar()
    for name, value in said.items():
        if value not in {"on", "remote_apply", "remote_write"}:
            yield f"PostgreSQL runs with {name} = {value}: an act that was acknowledged could be lost. Switch it on."
    if who.rolsuper or owned:
        yield f"The login {who.session_user} owns the tables or the server: use one that was granted {OFFICE_ROLE}."
    if removes or role != OFFICE_ROLE:
        yield f"The office works as {role}, which may remove rows: `committee init` as the owner makes {OFFICE_ROLE}."
