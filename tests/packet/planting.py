"""A token of its own in every closed and secret column of an office, found by walking the tables."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from sqlalchemy import Column, String, Table, Text, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from committee_app.database import Database
from committee_app.tables import guards
from committee_app.tables.base import Base, Json

# What the journal is chained by and names its matter by, and what the roll call and the days are read out of: changed,
# nothing could be done any more.
LEFT = frozenset({
    "entry.hash", "entry.prev_hash", "entry.complaint_id", "account.name", "motion.away", "motion.present",
    "duty.counts",
})  # fmt: skip
# Columns that hold a word of the program, never of a person.
VOCABULARY = frozenset({"kind", "clause", "verb", "reading", "option", "requested_under"})


def columns() -> Iterator[Column[Any]]:
    """Every closed or secret column that holds text and is no key: one that is new is among them by itself."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            is_text = isinstance(column.type, String | Text | Json)
            is_wide = (getattr(column.type, "length", None) or 99) >= 8
            is_free = is_wide and not (column.primary_key or column.foreign_keys or column.name in VOCABULARY)
            if is_text and is_free and column.info["class"] != "OPEN" and f"{table.name}.{column.name}" not in LEFT:
                yield column


def token(number: int) -> str:
    """Short enough for every column, and nobody's word."""
    return f"q{number:03}zx7v"


def is_of_the_matter(table: Table) -> bool:
    """Whether the table's rows lead to a matter, told by the foreign keys in another way than the program does."""
    if table.name == "complaint" or "complaint_id" in table.c:
        return True
    return any(
        is_of_the_matter(key.referred_table)
        for key in table.foreign_key_constraints
        if key.referred_table is not table and key.referred_table.name not in {"account", "jurisdiction", "seat"}
    )


def plant(url: str, *, each_row: bool = False) -> dict[str, str]:
    """Plants a token in every row of every such column, as the tables' owner and without their guards; says which token
    lies in which column. A column whose values the database fixes takes none. With `each_row`, which SQLite alone
    takes, the row's number stands behind the token of its column: no two rows have the same."""
    planted: dict[str, str] = {}
    owner = Database(url, owner=True)
    with owner.writing() as session:
        if owner.is_sqlite:
            guards.remove(session.connection())
        else:
            session.execute(text("SET session_replication_role = replica"))
        for number, column in enumerate(columns()):
            name, word = f"{column.table.name}.{column.name}", token(number)
            if (_planted_in_each_row if each_row else _planted)(session, column, word):
                planted[name] = word
    owner.close()
    return planted


def _planted_in_each_row(session: Session, column: Column[Any], word: str) -> bool:
    """By one statement a column, for offices of many rows. Says whether there was a row, and all of them took it."""
    number_rows(session.connection().connection.driver_connection)
    own = f"'{word}r' || next_row()"
    if isinstance(column.type, Json):
        place = f"CASE json_type({column.name}) WHEN 'array' THEN '$[#]' ELSE '$.planted' END"
        own = f"json_insert({column.name}, {place}, {own})"
    statement = f'UPDATE "{column.table.name}" SET "{column.name}" = {own} WHERE "{column.name}" IS NOT NULL'
    try:
        with session.begin_nested():
            done: Any = session.execute(text(statement))
    except DBAPIError:
        return False
    return bool(done.rowcount)


def number_rows(store: Any) -> None:
    """Lets statements of this connection to SQLite ask for a number that no row had before."""
    counted = count(1)
    store.create_function("next_row", 0, lambda: next(counted))


def _planted(session: Session, column: Column[Any], word: str) -> bool:
    table = column.table
    rows = session.execute(table.select().where(column.is_not(None))).mappings().all()
    for row in rows:
        value = row[column.name]
        key = {one.name: row[one.name] for one in table.primary_key}
        if isinstance(column.type, Json):
            new: Any = {**value, "planted": word} if isinstance(value, dict) else [*value, word]
        else:
            new = word
        where = [table.c[name] == said for name, said in key.items()]
        try:
            with session.begin_nested():
                session.execute(table.update().where(*where).values({column.name: new}))
        except DBAPIError:
            return False
    return bool(rows)
