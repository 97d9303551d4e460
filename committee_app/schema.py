"""Bringing a database to the shape of this version, as its owner, and back."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from committee_app.database import Database
from committee_app.tables import guards


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "committee_app:migrations")
    config.set_main_option("path_separator", "os")
    return config


def newest() -> str:
    """The revision that this version of the program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(database: Database) -> str | None:
    """The revision that the database is at; None where it was never set up."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(owner_url: str) -> None:
    """Migrates up and puts every guard in place. `owner_url` must be the tables' owner on PostgreSQL."""
    _migrate(owner_url, "head", command.upgrade, guards.install)


def downgrade(owner_url: str, revision: str) -> None:
    """Migrates down to `revision` (“base” removes everything)."""
    _migrate(owner_url, revision, command.downgrade)


def _migrate(
    owner_url: str,
    revision: str,
    step: Callable[[Config, str], None],
    after: Callable[[Connection], None] | None = None,
) -> None:
    database = Database(owner_url, owner=True)
    try:
        with database.engine.connect() as connection:
            # One transaction for all of it: the old shape with its guards, or the new one with its guards.
            guards.remove(connection)
            config = _config()
            config.attributes["connection"] = connection
            try:
                step(config, revision)
            except CommandError as error:
                raise ValueError(f"This version cannot migrate the database: {error}. Is it of a newer one?") from error
            if after:
                after(connection)
            _check_references(connection)
            connection.commit()
    finally:
        database.close()


def _check_references(connection: Connection) -> None:
    """SQLite's owner migrates without foreign keys, so that a table can be made anew: they are checked at the end."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise ValueError(f"the migration would leave rows that refer to nothing: {broken[:3]}")
