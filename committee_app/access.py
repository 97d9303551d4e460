"""Who may do what to which record, as one table. What is not named here is denied, and looks as if it did not exist.

Acts carry their roles in their own register (committee_app.acts); this table says who may read.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from committee_app.database import once
from committee_app.roster import DIRECTORS_SEAT, sitting
from committee_app.tables.docket import Complaint, Recusal
from committee_app.tables.office import Account
from committee_app.tables.respondent import AnswerCode
from rules.statute import cite
from workflows.complaint import ENDED


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account, its role, and the seat it fills (None for those who do not vote); or whoever holds the code
    of one `matter`, without an account and without a right outside it."""

    name: str
    display: str
    role: str
    seat: int | None = None
    matter: str | None = None


# The command line of the office's own machine: it may feed the register and read nothing of a matter.
CONSOLE = Actor("console", "the office's console", "console")

# The role of a member's account on a day on which it fills no seat: before the first term, between two, after the last.
# The rights of a member end with the seat, without any act; what a day in the seat cost is still owed (56.602.8#2).
UNSEATED = "unseated"

# The role of whoever holds the code that came with the notice: the prosecutor's office. It is no account's.
RESPONDENT = "respondent"
HOLDER = re.compile(r"prosecutor, by code ([0-9]{1,9})", re.ASCII)

# A page that says nothing of any record: the sign-in page, the health check, styles and pictures.
ANYONE = "anyone"

# What proves who somebody is: also for one who was invited and sets it up before signing in for the first time.
OWN_FACTORS = "own factors"

# Closed unless named: the committee's sessions, and with them all that it has before it.
CLOSED_SESSIONS = cite("56.602.4(2)#1")
MATTER_READERS = frozenset({"director", "member", "staff", "auditor"})

READERS: Mapping[str, frozenset[str]] = {
    "account": frozenset({"director", "member", "staff", "auditor", "administrator", "clerk", UNSEATED}),
    OWN_FACTORS: frozenset({"director", "member", "staff", "auditor", "administrator", "clerk", UNSEATED}),
    # Who has an account, and never a closed record.
    "people": frozenset({"administrator"}),
    "front": frozenset({"director", "member", "staff", "auditor", "administrator"}),
    "docket": MATTER_READERS,
    "deadlines": MATTER_READERS,
    "matter": MATTER_READERS,
    "letter": MATTER_READERS,
    "motion": MATTER_READERS,
    # What waits on the letters desk leaves out the letters of matters that are hidden from their reader.
    "letters": MATTER_READERS,
    # What is published, and what waits for its second key; without the matters that are hidden from the reader.
    "open records": frozenset({"director", "staff", "auditor"}),
    # The words of letters say nothing of a matter.
    "words": MATTER_READERS,
    # Both envelopes: the closed one says no more than the pages of the matter do.
    "packet": MATTER_READERS,
    # A meeting's notice is open; its agenda, roll and minutes leave out the matters that are hidden from their reader.
    "meetings": MATTER_READERS,
    "meeting": MATTER_READERS,
    # What an act shows is no more than its form; who may do it stands in the register of acts.
    "act": frozenset({"director", "member", "staff", "administrator", "clerk", UNSEATED}),
    "act of a matter": frozenset({"director", "member", "staff"}),
    "findings": frozenset({"director", "member", "staff", "auditor"}),
    # Schedule, holds and disposals: matters that are hidden from their reader are left out.
    "retention": frozenset({"director", "staff", "auditor"}),
    "journal": frozenset({"director", "auditor"}),
    # Requests for records belong to no matter: whoever reads them learns of none.
    "request": frozenset({"director", "staff", "auditor"}),
    # Original and copy side by side, with what was marked and why.
    "redaction": frozenset({"director", "staff", "auditor"}),
    # That a receipt is in the journal; what it commits to is for the member who cast the vote.
    "receipt": frozenset({"director", "member", "auditor"}),
    # The words of the law, to which every page leads from its clauses.
    "statute": frozenset({"director", "member", "staff", "auditor", "administrator", "clerk", UNSEATED}),
    "readings": frozenset({"director", "member", "staff", "auditor", "administrator", "clerk"}),
    "calendar": frozenset({"director", "member", "staff", "auditor", "administrator", "clerk"}),
    "roster": frozenset({"director", "member", "staff", "auditor", "administrator", "clerk"}),
    "claim": frozenset({"director", "member", "staff", "auditor", "clerk", UNSEATED}),
    "rates": frozenset({"director", "member", "staff", "auditor", "administrator", "clerk", UNSEATED}),
    # The complaint as the notice brought it, and what its reader sent: opened by the code of the matter, by no account.
    "answer": frozenset({RESPONDENT}),
    # A paper that came from outside, as the committee and its staff read it.
    "paper": MATTER_READERS,
    # Whether the machine does its work: it names no matter and counts none.
    "health": frozenset({"director", "auditor", "administrator"}),
    # What is found is of kinds that the reader may read by the rows above.
    "search": frozenset({"director", "member", "staff", "auditor", "administrator"}),
}

