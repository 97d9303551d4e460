"""The closed letters of a matter: to complainant and prosecutor, to whoever is asked or heard, at a term's end."""

from dataclasses import dataclass
from datetime import date

from letters.letter import Address
from letters.row import Row
from rules.statute import Clause, cite

LODGING = cite("56.602.3#1")
NOTICE = cite("56.602.4(3)")
RESPONSE = cite("56.602.4(4)#1")
INFORMATION = cite("56.602.4(4)#2")
MORE_INFORMATION = cite("56.602.4(6)")
CLOSED_SESSIONS = cite("56.602.4(2)#1")
CLOSED_RECORDS = cite("56.602.4(2)#2")
RECOMMENDATION = cite("56.602.4(7)(a)b")
ASSESSMENT = cite("56.602.4(7)(b)a")
TERM_OVER = cite("56.602.7(4)")


@dataclass(frozen=True, slots=True)
class Acknowledgment:
    """That a complaint came in, to the one who sent it."""

    to: Address
    dated: date
    reference: str
    received_on: date
    kind = "acknowledgment"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the prosecutor is told when a complaint was found formal."""

    to: Address
    dated: date
    reference: str
    office: str
    received_on: date
    grounds: tuple[Clause, ...]
    complaint: str
    days_to_respond: int
    clock: str
    # The page on which the prosecutor can answer, its code, and through which day the code opens it.
    answer_at: str = ""
    code: str = ""
    code_through: date | None = None
    kind = "notice"


@dataclass(frozen=True, slots=True)
class InformationDemand:
    """What the committee asks of somebody in a matter, by a day where it set one."""

    to: Address
    dated: date
    reference: str
    asked: str
    asked_on: date
    answer_by: date | None
    kind = "information_demand"


@dataclass(frozen=True, slots=True)
class HearingNotice:
    """That somebody is to be heard in closed session: at which meeting, on what."""

    to: Address
    dated: date
    reference: str
    heard: str
    when: str
    place: str
    mode: str
    subject: str
    kind = "hearing_notice"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the committee recommends to the prosecutor. Never part of an open record."""

    to: Address
    dated: date
    reference: str
    recommendations: str
    timeline: str
    review_on: date
    assessed_on: date
    kind = "recommendation"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The committee's assessment of how effective the remediation was, with what was recommended."""

    to: Address
    dated: date
    reference: str
    recommended_on: date
    recommendations: str
    ended_on: date
    assessment: str
    kind = "assessment"


@dataclass(frozen=True, slots=True)
class TermEnd:
    """That the special prosecutor's appointment ends with its term."""

    to: Address
    dated: date
    reference: str
    office: str
    appointee: str
    starts_on: date
    ends_on: date
    kind = "term_end"


