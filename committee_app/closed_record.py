"""The closed record of a matter, whole and in one order: what goes into the governor's closed envelope.

It is put together from the readings that the pages use, so that it says what they say. The votes of a motion that is
open are sealed and not in it; of a meeting on several matters it holds what belongs to this one.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app import docket as dockets
from committee_app import meetings as sittings
from committee_app.proofs_of_service import CertifiedFact, certified_facts
from committee_app.service import is_late
from committee_app.settings import CHICAGO
from committee_app.tables.base import canonical
from committee_app.tables.docket import Complaint
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.meetings import Meeting
from committee_app.tables.records import Letter, Outbox
from committee_app.tables.respondent import FiledPaper
from letters.catalogue import written
from letters.letter import Heading, Part, Quoted, Rows
from letters.packet import ClosedRecord, Enclosed, Section
from rules.statute import Clause, clause
from rules.sunshine import said
from workflows.machine import say

HASHED = "Certified as what the office's journal holds of this matter, for the committee"


@dataclass(frozen=True, slots=True)
class Known:
    """One matter in hand while its record is put together."""

    session: Session
    complaint: Complaint
    matter: dict[str, Any]
    people: Mapping[str, str]

    def called(self, account: str | None) -> str:
        return self.people.get(account or "", account or "")


Chapter = Callable[[Known], Iterator[Section]]
CHAPTERS: list[Chapter] = []


def chapter(one: Chapter) -> Chapter:
    """Registers what a part of the record says; the record holds the parts in the order of this file, then those that
    other rooms add."""
    CHAPTERS.append(one)
    return one


def of(session: Session, complaint: Complaint, asked: Clause, dated: dt.date) -> ClosedRecord:
    """The whole record of the matter as it stands. `dated` is the day on which the packet is made."""
    matter = dockets.shown(session, complaint.id, dated)
    if matter is None:
        raise LookupError(complaint.id)
    known = Known(session, complaint, matter, dockets.names(session))
    sections = tuple(chain.from_iterable(one(known) for one in CHAPTERS))
    return ClosedRecord(complaint.id, matter["office"], dated, asked, sections)


def exhibit(known: Known, what: str, day: str, words: str, *parts: Part) -> Section:
    """Somebody's own words as an exhibit, with their hash."""
    digest = hashlib.sha256(words.encode()).hexdigest()
    return Section(what, (*parts, Quoted(words)), exhibit=(what, day, digest))


def day(value: dt.date | str | None) -> str:
    """January 14, 2028; empty for no day."""
    return written(dt.date.fromisoformat(value) if isinstance(value, str) else value) if value else ""


def instant(moment: dt.datetime) -> str:
    """Jan 14, 2028, 12:00 PM, in Missouri's time."""
    return f"{moment.astimezone(CHICAGO):%b %-d, %Y, %-I:%M %p}"


def words(name: str) -> str:
    """A state, kind or verb as words."""
    return say(name).capitalize()


@chapter
def _matter(known: Known) -> Iterator[Section]:
    row, matter = known.complaint, known.matter
    duties = tuple(
        (duty["what"], duty["clause"].partition("#")[0], day(duty["due"]), day(duty["done"]) or "open")
        for duty in matter["duties"]
    )
    recused = [f"{name}, recused {day(on)}" for name, on in dockets.papers(known.session, row.id).recusals]
    yield Section(
        "The matter and its duties",
        (
            f"Docket number {row.id}. Received {day(row.received_on)}. It stands at “{say(row.state)}”.",
            f"Concerning the {matter['office']}: {row.respondent}.",
            f"Complainant: {row.complainant} ({row.capacity}).",
            *(f"Threat stated: section {clause(one).cited}, {clause(one).statement}" for one in matter["grounds"]),
            *recused,
            Heading("Duties"),
            Rows(("Duty", "Section", "Due", "Done"), duties, ("", "", "", ""), shares=(48, 22, 24, 24)),
        ),
    )


@chapter
def _complaint(known: Known) -> Iterator[Section]:
    row = known.complaint
    yield exhibit(known, "The complaint", day(row.received_on), row.facts)


@chapter
def _findings(known: Known) -> Iterator[Section]:
    for finding in sorted(dockets.papers(known.session, known.complaint.id).findings, key=lambda one: one.id):
        facts = "\n".join(f"{words(name)}: {canonical(value)}" for name, value in sorted(finding.explanation.items()))
        about = f"Section {clause(finding.clause).cited}, as of {day(finding.first_as_of)}."
        yield exhibit(known, f"Finding {finding.id} of the register", day(finding.first_as_of), facts, about)


