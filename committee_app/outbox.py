"""What leaves the database after the commit, once each: letters into the print tray, publications into the open store,
mails to their server.

Claim with a lease, do it into a sink that knows what it has, then mark. A dispatcher that dies leaves a lease that
runs out; the next one does the same thing again and the sink takes it only once. What left stands in a register outside
the database too (committee_app.left), for a database that was restored. While sending is stopped, nothing leaves but
what was published.
"""

import datetime as dt
import fcntl
import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import ColumnElement, and_, func, or_, select, true, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from committee_app import keys
from committee_app.bounces import printable
from committee_app.database import Database
from committee_app.labels import brought_by, label_of
from committee_app.left import Left
from committee_app.post import Post, RefusedForGood, Server, Tray, composed
from committee_app.public import store as open_stores
from committee_app.public.lists import Line, line_hash
from committee_app.public.store import Address, OpenRecord
from committee_app.sending import sheet_name, stopped
from committee_app.settings import MAIL_FROM, Misconfigured, Settings
from committee_app.tables.letters import LetterPrinting, LetterSheet
from committee_app.tables.office import Setting
from committee_app.tables.publications import Publication, PublicLine, Withdrawal
from committee_app.tables.records import Letter, Mail, Outbox

# Counted from the claim itself, and longer than a slow mail server takes: nobody else sends the same mail meanwhile.
LEASE = dt.timedelta(minutes=4)
UNSIGNED = PublicLine.signature.is_(None)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One thing that waits, held by a lease."""

    id: int
    kind: str
    dedup: str
    letter_id: int | None
    mail_id: int | None
    printing: int | None


def dispatch(
    database: Database,
    instance: Path,
    now: dt.datetime,
    post: Post | None = None,
    sender: str = MAIL_FROM,
    *,
    letters: bool = False,
    open_store: Address | None = None,
    tell: Callable[[str, str], None] = lambda *_: None,
) -> int:
    """Does everything that waits; says how much was done. Safe to run twice at once and after any crash. Without a
    `post` mails go on waiting; one that the post refuses now is tried again when its lease is over, one that it refuses
    for good has bounced. Of the letters those leave that somebody has printed; with `letters` all do, and none of them
    can be taken back then. What is published goes to `open_store`, or into the file of the instance folder. `tell` is
    told the kind and the key of each thing. What fails is tried once in a run."""
    done, begun, tried = 0, time.monotonic(), set[int]()
    register = Left.of(instance)

    def moment() -> dt.datetime:
        return now + dt.timedelta(seconds=time.monotonic() - begun)

    while (claimed := _claim(database, moment(), tried, mails=post is not None, letters=letters)) is not None:
        tried.add(claimed.id)
        trouble, bounced = None, False
        if claimed.kind == "print":
            trouble = _print(database, instance / "print_tray", claimed, register, now)
        elif claimed.kind == "mail" and post is not None:
            trouble, bounced = _send(database, post, sender, claimed, register, now)
        else:
            trouble = _publish(database, instance, open_store or open_store_path(instance))
        # Only what was found out is marked: another dispatcher may have done the same thing meanwhile.
        marks: dict[str, object] = {"trouble": trouble}
        if bounced:
            marks["bounced_at"] = now
        elif trouble is None:
            marks["done_at"] = now
        with database.writing() as session:
            session.execute(update(Outbox).where(Outbox.id == claimed.id).values(tries=Outbox.tries + 1, **marks))
        done += trouble is None
        tell(claimed.kind, claimed.dedup)
    return done


def _send(
    database: Database, post: Post, sender: str, claimed: Claimed, register: Left, now: dt.datetime
) -> tuple[str | None, bool]:
    """Hands one mail to the post; says what the post said against it, or None, and whether that is final. A mail that
    the register knows has left."""
    with database.reading() as session:
        mail = session.get_one(Mail, claimed.mail_id)
        message, identity = composed(mail, sender), mail.identity
    if register.when(claimed.dedup, identity):
        return None, False
    try:
        post.send(message, identity)
    except RefusedForGood as error:
        return printable(str(error)), True
    except OSError as error:  # smtplib's exceptions are of this kind
        return f"{type(error).__name__}: {error}"[:500], False
    register.note(claimed.dedup, identity, "mail", now)
    return None, False


def post_of(settings: Settings) -> Post | None:
    """Where this office's mails go; None where a real office named no server."""
    if settings.smtp_url:
        return Server(settings.smtp_url)
    return Tray(settings.instance / "mail_tray") if settings.training else None


