"""The letters to whoever asks for records (RSMo 610.023, 610.024, 610.026).

They go to strangers: none has a field for a fact of a matter. What is withheld is said in sentences of the law's table,
which are the same whether there is such a record or not.
"""

from dataclasses import dataclass
from datetime import date

from letters.letter import Address
from letters.row import Row
from rules.records_requests import CLOSED_RECORDS, OPENED_RECORDS


@dataclass(frozen=True, slots=True)
class RecordsClarification:
    """What the office asks back; after `lapses` the request may be taken as withdrawn."""

    to: Address
    dated: date
    number: str
    received_on: date
    question: str
    lapses: date
    kind = "records_clarification"


@dataclass(frozen=True, slots=True)
class RecordsCost:
    """What the copies cost, line by line. `before` says that the fee is asked for before the work, `lapses` the last
    day for it; both are empty where it is not."""

    to: Address
    dated: date
    number: str
    received_on: date
    lines: tuple[str, ...]
    total: str
    before: str | None
    lapses: date | None
    kind = "records_cost"


@dataclass(frozen=True, slots=True)
class RecordsReply:
    """The answer: what is granted and where it lies; what is withheld under which law; or why it takes longer, where
    the record will be, and from when on."""

    to: Address
    dated: date
    number: str
    received_on: date
    answer: str
    records: tuple[str, ...]
    withheld: tuple[str, ...]
    remark: str | None
    cause: str | None
    place: str | None
    earliest: date | None
    kind = "records_reply"


@dataclass(frozen=True, slots=True)
class RecordsDenial:
    """The written statement of a denial: each part withheld, with its law."""

    to: Address
    dated: date
    number: str
    received_on: date
    withheld: tuple[str, ...]
    kind = "records_denial"


COURT = "Whoever is refused a record may ask a court to enforce chapter 610, RSMo (section 610.027)."
ASKED = "The {committee} received your request for records on {received_on}. It has the number {number}."
REQUEST_ROWS = {
    "records_clarification": Row(
        "Question back to whoever asks for records",
        (OPENED_RECORDS,),
        "OPEN",
        RecordsClarification,
        "Your request for records {number}: a question",
        ASKED
        + """

So that we can find what you ask for, please tell us:

> {question}

Once we have your answer, we act on the request within three business days (section 610.023.3, RSMo). If we have none by
{lapses}, the request is treated as withdrawn (section 610.026, RSMo). You may ask again at any time.

{nature}
""",
        needs=("number", "question", "lapses"),
        nature=COURT,
    ),
    "records_cost": Row(
        "Cost of copies, to whoever asks for records",
        (OPENED_RECORDS,),
        "OPEN",
        RecordsCost,
        "Your request for records {number}: what it costs",
        ASKED
        + """

# What the copies cost

{lines}

Total: {total}

The rates are those of section 610.026, RSMo: ten cents a page of at most nine by fourteen inches, and the actual cost
of the time of clerks and of research.

{before}

If the fee is not paid by {lapses}, the request is treated as withdrawn (section 610.026, RSMo). You may ask again at
any time.

{nature}
""",
        needs=("number", "lines", "total", "before", "lapses"),
        nature=COURT,
    ),
    "records_reply": Row(
        "Answer to a request for records",
        (OPENED_RECORDS,),
        "OPEN",
        RecordsReply,
        "Your request for records {number}",
        ASKED
        + """

{answer}

# Records that answer it

{records}

# What is withheld, and under which law

{withheld}

# Why it takes longer

{cause}

Where the record will be: {place}

The earliest day: {earliest}

# Besides

{remark}

{nature}
""",
        needs=("number", "answer", "records", "withheld", "cause", "place", "earliest"),
        nature=COURT,
    ),
    "records_denial": Row(
        "Denial of a request for records",
        (CLOSED_RECORDS,),
        "OPEN",
        RecordsDenial,
        "Your request for records {number}: statement of denial",
        ASKED
        + """

Access is denied. This is the written statement of the grounds, each with the law under which access is denied (section
610.023.4, RSMo).

# What is withheld, and under which law

{withheld}

What the committee has published can be read by anyone without asking.

{nature}
""",
        needs=("number", "withheld"),
        nature=COURT,
    ),
}
