"""Carrying out an order of disposal, as the owner of the tables: the office's own connection can destroy nothing.

Rows first, in one transaction that lifts the guards of their tables and puts them back; then the papers' files; then
the line in the log, by an act. Interrupted anywhere, it goes on when it is asked again. Before each of the first two it
asks whether a hold stands: a hold always wins.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from committee_app.access import CONSOLE
from committee_app.acts.performing import perform
from committee_app.database import Database, lock
from committee_app.papers import discard
from committee_app.respondent import named
from committee_app.retention import SHEETS, added_since, due_of, in_the_matter, under_suit, what_goes
from committee_app.tables.docket import Complaint
from committee_app.tables.journal import EntryBody
from committee_app.tables.lifting import lifted
from committee_app.tables.records import Letter
from committee_app.tables.requests import Redaction
from committee_app.tables.respondent import FiledPaper
from committee_app.tables.retention import Disposal, DisposalDone, DisposalOrder
from rules.records_requests import KEPT_FOR_COURT
from workflows.machine import Refused

# What was marked on a paper says what the paper said.
NOTHING_MARKED = {"words": [], "boxes": [], "looked": False, "places": {}}
TABLES = ("entry_body", "filed_paper", *dict.fromkeys(sheet.table.__tablename__ for sheet in SHEETS))


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What became of an order: its matter, how many of each part it named, the hashes of papers that stay because
    another record names them, and whether it had been carried out before."""

    complaint: str
    named: dict[str, int]
    stay: tuple[str, ...]
    before: bool = False


def carry_out(
    database: Database, owner_url: str, instance: Path, number: int, today: dt.date, now: dt.datetime
) -> CarriedOut:
    """Destroys what order `number` names, and writes the line in the log. Raises Refused where there is no such order,
    a hold stands, the matter is not due any more, something was added, or a paper came in again just now."""
    owner = Database(owner_url, owner=True)
    try:
        with owner.writing() as session:
            row, done = _ordered(session, number, today)
            if done is None:
                _destroy_rows(session, row)
        counts = {part: len(items) for part, items in row.goes.items()}
        if done is not None:
            return CarriedOut(row.complaint_id, counts, tuple(done.gone["papers_that_stay"]), before=True)
        with owner.writing() as session:
            row, _ = _ordered(session, number, today)
            stay = _destroy_files(session, row, instance, now)
        perform(
            database,
            "record_disposal",
            CONSOLE,
            {"disposal": number, "stay": stay},
            complaint=row.complaint_id,
            today=today,
            now=now,
        )
        owner.forget_freed(TABLES)
    finally:
        owner.close()
    return CarriedOut(row.complaint_id, counts, tuple(stay))


def _ordered(session: Session, number: int, today: dt.date) -> tuple[Disposal, DisposalDone | None]:
    """The ordered disposal, lawful still, with its line in the log if it has one. Nobody acts until the transaction
    ends: no hold comes in between. Raises Refused."""
    lock(session, "journal")
    row, order = session.get(Disposal, number), session.get(DisposalOrder, number)
    if row is None or order is None:
        raise Refused(f"There is no order {number}. A disposal is proposed by one person and ordered by another.")
    if done := session.get(DisposalDone, number):
        return row, done
    complaint = session.get_one(Complaint, row.complaint_id)
    due = due_of(session, complaint, row.record_class, today)
    if due is None:
        raise Refused("It is not due any more: the matter is open again, or the schedule has changed.")
    if due.holds:
        raise Refused(f"Hold {due.holds[0].id} stands: {due.holds[0].source}. A hold always wins; nothing more goes.")
    if request := under_suit(session, complaint.id):
        raise Refused(f"A suit about request {request} was served: nothing of the matter goes ({KEPT_FOR_COURT}).")
    if added_since(row.goes, what_goes(session, complaint.id, row.record_class)):
        raise Refused("Something was added to the matter since this was ordered. It is proposed and ordered anew.")
    return row, None


def _destroy_rows(session: Session, row: Disposal) -> None:
    goes = row.goes
    with lifted(session.connection(), TABLES):
        if bodies := goes.get("bodies"):
            session.execute(delete(EntryBody).where(EntryBody.seq.in_(bodies)))
        if papers := goes.get("papers"):
            session.execute(delete(FiledPaper).where(FiledPaper.id.in_([paper[0] for paper in papers])))
        if "letters" in goes:
            for sheet in SHEETS:
                of_the_matter = in_the_matter(sheet.table, row.complaint_id)
                session.execute(
                    update(sheet.table)
                    .where(of_the_matter, func.length(sheet.content) > 0)
                    .values({sheet.content: b""})
                    .execution_options(synchronize_session=False)
                )
            session.execute(update(Letter).where(Letter.complaint_id == row.complaint_id).values(said=None))
            of_the_matter = Redaction.complaint_id == row.complaint_id
            session.execute(update(Redaction).where(of_the_matter).values(marks=NOTHING_MARKED))


def _destroy_files(session: Session, row: Disposal, instance: Path, now: dt.datetime) -> list[str]:
    """Removes the papers' files; says the hashes of those that stay, since another record names them. Raises Refused
    for one that came in again just now and that no record names yet."""
    hashes: Sequence[str] = sorted({paper[1] for paper in row.goes.get("papers", [])})
    elsewhere = named(session)
    again = [one for one in hashes if one not in elsewhere and not discard(instance, one, now)]
    if again:
        raise Refused(
            f"{len(again)} papers came in again within a day, and may belong to an act that is being done. They stay "
            "for now; all else is done. Carry the order out once more tomorrow."
        )
    return [one for one in hashes if one in elsewhere]


def waiting(session: Session) -> list[int]:
    """The orders that nobody carried out yet, the first first."""
    done = select(DisposalDone.disposal_id)
    query = select(DisposalOrder.disposal_id).where(DisposalOrder.disposal_id.not_in(done))
    return list(session.scalars(query.order_by(DisposalOrder.disposal_id)))
