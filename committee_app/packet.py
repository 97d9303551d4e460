"""The governor's packet as it is read: which request it belongs to, what its open envelope says, what was made."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.tables.docket import Complaint, Term
from committee_app.tables.office import Setting
from committee_app.tables.packets import Packet
from committee_app.tables.records import Letter
from committee_app.tables.register import Jurisdiction
from letters.letter import Address
from letters.packet import OpenEnvelope
from rules.statute import Clause, clause
from workflows.motion import TERM_NEEDED
from workflows.special_prosecutor import TermState

ASKED_AGAIN = frozenset({TermState.REAPPOINTMENT_REQUESTED, TermState.REAPPOINTED})


def governor(session: Session) -> Address:
    """Where requests to the governor go, from the office's settings."""
    lines = session.get_one(Setting, "governor_address").value.split("\n")
    return Address(lines[0], tuple(lines[1:]))


def asked_under(session: Session, complaint: Complaint) -> Clause | None:
    """The clause of the last request to the governor that carried in this matter, or None."""
    term = session.get(Term, complaint.id)
    if term is not None and TermState(term.state) in ASKED_AGAIN:
        return TERM_NEEDED
    return clause(complaint.requested_under) if complaint.requested_under else None


def request_of(session: Session, complaint_id: str, asked: Clause) -> Letter | None:
    """The letter that carries the request, as it was drawn when the motion closed."""
    query = select(Letter).where(Letter.complaint_id == complaint_id, Letter.clause == asked.id).order_by(Letter.id)
    return session.scalars(query).first()


def open_envelope(session: Session, complaint: Complaint, asked: Clause, dated: dt.date) -> OpenEnvelope:
    """What the open envelope says, from open columns alone. `dated` is the day of the request."""
    jurisdiction = session.get_one(Jurisdiction, complaint.jurisdiction)
    office = f"{jurisdiction.office}, {jurisdiction.name}"
    return OpenEnvelope(to=governor(session), dated=dated, office=office, clause=asked)


def versions(session: Session, complaint_id: str) -> list[Packet]:
    """Every packet that was made in the matter, the oldest first."""
    return list(session.scalars(select(Packet).where(Packet.complaint_id == complaint_id).order_by(Packet.id)))
