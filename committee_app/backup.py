"""A backup of an office in use, and its restore into an empty one.

A backup is a folder: the database as of one moment, the files that belong to it, and a manifest with the hash of each,
the journal's head and how many rows each table has. The database is copied first: a paper lies in the store before a
row names it, so every paper that the copy names is there. Keys go into another folder, or nowhere.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, select, text
from sqlalchemy.orm import Session

from committee_app import founding, journal, keys, schema
from committee_app.database import Database
from committee_app.left import FILE as REGISTER
from committee_app.left import Left
from committee_app.outbox import open_store_of, opened
from committee_app.papers import place
from committee_app.public import store
from committee_app.sending import SETTING
from committee_app.settings import Misconfigured, Settings
from committee_app.tables.base import Base, written
from committee_app.tables.office import Setting
from committee_app.tables.respondent import FiledPaper

VERSION = 1
MANIFEST = "manifest.json"
DUMP = {"sqlite": "office.sqlite3", "postgresql": "office.pgdump"}
# What of the instance folder belongs to the records. The register goes last: it may know more than the database.
FOLDERS, FILES = ("papers", "print_tray", "mail_tray"), (REGISTER,)
OPEN = "public/open.sqlite3"
KEYS = ("*.key", "*.p12", "*.pem")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: the journal's entries and head, how many files, and whether the public site's file in the
    backup is byte for byte the one that was written anew from the records; None where there was none to compare.
    `public_kept` says that an open store outlived the loss and knows more than these records: it stays."""

    entries: int
    head: str
    files: int
    same_public: bool | None
    public_kept: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "entries": self.entries, "head": self.head, "files": self.files,
            "public_site_is_the_same": self.same_public, "open_store_was_newer": self.public_kept,
        }  # fmt: skip


