"""What acts about service share: how a fact is kept, and what follows from all facts together.

The facts say where the notice has come, from which day the time to respond is counted and when the duty to serve was
done. `follow` asks them after each new or corrected fact and brings the matter and its duties to what they say; a duty
whose day moves is not changed: another one takes its place, and both stay.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from committee_app import service
from committee_app.acts.doing import Doing
from committee_app.acts.filing import PAPERS, file, filed
from committee_app.acts.registry import Kind, Parameter
from committee_app.acts.responding import take_waiting_response
from committee_app.labels import unspent, with_number
from committee_app.tables.docket import Duty, ServiceEvent
from committee_app.tables.letters import LetterLabel
from committee_app.tables.records import Letter
from letters.article_number import ArticleNumber, article_number
from workflows.complaint import NOTICE, PROCEDURE, RESPONSE, UNDECIDED, State
from workflows.duties import KINDS
from workflows.machine import Refused
from workflows.service import (
    BY_HAND,
    CAME_BACK,
    ONCE,
    WORDS,
    Addressee,
    Event,
    Fact,
    clocks,
    counting,
    outcome,
    served_on,
    stands_at,
)

SERVED_BY = {
    State.NOTICE_SENT: "record_posting",
    State.NOTICE_RETURNED: "record_return",
    State.NOTICE_DELIVERED: "record_delivery",
}
SOURCE = Parameter("source", Kind.TEXT, "What shows it", hint="for example: return receipt, affidavit")
TO_WHOM = Parameter("to_whom", Kind.TEXT, "Who took it", required=False, hint="the name on the return receipt")
AGENT = Parameter("agent", Kind.YES, "Somebody else took it for the addressee", required=False)
RECEIPT_NUMBER = Parameter(
    "receipt_number",
    Kind.TEXT,
    "Number of the return receipt",
    required=False,
    hint="form 3811 has a number of its own, not the article's",
)
NUMBER_IS_RIGHT = Parameter(
    "number_is_right",
    Kind.YES,
    "I compared the number with the label",
    required=False,
    hint="asked where the check digit does not fit",
)
SCANS = replace(PAPERS, label="Scan of it")
MAILING = Parameter("mailing", Kind.NUMBER, "Which piece of mail", required=False, hint="the last one if left empty")


def rows_of(doing: Doing) -> list[ServiceEvent]:
    """Every fact of service in this matter, with those that this act is keeping."""
    kept = [row for row in doing.session.new if isinstance(row, ServiceEvent)]
    here = [row for row in kept if row.complaint_id == doing.complaint.id]
    return [*service.recorded(doing.session, doing.complaint.id), *sorted(here, key=lambda row: row.entry)]


def notice(doing: Doing) -> Letter:
    """The notice of this matter. Raises Refused until it is released."""
    letter = service.notice_of(doing.session, doing.complaint.id)
    if letter is None:
        raise Refused("The notice is not released yet: release it before its sending is recorded.", NOTICE)
    return letter


def readings(doing: Doing) -> Mapping[str, str]:
    """The readings of the time to respond: those under which its clock was started, else those in force. A ruling works
    forward; a correction of the past does not bring it in."""
    of_this = Duty.complaint_id == doing.complaint.id
    started = doing.session.scalars(select(Duty).where(of_this, Duty.kind.in_(("respond", "review"))).order_by(Duty.id))
    return {**doing.adopted, **{name: option for duty in started for name, option in duty.readings.items()}}


def last_event(doing: Doing) -> dt.date | None:
    """The day of the latest fact about the notice: what is mailed again was not mailed before that."""
    letter = service.notice_of(doing.session, doing.complaint.id)
    known = service.facts(rows_of(doing), letter.id) if letter else []
    return max((fact.on for fact in known), default=doing.complaint.notice_released_on)


def checked(doing: Doing, name: str) -> str | None:
    """The digits of a number as it was typed, or None. Raises Refused for what is no number, for one whose check digit
    does not fit until a person has compared it, and for one that is on another piece of mail."""
    if not doing[name]:
        return None
    try:
        number = article_number(doing[name])
    except ValueError as error:
        raise Refused(f"{str(error)[:1].upper()}{str(error)[1:]}.", NOTICE) from None
    if number.warning and not doing["number_is_right"]:
        raise Refused(f"{number.warning} Compare it with the label and confirm it.", NOTICE)
    return number.digits


def free(doing: Doing, article: str | None, receipt: str | None, *, letter: int, mailing: int | None = None) -> None:
    """Raises Refused where one of the numbers is on another piece of mail than this one of `letter`, or is the label of
    another letter, or both are the same."""
    if article and article == receipt:
        raise Refused("The return receipt has a number of its own: this is the article number.", NOTICE)
    label = with_number(doing.session, article) if article else None
    if label is not None and label.letter_id != letter:
        raise Refused(_labels_another(doing, label), doing.clause or NOTICE)
    for name, column, digits in (
        ("Article number", ServiceEvent.article_number, article),
        ("Return receipt number", ServiceEvent.receipt_number, receipt),
    ):
        if digits is None:
            continue
        taken = doing.session.scalars(select(ServiceEvent).where(column == digits)).first()
        if taken is not None and (mailing is None or taken.mailing != mailing):
            raise Refused(
                f"{name} {ArticleNumber(digits)} is on another piece of mail already: each has a number of its own.",
                NOTICE,
            )


def _labels_another(doing: Doing, label: LetterLabel) -> str:
    """What is said of a number that is another letter's label. Of another matter nothing is told but that."""
    number, other = ArticleNumber(label.article_number), doing.session.get_one(Letter, label.letter_id)
    if other.complaint_id != doing.complaint.id:
        return f"The label {number} is for a letter of another matter. Compare the number with the envelope."
    return (
        f"The label {number} is for letter {other.id}, “{other.subject}”. Record it of that letter; or give letter "
        f"{other.id} the label that is on its envelope, and this number is free."
    )


