"""What the prosecutor is shown who came by the code of the notice: the complaint as the notice brought it, the time to
respond, what was asked, and what was sent from there.

Nothing else of the matter is read here. The complainant is not named in the notice, and not here; votes, meetings,
recusals, facts of service, staff and where the matter stands are the committee's own (56.602.4(2), law.md 4.2).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.acts.answering import SENT
from committee_app.acts.service import office_name
from committee_app.tables.docket import Complaint, Duty, Ground, Response
from committee_app.tables.journal import Entry
from committee_app.tables.meetings import Information, InformationRequest
from committee_app.tables.records import Letter
from committee_app.tables.register import Jurisdiction
from committee_app.tables.respondent import FiledPaper
from rules.statute import Clause, clause


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that the committee asked of the prosecutor, numbered within the matter. The act alone needs `entry`."""

    number: int
    entry: int
    what: str
    asked_on: dt.date
    answered_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The matter as its prosecutor reads it. `counts` is how the due date came about, day by day; `due` is None until
    the office has recorded from when the days count."""

    reference: str
    office: str
    received_on: dt.date
    grounds: Sequence[Clause]
    complaint: str
    due: dt.date | None
    counts: Sequence[Mapping[str, Any]]
    asked: Sequence[Asked]

    def is_late(self, today: dt.date) -> bool:
        """Whether what comes on that day comes after the time to respond."""
        return self.due is not None and today > self.due


def shown(session: Session, complaint_id: str) -> Shown:
    """The matter of that number. Raises NoResultFound where there is none."""
    row = session.get_one(Complaint, complaint_id)
    of_this = {"complaint_id": complaint_id}
    respond = select(Duty.counts).filter_by(**of_this, kind="respond", due_on=row.response_due).order_by(Duty.id.desc())
    grounds = select(Ground.clause).filter_by(**of_this).order_by(Ground.clause)
    return Shown(
        reference=row.id,
        office=office_name(session.get_one(Jurisdiction, row.jurisdiction)),
        received_on=row.received_on,
        grounds=[clause(ground) for ground in session.scalars(grounds)],
        complaint=row.facts,
        due=row.response_due,
        counts=session.scalars(respond).first() or [],
        asked=_asked(session, complaint_id),
    )


def _asked(session: Session, complaint_id: str) -> list[Asked]:
    answers = select(Information.request, Information.received_on).filter_by(complaint_id=complaint_id)
    answered = {row.request: row.received_on for row in session.execute(answers.order_by(Information.entry))}
    requests = select(InformationRequest).filter_by(complaint_id=complaint_id, of_prosecutor=True)
    return [
        Asked(number, row.entry, row.what, row.asked_on, answered.get(row.entry))
        for number, row in enumerate(session.scalars(requests.order_by(InformationRequest.entry)), 1)
    ]


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending by the page, numbered within the matter, with its papers and the number of its receipt letter."""

    number: int
    at: dt.datetime
    is_response: bool
    late: bool
    text: str
    papers: Sequence[FiledPaper]
    letter: int


def sendings(session: Session, complaint_id: str) -> list[Sending]:
    """What was sent by the codes of this matter, the oldest first; nothing that came on paper."""
    of_this = {"complaint_id": complaint_id}
    entries = select(Entry.seq, Entry.at, Entry.verb).where(Entry.complaint_id == complaint_id, Entry.verb.in_(SENT))
    responses = {row.entry: row for row in session.scalars(select(Response).filter_by(**of_this))}
    answers = {row.entry: row for row in session.scalars(select(Information).filter_by(**of_this))}
    receipts = select(Letter.entry, Letter.id).filter_by(**of_this, kind="receipt")
    letters = {row.entry: row.id for row in session.execute(receipts)}
    papers = filed(session, complaint_id)
    return [
        Sending(
            number,
            entry.at,
            entry.seq in responses,
            entry.seq in responses and responses[entry.seq].late,
            (responses.get(entry.seq) or answers[entry.seq]).text,
            papers.get(entry.seq, []),
            letters[entry.seq],
        )
        for number, entry in enumerate(session.execute(entries.order_by(Entry.seq)), 1)
    ]


def filed(session: Session, complaint_id: str) -> Mapping[int, list[FiledPaper]]:
    """The papers from outside in this matter, by the entry that brought them."""
    by_entry: defaultdict[int, list[FiledPaper]] = defaultdict(list)
    for paper in session.scalars(select(FiledPaper).filter_by(complaint_id=complaint_id).order_by(FiledPaper.id)):
        by_entry[paper.entry].append(paper)
    return by_entry
