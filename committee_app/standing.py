"""Where each open matter stands: the next step, who takes it and by which day; without a day it has stopped moving.

The next step is asked of the state; the day is that of the first open duty. The Act dates few of the committee's own
steps (a vote, the governor's answer), so a matter can stop without anything being overdue.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, Text, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from committee_app.acts.doing import adopted_readings
from committee_app.database import once
from committee_app.tables.docket import OPEN_DUTY, Complaint, Duty, Ground, Recusal, Remediation, Term
from committee_app.tables.office import Account
from committee_app.tables.register import Jurisdiction
from committee_app.tables.votes import Motion
from rules.readings import Adopted
from workflows.complaint import ENDED, UNTOUCHED, Case, determination_is_excluded
from workflows.complaint import State as S
from workflows.duties import KINDS, DutyKind
from workflows.special_prosecutor import TermState as T


@dataclass(frozen=True, slots=True)
class Step:
    """What is done next in a state: the act's verb, who does it, and what stops it where no day is set. `then` is what
    a matter's page says of it, where the state alone does not tell."""

    verb: str
    owner: str
    stopped: str
    then: str = ""


ASKED = "The governor was asked and has not answered; the Act sets the governor no day."
VOTE = Step(
    "cast_vote",
    "members",
    "A motion is open, and the Act sets no day for the vote.",
    "The vote is open. Each member on the roll casts a vote; the motion closes with the last one.",
)
NEXT: Mapping[StrEnum, Step] = {
    S.LODGED: Step("convene", "director", "No day is set for the committee's meeting."),
    S.CONVENED: Step("open_motion", "director", "The committee met; no motion was put on whether it is formal."),
    S.FORMAL: Step("release_notice", "director", "No day is set for the notice."),
    S.NOTICE_SENT: Step("record_delivery", "staff", "Posted, and nothing says that it arrived or came back."),
    S.NOTICE_RETURNED: Step("record_posting", "staff", "It came back, and no day is set for bringing it again."),
    S.NOTICE_DELIVERED: Step("record_response", "staff", "No day is set for the response."),
    S.ANSWERED: Step("review", "director", "No day is set for the review."),
    S.UNANSWERED: Step("review", "director", "No day is set for the review."),
    S.REVIEWED: Step("open_motion", "director", "The review is over, and no motion was put on the determination."),
    S.DETERMINED: Step("open_motion", "director", "A threat was determined, and no motion was put on the remedy."),
    S.REMEDIATION: Step("record_progress", "director", "No day is set for the look at the remediation."),
    S.ASSESSMENT_UNDECIDED: Step("open_motion", "director", "The assessment is recorded, and no motion was put on it."),
    S.REQUESTED: Step("record_appointment", "director", ASKED,
        "The request was sent. The governor's answer is awaited; the director records it."),
    T.SERVING: Step("review_term", "director", "No day is set for the review of the term."),
    T.TERM_REVIEWED: Step("open_motion", "director", "The term was reviewed, and no motion was put on it.",
        "The committee votes on whether the special prosecutor's term ends or another is needed: three yes votes."),
    T.ENDING: Step("end_term", "director", "No day is set for the end of the term.",
        "The appointment ends with its term; the director records that it did."),
    T.REAPPOINTMENT_REQUESTED: Step("record_reappointment", "director", ASKED,
        "The governor was asked to reappoint; the answer is awaited, and the director records it."),
    T.REAPPOINTED: Step("end_term", "director", "No day is set for the end of the term.",
        "The new appointment runs to the end of its term; the director records that it ended."),
}  # fmt: skip
# The rows of NEXT that are done in two steps: the first is NEXT's, then this one.
POST = Step(
    "record_posting",
    "staff",
    "The notice was released, and no day is set for its posting.",
    "The notice is released. Staff post it, or hand it over, and record it.",
)
LAPSE = Step(
    "let_response_lapse",
    "staff",
    "No day is set for the response.",
    "The time to respond is over. Staff record that no response came, or one that came.",
)
SEND = Step(
    "send_request",
    "director",
    "The request is drawn, and no day is set for sending it.",
    "The request is sent, and proposed for publication; another person releases it. The governor's answer is then "
    "recorded.",
)
EXCLUDED = Step(
    "close_undetermined",
    "director",
    "The reading of 4(7)(a) shuts out every ground of it.",
    "No determination can be put to the vote: the reading of 4(7)(a) in force shuts out every ground of the complaint. "
    "The director closes the matter undetermined, or adopts the other reading by a ruling.",
)
ASSESS = Step(
    "assess",
    "director",
    "No day is set for the assessment.",
    "The six months are over. The committee assesses what the remediation did; the director records it.",
)
# Terms that only run out: their last day is the day of the next step.
RUNNING_OUT = frozenset({T.ENDING, T.REAPPOINTED})

