"""`committee acts`, `act`, `docket` and `dispatch`."""

import datetime as dt
from typing import Any

import click

from committee_app import docket as dockets
from committee_app import marks
from committee_app.access import find_actor
from committee_app.acts import ACTS, perform
from committee_app.commands.common import as_json, office, say
from committee_app.outbox import dispatch as dispatch_outbox
from committee_app.outbox import post_of
from committee_app.sending import STOPPED, stopped
from committee_app.settings import CHICAGO, Misconfigured
from committee_app.signatures import signer_of
from workflows.machine import Refused


@click.command()
@as_json
def acts(as_json: bool) -> None:
    """Every act of the office: its clauses, who may do it, what it asks for."""
    listed = [act.as_json() for act in ACTS.values()]

    def words() -> str:
        lines = []
        for act in listed:
            asks = " ".join(f"{p['name']}{'' if p['required'] else '?'}" for p in act["parameters"])
            lines.append(
                f"{act['verb']:24} {', '.join(act['clauses'])}\n    {act['does']}\n    asks: {asks or 'nothing'}"
            )
        return "\n".join(lines)

    say({"acts": listed}, words, asked_for_json=as_json)


@click.command()
@click.argument("verb")
@click.option("--as", "account", required=True, metavar="ACCOUNT", help="A sample account.")
@click.option("--complaint", metavar="ID")
@click.option("--set", "given", multiple=True, metavar="KEY=VALUE")
@click.option("--key", help="The request's own key: the same key again acts once.")
@as_json
def act(verb: str, account: str, complaint: str | None, given: tuple[str, ...], key: str | None, as_json: bool) -> None:
    """Do one act (training mode only)."""
    with office() as (database, settings):
        if not settings.training:
            raise Misconfigured("Acting from the command line is for training alone (COMMITTEE_TRAINING=1).")
        with database.reading() as session:
            actor = find_actor(session, account, settings.today())
        if actor is None:
            raise Refused(f"There is no account {account}.")
        outcome = perform(
            database,
            verb,
            actor,
            _pairs(given),
            complaint=complaint,
            key=key,
            today=settings.today(),
            now=settings.now(),
            signer=signer_of(settings),
        )
        dispatch_outbox(database, settings.instance, settings.now())

    def words() -> str:
        clause = f" ({outcome.clause})" if outcome.clause else ""
        about = f" in {outcome.complaint}: now “{(outcome.state or '').replace('_', ' ')}”" if outcome.complaint else ""
        lines = [f"{outcome.verb}{clause}{about}. Journal entry {outcome.entry}."]
        lines += [f"  {duty['kind']}: due {duty['due']} ({duty['clause']})" for duty in outcome.duties]
        return "\n".join(lines)

    say(outcome.as_json(), words, asked_for_json=as_json)


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair!r}: write KEY=VALUE.", param_hint="--set")
        if name in pairs:
            raise click.BadParameter(f"{name} is given twice.", param_hint="--set")
        pairs[name] = value
    return pairs


@click.group()
def docket() -> None:
    """The complaints."""


@docket.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Every complaint with its state and its next due date."""
    with office() as (database, settings):
        training_only(settings.training)
        with database.reading() as session:
            matters = dockets.listed(session, settings.today())

    def words() -> str:
        if not matters:
            return "The docket is empty. `committee scan` looks for threats; a person lodges a complaint."
        return "\n".join(_line(matter) for matter in matters)

    say({"complaints": matters}, words, asked_for_json=as_json)


def _line(matter: dict[str, Any]) -> str:
    due = f"  next due {matter['next_due']['due']} ({matter['next_due']['clause']})" if matter["next_due"] else ""
    return f"{matter['id']}  {matter['office']:44} {matter['state'].replace('_', ' '):28}{due}"


@docket.command()
@click.argument("complaint", metavar="ID")
@as_json
def show(complaint: str, as_json: bool) -> None:
    """One complaint: state, duties, motions, letters, journal entries."""
    with office() as (database, settings):
        training_only(settings.training)
        with database.reading() as session:
            matter = dockets.shown(session, complaint, settings.today())
    if matter is None:
        raise Refused(f"There is no complaint {complaint}.")

    def words() -> str:
        lines = [f"{matter['id']}  {matter['office']}  {matter['state'].replace('_', ' ')}"]
        for duty in matter["duties"]:
            done = f"done {duty['done']}" if duty["done"] else "OVERDUE" if duty["overdue"] else "open"
            lines.append(f"  due {duty['due']}  {duty['clause']:18} {duty['what']} ({done})")
        lines += [
            f"  {entry['seq']:5}  {_day(entry['at'])}  {entry['verb']} ({entry['clause']})"
            for entry in matter["entries"]
        ]
        return "\n".join(lines)

    say(matter, words, asked_for_json=as_json)


def _day(instant: str) -> str:
    """The legal day of an entry, in Missouri."""
    return dt.datetime.fromisoformat(instant).astimezone(CHICAGO).date().isoformat()


def training_only(training: bool) -> None:
    """Raises Misconfigured for a real office: what is shown there is a closed record."""
    # The docket is a closed record: on the command line nobody has signed in.
    if not training:
        raise Misconfigured("The docket is read after signing in; the command line shows it in training alone.")


@click.command()
@click.option(
    "--letters/--no-letters", default=True, help="Lay letters that wait into the print tray (default), or not."
)
def dispatch(letters: bool) -> None:
    """Do what waits to leave the database: print queue, open store, mails. Safe at any time."""
    with office() as (database, settings):
        done = dispatch_outbox(
            database,
            settings.instance,
            settings.now(),
            post_of(settings),
            settings.mail_from,
            letters=letters,
            open_store=settings.open_store,
        )
        with database.reading() as session:
            still = stopped(session)
        marks.note(settings.instance, marks.DISPATCH, settings.now())
    click.echo(f"{done} done.")
    if still:
        click.echo(STOPPED, err=True)