# Whose expense claims a role reads, where it does not read everybody's. The council appoints the director, and its
# clerk decides the director's claims alone.
CLAIMS_OF: Mapping[str, str] = {"member": "own", UNSEATED: "own", "clerk": "director"}

# Records of one matter: a recused member reads none of them (law.md A5).
OF_A_MATTER = frozenset({"matter", "letter", "motion", "paper", "packet", "redaction", "act of a matter"})


# Built once, since every request puts it.
_SEATS = sitting(bindparam("today", type_=Date)).subquery()
_PERSON = (
    select(Account.name, Account.display, Account.role, _SEATS.c.seat)
    .join(_SEATS, _SEATS.c.account == Account.name, isouter=True)
    .where(Account.name == bindparam("name"), Account.ended_at.is_(None))
)


def find_actor(session: Session, name: str, today: dt.date) -> Actor | None:
    """The account of that name with the role and seat that it has on a day, or the holder of the code that it names;
    None where it has ended or never was."""
    if held := HOLDER.fullmatch(name):
        return _holder(session, name, int(held[1]), today)
    row = session.execute(_PERSON, {"name": name, "today": today}).first()
    if row is None:
        return None
    seat = DIRECTORS_SEAT if row.role == "director" else row.seat
    role = UNSEATED if row.role == "member" and seat is None else row.role
    return Actor(row.name, row.display, role, seat)


def holder(code: int) -> str:
    """The name under which whoever holds that code acts."""
    return f"prosecutor, by code {code}"


def _holder(session: Session, name: str, code: int, today: dt.date) -> Actor | None:
    query = (
        select(Complaint.id)
        .join(AnswerCode, AnswerCode.complaint_id == Complaint.id)
        .where(
            AnswerCode.id == code,
            AnswerCode.ended_by.is_(None),
            AnswerCode.expires_on >= today,
            Complaint.state.not_in(ENDED),
        )
    )
    matter = session.scalar(query)
    return Actor(name, "the prosecutor's office", RESPONDENT, matter=matter) if matter else None


def is_outside(session: Session, actor: Actor, complaint_id: str) -> bool:
    """Whether the matter does not exist for this actor: recused from it, or holding the code of another."""
    return actor.matter not in (None, complaint_id) or is_recused(session, actor, complaint_id)


def is_recused(session: Session, actor: Actor, complaint_id: str) -> bool:
    return session.get(Recusal, (complaint_id, actor.name)) is not None


def may_read(session: Session, actor: Actor | None, record: str, complaint_id: str | None = None) -> bool:
    """Whether the actor may read this kind of record, of this matter where it is of one. KeyError: undeclared kind."""
    readers = READERS[record]
    if actor is None or actor.role not in readers:
        return False
    if record in OF_A_MATTER:
        return complaint_id is not None and not is_outside(session, actor, complaint_id)
    return True


@once
def hidden_matters(session: Session, actor: Actor) -> frozenset[str]:
    """The matters that this actor's lists, counts and searches leave out."""
    return frozenset(session.scalars(select(Recusal.complaint_id).where(Recusal.account == actor.name)))


def home(actor: Actor | None) -> str:
    """The endpoint of the first page that the actor may read, for a person who goes to no page in particular."""
    pages = (
        ("front", "front.page"),
        ("roster", "roster.seats"),
        ("claim", "expenses.claims"),
        ("answer", "answer.matter"),
    )
    found = [endpoint for record, endpoint in pages if actor and actor.role in READERS[record]]
    return found[0] if found else "account.sign_in"
