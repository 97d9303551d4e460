"""The meetings: those ahead and those past, one whole with its notice and roll, its minutes, and calendars of them."""

import datetime as dt
from collections.abc import Iterator

from flask import Blueprint, Response, abort, g, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app import meetings as kept
from committee_app.access import ANYONE, READERS, Actor, find_actor, hidden_matters
from committee_app.acts.doing import Doing
from committee_app.acts.feeds import feed_of, fingerprint
from committee_app.acts.meeting_in_hand import MEETING
from committee_app.acts.meetings import MODES, notice_of
from committee_app.acts.performing import next_acts
from committee_app.acts.registry import ACTS, Act
from committee_app.acts.sessions import MOVEMENTS
from committee_app.ahead import Line, coming_up
from committee_app.calendar_file import calendar_file
from committee_app.desks.docket import in_hand
from committee_app.docket import names
from committee_app.doorway import office, records, shows
from committee_app.minutes_sheet import closed_part, open_part
from committee_app.settings import CHICAGO
from committee_app.tables.letters import MeetingSheet
from committee_app.tables.meetings import Meeting
from letters.catalogue import Said, words
from letters.layout import as_pdf
from letters.letter import Letter
from rules.sunshine import MINUTES, NOTICE_IS_DUE, NOTICE_STATES, OBJECTIONS, VOTE_TO_CLOSE, said
from workflows.meeting import AHEAD, SITTING, MeetingState

desk = Blueprint("meetings", __name__)

STATES = {
    MeetingState.CALLED: "Called, notice not posted",
    MeetingState.NOTICED: "Called, notice posted",
    MeetingState.OPEN_SESSION: "In open session",
    MeetingState.CLOSED_SESSION: "In closed session",
    MeetingState.ADJOURNED: "Held, minutes to be written",
    MeetingState.MINUTES_DRAFTED: "Held, minutes in draft",
    MeetingState.MINUTES_APPROVED: "Held, minutes approved",
    MeetingState.POSTPONED: "Postponed",
    MeetingState.CANCELLED: "Cancelled",
}
HOW = {"present": "in the room", "remote": "by electronic means", "absent": "absent"}
LAWS = {
    "notice_is_due": NOTICE_IS_DUE,
    "notice_states": NOTICE_STATES,
    "vote_to_close": VOTE_TO_CLOSE,
    "objections": OBJECTIONS,
    "minutes": MINUTES,
}
TO_BE_FILLED_IN = "At ____________ on ______________________, at ______________________________."
WORDS = {"STATES": STATES, "HOW": HOW, "MODES": MODES, "MOVEMENTS": MOVEMENTS, "LAWS": LAWS}


@coming_up
def _coming(session: Session, actor: Actor, today: dt.date) -> Iterator[Line]:
    """Each meeting, and what it waits for, on the first page of who may read meetings."""
    if actor.role not in READERS["meetings"]:
        return
    for line in kept.meetings_ahead(session, today, hidden_matters(session, actor)):
        where = url_for("meetings.meeting", meeting=line.meeting.id)
        if line.meeting.state in AHEAD:
            starts = line.meeting.starts_at.astimezone(CHICAGO)
            yield Line(f"Meeting {line.meeting.number}, {starts:%-I:%M %p}", starts.date(), where)
        if line.awaited:
            moment = (line.awaited.by or line.meeting.starts_at).astimezone(CHICAGO)
            yield Line(f"{line.awaited.what}: meeting {line.meeting.number}", moment.date(), where)


@desk.get("/meetings")
@shows("meetings")
def list_() -> str:
    lines = kept.listed(records(), office().settings.today(), hidden_matters(records(), g.actor))
    ahead = [line for line in lines if line.meeting.state in (*AHEAD, *SITTING)]
    doing = in_hand(None)
    return render_template(
        "meetings.html",
        ahead=ahead[::-1],
        past=[line for line in lines if line not in ahead],
        feed=feed_of(records(), g.actor.name),
        acts=next_acts(doing, ("call_meeting",)),
        feed_acts=next_acts(doing, ("make_calendar_feed", "revoke_calendar_feed")),
        **WORDS,
    )


def the_meeting(number: int) -> Meeting:
    """The meeting of the address, or 404."""
    return records().get(Meeting, number) or abort(404)


def _whole(number: int) -> kept.Whole:
    hidden = hidden_matters(records(), g.actor)
    return kept.shown(records(), the_meeting(number), office().settings.today(), hidden)


def _with_meeting(row: Meeting) -> Doing:
    doing = in_hand(None)
    doing.values = {"meeting": row.id}
    return doing


def acts_at(row: Meeting) -> list[Act]:
    """The acts that this account could do now about this meeting."""
    return next_acts(_with_meeting(row), [verb for verb, act in ACTS.items() if MEETING in act.parameters])


