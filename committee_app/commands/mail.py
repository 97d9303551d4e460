"""`committee mail`: what became of the office's mails."""

from typing import BinaryIO

import click

from committee_app.access import CONSOLE
from committee_app.acts import perform
from committee_app.bounces import LARGEST, notification
from committee_app.commands.common import as_json, office, say


@click.group()
def mail() -> None:
    """The office's mails."""


@mail.command()
@click.argument("file", type=click.File("rb"))
@as_json
def bounce(file: BinaryIO, as_json: bool) -> None:
    """Read a mail that came back (a delivery status notification, RFC 3464; “-” is standard input) and mark the mail
    that it is about as bounced. For the mail server's pipe, or by hand."""
    told = notification(file.read(LARGEST + 1))
    given = {"identity": told.identity, "reason": told.reason}
    with office() as (database, settings):
        done = perform(database, "record_bounce", CONSOLE, given, today=settings.today(), now=settings.now())
    said = {**done.reply, "reason": told.reason}
    say(said, lambda: f"The mail to {said['account']} bounced: {told.reason}", asked_for_json=as_json)
