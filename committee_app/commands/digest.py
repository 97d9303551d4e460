"""`committee digest`: what the office's machine runs each morning, and what it sweeps with it."""

import click

from committee_app.access import CONSOLE
from committee_app.acts import perform
from committee_app.acts.reminding import to_tell
from committee_app.commands.common import office
from committee_app.outbox import dispatch, post_of
from committee_app.papers import sweep
from committee_app.respondent import named


@click.command()
def digest() -> None:
    """Tell the director and the staff by one mail a day that something fired, falls due or is overdue. Safe to run
    again; silent on quiet days. Papers that were never sent, a day old, are removed."""
    with office() as (database, settings):
        today, now = settings.today(), settings.now()
        with database.reading() as session:
            waiting = bool(to_tell(session, today))
        told = 0
        if waiting:
            outcome = perform(database, "send_digest", CONSOLE, {}, today=today, now=now, site=settings.office_url)
            told = outcome.reply["told"]
            dispatch(
                database, settings.instance, now, post_of(settings), settings.mail_from, open_store=settings.open_store
            )
        with database.reading() as session:
            swept = sweep(settings.instance, named(session), now)
    click.echo(f"{told} told.")
    if swept:
        click.echo(f"{swept} papers that were never sent are removed.")
