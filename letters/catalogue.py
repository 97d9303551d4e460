"""Every letter that the procedure asks for, in the order in which a complaint meets them. A letter is a value.

What a letter may say is a small value of its own: the open ones (request, finding) have no field for a closed fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from letters.letter import Address, Heading, Letter, Numbered, Quoted, Rows
from rules.statute import Clause, cite

LODGING = cite("56.602.3#1")
NOTICE = cite("56.602.4(3)")
RESPONSE = cite("56.602.4(4)#1")
INFORMATION = cite("56.602.4(4)#2")
CLOSED_SESSIONS = cite("56.602.4(2)#1")
CLOSED_RECORDS = cite("56.602.4(2)#2")
REQUEST = cite("56.602.4(7)(a)a")
RECOMMENDATION = cite("56.602.4(7)(a)b")
ASSESSMENT = cite("56.602.4(7)(b)a")
RESOLVED = cite("56.602.4(7)(b)b")
CONTINUING = cite("56.602.4(7)(b)c")
OFFENSES = cite("56.602.6(1)")
TERM_NEEDED = cite("56.602.7(5)")
EXPENSES = cite("56.602.8#2")

COMMITTEE = "Prosecuting and Circuit Attorney Review Committee"
OFFICE = "Missouri Office of Prosecution Services"


def written(day: date) -> str:
    """A day as letters write it: January 14, 2028."""
    return f"{day:%B %-d, %Y}"


@dataclass(frozen=True, slots=True)
class Acknowledgment:
    """That a complaint came in, to the one who sent it. Closed."""

    to: Address
    dated: date
    reference: str
    received_on: date


def acknowledgment(said: Acknowledgment) -> Letter:
    """The acknowledgment to the complainant (56.602.3)."""
    return Letter(
        "acknowledgment",
        said.to,
        "Your complaint was received",
        LODGING,
        said.dated,
        (
            f"The {OFFICE} received your complaint on {written(said.received_on)}. It has the docket number "
            f"{said.reference}.",
            f"The {COMMITTEE} meets on it. Its meetings, the complaint and all letters about it are closed records "
            f"(section {CLOSED_RECORDS.cited}); we cannot tell you of its course.",
        ),
        reference=said.reference,
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """What the prosecutor is told when a complaint was found formal. Closed."""

    to: Address
    dated: date
    reference: str
    office: str
    received_on: date
    grounds: tuple[Clause, ...]
    complaint: str
    days_to_respond: int
    clock: str


def notice(said: Notice) -> Letter:
    """The certified notice, with the complaint and the time to respond (56.602.4(3), (4))."""
    return Letter(
        "notice",
        said.to,
        f"Notice of a formal complaint concerning the office of the {said.office}",
        NOTICE,
        said.dated,
        (
            f"The {COMMITTEE} has found that a complaint received on {written(said.received_on)} is a formal "
            "complaint. A copy of it follows.",
            Heading("The threat that it states"),
            *(f"Section {ground.cited}: {ground.statement}" for ground in said.grounds),
            Heading("Your response"),
            f"You have {said.days_to_respond} business days to respond in writing, {said.clock} "
            f"(section {RESPONSE.cited}). "
            f"Address your response to the {COMMITTEE}, care of the {OFFICE}, at the address above.",
            f"You may send with it any relevant information that your office keeps (section {INFORMATION.cited}).",
            f"This letter, the complaint and your response are closed records (section {CLOSED_RECORDS.cited}).",
            Heading("Copy of the complaint"),
            Quoted(said.complaint),
        ),
        reference=said.reference,
        certified=True,
        enclosures=("copy of the complaint, above",),
    )


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the committee recommends to the prosecutor. Closed, and never part of an open record."""

    to: Address
    dated: date
    reference: str
    recommendations: str
    timeline: str
    review_on: date
    assessed_on: date


def recommendation(said: Recommendation) -> Letter:
    """The recommendations with their timeline and review date (56.602.4(7)(a)b)."""
    return Letter(
        "recommendation",
        said.to,
        "Recommendations for remediation",
        RECOMMENDATION,
        said.dated,
        (
            f"The {COMMITTEE} has determined that there is a threat to public safety or health in your jurisdiction "
            "and recommends the following.",
            Heading("Recommendations"),
            Quoted(said.recommendations),
            Heading("Timeline"),
            Quoted(said.timeline),
            Heading("Review"),
            f"The committee looks at your progress on {written(said.review_on)}. At the end of the six months, on "
            f"{written(said.assessed_on)}, it assesses how effective the remediation was (section {ASSESSMENT.cited}).",
            f"These recommendations are a closed record (section {CLOSED_RECORDS.cited}).",
        ),
        reference=said.reference,
        certified=True,
    )


@dataclass(frozen=True, slots=True)
class Request:
    """All that a request to the governor may say: which office, under which clause, on which day. Open."""

    to: Address
    dated: date
    office: str
    clause: Clause


_ASKED = {
    REQUEST.id: (
        "Request to appoint a special prosecutor",
        "has determined, by the number of votes that the Act requires, that there is a threat to public safety or "
        "health in the jurisdiction of the {office}, and that the professional acts or omissions of the prosecuting "
        "or circuit attorney have created the threat or substantially contributed to it.",
        "asks you to appoint a special prosecuting or circuit attorney",
    ),
    CONTINUING.id: (
        "Finding, and request to appoint a special prosecutor",
        "finds, by the number of votes that the Act requires, that after the six months allowed for remediation there "
        "is a threat to public safety or health in the jurisdiction of the {office}, and that the professional acts or "
        "omissions of the prosecuting or circuit attorney are creating the threat or substantially contributing to it.",
        "asks you to appoint a special prosecuting attorney",
    ),
    TERM_NEEDED.id: (
        "Request to reappoint a special prosecutor or to appoint another",
        "finds, by the number of votes that the Act requires, that a threat to public safety or health exists in the "
        "jurisdiction of the {office}, and that the professional acts or omissions of the current prosecuting or "
        "circuit attorney are creating the threat or substantially contributing to it.",
        "asks you to reappoint the special prosecuting attorney or to appoint another",
    ),
}


