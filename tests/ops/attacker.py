"""The attacker: a process that has what the public process has, and prints all that it could read beyond.

`python attacker.py postgresql URL HINTS` or `python attacker.py sqlite FILE HINTS`. HINTS is JSON: names of the closed
store that the attacker would like to see, as somebody who has read this program's source knows them. Imports nothing of
the program. Prints one JSON object: for each try what came back, or why not.
"""

import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

OPEN = "pub"


def on_postgresql(url: str, hints: dict[str, Any]) -> dict[str, Any]:
    """Every try on PostgreSQL, by a session like the public process's own, with its limits taken off where it may."""
    import psycopg

    found: dict[str, Any] = {}
    connection = psycopg.connect(url, autocommit=True)
    for setting in ("default_transaction_read_only = off", "statement_timeout = 0", "row_security = off"):
        connection.execute(f"SET {setting}")

    def attempt(name: str, query: str) -> None:
        try:
            cursor = connection.execute(query.encode())
            rows = cursor.fetchall() if cursor.description else []
            found[name] = {"rows": [[str(value) for value in row] for row in rows[:5000]]}
        except psycopg.Error as error:
            found[name] = {"refused": str(error).splitlines()[0]}

    attempt("own records", f"SELECT number FROM {OPEN}.record")
    for table in hints["tables"]:
        attempt(f"table {table}", f'SELECT * FROM public."{table}"')
        attempt(f"count {table}", f'SELECT count(*) FROM "{table}"')
        attempt(f"size {table}", f"SELECT pg_total_relation_size('public.{table}')")
    # Names and counts from the catalogue.
    for view, columns in {
        "pg_class": "relname, reltuples",
        "pg_stat_all_tables": "relname, n_live_tup", "pg_stats": "tablename, n_distinct",
        "pg_stat_user_tables": "relname, n_tup_ins", "pg_statio_all_tables": "relname, heap_blks_read",
        "information_schema.tables": "table_name", "information_schema.columns": "table_name, column_name",
        "information_schema.triggers": "event_object_table", "pg_attribute": "attname", "pg_constraint": "conname",
        "pg_trigger": "tgname", "pg_proc": "proname", "pg_index": "indexrelid::regclass", "pg_type": "typname",
        "pg_description": "description", "pg_policies": "tablename", "pg_sequences": "sequencename, last_value",
        "pg_stat_activity": "datname, usename, query", "pg_stat_database": "datname, tup_inserted, xact_commit",
        "pg_stat_statements": "query", "pg_locks": "database, relation", "pg_database": "datname",
        "pg_roles": "rolname", "pg_auth_members": "roleid::regrole", "pg_shadow": "usename", "pg_authid": "rolname",
        "pg_prepared_xacts": "gid", "pg_stat_io": "backend_type", "pg_stat_wal": "wal_records",
        "pg_stat_bgwriter": "buffers_clean", "pg_stat_replication": "application_name", "pg_file_settings": "name",
        "pg_hba_file_rules": "database", "pg_largeobject": "loid", "pg_largeobject_metadata": "oid",
        "pg_shdepend": "dbid", "pg_db_role_setting": "setdatabase", "pg_stat_progress_copy": "datname",
    }.items():  # fmt: skip
        attempt(f"catalogue {view}", f"SELECT {columns} FROM {view}")
    for call in (
        "pg_stat_get_db_tuples_inserted(d.n)", "pg_stat_get_db_xact_commit(d.n)", "pg_database_size(d.n)",
        "pg_stat_get_live_tuples(d.n)",
    ):  # fmt: skip
        attempt(f"function {call}", f"SELECT {call} FROM (SELECT generate_series(1, 5)::oid AS n) d")
    for call in ("pg_current_wal_lsn()", "txid_current()", "pg_current_snapshot()", "pg_lock_status()"):
        attempt(f"function {call}", f"SELECT {call}")
    # The machine and other servers.
    for name, query in {
        "file": "SELECT pg_read_file('/etc/hostname')", "binary file": "SELECT pg_read_binary_file('PG_VERSION')",
        "folder": "SELECT pg_ls_dir('.')", "stat": "SELECT pg_stat_file('PG_VERSION')",
        "copy program": "COPY (SELECT 1) TO PROGRAM 'cat'", "copy from": "COPY pub.about FROM '/etc/hostname'",
        "lo_import": "SELECT lo_import('/etc/hostname')", "lo_create": "SELECT lo_create(0)",
        "lo_get": "SELECT lo_get(oid) FROM pg_largeobject_metadata", "dblink": "CREATE EXTENSION dblink",
        "fdw": "CREATE EXTENSION postgres_fdw", "file_fdw": "CREATE EXTENSION file_fdw",
        "untrusted": "CREATE EXTENSION plpython3u",
        "create table": "CREATE TABLE taken (a int)", "create in pub": "CREATE TABLE pub.taken (a int)",
        "create schema": "CREATE SCHEMA taken", "temporary": "CREATE TEMP TABLE taken (a int)",
        "function": "CREATE FUNCTION pub.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "do": "DO $$ BEGIN PERFORM 1; END $$", "load": "LOAD 'auto_explain'",
        "alter system": "ALTER SYSTEM SET port = 1",
        "insert": "INSERT INTO pub.about VALUES ('a', 'b')", "update": "UPDATE pub.record SET title = 'x'",
        "delete": "DELETE FROM pub.line", "truncate": "TRUNCATE pub.record",
        "create role": "CREATE ROLE taken", "terminate": "SELECT pg_terminate_backend(1)",
    }.items():  # fmt: skip
        attempt(f"does {name}", query)
    for role in hints["roles"]:
        attempt(f"becomes {role}", f'SET ROLE "{role}"')
        connection.execute("RESET ROLE")
        attempt(f"session of {role}", f'SET SESSION AUTHORIZATION "{role}"')
    connection.close()
    for name in hints["databases"]:
        try:
            with psycopg.connect(url, dbname=name, autocommit=True) as other:
                rows = other.execute("SELECT relname, reltuples FROM pg_class").fetchall()
                found[f"database {name}"] = {"rows": [[str(value) for value in row] for row in rows]}
        except psycopg.Error as error:
            found[f"database {name}"] = {"refused": str(error).splitlines()[0]}
    return found


