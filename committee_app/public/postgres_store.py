"""The open store as the schema `pub` of a PostgreSQL database: one role writes it, another reads it and nothing else.

The same tables and the same rows as the file has. It lies best in a database of its own: in the office's own database
the catalogue tells every role the names of the closed tables. This module alone knows psycopg behind the wall, and is
loaded where an address names PostgreSQL.
"""

import hashlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from typing import Any

import psycopg
from psycopg import sql

from committee_app.public import store
from committee_app.public.lists import digest_of

PUBLISHER, READER = "committee_publisher", "committee_public"
# Milliseconds that a page may wait for the store, and that the publisher waits for a reader to be done.
PAGE, PUBLISHING = 5_000, 30_000

TABLES = (
    """CREATE TABLE IF NOT EXISTS pub.record (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, clause TEXT NOT NULL, jurisdiction TEXT, office TEXT NOT NULL,
    dated TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL, pdf BYTEA NOT NULL,
    fields TEXT NOT NULL, released TEXT NOT NULL, replaces INTEGER, how TEXT, replaced_by INTEGER, replaced_how TEXT,
    withdrawn TEXT, reason TEXT
)""",
    """CREATE TABLE IF NOT EXISTS pub.line (
    seq INTEGER PRIMARY KEY, day TEXT NOT NULL, what TEXT NOT NULL, number INTEGER, digest TEXT NOT NULL,
    prev TEXT NOT NULL, hash TEXT NOT NULL, signature TEXT, key TEXT
)""",
    "CREATE TABLE IF NOT EXISTS pub.about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # What the file says by its version number; and that bytes of a withdrawn record are still to be removed.
    "CREATE TABLE IF NOT EXISTS pub.store (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)
OURS = ("record", "line", "about", "store")
# What tells, in every database of a server, of the others: their names, their sessions, how much is written in them.
TELLS = (
    "pg_stat%", "pg_locks", "pg_database", "pg_roles", "pg_user", "pg_group", "pg_auth_members", "pg_db_role_setting",
    "pg_prepared_xacts", "pg_shdepend", "pg_shdescription", "pg_shseclabel", "pg_tablespace", "pg_replication_%",
    "pg_subscription%", "pg_largeobject%",
)  # fmt: skip
NOT_FOR_READERS = (r"lo\_%", "loread", "lowrite", "be_lo%", "pg_terminate_backend", "pg_cancel_backend")
ASKS = (
    "pg_stat%", "pg_lock_status", "pg_prepared_xact", "pg_database_size", "pg_tablespace_%",
    "pg_get_replication_slots", "pg_show_replication%", "pg_snapshot%", "pg_current_snapshot", "txid_%",
    "pg_current_wal%", "pg_last_%", "pg_get_wal%", "pg_current_xact%", "pg_safe_snapshot%", "pg_blocking_pids",
    "pg_isolation_test%", "pg_notify", "pg_advisory%", "pg_try_advisory%",
)  # fmt: skip


def prepare(owner_url: str) -> list[str]:
    """Makes the schema and both roles in the database of this URL, as its owner, and takes from everybody what would
    tell of other databases of the server. Safe to run again. Says, in sentences, what could not be closed."""
    with psycopg.connect(owner_url) as connection:
        name = connection.info.dbname
        for role in (PUBLISHER, READER):
            connection.execute(
                f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
        statements = [
            f"GRANT {PUBLISHER} TO CURRENT_USER",
            "CREATE SCHEMA IF NOT EXISTS pub",
            "REVOKE ALL ON SCHEMA pub FROM PUBLIC",
            f"GRANT USAGE, CREATE ON SCHEMA pub TO {PUBLISHER}",
            f"GRANT USAGE ON SCHEMA pub TO {READER}",
            *TABLES,
            # Who owns a table may have it written anew, which is what removes the bytes of a withdrawn record.
            *(f"ALTER TABLE pub.{table} OWNER TO {PUBLISHER}" for table in OURS),
            *(f"REVOKE ALL ON pub.{table} FROM PUBLIC" for table in OURS),
            *(f"GRANT SELECT ON pub.{table} TO {READER}" for table in OURS),
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        ]
        for statement in statements:
            connection.execute(statement)
        database = sql.Identifier(name)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        for role in (PUBLISHER, READER):
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(role)))
        connection.commit()
        return list(_close(connection))


