"""Retention as it is read: the schedule in force, holds, what is due and how its day came about, proposals, the log.

Nothing is due without a rule that the office entered, and nothing here destroys anything.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from committee_app.database import once
from committee_app.tables.docket import Complaint, Term
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.letters import LetterLabel, LetterPrinting, LetterSheet
from committee_app.tables.packets import Packet
from committee_app.tables.records import Letter
from committee_app.tables.requests import RecordsRequest, Redaction, RedactionEnd, RequestEvent
from committee_app.tables.respondent import FiledPaper
from committee_app.tables.retention import Disposal, DisposalDone, DisposalOrder, Hold, HoldEnd, RetentionRule
from rules.retention import CLASSES, DISPOSABLE, Sum, reckon
from workflows.complaint import ENDED
from workflows.special_prosecutor import TermState

# The entries that tell of retention itself: what they say stays when the rest goes.
OF_RETENTION = ("place_hold", "lift_hold", "propose_disposal", "dispose", "record_disposal")
# The classes that are a matter's whole file: under them its pages are gone too.
FILES = ("complaint_without_request", "complaint_with_request")


@once
def rules(session: Session) -> Sequence[RetentionRule]:
    """Every rule that the office entered, the latest first."""
    query = select(RetentionRule).order_by(RetentionRule.from_day.desc(), RetentionRule.id.desc())
    return session.scalars(query).all()


def rule_of(session: Session, record_class: str, day: dt.date) -> RetentionRule | None:
    """The rule of a class on a day: the one with the latest first day, of two the later entry; None: kept."""
    of_class = (row for row in rules(session) if row.record_class == record_class and row.from_day <= day)
    return next(of_class, None)


@once
def standing_holds(session: Session) -> Sequence[Hold]:
    """Every hold that nobody lifted, the first first."""
    lifted = select(HoldEnd.hold_id)
    return session.scalars(select(Hold).where(Hold.id.not_in(lifted)).order_by(Hold.id)).all()


def holds(session: Session, hidden: frozenset[str] = frozenset()) -> list[tuple[Hold, HoldEnd | None]]:
    """Every hold with its end, if it has one, the latest first; those on `hidden` matters are left out."""
    query = select(Hold, HoldEnd).join(HoldEnd, HoldEnd.hold_id == Hold.id, isouter=True).order_by(Hold.id.desc())
    return [(hold, end) for hold, end in session.execute(query) if hold.complaint_id not in hidden]


def classes_of(complaint: Complaint) -> tuple[str, ...]:
    """The classes under which something of this matter may go one day."""
    return tuple(
        name for name in DISPOSABLE if name not in FILES or name == FILES[complaint.requested_under is not None]
    )


def holds_on(session: Session, complaint: Complaint, record_class: str) -> list[Hold]:
    """The holds that keep this class of this matter: on it, on everything, or on a class of the matter that has a part
    in common with it."""
    shared = touching(complaint, record_class)
    return [
        hold
        for hold in standing_holds(session)
        if (hold.complaint_id is None and hold.record_class is None)
        or hold.complaint_id == complaint.id
        or hold.record_class in shared
    ]


def touching(complaint: Complaint, record_class: str) -> list[str]:
    """The classes of the matter that have a part in common with this one, itself among them."""
    parts = set(CLASSES[record_class].parts)
    return [name for name in classes_of(complaint) if parts & set(CLASSES[name].parts)]


def governing(session: Session, complaint: Complaint, record_class: str, day: dt.date) -> RetentionRule | None:
    """The rule by which this class of the matter may go: of its own and those of the classes that share a part with it,
    the one that keeps the longest. None where the class has no rule of its own: it is kept."""
    if rule_of(session, record_class, day) is None:
        return None
    entered = [rule for name in touching(complaint, record_class) if (rule := rule_of(session, name, day))]
    return max(entered, key=lambda rule: (rule.years is None, rule.years or 0, rule.record_class == record_class))


def under_suit(session: Session, complaint_id: str) -> str | None:
    """The number of a request about which a suit was served and which was answered with a copy of a paper of this
    matter: nothing of it is destroyed then (RSMo 610.027.1), whoever places a hold, or does not. None without one."""
    query = (
        select(RecordsRequest.number)
        .join(RedactionEnd, RedactionEnd.request_id == RecordsRequest.id)
        .join(Redaction, Redaction.id == RedactionEnd.redaction_id)
        .join(RequestEvent, RequestEvent.request_id == RecordsRequest.id)
        .where(Redaction.complaint_id == complaint_id, RequestEvent.kind == "record_suit")
        .order_by(RecordsRequest.id)
    )
    return session.scalars(query).first()


def triggered(complaint: Complaint, term: Term | None) -> dt.date | None:
    """The day from which a matter's years count; None while it is open, or its special prosecutor's term runs."""
    if complaint.state not in ENDED or complaint.closed_on is None:
        return None
    if term is None:
        return complaint.closed_on
    return max(complaint.closed_on, term.ends_on) if term.state == TermState.ENDED else None


@dataclass(frozen=True, slots=True)
class Due:
    """One class of one matter that is due: the rule, the sum of its day, and the holds that keep it all the same."""

    complaint: Complaint
    record_class: str
    rule: RetentionRule
    sum: Sum
    holds: tuple[Hold, ...]


def due_for_disposal(session: Session, today: dt.date, hidden: frozenset[str] = frozenset()) -> list[Due]:
    """What is due on that day and was not disposed of, matter by matter; `hidden` matters are left out. What is held is
    among it, with its holds. Without a rule nothing is."""
    if not rules(session):
        return []
    rows = session.execute(
        select(Complaint, Term)
        .join(Term, Term.complaint_id == Complaint.id, isouter=True)
        .where(Complaint.state.in_(ENDED), Complaint.id.not_in(hidden))
        .order_by(Complaint.id)
    ).all()
    gone = _done(session)
    found = (
        _due(session, complaint, term, record_class, today)
        for complaint, term in rows
        for record_class in classes_of(complaint)
        if not gone.get(complaint.id, frozenset()).issuperset(CLASSES[record_class].parts)
    )
    return [due for due in found if due]


def due_of(session: Session, complaint: Complaint, record_class: str, today: dt.date) -> Due | None:
    """That class of that matter, if it is due."""
    rule = rule_of(session, record_class, today)
    # Without years nothing is due: no more is read, since the page of every matter asks.
    if rule is None or rule.years is None or record_class not in classes_of(complaint):
        return None
    return _due(session, complaint, session.get(Term, complaint.id), record_class, today)


def _due(session: Session, complaint: Complaint, term: Term | None, record_class: str, today: dt.date) -> Due | None:
    rule, trigger = governing(session, complaint, record_class, today), triggered(complaint, term)
    if rule is None or rule.years is None or trigger is None:
        return None
    counted = reckon(trigger, rule.years)
    if counted.due_on > today:
        return None
    return Due(complaint, record_class, rule, counted, tuple(holds_on(session, complaint, record_class)))


def _done(session: Session) -> Mapping[str, frozenset[str]]:
    """The parts of each matter that were disposed of."""
    query = select(Disposal.complaint_id, Disposal.record_class).join(
        DisposalDone, DisposalDone.disposal_id == Disposal.id
    )
    found: dict[str, frozenset[str]] = {}
    for complaint_id, record_class in session.execute(query):
        found[complaint_id] = found.get(complaint_id, frozenset()) | set(CLASSES[record_class].parts)
    return found


# What would go, part by part: numbers of rows, hashes, sizes in bytes. Never a word of what they say.
Goes = dict[str, list[Any]]


def what_goes(session: Session, complaint_id: str, record_class: str) -> Goes:
    """What of the matter is there to go under that class, now."""
    readers = {"bodies": _bodies, "papers": _papers, "letters": _letters}
    goes: Goes = {}
    for part in CLASSES[record_class].parts:
        goes |= readers[part](session, complaint_id)
    return goes


def _bodies(session: Session, complaint_id: str) -> Goes:
    query = (
        select(Entry.seq)
        .join(EntryBody, EntryBody.seq == Entry.seq)
        .where(Entry.complaint_id == complaint_id, Entry.verb.not_in(OF_RETENTION))
    )
    return {"bodies": list(session.scalars(query.order_by(Entry.seq)))}


def _papers(session: Session, complaint_id: str) -> Goes:
    query = select(FiledPaper.id, FiledPaper.sha256, FiledPaper.size).where(FiledPaper.complaint_id == complaint_id)
    return {"papers": [list(row) for row in session.execute(query.order_by(FiledPaper.id))]}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A column of paper that the office made: its name in a proposal, the key of its row, its hash and its bytes."""

    name: str
    key: tuple[Any, ...]
    digest: Any
    content: Any

    @property
    def table(self) -> Any:
        return self.key[0].class_


