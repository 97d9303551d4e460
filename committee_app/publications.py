"""Open records as the office reads them: what waits for its second key, what became of it, what is published.

Every function leaves out the matters in `hidden`: for whoever is recused from a matter, nothing is proposed in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from committee_app.tables.journal import Entry
from committee_app.tables.publications import Proposal, ProposalEnd, Publication, Withdrawal


@dataclass(frozen=True, slots=True)
class Published:
    """One published record: what came after it, and whether it is withdrawn."""

    record: Publication
    replaced_by: int | None
    withdrawal: Withdrawal | None


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a proposal, and by whom."""

    end: ProposalEnd
    by: str
    number: int | None


def waiting(session: Session, hidden: frozenset[str], complaint: str | None = None) -> Sequence[Proposal]:
    """The proposals that nobody released, refused or took back yet: all of them, or those of one matter."""
    query = (
        select(Proposal)
        .where(Proposal.id.not_in(select(ProposalEnd.proposal_id)))
        .where(or_(Proposal.complaint_id.is_(None), Proposal.complaint_id.not_in(hidden)))
        .order_by(Proposal.id)
    )
    return session.scalars(query.where(Proposal.complaint_id == complaint) if complaint else query).all()


def the_proposal(session: Session, number: int, hidden: frozenset[str]) -> Proposal | None:
    """One proposal, whatever became of it; None where there is none for this reader."""
    row = session.get(Proposal, number)
    return None if row is None or row.complaint_id in hidden else row


def ended(session: Session, proposal: int) -> Ended | None:
    """What became of it; None while it waits."""
    end = session.get(ProposalEnd, proposal)
    if end is None:
        return None
    number = session.scalar(select(Publication.number).where(Publication.entry == end.entry))
    return Ended(end, session.get_one(Entry, end.entry).actor, number)


def published(session: Session, hidden: frozenset[str]) -> list[Published]:
    """Every published record, the newest first."""
    rows = session.scalars(
        select(Publication)
        .where(or_(Publication.complaint_id.is_(None), Publication.complaint_id.not_in(hidden)))
        .order_by(Publication.number.desc())
    ).all()
    later = {row.replaces: row.number for row in rows if row.replaces is not None}
    gone = {row.number: row for row in session.scalars(select(Withdrawal))}
    return [Published(row, later.get(row.number), gone.get(row.number)) for row in rows]
