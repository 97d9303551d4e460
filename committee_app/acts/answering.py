"""What the prosecutor sends by the code of the notice: the response, its exhibits, an answer to what was asked; and the
letter that brings another code."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select

from committee_app.acts.doing import Doing, kept_with_its_letter, sha256
from committee_app.acts.filing import PAPERS, file, filed, words_or_papers
from committee_app.acts.information import keep_information, requests_in
from committee_app.acts.opening import page_for_the_letter
from committee_app.acts.possible import while_undecided
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.responding import BEFORE_DELIVERY, keep_response
from committee_app.acts.service import office_name, respondent_address
from committee_app.tables.docket import Recusal
from committee_app.tables.journal import Entry
from committee_app.tables.meetings import InformationRequest
from committee_app.tables.office import Account
from committee_app.tables.records import Letter
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.layout import as_pdf
from rules.sunshine import said
from workflows.complaint import INFORMATION, MORE_INFORMATION, NOTICE, RESPONSE, State
from workflows.machine import Refused

TEXT = Parameter("text", Kind.LONG_TEXT, "Your text", required=False)
SENT = ("send_response", "send_information")
TOLD = ("director", "staff")


def _new_code_hindrance(doing: Doing) -> str | None:
    if hindrance := while_undecided(doing):
        return hindrance
    if doing.complaint.notice_released_on is None:
        return "The first code goes with the notice: release the notice first."
    return None


@act(
    "Ends the code that the prosecutor has and makes a new one, which goes out by letter.",
    NOTICE,
    roles="director",
    asks=(Parameter("reason", Kind.TEXT, "Why", hint="for example: the letter was lost"),),
    hindrance=_new_code_hindrance,
    cannot_be_undone="The code that the prosecutor has ends at once, and a letter with the new one goes to the print "
    "tray.",
    step_up=True,
)
def reissue_code(doing: Doing) -> Mapping[str, Any]:
    page = page_for_the_letter(doing)
    jurisdiction = doing.session.get_one(Jurisdiction, doing.complaint.jurisdiction)
    new = catalogue.NewCode(
        to=respondent_address(doing),
        dated=doing.today,
        reference=doing.complaint.id,
        office=office_name(jurisdiction),
        answer_at=page.address,
        code=page.code,
        code_through=page.through,
    )
    letter = doing.release(new, f"new code {doing.seq}", signed=True)
    return {"letter": letter.id, "sha256": letter.sha256, "reason": doing["reason"]}


def _response_hindrance(doing: Doing) -> str | None:
    row = doing.complaint
    if hindrance := while_undecided(doing):
        return hindrance
    if row.notice_released_on is None:
        return "There is no notice to respond to."
    if row.reviewed_on is not None and row.state != State.REVIEWED:
        return "This page takes no response any more. What you still have to say goes to the office by mail or by hand."
    return None


@act(
    "Sends the prosecutor's written response, or further exhibits, by the code of the notice; on time or late.",
    RESPONSE,
    INFORMATION,
    MORE_INFORMATION,
    roles="respondent",
    asks=(TEXT, PAPERS),
    hindrance=_response_hindrance,
)
def send_response(doing: Doing) -> Mapping[str, Any]:
    text = words_or_papers(doing, RESPONSE)
    row = doing.complaint
    # The notice may be in the prosecutor's hands before the office knows of it.
    waits = row.response_due is None or row.state in BEFORE_DELIVERY
    late = keep_response(doing, doing.today, text, moves=not waits)
    papers = file(doing, doing.seq, RESPONSE)
    receipt = _receipt(doing, "Your response", text, papers, late=late)
    return {"received_on": doing.today.isoformat(), "late": late, "waits": waits, **filed(papers), **receipt}


def asked_of_prosecutor(doing: Doing) -> list[InformationRequest]:
    """What the committee asked of the prosecutor in this matter, the oldest first."""
    return [asked for asked in requests_in(doing) if asked.of_prosecutor]


def _information_hindrance(doing: Doing) -> str | None:
    return while_undecided(doing) or (
        None if asked_of_prosecutor(doing) else "Nothing was asked of you in this matter."
    )


@act(
    "Sends the prosecutor's answer to a request for further information, by the code of the notice.",
    MORE_INFORMATION,
    roles="respondent",
    asks=(Parameter("request", Kind.NUMBER, "Answer to"), TEXT, PAPERS),
    hindrance=_information_hindrance,
)
def send_information(doing: Doing) -> Mapping[str, Any]:
    text = words_or_papers(doing, MORE_INFORMATION)
    asked = next((one for one in asked_of_prosecutor(doing) if one.entry == doing["request"]), None)
    if asked is None:
        raise Refused("There is no such request in this matter.", MORE_INFORMATION)
    keep_information(doing, asked, doing.today, text)
    papers = file(doing, doing.seq, MORE_INFORMATION)
    receipt = _receipt(doing, f"Your answer to what was asked on {catalogue.written(asked.asked_on)}", text, papers)
    return {"request": asked.entry, "received_on": doing.today.isoformat(), **filed(papers), **receipt}


def _receipt(doing: Doing, what: str, text: str, papers: list[dict[str, Any]], *, late: bool = False) -> dict[str, Any]:
    """Keeps the receipt letter, which the sender takes away, and tells the office that something came."""
    row = doing.complaint
    before = select(func.count()).where(Entry.complaint_id == row.id, Entry.verb.in_(SENT))
    number = (doing.session.scalar(before) or 0) + 1
    paper = doing.letter(
        catalogue.Receipt(
            to=respondent_address(doing),
            dated=doing.today,
            reference=row.id,
            number=number,
            moment=said(doing.now),
            what=what,
            came=tuple(_came(text, papers)),
            late_after=row.response_due if late else None,
        )
    )
    pdf = as_pdf(paper, doing.letterhead())
    letter = Letter(
        id=doing.next_id(Letter.id),
        complaint_id=row.id,
        kind=paper.kind,
        clause=paper.clause.id,
        subject=paper.subject,
        dated=paper.dated,
        sha256=sha256(pdf),
        pdf=pdf,
        entry=doing.seq,
        words=paper.words,
        said=kept_with_its_letter(paper),
    )
    doing.session.add(letter)
    recused = select(Recusal.account).where(Recusal.complaint_id == doing.complaint.id)
    people = select(Account.name).where(
        Account.role.in_(TOLD), Account.ended_at.is_(None), Account.name.not_in(recused)
    )
    for name in doing.session.scalars(people.order_by(Account.name)):
        doing.mail(name, "something_came", f"something came:{doing.seq}")
    doing.reply |= {"receipt": number}
    return {"receipt": letter.id, "receipt_sha256": letter.sha256}


def _came(text: str, papers: list[dict[str, Any]]) -> Iterator[str]:
    """What came, each with its size and its hash."""
    if text:
        yield f"A text of {len(text):,} characters. SHA-256 {sha256(text.encode())}"
    for paper in papers:
        yield f"{paper['name']}, {paper['size']:,} bytes. SHA-256 {paper['sha256']}"
