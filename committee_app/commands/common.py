"""What every command shares: the settings, the database, and printing one JSON document or words."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from committee_app import settings as environment
from committee_app.database import Database
from committee_app.founding import check_kind, on_training_clock
from committee_app.settings import Settings

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


def day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> dt.date | None:
    """A day written as YYYY-MM-DD, for click."""
    if value is None:
        return None
    try:
        if len(value) != 10 or not value.isascii():
            raise ValueError
        return dt.datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=environment.CHICAGO).date()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a day written as YYYY-MM-DD.") from None


def say(document: Any, words: Callable[[], str], *, asked_for_json: bool) -> None:
    """Prints the document as JSON, or else the words."""
    click.echo(json.dumps(document, indent=1, ensure_ascii=False) if asked_for_json else words())


@contextmanager
def office() -> Iterator[tuple[Database, Settings]]:
    """The database of this office, checked to be of the kind that the settings say."""
    settings = environment.read()
    database = Database(settings.database_url)
    try:
        check_kind(database, settings)
        yield database, on_training_clock(database, settings)
    finally:
        database.close()
