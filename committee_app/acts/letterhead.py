"""The office's mailer id, by which the envelopes that come back carry a barcode."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.office import Setting
from letters.reply_code import ReplyCode
from rules.statute import cite
from workflows.machine import Refused

ESTABLISHED = cite("56.602.1")
MAILER = "mailer_id"


@act(
    "Enters the office's mailer id of the Postal Service: from the next label on, return envelopes carry a barcode.",
    ESTABLISHED,
    roles="director",
    about="office",
    asks=(Parameter(MAILER, Kind.TEXT, "Mailer id of the Postal Service", hint="6 or 9 digits"),),
)
def enter_mailer_id(doing: Doing) -> Mapping[str, Any]:
    mailer = doing[MAILER].replace(" ", "")
    try:
        ReplyCode(mailer, 1, zip_code(doing.letterhead().lines))
    except ValueError as error:
        raise Refused(f"{str(error)[:1].upper()}{str(error)[1:]}.", ESTABLISHED) from None
    row = doing.session.scalars(select(Setting).where(Setting.name == MAILER)).one_or_none()
    if row is None:
        doing.session.add(Setting(name=MAILER, value=mailer))
    else:
        row.value = mailer
    return {MAILER: mailer}


def zip_code(lines: Sequence[str]) -> str:
    """The digits of the ZIP code that ends an address, or nothing."""
    return "".join(filter(str.isdigit, lines[-1].rpartition(" ")[2])) if lines else ""