def as_labelled(doing: Doing, letter: int, article: str | None, addressee: Addressee) -> None:
    """Raises Refused where a letter leaves under another number than the one on its address sheet. A copy to another
    address has an envelope of its own."""
    label = unspent(doing.session, letter)
    other_envelope = addressee is not Addressee.PROSECUTOR or doing["sent_to"]
    if label is None or article is None or label.article_number == article or other_envelope:
        return
    raise Refused(
        f"The address sheet of letter {letter} has the label {ArticleNumber(label.article_number)}. Record that "
        f"number; or give the letter the label {ArticleNumber(article)}, if that is on its envelope.",
        doing.clause or NOTICE,
    )


def keep(
    doing: Doing,
    event: Event,
    on: dt.date,
    *,
    letter: int,
    mailing: int | None = None,
    addressee: Addressee = Addressee.PROSECUTOR,
    **columns: Any,
) -> ServiceEvent:
    """Keeps one fact, the first of its piece of mail where no `mailing` is named. Raises Refused where the same is
    recorded already of the same piece."""
    piece = None if event in BY_HAND else mailing or doing.seq
    same = [r for r in service.standing(rows_of(doing)) if r.mailing == piece and r.kind == event and piece is not None]
    if columns.get("corrects") is None and any(event in ONCE or row.happened_on == on for row in same):
        raise Refused(
            f"“{WORDS[event]}” is recorded of this piece of mail already, of {same[0].happened_on:%B %-d, %Y}. If that "
            "was wrong, correct it.",
            NOTICE,
        )
    row = ServiceEvent(
        entry=doing.seq,
        complaint_id=doing.complaint.id,
        letter_id=letter,
        kind=event,
        happened_on=on,
        mailing=piece,
        addressee=addressee,
        **{"agent": False, "struck": False, **columns},
    )
    doing.session.add(row)
    return row


def told(row: ServiceEvent) -> dict[str, Any]:
    """A fact as the journal keeps it: what was not given is left out."""
    said = {
        "addressee": row.addressee if row.addressee != Addressee.PROSECUTOR else None,
        "sent_to": row.sent_to,
        "receipt_number": row.receipt_number,
        "to_whom": row.to_whom,
        "agent": row.agent or None,
    }
    return {
        "event": str(row.kind),
        "letter": row.letter_id,
        "happened_on": row.happened_on.isoformat(),
        "article_number": row.article_number,
        "source": row.source,
        **{name: value for name, value in said.items() if value is not None},
    }