# A matter is over when its complaint ended, and with it the special prosecutor's term where there is one.
IS_OPEN = or_(Complaint.state.not_in(ENDED), Term.state != T.ENDED)
IS_OVER = Complaint.state.in_(ENDED) & or_(Term.state.is_(None), Term.state == T.ENDED)


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty that is not done. `counts` is the count as it is kept: a JSON text."""

    id: int
    complaint: str
    kind: DutyKind
    clause: str
    due: dt.date
    counts: str


# The roles that may take a step, by its owner. Members vote; of them nobody is asked here.
MAY: Mapping[str, tuple[str, ...]] = {"director": ("director",), "staff": ("director", "staff")}
ALL_RECUSED = {"director": "the director is recused", "staff": "all staff are recused"}
NOBODY_THERE = {"director": "there is no director", "staff": "there is no staff"}


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has an account, by role, and which of them are recused, by matter. A recusal has no substitute (law.md A5):
    what only a recused director may do, nobody may."""

    of_role: Mapping[str, frozenset[str]]
    recused: Mapping[str, frozenset[str]]

    def missing(self, step: Step, complaint: str) -> str | None:
        """Why nobody may take that step in that matter; None where somebody may."""
        roles = MAY.get(step.owner, ())
        people = frozenset[str]().union(*(self.of_role.get(role, ()) for role in roles))
        if not roles or people - self.recused.get(complaint, frozenset()):
            return None
        return " and ".join((ALL_RECUSED if self.of_role.get(role) else NOBODY_THERE)[role] for role in roles)


@once
def hands(session: Session) -> Hands:
    """The accounts of today and their recusals, in one statement."""
    of_role, recused = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    query = (
        select(Account.name, Account.role, Recusal.complaint_id)
        .join(Recusal, Recusal.account == Account.name, isouter=True)
        .where(Account.ended_at.is_(None))
    )
    for name, role, complaint in session.execute(query):
        of_role[role].add(name)
        if complaint is not None:
            recused[complaint].add(name)
    return Hands(*({key: frozenset(names) for key, names in by.items()} for by in (of_role, recused)))


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """A matter that is not over, with what comes next. `due` is None where it has stopped moving; `nobody` says why
    nobody may take the next step, where it is so."""

    id: str
    office: str
    state: StrEnum
    changed_at: dt.datetime
    motion: int | None
    step: Step
    duty: OpenDuty | None
    due: dt.date | None
    row: Row[Any]
    nobody: str | None

    @property
    def who(self) -> str:
        """Who takes the next step."""
        return f"nobody: {self.nobody}" if self.nobody else self.step.owner

    @property
    def stalled(self) -> bool:
        return self.due is None


def open_duties(session: Session, hidden: frozenset[str]) -> list[OpenDuty]:
    """Every open duty of the matters that are not hidden, the first due first."""
    columns = (Duty.id, Duty.complaint_id, Duty.kind, Duty.clause, Duty.due_on, type_coerce(Duty.counts, Text))
    query = (
        select(*columns)
        .where(OPEN_DUTY, Duty.complaint_id.not_in(hidden))
        .order_by(Duty.due_on, Duty.complaint_id, Duty.id)
    )
    return [
        OpenDuty(id_, matter, KINDS[kind], clause, due, counts)
        for id_, matter, kind, clause, due, counts in session.execute(query)
    ]


