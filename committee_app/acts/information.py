"""Hearings in closed session, and requests for information, in one matter (56.602.4(6))."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.filing import PAPERS, file, filed, words_or_papers
from committee_app.acts.meetings import MODES
from committee_app.acts.papers import addressed
from committee_app.acts.possible import while_open
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.meetings import Hearing, Information, InformationRequest, Meeting, MeetingMatter
from letters import catalogue
from letters.letter import Letter as Paper
from rules.sunshine import CLOSED_SESSIONS, said
from workflows.machine import Refused
from workflows.meeting import AHEAD, HEARING, SITTING


def sittings_on(doing: Doing) -> list[Meeting]:
    """The meetings, ahead or under way, that have this matter on their agenda."""
    query = select(Meeting).join(MeetingMatter, MeetingMatter.meeting_id == Meeting.id)
    of_this = query.where(MeetingMatter.complaint_id == doing.complaint.id, Meeting.state.in_((*AHEAD, *SITTING)))
    return list(doing.session.scalars(of_this.order_by(Meeting.starts_at)))


def _hearing_hindrance(doing: Doing) -> str | None:
    if hindrance := while_open(doing):
        return hindrance
    return None if sittings_on(doing) else "A hearing is held at a meeting: call one with this matter on its agenda."


ADDRESS = Parameter(
    "address", Kind.LONG_TEXT, "Postal address, for the letter", required=False, hint="no letter is made without it"
)


def _sitting(doing: Doing) -> Meeting:
    meeting = next((row for row in sittings_on(doing) if row.id == doing["meeting"]), None)
    if meeting is None:
        raise Refused(f"No meeting {doing['meeting']} with this matter on its agenda is ahead or under way.", HEARING)
    return meeting


def _hearing_notice(doing: Doing) -> Paper | None:
    if not doing["address"]:
        return None
    meeting = _sitting(doing)
    notice = catalogue.HearingNotice(
        to=addressed(doing["heard"], doing["address"]),
        dated=doing.today,
        reference=doing.complaint.id,
        heard=doing["heard"],
        when=said(meeting.starts_at),
        place=meeting.place,
        mode=f"{MODES[meeting.mode]}.",
        subject=doing["subject"],
    )
    return doing.letter(notice, signed=True)


@act(
    "Sets down a person or an office to be heard by the committee in closed session, at a meeting on this matter.",
    HEARING,
    CLOSED_SESSIONS,
    roles="director",
    asks=(
        Parameter("meeting", Kind.NUMBER, "Meeting"),
        Parameter("heard", Kind.TEXT, "Who is heard"),
        Parameter("subject", Kind.LONG_TEXT, "On what"),
        ADDRESS,
    ),
    hindrance=_hearing_hindrance,
    drafts=_hearing_notice,
)
def call_hearing(doing: Doing) -> Mapping[str, Any]:
    meeting = _sitting(doing)
    doing.session.add(
        Hearing(
            entry=doing.seq,
            complaint_id=doing.complaint.id,
            meeting_id=meeting.id,
            heard=doing["heard"],
            subject=doing["subject"],
        )
    )
    if paper := _hearing_notice(doing):
        doing.queue(paper.kind, paper, f"hearing_notice:{doing.seq}")
    return {"meeting": meeting.number, "heard": doing["heard"], "on": said(meeting.starts_at)}


def _demand(doing: Doing) -> Paper | None:
    if not doing["address"]:
        return None
    demand = catalogue.InformationDemand(
        to=addressed(doing["asked_of"], doing["address"]),
        dated=doing.today,
        reference=doing.complaint.id,
        asked=doing["what"],
        asked_on=doing["asked_on"] or doing.today,
        answer_by=doing["answer_by"],
    )
    return doing.letter(demand, signed=True)


@act(
    "Records what the committee asked of somebody in this matter, and when.",
    HEARING,
    roles="director",
    asks=(
        Parameter("asked_of", Kind.TEXT, "Asked of"),
        Parameter("what", Kind.LONG_TEXT, "What was asked for"),
        Parameter("asked_on", Kind.DAY, "Asked on", required=False, hint="today if left empty"),
        Parameter(
            "of_prosecutor",
            Kind.YES,
            "Asked of the prosecutor: show it on the page that the code of the notice opens",
            required=False,
        ),
        Parameter("answer_by", Kind.DAY, "Answer asked for by", required=False, hint="the Act sets no day"),
        ADDRESS,
    ),
    hindrance=while_open,
    drafts=_demand,
)
def request_information(doing: Doing) -> Mapping[str, Any]:
    asked = doing.on_day("asked_on", not_before=doing.complaint.received_on)
    doing.session.add(
        InformationRequest(
            entry=doing.seq,
            complaint_id=doing.complaint.id,
            asked_of=doing["asked_of"],
            what=doing["what"],
            asked_on=asked,
            of_prosecutor=bool(doing["of_prosecutor"]),
        )
    )
    if doing["answer_by"] and doing["answer_by"] < asked:
        raise Refused("The answer cannot be asked for before the day of the request.", HEARING)
    if paper := _demand(doing):
        doing.queue(paper.kind, paper, f"information_demand:{doing.seq}")
    return {"asked_of": doing["asked_of"], "asked_on": asked.isoformat()}


def requests_in(doing: Doing) -> list[InformationRequest]:
    """What was asked for in this matter, the oldest first."""
    query = select(InformationRequest).where(InformationRequest.complaint_id == doing.complaint.id)
    return list(doing.session.scalars(query.order_by(InformationRequest.entry)))


def keep_information(doing: Doing, asked: InformationRequest, received: dt.date, text: str) -> None:
    """Keeps what came on that day in answer to a request, however it came."""
    doing.session.add(
        Information(
            entry=doing.seq,
            request=asked.entry,
            complaint_id=doing.complaint.id,
            received_on=received,
            text=text,
        )
    )


def _answer_hindrance(doing: Doing) -> str | None:
    return while_open(doing) or (None if requests_in(doing) else "Nothing was asked for in this matter.")


@act(
    "Records what came in answer to a request for information.",
    HEARING,
    roles="director staff",
    asks=(
        Parameter("request", Kind.NUMBER, "Answer to"),
        Parameter("received_on", Kind.DAY, "Received on", required=False, hint="today if left empty"),
        Parameter("text", Kind.LONG_TEXT, "The information", required=False, hint="or add it as a paper"),
        PAPERS,
    ),
    hindrance=_answer_hindrance,
)
def record_information(doing: Doing) -> Mapping[str, Any]:
    asked = next((row for row in requests_in(doing) if row.entry == doing["request"]), None)
    if asked is None:
        raise Refused(f"There is no request {doing['request']} in this matter.", HEARING)
    received = doing.on_day("received_on", not_before=asked.asked_on)
    keep_information(doing, asked, received, words_or_papers(doing, HEARING))
    papers = file(doing, doing.seq, HEARING)
    return {"request": asked.entry, "received_on": received.isoformat(), **filed(papers)}