def _close(connection: psycopg.Connection) -> Iterator[str]:
    """Takes away what tells of other databases, and large objects, which any login may make. In the office's own
    database the views stay: its programs ask them too."""
    allowed = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (True,)
    shared = connection.execute("SELECT to_regclass('public.entry')").fetchone() != (None,)
    if allowed:
        _revoke(connection, () if shared else TELLS, NOT_FOR_READERS if shared else (*NOT_FOR_READERS, *ASKS))
        if not shared:
            connection.execute("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC")
        connection.commit()
    else:
        yield (
            "Only a superuser can close the views that tell of other databases of this server (pg_stat_database, "
            "pg_database, pg_roles): run it once more as one, or give the open store a server of its own."
        )
    if shared:
        yield (
            "This is the office's own database: its catalogue tells the public role the names of the closed tables and "
            "about how many rows they have. A database of its own tells neither."
        )


def _revoke(connection: psycopg.Connection, views: Sequence[str], functions: Sequence[str]) -> None:
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') "
        "AND relname LIKE ANY (%s) AND relname NOT LIKE 'pg_statistic%%'", [list(views)]
    ).fetchall()  # fmt: skip
    for (view,) in found:
        connection.execute(sql.SQL("REVOKE ALL ON pg_catalog.{} FROM PUBLIC").format(sql.Identifier(view)))
    found = connection.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace "
        "AND prokind IN ('f', 'p') AND proname LIKE ANY (%s)", [list(functions)]
    ).fetchall()  # fmt: skip
    for (function,) in found:
        connection.execute(f"REVOKE ALL ON ROUTINE {function} FROM PUBLIC".encode())


# --- Reading: the public process --------------------------------------------------------------------------------------

_HELD = threading.local()


