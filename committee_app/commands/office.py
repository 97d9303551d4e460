"""`committee init`, `statute`, `readings` and `training`."""

from pathlib import Path
from typing import Any

import click

from committee_app import founding, keys
from committee_app import settings as environment
from committee_app.access import CONSOLE
from committee_app.acts import perform
from committee_app.acts.doing import adopted_readings
from committee_app.commands.common import as_json, office, say
from committee_app.commands.serving import PORT, run_both
from rules import statute as clauses
from rules.readings import READINGS


@click.command()
def init() -> None:
    """Create or upgrade the database. Safe to run again."""
    settings = environment.read()
    had_key = keys.path_of(settings.instance, keys.RECORDS).exists()
    founding.found(settings)
    click.echo(f"The {'training ' if settings.training else ''}office is ready.", err=True)
    if not had_key:
        click.echo("A new key signs what is published. Tell its public half in another place than the site:", err=True)
        click.echo(keys.public_half(keys.of_the_records(settings.instance)), err=True)
    link = founding.invite_first_administrator(settings)
    if link:
        click.echo("The first administrator opens this link, once, within 72 hours; then invites the others:", err=True)
        click.echo(link)


@click.command("keys")
@click.argument("which", type=click.Choice(["session", "factors", "records"]))
def keys_(which: str) -> None:
    """Put a new key before the older ones; start the office again afterwards. Nobody is signed out. A new
    key for signing the public list (records) is used from the next line on, without a new start."""
    settings = environment.read()
    number = keys.rotate(settings.instance, f"{which}.key")
    if which == "records":
        click.echo("There is a new key. Tell the public its public half in another place than the public site:")
        click.echo(keys.public_half(keys.of_the_records(settings.instance)))
        return
    click.echo(f"There is a new key; {number - 1} older ones are still taken. Start the office again.")


@click.group()
def statute() -> None:
    """The clauses of the bill and what this program does with each."""


@statute.command()
@as_json
def coverage(as_json: bool) -> None:
    """Each clause: cited by which part of the program, or why it is not coded."""
    rows, uncited = clauses.coverage(), clauses.uncited()

    def words() -> str:
        lines = [
            f"{clause.id:24} {', '.join(clauses.cited_by(clause.id)) or clause.not_coded or 'UNCITED'}"
            for clause in clauses.CLAUSES.values()
        ]
        return "\n".join([*lines, f"{len(rows)} clauses, {len(uncited)} uncited."])

    say({"clauses": rows, "uncited": uncited}, words, asked_for_json=as_json)
    if uncited:
        click.get_current_context().exit(1)


@statute.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", help="Where the words come from.")
def load(file: Path, source: str | None) -> None:
    """Load the enacted words of clauses from a JSON file."""
    with office() as (database, settings):
        outcome = perform(
            database,
            "load_statute",
            CONSOLE,
            {"file": str(file), "source": source},
            today=settings.today(),
            now=settings.now(),
        )
    click.echo(f"The words of {outcome.reply['clauses']} clauses are loaded.")


@click.command()
@as_json
def readings(as_json: bool) -> None:
    """Every ambiguous point, its options and the one in force."""
    with office() as (database, settings), database.reading() as session:
        adopted = adopted_readings(session, settings.today())
    rows: list[dict[str, Any]] = [
        {
            "id": reading.id,
            "clause": reading.clause.id,
            "question": reading.question,
            "options": dict(reading.options),
            "in_force": adopted[reading.id],
            "default": reading.default,
            "fixed": reading.fixed,
        }
        for reading in READINGS.values()
    ]
    say(
        {"readings": rows},
        lambda: "\n".join(f"{row['id']:28} {row['in_force']:24} {row['question']}" for row in rows),
        asked_for_json=as_json,
    )


@click.command()
@click.option("--office-port", type=PORT, default=8000, show_default=True)
@click.option("--public-port", type=PORT, default=8001, show_default=True)
@click.option("--no-serve", is_flag=True, help="Only make the sample office.")
def training(office_port: int, public_port: int, no_serve: bool) -> None:
    """Make the sample office where there is none, and serve the office and the public site."""
    from committee_app.sample import build

    settings = environment.read()
    if not settings.training:
        raise environment.Misconfigured("Set COMMITTEE_TRAINING=1: the sample office is for training alone.")
    build(settings, lambda text: click.echo(text, err=True))
    if not no_serve:
        run_both(settings, office_port, public_port)
