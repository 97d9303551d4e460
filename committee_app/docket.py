"""The docket as it is read: matters, their duties, motions, letters and entries, as plain values for pages and JSON."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from committee_app.acts.ballots import Cast, cast
from committee_app.acts.doing import grounds_of, term_of
from committee_app.acts.motions import called
from committee_app.acts.opening import open_code
from committee_app.database import once
from committee_app.respondent import filed
from committee_app.service import recorded
from committee_app.tables.base import written
from committee_app.tables.docket import (
    OPEN_DUTY,
    AttachedFinding,
    Complaint,
    Duty,
    Recusal,
    Remediation,
    Response,
    ServiceEvent,
    Term,
)
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.office import Account
from committee_app.tables.publications import Publication
from committee_app.tables.records import Letter
from committee_app.tables.register import Finding, Jurisdiction
from committee_app.tables.respondent import AnswerCode, FiledPaper
from committee_app.tables.votes import Motion, RollSeat, Vote, VoteChange
from workflows.complaint import ENDED, State
from workflows.drawing import states_of
from workflows.duties import KINDS
from workflows.motion import QUORUM, Choice


def duty_line(duty: Duty, today: dt.date) -> dict[str, Any]:
    """One duty; whether it is overdue is asked of its day, here and now."""
    kind = KINDS[duty.kind]
    return {
        "id": duty.id,
        "kind": duty.kind,
        "what": kind.what,
        "bound": kind.bound,
        "clause": duty.clause,
        "starts": duty.starts_on.isoformat(),
        "due": duty.due_on.isoformat(),
        "other_due": duty.other_due_on.isoformat() if duty.other_due_on else None,
        "done": duty.done_on.isoformat() if duty.done_on else None,
        "overdue": duty.done_on is None and duty.replaced_by is None and duty.due_on < today,
        "counts": duty.counts,
        "readings": duty.readings,
    }


def listed(session: Session, today: dt.date, hidden: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Every matter with its next open duty, in three statements however many matters there are."""
    rows = session.execute(
        select(Complaint.id, Complaint.state, Complaint.received_on, Jurisdiction.name, Jurisdiction.office)
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .where(Complaint.id.not_in(hidden))
        .order_by(Complaint.id)
    ).all()
    voting = frozenset(session.scalars(select(Motion.complaint_id).where(Motion.state == "open")))
    next_due: dict[str, dict[str, Any]] = {}
    open_duties = select(Duty).where(OPEN_DUTY).order_by(Duty.due_on, Duty.id)
    for duty in session.scalars(open_duties):
        next_due.setdefault(duty.complaint_id, duty_line(duty, today))
    return [
        {
            "id": row.id,
            "office": f"{row.office}, {row.name}",
            "state": row.state,
            "received": row.received_on.isoformat(),
            "closed": row.state in ENDED,
            "voting": row.id in voting,
            "next_due": next_due.get(row.id),
        }
        for row in rows
    ]


# What somebody proves on the way to a vote: beside a sealed entry it would tell whose that is.
PROVED = ("sign_in", "step_up")


def sealed_entries(session: Session, viewer: str | None = None) -> frozenset[int]:
    """The journal's entries that are told to nobody but the `viewer` who made them until the motions that are open
    close: the votes on them, and that somebody of their rolls signed in or showed a second factor since they opened.
    """
    of_open = [
        select(table.entry).join(Motion, Motion.id == table.motion_id).where(Motion.state == "open")
        for table in (Vote, VoteChange)
    ]
    proved = (
        select(Entry.seq)
        .join(RollSeat, RollSeat.account == Entry.actor)
        .join(Motion, Motion.id == RollSeat.motion_id)
        .where(Motion.state == "open", Entry.verb.in_(PROVED), Entry.at >= Motion.opened_at)
    )
    others = select(Entry.seq).where(Entry.seq.in_(union_all(*of_open, proved)), Entry.actor != (viewer or ""))
    return frozenset(session.scalars(others))


def shown(session: Session, complaint_id: str, today: dt.date, viewer: str | None = None) -> dict[str, Any] | None:
    """One matter whole, or None. A motion that is open shows no vote and no count, and the entry of a vote on it stands
    there for nobody but the `viewer` who cast it."""
    complaint = session.get(Complaint, complaint_id)
    if complaint is None:
        return None
    office = session.get_one(Jurisdiction, complaint.jurisdiction)
    of_this = {"complaint_id": complaint_id}
    duties = session.scalars(select(Duty).filter_by(**of_this).order_by(Duty.due_on, Duty.id)).all()
    entries = session.scalars(select(Entry).filter_by(**of_this).order_by(Entry.seq))
    letters = session.scalars(select(Letter).filter_by(**of_this).order_by(Letter.id))
    sealed = sealed_entries(session, viewer)
    return {
        "id": complaint.id,
        "office": f"{office.office}, {office.name}",
        "jurisdiction": complaint.jurisdiction,
        "state": complaint.state,
        "received": complaint.received_on.isoformat(),
        "grounds": list(grounds_of(session, complaint_id)),
        "duties": [duty_line(duty, today) for duty in duties if duty.replaced_by is None],
        "replaced_duties": [
            {**duty_line(duty, today), "replaced_by": duty.replaced_by} for duty in duties if duty.replaced_by
        ],
        "motions": motion_lines(
            session, session.scalars(select(Motion).filter_by(**of_this).order_by(Motion.id)).all()
        ),
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
            if entry.seq not in sealed
        ],
    }


