"""`committee backup`, `committee restore` and `committee health`."""

from pathlib import Path

import click

from committee_app import backup as copies
from committee_app import health as signs
from committee_app import marks
from committee_app import settings as environment
from committee_app.commands.common import as_json, office, say
from committee_app.database import Database
from committee_app.sending import STOPPED

FOLDER = click.Path(file_okay=False, path_type=Path)
THERE = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--keys", type=FOLDER, help="Copy the keys too, into this folder: keep it apart from the backup.")
@as_json
def backup(folder: Path, keys: Path | None, as_json: bool) -> None:
    """Back up the office into FOLDER, a new one, while it is in use. On PostgreSQL COMMITTEE_OWNER_URL names the
    owner."""
    with office() as (_, settings):
        manifest = copies.back_up(settings, folder, keys)
        marks.note(settings.instance, marks.BACKUP, settings.now(), ok=True)
    said = manifest["journal"]
    say(
        manifest,
        lambda: f"{len(manifest['files'])} files, {said['entries']:,} entries of the journal. Head: {said['head']}",
        asked_for_json=as_json,
    )


@click.command()
@click.argument("folder", type=THERE)
@click.option("--keys", type=THERE, help="The folder with the keys; without it new ones are made.")
@click.option(
    "--register",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The register of what left (left.jsonl), if it outlived the loss.",
)
@as_json
def restore(folder: Path, keys: Path | None, register: Path | None, as_json: bool) -> None:
    """Restore the backup in FOLDER into an empty instance folder and an empty database. Sending is stopped then."""
    settings = environment.read()
    done = copies.restore(settings, folder, keys, register)
    same = {True: " The public site is the same.", False: " The public site was written anew.", None: ""}
    say(
        done.as_json(),
        lambda: f"{done.entries:,} entries, every link holds. Head: {done.head}{same[done.same_public]}",
        asked_for_json=as_json,
    )
    if done.public_kept:
        click.echo("The open store knows more than these records, and stays as it was: see docs/operating.", err=True)
    click.echo(STOPPED, err=True)


@click.command()
@click.option("--metrics", is_flag=True, help="Print it for Prometheus's collector of files.")
@as_json
def health(metrics: bool, as_json: bool) -> None:
    """Whether the office's machine does its work. Exit status 1 where somebody needs to act."""
    settings = environment.read()
    database = Database(settings.database_url)
    try:
        found = signs.read(settings, database)
    finally:
        database.close()
    if metrics:
        click.echo(signs.metrics(found), nl=False)
    else:
        say(
            {"well": signs.well(found), "signs": [one.as_json() for one in found]},
            lambda: "\n".join(f"{'well' if one.well else 'ACT '}  {one.says}" for one in found),
            asked_for_json=as_json,
        )
    if not signs.well(found):
        click.get_current_context().exit(1)
