"""Whether the office's machine does its work, for those inside: no closed fact and no count of one is among it."""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from committee_app import marks, schema
from committee_app.database import Database
from committee_app.outbox import open_store_of
from committee_app.public import store
from committee_app.sending import stopped
from committee_app.settings import Settings
from committee_app.tables.journal import Entry
from committee_app.tables.publications import PublicLine

# The scan runs every night: after so long one was missed.
SCAN = dt.timedelta(hours=26)
DISPATCHING, NIGHTLY = dt.timedelta(minutes=15), dt.timedelta(hours=26)
# The part of the disk that is free, below which somebody is to act.
FREE = 0.1


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that is well or not. `says` is a sentence for a person; `number` what a machine draws, in seconds,
    parts or pieces as its name says; None where there is none."""

    name: str
    well: bool
    says: str
    number: float | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read(settings: Settings, database: Database) -> list[Sign]:
    """Every sign, as of now. A database that cannot be reached is one of them, and then the only one of it."""
    now = settings.now()
    signs = [*_machine(settings, now)]
    try:
        signs = [*_records(settings, database, now), *signs]
    except SQLAlchemyError as error:
        signs.insert(0, Sign("database", False, f"The database cannot be reached ({type(error).__name__})."))
    return signs


def _records(settings: Settings, database: Database, now: dt.datetime) -> Iterator[Sign]:
    at, newest = schema.current(database), schema.newest()
    yield Sign("database", True, "The database answers.")
    current = at == newest
    yield Sign(
        "migrations",
        current,
        f"The tables are of this version ({at})."
        if current
        else f"The tables are of version {at}, the program of {newest}: run `committee init`.",
    )
    if not current:
        return
    with database.reading() as session:
        since = stopped(session)
        scanned = session.scalar(select(func.max(Entry.at)).where(Entry.verb == "keep_findings"))
        unsigned = (
            session.scalar(select(func.count()).select_from(PublicLine).where(PublicLine.signature.is_(None))) or 0
        )
    yield Sign("sending", since is None, f"Sending is stopped since {since}." if since else "Letters and mails leave.")
    # On a training clock the day stands still, or is another.
    yield _age("scan", scanned, now, SCAN, "scan", training=settings.training)
    signed = f"{unsigned} lines of the public list are without a signature."
    yield Sign("lines_unsigned", unsigned == 0 or settings.training, signed, unsigned)


def _machine(settings: Settings, now: dt.datetime) -> Iterator[Sign]:
    for name, within, called in (
        (marks.DISPATCH, DISPATCHING, "dispatcher's run"),
        (marks.VERIFY, NIGHTLY, "check of the journal"),
        (marks.BACKUP, NIGHTLY, "backup"),
    ):
        noted = marks.last(settings.instance, name)
        sign = _age(name, noted[0] if noted else None, now, within, called, training=settings.training)
        if noted and noted[1].get("ok") is False:
            sign = Sign(name, False, f"The last {called} did not hold: run it by hand, and read what it says.")
        yield sign
    usage = shutil.disk_usage(settings.instance if settings.instance.exists() else settings.instance.parent)
    free = usage.free / usage.total
    yield Sign("disk", free >= FREE, f"{free:.0%} of the disk is free.", round(free, 3))
    try:
        store.about(open_store_of(settings))
        yield Sign("open_store", True, "The open store can be read.")
    except Exception as error:
        yield Sign("open_store", False, f"The open store cannot be read ({type(error).__name__}).")


def _age(
    name: str, at: dt.datetime | None, now: dt.datetime, within: dt.timedelta, called: str, *, training: bool
) -> Sign:
    if at is None:
        return Sign(name, training, f"There was no {called} yet.")
    age = now - at
    hours = age.total_seconds() / 3600
    when = f"The last {called} was {hours:.0f} hours ago." if hours >= 1 else f"The last {called} was within the hour."
    return Sign(name, training or age <= within, when, round(age.total_seconds()))


def well(signs: list[Sign]) -> bool:
    """Whether nobody needs to act."""
    return all(sign.well for sign in signs)


def metrics(signs: list[Sign]) -> str:
    """The signs in the text form of Prometheus, for its collector of files: on the inside alone."""
    lines = ["# TYPE committee_well gauge", *(f'committee_well{{sign="{one.name}"}} {one.well:d}' for one in signs)]
    lines += ["# TYPE committee_number gauge"]
    lines += [f'committee_number{{sign="{one.name}"}} {one.number}' for one in signs if one.number is not None]
    return "\n".join([*lines, ""])