def back_up(settings: Settings, folder: Path, keys_into: Path | None = None) -> dict[str, Any]:
    """Writes a backup of the office, which may be in use, into an empty or new folder; the keys into another one, if it
    is named. Returns the manifest. Raises Misconfigured."""
    _empty(folder)
    if keys_into:
        _empty(keys_into)
    database = Database(settings.database_url)
    engine = "sqlite" if database.is_sqlite else "postgresql"
    try:
        said = _copy_sqlite(settings, folder) if database.is_sqlite else _dump(settings, database, folder)
    finally:
        database.close()
    for name in FOLDERS:
        _copy(settings.instance / name, folder / name)
    for name in FILES:
        if (settings.instance / name).exists():
            _copy_file(settings.instance / name, folder / name)
    published = open_store_of(settings)
    if not store.is_url(published) and Path(published).exists():
        _copy_file(Path(published), folder / OPEN)
    if keys_into:
        for key in _keys_in(settings.instance):
            _copy_file(key, keys_into / key.name)
    manifest = {
        "version": VERSION,
        "made_at": written(settings.now()),
        "engine": engine,
        "kind": "training" if settings.training else "office",
        **said,
        "files": {name: _hash(folder / name) for name in _files(folder)},
    }
    _write(folder / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
    return manifest


def _keys_in(folder: Path) -> Iterator[Path]:
    """The keys in a folder, and nothing else that lies there."""
    yield from (path for pattern in KEYS for path in sorted(folder.glob(pattern)) if path.is_file())


def _empty(folder: Path) -> None:
    """Makes the folder, its owner's alone. Raises Misconfigured where something lies in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Misconfigured(f"{folder} is not empty: a backup goes into a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


def _copy_sqlite(settings: Settings, folder: Path) -> dict[str, Any]:
    """One consistent copy, with all that the write-ahead log holds, while others write."""
    source, copy = make_url(settings.database_url).database or "", folder / DUMP["sqlite"]
    with closing(sqlite3.connect(source, timeout=60)) as office:
        office.execute("VACUUM INTO ?", [str(copy)])
    copy.chmod(0o600)
    _sync(copy)
    # What the manifest says is said of the copy, not of the office that went on meanwhile.
    copied = Database(f"sqlite:///{copy}")
    try:
        with copied.reading() as session:
            said = _said(session)
    finally:
        copied.close()
    _one_file(copy)
    return said


def _one_file(path: Path) -> None:
    """Puts what lies in the log into the file itself: a backup is one file, and its hash is of that."""
    with closing(sqlite3.connect(path)) as copied:
        copied.execute("PRAGMA journal_mode=DELETE")
    _sync(path)


def _dump(settings: Settings, database: Database, folder: Path) -> dict[str, Any]:
    """A dump by pg_dump of the same snapshot of which the manifest speaks."""
    with database.reading() as session:
        said = _said(session)
        snapshot = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        _run("pg_dump", settings.owner_url, "--format=custom", "--no-privileges", "--no-owner",
             f"--snapshot={snapshot}", "--exclude-schema=pub", f"--file={folder / DUMP['postgresql']}")  # fmt: skip
    _sync(folder / DUMP["postgresql"])
    return said


def _run(program: str, address: str, *options: str) -> None:
    """Runs a program of PostgreSQL's. The password goes by the environment, where no other user reads it. Raises
    Misconfigured."""
    url = make_url(address).set(drivername="postgresql")
    environ = dict(os.environ)
    if url.password:
        environ["PGPASSWORD"] = str(url.password)
    where = url.set(password=None).render_as_string(hide_password=False)
    command = [program, f"--dbname={where}", *options]
    try:
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Misconfigured(
            f"{program} is missing: install PostgreSQL's client programs of the server's version."
        ) from None
    if done.returncode:
        raise Misconfigured(f"{program} says: {done.stderr.strip()[-500:]}")


def _said(session: Session) -> dict[str, Any]:
    """What the manifest says of the records: revision, journal and counts, of one consistent state."""
    entries, head = journal.head(session)
    counts = {
        table.name: session.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()  # noqa: S608 - our own tables
        for table in Base.metadata.sorted_tables
    }
    revision = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return {"revision": revision, "journal": {"entries": entries, "head": head}, "counts": counts}


def verified(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose every file is as it was written. Raises Misconfigured, naming one that is not."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise Misconfigured(f"{folder} is no whole backup: its {MANIFEST} is missing or cannot be read.") from None
    if manifest.get("version") != VERSION:
        raise Misconfigured(f"{folder} is a backup of another version of this program.")
    there = set(_files(folder)) - {MANIFEST}
    if missing := sorted(manifest["files"].keys() - there):
        raise Misconfigured(f"{folder} is no whole backup: {missing[0]} is missing.")
    if more := sorted(there - manifest["files"].keys()):
        raise Misconfigured(f"{folder} holds {more[0]}, which its manifest does not name.")
    for name, digest in manifest["files"].items():
        if _hash(folder / name) != digest:
            raise Misconfigured(f"{folder / name} is not as the backup wrote it.")
    return manifest


def restore(settings: Settings, folder: Path, keys_from: Path | None = None, register: Path | None = None) -> Restored:
    """Restores a backup into an empty instance folder and an empty database, stops sending, writes the open store anew.
    `register` is a register of what left that outlived the loss: what it knows is known besides what the backup knows.
    Raises Misconfigured, and changes nothing where anything is there already."""
    manifest = verified(folder)
    on_sqlite = make_url(settings.database_url).get_backend_name() == "sqlite"
    if manifest["engine"] != ("sqlite" if on_sqlite else "postgresql"):
        raise Misconfigured(f"This backup is of {manifest['engine']}: set COMMITTEE_DATABASE_URL to match.")
    if manifest["kind"] != ("training" if settings.training else "office"):
        raise Misconfigured(f"This backup is for {manifest['kind']}: set COMMITTEE_TRAINING to match.")
    if settings.instance.exists() and any(settings.instance.iterdir()):
        raise Misconfigured(f"{settings.instance} is not empty: a restore goes into an empty instance folder.")
    keys.be_placed(settings.instance)
    brought = list(_keys_in(keys_from)) if keys_from else []
    if keys_from and not brought:
        raise Misconfigured(f"{keys_from} holds no key: name the folder that has factors.key.")
    file = Path(make_url(settings.database_url).database or "")
    if on_sqlite and file.exists():
        raise Misconfigured(f"{file} is there already: a restore goes into an empty database.")
    if not on_sqlite:
        _nothing_in(settings.owner_url)
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.instance.chmod(0o700)
    if on_sqlite:
        _copy_file(folder / DUMP["sqlite"], file)
    else:
        _run("pg_restore", settings.owner_url, "--no-owner", "--no-privileges", "--single-transaction",
             "--exit-on-error", str(folder / DUMP["postgresql"]))  # fmt: skip
    schema.upgrade(settings.owner_url)
    for name in FOLDERS:
        _copy(folder / name, settings.instance / name)
    for source in (folder / REGISTER, register):
        if source and source.exists():
            Left.of(settings.instance).bring(source)
    for key in brought:
        _copy_file(key, settings.instance / key.name)
    keys.make(settings.instance)
    return _brought_up(settings, folder, manifest)


def _nothing_in(owner_url: str) -> None:
    database = Database(owner_url, owner=True)
    try:
        with database.reading() as session:
            found = session.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
            ).scalar()
    finally:
        database.close()
    if found:
        raise Misconfigured("The database is not empty: a restore goes into a new one (createdb).")


def _brought_up(settings: Settings, folder: Path, manifest: dict[str, Any]) -> Restored:
    """Stops sending, compares the records with the manifest, and writes the open store as the records say. All of it as
    the owner: on a new server the office's own login may still be to come."""
    database = Database(settings.owner_url, owner=True)
    try:
        with database.writing() as session:
            session.merge(Setting(name=SETTING, value=written(settings.now())))
        founding.check_kind(database, settings)
        with database.reading() as session:
            verdict = journal.verify(session, manifest["journal"]["head"])
            if not verdict.ok or verdict.entries != manifest["journal"]["entries"]:
                reason = (
                    verdict.first_bad.reason if verdict.first_bad else "it has other entries than the manifest says"
                )
                raise Misconfigured(f"The restored journal does not hold: {reason}. Take an older backup.")
            if missing := [
                one for one in session.scalars(select(FiledPaper.sha256)) if not place(settings.instance, one).exists()
            ]:
                raise Misconfigured(f"The backup lacks the paper {missing[0]}, which its records name.")
            kept = False
            try:
                store.write(open_store_of(settings), opened(session), grows=True)
            except store.OtherList:
                kept = True
    finally:
        database.close()
    before, published, same = folder / OPEN, open_store_of(settings), None
    if not store.is_url(published) and before.exists():
        same = _hash(before) == _hash(Path(published))
    return Restored(verdict.entries, verdict.head, len(manifest["files"]), same, kept)


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _copy(source: Path, target: Path) -> None:
    """Copies what lies in a folder, without what is being written just now (its name begins with a dot)."""
    for path in sorted(source.rglob("*")) if source.exists() else ():
        if path.is_file() and not path.name.startswith("."):
            # A sheet may be taken out of the tray meanwhile, a paper that no record names be swept.
            with suppress(FileNotFoundError):
                _copy_file(path, target / path.relative_to(source))


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source, target)
    target.chmod(0o600)
    _sync(target)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
    _sync(path)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
