"""`committee letters`: what waits to be printed, and laying it into the print tray."""

import sys

import click

from committee_app import correspondence
from committee_app.commands.common import as_json, office, say
from committee_app.outbox import dispatch, how_many_letters
from committee_app.sending import STOPPED, stopped
from committee_app.settings import Misconfigured
from workflows.machine import Refused


@click.group()
def letters() -> None:
    """The letters on their way out of the house."""


@letters.command("print")
@as_json
def print_(as_json: bool) -> None:
    """Lay all waiting letters into the print tray; none can be taken back then. Safe at any time, and twice at once."""
    with office() as (database, settings):
        with database.reading() as session:
            if stopped(session):
                raise Refused(STOPPED)
        waiting = how_many_letters(database, settings.now())
        laid: list[str] = []
        with click.progressbar(length=waiting, label="Laying letters into the tray", file=sys.stderr) as bar:

            def tell(kind: str, name: str) -> None:
                if kind == "print":
                    laid.append(name)
                    bar.update(1)

            dispatch(
                database, settings.instance, settings.now(), letters=True, tell=tell, open_store=settings.open_store
            )
        tray = settings.instance / "print_tray"
    say(
        {"tray": str(tray), "letters": laid},
        lambda: f"{len(laid)} laid into {tray}." if laid else "No letter waits to be printed.",
        asked_for_json=as_json,
    )


@letters.command("list")
@as_json
def list_(as_json: bool) -> None:
    """The letters that wait for somebody (training mode only: they are closed records)."""
    with office() as (database, settings):
        if not settings.training:
            raise Misconfigured("Letters are read after signing in; the command line shows them in training alone.")
        with database.reading() as session:
            trays = correspondence.trays(session)
    lines = [*trays.waiting, *trays.in_tray, *trays.printed, *trays.taken_back]
    say(
        {
            "letters": [
                {"id": line.id, "complaint": line.complaint, "kind": line.kind, "stands": line.stands.value}
                for line in lines
            ]
        },
        lambda: (
            "\n".join(f"{line.id:5}  {line.complaint}  {line.stands.value:22} {line.title}" for line in lines)
            or "No letter waits for anybody."
        ),
        asked_for_json=as_json,
    )