@desk.get("/meetings/<int:meeting>")
@shows("meeting")
def meeting(meeting: int) -> str:
    whole = _whole(meeting)
    return render_template(
        "meeting.html",
        whole=whole,
        row=whole.meeting,
        later=records().get(Meeting, whole.meeting.postponed_to) if whole.meeting.postponed_to else None,
        notice=words(_notice(whole)),
        called=_sheet(meeting, "meeting_call") is not None,
        acts=acts_at(whole.meeting),
        names=names(records()),
        **WORDS,
    )


def _notice(whole: kept.Whole) -> Letter:
    """The notice as it stands: as posted first, or as it would be posted."""
    first = whole.postings[0] if whole.postings else None
    posted = f"At {said(first.posted_at)}, {first.place}." if first else TO_BE_FILLED_IN
    return notice_of(_with_meeting(whole.meeting), whole.meeting, posted, first.good_cause if first else None)


@desk.get("/meetings/<int:meeting>/notice")
@shows("meeting")
def notice(meeting: int) -> str:
    whole = _whole(meeting)
    return render_template("notice.html", whole=whole, row=whole.meeting, paper=_notice(whole), **WORDS)


@desk.get("/meetings/<int:meeting>/notice.pdf")
@shows("meeting")
def notice_pdf(meeting: int) -> Response:
    """The sheet as it was posted first; before that, as it would be."""
    whole = _whole(meeting)
    if whole.postings:
        sheet = whole.postings[0].pdf
    else:
        sheet = as_pdf(_notice(whole), _with_meeting(whole.meeting).letterhead())
    return _file(sheet, "application/pdf", f"notice-{whole.meeting.number}.pdf")


@desk.get("/meetings/<int:meeting>/minutes/open")
@shows("meeting")
def open_minutes(meeting: int) -> str:
    whole = _whole(meeting)
    return render_template("open_minutes.html", whole=whole, row=whole.meeting, names=names(records()), **WORDS)


@desk.get("/meetings/<int:meeting>/minutes/closed")
@shows("meeting")
def closed_minutes(meeting: int) -> str:
    whole = _whole(meeting)
    return render_template("closed_minutes.html", whole=whole, row=whole.meeting, names=names(records()), **WORDS)


@desk.get("/meetings/<int:meeting>/minutes/open.pdf")
@shows("meeting")
def open_minutes_pdf(meeting: int) -> Response:
    """The sheet as it was kept when the minutes were approved; before that, the draft."""
    kept_sheet = _sheet(meeting, "minutes")
    whole = _whole(meeting)
    pdf = kept_sheet.pdf if kept_sheet else _drawn(whole, open_part(whole, names(records()), _today()))
    return _file(pdf, "application/pdf", f"minutes-{whole.meeting.number}-open.pdf")


@desk.get("/meetings/<int:meeting>/minutes/closed.pdf")
@shows("meeting")
def closed_minutes_pdf(meeting: int) -> Response:
    whole = _whole(meeting)
    pdf = _drawn(whole, closed_part(whole, names(records()), _today()))
    return _file(pdf, "application/pdf", f"minutes-{whole.meeting.number}-closed.pdf")


@desk.get("/meetings/<int:meeting>/call.pdf")
@shows("meeting")
def call_pdf(meeting: int) -> Response:
    """The call to the members as it was made; a meeting that was called before there were such sheets has none."""
    sheet = _sheet(meeting, "meeting_call") or abort(404)
    return _file(sheet.pdf, "application/pdf", f"call-{the_meeting(meeting).number}.pdf")


def _sheet(meeting: int, kind: str) -> MeetingSheet | None:
    """The last sheet of that kind which the meeting keeps."""
    query = select(MeetingSheet).filter_by(meeting_id=the_meeting(meeting).id, kind=kind)
    return records().scalars(query.order_by(MeetingSheet.entry.desc())).first()


def _drawn(whole: kept.Whole, said: Said) -> bytes:
    doing = _with_meeting(whole.meeting)
    return as_pdf(doing.letter(said), doing.letterhead())


def _today() -> dt.date:
    return office().settings.today()


@desk.get("/meetings/<int:meeting>/meeting.ics")
@shows("meeting")
def calendar(meeting: int) -> Response:
    row = the_meeting(meeting)
    return _file(calendar_file([row]), "text/calendar", f"meeting-{row.number}.ics")


@desk.get("/calendar-feed/<token>.ics")
@shows(ANYONE)
def feed(token: str) -> Response:
    """A private calendar, for whoever holds its token; missing once it is revoked or its account may read no more."""
    found = kept.feed_by(records(), fingerprint(token))
    actor = find_actor(records(), found.account, office().settings.today()) if found else None
    if actor is None or actor.role not in READERS["meetings"]:
        abort(404)
    today, hidden = office().settings.today(), hidden_matters(records(), actor)
    return _file(calendar_file(kept.of_feed(records(), today, hidden)), "text/calendar", "meetings.ics")


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
    if kind == "application/pdf":
        answer.headers["Content-Security-Policy"] = "sandbox"
    return answer
