"""`committee dispose`: carries out orders of disposal, as the owner of the tables."""

import click

from committee_app import disposing
from committee_app.commands.common import as_json, office, say
from committee_app.disposing import CarriedOut

NAMES = {
    "bodies": "bodies of journal entries",
    "papers": "papers from outside",
    "letters": "letters",
    "sheets": "sheets of letters",
    "printings": "reprints",
    "labels": "address sheets with labels",
    "forms": "mailing forms",
    "copies": "redacted copies that nobody was given",
    "packets": "closed envelopes",
}


@click.command()
@click.argument("order", type=click.IntRange(1, 999_999_999), required=False)
@as_json
def dispose(order: int | None, as_json: bool) -> None:
    """Destroy what ORDER names: what one person proposed and another ordered. It cannot be undone. Interrupted, it goes
    on when it is called again; without ORDER it lists the orders that wait."""
    with office() as (database, settings):
        if order is None:
            with database.reading() as session:
                waiting = disposing.waiting(session)
            say({"waiting": waiting}, lambda: _list(waiting), asked_for_json=as_json)
            return
        done = disposing.carry_out(
            database, settings.owner_url, settings.instance, order, settings.today(), settings.now()
        )
    document = {"order": order, "complaint": done.complaint, "named": done.named, "stay": list(done.stay)}
    say(document | {"before": done.before}, lambda: _told(order, done), asked_for_json=as_json)


def _list(waiting: list[int]) -> str:
    return "\n".join(f"Order {number} waits." for number in waiting) or "No order waits."


def _told(order: int, done: CarriedOut) -> str:
    if done.before:
        return f"Order {order} was carried out before. Nothing was done."
    counts = [f"{number} {NAMES[part]}" for part, number in done.named.items() if number]
    stay = f" {len(done.stay)} papers stay in the store: other records name them too." if done.stay else ""
    return f"Order {order} is carried out in {done.complaint}: {', '.join(counts)}.{stay} It stands in the log."
