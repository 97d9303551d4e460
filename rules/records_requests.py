"""What the Sunshine Law (RSMo chapter 610) asks of an office that is asked for its records: by when, at which cost, and
under which law a part may be withheld.

The sections of chapter 610 are no clauses of the bill. They are named here as sources, beside the clauses that close
or open a record. Money is whole cents, time at work is hundredths of an hour. This module reads no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.statute import Clause, cite

CLOSED_RECORDS = cite("56.602.4(2)#2")
CLOSED_SESSIONS = cite("56.602.4(2)#1")
OPENED_RECORDS = cite("56.602.4(2)#3")
ONE_OFFICE = cite("56.750.3#3")

ANSWER_IS_DUE = "RSMo 610.023.3"
STATEMENT_IS_DUE = "RSMo 610.023.4"
SEPARATED = "RSMo 610.024.1"
DESCRIBED = "RSMo 610.024.2"
COSTS = "RSMo 610.026"
KEPT_FOR_COURT = "RSMo 610.027.1"

# The business days within which a request, and the asking for a statement of a denial, is answered.
DAYS_TO_ANSWER = 3
# A page of at most nine inches by fourteen.
PAGE = 10
# After so many days without the fee, or without what was asked back, a request may be taken as withdrawn; after more
# where the fee is above a sum.
DAYS_TO_PAY, DAYS_TO_PAY_MUCH, MUCH = 90, 150, 100_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What copies cost: pages, and the time of clerks and of those who search, each at its rate in cents an hour."""

    pages: int
    clerical_time: int = 0
    clerical_rate: int = 0
    research_time: int = 0
    research_rate: int = 0

    @property
    def paper(self) -> int:
        """The pages, in cents."""
        return self.pages * PAGE

    @property
    def clerical(self) -> int:
        """The clerks' time, in cents, half a cent up."""
        return _worked(self.clerical_time, self.clerical_rate)

    @property
    def research(self) -> int:
        """The time of the search, in cents, half a cent up."""
        return _worked(self.research_time, self.research_rate)

    @property
    def total(self) -> int:
        """All of it, in cents."""
        return self.paper + self.clerical + self.research


def _worked(time: int, rate: int) -> int:
    return (time * rate + 50) // 100


def lapses_after(asked_on: date, cents: int = 0) -> date:
    """The last day for the fee of so many cents, or for what was asked back: after it the request may be taken as
    withdrawn."""
    return asked_on + timedelta(days=DAYS_TO_PAY_MUCH if cents > MUCH else DAYS_TO_PAY)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A kind of record that is withheld: how the desk calls it, the clause of the bill that closes it, if one does, and
    the sentence that a letter says of it. The sentence is the same whether such a record exists or not."""

    called: str
    clause: Clause | None
    sentence: str


REASONS: Mapping[str, str] = {
    "56.602.4(2)": "56.602.4(2): complaints, correspondence, votes, recommendations",
    "56.750.3": "56.750.3: data of one office",
    "610.021(1)": "610.021(1): communications with counsel",
    "610.021(13)": "610.021(13): records of an employee",
    "610.021(14)": "610.021(14): closed by another law",
    "610.032.1": "610.032.1: identifies a person in a closed record",
    "610.100": "610.100: investigative records",
    "610.120": "610.120: closed records of a case",
}
NEITHER = "The committee neither confirms nor denies that any such record exists."
BOTH_LAWS = "section 56.602.4(2), RSMo, and section 610.021(14), RSMo"
WITHHELD: Mapping[str, Withheld] = {
    "complaints": Withheld(
        "Complaints, and correspondence to or from the committee",
        CLOSED_RECORDS,
        "Complaints to the committee, and correspondence to or from it, are closed records under "
        f"{BOTH_LAWS}. {NEITHER}",
    ),
    "votes": Withheld(
        "Votes of the committee",
        CLOSED_RECORDS,
        f"Votes of the committee on a complaint are closed records under {BOTH_LAWS}. {NEITHER}",
    ),
    "recommendations": Withheld(
        "Recommendations for remediation",
        CLOSED_RECORDS,
        f"Recommendations for remediation are closed records under {BOTH_LAWS}. {NEITHER}",
    ),
    "sessions": Withheld(
        "Records of closed sessions",
        CLOSED_SESSIONS,
        f"Records of sessions that the law closes are closed records under {BOTH_LAWS}. {NEITHER}",
    ),
    "one_office": Withheld(
        "Data of one office",
        ONE_OFFICE,
        "Data of one prosecuting or circuit attorney's office are confidential and closed under section 56.750.3, "
        f"RSMo, and section 610.021(14), RSMo. {NEITHER}",
    ),
    "counsel": Withheld(
        "Communications with counsel",
        None,
        "Privileged communications with counsel are closed under section 610.021(1), RSMo.",
    ),
    "personnel": Withheld(
        "Records of an employee",
        None,
        "Individually identifiable personnel records are closed under section 610.021(13), RSMo.",
    ),
}  # fmt: skip
