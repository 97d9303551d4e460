"""What an act has in hand while it is done: the open transaction, who acts, the day, the matter and its procedure.

An act moves the matter, starts duties and queues letters through here, so that all of it falls into one transaction.
"""

import copy
import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from committee_app.access import Actor
from committee_app.database import once
from committee_app.mails import worded
from committee_app.settings import OFFICE_URL
from committee_app.signatures import Signer
from committee_app.tables.docket import OPEN_DUTY, Complaint, Duty, Ground, Term
from committee_app.tables.letters import LetterSheet, LetterWords
from committee_app.tables.office import Account, Ruling, Setting
from committee_app.tables.records import Letter, Mail, Outbox
from committee_app.tables.register import Closure
from letters import catalogue
from letters.article_number import ArticleNumber
from letters.layout import Letterhead, as_pdf
from letters.letter import Address
from letters.letter import Letter as Paper
from letters.mailing import Envelope, Mailing, envelope_sheet, mailing_form
from letters.reply_code import ReplyCode
from letters.words import Words
from rules import calendar
from rules.readings import Adopted, adopted_on
from rules.readings import Ruling as AdoptedRuling
from rules.statute import Clause
from workflows import complaint as complaints
from workflows import special_prosecutor
from workflows.duties import KINDS, Calendars, DutyKind, Reckoning, reckon
from workflows.machine import Move, Refused


def adopted_readings(session: Session, day: dt.date) -> Adopted:
    """Every reading as the office's rulings leave it on that day."""
    rulings = rulings_of(session)
    return adopted_on(day, [AdoptedRuling(r.reading, r.option, r.in_force_from, r.day) for r in rulings])


@once
def rulings_of(session: Session) -> Sequence[Ruling]:
    """Every ruling of the office on a reading, the first first."""
    return session.scalars(select(Ruling).order_by(Ruling.entry)).all()


@once
def calendars(session: Session) -> Calendars:
    """The two calendars with the closures that the office entered."""
    closures = {dt.date.fromisoformat(row.date): row.source for row in session.scalars(select(Closure))}
    return Calendars(calendar.strict(), calendar.lenient(closures))


