"""The one place that knows which database this is.

Reading and writing are two doors. `writing()` takes the write lock at its start (SQLite: BEGIN IMMEDIATE;
PostgreSQL: the caller locks rows), commits at its end and rolls back on any exception. `reading()` cannot write.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

OFFICE_ROLE = "committee_office"

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=15000",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "secure_delete=ON",
)

# Where a reading session keeps what it was answered.
ANSWERS = "answers"
P = ParamSpec("P")
T = TypeVar("T")

SCHEMA_CHANGES = frozenset(
    getattr(sqlite3, name)
    for name in dir(sqlite3)
    if name.startswith(("SQLITE_CREATE_", "SQLITE_DROP_", "SQLITE_ALTER_")) and "TEMP" not in name
)


class Database:
    """One office's closed store, by URL. `read_only_roles` is off only for migrations, which own the tables."""

    def __init__(self, url: str, *, owner: bool = False) -> None:
        self.url = url
        self.owner = owner
        self.engine = _engine(url, owner=owner)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._read = sessionmaker(self.engine.execution_options(purpose="read"), expire_on_commit=False)
        event.listen(self._read, "after_soft_rollback", _ask_anew)
        self._write = sessionmaker(self.engine.execution_options(purpose="write"), expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and cannot change it."""
        with self._read() as session:
            session.info[ANSWERS] = {}
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is durable when the block ends without an exception, and else never happened."""
        with self._write() as session, session.begin():
            yield session

    def forget_freed(self, tables: Sequence[str]) -> None:
        """Lets go of the pages on which removed rows of these tables stood, as their owner. Where somebody reads just
        now, SQLite does so later by itself: it overwrites what is freed."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not self.is_sqlite:
                for table in tables:
                    connection.exec_driver_sql(f'VACUUM "{table}"')
                return
            raw: Any = connection.connection.driver_connection
            with suppress(sqlite3.OperationalError):
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str, *, owner: bool) -> Engine:
    """An engine whose log lines and error messages never hold what was written: a sealed choice is among it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 15}, hide_parameters=True)
        _prepare_sqlite(engine, owner=owner)
    elif parsed.get_backend_name() == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_size=5, max_overflow=15, hide_parameters=True
        )
        _prepare_postgresql(engine, owner=owner)
    else:
        raise ValueError(f"COMMITTEE_DATABASE_URL must name sqlite or postgresql, not {parsed.get_backend_name()}")
    return engine


def _prepare_sqlite(engine: Engine, *, owner: bool) -> None:
    def deny_schema_changes(action: int, what: str | None, *_: Any) -> int:
        # Journal and votes are append-only by triggers; a connection that could drop them would undo that.
        if action in SCHEMA_CHANGES or (action == sqlite3.SQLITE_PRAGMA and what in {"writable_schema"}):
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute("PRAGMA " + pragma)
        if owner:
            connection.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.set_authorizer(deny_schema_changes)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("purpose") == "read"
        connection.exec_driver_sql("PRAGMA query_only=" + ("ON" if reads else "OFF"))
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _prepare_postgresql(engine: Engine, *, owner: bool) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            # The owner may alter tables; the office's acts run with no more than SELECT, INSERT and named UPDATEs.
            if not owner:
                cursor.execute(f"SET ROLE {OFFICE_ROLE}")
            cursor.execute("SET synchronous_commit = on")
            cursor.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("purpose") == "read":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _ask_anew(session: Session, _: SessionTransaction) -> None:
    """What is read after a rollback is another state."""
    session.info[ANSWERS] = {}


def once(question: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Session, P], T]:
    """A question of the records that several parts of a page ask: a session that only reads puts it to the database one
    time, since what it sees does not change. Where something may be written it is put each time."""

    @wraps(question)
    def asked(session: Session, /, *about: P.args, **further: P.kwargs) -> T:
        answers = session.info.get(ANSWERS)
        if answers is None:
            return question(session, *about, **further)
        key = (question, *about, *further.items())
        if key not in answers:
            answers[key] = question(session, *about, **further)
        return answers[key]  # type: ignore[no-any-return] # the answer to that question

    return asked


def lock(session: Session, name: str) -> None:
    """Holds one named lock until the transaction ends. SQLite's writers are alone already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 56602))"), {"name": name})
