"""What leaves the database after the commit, once each: letters into the print tray, publications into the open store.

Claim with a lease, do it into a sink that knows what it has, then mark. A dispatcher that dies leaves a lease that
runs out; the next one does the same thing again and the sink takes it only once.
"""

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from committee_app import open_store
from committee_app.database import Database
from committee_app.open_store import OpenRecord
from committee_app.tables.records import Letter, Outbox, Publication

LEASE = dt.timedelta(seconds=60)


def dispatch(database: Database, instance: Path, now: dt.datetime) -> int:
    """Does everything that waits; says how much was done. Safe to run twice at once and after any crash."""
    done = 0
    while (claimed := _claim(database, now)) is not None:
        identity, kind, dedup, letter_id = claimed
        if kind == "print":
            _print(database, instance / "print_tray", dedup, letter_id)
        else:
            with database.reading() as session:
                open_store.write(open_store_path(instance), list(_published(session)))
        with database.writing() as session:
            session.execute(update(Outbox).where(Outbox.id == identity).values(done_at=now))
        done += 1
    return done


def _published(session: Session) -> Iterator[OpenRecord]:
    """Every publication, by its open columns alone."""
    columns = [getattr(Publication, name) for name in open_store.OPEN_COLUMNS]
    for row in session.execute(select(*columns).order_by(Publication.number)):
        yield OpenRecord(**{**row._mapping, "dated": row.dated.isoformat()})


def open_store_path(instance: Path) -> Path:
    return instance / "public" / "open.sqlite3"


def _claim(database: Database, now: dt.datetime) -> tuple[int, str, str, int | None] | None:
    with database.writing() as session:
        free = or_(Outbox.lease_until.is_(None), Outbox.lease_until < now)
        row = session.scalars(
            select(Outbox)
            .where(Outbox.done_at.is_(None), free)
            .order_by(Outbox.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        row.lease_until = now + LEASE
        return row.id, row.kind, row.dedup, row.letter_id


def _print(database: Database, tray: Path, dedup: str, letter_id: int | None) -> None:
    """Lays one letter into the tray under the name of its `dedup`; a letter that lies there already stays as it is."""
    with database.reading() as session:
        pdf = session.get_one(Letter, letter_id).pdf
    tray.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=tray, prefix=".print-")
    try:
        with os.fdopen(handle, "wb") as sheet:
            sheet.write(pdf)
            sheet.flush()
            os.fsync(sheet.fileno())
        try:
            os.link(name, tray / f"{dedup.replace(':', '_')}.pdf")
        except FileExistsError:
            return
    finally:
        os.unlink(name)
