"""Service beyond the one way of the notice: delivery in person with what an affidavit needs, further facts of any
letter and any addressee, and the correction of a fact by a further one."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app import service
from committee_app.acts.doing import Doing
from committee_app.acts.possible import moves, while_undecided
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.serving import (
    AGENT,
    MAILING,
    NUMBER_IS_RIGHT,
    RECEIPT_NUMBER,
    SCANS,
    SOURCE,
    TO_WHOM,
    address_of,
    as_labelled,
    checked,
    follow,
    free,
    hand_over,
    handed_over_with,
    keep,
    mailing_meant,
    rows_of,
    scanned,
    since,
    told,
)
from committee_app.tables.docket import Duty, PersonalDelivery, ServiceEvent
from committee_app.tables.records import Letter
from rules.statute import clause
from workflows.complaint import ENDED, NOTICE
from workflows.machine import Refused
from workflows.service import ADDRESSEES, BY_HAND, WORDS, Addressee, Event

ARTICLE_NUMBER = Parameter("article_number", Kind.TEXT, "Certified mail number", required=False, hint="20 or 22 digits")
SENT_TO = Parameter("sent_to", Kind.LONG_TEXT, "Name and address", required=False, hint="as on the envelope")


@act(
    "Records that the notice was handed to the prosecutor in person, with all that the server's affidavit says.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("happened_on", Kind.DAY, "On", required=False, hint="today if left empty"),
        Parameter("at", Kind.TIME, "At", hint="Missouri time, as 14:30"),
        Parameter("place", Kind.TEXT, "Place"),
        Parameter("to_whom", Kind.TEXT, "To whom"),
        Parameter(
            "identified_by", Kind.TEXT, "How identified", hint="for example: known to the server, driver's license"
        ),
        AGENT,
        Parameter("authorised", Kind.YES, "The prosecutor authorised that person to take it", required=False),
        Parameter("manner", Kind.TEXT, "Manner", hint="for example: put into the hand, laid before the person"),
        Parameter("server", Kind.TEXT, "Server"),
        Parameter("may_serve", Kind.YES, "The server is over eighteen and not a party"),
        SOURCE,
        SCANS,
    ),
    hindrance=moves("record_delivery"),
)
def record_personal_delivery(doing: Doing) -> Mapping[str, Any]:
    if not doing["may_serve"]:
        raise Refused(
            "A person under eighteen, or a party, does not serve papers: let somebody else deliver it.", NOTICE
        )
    said = hand_over(doing)
    letter = doing.session.get_one(Letter, said["letter"])
    how = {
        "server": doing["server"],
        "at": f"{doing['at']:%H:%M}",
        "place": doing["place"],
        "manner": doing["manner"],
        "identified_by": doing["identified_by"],
        "papers": [letter.sha256],
    }
    doing.session.add(PersonalDelivery(entry=doing.seq, may_serve=True, **how))
    return {**said, **how}


def _nothing_was_released(doing: Doing) -> str | None:
    of_this = select(Letter.id).where(Letter.complaint_id == doing.complaint.id)
    return None if doing.session.scalar(of_this) else "No letter of this matter was released yet."


@act(
    "Records a further fact of a letter's way, wherever the matter stands: a second copy, an attempt, a late receipt.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("letter", Kind.NUMBER, "Letter"),
        Parameter("event", Kind.CHOICE, "What happened", choices={str(event): words for event, words in WORDS.items()}),
        Parameter("happened_on", Kind.DAY, "On", required=False, hint="today if left empty"),
        MAILING,
        Parameter("addressee", Kind.CHOICE, "To", required=False, choices={str(a): w for a, w in ADDRESSEES.items()}),
        SENT_TO,
        ARTICLE_NUMBER,
        RECEIPT_NUMBER,
        NUMBER_IS_RIGHT,
        TO_WHOM,
        AGENT,
        SOURCE,
        SCANS,
    ),
    hindrance=_nothing_was_released,
)
def record_service(doing: Doing) -> Mapping[str, Any]:
    letter = doing.session.get(Letter, doing["letter"])
    if letter is None or letter.complaint_id != doing.complaint.id:
        raise Refused(f"There is no letter {doing['letter']} in this matter.", NOTICE)
    doing.clause = clause(letter.clause)
    event = Event(doing["event"])
    sent = _sent if event in service.SENDING else _by_hand if event in BY_HAND else _on_its_way
    said = sent(doing, event, letter)
    # Of a matter that is over a letter's way is recorded for itself: no clock starts any more.
    if letter.kind == service.NOTICE and doing.complaint.state not in ENDED:
        follow(doing)
    return {**said, **scanned(doing)}


def _sent(doing: Doing, event: Event, letter: Letter) -> Mapping[str, Any]:
    """Handed to the post office, or posted: the first fact of a piece of mail, or the postmark that follows it."""
    if not doing["article_number"]:
        raise Refused("A piece of certified mail is known by its number: give the article number.", NOTICE)
    article, receipt = checked(doing, "article_number"), checked(doing, "receipt_number")
    mailing = handed_over_with(doing, article) if event is Event.POSTED else None
    addressee = _addressee(doing, mailing)
    free(doing, article, receipt, letter=letter.id, mailing=mailing)
    as_labelled(doing, letter.id, article, addressee)
    row = keep(
        doing,
        event,
        doing.on_day("happened_on", not_before=since(doing, mailing) if mailing else letter.dated),
        letter=letter.id,
        mailing=mailing,
        addressee=addressee,
        sent_to=doing["sent_to"] or address_of(doing),
        article_number=None if mailing else article,
        receipt_number=receipt,
        source=doing["source"],
    )
    return told(row) | {"article_number": article}


def _addressee(doing: Doing, mailing: int | None) -> Addressee:
    if mailing is not None and not doing["addressee"]:
        return service.pieces(rows_of(doing))[mailing].addressee
    addressee = Addressee(doing["addressee"] or Addressee.PROSECUTOR)
    if addressee is not Addressee.PROSECUTOR and not doing["sent_to"]:
        raise Refused("Say the name and the address on the envelope: it is not the one of the notice.", NOTICE)
    return addressee


def _by_hand(doing: Doing, event: Event, letter: Letter) -> Mapping[str, Any]:
    if event is Event.IN_PERSON and doing["agent"]:
        raise Refused(
            "Handed to somebody else is not delivered in person: record it as left with somebody else.", NOTICE
        )
    row = keep(
        doing,
        event,
        doing.on_day("happened_on", not_before=letter.dated),
        letter=letter.id,
        addressee=_addressee(doing, None),
        sent_to=doing["sent_to"],
        to_whom=doing["to_whom"],
        agent=event is Event.LEFT_WITH_AGENT,
        source=doing["source"],
    )
    return told(row)


def _on_its_way(doing: Doing, event: Event, letter: Letter) -> Mapping[str, Any]:
    piece = mailing_meant(doing, letter.id, said=doing["mailing"])
    row = keep(
        doing,
        event,
        doing.on_day("happened_on", not_before=since(doing, piece.mailing)),
        letter=letter.id,
        mailing=piece.mailing,
        addressee=piece.addressee,
        to_whom=doing["to_whom"],
        agent=bool(doing["agent"]),
        source=doing["source"],
    )
    return told(row) | {"article_number": piece.article_number}


def _nothing_to_correct(doing: Doing) -> str | None:
    if hindrance := while_undecided(doing):
        return hindrance
    return None if service.standing(rows_of(doing)) else "Nothing is recorded of the service of a letter."


@act(
    "Corrects a fact of service by a further one; both stay on record. What follows from it is worked out anew.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("fact", Kind.NUMBER, "Fact"),
        Parameter("reason", Kind.LONG_TEXT, "Why it was wrong"),
        Parameter("struck", Kind.YES, "It did not happen at all", required=False),
        Parameter(
            "event",
            Kind.CHOICE,
            "What happened instead",
            required=False,
            choices={str(event): words for event, words in WORDS.items()},
        ),
        Parameter("happened_on", Kind.DAY, "On which day instead", required=False),
        Parameter("addressee", Kind.CHOICE, "To", required=False, choices={str(a): w for a, w in ADDRESSEES.items()}),
        SENT_TO,
        ARTICLE_NUMBER,
        RECEIPT_NUMBER,
        NUMBER_IS_RIGHT,
        TO_WHOM,
        Parameter("source", Kind.TEXT, "What shows it"),
        SCANS,
    ),
    hindrance=_nothing_to_correct,
)
def correct_service(doing: Doing) -> Mapping[str, Any]:
    rows = rows_of(doing)
    wrong = next((row for row in service.standing(rows) if row.entry == doing["fact"]), None)
    if wrong is None:
        raise Refused(f"There is no fact {doing['fact']} in this matter that stands.", NOTICE)
    letter = doing.session.get_one(Letter, wrong.letter_id)
    doing.clause = clause(letter.clause)
    event = Event(doing["event"] or wrong.kind)
    if (event in BY_HAND) != (Event(wrong.kind) in BY_HAND):
        raise Refused(
            "Mail and delivery by hand do not correct each other: say that this did not happen, and record what did.",
            NOTICE,
        )
    article, receipt = checked(doing, "article_number"), checked(doing, "receipt_number")
    piece = service.pieces(rows)[wrong.mailing] if wrong.mailing else None
    # A number that is given as it stands is no new one.
    article = article if piece is None or article != piece.article_number else None
    receipt = receipt if piece is None or receipt != piece.receipt_number else None
    free(doing, article, receipt, letter=letter.id)
    _may_be_struck(doing, wrong, rows)
    day = doing["happened_on"] or wrong.happened_on
    doing.values = {**doing.values, "happened_on": day}
    doing.on_day("happened_on", not_before=_not_before(doing, wrong, rows, letter))
    before = _days(doing)
    row = keep(
        doing,
        event,
        day,
        letter=wrong.letter_id,
        mailing=wrong.mailing,
        addressee=Addressee(doing["addressee"] or wrong.addressee),
        sent_to=doing["sent_to"] or wrong.sent_to,
        article_number=article,
        receipt_number=receipt,
        to_whom=doing["to_whom"] or wrong.to_whom,
        agent=wrong.agent,
        source=doing["source"],
        corrects=wrong.entry,
        struck=bool(doing["struck"]),
        reason=doing["reason"],
    )
    # A correction is made today, whenever the fact was: what it does anew is done by the facts, not by this act.
    doing.happened_on = doing.today
    if letter.kind == service.NOTICE:
        follow(doing)
    return {
        **told(row),
        "corrects": wrong.entry,
        "was": told(wrong),
        "struck": row.struck,
        "reason": row.reason,
        "due_before": before,
        "due_after": _days(doing),
        **scanned(doing),
    }


def _may_be_struck(doing: Doing, wrong: ServiceEvent, rows: list[ServiceEvent]) -> None:
    """A piece of mail that was never sent had no way: what is recorded of it goes first."""
    if doing["struck"] and wrong.kind in service.SENDING:
        later = [r for r in service.standing(rows) if r.mailing == wrong.mailing and r.kind not in service.SENDING]
        if later:
            raise Refused(
                "More is recorded of this piece of mail: strike that first, the last fact before the others.", NOTICE
            )


def _not_before(doing: Doing, wrong: ServiceEvent, rows: list[ServiceEvent], letter: Letter) -> Any:
    """No fact lies before its letter, nor before the sending of its piece of mail."""
    others = [
        row.happened_on
        for row in service.standing(rows)
        if row.mailing is not None and row.mailing == wrong.mailing and row.kind in service.SENDING and row is not wrong
    ]
    if doing["struck"] or not others or wrong.kind in service.SENDING:
        return None if doing["struck"] else letter.dated
    return min(others)


def _days(doing: Doing) -> dict[str, str]:
    """The due dates that rest on service, as they count now."""
    query = select(Duty).where(Duty.complaint_id == doing.complaint.id, Duty.kind.in_(("serve", "respond", "review")))
    kept = [*doing.session.scalars(query.order_by(Duty.id)), *doing.started]
    return {duty.kind: duty.due_on.isoformat() for duty in kept if duty.replaced_by is None}
