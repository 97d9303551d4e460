"""The governor's packet as it is read: which request it belongs to, what its open envelope says, what was made."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.doing import term_of, words_in_force
from committee_app.tables.docket import Complaint
from committee_app.tables.office import Setting
from committee_app.tables.packets import Packet
from committee_app.tables.records import Letter, Outbox
from committee_app.tables.register import Jurisdiction
from committee_app.tables.respondent import FiledPaper
from letters.catalogue import REQUEST_KINDS
from letters.letter import Address
from letters.letter import Letter as Paper
from letters.packet import OpenEnvelope, open_paper
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
    term = term_of(session, complaint.id)
    if term is not None and TermState(term.state) in ASKED_AGAIN:
        return TERM_NEEDED
    return clause(complaint.requested_under) if complaint.requested_under else None


def request_of(session: Session, complaint_id: str, asked: Clause) -> Letter | None:
    """The letter that carries the request, as it was drawn when the motion closed or released anew; None where there is
    none, or it was taken back."""
    query = (
        select(Letter)
        .join(Outbox, Outbox.letter_id == Letter.id)
        .where(Letter.complaint_id == complaint_id, Letter.clause == asked.id)
        .where(Outbox.printing.is_(None), Outbox.taken_back_by.is_(None))
        .order_by(Letter.id)
    )
    return session.scalars(query).first()


def open_letter(session: Session, complaint: Complaint, asked: Clause, today: dt.date) -> Paper:
    """The paper of the open envelope: what the request says, of its day and in its version of the words; of today, and
    in the words in force, where no letter carries it yet."""
    request = request_of(session, complaint.id, asked)
    said = open_envelope(session, complaint, asked, request.dated if request else today)
    words = words_in_force(session, REQUEST_KINDS[asked.id], request.words if request else None)
    return open_paper(said, words)


def open_envelope(session: Session, complaint: Complaint, asked: Clause, dated: dt.date) -> OpenEnvelope:
    """What the open envelope says, from open columns alone. `dated` is the day of the request."""
    jurisdiction = session.get_one(Jurisdiction, complaint.jurisdiction)
    office = f"{jurisdiction.office}, {jurisdiction.name}"
    return OpenEnvelope(to=governor(session), dated=dated, office=office, clause=asked)


def papers_beside(session: Session, packet: Packet) -> list[FiledPaper]:
    """The papers from outside that go beside the closed envelope: those that lay in the matter when it was made."""
    query = select(FiledPaper).where(FiledPaper.complaint_id == packet.complaint_id, FiledPaper.entry < packet.entry)
    return list(session.scalars(query.order_by(FiledPaper.id)))


def versions(session: Session, complaint_id: str) -> list[Packet]:
    """Every packet that was made in the matter, the oldest first."""
    return list(session.scalars(select(Packet).where(Packet.complaint_id == complaint_id).order_by(Packet.id)))
