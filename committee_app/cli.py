"""The command `committee`: the groups in one place. Each group parses, calls and prints; none decides.

Exit status: 0 done, 1 refused (the reason on standard error), 2 wrong usage.
"""

import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from committee_app.acts.performing import NotSaved
from committee_app.commands.backup import backup, health, restore
from committee_app.commands.digest import digest
from committee_app.commands.docket import act, acts, dispatch, docket
from committee_app.commands.journal import journal
from committee_app.commands.letters import letters
from committee_app.commands.mail import mail
from committee_app.commands.office import init, keys_, readings, statute, training
from committee_app.commands.public import public
from committee_app.commands.register import register, scan
from committee_app.commands.retention import dispose
from committee_app.commands.serving import serve
from committee_app.commands.times import calendar
from committee_app.settings import Misconfigured
from workflows.machine import Refused


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def committee() -> None:
    """The docket of the Prosecuting and Circuit Attorney Review Committee (56.602)."""


for command in (
    init,
    keys_,
    register,
    scan,
    calendar,
    statute,
    readings,
    acts,
    act,
    docket,
    dispatch,
    letters,
    digest,
    mail,
    journal,
    dispose,
    training,
    serve,
    public,
    backup,
    restore,
    health,
):
    committee.add_command(command)


def main() -> None:
    """Runs the command; a refusal is one sentence on standard error and status 1, never a traceback."""
    try:
        # Not standalone, click returns the status of an exit instead of raising it.
        sys.exit(committee.main(standalone_mode=False))
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Refused as refused:
        click.echo(refusal(refused), err=True)
        sys.exit(1)
    except (Misconfigured, NotSaved, ValueError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except SQLAlchemyError as error:
        click.echo(f"The database cannot be used: {str(error).splitlines()[0]}", err=True)
        sys.exit(1)


def refusal(refused: Refused) -> str:
    """A refusal as one paragraph: the reason, the clause, what would be allowed."""
    clause = f" ({refused.clause})" if refused.clause else ""
    allowed = f" Possible now: {', '.join(refused.allowed)}." if refused.allowed else ""
    return f"{refused.reason}{clause}{allowed}"