def _matters(hidden: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Complaint.id,
            Complaint.state,
            Complaint.changed_at,
            Complaint.received_on,
            Complaint.notice_released_on,
            Complaint.response_due,
            Complaint.assessment_opens,
            Complaint.request_sent_on,
            Jurisdiction.office,
            Jurisdiction.name,
            Term.state.label("term"),
            Term.ends_on,
            Motion.id.label("motion"),
            Remediation.adopted_on,
            Remediation.sent_on,
            exists().where(Ground.complaint_id == Complaint.id, Ground.clause == UNTOUCHED.id).label("untouched"),
        )
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .join(Term, Term.complaint_id == Complaint.id, isouter=True)
        .join(Motion, (Motion.complaint_id == Complaint.id) & (Motion.state == "open"), isouter=True)
        .join(Remediation, Remediation.complaint_id == Complaint.id, isouter=True)
        .where(IS_OPEN, Complaint.id.not_in(hidden))
        .order_by(Complaint.id)
    )


def open_matters(
    session: Session, today: dt.date, hidden: frozenset[str], duties: list[OpenDuty] | None = None
) -> list[OpenMatter]:
    """Every matter that is not over, in four statements however many there are; those with a day first, by day."""
    adopted, free = adopted_readings(session, today), hands(session)
    first: dict[str, OpenDuty] = {}
    for duty in open_duties(session, hidden) if duties is None else duties:
        first.setdefault(duty.complaint, duty)
    found = [_standing(row, today, adopted, first.get(row.id), free) for row in session.execute(_matters(hidden))]
    return sorted(found, key=lambda matter: (matter.due is None, matter.due or today, matter.id))


def open_matter(session: Session, complaint: str, today: dt.date) -> OpenMatter | None:
    """One matter with what is done next in it, its duties left out; None where it is over."""
    row = session.execute(_matters(frozenset()).where(Complaint.id == complaint)).first()
    return _standing(row, today, adopted_readings(session, today), None, hands(session)) if row else None


@dataclass(frozen=True, slots=True)
class ClosedMatter:
    """A matter that is over, and since when."""

    id: str
    office: str
    state: S
    closed_on: dt.date | None


def closed_matters(session: Session, hidden: frozenset[str], number: int, after: int) -> list[ClosedMatter]:
    """So many of the matters that are over, after the first so many; the newest first."""
    query = (
        select(Complaint.id, Jurisdiction.office, Jurisdiction.name, Complaint.state, Complaint.closed_on)
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .join(Term, Term.complaint_id == Complaint.id, isouter=True)
        .where(IS_OVER, Complaint.id.not_in(hidden))
        .order_by(Complaint.id.desc())
    )
    rows = session.execute(query.limit(number).offset(after))
    return [ClosedMatter(id_, f"{office}, {name}", S(state), closed) for id_, office, name, state, closed in rows]


def how_many(session: Session, hidden: frozenset[str]) -> tuple[int, int]:
    """How many matters are open, and how many are over."""
    query = (
        select(func.count(), func.sum(case((IS_OVER, 1), else_=0)))
        .select_from(Complaint)
        .join(Term, Term.complaint_id == Complaint.id, isouter=True)
        .where(Complaint.id.not_in(hidden))
    )
    every, over = session.execute(query).one()
    return every - (over or 0), over or 0


def _standing(row: Row[Any], today: dt.date, adopted: Adopted, duty: OpenDuty | None, free: Hands) -> OpenMatter:
    over = row.state in ENDED
    state: StrEnum = T(row.term) if over else S(row.state)
    due = duty.due if duty else row.ends_on if state in RUNNING_OUT else None
    office, step = f"{row.office}, {row.name}", next_step(row, state, today, adopted)
    nobody = free.missing(step, row.id)
    return OpenMatter(row.id, office, state, row.changed_at, row.motion, step, duty, due, row, nobody)


def next_step(row: Row[Any], state: StrEnum, today: dt.date, adopted: Adopted) -> Step:
    """What is done next where a matter stands so."""
    if row.motion is not None:
        return VOTE
    if state == S.FORMAL and row.notice_released_on:
        return POST
    if state == S.NOTICE_DELIVERED and row.response_due and today > row.response_due:
        return LAPSE
    if state == S.REVIEWED:
        grounds = frozenset({UNTOUCHED.id}) if row.untouched else frozenset()
        excluded = determination_is_excluded(Case(S.REVIEWED, today, adopted, grounds)) is None
        return EXCLUDED if excluded else NEXT[state]
    if state == S.REMEDIATION and row.assessment_opens and today >= row.assessment_opens:
        return ASSESS
    if state == S.REQUESTED and row.request_sent_on is None:
        return SEND
    return NEXT[state]