def scanned(doing: Doing) -> Mapping[str, Any]:
    """Files the scans that the act was given under its entry; says what the journal keeps of them."""
    return filed(file(doing, doing.seq, NOTICE))


def follow(doing: Doing) -> None:
    """Brings the matter, its clocks and its duties to what the facts of the notice say now."""
    rows = rows_of(doing)
    known = service.facts(rows, notice(doing).id)
    under = readings(doing)
    doing.service = stands_at(known, under["second_addressee"])
    decided = doing.complaint.state not in UNDECIDED
    _run(doing, known, under, decided)
    served = served_on(known, under["second_addressee"])
    if served or not decided:
        doing.complaint.served_on = served
        _served(doing, served)
    _move(doing)
    if doing.complaint.state == State.NOTICE_RETURNED:
        _bring_again(doing, known, under["second_addressee"])
    else:
        # Nothing is to be brought again any more; where an act brought it, that act has done the duty.
        _drop(doing, "deliver_again")
    take_waiting_response(doing)


def _bring_again(doing: Doing, known: Sequence[Fact], second_addressee: str) -> None:
    """The next lawful step, from the day on which the last piece of mail was known to come back."""
    sent = [fact for fact in counting(known, second_addressee) if fact.event is Event.POSTED]
    back = min(fact.on for fact in known if fact.mailing == sent[-1].mailing and fact.event in CAME_BACK)
    duty = _current(doing, "deliver_again")
    is_open = duty is not None and duty.done_on is None
    if is_open and duty and duty.starts_on == back:
        return
    again = doing.start("deliver_again", back)
    if is_open:
        _in_place_of(doing, duty, again)


def _move(doing: Doing) -> None:
    """From where the matter stood to where the facts leave the notice, as long as nothing was built upon it."""
    row, target = doing.complaint, doing.service
    time_is_left = row.response_due is None or doing.today <= row.response_due
    if row.state not in UNDECIDED or row.state == target or (row.state == State.UNANSWERED and not time_is_left):
        return
    name = SERVED_BY.get(target) if target else None
    forward = name and any(move.name == name and State(row.state) in move.source for move in PROCEDURE.moves)
    doing.move(name if name and forward else "correct_service")


def _current(doing: Doing, kind: str) -> Duty | None:
    """The duty of that kind that counts: the last one that no other replaced."""
    query = select(Duty).where(Duty.complaint_id == doing.complaint.id, Duty.kind == kind, Duty.replaced_by.is_(None))
    return doing.session.scalars(query.order_by(Duty.id.desc())).first()


def _run(doing: Doing, known: Sequence[Fact], under: Mapping[str, str], decided: bool) -> None:
    """The clock that the first of these facts starts: the ten business days to respond, and the ten for the review
    that follow their deadline."""
    first = next(iter(clocks(known, under)), None)
    respond, review = _current(doing, "respond"), _current(doing, "review")
    if (respond and respond.starts_on) == (first and first.starts_on):
        return
    if first is None:
        # A response, or what the committee did since, keeps the clock on which it came about.
        if not decided:
            doing.complaint.response_due = None
            # A lapse under a clock that never ran is undone with it.
            _drop(doing, "respond", done_too=True)
            _drop(doing, "review", done_too=True)
        return
    started = doing.start("respond", first.starts_on, under)
    doing.complaint.response_due = started.due_on
    lapse_was_early = doing.complaint.state == State.UNANSWERED and doing.today <= started.due_on
    _in_place_of(doing, respond, started, done=not lapse_was_early)
    # law.md 1.3: by default the review ends ten strict business days after the strict deadline, whatever the lenient
    # one is.
    counted = doing.calendars.named(under["review_calendar"])
    deadline = counted.business_days(first.starts_on, RESPONSE.figures["business_days"]).due
    _in_place_of(doing, review, doing.start("review", deadline, under))