@chapter
def _service(known: Known) -> Iterator[Section]:
    rows = dockets.papers(known.session, known.complaint.id).service
    letters = dict.fromkeys(row.letter_id for row in rows)
    stand = [fact for letter in letters for fact in certified_facts(known.session, known.complaint.id, letter)]
    certified = {fact.entry for fact in stand}
    lines = tuple(
        (day(fact.on), fact.words, fact.addressee, fact.article_number or "", _shown_by(fact)) for fact in stand
    )
    corrected = tuple(
        (day(row.happened_on), words(row.kind), f"entry {row.entry}", row.source)
        for row in rows
        if row.entry not in certified
    )
    head = ("On", "Fact", "To", "Article number", "What shows it")
    yield Section(
        "Proof of service",
        (
            "Each line is a fact of its own, with what shows it. Posted is not delivered.",
            Rows(head, lines, ("",) * 5, shares=(20, 26, 26, 28, 34)),
        ),
        certified="Certified as the facts of service that stand, for the committee",
    )
    if corrected:
        yield Section(
            "Facts of service that were corrected",
            (
                "These do not stand: a later fact is in their place, or struck them. They are shown because nothing is "
                "taken out of the record.",
                Rows(
                    ("On", "Fact", "Entry", "What was said to show it"), corrected, ("",) * 4, shares=(24, 30, 18, 48)
                ),
            ),
        )


def _shown_by(fact: CertifiedFact) -> str:
    return (
        f"{fact.source}. Taken by {fact.to_whom}{', an agent' if fact.by_agent else ''}."
        if fact.to_whom
        else fact.source
    )


# By what was said when a response came, and by the day that counts now: whether it is late.
TIMELINESS = {
    (False, False): "It came in time.",
    (True, True): "It came after the ten business days and is marked late.",
    (False, True): "By the day that counts now it came after the ten business days. When it came, that was not known.",
    (True, False): "It was marked late when it came. By the day that counts now it came in time.",
}


@chapter
def _responses(known: Known) -> Iterator[Section]:
    for response in dockets.papers(known.session, known.complaint.id).responses:
        late = TIMELINESS[response.late, is_late(known.complaint, response)]
        title = f"Response of {day(response.received_on)} (entry {response.entry})"
        yield exhibit(known, title, day(response.received_on), response.text, late)


@chapter
def _inquiry(known: Known) -> Iterator[Section]:
    inquiry = sittings.inquiry(known.session, known.complaint.id)
    for asked, answers in inquiry.requests:
        title = f"Information asked for on {day(asked.asked_on)} (entry {asked.entry})"
        yield Section(title, (f"Asked of {asked.asked_of}:", Quoted(asked.what)))
        for answer in answers:
            title = f"Information of {day(answer.received_on)} (entry {answer.entry})"
            yield exhibit(known, title, day(answer.received_on), answer.text, f"In answer to entry {asked.entry}.")
    if inquiry.hearings:
        heard = tuple(
            part
            for hearing, meeting in inquiry.hearings
            for part in (Heading(f"{hearing.heard}, at meeting {meeting.number}"), Quoted(hearing.subject))
        )
        yield Section("Hearings", heard)


@chapter
def _papers(known: Known) -> Iterator[Section]:
    """The papers from outside by name and hash: they go beside this record as the files that they are."""
    kept = select(FiledPaper).where(FiledPaper.complaint_id == known.complaint.id).order_by(FiledPaper.id)
    lines = tuple(
        (str(paper.id), paper.name, str(paper.entry), f"{paper.size:,}", paper.sha256)
        for paper in known.session.scalars(kept)
    )
    if lines:
        yield Section(
            "Papers from outside",
            (
                "Each lies beside this record as the file that came, under its number and name. The hash is that of "
                "the file, by SHA-256.",
                Rows(
                    ("Paper", "Name", "With entry", "Bytes", "SHA-256"), lines, ("",) * 5, shares=(10, 34, 14, 16, 46)
                ),
            ),
        )


@chapter
def _meetings(known: Known) -> Iterator[Section]:
    others = frozenset(known.session.scalars(select(Complaint.id).where(Complaint.id != known.complaint.id)))
    for row in sittings.inquiry(known.session, known.complaint.id).meetings:
        alone = sittings.shown(known.session, row, row.starts_at.date(), frozenset())
        whole = sittings.shown(known.session, row, row.starts_at.date(), others)
        yield Section(f"Meeting {row.number}", tuple(_of_a_meeting(known, row, whole, len(alone.matters) == 1)))


def _of_a_meeting(known: Known, row: Meeting, whole: "sittings.Whole", alone: bool) -> Iterator[Part]:
    """The roll, the public roll calls and the minutes. Closed entries that name no matter belong to this one where the
    meeting was on no other."""
    yield f"{said(row.starts_at)}, at {row.place}. It stands at “{say(row.state)}”."
    for posting in whole.postings:
        yield f"Notice posted {instant(posting.posted_at)} at {posting.place}. SHA-256 of the sheet: {posting.sha256}"
    if whole.roll:
        yield Heading("Roll")
        roll = tuple(
            (str(line.seat), known.called(line.account), "recused" if line.recused_in else line.how)
            for line in whole.roll
        )
        yield Rows(("Seat", "Member", "At the opening"), roll, ("", "", ""), shares=(12, 60, 28))
    for vote in whole.votes:
        yield Heading(f"Public roll call {say(vote.question)}, {'carried' if vote.carried else 'not carried'}")
        calls = tuple((str(one.seat), known.called(one.account), one.choice) for one in vote.choices)
        yield Rows(("Seat", "Member", "Vote"), calls, ("", "", ""), shares=(12, 60, 28))
    for turn in whole.turns:
        yield f"Session {'closed' if turn.doors == 'closed' else 'open again'} at {instant(turn.at)}."
    for name in ("open", "closed"):
        kept = [
            entry.minute
            for entry in whole.part(name)
            if name == "open" or alone or entry.minute.complaint_id == known.complaint.id
        ]
        if kept:
            yield Heading(f"Minutes, {name} part")
        for minute in kept:
            corrects = f", corrects entry {minute.corrects}" if minute.corrects else ""
            yield f"Entry {minute.entry}{corrects}, {known.called(minute.account)}, {instant(minute.at)}:"
            yield Quoted(minute.text)


