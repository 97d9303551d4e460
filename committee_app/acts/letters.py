"""What becomes of a letter after its release: printed, printed again, or taken back while nobody has begun to print."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from committee_app.acts.doing import Doing, sha256, words_in_force
from committee_app.acts.opening import end_code
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.database import once
from committee_app.labels import label_of
from committee_app.sending import STOPPED, stopped
from committee_app.tables.docket import Duty, Remediation
from committee_app.tables.letters import LetterPrinting
from committee_app.tables.office import Account
from committee_app.tables.packets import Packet
from committee_app.tables.publications import Publication
from committee_app.tables.records import Letter, Outbox
from letters import catalogue
from letters.layout import as_pdf
from letters.letter import Address
from rules.statute import cite, clause
from workflows.complaint import State
from workflows.machine import Refused

CORRESPONDENCE = cite("56.602.4(2)#2")
LETTER = Parameter("letter", Kind.NUMBER, "Letter")
# A letter that is never sent leaves no code behind; another one is made with another letter, never with the same again.
CARRIES_A_CODE = ("notice", "new_code")
# The duty that recording the sending of a letter does: it is open again when the letter is taken back.
SENT_BY = {
    "recommendation": "send_recommendation",
    "request": "send_request",
    "second_request": "send_second_request",
    "term_request": "send_term_request",
}


def queued(doing: Doing, letter: Letter) -> Outbox:
    """The row by which a letter waits, lies in the tray, or was taken back."""
    first = select(Outbox).where(Outbox.letter_id == letter.id, Outbox.printing.is_(None))
    return doing.session.scalars(first).one()


@once
def letters_of(session: Session, complaint: str) -> tuple[tuple[Letter, Outbox], ...]:
    """The letters of a matter, the newest first."""
    query = select(Letter, Outbox).join(Outbox, Outbox.letter_id == Letter.id).where(Outbox.printing.is_(None))
    rows = session.execute(query.where(Letter.complaint_id == complaint).order_by(Letter.id.desc()))
    return tuple((letter, row) for letter, row in rows)


def standing(doing: Doing) -> list[Letter]:
    """The letters of this matter that were not taken back."""
    return [letter for letter, row in letters_of(doing.session, doing.complaint.id) if row.taken_back_by is None]


def was_sent(session: Session, letter: Letter) -> bool:
    """Whether it is recorded that this letter, of a kind whose sending the procedure waits for, was sent: its duty was
    done after its release. An earlier letter of the kind had a duty of its own."""
    query = select(Duty.id).where(
        Duty.complaint_id == letter.complaint_id, Duty.kind == SENT_BY.get(letter.kind), Duty.done_by > letter.entry
    )
    return session.scalar(query.limit(1)) is not None


def waiting(doing: Doing) -> list[Letter]:
    """The letters of this matter that nobody has begun to print: they can be taken back."""
    letters = letters_of(doing.session, doing.complaint.id)
    of_these = LetterPrinting.letter_id.in_([letter.id for letter, _ in letters])
    printed = set(doing.session.scalars(select(LetterPrinting.letter_id).where(of_these)))
    return [
        letter
        for letter, row in letters
        if row.taken_back_by is None and row.lease_until is None and row.done_at is None and letter.id not in printed
    ]


def taken_back(doing: Doing) -> list[Letter]:
    """The letters of this matter that were taken back and not released again; a notice is released as the first was."""
    back = [letter for letter, row in letters_of(doing.session, doing.complaint.id) if row.taken_back_by is not None]
    stand = {letter.kind: letter.id for letter in reversed(standing(doing))}
    return [letter for letter in back if letter.kind not in CARRIES_A_CODE and stand.get(letter.kind, 0) < letter.id]


def the_letter(doing: Doing) -> Letter:
    """The letter that the act names. Raises Refused for one of another matter, alike for one that is not there."""
    letter = doing.session.get(Letter, doing["letter"])
    # A receipt was taken away by whom it is for: it is printed by nobody here.
    if letter is None or letter.complaint_id != doing.complaint.id or letter.kind == "receipt":
        raise Refused(f"There is no letter {doing['letter']} in this matter.", CORRESPONDENCE)
    doing.clause = clause(letter.clause)
    return letter


def _nothing_stands(doing: Doing) -> str | None:
    if stopped(doing.session):
        return STOPPED
    return None if standing(doing) else "No letter of this matter waits to be printed, or was printed."


@act(
    "Prints a letter: it is laid into the tray and marked printed, by whom and when. A second sheet says REPRINT.",
    CORRESPONDENCE,
    roles="director staff",
    asks=(LETTER,),
    hindrance=_nothing_stands,
)
def print_letter(doing: Doing) -> Mapping[str, Any]:
    letter = the_letter(doing)
    first = queued(doing, letter)
    if first.taken_back_by is not None:
        raise Refused(f"Letter {letter.id} was taken back: it is not printed.", clause(letter.clause))
    number = (
        doing.session.scalar(select(func.count()).select_from(LetterPrinting).filter_by(letter_id=letter.id)) or 0
    ) + 1
    sheet = None if number == 1 else _reprinted(doing, letter)
    digest = letter.sha256 if sheet is None else sha256(sheet)
    doing.session.add(
        LetterPrinting(
            letter_id=letter.id,
            number=number,
            entry=doing.seq,
            account=doing.actor.name,
            at=doing.now,
            sha256=digest,
            pdf=sheet,
        )
    )
    if sheet is not None:
        doing.session.add(
            Outbox(
                dedup=f"{first.dedup}:reprint-{number}",
                kind="print",
                letter_id=letter.id,
                printing=number,
                queued_by=doing.seq,
            )
        )
    doing.reply |= {"letter": letter.id, "printing": number}
    return {"letter": letter.id, "kind": letter.kind, "printing": number, "sha256": digest}


def _reprinted(doing: Doing, letter: Letter) -> bytes:
    """The same letter with REPRINT and the day on each sheet."""
    if letter.said is None:
        raise Refused("This letter was made before letters could be printed again. Its PDF is kept: print that.")
    said = catalogue.revived(letter.kind, letter.said["value"])
    words = words_in_force(doing.session, letter.kind, letter.words)
    return as_pdf(catalogue.letter(said, words, letter.said["signed_by"]), doing.letterhead(), reprint=doing.today)


def _nothing_waits(doing: Doing) -> str | None:
    return None if waiting(doing) else "No letter of this matter can be taken back: none waits to be printed."


@act(
    "Takes back a letter that nobody has begun to print. It stays on record and is never sent.",
    CORRESPONDENCE,
    roles="director",
    asks=(LETTER, Parameter("reason", Kind.LONG_TEXT, "Reason", hint="for the committee alone")),
    hindrance=_nothing_waits,
)
def take_back_letter(doing: Doing) -> Mapping[str, Any]:
    letter = the_letter(doing)
    _may_go_back(doing, letter)
    # The dispatcher claims the same row: whoever writes it first has it, on both databases.
    row = doing.session.execute(
        update(Outbox)
        .where(Outbox.letter_id == letter.id, Outbox.printing.is_(None), Outbox.taken_back_by.is_(None))
        .where(Outbox.lease_until.is_(None), Outbox.done_at.is_(None))
        .values(taken_back_by=doing.seq)
        .execution_options(synchronize_session=False)
    )
    if row.rowcount != 1:  # type: ignore[attr-defined] # an update tells its rows
        raise Refused(
            f"It is too late to take letter {letter.id} back: it lies in the print tray, or was taken back before.",
            clause(letter.clause),
        )
    if letter.kind in CARRIES_A_CODE:
        end_code(doing)
    if label := label_of(doing.session, letter.id):
        label.ended_by = doing.seq
    reopened = _reopen(doing, letter)
    doing.complaint.changed_at = doing.now
    doing.reply |= {"letter": letter.id}
    return {"letter": letter.id, "kind": letter.kind, "reason": doing["reason"], "duties_reopened": reopened}


def _may_go_back(doing: Doing, letter: Letter) -> None:
    printing = doing.session.scalars(
        select(LetterPrinting).where(LetterPrinting.letter_id == letter.id).order_by(LetterPrinting.number)
    ).first()
    if printing is not None:
        who = doing.session.get_one(Account, printing.account).display
        raise Refused(f"It is too late to take letter {letter.id} back: {who} printed it.", clause(letter.clause))
    if letter.kind == "notice" and doing.complaint.state != State.FORMAL:
        raise Refused("It is too late to take the notice back: its way is recorded.", clause(letter.clause))
    published = select(Publication.number).where(Publication.sha256 == letter.sha256)
    if doing.session.scalar(published) is not None:
        raise Refused("It is too late to take this record back: it is published.", clause(letter.clause))
    enclosed = select(Packet.version).where(Packet.open_sha256 == letter.sha256)
    if doing.session.scalar(enclosed) is not None:
        raise Refused(
            "It is too late to take this request back: it lies in the governor's packet.", clause(letter.clause)
        )


def _reopen(doing: Doing, letter: Letter) -> list[str]:
    """What the release or the recorded sending had done is to be done again. Says the duties that are open again."""
    if letter.kind == "notice":
        doing.complaint.notice_released_on = None
    kind = SENT_BY.get(letter.kind)
    done = select(Duty).where(Duty.complaint_id == doing.complaint.id, Duty.kind == kind, Duty.done_on.is_not(None))
    duties = list(doing.session.scalars(done))
    for duty in duties:
        duty.done_on = duty.done_by = None
    if duties and letter.kind == "recommendation":
        doing.session.get_one(Remediation, doing.complaint.id).sent_on = None
    elif duties:
        doing.complaint.request_sent_on = None
    return [duty.kind for duty in duties]


def _nothing_was_taken_back(doing: Doing) -> str | None:
    return None if taken_back(doing) else "No letter of this matter was taken back that is not released again."


@act(
    "Releases a letter anew that was taken back: today's date, the words in force, the same or another address.",
    CORRESPONDENCE,
    roles="director",
    asks=(
        LETTER,
        Parameter("address", Kind.LONG_TEXT, "New address", required=False, hint="without the name; one line each"),
    ),
    hindrance=_nothing_was_taken_back,
    step_up=True,
)
def release_again(doing: Doing) -> Mapping[str, Any]:
    letter = the_letter(doing)
    if letter.id not in {one.id for one in taken_back(doing)} or letter.said is None:
        raise Refused(f"Letter {letter.id} does not wait to be released again.", clause(letter.clause))
    said: Any = catalogue.revived(letter.kind, letter.said["value"])
    said = replace(said, dated=doing.today)
    if doing["address"]:
        said = replace(said, to=Address(said.to.name, tuple(doing["address"].split("\n"))))
    paper = catalogue.letter(said, words_in_force(doing.session, letter.kind), letter.said["signed_by"])
    again = doing.queue(letter.kind, paper, queued(doing, letter).dedup.partition(":")[2])
    return {"letter": again.id, "instead_of": letter.id, "kind": again.kind, "sha256": again.sha256}