def _served(doing: Doing, served: dt.date | None) -> None:
    """The duty to serve was done on the day that the facts say, whichever that was when it was first recorded."""
    duty = _current(doing, "serve")
    if duty is None or duty.done_on is None or duty.done_on == served:
        return
    again = doing.start("serve", duty.starts_on, {**doing.adopted, **duty.readings})
    _in_place_of(doing, duty, again, done=False)
    if served:
        again.done_on, again.done_by = served, doing.seq


def _in_place_of(doing: Doing, before: Duty | None, now: Duty, *, done: bool = True) -> None:
    if before is not None:
        before.replaced_by = doing.seq
        if done:
            now.done_on, now.done_by = before.done_on, before.done_by


def _drop(doing: Doing, kind: str, *, done_too: bool = False) -> None:
    duty = _current(doing, kind)
    if duty is not None and (done_too or duty.done_on is None) and not set(doing.moves) & set(KINDS[kind].done_by):
        duty.replaced_by = doing.seq


def mailing_meant(doing: Doing, letter: int, *, said: int | None) -> service.Piece:
    """The piece of mail that a fact is about: the one named, else the last one on its way. Raises Refused where there
    is none."""
    rows = rows_of(doing)
    mail = service.pieces(rows)
    if said is not None:
        if said not in mail or mail[said].letter != letter:
            raise Refused("There is no such piece of mail of this letter.", NOTICE)
        return mail[said]
    known = service.facts(rows, letter)
    sent = counting((f for f in known if f.event in service.SENDING), readings(doing)["second_addressee"])
    open_ = [f for f in sent if outcome(g.event for g in known if g.mailing == f.mailing) is None]
    chosen = (open_ or sent)[-1:]
    if not chosen or chosen[0].mailing is None:
        raise Refused("The letter is not posted yet: record its posting before what became of it.", NOTICE)
    return mail[chosen[0].mailing]


def since(doing: Doing, mailing: int) -> dt.date:
    """The day of the first fact of a piece of mail: whatever happens to it happens later."""
    return min(row.happened_on for row in service.standing(rows_of(doing)) if row.mailing == mailing)


def handed_over_with(doing: Doing, article: str | None) -> int | None:
    """The piece of mail of this matter that was handed to the post office with that number and has no postmark yet."""
    for mailing, piece in service.pieces(rows_of(doing)).items():
        known = {row.kind for row in service.standing(rows_of(doing)) if row.mailing == mailing}
        if piece.article_number == article and article and known and Event.POSTED not in known:
            return mailing
    return None


def address_of(doing: Doing) -> str:
    """The prosecutor with the address of the notice, as the envelope says it."""
    return f"{doing.complaint.respondent}\n{doing.complaint.respondent_address or ''}".strip()


def became(doing: Doing, event: Event) -> Mapping[str, Any]:
    """Keeps what became of the notice that was mailed, and all that follows."""
    letter = notice(doing).id
    piece = mailing_meant(doing, letter, said=doing["mailing"])
    day = doing.on_day("happened_on", not_before=since(doing, piece.mailing))
    row = keep(
        doing,
        event,
        day,
        letter=letter,
        mailing=piece.mailing,
        addressee=piece.addressee,
        to_whom=doing["to_whom"],
        agent=bool(doing["agent"]),
        source=doing["source"],
    )
    follow(doing)
    return {**told(row), "article_number": piece.article_number, **scanned(doing)}


def hand_over(doing: Doing, **columns: Any) -> Mapping[str, Any]:
    """Keeps that the notice was handed to the prosecutor, and all that follows. Raises Refused for anybody else: the
    Act knows no substituted service."""
    if doing["agent"] and not doing["authorised"]:
        raise Refused(
            "Handed to somebody else is not delivered in person, unless the prosecutor authorised that person: record "
            "it as left with somebody else.",
            NOTICE,
        )
    day = doing.on_day("happened_on", not_before=doing.complaint.notice_released_on)
    row = keep(
        doing,
        Event.IN_PERSON,
        day,
        letter=notice(doing).id,
        to_whom=doing["to_whom"],
        agent=bool(doing["agent"]),
        source=doing["source"],
        **columns,
    )
    follow(doing)
    return {**told(row), **scanned(doing)}
