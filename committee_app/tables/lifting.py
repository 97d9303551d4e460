"""Lifting the guards of a few tables within one transaction: for carrying out an order of disposal, as their owner.

Whatever ends the transaction before its end leaves the guards as they were: both databases take triggers away and put
them back as part of it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, bindparam, text


@contextmanager
def lifted(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Within the block the owner may change rows of these tables; the same guards stand again after it."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :tables ORDER BY name")
        found = connection.execute(query.bindparams(bindparam("tables", expanding=True)), {"tables": list(tables)})
        guards = [tuple(row) for row in found]
        for name, _ in guards:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, made in guards:
            connection.exec_driver_sql(made)
        return
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    # What the transaction still has to check is checked now: a table with open checks cannot be altered.
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
