"""What a member's first page holds: the votes that wait, the papers to read before them, the member's own past votes.

Of votes it reads the member's own alone while a motion is open; of a matter in which the member is recused, nothing.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from committee_app.access import Actor
from committee_app.tables.docket import AttachedFinding, Complaint, Response
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.records import Letter
from committee_app.tables.register import Jurisdiction
from committee_app.tables.votes import Motion, RollSeat, Vote

LATEST = 20


@dataclass(frozen=True, slots=True)
class Awaiting:
    """An open motion that has no vote of this account yet. `seats` is how many are on its roll."""

    motion: int
    kind: str
    clause: str
    question: str
    need: int
    opened_at: dt.datetime
    complaint: str
    office: str
    seats: int


@dataclass(frozen=True, slots=True)
class Papers:
    """What there is to read of one matter before its vote."""

    letters: list[tuple[int, str, dt.date]]
    responses: list[tuple[dt.date, bool]]
    findings: list[int]


@dataclass(frozen=True, slots=True)
class PastVote:
    """One vote of the account's own. `choice` and `carried` are None while the motion is open."""

    motion: int
    kind: str
    clause: str
    complaint: str
    office: str
    receipt: str
    choice: str | None
    carried: bool | None


def _motions_of(account: str, hidden: Collection[str]) -> Select[*tuple[Any, ...]]:
    """The motions on whose roll the account is, with its seat on each."""
    return (
        select(
            Motion.id, Motion.kind, Motion.clause, Motion.question, Motion.need, Motion.opened_at, Motion.state,
            Motion.complaint_id, Jurisdiction.office, Jurisdiction.name, RollSeat.seat,
        )
        .join(RollSeat, RollSeat.motion_id == Motion.id)
        .join(Complaint, Complaint.id == Motion.complaint_id)
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .where(RollSeat.account == account, Motion.complaint_id.not_in(hidden))
    )  # fmt: skip


def awaiting(session: Session, actor: Actor, hidden: Collection[str]) -> list[Awaiting]:
    """The open motions that wait for this account's vote, the one opened first first."""
    voted = select(Vote.seat).where(Vote.motion_id == Motion.id, Vote.seat == RollSeat.seat)
    query = _motions_of(actor.name, hidden).where(Motion.state == "open", ~voted.exists())
    rows = session.execute(query.order_by(Motion.opened_at, Motion.id)).all()
    seats: dict[int, int] = defaultdict(int)
    for motion in session.scalars(select(RollSeat.motion_id).where(RollSeat.motion_id.in_([row.id for row in rows]))):
        seats[motion] += 1
    return [
        Awaiting(
            row.id, row.kind, row.clause, row.question, row.need, row.opened_at, row.complaint_id,
            f"{row.office}, {row.name}", seats[row.id],
        )
        for row in rows
    ]  # fmt: skip


def papers(session: Session, complaints: Collection[str]) -> dict[str, Papers]:
    """What there is to read of each of these matters, in three statements."""
    found = {complaint: Papers([], [], []) for complaint in complaints}
    letters = select(Letter.complaint_id, Letter.id, Letter.kind, Letter.dated).order_by(Letter.id)
    for complaint, id_, kind, dated in session.execute(letters.where(Letter.complaint_id.in_(found))):
        found[complaint].letters.append((id_, kind, dated))
    responses = select(Response.complaint_id, Response.received_on, Response.late).order_by(Response.entry)
    for complaint, received_on, late in session.execute(responses.where(Response.complaint_id.in_(found))):
        found[complaint].responses.append((received_on, late))
    findings = select(AttachedFinding.complaint_id, AttachedFinding.finding_id).order_by(AttachedFinding.finding_id)
    for complaint, finding in session.execute(findings.where(AttachedFinding.complaint_id.in_(found))):
        found[complaint].findings.append(finding)
    return found


def past_votes(session: Session, actor: Actor, hidden: Collection[str]) -> list[PastVote]:
    """The account's latest votes, the last first: each with its receipt, and with its outcome once it is closed. All of
    it stands in the journal: in the account's own entries, and in the roll calls of the motions that were closed."""
    own = (
        select(EntryBody.body)
        .join(Entry, Entry.seq == EntryBody.seq)
        .where(Entry.actor == actor.name, Entry.verb == "cast_vote", Entry.complaint_id.not_in(hidden))
        .order_by(Entry.seq.desc())
        .limit(LATEST)
    )
    receipts: dict[int, str] = {}
    for body in session.scalars(own):
        # Where a vote took the place of an earlier one, the last counts.
        receipts.setdefault(body["motion"], body["sealed"])
    motions = {row.id: row for row in session.execute(_motions_of(actor.name, hidden).where(Motion.id.in_(receipts)))}
    closed = _closed(session, {row.complaint_id for row in motions.values() if row.state == "closed"})
    return [
        PastVote(
            motion, row.kind, row.clause, row.complaint_id, f"{row.office}, {row.name}", receipt,
            _said(closed[motion], row.seat) if motion in closed else None,
            closed[motion]["carried"] if motion in closed else None,
        )
        for motion, receipt in receipts.items()
        if (row := motions.get(motion)) is not None
    ]  # fmt: skip


def _closed(session: Session, complaints: Collection[str]) -> dict[int, dict[str, Any]]:
    """What the journal says of the closing of each motion of these matters, by the motion's number."""
    query = (
        select(EntryBody.body)
        .join(Entry, Entry.seq == EntryBody.seq)
        .where(Entry.verb == "close_motion", Entry.complaint_id.in_(complaints))
    )
    return {body["motion"]: body for body in session.scalars(query)}


def _said(closing: dict[str, Any], seat: int) -> str | None:
    return next((said for other, _, said in closing["roll_call"] if other == seat), None)
