"""The closed papers of the members: the call of a meeting, the closed part of its minutes, the expense form."""

from dataclasses import dataclass
from datetime import date

from letters.letter import Address, Rows
from letters.row import Row
from rules.statute import cite

CONVENING = cite("56.602.4(1)")
CLOSED_SESSIONS = cite("56.602.4(2)#1")
CLOSED_RECORDS = cite("56.602.4(2)#2")
EXPENSES = cite("56.602.8#2")


@dataclass(frozen=True, slots=True)
class MeetingCall:
    """The call of a meeting to the members: when, where, how; nothing of a matter, so that a recused member reads it
    too."""

    to: Address
    dated: date
    number: str
    when: str
    place: str
    mode: str
    observing: str | None
    agenda: tuple[str, ...]
    kind = "meeting_call"


@dataclass(frozen=True, slots=True)
class ClosedMinutes:
    """The closed part of a meeting's minutes, for those who may read its matters. `motions` and `entries` are lines."""

    dated: date
    number: str
    when: str
    place: str
    reason: str
    closed_at: str | None
    matters: tuple[str, ...]
    recused: tuple[str, ...]
    motions: tuple[str, ...]
    entries: tuple[str, ...]
    kind = "closed_minutes"


@dataclass(frozen=True, slots=True)
class ExpenseClaim:
    """A member's claim for mileage and food, each line with its sum worked out; `decided` says by whom, and when."""

    number: int
    claimant: str
    dated: date
    lines: Rows
    decided: str
    kind = "expense_claim"


def expense_lines(lines: tuple[tuple[str, str, str, str, str], ...], total: str) -> Rows:
    """The lines of a claim as the table of its form."""
    return Rows(("Day", "What", "For", "Sum", "Amount"), lines, ("", "", "", "Total", total), (20, 12, 32, 28, 14))


CLOSED = {"records": CLOSED_RECORDS}
MEMBER_ROWS = {
    "meeting_call": Row(
        "Call of a meeting to the members",
        (CONVENING,),
        "CLOSED",
        MeetingCall,
        "Call of meeting {number}",
        """
You are called to a meeting of the {committee}.

# Time, date and place

{when}

{place}

{mode}

The public can observe the open part: {observing}

# Tentative agenda

{agenda}

Whoever has a conflict in a matter declares it before reading anything of it. The papers are on the committee's docket;
none are sent by mail or with this letter.

{nature}
""",
        cites=CLOSED,
        needs=("when", "place", "agenda"),
        nature="This letter is a closed record (section {records}).",
    ),
    "closed_minutes": Row(
        "Minutes of a meeting, closed part",
        (CLOSED_SESSIONS,),
        "CLOSED",
        ClosedMinutes,
        "Minutes of meeting {number}, closed part",
        """
The {committee} met at {when}, at {place}, and closed its meeting as authorized by section {reason}.

The doors were closed at {closed_at}.

# Matters

{matters}

# Recused

{recused}

# Motions, with the roll call by name

{motions}

# Entries

{entries}

{nature}
""",
        cites=CLOSED,
        needs=("when", "place", "reason", "motions", "entries"),
        nature="The closed part of the minutes is a closed record (section {records}).",
    ),
    "expense_claim": Row(
        "Claim for mileage and food",
        (EXPENSES,),
        "CLOSED",
        ExpenseClaim,
        "Claim {number} for mileage and food",
        """
{claimant}, of the {committee}, asks for reimbursement from the state budget. Members serve without pay; mileage and
food alone are reimbursed (section {clause}).

{lines}

I served the committee on these days, these amounts are right, and nobody else has paid them to me.

{decided}
""",
        needs=("claimant", "lines", "decided"),
    ),
}