@chapter
def _roll_calls(known: Known) -> Iterator[Section]:
    for motion in known.matter["motions"]:
        if motion["state"] != "closed":
            continue
        moved = [f"{word} {known.called(motion[by])}." for word, by in MOVED if motion[by]]
        outcome = "carried" if motion["carried"] else "not carried"
        calls = tuple((str(seat), known.called(account), choice) for seat, account, choice in motion["roll_call"])
        reasons = [
            part
            for seat, reason in sorted(motion["reasons"].items())
            for part in (f"Seat {seat} gave this reason:", Quoted(reason))
            if reason
        ]
        yield Section(
            f"Roll call {motion['id']}: {say(motion['kind'])}, {outcome}",
            (
                f"Under section {clause(motion['clause']).cited}, which needs {motion['need']} yes votes.",
                Quoted(motion["question"]),
                *moved,
                Rows(("Seat", "Member", "Vote"), calls, ("", "", outcome), shares=(12, 60, 28)),
                *reasons,
            ),
            certified=f"Certified as roll call {motion['id']} of the closed minutes, for the committee",
        )


MOVED = (("Moved by", "mover"), ("Seconded by", "seconder"))


@chapter
def _remediation(known: Known) -> Iterator[Section]:
    kept = dockets.papers(known.session, known.complaint.id).remediation
    if kept is None:
        return
    yield Section(
        "Remediation",
        (
            f"Adopted {day(kept.adopted_on)}, sent {day(kept.sent_on) or 'not yet'}, to be looked at "
            f"{day(kept.review_on)}.",
            Heading("Recommendations"),
            Quoted(kept.recommendations),
            Heading("Timeline"),
            Quoted(kept.timeline),
        ),
    )


SUMMED_UP = ("review", "record_progress", "assess", "review_term")


@chapter
def _summaries(known: Known) -> Iterator[Section]:
    """What the committee recorded when it reviewed, looked at the progress, and assessed."""
    kept = (
        select(Entry.seq, Entry.at, Entry.verb, EntryBody.body)
        .join(EntryBody, EntryBody.seq == Entry.seq)
        .where(Entry.complaint_id == known.complaint.id, Entry.verb.in_(SUMMED_UP))
        .order_by(Entry.seq)
    )
    parts = [
        part
        for row in known.session.execute(kept)
        for part in (Heading(f"{words(row.verb)}, {instant(row.at)} (entry {row.seq})"), Quoted(row.body["summary"]))
    ]
    if parts:
        yield Section("Reviews and assessments", tuple(parts))


@chapter
def _letters(known: Known) -> Iterator[Section]:
    kept = select(Letter).where(Letter.complaint_id == known.complaint.id).order_by(Letter.id)
    letters = known.session.scalars(kept).all()
    back = frozenset(known.session.scalars(select(Outbox.letter_id).where(Outbox.taken_back_by.is_not(None))))
    lines = tuple(
        (str(one.id), words(one.kind) + (", taken back unsent" if one.id in back else ""), day(one.dated), one.sha256)
        for one in letters
    )
    yield Section(
        "Letters",
        (
            "Each letter follows as it was released, page for page. The hash is the SHA-256 of its file.",
            Rows(("Letter", "What", "Of", "SHA-256"), lines, ("",) * 4, shares=(10, 30, 24, 46)),
        ),
        papers=tuple(Enclosed(f"Letter {one.id}: {words(one.kind)}, {day(one.dated)}", one.pdf) for one in letters),
    )


@chapter
def _journal(known: Known) -> Iterator[Section]:
    sealed = dockets.sealed_entries(known.session)
    kept = select(Entry).where(Entry.complaint_id == known.complaint.id).order_by(Entry.seq)
    lines = tuple(
        (
            str(entry.seq),
            instant(entry.at),
            "sealed" if entry.seq in sealed else known.called(entry.actor),
            f"{words(entry.verb)}{f' ({clause(entry.clause).cited})' if entry.clause else ''}",
            entry.hash,
        )
        for entry in known.session.scalars(kept)
    )
    yield Section(
        "Extract of the journal",
        (
            "Every act in this matter, in order. Each hash holds the one before it in the office's journal, so that no "
            "line can be taken out or altered unseen; the journal's checker confirms them.",
            Rows(("Entry", "When", "Who", "Act", "Hash"), lines, ("",) * 5, shares=(12, 22, 24, 31, 46)),
        ),
        certified=HASHED,
    )
