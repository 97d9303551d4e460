"""What every letter carries of the office: its name and address, where requests to the governor go, its mailer id."""

from collections.abc import Mapping
from typing import Any

from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.office import Setting
from letters.reply_code import ReplyCode
from rules.statute import cite
from workflows.machine import Refused

ESTABLISHED = cite("56.602.1")
# The window of a #10 envelope shows no more.
LINES = 5


@act(
    "Changes what letters carry of the office, from the next letter on. A letter that was released stays as it is.",
    ESTABLISHED,
    roles="director",
    about="office",
    asks=(
        Parameter("office_name", Kind.TEXT, "Name of the office"),
        Parameter("office_address", Kind.LONG_TEXT, "Its postal address", hint="one line each, the ZIP code last"),
        Parameter("governor_address", Kind.LONG_TEXT, "Where requests to the governor go", hint="one line each"),
        Parameter(
            "mailer_id",
            Kind.TEXT,
            "Mailer id of the Postal Service",
            required=False,
            hint="6 or 9 digits; with it return envelopes carry a barcode",
        ),
    ),
    step_up=True,
)
def change_letterhead(doing: Doing) -> Mapping[str, Any]:
    said = {
        "office_name": doing["office_name"],
        "office_address": _lines(doing["office_address"]),
        "governor_address": _lines(doing["governor_address"]),
        "mailer_id": (doing["mailer_id"] or "").replace(" ", ""),
    }
    if said["mailer_id"]:
        try:
            ReplyCode(said["mailer_id"], 1, zip_code(said["office_address"].split("\n")))
        except ValueError as error:
            raise Refused(f"{str(error)[:1].upper()}{str(error)[1:]}.", ESTABLISHED) from None
    for name, value in said.items():
        row = doing.session.get(Setting, name)
        if row is None:
            doing.session.add(Setting(name=name, value=value))
        else:
            row.value = value
    return said


def zip_code(lines: list[str] | tuple[str, ...]) -> str:
    """The digits of the ZIP code that ends an address, or nothing."""
    return "".join(filter(str.isdigit, lines[-1].rpartition(" ")[2])) if lines else ""


def _lines(text: str) -> str:
    """An address without empty lines. Raises Refused for one that an envelope's window does not show."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 2 <= len(lines) <= LINES:
        raise Refused(f"An address has two to {LINES} lines; this one has {len(lines)}.", ESTABLISHED)
    return "\n".join(lines)
