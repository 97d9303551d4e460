"""The tables are what the models say, go up and down with data, and a second upgrade changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from committee_app import schema
from committee_app.database import Database
from committee_app.founding import furnish
from committee_app.tables.base import Base, Instant, Json
from tests.conftest import BOTH
from tests.offices import Office
from tests.oracle import faults


def same_type(_context: object, _inspected: object, _column: object, found: object, wanted: object) -> bool | None:
    """Our own types are text in the database; the rest Alembic compares by itself."""
    return False if isinstance(wanted, Json | Instant) else None


def test_the_migrated_tables_are_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("engine", BOTH)
def test_an_office_with_data_goes_down_and_up_again(engine: str, new_url: Callable[[str], str], tmp_path: Path) -> None:
    url = new_url(engine)
    database = Database(url)
    office = Office(database, tmp_path / "instance")
    office.to_reviewed(office.lodge("2028-01-03"))
    schema.upgrade(url)
    assert faults(database) == []
    database.close()

    schema.downgrade(url, "base")
    owner = Database(url, owner=True)
    assert set(inspect(owner.engine).get_table_names()) <= {"alembic_version"}
    owner.close()

    schema.upgrade(url)
    database = Database(url)
    with database.writing() as session:
        furnish(session, training=True)
    again = Office(database, tmp_path / "again")
    again.to_reviewed(again.lodge("2028-01-03"))
    assert faults(database) == []
    database.close()
