"""The letters about an answer without paper: another code for the prosecutor, and the receipt for what was sent."""

from dataclasses import dataclass
from datetime import date

from letters.letter import Address
from letters.row import Row
from rules.statute import cite

NOTICE = cite("56.602.4(3)")
RESPONSE = cite("56.602.4(4)#1")
MORE_INFORMATION = cite("56.602.4(6)")
CLOSED = {"records": cite("56.602.4(2)#2")}


@dataclass(frozen=True, slots=True)
class NewCode:
    """That the code of the notice has ended, and the one that stands in its place."""

    to: Address
    dated: date
    reference: str
    office: str
    answer_at: str
    code: str
    code_through: date
    kind = "new_code"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came by the page, and when: the number of the sending in its matter, `moment` in words; `late_after` is the
    last day of the time to respond, where it was over. `came` tells of each text and file its size and SHA-256."""

    to: Address
    dated: date
    reference: str
    number: int
    moment: str
    what: str
    came: tuple[str, ...]
    late_after: date | None = None
    kind = "receipt"


ANSWER_ROWS = {
    "new_code": Row(
        "New code for the prosecutor",
        (NOTICE,),
        "CLOSED",
        NewCode,
        "A new code for your response, {office}",
        """
The code in our notice of a formal complaint opens nothing any more. Your time to respond is not touched by this letter.

Open {answer_at}, and enter the docket number {reference} and this code:

> {code}

The code opens this matter alone, through {code_through}. Whoever has it can read the complaint and answer in your name:
keep it as you keep this letter. Opening the page starts no time and replaces no mail, and a response on paper is always
taken.

{nature}
""",
        cites=CLOSED,
        needs=("answer_at", "code", "code_through"),
        nature="This letter is a closed record (section {records}).",
        signed=True,
    ),
    "receipt": Row(
        "Receipt for what the prosecutor sent",
        (RESPONSE,),
        "CLOSED",
        Receipt,
        "Receipt {number} for what you sent",
        """
{what} reached the {committee} at {moment}.

The time to respond ended on {late_after}: it is taken and marked late (section {more_information}).

# What came

{came}

The SHA-256 of a file is the same on every machine: with it you can show that the file that you keep is the one that
came.

{nature}
""",
        cites={**CLOSED, "more_information": MORE_INFORMATION},
        needs=("what", "moment", "came"),
        nature="This receipt and what you sent are closed records (section {records}).",
    ),
}