def _publish(database: Database, instance: Path, where: Address) -> str | None:
    """Signs what is unsigned in the public list, then writes the open store; says what stands in the way, or None.
    Without a key the store stays as it was: nobody reads a list that is not signed to its end."""
    try:
        key = keys.of_the_records(instance)
        with _alone(instance):
            whole = False
            while not whole:
                with database.writing() as session:
                    sign(session, key)
                with database.reading() as session:
                    # What was published since is signed first.
                    if whole := session.scalar(select(PublicLine.seq).where(UNSIGNED).limit(1)) is None:
                        open_stores.write(where, opened(session), grows=True)
    except (Misconfigured, OSError, sqlite3.Error, open_stores.OtherList) as error:
        return str(error)[:500]
    except SQLAlchemyError:
        raise
    except Exception as error:
        # The driver's own errors: the open store may be another server than the office's.
        if open_stores.is_url(where):
            return f"The open store cannot be written: {type(error).__name__}"
        raise
    return None


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    """Of two dispatchers the later one writes the later store: neither puts an older one over a newer."""
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (instance / "public_store.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sign(session: Session, key: Ed25519PrivateKey) -> None:
    """Signs every line of the public list that has no signature, in this transaction; the others stay as they are.
    Raises Misconfigured for a line that is not what its hash says: nobody signs that."""
    rows = session.scalars(select(PublicLine).where(UNSIGNED).order_by(PublicLine.seq).with_for_update()).all()
    public = keys.public_half(key)
    for row in rows:
        if row.hash != line_hash(row.seq, row.day.isoformat(), row.what, row.number, row.digest, row.prev):
            raise Misconfigured(f"Line {row.seq} of the public list is not what its hash says: it is not signed.")
        row.signature, row.key = key.sign(bytes.fromhex(row.hash)).hex(), public


def opened(session: Session) -> open_stores.Contents:
    """All that the open store holds, by open columns alone."""
    withdrawn = {row.number: row for row in session.scalars(select(Withdrawal))}
    replaced = {
        row.replaces: row for row in session.execute(select(Publication.replaces, Publication.number, Publication.how))
    }
    settings = {row.name: row.value for row in session.scalars(select(Setting))}
    lines = select(*(getattr(PublicLine, name) for name in open_stores.LINE_COLUMNS)).order_by(PublicLine.seq)
    return open_stores.Contents(
        records=_published(session, withdrawn, replaced),
        lines=(Line(**{**row._mapping, "day": row.day.isoformat()}) for row in session.execute(lines)),
        about={name: settings[name] for name in open_stores.ABOUT if name in settings},
        training=settings["kind"] == "training",
    )


def _published(
    session: Session, withdrawn: Mapping[int, Withdrawal], replaced: Mapping[int | None, Any]
) -> Iterator[OpenRecord]:
    """Every publication, by its open columns alone; of a withdrawn one nothing that it said."""
    columns = [getattr(Publication, name) for name in open_stores.OPEN_COLUMNS]
    for row in session.execute(select(*columns).order_by(Publication.number)):
        said = {**row._mapping, "dated": row.dated.isoformat(), "released": row.released.isoformat()}
        if later := replaced.get(row.number):
            said |= {"replaced_by": later.number, "replaced_how": later.how}
        if ended := withdrawn.get(row.number):
            said |= {"jurisdiction": None, "office": "", "title": "", "text": "", "pdf": b"", "fields": {}}
            said |= {"withdrawn": ended.day.isoformat(), "reason": ended.reason}
        yield OpenRecord(**said)


def open_store_path(instance: Path) -> Path:
    return instance / "public" / "open.sqlite3"


def open_store_of(settings: Settings) -> Address:
    """Where this office publishes: as its settings say, or the file in its instance folder."""
    return settings.open_store or open_store_path(settings.instance)


def lying_ready(now: dt.datetime, *, mails: bool, letters: bool) -> ColumnElement[bool]:
    """What a dispatcher may take now: not done, not taken back, not bounced, and under nobody's lease."""
    free = or_(Outbox.lease_until.is_(None), Outbox.lease_until < now)
    wanted = true() if mails else Outbox.kind != "mail"
    printed = Outbox.letter_id.in_(select(LetterPrinting.letter_id))
    leaves = true() if letters else or_(Outbox.kind != "print", printed)
    open_ = (Outbox.done_at.is_(None), Outbox.taken_back_by.is_(None), Outbox.bounced_at.is_(None))
    return and_(*open_, free, wanted, leaves)


def how_many_letters(database: Database, now: dt.datetime) -> int:
    """How many letters wait to be laid into the tray."""
    with database.reading() as session:
        ready = lying_ready(now, mails=False, letters=True)
        return session.scalar(select(func.count()).select_from(Outbox).where(ready, Outbox.kind == "print")) or 0


def _claim(
    database: Database, now: dt.datetime, tried: Collection[int], *, mails: bool, letters: bool
) -> Claimed | None:
    with database.writing() as session:
        leaves = Outbox.kind == "public_store" if stopped(session) else true()
        row = session.scalars(
            select(Outbox)
            .where(lying_ready(now, mails=mails, letters=letters), Outbox.id.not_in(tried), leaves)
            .order_by(Outbox.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        row.lease_until = now + LEASE
        return Claimed(row.id, row.kind, row.dedup, row.letter_id, row.mail_id, row.printing)


def _print(database: Database, tray: Path, claimed: Claimed, register: Left, now: dt.datetime) -> str | None:
    """Lays one letter into the tray under the name of its `dedup`, its further sheets into folders beside; what lies
    there already stays as it is. The letter comes last: where it lies, everything lies. A letter that the register
    knows has left."""
    name = sheet_name(claimed.dedup)
    with database.reading() as session:
        if claimed.printing:
            again = session.get_one(LetterPrinting, (claimed.letter_id, claimed.printing))
            label = brought_by(session, again)
            sheets, pdf = label.sheets if label else {}, again.pdf or b""
        else:
            rows = session.scalars(select(LetterSheet).where(LetterSheet.letter_id == claimed.letter_id))
            label = label_of(session, claimed.letter_id or 0)
            sheets = label.sheets if label else {row.kind: row.pdf for row in rows}
            pdf = session.get_one(Letter, claimed.letter_id).pdf
    digest = hashlib.sha256(pdf).hexdigest()
    if register.when(claimed.dedup, digest):
        return None
    try:
        for kind, sheet in sheets.items():
            _lay(tray / kind, name, sheet)
        _lay(tray, name, pdf)
        register.note(claimed.dedup, digest, "print", now)
    except OSError as error:
        return f"{type(error).__name__}: {error}"[:500]
    return None


def _lay(tray: Path, called: str, pdf: bytes) -> None:
    """Lays one sheet into the tray, whole and once. Raises OSError where another sheet lies there under that name, as
    after records were restored from an older copy: a person must look which of the two is to go out."""
    tray.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=tray, prefix=".print-")
    try:
        with os.fdopen(handle, "wb") as sheet:
            sheet.write(pdf)
            sheet.flush()
            os.fsync(sheet.fileno())
        try:
            os.link(name, tray / called)
        except FileExistsError:
            if (tray / called).read_bytes() != pdf:
                raise OSError(f"{called} lies in the tray with other bytes: compare both, and take one away") from None
    finally:
        os.unlink(name)