SHEETS = (
    Sheet("letters", (Letter.id,), Letter.sha256, Letter.pdf),
    Sheet("sheets", (LetterSheet.letter_id, LetterSheet.kind), LetterSheet.sha256, LetterSheet.pdf),
    Sheet("printings", (LetterPrinting.letter_id, LetterPrinting.number), LetterPrinting.sha256, LetterPrinting.pdf),
    Sheet("labels", (LetterLabel.entry,), LetterLabel.envelope_sha256, LetterLabel.envelope),
    Sheet("forms", (LetterLabel.entry,), LetterLabel.mailing_form_sha256, LetterLabel.mailing_form),
    Sheet("copies", (Redaction.id,), Redaction.sha256, Redaction.pdf),
    Sheet("packets", (Packet.id,), Packet.closed_sha256, Packet.closed_pdf),
)


def in_the_matter(table: Any, complaint_id: str) -> Any:
    """The condition that a row of letters, of their sheets, of packets or of redacted copies belongs to the matter. A
    copy that was handed out does not: it is the answer to a request, which is of another class."""
    if table is Redaction:
        released = select(RedactionEnd.redaction_id).where(RedactionEnd.how == "released")
        return and_(Redaction.complaint_id == complaint_id, Redaction.id.not_in(released))
    if hasattr(table, "complaint_id"):
        return table.complaint_id == complaint_id
    return table.letter_id.in_(select(Letter.id).where(Letter.complaint_id == complaint_id))