def on_sqlite(store: str, hints: dict[str, Any]) -> dict[str, Any]:
    """Every try on the file: by its own tables, by another file attached to it, by its raw bytes, by the folder."""
    found: dict[str, Any] = {}

    def attempt(name: str, do: Callable[[], Any]) -> None:
        try:
            found[name] = {"rows": do()}
        except (sqlite3.Error, OSError) as error:
            found[name] = {"refused": f"{type(error).__name__}: {error}"}

    own = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    names = [row[0] for row in own.execute("SELECT name FROM sqlite_master")]
    found["tables"] = {"rows": [[name] for name in names]}
    for name in names:
        if not name.startswith("sqlite_"):
            attempt(f"own {name}", lambda name=name: own.execute(f'SELECT count(*) FROM "{name}"').fetchall())
    for path in hints["paths"]:

        def attach(path: str = path) -> list[Any]:
            with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as reader:
                reader.execute("ATTACH ? AS closed", [f"file:{path}?mode=ro"])
                return [list(row) for row in reader.execute("SELECT name FROM closed.sqlite_master")]

        attempt(f"attach {path}", attach)
        attempt(f"open {path}", lambda path=path: [len(Path(path).read_bytes())])
        attempt(f"list {path}", lambda path=path: [str(one) for one in Path(path).parent.iterdir()])
        attempt(f"write {path}", lambda path=path: [Path(path).open("ab").close()])
    raw = b"".join(one.read_bytes() for one in Path(store).parent.iterdir() if one.is_file())
    found["raw bytes"] = {"rows": [[token] for token in hints["tokens"] if token.encode() in raw]}
    found["folder"] = {"rows": [[one.name] for one in Path(store).parent.iterdir()]}
    attempt("write own", lambda: [Path(store).open("ab").close()])
    return found


if __name__ == "__main__":
    how, address, told = sys.argv[1:4]
    tries = on_postgresql if how == "postgresql" else on_sqlite
    print(json.dumps(tries(address, json.loads(told))))
