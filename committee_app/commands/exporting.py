"""`committee public export`: the public site as plain files."""

import datetime as dt
from pathlib import Path

import click

from committee_app import settings as environment
from committee_app.commands.common import day
from committee_app.outbox import open_store_of
from committee_app.public import clock
from committee_app.public.exporting import export as bring_up
from committee_app.public.shelf import opened
from committee_app.public.site import Site


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--store", type=click.Path(path_type=Path, exists=True), help="The open store; this office's if left out."
)
@click.option(
    "--day", "today", callback=day, help="The day on which meetings are ahead, as YYYY-MM-DD; today if left out."
)
@click.option("--address", default="", help="The address of the site, as https://records.example.")
def export(folder: Path, store: Path | None, today: dt.date | None, address: str) -> None:
    """Write the open records as plain files into DIR. Again, it writes only what changed."""
    _, shelf = opened(store or open_store_of(environment.read()))
    done = bring_up(Site(shelf, today or clock.today(), address.rstrip("/")), folder)
    click.echo(f"{done.written} written, {done.removed} removed.")
