"""The tables are what the models say, go down and up with data in them, and a second upgrade changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Inspector, Integer, MetaData, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from committee_app import schema
from committee_app.database import Database
from committee_app.founding import furnish
from committee_app.tables.base import Base, Instant, Json
from tests.conftest import BOTH
from tests.offices import ADDRESS, Office
from tests.oracle import faults

TABLES = set(Base.metadata.tables)
REVISIONS = [step.revision for step in ScriptDirectory.from_config(schema._config()).walk_revisions()]
GUARDS = {
    "sqlite": "SELECT name || sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgrelid::regclass || tgname || tgfoid::regproc FROM pg_trigger WHERE NOT tgisinternal "
    "ORDER BY tgrelid::regclass::text, tgname",
}
RIGHTS = (
    "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges "
    "WHERE grantee = 'committee_office' ORDER BY 1, 2, 3"
)


@contextmanager
def owned(url: str) -> Iterator[Connection]:
    """A connection of the tables' owner."""
    owner = Database(url, owner=True)
    with owner.engine.connect() as connection:
        yield connection
    owner.close()


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """What Alembic would still have to migrate: tables, columns, types, keys and indexes."""

    def same_type(_context: object, _inspected: object, _column: object, _found: object, wanted: object) -> bool | None:
        """Our own types are text in the database; the rest Alembic compares by itself."""
        return False if isinstance(wanted, Json | Instant) else None

    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": same_type}), metadata))


def checks(inspector: Inspector, schema_name: str | None = None) -> dict[str, set[tuple[str | None, str]]]:
    """The named checks of each table and what they say, which Alembic does not compare."""
    return {
        table: {(check["name"], check["sqltext"]) for check in inspector.get_check_constraints(table, schema_name)}
        for table in TABLES
    }


def guards(connection: Connection) -> list[object]:
    """Every trigger, and on PostgreSQL every right of the office's role."""
    found = list(connection.execute(text(GUARDS[connection.dialect.name])))
    return found + (list(connection.execute(text(RIGHTS))) if connection.dialect.name == "postgresql" else [])


def contents(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    tables = Base.metadata.sorted_tables
    return {
        table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr) for table in tables
    }


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> str:
    """The URL of an office with a matter in it."""
    office = Office(database, tmp_path / "instance")
    office.to_reviewed(office.lodge("2028-01-03"))
    database.engine.dispose()
    return database.url


