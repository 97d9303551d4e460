"""The docket as it is read: matters, their duties, motions, letters and entries, as plain values for pages and JSON."""

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.motions import roll_call
from committee_app.tables.base import written
from committee_app.tables.docket import Complaint, Duty, Ground
from committee_app.tables.journal import Entry
from committee_app.tables.records import Letter
from committee_app.tables.register import Jurisdiction
from committee_app.tables.votes import Motion
from workflows.duties import KINDS


def duty_line(duty: Duty, today: dt.date) -> dict[str, Any]:
    """One duty; whether it is overdue is asked of its day, here and now."""
    kind = KINDS[duty.kind]
    return {
        "kind": duty.kind,
        "what": kind.what,
        "bound": kind.bound,
        "clause": duty.clause,
        "starts": duty.starts_on.isoformat(),
        "due": duty.due_on.isoformat(),
        "other_due": duty.other_due_on.isoformat() if duty.other_due_on else None,
        "done": duty.done_on.isoformat() if duty.done_on else None,
        "overdue": duty.done_on is None and duty.due_on < today,
        "counts": duty.counts,
        "readings": duty.readings,
    }


def listed(session: Session, today: dt.date, hidden: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Every matter with its next open duty, in two statements however many matters there are."""
    rows = session.execute(
        select(Complaint.id, Complaint.state, Complaint.received_on, Jurisdiction.name, Jurisdiction.office)
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .where(Complaint.id.not_in(hidden))
        .order_by(Complaint.id)
    ).all()
    next_due: dict[str, dict[str, Any]] = {}
    open_duties = select(Duty).where(Duty.done_on.is_(None)).order_by(Duty.due_on, Duty.id)
    for duty in session.scalars(open_duties):
        next_due.setdefault(duty.complaint_id, duty_line(duty, today))
    return [
        {
            "id": row.id,
            "office": f"{row.office}, {row.name}",
            "state": row.state,
            "received": row.received_on.isoformat(),
            "next_due": next_due.get(row.id),
        }
        for row in rows
    ]


def shown(session: Session, complaint_id: str, today: dt.date) -> dict[str, Any] | None:
    """One matter whole, or None. A motion that is open shows no vote and no count."""
    complaint = session.get(Complaint, complaint_id)
    if complaint is None:
        return None
    office = session.get_one(Jurisdiction, complaint.jurisdiction)
    of_this = {"complaint_id": complaint_id}
    duties = session.scalars(select(Duty).filter_by(**of_this).order_by(Duty.due_on, Duty.id))
    entries = session.scalars(select(Entry).filter_by(**of_this).order_by(Entry.seq))
    letters = session.scalars(select(Letter).filter_by(**of_this).order_by(Letter.id))
    return {
        "id": complaint.id,
        "office": f"{office.office}, {office.name}",
        "jurisdiction": complaint.jurisdiction,
        "state": complaint.state,
        "received": complaint.received_on.isoformat(),
        "grounds": list(session.scalars(select(Ground.clause).filter_by(**of_this).order_by(Ground.clause))),
        "duties": [duty_line(duty, today) for duty in duties],
        "motions": [
            motion_line(session, motion)
            for motion in session.scalars(select(Motion).filter_by(**of_this).order_by(Motion.id))
        ],
        "letters": [
            {
                "id": letter.id,
                "kind": letter.kind,
                "clause": letter.clause,
                "subject": letter.subject,
                "dated": letter.dated.isoformat(),
                "sha256": letter.sha256,
            }
            for letter in letters
        ],
        "entries": [
            {
                "seq": entry.seq,
                "at": written(entry.at),
                "actor": entry.actor,
                "verb": entry.verb,
                "clause": entry.clause,
                "hash": entry.hash,
            }
            for entry in entries
        ],
    }


def motion_line(session: Session, motion: Motion) -> dict[str, Any]:
    """One motion; its roll call and outcome only when it is closed."""
    line: dict[str, Any] = {
        "id": motion.id,
        "kind": motion.kind,
        "clause": motion.clause,
        "question": motion.question,
        "need": motion.need,
        "state": motion.state,
        "readings": motion.readings,
    }
    if motion.state == "closed":
        call = roll_call(session, motion)
        line["roll_call"] = call
        line["carried"] = sum(said == "yes" for _, _, said in call) >= motion.need
    return line
