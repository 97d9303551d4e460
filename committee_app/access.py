"""Who may do what to which record, as one table. What is not named here is denied, and looks as if it did not exist.

Acts carry their roles in their own register (committee_app.acts); this table says who may read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.docket import Recusal
from committee_app.tables.office import Account, Seat
from rules.statute import cite


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account, its role, and the seat it fills (None for those who do not vote)."""

    name: str
    display: str
    role: str
    seat: int | None = None


# The command line of the office's own machine: it may feed the register and read nothing of a matter.
CONSOLE = Actor("console", "the office's console", "console")

# A page that says nothing of any record: the sign-in page, the health check, styles and pictures.
ANYONE = "anyone"

# What proves who somebody is: also for one who was invited and sets it up before signing in for the first time.
OWN_FACTORS = "own factors"

# Closed unless named: the committee's sessions, and with them all that it has before it.
CLOSED_SESSIONS = cite("56.602.4(2)#1")
MATTER_READERS = frozenset({"director", "member", "staff", "auditor"})

READERS: Mapping[str, frozenset[str]] = {
    "account": frozenset({"director", "member", "staff", "auditor", "administrator"}),
    OWN_FACTORS: frozenset({"director", "member", "staff", "auditor", "administrator"}),
    # Who has an account, and never a closed record.
    "people": frozenset({"administrator"}),
    "docket": MATTER_READERS,
    "matter": MATTER_READERS,
    "letter": MATTER_READERS,
    "motion": MATTER_READERS,
    # What an act shows is no more than its form; who may do it stands in the register of acts.
    "act": frozenset({"director", "member", "staff", "administrator"}),
    "act of a matter": frozenset({"director", "member", "staff"}),
    "findings": frozenset({"director", "member", "staff", "auditor"}),
    "journal": frozenset({"director", "auditor"}),
    "statute": frozenset({"director", "member", "staff", "auditor", "administrator"}),
    "readings": frozenset({"director", "member", "staff", "auditor", "administrator"}),
    "calendar": frozenset({"director", "member", "staff", "auditor", "administrator"}),
}

# Records of one matter: a recused member reads none of them (law.md A5).
OF_A_MATTER = frozenset({"matter", "letter", "motion", "act of a matter"})


def find_actor(session: Session, name: str) -> Actor | None:
    """The account of that name with its seat, or None."""
    row = session.execute(
        select(Account.name, Account.display, Account.role, Seat.number)
        .join(Seat, Seat.account == Account.name, isouter=True)
        .where(Account.name == name)
    ).first()
    return Actor(row.name, row.display, row.role, row.number) if row else None


def is_recused(session: Session, actor: Actor, complaint_id: str) -> bool:
    return session.get(Recusal, (complaint_id, actor.name)) is not None


def may_read(session: Session, actor: Actor | None, record: str, complaint_id: str | None = None) -> bool:
    """Whether the actor may read this kind of record, of this matter where it is of one. KeyError: undeclared kind."""
    readers = READERS[record]
    if actor is None or actor.role not in readers:
        return False
    if record in OF_A_MATTER:
        return complaint_id is not None and not is_recused(session, actor, complaint_id)
    return True


def hidden_matters(session: Session, actor: Actor) -> frozenset[str]:
    """The matters that this actor's lists, counts and searches leave out."""
    return frozenset(session.scalars(select(Recusal.complaint_id).where(Recusal.account == actor.name)))