CLOSED = {"records": CLOSED_RECORDS}
CLOSED_ROWS = {
    "acknowledgment": Row(
        "Acknowledgment to the complainant",
        (LODGING,),
        "CLOSED",
        Acknowledgment,
        "Your complaint was received",
        """
The {mops} received your complaint on {received_on}. It has the docket number {reference}.

The {committee} meets on it. {nature}
""",
        cites=CLOSED,
        needs=("received_on",),
        nature="Its meetings, the complaint and all letters about it are closed records (section {records}); we cannot "
        "tell you of its course.",
        signed=True,
    ),
    "notice": Row(
        "Certified notice to the prosecutor",
        (NOTICE,),
        "CLOSED",
        Notice,
        "Notice of a formal complaint concerning the office of the {office}",
        """
The {committee} has found that a complaint received on {received_on} is a formal complaint. A copy of it follows.

# The threat that it states

{grounds}

# Your response

You have {days_to_respond} business days to respond in writing, {clock} (section {response}). Address your response to
the {committee}, care of the {mops}, at the address above.

You may send with it any relevant information that your office keeps (section {information}).

# Answering without paper

Open {answer_at}, and enter the docket number {reference} and this code:

> {code}

The code opens this matter alone, through {code_through}. Whoever has it can read the complaint and answer in your name:
keep it as you keep this letter. Opening the page starts no time and replaces no mail, and a response on paper is always
taken.

{nature}

# Copy of the complaint

> {complaint}
""",
        cites={**CLOSED, "response": RESPONSE, "information": INFORMATION},
        needs=("received_on", "grounds", "days_to_respond", "clock", "complaint"),
        nature="This letter, the complaint and your response are closed records (section {records}).",
        certified=True,
        enclosures=("copy of the complaint, above",),
        signed=True,
    ),
    "information_demand": Row(
        "Demand for additional information",
        (MORE_INFORMATION,),
        "CLOSED",
        InformationDemand,
        "Request for additional information",
        """
In a matter before it the {committee} may request additional information (section {clause}). On {asked_on} it asked for
the following.

# What is asked for

> {asked}

# Your answer

Please answer in writing by {answer_by}.

Address your answer to the {committee}, care of the {mops}, at the address above, and name the docket number
{reference}.

{nature}
""",
        cites=CLOSED,
        needs=("asked", "answer_by"),
        nature="This letter and your answer are closed records (section {records}).",
        certified=True,
        signed=True,
    ),
    "hearing_notice": Row(
        "Notice of hearing",
        (MORE_INFORMATION,),
        "CLOSED",
        HearingNotice,
        "Notice of hearing",
        """
In a matter before it the {committee} may conduct hearings (section {clause}). It asks {heard} to be heard.

# Time, date and place

{when}

{place}

{mode}

# On what

> {subject}

The hearing is held in closed session (section {sessions}). {nature}
""",
        cites={**CLOSED, "sessions": CLOSED_SESSIONS},
        needs=("heard", "when", "place", "subject"),
        nature="This letter and what is said at the hearing are closed records (section {records}).",
        certified=True,
        signed=True,
    ),
    "recommendation": Row(
        "Recommendations for remediation",
        (RECOMMENDATION,),
        "CLOSED",
        Recommendation,
        "Recommendations for remediation",
        """
The {committee} has determined that there is a threat to public safety or health in your jurisdiction and recommends the
following.

# Recommendations

> {recommendations}

# Timeline

> {timeline}

# Review

The committee looks at your progress on {review_on}. At the end of the six months, on {assessed_on}, it assesses how
effective the remediation was (section {assessing}).

{nature}
""",
        cites={**CLOSED, "assessing": ASSESSMENT},
        needs=("recommendations", "timeline", "review_on", "assessed_on"),
        nature="These recommendations are a closed record (section {records}).",
        certified=True,
    ),
    "assessment": Row(
        "Assessment of the remediation",
        (ASSESSMENT,),
        "CLOSED",
        Assessment,
        "Assessment of the remediation",
        """
The six months of remediation that began on {recommended_on} ended on {ended_on}. The {committee} has assessed how
effective they were (section {clause}).

# What was recommended

> {recommendations}

# The assessment

> {assessment}

# What follows

The committee votes on whether the threat is over or continues.

{nature}
""",
        cites=CLOSED,
        needs=("assessment", "ended_on"),
        nature="This assessment is a closed record (section {records}).",
        certified=True,
    ),
    "term_end": Row(
        "Notice of the end of the special prosecutor's appointment",
        (TERM_OVER,),
        "CLOSED",
        TermEnd,
        "End of the appointment as special prosecutor: {office}",
        """
{appointee} was appointed special prosecuting attorney in the jurisdiction of the {office} from {starts_on} through
{ends_on}.

The {committee} has voted under section {clause}. The appointment ends at the end of its term, on {ends_on}, and is not
renewed.

{nature}
""",
        cites=CLOSED,
        needs=("ends_on",),
        nature="This letter is a closed record (section {records}).",
        signed=True,
    ),
}