class Doing:
    """One act under way. `seq` is the number of its journal entry; 0 where a page only asks what is possible."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        values: Mapping[str, Any],
        complaint: Complaint | None,
        *,
        today: dt.date,
        now: dt.datetime,
        seq: int = 0,
        site: str = OFFICE_URL,
        signer: Signer | None = None,
    ) -> None:
        self.session = session
        self.actor = actor
        self.values = values
        self.row = complaint
        self.today = today
        self.now = now
        self.adopted = adopted_readings(session, today)
        self.calendars = calendars(session)
        self.clause: Clause | None = None
        self.moves: list[str] = []
        # Verbs that this time do no duty.
        self.leaves: frozenset[str] = frozenset()
        # Where an act sends or publishes one of several: of the duties that its verb does, these alone.
        self.does: Sequence[Duty] | None = None
        self.started: list[Duty] = []
        self.further: list[tuple[str, Clause | None, Mapping[str, Any], str | None]] = []
        self.reply: dict[str, Any] = {}
        self.told_once: dict[str, str] = {}
        self.seq = seq
        self.site = site
        self.signer = signer
        self.happened_on = today
        self.service: complaints.State | None = None

    @property
    def complaint(self) -> Complaint:
        if self.row is None:
            raise Refused("Name the complaint that this act is about.")
        return self.row

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def case(self, carried: bool | None = None) -> complaints.Case:
        """The matter as a guard sees it."""
        row = self.complaint
        return complaints.Case(
            state=complaints.State(row.state),
            today=self.today,
            adopted=self.adopted,
            grounds=frozenset(self.grounds()),
            notice_released=row.notice_released_on is not None,
            response_due=row.response_due,
            assessment_opens=row.assessment_opens,
            carried=carried,
            service=self.service,
        )

    def grounds(self) -> tuple[str, ...]:
        return grounds_of(self.session, self.complaint.id)

    @property
    def term_row(self) -> Term:
        term = term_of(self.session, self.complaint.id)
        if term is None:
            raise Refused("No special prosecutor was appointed in this matter.", special_prosecutor.TERM)
        return term

    def term(self, carried: bool | None = None) -> special_prosecutor.Term:
        row = self.term_row
        state = special_prosecutor.TermState(row.state)
        return special_prosecutor.Term(state, self.today, self.adopted, row.starts_on, row.ends_on, carried)

    def move(self, name: str, carried: bool | None = None) -> Move:
        """Moves the matter by the row that allows it, and keeps the clause for the journal. Raises Refused."""
        if any(move.name == name for move in special_prosecutor.MOVES):
            move = special_prosecutor.PROCEDURE.advance(self.term(carried), name)
            row: Complaint | Term = self.term_row
        else:
            move = complaints.PROCEDURE.advance(self.case(carried), name)
            row = self.complaint
        if move.to is not None:
            row.state = move.to
        if row.state in complaints.ENDED and isinstance(row, Complaint):
            row.closed_on = self.today
        self.complaint.changed_at = self.now
        self.clause = move.clause
        self.moves.append(name)
        return move

    def on_day(self, name: str, *, not_before: dt.date | None = None) -> dt.date:
        """The day given for an event that has happened; today where none was given. Duties that the act does are done
        on that day, whenever it is recorded. Raises Refused for the future."""
        day: dt.date = self[name] or self.today
        if day > self.today:
            raise Refused(f"{day:%B %-d, %Y} is still to come: an event is recorded when it has happened.")
        if day <= calendar.FIRST:
            raise Refused(f"{day:%B %-d, %Y} is outside the years that the calendar knows. Check the year.")
        if not_before and day < not_before:
            raise Refused(f"{day:%B %-d, %Y} is before {not_before:%B %-d, %Y}, the day of the step before.")
        self.happened_on = day
        return day

    def start(self, kind_name: str, day: dt.date, under: Mapping[str, str] | None = None) -> Duty:
        """Makes the duty whose clock starts on `day`, in this transaction; `under` the readings in force, or others
        under which it was started before."""
        kind = KINDS[kind_name]
        reckoning = reckon(kind, day, self.calendars, under or self.adopted)
        duty = Duty(
            complaint_id=self.complaint.id,
            kind=kind.name,
            clause=kind.clause.id,
            readings=self.used(kind) | {name: under[name] for name in self.used(kind) if under},
            made_by=self.seq,
            **reckoned(reckoning),
        )
        self.session.add(duty)
        self.started.append(duty)
        return duty

    def used(self, kind: DutyKind) -> dict[str, str]:
        names = (*kind.readings, *((kind.calendar,) if kind.calendar else ()))
        return dict(self.adopted.used(*names))

    def finish(self, verb: str) -> list[Duty]:
        """Marks done the open duties that this act, or a move it made, does."""
        acts = {verb, *self.moves} - self.leaves
        done = [
            duty
            for duty in self.session.scalars(select(Duty).where(Duty.complaint_id == self.complaint.id, OPEN_DUTY))
            if acts & set(KINDS[duty.kind].done_by)
            and duty not in self.started
            and (self.does is None or duty in self.does or verb not in KINDS[duty.kind].done_by)
        ]
        for duty in done:
            duty.done_on, duty.done_by = self.happened_on, self.seq
        return done

    def outcome(self, body: Mapping[str, Any], done: list[Duty]) -> dict[str, Any]:
        """What the journal keeps of an act: its own words, where the matter stands, the duties begun and done."""
        row = self.row
        return {
            **body,
            **({"state": row.state, "moves": self.moves} if row is not None else {}),
            **({"duties_started": [[d.kind, d.due_on.isoformat()] for d in self.started]} if self.started else {}),
            **({"duties_done": [d.kind for d in done]} if done else {}),
        }

    def also(
        self, verb: str, clause: Clause | None, body: Mapping[str, Any], complaint: Complaint | None = None
    ) -> int:
        """Keeps a further entry that the same act makes, in its own matter or in another; says its number."""
        row = complaint or self.row
        self.further.append((verb, clause, body, row.id if row is not None else None))
        return self.seq + len(self.further)

    def within(self, complaint: Complaint) -> "Doing":
        """The same act in a matter that it also concerns: what is moved, started and finished there falls into this
        transaction, under the entry that `also` keeps next."""
        part = copy.copy(self)
        part.row, part.clause, part.moves, part.started = complaint, None, [], []
        part.seq = self.seq + len(self.further) + 1
        return part

    def letter(self, said: catalogue.Said, *, signed: bool = False) -> Paper:
        """The letter that says this, in the words that are in force; `signed` by whoever does this act."""
        by = f"{self.actor.display}, for the {catalogue.COMMITTEE}" if signed else None
        return catalogue.letter(said, words_in_force(self.session, said.kind), by)

    def release(self, said: catalogue.Said, dedup: str, *, signed: bool = False) -> Letter:
        """Makes the letter that says this, and lets it wait for being printed."""
        return self.queue(said.kind, self.letter(said, signed=signed), dedup)

    def queue(self, kind: str, paper: Paper, dedup: str, pdf: bytes | None = None) -> Letter:
        """Keeps the letter's bytes with its further sheets, and lets it wait for being printed: once for each `dedup`,
        and anew after a letter of the same `dedup` was taken back. A letter that is signed by whoever releases it is
        signed here with the office's certificate, if there is one. `pdf` are the bytes of a paper that others have
        seen already. Raises Refused where that is no good."""
        head, said = self.letterhead(), kept_with_its_letter(paper)
        signer = self.signer if catalogue.CATALOGUE[kind].signed else None
        pdf = pdf or as_pdf(paper, head, to_sign=signer is not None)
        if signer is not None and said is not None:
            pdf, certificate = signer.signed(pdf, self.now, f"Released under section {paper.clause.cited}, RSMo")
            said |= {"certificate": certificate.as_json()}
        key = f"{self.complaint.id}:{dedup}"
        before = select(Outbox.id).where(Outbox.dedup == key, Outbox.taken_back_by.is_not(None))
        if self.session.scalar(before) is not None:
            key = f"{key}:{self.seq}"
        letter = Letter(
            complaint_id=self.complaint.id,
            kind=kind,
            clause=paper.clause.id,
            subject=paper.subject,
            dated=paper.dated,
            sha256=sha256(pdf),
            pdf=pdf,
            entry=self.seq,
            words=paper.words,
            said=said,
        )
        letter.id = self.next_id(Letter.id)
        self.session.add(letter)
        self.session.add_all(
            LetterSheet(letter_id=letter.id, kind=name, sha256=sha256(sheet), pdf=sheet)
            for name, sheet in further_sheets(paper, head)
        )
        self.session.add(Outbox(dedup=key, kind="print", letter_id=letter.id, queued_by=self.seq))
        self.reply.setdefault("letters", []).append({"id": letter.id, "kind": kind, "sha256": letter.sha256})
        return letter

    def mail(self, account: str, kind: str, dedup: str, *, attachment: bytes | None = None, **fields: str) -> None:
        """Queues a mail of that kind (committee_app.mails) to the account, once for each `dedup`; an account without
        an address gets none. `attachment` is an iCalendar file."""
        to = self.session.get_one(Account, account)
        key = f"mail:{dedup}:{account}"
        if not to.email or self.session.scalar(select(Outbox.id).where(Outbox.dedup == key)):
            return
        words = worded(kind, fields)
        mail = Mail(
            id=self.next_id(Mail.id),
            account=account,
            kind=kind,
            address=to.email,
            subject=words.subject,
            text=words.text(self.site),
            attachment=attachment,
            identity=secrets.token_hex(16),
            at=self.now,
        )
        self.session.add_all([mail, Outbox(dedup=key, kind="mail", mail_id=mail.id, queued_by=self.seq)])

    def next_id(self, column: Any) -> int:
        """The next number of an own series; safe because acts are done one after the other."""
        with self.session.no_autoflush:
            pending = [getattr(row, column.key) or 0 for row in self.session.new if isinstance(row, column.class_)]
            return max([self.session.scalar(select(func.max(column))) or 0, *pending]) + 1

    def letterhead(self) -> Letterhead:
        settings = {row.name: row.value for row in self.session.scalars(select(Setting))}
        return Letterhead(
            name=settings.get("office_name", ""),
            lines=tuple(settings.get("office_address", "").split("\n")),
            training=settings.get("kind") == "training",
        )


@once
def grounds_of(session: Session, complaint: str) -> tuple[str, ...]:
    """The clauses on which a complaint rests."""
    return tuple(session.scalars(select(Ground.clause).where(Ground.complaint_id == complaint).order_by(Ground.clause)))


@once
def term_of(session: Session, complaint: str) -> Term | None:
    """The term of the special prosecutor who was appointed in the matter, or None."""
    return session.get(Term, complaint)


def sha256(content: bytes) -> str:
    """The hash by which bytes are known in the journal."""
    return hashlib.sha256(content).hexdigest()


def words_in_force(session: Session, kind: str, version: int | None = None) -> Words:
    """The words of letters of that kind: of that version, or the newest."""
    query = select(LetterWords).where(LetterWords.kind == kind).order_by(LetterWords.version.desc())
    wanted = query if version is None else query.where(LetterWords.version == version)
    row = session.scalars(wanted.limit(1)).first()
    return Words(kind, row.version, row.subject, row.text) if row else catalogue.CATALOGUE[kind].built_in(kind)


def kept_with_its_letter(paper: Paper) -> dict[str, Any] | None:
    """What the letter says, so that the same letter can be made again; None where it is no value of the catalogue."""
    if paper.said is None:
        return None
    said: Any = paper.said
    return {"value": catalogue.kept(said), "signed_by": paper.signed_by}


def further_sheets(
    paper: Paper, head: Letterhead, article: ArticleNumber | None = None, reply: ReplyCode | None = None
) -> Iterator[tuple[str, bytes]]:
    """What lies beside the letter in the tray: the address sheet, and for certified mail the data of its form; with the
    number of its label and the code of the envelope that comes back, where they are known."""
    if paper.to is None:
        return
    sender = Address(head.name, head.lines)
    yield (
        "envelope",
        as_pdf(envelope_sheet(Envelope(paper.to, sender, paper.dated, paper.clause, article, reply)), head),
    )
    if paper.certified:
        said = Mailing(paper.to, sender, paper.dated, paper.clause, paper.reference or "", article)
        yield "mailing_form", as_pdf(mailing_form(said), head)


def reckoned(reckoning: Reckoning) -> dict[str, Any]:
    """A reckoning as the columns of a duty."""
    return {
        "starts_on": reckoning.start,
        "due_on": reckoning.due,
        "other_due_on": reckoning.other_due,
        "counts": [count.as_json() for count in reckoning.counts],
    }
