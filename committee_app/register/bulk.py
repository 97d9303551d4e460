"""Many rows at once, the quick way of each database: executemany on SQLite, COPY on PostgreSQL."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, insert, text
from sqlalchemy.exc import IntegrityError


def fill(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Adds rows given as tuples in the order of `columns`, which is the table's. None is NULL."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
    else:
        statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
        connection.exec_driver_sql(str(statement), list(rows))


def fill_new(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> bool:
    """Adds rows if the table has none of their keys; False, and nothing added, if it has one."""
    dbapi_error = connection.dialect.loaded_dbapi.IntegrityError
    try:
        with connection.begin_nested():
            fill(connection, table, columns, rows)
    except (IntegrityError, dbapi_error):
        return False
    return True


def keys_like(table: Table, name: str) -> Table:
    """A temporary table with the key of `table`, gone with the transaction or by `drop`."""
    columns = [Column(column.name, column.type, primary_key=True) for column in table.primary_key]
    return Table(
        name, MetaData(), *columns,
        prefixes=["TEMPORARY"], sqlite_with_rowid=False, postgresql_on_commit="DROP",
    )  # fmt: skip


def refill(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Puts these rows in the place of all others of a temporary table."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"TRUNCATE {table.name}"))
        fill(connection, table, table.columns.keys(), rows)
        connection.execute(text(f"ANALYZE {table.name}"))  # or a join of 1,700 keys would read the whole register
    else:
        connection.execute(table.delete())
        fill(connection, table, table.columns.keys(), rows)


def _copy(connection: Connection, table: Table, columns: Iterable[str], rows: Sequence[tuple[Any, ...]]) -> None:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN (FORMAT csv)"
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined] # the driver is psycopg here
        copy.write(lines.getvalue())
