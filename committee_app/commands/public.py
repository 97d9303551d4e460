"""`committee public`: the open records served, the day's commitment and its proof, the key that signs the list."""

import datetime as dt
import os
import sys

import click
from sqlalchemy import select

from committee_app import keys
from committee_app.access import CONSOLE
from committee_app.acts import perform
from committee_app.commands.common import as_json, day, office, say
from committee_app.commands.exporting import export
from committee_app.commands.serving import PORT, check_free, public_command
from committee_app.commitments import proof
from committee_app.outbox import dispatch
from committee_app.tables.publications import HeadCommitment
from committee_app.tables.records import Outbox
from workflows.machine import Refused


class Public(click.Group):
    """A group that serves where it is given a store in the place of a command, as it did before it was a group."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and not {"-h", "--help"} & set(args):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Public)
def public() -> None:
    """The open records. `committee public STORE` serves them."""


public.add_command(export)


@public.command()
@click.argument("store")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8001, show_default=True)
@click.option("--address", default="", help="The address of the site, as https://records.example.")
def serve(store: str, host: str, port: int, address: str) -> None:
    """Serve the open records in STORE: a file, or postgresql://login@host/database. It needs, and takes, nothing
    else."""
    check_free(host, port)
    # A process of its own that imports nothing of the closed store.
    os.execv(sys.executable, public_command(store, host, port, address=address))  # noqa: S606 - our own command, no shell


@public.command()
@click.argument("owner_url")
def prepare(owner_url: str) -> None:
    """Make the open store in the PostgreSQL database of OWNER_URL: the schema pub, the role committee_publisher that
    writes it and the role committee_public that reads it. Safe to run again."""
    from committee_app.public import postgres_store

    for warning in postgres_store.prepare(owner_url):
        click.echo(warning, err=True)
    click.echo(
        f"The open store is ready. Grant {postgres_store.PUBLISHER} to the office's login there, "
        f"{postgres_store.READER} to the public site's."
    )


@public.command()
def commit() -> None:
    """Commit for today to the closed journal's head, in one line of the public list. For a timer, at one hour every
    day, whether or not anything was done; again on the same day it does nothing. A missed day is not made up."""
    with office() as (database, settings):
        today = settings.today()
        done = False
        try:
            perform(database, "commit_head", CONSOLE, {}, today=today, now=settings.now())
            done = True
        except Refused:
            with database.reading() as session:
                if session.get(HeadCommitment, today) is None:
                    raise
        dispatch(database, settings.instance, settings.now(), open_store=settings.open_store)
        with database.reading() as session:
            waits = select(Outbox.trouble).where(Outbox.kind == "public_store", Outbox.done_at.is_(None))
            trouble = session.scalar(waits.where(Outbox.trouble.is_not(None)).limit(1))
    click.echo("Committed for the day." if done else "The day has its commitment already.")
    if trouble:
        raise Refused(f"The open store is not written: {trouble}")


@public.command()
@click.argument("on", metavar="DAY", callback=day)
@as_json
def prove(on: dt.date, as_json: bool) -> None:
    """Print what the commitment of DAY hides: the journal's head, its number of entries, and the nonce. With them and
    the public list the journal up to there is proved. It is a closed record, for whom the past is to be proved to. Exit
    status 1 where the list or the journal does not agree."""
    with office() as (database, _), database.reading() as session:
        found = proof(session, on)
    if found is None:
        raise Refused(f"Nothing was committed to on {on:%B %-d, %Y}.")

    def words() -> str:
        answers = (
            (found.line_holds, "The line is what its hash says.", "THE LINE IS NOT WHAT ITS HASH SAYS."),
            (found.list_agrees, "It commits to this head.", "IT DOES NOT COMMIT TO THIS HEAD."),
            (found.journal_agrees, "The journal has it there.", "THE JOURNAL HAS ANOTHER HEAD THERE."),
        )
        return "\n".join(
            [
                f"day      {found.day.isoformat()}",
                f"head     {found.head}",
                f"entries  {found.entries}",
                f"nonce    {found.nonce}",
                f"line     {found.line}",
                f"digest   {found.digest}",
                " ".join(yes if holds else no for holds, yes, no in answers),
            ]
        )

    say(found.as_json(), words, asked_for_json=as_json)
    if not found.ok:
        click.get_current_context().exit(1)


@public.command()
def key() -> None:
    """Print the public half of the key that signs the list now, as hex: to be published in another place too."""
    with office() as (_, settings):
        click.echo(keys.public_half(keys.of_the_records(settings.instance)))
