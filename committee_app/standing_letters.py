"""The letters that have stood still longer than their step allows (workflows.letter_steps), each with what is missing.

Three statements, however many letters there are.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from committee_app import service
from committee_app.acts.doing import adopted_readings
from committee_app.acts.letters import SENT_BY
from committee_app.acts.remedies import SENDING
from committee_app.settings import CHICAGO
from committee_app.standing import OpenMatter
from committee_app.tables.docket import Complaint, Duty, ServiceEvent
from committee_app.tables.letters import LetterPrinting
from committee_app.tables.records import Letter, Outbox
from committee_app.tables.register import Jurisdiction
from letters.catalogue import CATALOGUE
from rules.calendar import Calendar
from workflows.complaint import ENDED
from workflows.complaint import State as S
from workflows.letter_steps import AFTER, BY_NAME, LetterStep, stands_still
from workflows.service import ARRIVED, CAME_BACK, Fact, governs, outcome

# Of these an act of the procedure says that they were sent, and its day is watched (below) while the matter is open.
WAITED_FOR = (*SENT_BY, "notice")
CERTIFIED = [kind for kind, row in CATALOGUE.items() if row.certified]
CALLED = {"notice": "Notice", "request": "Request to the governor", "recommendation": "Recommendations"}


@dataclass(frozen=True, slots=True)
class StillLetter:
    """A letter that stands still: what is missing, since when, the act that records it, and the step it stands at."""

    complaint: str
    office: str
    what: str
    since: dt.date
    verb: str
    step: LetterStep

    def as_json(self) -> dict[str, Any]:
        return {
            "complaint": self.complaint,
            "what": self.what,
            "since": self.since.isoformat(),
            "allowed_business_days": self.step.allowed,
            "clause": self.step.clause.id,
            "source": self.step.source,
            "act": self.verb,
        }


def standing_letters(
    session: Session, matters: Sequence[OpenMatter], hidden: Collection[str], today: dt.date, strict: Calendar
) -> list[StillLetter]:
    """The letters of these open matters that stand still on that day, and those that never left a matter that is over
    since, the longest standing first. Nothing is told of matters that are `hidden`."""
    query = (
        select(ServiceEvent, Letter.kind).join(Letter, Letter.id == ServiceEvent.letter_id).order_by(ServiceEvent.entry)
    )
    rows: dict[str, list[ServiceEvent]] = defaultdict(list)
    kinds: dict[int, str] = {}
    every: list[ServiceEvent] = []
    for row, kind in session.execute(query):
        every.append(row)
        rows[row.complaint_id].append(row)
        kinds[row.letter_id] = kind
    second = adopted_readings(session, today)["second_addressee"]
    known: dict[int, list[ServiceEvent]] = defaultdict(list)
    for row in service.standing(every):
        known[row.letter_id].append(row)
    still = [
        (matter.id, matter.office, step)
        for matter in matters
        for step in (
            _steps(matter, rows[matter.id], kinds, second) if matter.row.state not in ENDED else _requests(matter)
        )
    ]
    still += _in_house(session, hidden, {matter.id for matter in matters}, known)
    found = [
        StillLetter(complaint, office, f"{name}: {step.what}", since, verb, step)
        for complaint, office, (name, step, since, verb) in still
        if stands_still(step, since, today, strict)
    ]
    return sorted(found, key=lambda letter: (letter.since, letter.complaint))


Step = tuple[str, LetterStep, dt.date, str]


def _in_house(
    session: Session, hidden: Collection[str], open_: Collection[str], known: Mapping[int, Sequence[ServiceEvent]]
) -> Iterator[tuple[str, str, Step]]:
    """The letters that are still in the house where no act of the procedure waits for them to be sent: nobody has
    printed them, or nothing is recorded of the way of one that goes as certified mail. `known` are the facts that stand
    of each letter."""
    sent = select(func.min(Duty.done_on)).where(
        Duty.complaint_id == Letter.complaint_id,
        Duty.kind == case(SENT_BY, value=Letter.kind),
        Duty.done_by > Letter.entry,
    )
    query = (
        select(
            Letter.id,
            Letter.complaint_id,
            Letter.kind,
            Letter.dated,
            LetterPrinting.at,
            Jurisdiction.office,
            Jurisdiction.name,
            sent.scalar_subquery().label("sent_on"),
        )
        .join(Complaint, Complaint.id == Letter.complaint_id)
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .join(Outbox, (Outbox.letter_id == Letter.id) & Outbox.printing.is_(None))
        .join(LetterPrinting, (LetterPrinting.letter_id == Letter.id) & (LetterPrinting.number == 1), isouter=True)
        # A receipt is taken away by whom it is for.
        .where(Outbox.taken_back_by.is_(None), Letter.kind != "receipt", Letter.complaint_id.not_in(hidden))
        .where(or_(LetterPrinting.at.is_(None), Letter.kind.in_(CERTIFIED)))
        .order_by(Letter.id)
    )
    for row in session.execute(query):
        is_open = row.complaint_id in open_
        name = CATALOGUE[row.kind].title if row.kind in CATALOGUE else row.kind.replace("_", " ").capitalize()
        facts = known.get(row.id, ())
        step, since = BY_NAME["unprinted"], row.dated
        if facts or row.sent_on:
            # It left, and no paper was recorded; what arrived or came back was on paper, and what is over is over.
            if row.at or not is_open or any(fact.kind in ARRIVED | CAME_BACK for fact in facts):
                continue
            step = BY_NAME["sent_unprinted"]
            since = min([*(fact.happened_on for fact in facts), *([row.sent_on] if row.sent_on else [])])
        elif is_open and row.kind in WAITED_FOR:
            continue
        elif row.at:
            step, since = BY_NAME["unsent"], row.at.astimezone(CHICAGO).date()
        over = "" if is_open else ", of a matter that is over"
        yield row.complaint_id, f"{row.office}, {row.name}", (f"{name}{over}", step, since, step.act)


def _steps(matter: OpenMatter, rows: Sequence[ServiceEvent], kinds: dict[int, str], second: str) -> Iterator[Step]:
    """Where each letter of a matter stands, whether it may stand there or not."""
    row = matter.row
    known = {letter: service.facts(rows, letter) for letter in {row.letter_id for row in rows}}
    notice = [fact for letter, facts in known.items() if kinds[letter] == service.NOTICE for fact in facts]
    if matter.state == S.FORMAL and row.notice_released_on and not notice:
        step = BY_NAME["released"]
        yield CALLED["notice"], step, row.notice_released_on, step.act
    for letter, facts in known.items():
        name = CALLED.get(kinds[letter], kinds[letter].replace("_", " ").capitalize())
        yield from _of_letter(name, facts, second, is_notice=kinds[letter] == service.NOTICE)
    yield from _requests(matter)
    if matter.state == S.REMEDIATION and row.adopted_on and row.sent_on is None:
        yield CALLED["recommendation"], BY_NAME["recommended"], row.adopted_on, "send_recommendation"


def _requests(matter: OpenMatter) -> Iterator[Step]:
    """A request to the governor that is drawn; one for another term comes when the complaint itself has ended."""
    unsent = matter.state == S.REQUESTED and matter.row.request_sent_on is None
    if matter.duty and (unsent or matter.duty.kind.name in SENDING):
        yield CALLED["request"], BY_NAME["request_drawn"], matter.duty.due, "send_request"


def _of_letter(name: str, facts: Iterable[Fact], second: str, *, is_notice: bool) -> Iterator[Step]:
    """The pieces of mail of one letter that are neither delivered nor given up, and what was left with an agent. Where
    one has reached the prosecutor, the others of the prosecutor's are of no more account."""
    facts = sorted(facts, key=lambda fact: (fact.on, fact.entry))
    arrived = any(fact.event in ARRIVED and governs(fact.addressee, second) for fact in facts)
    on_its_way: list[Step] = []
    back: Step | None = None
    for piece in dict.fromkeys(fact.mailing for fact in facts):
        known = [fact for fact in facts if fact.mailing == piece and fact.event in AFTER]
        counts = governs(facts[0].addressee if not known else known[-1].addressee, second)
        became = outcome(fact.event for fact in facts if fact.mailing == piece)
        if not known or became in ARRIVED or (arrived and counts):
            continue
        step = AFTER[known[-1].event]
        line = (name, step, known[-1].on, step.act if is_notice and counts else "record_service")
        if became in CAME_BACK and counts:
            back = line
        elif became is None:
            on_its_way.append(line)
    if back and not any(line[3] != "record_service" for line in on_its_way):
        on_its_way.append(back)
    yield from on_its_way
