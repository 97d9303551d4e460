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
from committee_app.tables.journal import EntryBody
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
    receipt: str | None
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
    """The account's latest votes, the last first: each with its receipt, and with its outcome once it is closed."""
    query = (
        _motions_of(actor.name, hidden)
        .add_columns(Vote.choice, Vote.entry, EntryBody.body)
        .join(Vote, (Vote.motion_id == Motion.id) & (Vote.seat == RollSeat.seat))
        .join(EntryBody, EntryBody.seq == Vote.entry, isouter=True)
        .order_by(Vote.entry.desc())
        .limit(LATEST)
    )
    rows = session.execute(query).all()
    yes = _yes_votes(session, [row.id for row in rows if row.state == "closed"])
    return [
        PastVote(
            row.id, row.kind, row.clause, row.complaint_id, f"{row.office}, {row.name}",
            row.body["sealed"] if row.body else None,
            row.choice if row.state == "closed" else None,
            yes[row.id] >= row.need if row.state == "closed" else None,
        )
        for row in rows
    ]  # fmt: skip


def _yes_votes(session: Session, closed: Collection[int]) -> dict[int, int]:
    """How many yes votes each of these closed motions has."""
    counted: dict[int, int] = defaultdict(int)
    query = select(Vote.motion_id).join(Motion, Motion.id == Vote.motion_id)
    for motion in session.scalars(
        query.where(Vote.motion_id.in_(closed), Vote.choice == "yes", Motion.state == "closed")
    ):
        counted[motion] += 1
    return counted