def motion_lines(session: Session, motions: Sequence[Motion]) -> list[dict[str, Any]]:
    """Motions; the roll call and the outcome only of those that are closed."""
    votes = cast(session, [motion for motion in motions if motion.state == "closed"])
    return [_motion_line(session, motion, votes.get(motion.id)) for motion in motions]


def _motion_line(session: Session, motion: Motion, votes: Cast | None) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": motion.id,
        "kind": motion.kind,
        "clause": motion.clause,
        "question": motion.question,
        "need": motion.need,
        "state": motion.state,
        "terms": motion.terms,
        "readings": motion.readings,
        "wording": motion.wording,
        "mover": motion.mover,
        "seconder": motion.seconder,
        "present": motion.present,
    }
    if votes is not None:
        call = called(session, motion, votes)
        line["roll_call"] = call
        line["reasons"] = {str(seat): reason for seat, reason in votes.reasons.items()}
        line["quorum"] = sum(said in set(Choice) for _, _, said in call) >= QUORUM
        line["carried"] = sum(said == "yes" for _, _, said in call) >= motion.need
    return line


@dataclass(frozen=True, slots=True)
class Papers:
    """What belongs to one matter besides its duties, motions, letters and entries."""

    findings: Sequence[Finding]
    service: Sequence[ServiceEvent]
    responses: Sequence[Response]
    recusals: Sequence[tuple[str, dt.date]]
    remediation: Remediation | None
    term: Term | None
    published: Sequence[tuple[int, str]]
    filed: Mapping[int, Sequence[FiledPaper]]
    code: AnswerCode | None
    opened_at: dt.datetime | None


def papers(session: Session, complaint_id: str) -> Papers:
    """The findings a matter rests on, its service, responses, recusals, remediation, term, publications, papers from
    outside, and the code by which the prosecutor comes in."""
    of_this = {"complaint_id": complaint_id}
    attached = select(AttachedFinding.finding_id).filter_by(**of_this)
    recusals = (
        select(Account.display, Recusal.declared_on)
        .join(Account, Account.name == Recusal.account)
        .where(Recusal.complaint_id == complaint_id)
    )
    publications = select(Publication.number, Publication.title).filter_by(**of_this).order_by(Publication.number)
    code = open_code(session, complaint_id)
    opened = select(Entry.at).filter_by(**of_this, verb="open_by_code").order_by(Entry.seq).limit(1)
    return Papers(
        findings=session.scalars(select(Finding).where(Finding.id.in_(attached))).all(),
        service=recorded(session, complaint_id),
        responses=session.scalars(select(Response).filter_by(**of_this).order_by(Response.entry)).all(),
        recusals=[(row.display, row.declared_on) for row in session.execute(recusals)],
        remediation=session.get(Remediation, complaint_id),
        term=term_of(session, complaint_id),
        published=[(row.number, row.title) for row in session.execute(publications)],
        filed=filed(session, complaint_id),
        code=code,
        opened_at=session.scalar(opened),
    )


def way(session: Session, complaint_id: str) -> tuple[State, ...]:
    """The states that the matter came through, as its entries name them; from its present state alone where a
    retention order took them away."""
    bodies = (
        select(EntryBody.body)
        .join(Entry, Entry.seq == EntryBody.seq)
        .where(Entry.complaint_id == complaint_id)
        .order_by(Entry.seq)
    )
    path = states_of([body.get("state", "") for body in session.scalars(bodies)])
    now = State(session.get_one(Complaint, complaint_id).state)
    return path if path and path[-1] == now else (*path, now)


@once
def names(session: Session) -> Mapping[str, str]:
    """Every account as people read it."""
    return {row.name: row.display for row in session.execute(select(Account.name, Account.display))}


@dataclass(frozen=True, slots=True)
class Part:
    """One account's part in a motion: whether it is on the roll, and the receipt of its vote once cast."""

    on_roll: bool
    receipt: str | None


def part_in(session: Session, motion: Motion, account: str) -> Part:
    """The account's own part in a motion; nothing of another's."""
    seat = session.scalar(select(RollSeat.seat).filter_by(motion_id=motion.id, account=account))
    vote = last_vote(session, motion.id, seat) if seat is not None else None
    body = session.get(EntryBody, vote.entry) if vote else None
    return Part(seat is not None, body.body["sealed"] if body else None)


def last_vote(session: Session, motion_id: int, seat: int) -> Vote | VoteChange | None:
    """The last vote of one seat, for the member who cast it."""
    changes = select(VoteChange).filter_by(motion_id=motion_id, seat=seat).order_by(VoteChange.number.desc())
    return session.scalars(changes).first() or session.get(Vote, (motion_id, seat))
