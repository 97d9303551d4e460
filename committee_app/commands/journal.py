"""`committee journal`: verify the chain, export it for the separate checker, show the head to keep outside."""

from typing import Any

import click

from committee_app import journal as chain
from committee_app import marks, receipts
from committee_app.commands.common import as_json, office, say


@click.group()
def journal() -> None:
    """The append-only record of every act."""


@journal.command()
@click.option("--head", help="A head that was kept outside: finds a tail that was cut off.")
@as_json
def verify(head: str | None, as_json: bool) -> None:
    """Recompute every link of the journal. Exit status 1 where one does not hold."""
    with office() as (database, settings), database.reading() as session:
        verdict = chain.verify(session, head)
        marks.note(settings.instance, marks.VERIFY, settings.now(), ok=verdict.ok, entries=verdict.entries)

    def words() -> str:
        if verdict.first_bad:
            return f"The journal does not hold at entry {verdict.first_bad.seq}: {verdict.first_bad.reason}."
        return f"{verdict.entries:,} entries, every link holds. Head: {verdict.head}"

    say(verdict.as_json(), words, asked_for_json=as_json)
    if not verdict.ok:
        click.get_current_context().exit(1)


@journal.command()
@click.argument("receipt")
@as_json
def receipt(receipt: str, as_json: bool) -> None:
    """Check the receipt of a vote: which entry holds it, and whether journal, vote and roll call agree with it. Says
    nothing of the vote itself. Exit status 1 where something does not hold."""
    with office() as (database, _), database.reading() as session:
        checked = receipts.check(session, receipt.strip().lower())
        said: dict[str, Any] = checked.as_json() if checked else {"receipt": receipt, "found": False, "ok": False}

    def words() -> str:
        if not said["found"]:
            return "No entry of the journal holds this receipt."
        chain_ = "Every link of the journal holds." if said["chain"]["ok"] else "THE JOURNAL DOES NOT HOLD."
        kept = "The vote is kept as it was cast." if said["kept"] else "THE VOTE IS NOT KEPT AS IT WAS CAST."
        closed = {None: "", True: " The roll call says the same.", False: " THE ROLL CALL SAYS SOMETHING ELSE."}
        return f"Entry {said['entry']}, {said['hash']}. {chain_} {kept}{closed[said['in_roll_call']]}"

    say(said, words, asked_for_json=as_json)
    if not said["ok"]:
        click.get_current_context().exit(1)


@journal.command()
def export() -> None:
    """Print the journal as JSON lines, which checker/check_journal.py reads."""
    with office() as (database, _), database.reading() as session:
        for line in chain.export(session):
            click.echo(line)


@journal.command()
def head() -> None:
    """Print the journal's head: note it outside this machine."""
    with office() as (database, _), database.reading() as session:
        number, hash_ = chain.head(session)
    click.echo(f"{number} {hash_}")
