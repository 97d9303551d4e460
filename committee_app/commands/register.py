"""`committee register` and `committee scan`."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from committee_app.access import CONSOLE
from committee_app.acts import perform
from committee_app.acts.doing import adopted_readings
from committee_app.acts.register import FeedFile, FileRefused
from committee_app.commands.common import as_json, day, office, say
from committee_app.register.scan import scan as run_scan

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
STRICT = click.option("--strict", is_flag=True, help="One bad row refuses the whole file.")


@click.group()
def register() -> None:
    """The register of referrals, homicides and population."""


@register.command("import")
@FILE
@STRICT
@as_json
def referrals(file: Path, strict: bool, as_json: bool) -> None:
    """Take in a file of referrals."""
    take_in("import_referrals_file", file, strict, as_json)


@register.command("import-homicides")
@FILE
@STRICT
@as_json
def homicides(file: Path, strict: bool, as_json: bool) -> None:
    """Take in a file of homicides."""
    take_in("import_homicides_file", file, strict, as_json)


@register.command("import-population")
@FILE
@STRICT
@as_json
def population(file: Path, strict: bool, as_json: bool) -> None:
    """Take in population figures (columns fips, population)."""
    take_in("import_population_file", file, strict, as_json)


def take_in(verb: str, file: Path, strict: bool, asked_for_json: bool) -> None:
    """Takes in a file by that act, with a bar while it is read, and prints what became of it. Exit status 1 where all
    of it was refused."""
    with office() as (database, settings):
        total = file.stat().st_size
        with click.progressbar(
            length=max(total, 1), label=file.name, file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:

            def progress(read: int, _total: int) -> None:
                bar.update(read - bar.pos)

            given = {"file": FeedFile(file, progress), "strict": strict}
            try:
                outcome = perform(database, verb, CONSOLE, given, today=settings.today(), now=settings.now())
                report, refused = outcome.reply, False
            except FileRefused as error:
                report, refused = error.report, True
    say(report, lambda: _words(report, refused), asked_for_json=asked_for_json)
    for row in report["errors"] if not asked_for_json else []:
        click.echo(f"line {row['line']}, {row['column']}: {row['reason']} ({row['value']})", err=True)
    if refused:
        click.echo(f"{file.name} was refused and nothing of it was kept.", err=True)
        click.get_current_context().exit(1)


def _words(report: dict[str, Any], refused: bool) -> str:
    counts = ", ".join(f"{report[name]:,} {name}" for name in ("accepted", "unchanged", "updated", "rejected"))
    return f"{report['file']}: {counts}." + (" Nothing was kept." if refused else "")


@click.command()
@click.option("--as-of", callback=day, metavar="DATE", help="The day to look from; today if left out.")
@click.option("--keep/--no-keep", default=True, show_default=True, help="Keep the findings and note the scan.")
@as_json
def scan(as_of: dt.date | None, keep: bool, as_json: bool) -> None:
    """Apply the three tests of 56.602.3 to the register."""
    with office() as (database, settings):
        day_asked = as_of or settings.today()
        if keep and day_asked <= settings.today():
            outcome = perform(
                database,
                "keep_findings",
                CONSOLE,
                {"as_of": day_asked},
                today=settings.today(),
                now=settings.now(),
            )
            result = outcome.reply["result"]
        else:
            with database.reading() as session:
                result = run_scan(session, day_asked, adopted_readings(session, day_asked)).as_json()

    def words() -> str:
        lines = [
            f"{f['clause']}  {f['jurisdiction']}  {f['subject'].get('referral_id', '')} {f['subject'].get('count', '')}"
            for f in result["findings"]
        ]
        near = len(result["near_misses"])
        found = f"{len(lines)} finding{'' if len(lines) == 1 else 's'}"
        missed = f"{near} near miss{'' if near == 1 else 'es'}"
        return "\n".join([*lines, f"{found} and {missed} as of {result['as_of']}."])

    say(result, words, asked_for_json=as_json)
