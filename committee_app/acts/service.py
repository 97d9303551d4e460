"""The notice to the prosecutor and what is known of its way; the response and its ten business days."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from committee_app.acts.doing import Doing
from committee_app.acts.filing import PAPERS, file, filed, words_or_papers
from committee_app.acts.opening import Page, page_for_the_draft, page_for_the_letter
from committee_app.acts.possible import moves
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.responding import keep_response, take_waiting_response
from committee_app.tables.docket import Duty, ServiceEvent
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.article_number import article_number
from letters.letter import Address
from letters.letter import Letter as Paper
from rules.statute import cite, clause
from workflows.complaint import INFORMATION, MORE_INFORMATION, NOTICE, RESPONSE, State
from workflows.machine import Refused

MANNERS = {
    "delivered": "Certified mail, delivered",
    "refused": "Certified mail, refused",
    "in_person": "Handed over in person",
}
FAILURES = {"unclaimed": "Unclaimed", "undeliverable": "Undeliverable"}


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


def start_response_clock(doing: Doing, day: dt.date) -> None:
    """Starts the ten business days to respond, and the ten for the review that follow their deadline."""
    respond = doing.start("respond", day)
    doing.complaint.response_due = respond.due_on
    # law.md 1.3: by default the review ends ten strict business days after the strict deadline, whatever the lenient
    # one is.
    counted = doing.calendars.named(doing.adopted["review_calendar"])
    doing.start("review", counted.business_days(day, RESPONSE.figures["business_days"]).due)


def last_event(doing: Doing) -> dt.date | None:
    """The day of the latest fact about the notice: nothing that follows it can have happened before."""
    query = select(func.max(ServiceEvent.happened_on)).where(ServiceEvent.complaint_id == doing.complaint.id)
    return doing.session.scalar(query) or doing.complaint.notice_released_on


def _keep_event(doing: Doing, kind: str, day: dt.date, number: str | None = None) -> dict[str, Any]:
    doing.session.add(
        ServiceEvent(
            entry=doing.seq,
            complaint_id=doing.complaint.id,
            kind=kind,
            happened_on=day,
            article_number=number,
            source=doing["source"],
        )
    )
    return {"event": kind, "happened_on": day.isoformat(), "article_number": number, "source": doing["source"]}


@act(
    "Records that the notice was handed to the post office as certified mail. Posted is not delivered.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("article_number", Kind.TEXT, "Certified mail number", hint="20 or 22 digits, spaces allowed"),
        Parameter("posted_on", Kind.DAY, "Postmark", required=False, hint="today if left empty"),
        Parameter("source", Kind.TEXT, "What shows it", hint="for example: postmarked form 3800"),
        Parameter(
            "number_is_right",
            Kind.YES,
            "I compared the number with the label",
            required=False,
            hint="asked where the check digit does not fit",
        ),
    ),
    hindrance=moves("record_posting"),
)
def record_posting(doing: Doing) -> Mapping[str, Any]:
    complaint = doing.complaint
    posted = doing.on_day("posted_on", not_before=last_event(doing))
    try:
        number = article_number(doing["article_number"])
    except ValueError as error:
        raise Refused(str(error), NOTICE) from None
    if number.warning and not doing["number_is_right"]:
        raise Refused(f"{number.warning} Compare it with the label and confirm it.", NOTICE)
    if doing.session.scalar(select(ServiceEvent.entry).where(ServiceEvent.article_number == number.digits)):
        raise Refused(f"Article number {number} is on another letter already.", NOTICE)
    doing.move("record_posting")
    complaint.served_on = complaint.served_on or posted
    start = doing.adopted["response_start"]
    if start != "delivery" and complaint.response_due is None:
        start_response_clock(doing, posted + dt.timedelta(days=5 if start == "mailing_plus_5" else 0))
    take_waiting_response(doing)
    return _keep_event(doing, "posted", posted, number.digits)


@act(
    "Records that the notice reached the prosecutor, was refused, or was handed over in person.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("manner", Kind.CHOICE, "How", choices=MANNERS),
        Parameter("happened_on", Kind.DAY, "On", required=False, hint="today if left empty"),
        Parameter("source", Kind.TEXT, "What shows it", hint="for example: return receipt, affidavit"),
    ),
    hindrance=moves("record_delivery"),
)
def record_delivery(doing: Doing) -> Mapping[str, Any]:
    complaint = doing.complaint
    if complaint.state == State.FORMAL and doing["manner"] != "in_person":
        raise Refused("The notice is not posted yet: record its posting before its delivery by mail.", NOTICE)
    day = doing.on_day("happened_on", not_before=last_event(doing))
    doing.move("record_delivery")
    complaint.served_on = complaint.served_on or day
    if complaint.response_due is None:
        start_response_clock(doing, day)
    take_waiting_response(doing)
    return _keep_event(doing, doing["manner"], day)


@act(
    "Records that the notice came back; it is then to be delivered in person or mailed again.",
    NOTICE,
    roles="director staff",
    asks=(
        Parameter("failure", Kind.CHOICE, "Why", choices=FAILURES),
        Parameter("happened_on", Kind.DAY, "On", required=False, hint="today if left empty"),
        Parameter("source", Kind.TEXT, "What shows it"),
    ),
    hindrance=moves("record_return"),
)
def record_return(doing: Doing) -> Mapping[str, Any]:
    day = doing.on_day("happened_on", not_before=last_event(doing))
    doing.move("record_return")
    doing.start("deliver_again", day)
    return _keep_event(doing, doing["failure"], day)


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
    duty = doing.session.scalars(
        select(Duty).where(Duty.complaint_id == doing.complaint.id, Duty.kind == "respond")
    ).one()
    return {"due": due.isoformat() if due else None, "counts": duty.counts}
