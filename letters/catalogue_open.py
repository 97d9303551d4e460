"""The letters and records that the law opens: requests, the finding, a meeting's notice, the open part of minutes.

What one may say is its value here, and no value has a field for a closed fact. Their words can use no other field.
"""

from dataclasses import dataclass
from datetime import date

from letters.letter import Address
from letters.row import Row
from rules.statute import Clause, cite

CLOSED_SESSIONS = cite("56.602.4(2)#1")
REQUEST = cite("56.602.4(7)(a)a")
RESOLVED = cite("56.602.4(7)(b)b")
CONTINUING = cite("56.602.4(7)(b)c")
OFFENSES = cite("56.602.6(1)")
TERM_NEEDED = cite("56.602.7(5)")

REQUEST_KINDS = {REQUEST.id: "request", CONTINUING.id: "second_request", TERM_NEEDED.id: "term_request"}


@dataclass(frozen=True, slots=True)
class Request:
    """All that a request to the governor may say: which office, under which clause, on which day. Open."""

    to: Address
    dated: date
    office: str
    clause: Clause

    @property
    def kind(self) -> str:
        """Which of the three requests it is. KeyError for a clause that knows no request."""
        return REQUEST_KINDS[self.clause.id]


@dataclass(frozen=True, slots=True)
class Finding:
    """All that the finding of 4(7)(b)b may say. Open."""

    dated: date
    office: str
    clause: Clause

    @property
    def kind(self) -> str:
        """Its row in the catalogue."""
        return "finding"


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

    @property
    def kind(self) -> str:
        """Its row in the catalogue: a meeting that is closed under a law, or an open one."""
        return "meeting_notice" if self.reason else "open_meeting_notice"


@dataclass(frozen=True, slots=True)
class OpenMinutes:
    """The open part of a meeting's minutes. It has no field for a matter; names are those of the roll and of public
    votes. `votes` and `entries` are lines."""

    dated: date
    number: str
    when: str
    place: str
    present: str
    remote: str | None
    absent: str | None
    votes: tuple[str, ...]
    entries: tuple[str, ...]
    approved: str | None

    @property
    def kind(self) -> str:
        """Its row in the catalogue."""
        return "minutes"


ASKS = """
Under section {clause} the committee therefore asks you to appoint a special prosecuting %s, to prosecute the offenses
listed in section {offenses} in that jurisdiction.

{nature}
"""
POSTED = """
# Time, date and place

{when}

{place}

{mode}

The public can observe the open part: {observing}

# Tentative agenda

{agenda}
"""
FOOT = """
# Posted

{posted}

# Good cause for shorter notice

{good_cause}
"""


def _request(title: str, clause: Clause, subject: str, text: str) -> Row:
    """A request to the governor."""
    return Row(
        title,
        (clause,),
        "OPEN",
        Request,
        subject,
        text,
        cites={"offenses": OFFENSES},
        needs=("office",),
        nature="This request is an open record.",
    )


OPEN_ROWS = {
    "meeting_notice": Row(
        "Public notice of a closed meeting",
        (CLOSED_SESSIONS,),
        "OPEN",
        MeetingNotice,
        "Notice of a closed meeting",
        # After the Attorney General's form (RSMo 610.020.1, 610.022.2). It says “having duly voted to close”; here the
        # meeting itself begins with the vote.
        """
The {committee} will meet at {when}, at {place}, and proposes to conduct a closed meeting, as authorized by section
{reason}. The meeting begins in public; the vote to close it is taken there, by roll call.
"""
        + POSTED
        + """
# Reason for closing

Section {reason}.
"""
        + FOOT,
        needs=("when", "place", "agenda", "reason", "posted", "observing", "good_cause"),
    ),
    "open_meeting_notice": Row(
        "Public notice of an open meeting",
        (CLOSED_SESSIONS,),
        "OPEN",
        MeetingNotice,
        "Notice of an open meeting",
        "The {committee} will meet at {when}, at {place}.\n" + POSTED + FOOT,
        needs=("when", "place", "agenda", "posted", "observing", "good_cause"),
    ),
    "request": _request(
        "Request to the governor",
        REQUEST,
        "Request to appoint a special prosecutor: {office}",
        """
The {committee} has determined, by the number of votes that the Act requires, that there is a threat to public safety or
health in the jurisdiction of the {office}, and that the professional acts or omissions of the prosecuting or circuit
attorney have created the threat or substantially contributed to it.
"""
        + ASKS % "or circuit attorney",
    ),
    "second_request": _request(
        "Request to the governor after remediation",
        CONTINUING,
        "Finding, and request to appoint a special prosecutor: {office}",
        """
The {committee} finds, by the number of votes that the Act requires, that after the six months allowed for remediation
there is a threat to public safety or health in the jurisdiction of the {office}, and that the professional acts or
omissions of the prosecuting or circuit attorney are creating the threat or substantially contributing to it.
"""
        + ASKS % "attorney",
    ),
    "finding": Row(
        "Finding that the threat is over",
        (RESOLVED,),
        "OPEN",
        Finding,
        "Finding: {office}",
        """
The {committee} finds, by the number of votes that the Act requires, that there is no longer a threat to public safety
or health in the jurisdiction of the {office}, or that the professional acts or omissions of the prosecuting or circuit
attorney are not creating one or substantially contributing to one.

{nature}
""",
        needs=("office",),
        nature="The finding is issued under section {clause} and is an open record.",
    ),
    "term_request": _request(
        "Request to reappoint",
        TERM_NEEDED,
        "Request to reappoint a special prosecutor or to appoint another: {office}",
        """
The {committee} finds, by the number of votes that the Act requires, that a threat to public safety or health exists in
the jurisdiction of the {office}, and that the professional acts or omissions of the current prosecuting or circuit
attorney are creating the threat or substantially contributing to it.

Under section {clause} the committee therefore asks you to reappoint the special prosecuting attorney or to appoint
another, to prosecute the offenses listed in section {offenses} in that jurisdiction.

{nature}
""",
    ),
    "minutes": Row(
        "Minutes of a meeting, open part",
        (CLOSED_SESSIONS,),
        "OPEN",
        OpenMinutes,
        "Minutes of meeting {number}, open part",
        """
The {committee} met at {when}, at {place}.

# Members

Present: {present}

By electronic means: {remote}

Absent: {absent}

# Public votes by roll call

{votes}

# Entries

{entries}

# Approval

{approved}

{nature}
""",
        needs=("when", "place", "present", "remote", "absent", "votes", "entries"),
        nature="The closed part of these minutes is kept apart.",
    ),
}
