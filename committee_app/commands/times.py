"""`committee calendar`: a due date with its count, day by day."""

import datetime as dt

import click

from committee_app.acts.doing import calendars
from committee_app.commands.common import as_json, day, office, say
from committee_app.settings import Misconfigured
from rules import calendar as calendars_of_the_act
from rules.calendar import Calendar, Count


@click.group()
def calendar() -> None:
    """Business days and calendar months as the Act counts them."""


@calendar.command()
@click.argument("start", callback=day, metavar="DATE")
@click.argument("number", type=click.IntRange(1, 2000), metavar="N")
@click.argument("unit", type=click.Choice(["business-days", "months"]))
@click.option("--calendar", "which", type=click.Choice(["strict", "lenient"]), default="strict", show_default=True)
@as_json
def due(start: dt.date, number: int, unit: str, which: str, as_json: bool) -> None:
    """When N business-days or months after DATE are over, and how they were counted."""
    counting = _named(which)
    if unit == "months":
        count = counting.months(start, number, roll="forward" if which == "lenient" else "none")
    else:
        count = counting.business_days(start, number)
    say(count.as_json(), lambda: _words(count), asked_for_json=as_json)


def _named(which: str) -> Calendar:
    if which == "strict":
        return calendars_of_the_act.strict()
    try:
        with office() as (database, _), database.reading() as session:
            return calendars(session).lenient
    except Misconfigured:
        # Without an office there are no closures to leave out.
        return calendars_of_the_act.lenient()


def _words(count: Count) -> str:
    lines = [f"{day.date:%a %d %b %Y}  {'counted' if day.counted else 'skipped'}  {day.reason}" for day in count.days]
    return "\n".join(
        [*lines, f"Due {count.due:%A, %B %-d, %Y} ({count.calendar} calendar, from {count.start:%B %-d, %Y})"]
    )
