"""The notice to the prosecutor and what is known of its way; the response and its ten business days."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.filing import PAPERS, file, filed, words_or_papers
from committee_app.acts.opening import Page, page_for_the_draft, page_for_the_letter
from committee_app.acts.possible import moves
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.responding import keep_response
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
    became,
    checked,
    follow,
    free,
    hand_over,
    handed_over_with,
    keep,
    last_event,
    notice,
    scanned,
    since,
    told,
)
from committee_app.tables.docket import OPEN_DUTY, Duty
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.letter import Address
from letters.letter import Letter as Paper
from rules.statute import cite, clause
from workflows.complaint import INFORMATION, MORE_INFORMATION, NOTICE, RESPONSE, State
from workflows.machine import Refused
from workflows.service import ADDRESSEES, Addressee, Event

MANNERS = {
    "delivered": "Certified mail, delivered",
    "refused": "Certified mail, refused",
    "in_person": "Handed over in person",
}
FAILURES = {"unclaimed": "Unclaimed", "undeliverable": "Undeliverable", "returned": "Came back without a reason"}
AT_AN_ADDRESS = {str(name): ADDRESSEES[name] for name in (Addressee.PROSECUTOR, Addressee.SECOND_ADDRESS)}


def office_name(jurisdiction: Jurisdiction) -> str:
    return f"{jurisdiction.office}, {jurisdiction.name}"


def respondent_address(doing: Doing) -> Address:
    """Where letters to the prosecutor of this matter go. Raises Refused until the notice was addressed."""
    lines = doing.complaint.respondent_address
    if not lines:
        raise Refused("The prosecutor's address is not known yet: release the notice first.", NOTICE)
    return Address(doing.complaint.respondent, tuple(lines.split("\n")))


def _notice_hindrance(doing: Doing) -> str | None:
    if doing.complaint.state != State.FORMAL:
        return "A notice is released once, when the committee has found the complaint formal."
    if doing.complaint.notice_released_on:
        return "The notice is released already. Record its posting or its delivery."
    return None


def _notice(doing: Doing, to: Address, page: Page) -> catalogue.Notice:
    complaint = doing.complaint
    return catalogue.Notice(
        to=to,
        dated=doing.today,
        reference=complaint.id,
        office=office_name(doing.session.get_one(Jurisdiction, complaint.jurisdiction)),
        received_on=complaint.received_on,
        grounds=tuple(clause(ground) for ground in doing.grounds()),
        complaint=complaint.facts,
        days_to_respond=RESPONSE.figures["business_days"],
        clock=CLOCK_WORDS[doing.adopted["response_start"]],
        answer_at=page.address,
        code=page.code,
        code_through=page.through,
    )


def _draft(doing: Doing) -> Paper:
    to = Address(doing.complaint.respondent, tuple(str(doing["address"]).split("\n")))
    return doing.letter(_notice(doing, to, page_for_the_draft(doing)), signed=True)


@act(
    "Makes the certified notice with the copy of the complaint, signs it, and lets it wait for being printed.",
    NOTICE,
    cite("56.602.4(2)#2"),
    roles="director",
    asks=(
        Parameter(
            "address",
            Kind.LONG_TEXT,
            "Prosecutor's postal address",
            hint="without the name, which stands above it; one line each",
        ),
    ),
    hindrance=_notice_hindrance,
    step_up=True,
    drafts=_draft,
)
def release_notice(doing: Doing) -> Mapping[str, Any]:
    complaint = doing.complaint
    complaint.respondent_address = doing["address"]
    complaint.notice_released_on = doing.today
    complaint.changed_at = doing.now
    letter = doing.release(_notice(doing, respondent_address(doing), page_for_the_letter(doing)), "notice", signed=True)
    return {"letter": letter.id, "sha256": letter.sha256}


CLOCK_WORDS = {
    "delivery": "counted from the day after this letter is delivered or refused",
    "mailing": "counted from the day after this letter was mailed",
    "mailing_plus_5": "counted from the fifth day after this letter was mailed",
}


@act(
    "Records that the notice was posted as certified mail, by its postmark. Posted is not delivered.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("article_number", Kind.TEXT, "Certified mail number", hint="20 or 22 digits, spaces allowed"),
        RECEIPT_NUMBER,
        NUMBER_IS_RIGHT,
        Parameter("posted_on", Kind.DAY, "Postmark", required=False, hint="today if left empty"),
        Parameter("addressee", Kind.CHOICE, "To", required=False, choices=AT_AN_ADDRESS),
        Parameter(
            "sent_to", Kind.LONG_TEXT, "Other address", required=False, hint="where it is not the one of the notice"
        ),
        Parameter("source", Kind.TEXT, "What shows it", hint="for example: postmarked form 3800"),
        SCANS,
    ),
    hindrance=moves("record_posting"),
)
def record_posting(doing: Doing) -> Mapping[str, Any]:
    article, receipt = checked(doing, "article_number"), checked(doing, "receipt_number")
    mailing = handed_over_with(doing, article)
    letter, addressee = notice(doing), Addressee(doing["addressee"] or Addressee.PROSECUTOR)
    free(doing, article, receipt, letter=letter.id, mailing=mailing)
    as_labelled(doing, letter.id, article, addressee)
    posted = doing.on_day("posted_on", not_before=since(doing, mailing) if mailing else last_event(doing))
    row = keep(
        doing,
        Event.POSTED,
        posted,
        letter=letter.id,
        mailing=mailing,
        addressee=addressee,
        sent_to=doing["sent_to"] or address_of(doing),
        article_number=None if mailing else article,
        receipt_number=receipt,
        source=doing["source"],
    )
    follow(doing)
    return {**told(row), "article_number": article, **scanned(doing)}


@act(
    "Records that the notice reached the prosecutor, was refused, or was handed over in person.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("manner", Kind.CHOICE, "How", choices=MANNERS),
        Parameter("happened_on", Kind.DAY, "On", required=False, hint="today if left empty"),
        TO_WHOM,
        AGENT,
        MAILING,
        SOURCE,
        SCANS,
    ),
    hindrance=moves("record_delivery"),
)
def record_delivery(doing: Doing) -> Mapping[str, Any]:
    if doing["manner"] == "in_person":
        return hand_over(doing)
    if doing.complaint.state == State.FORMAL:
        raise Refused("The notice is not posted yet: record its posting before its delivery by mail.", NOTICE)
    return became(doing, Event(doing["manner"]))


@act(
    "Records that the notice came back; it is then to be delivered in person or mailed again.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("failure", Kind.CHOICE, "Why", choices=FAILURES),
        Parameter("happened_on", Kind.DAY, "On", required=False, hint="today if left empty"),
        MAILING,
        Parameter("source", Kind.TEXT, "What shows it"),
        SCANS,
    ),
    hindrance=moves("record_return"),
)
def record_return(doing: Doing) -> Mapping[str, Any]:
    return became(doing, Event(doing["failure"]))


@act(
    "Records the prosecutor's written response, on time or late.",
    RESPONSE,
    INFORMATION,
    MORE_INFORMATION,
    roles="director staff",
    asks=(
        Parameter("received_on", Kind.DAY, "Received on", required=False, hint="today if left empty"),
        Parameter("text", Kind.LONG_TEXT, "The response", required=False, hint="or add it as a paper"),
        PAPERS,
    ),
    hindrance=moves("record_response"),
)
def record_response(doing: Doing) -> Mapping[str, Any]:
    day = doing.on_day("received_on", not_before=doing.complaint.served_on)
    late = keep_response(doing, day, words_or_papers(doing, RESPONSE))
    return {"received_on": day.isoformat(), "late": late, **filed(file(doing, doing.seq, RESPONSE))}


@act(
    "Records that the ten business days passed without a response.",
    RESPONSE,
    roles="director staff",
    hindrance=moves("let_response_lapse"),
)
def let_response_lapse(doing: Doing) -> Mapping[str, Any]:
    doing.move("let_response_lapse")
    due = doing.complaint.response_due
    of_this = Duty.complaint_id == doing.complaint.id
    duty = doing.session.scalars(select(Duty).where(of_this, Duty.kind == "respond", OPEN_DUTY)).one()
    return {"due": due.isoformat() if due else None, "counts": duty.counts}