class _Reading:
    """A connection that takes the store's own statements, as the SQLite file does: `?` for a value."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> psycopg.Cursor:
        asked = statement.replace("%", "%%").replace("?", "%s") if values else statement
        return self._connection.execute(asked.encode(), list(values) or None)


@contextmanager
def opened(url: str) -> Iterator[_Reading]:
    """The store for reading, by one connection for each thread, which is made anew when it broke."""
    held: dict[str, psycopg.Connection] = _HELD.__dict__.setdefault("by_url", {})
    connection = held.get(url)
    if connection is not None and not _lives(connection):
        connection.close()
        connection = None
    if connection is None:
        connection = held[url] = psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=5,
            options=(
                f"-c default_transaction_read_only=on -c statement_timeout={PAGE} -c search_path=pub "
                f"-c idle_session_timeout=0 -c role={READER}"
            ),
        )
    yield _Reading(connection)


def _lives(connection: psycopg.Connection) -> bool:
    """Whether the server still answers on this connection: it may have been started anew since the page before."""
    if connection.closed:
        return False
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def is_training(url: str) -> bool:
    """Whether the store belongs to a training office."""
    with opened(url) as reading:
        return reading.execute("SELECT value FROM store WHERE name = 'kind'").fetchone() == ("training",)


def state_of(url: str) -> str | None:
    """Which state the store is in; None where nothing was ever written to it."""
    with opened(url) as reading:
        row = reading.execute("SELECT value FROM store WHERE name = 'state'").fetchone()
        return str(row[0]) if row else None


@contextmanager
def at_once(url: str) -> Iterator[_Reading]:
    """The store for reading, as it is at one moment."""
    with opened(url) as reading:
        reading.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield reading
        finally:
            reading.execute("ROLLBACK")


# --- Writing: the office's dispatcher ---------------------------------------------------------------------------------


def write(url: str, contents: "store.Contents", *, grows: bool = False) -> None:
    """Brings the store to these contents in one transaction: rows that are as they should be are not touched. Where a
    record was withdrawn its table is written anew, so that no dead row keeps its bytes. `grows` is that of the file."""
    with psycopg.connect(
        url,
        connect_timeout=10,
        options=f"-c search_path=pub -c role={PUBLISHER} -c lock_timeout={PUBLISHING} -c synchronous_commit=on",
    ) as connection:
        # One dispatcher at a time; readers see what stands until it is done.
        connection.execute("LOCK TABLE store IN EXCLUSIVE MODE")
        ours = list(contents.lines)
        if grows:
            standing = connection.execute("SELECT hash FROM line ORDER BY seq").fetchall()
            store.check_grown((row[0] for row in standing), ours)
        changed = _bring(
            connection, "record", store.RECORD_COLUMNS, "number", map(store.row_of, contents.records), hashed="pdf"
        )
        lines = [astuple(line) for line in ours]
        changed |= _bring(connection, "line", store.LINE_COLUMNS, "seq", lines)
        changed |= _bring(connection, "about", ("name", "value"), "name", sorted(contents.about.items()))
        kind = "training" if contents.training else "office"
        # Whatever is published or withdrawn has its line: the last one tells one state from another.
        state = digest_of([lines[-1:], sorted(contents.about.items()), kind])
        _bring(connection, "store", ("name", "value"), "name", [("kind", kind), ("state", state)], keep=("sweep",))
        if changed:
            connection.execute("INSERT INTO store VALUES ('sweep', 'yes') ON CONFLICT DO NOTHING")
        connection.commit()
        if connection.execute("SELECT value FROM store WHERE name = 'sweep'").fetchone():
            connection.commit()
            _sweep(connection)


def _bring(
    connection: psycopg.Connection,
    table: str,
    columns: Sequence[str],
    key: str,
    rows: Iterable[tuple[Any, ...]],
    *,
    hashed: str | None = None,
    keep: Sequence[str] = (),
) -> bool:
    """Adds, replaces and removes rows until the table holds `rows`. Says whether bytes that stood there are dead now.
    The column `hashed` is compared by its SHA-256, so that no paper travels that did not change."""
    place, names = columns.index(key), sql.SQL(", ").join(map(sql.Identifier, columns))
    asked = sql.SQL(", ").join(
        sql.SQL("sha256({})").format(sql.Identifier(name)) if name == hashed else sql.Identifier(name)
        for name in columns
    )
    query = sql.SQL("SELECT {} FROM {}").format(asked, sql.Identifier(table))
    standing: dict[Any, tuple[Any, ...]] = {row[place]: row for row in connection.execute(query)}
    insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), names, sql.SQL(", ").join(sql.Placeholder() * len(columns))
    )
    remove = sql.SQL("DELETE FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(key))
    died = False
    for row in rows:
        before = standing.pop(row[place], None)
        if before is not None and before == _compared(row, columns, hashed):
            continue
        if before is not None:
            connection.execute(remove, [row[place]])
            died = True
        connection.execute(insert, row)
    for gone in standing.keys() - set(keep):
        connection.execute(remove, [gone])
        died = True
    return died


def _compared(row: tuple[Any, ...], columns: Sequence[str], hashed: str | None) -> tuple[Any, ...]:
    return tuple(
        hashlib.sha256(value).digest() if name == hashed else value for name, value in zip(columns, row, strict=True)
    )


def _sweep(connection: psycopg.Connection) -> None:
    """Writes the tables anew, without the rows that are gone. The server's own log keeps them until it is recycled."""
    connection.autocommit = True
    for table in OURS:
        connection.execute(f"VACUUM FULL pub.{table}".encode())
    connection.execute("DELETE FROM store WHERE name = 'sweep'")


def let_go() -> None:
    """Closes what this thread holds open for reading."""
    for connection in _HELD.__dict__.pop("by_url", {}).values():
        connection.close()