def request(said: Request) -> Letter:
    """The request to the governor, in the words of the clause it is made under. KeyError for any other clause."""
    """The request under 4(7)(a)a, 4(7)(b)c or 7(5). KeyError for a clause that knows no request."""
    title, found, asks = _ASKED[said.clause.id]
    return Letter(
        "request",
        said.to,
        f"{title}: {said.office}",
        said.clause,
        said.dated,
        (
            f"The {COMMITTEE} {found.format(office=said.office)}",
            f"Under section {said.clause.cited} the committee therefore {asks}, to prosecute the offenses listed in "
            f"section {OFFENSES.cited} in that jurisdiction.",
            "This request is an open record.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """All that the finding of 4(7)(b)b may say. Open."""

    dated: date
    office: str
    clause: Clause


def finding(said: Finding) -> Letter:
    """The finding that the threat is over, which the committee issues (56.602.4(7)(b)b)."""
    return Letter(
        "finding",
        None,
        f"Finding: {said.office}",
        said.clause,
        said.dated,
        (
            f"The {COMMITTEE} finds, by the number of votes that the Act requires, that there is no longer a threat "
            f"to public safety or health in the jurisdiction of the {said.office}, or that the professional acts or "
            "omissions of the prosecuting or circuit attorney are not creating one or substantially contributing to "
            "one.",
            f"The finding is issued under section {said.clause.cited} and is an open record.",
        ),
    )


@dataclass(frozen=True, slots=True)
class MeetingNotice:
    """All that the notice of a meeting may say. Open: it has no field for a matter. `agenda` are its lines, `when` and
    `posted` moments in words, `observing` is where the public can follow a meeting held by electronic means."""

    dated: date
    posted: str
    when: str
    place: str
    mode: str
    observing: str | None
    agenda: tuple[str, ...]
    reason: str | None
    good_cause: str | None = None


def meeting_notice(said: MeetingNotice) -> Letter:
    """The notice of a meeting, after the Attorney General's form for a closed one (RSMo 610.020.1, 610.022.2)."""
    # The form says “having duly voted to close”; here the meeting itself begins with the vote.
    closed = (
        f"The {COMMITTEE} will meet at {said.when}, at {said.place}, and proposes to conduct a closed meeting, as "
        f"authorized by section {said.reason}. The meeting begins in public; the vote to close it is taken there, by "
        "roll call."
    )
    return Letter(
        "meeting_notice",
        None,
        f"Notice of {'a closed meeting' if said.reason else 'an open meeting'}",
        CLOSED_SESSIONS,
        said.dated,
        (
            closed if said.reason else f"The {COMMITTEE} will meet at {said.when}, at {said.place}.",
            Heading("Time, date and place"),
            f"{said.when}\n{said.place}\n{said.mode}",
            *((f"The public can observe the open part: {said.observing}",) if said.observing else ()),
            Heading("Tentative agenda"),
            Numbered(said.agenda),
            *((Heading("Reason for closing"), f"Section {said.reason}.") if said.reason else ()),
            Heading("Posted"),
            said.posted,
            *((Heading("Good cause for shorter notice"), said.good_cause) if said.good_cause else ()),
        ),
    )


@dataclass(frozen=True, slots=True)
class ExpenseClaim:
    """A member's claim for mileage and food, each line with its sum worked out; `decided` says by whom, and when."""

    number: int
    claimant: str
    dated: date
    lines: tuple[tuple[str, str, str, str, str], ...]
    total: str
    decided: str | None


def expense_claim(said: ExpenseClaim) -> Letter:
    """The form that the claimant signs and the state pays on (56.602.8)."""
    return Letter(
        "expense_claim",
        None,
        f"Claim {said.number} for mileage and food",
        EXPENSES,
        said.dated,
        (
            f"{said.claimant}, of the {COMMITTEE}, asks for reimbursement from the state budget. Members serve without "
            f"pay; mileage and food alone are reimbursed (section {EXPENSES.cited}).",
            Rows(
                ("Day", "What", "For", "Sum", "Amount"),
                said.lines,
                ("", "", "", "Total", said.total),
                shares=(20, 12, 32, 28, 14),
            ),
            "I served the committee on these days, these amounts are right, and nobody else has paid them to me.",
            said.decided or "Not decided yet.",
        ),
        signed_by=said.claimant,
    )


def words(letter: Letter) -> str:
    """The letter's own words as plain text, one paragraph after the other."""
    return "\n\n".join(part if isinstance(part, str) else part.text for part in letter.parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the catalogue: whether the letter is open is the Act's word, not the sender's."""

    title: str
    clauses: tuple[Clause, ...]
    openness: str


CATALOGUE: Mapping[str, Row] = {
    "acknowledgment": Row("Acknowledgment to the complainant", (LODGING,), "CLOSED"),
    "notice": Row("Certified notice to the prosecutor", (NOTICE,), "CLOSED"),
    "recommendation": Row("Recommendations for remediation", (RECOMMENDATION,), "CLOSED"),
    "request": Row("Request to the governor", (REQUEST, CONTINUING, TERM_NEEDED), "OPEN"),
    "finding": Row("Finding that the threat is over", (RESOLVED,), "OPEN"),
    "meeting_notice": Row("Notice of a meeting", (CLOSED_SESSIONS,), "OPEN"),
    "expense_claim": Row("Claim for mileage and food", (EXPENSES,), "CLOSED"),
}