def test_the_migrated_tables_are_the_models(database: Database) -> None:
    with owned(database.url) as connection:
        assert differences(connection, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == TABLES | {"alembic_version"}


def test_the_migrated_checks_are_those_of_the_models(database: Database) -> None:
    made = MetaData(schema="made", naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(made, schema="made")
    with owned(database.url) as connection:
        migrated = checks(inspect(connection))
        connection.rollback()
        connection.execute(text("ATTACH ':memory:' AS made" if database.is_sqlite else "CREATE SCHEMA made"))
        made.create_all(connection)
        assert migrated == checks(inspect(connection), "made")
        connection.rollback()
    assert len(migrated["complaint"]) > 8


def test_a_model_without_its_migration_is_found(database: Database) -> None:
    later = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(later)
    later.tables["motion"].append_column(Column("later", Integer))
    Table("later", later, Column("id", Integer, primary_key=True))
    with owned(database.url) as connection:
        found = differences(connection, later)
    assert [change[0] for change in found if isinstance(change, tuple)] == ["add_table", "add_column"]


def test_the_database_is_at_the_newest_revision(database: Database) -> None:
    assert schema.current(database) == schema.newest() == REVISIONS[0]


def test_a_second_upgrade_changes_nothing(filled: str) -> None:
    with owned(filled) as connection:
        before = contents(connection), guards(connection)
    schema.upgrade(filled)
    with owned(filled) as connection:
        assert (contents(connection), guards(connection)) == before
    assert len(before[0]["entry"]) == 14
    assert len(before[1]) > 30


@pytest.mark.parametrize("revision", [*REVISIONS[1:], "base"])
def test_an_office_goes_down_to_each_revision_and_up_again(filled: str, revision: str, tmp_path: Path) -> None:
    with owned(filled) as connection:
        before = guards(connection)
    schema.downgrade(filled, revision)
    if revision == "base":
        with owned(filled) as connection:
            assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    schema.upgrade(filled)
    with owned(filled) as connection:
        assert differences(connection, Base.metadata) == []
        assert guards(connection) == before
    database = Database(filled)
    if revision == "base":
        with database.writing() as session:
            furnish(session, training=True)
    again = Office(database, tmp_path / "again")
    again.to_reviewed(again.lodge("2028-01-03"), article="9407 1118 9922 3197 4284 83")
    assert faults(database) == []
    database.close()


def test_labels_of_the_older_version_end_where_another_followed_or_the_letter_was_taken_back(
    database: Database, tmp_path: Path
) -> None:
    office, numbers = (
        Office(database, tmp_path / "instance"),
        ("9407 1112 0108 0805 4830 19", "7112 3456 7891 2345 6787"),
    )
    letters = []
    for _ in range(2):
        matter = office.lodge("2028-01-03")
        office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
        office.vote(matter, "formality", "yyyyy", on="2028-01-12")
        made = office.act("release_notice", complaint=matter, on="2028-01-14", address=ADDRESS).reply["letters"]
        letters.append((matter, made[0]["id"]))
    (first, letter), (second, other) = letters
    for number in numbers:
        office.act("label_letter", "staff", first, on="2028-01-14", letter=letter, article_number=number)
    office.dispatch("2028-01-17")
    for number in (numbers[0], "9407 1118 9922 3197 4284 90", "9407 1118 9922 3197 4285 06"):
        office.act("label_letter", "staff", second, on="2028-01-18", letter=other, article_number=number)
    with database.reading() as session:
        before = session.execute(text("SELECT entry, late, ended_by FROM letter_label ORDER BY entry")).all()
    assert [(row.late, row.ended_by is None) for row in before] == [
        (False, False), (False, True), (True, False), (True, False), (True, True),
    ]  # fmt: skip
    database.engine.dispose()
    schema.downgrade(database.url, "0011")
    schema.upgrade(database.url)
    with database.reading() as session:
        after = session.execute(text("SELECT entry, late, ended_by FROM letter_label ORDER BY entry")).all()
    # The older version knows each number once: on the label that had it last.
    assert after == before[1:]


def test_of_the_ends_of_a_term_the_older_version_keeps_the_earliest(database: Database, tmp_path: Path) -> None:
    office = Office(database, tmp_path / "instance")
    for account, last, because, today in (
        ("member-r2", "2028-12-31", "resigned", "2028-06-15"),
        ("member-d1", "2028-12-31", "resigned", "2028-06-15"),
        ("member-r2", "2028-08-15", "died", "2028-08-16"),
    ):
        office.act("record_vacancy", "clerk", on=today, account=account, because=because, last_day=last, source="S")
    asked = text("SELECT term_id, because FROM vacancy ORDER BY term_id, last_day")
    with database.reading() as session:
        before = session.execute(asked).all()
    assert [row.because for row in before] == ["died", "resigned", "resigned"]
    database.engine.dispose()
    schema.downgrade(database.url, "0016")
    schema.upgrade(database.url)
    with database.reading() as session:
        assert session.execute(asked).all() == [before[0], before[2]]
    with owned(database.url) as connection:
        assert differences(connection, Base.metadata) == []
        assert inspect(connection).get_pk_constraint("vacancy")["constrained_columns"] == ["term_id", "last_day"]


@pytest.mark.parametrize("engine", BOTH)
def test_a_failed_upgrade_leaves_the_office_as_it_was(
    engine: str, new_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_url(engine)
    with owned(url) as connection:
        before = contents(connection), guards(connection)

    def broken(connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE entry_body")
        connection.exec_driver_sql("SELECT * FROM no_such_table")

    monkeypatch.setattr(schema.guards, "install", broken)
    with pytest.raises(DBAPIError):
        schema.upgrade(url)
    with owned(url) as connection:
        assert (contents(connection), guards(connection)) == before