def _letters(session: Session, complaint_id: str) -> Goes:
    goes: Goes = {}
    for sheet in SHEETS:
        size = func.length(sheet.content)
        query = select(*sheet.key, sheet.digest, size).where(in_the_matter(sheet.table, complaint_id), size > 0)
        goes[sheet.name] = [list(row) for row in session.execute(query.order_by(*sheet.key))]
    return goes


def added_since(goes: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether something is there now that the proposal does not name."""
    return any(item not in goes.get(part, []) for part, items in now.items() for item in items)


def bytes_of(goes: Mapping[str, Any]) -> int:
    """How many bytes the papers, letters and sheets of a proposal have."""
    return sum(item[-1] for part, items in goes.items() if part != "bodies" for item in items)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A disposal with what became of it: the second person's order, and its line in the log once it is carried out."""

    row: Disposal
    rule: RetentionRule
    order: DisposalOrder | None
    done: DisposalDone | None

    @property
    def open(self) -> bool:
        return self.order is None


def proposals(
    session: Session, hidden: frozenset[str] = frozenset(), complaint_id: str | None = None
) -> list[Proposed]:
    """Every disposal that was proposed, the latest first, or those of one matter; `hidden` matters are left out."""
    query = (
        select(Disposal, RetentionRule, DisposalOrder, DisposalDone)
        .join(RetentionRule, RetentionRule.id == Disposal.rule_id)
        .join(DisposalOrder, DisposalOrder.disposal_id == Disposal.id, isouter=True)
        .join(DisposalDone, DisposalDone.disposal_id == Disposal.id, isouter=True)
        .where(Disposal.complaint_id.not_in(hidden))
        .order_by(Disposal.id.desc())
    )
    if complaint_id is not None:
        query = query.where(Disposal.complaint_id == complaint_id)
    return [Proposed(*row) for row in session.execute(query)]


def standing_proposals(session: Session, complaint_id: str) -> list[Proposed]:
    """The proposals of a matter that nobody ordered yet: of each class the latest alone."""
    latest: dict[str, Proposed] = {}
    for one in proposals(session, complaint_id=complaint_id):
        latest.setdefault(one.row.record_class, one)
    return [one for one in latest.values() if one.open]


# Built once, since every page of a matter puts it.
_DISPOSED = (
    select(Disposal, RetentionRule, DisposalOrder, DisposalDone)
    .join(RetentionRule, RetentionRule.id == Disposal.rule_id)
    .join(DisposalOrder, DisposalOrder.disposal_id == Disposal.id)
    .join(DisposalDone, DisposalDone.disposal_id == Disposal.id)
    .where(Disposal.complaint_id == bindparam("complaint"), Disposal.record_class.in_(FILES))
    .order_by(Disposal.id.desc())
    .limit(1)
)


@once
def disposed(session: Session, complaint_id: str) -> Proposed | None:
    """The disposal of the matter's whole file, once it is carried out."""
    row = session.execute(_DISPOSED, {"complaint": complaint_id}).first()
    return Proposed(*row) if row else None


def gone(session: Session, complaint_id: str, part: str, number: int) -> Proposed | None:
    """The disposal that took one paper or letter of the matter away, if one did."""
    found = (one for one in proposals(session, complaint_id=complaint_id) if one.done)
    return next((one for one in found if any(item[0] == number for item in one.row.goes.get(part, []))), None)
