"""`committee mail`: what the carrier and the mail servers tell; `committee letters standing`: what stands still."""

from pathlib import Path
from typing import Any, BinaryIO

import click

from committee_app.access import CONSOLE
from committee_app.acts import perform
from committee_app.acts.doing import calendars
from committee_app.bounces import LARGEST, notification
from committee_app.commands.common import as_json, office, say
from committee_app.commands.docket import training_only
from committee_app.commands.letters import letters
from committee_app.commands.register import STRICT, take_in
from committee_app.standing import open_matters
from committee_app.standing_letters import StillLetter, standing_letters
from workflows.letter_steps import STEPS

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def mail() -> None:
    """Certified mail, and the office's own mails."""


@mail.command("import")
@FILE
@STRICT
@as_json
def import_(file: Path, strict: bool, as_json: bool) -> None:
    """Take in a file of postal tracking (columns article_number, event, occurred_on, place, signed_by, agent)."""
    take_in("import_mail_events", file, strict, as_json)


@letters.command()
@as_json
def standing(as_json: bool) -> None:
    """The letters that have stood still longer than their step allows."""
    with office() as (database, settings):
        training_only(settings.training)
        today = settings.today()
        with database.reading() as session:
            matters = open_matters(session, today, frozenset())
            found = standing_letters(session, matters, (), today, calendars(session).strict)
    document: dict[str, Any] = {
        "as_of": today.isoformat(),
        "standing": [letter.as_json() for letter in found],
        "steps": [
            {"step": step.name, "what": step.what, "allowed_business_days": step.allowed, "clause": step.clause.id,
             "source": step.source}
            for step in STEPS
        ],
    }  # fmt: skip
    say(document, lambda: _words(found), asked_for_json=as_json)


def _words(found: list[StillLetter]) -> str:
    if not found:
        return "No letter stands still."
    return "\n".join(
        f"{letter.complaint}  {letter.what}, since {letter.since:%B %-d, %Y} ({letter.step.allowed} business days are "
        f"allowed, {letter.step.clause.id}): {letter.verb.replace('_', ' ')}"
        for letter in found
    )


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
