"""Letters as they are read: where each stands between its release and its way, and what the letters desk waits for.

A letter waits, lies in the print tray, is printed, is handed over; or it was taken back. Posted and delivered are facts
of its service, kept apart (committee_app.tables.docket).
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from committee_app.acts.letters import SENT_BY
from committee_app.tables.docket import Duty
from committee_app.tables.letters import LetterPrinting
from committee_app.tables.office import Account
from committee_app.tables.records import Letter, Outbox
from letters.catalogue import CATALOGUE

# The act that records that a letter left the house, and the duty that it does. Of other letters no act records it.
HANDING_OVER = {
    "notice": "record_posting",
    "recommendation": "send_recommendation",
    "request": "send_request",
    "second_request": "send_request",
    "term_request": "send_request",
}
DONE_BY = {**SENT_BY, "notice": "serve"}


class Stands(StrEnum):
    """Where a letter stands."""

    WAITING = "waits to be printed"
    IN_TRAY = "in the print tray"
    PRINTED = "printed"
    HANDED_OVER = "handed over"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Line:
    """One letter in a list. `begun` says that a dispatcher lays it into the tray just now, or was stopped while it did;
    `printed_by` and `printed_at` are of the first printing."""

    id: int
    complaint: str
    kind: str
    subject: str
    clause: str
    dated: dt.date
    sha256: str
    words: int
    begun: bool
    printings: int
    printed_by: str | None
    printed_at: dt.datetime | None
    stands: Stands

    @property
    def title(self) -> str:
        """What its kind is called."""
        return CATALOGUE[self.kind].title if self.kind in CATALOGUE else self.subject

    @property
    def may_go_back(self) -> bool:
        """Whether it can still be taken back."""
        return self.stands is Stands.WAITING and not self.begun

    @property
    def next_act(self) -> str | None:
        """The act that moves it on."""
        if self.stands in {Stands.WAITING, Stands.IN_TRAY}:
            return "print_letter"
        if self.stands is Stands.TAKEN_BACK:
            return "release_notice" if self.kind == "notice" else "release_again"
        return HANDING_OVER.get(self.kind) if self.stands is Stands.PRINTED else None


def listed(session: Session, hidden: Collection[str] = (), complaint: str | None = None) -> list[Line]:
    """Every letter, or those of one matter, the newest first, in two statements however many there are."""
    first = (
        select(LetterPrinting.letter_id, func.count().label("printings"), func.min(LetterPrinting.at).label("at"))
        .group_by(LetterPrinting.letter_id)
        .subquery()
    )
    query = (
        select(
            Letter.id,
            Letter.complaint_id,
            Letter.kind,
            Letter.subject,
            Letter.clause,
            Letter.dated,
            Letter.sha256,
            Letter.words,
            Outbox.lease_until,
            Outbox.done_at,
            Outbox.taken_back_by,
            first.c.printings,
            Account.display,
            LetterPrinting.at,
        )
        .join(Outbox, Outbox.letter_id == Letter.id)
        .join(first, first.c.letter_id == Letter.id, isouter=True)
        .join(LetterPrinting, (LetterPrinting.letter_id == Letter.id) & (LetterPrinting.number == 1), isouter=True)
        .join(Account, Account.name == LetterPrinting.account, isouter=True)
        .where(Outbox.printing.is_(None), Letter.complaint_id.not_in(hidden))
        .order_by(Letter.id.desc())
    )
    done = select(Duty.complaint_id, Duty.kind).where(Duty.kind.in_(set(DONE_BY.values())), Duty.done_on.is_not(None))
    if complaint is not None:
        query, done = query.where(Letter.complaint_id == complaint), done.where(Duty.complaint_id == complaint)
    sent = {(row.complaint_id, row.kind) for row in session.execute(done)}
    lines, seen = [], set()
    for row in session.execute(query):
        left = (row.complaint_id, DONE_BY.get(row.kind, "")) in sent and (row.complaint_id, row.kind) not in seen
        if row.taken_back_by is not None:
            stands = Stands.TAKEN_BACK
        else:
            # Of several of a kind, the newest is the one that was sent.
            seen.add((row.complaint_id, row.kind))
            printed = Stands.PRINTED if row.printings else Stands.IN_TRAY if row.done_at else Stands.WAITING
            stands = Stands.HANDED_OVER if left else printed
        lines.append(
            Line(
                *row[:8],
                begun=row.lease_until is not None,
                printings=row.printings or 0,
                printed_by=row.display,
                printed_at=row.at,
                stands=stands,
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class Trays:
    """What the letters desk shows: what waits, what lies in the tray and nobody has said that it is printed, what is
    printed and not handed over, what was taken back and not released again."""

    waiting: list[Line]
    in_tray: list[Line]
    printed: list[Line]
    taken_back: list[Line]


def trays(session: Session, hidden: Collection[str] = ()) -> Trays:
    """The letters that wait for somebody, the oldest first."""
    lines = listed(session, hidden)[::-1]
    stand = {(line.complaint, line.kind): line.id for line in lines if line.stands is not Stands.TAKEN_BACK}
    return Trays(
        waiting=[line for line in lines if line.stands is Stands.WAITING],
        in_tray=[line for line in lines if line.stands is Stands.IN_TRAY],
        printed=[line for line in lines if line.stands is Stands.PRINTED and line.kind in HANDING_OVER],
        taken_back=[
            line
            for line in lines
            if line.stands is Stands.TAKEN_BACK and stand.get((line.complaint, line.kind), 0) < line.id
        ],
    )
