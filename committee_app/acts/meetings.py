"""Calling a meeting, putting up its notice, postponing and cancelling it: what is done before the committee sits."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from committee_app.access import hidden_matters
from committee_app.acts.doing import Doing, sha256
from committee_app.acts.meeting_in_hand import (
    MEETING,
    agenda,
    has_business,
    instant,
    keep_sheet,
    move,
    name_nobody,
    notice_time,
    stands_for,
    the_meeting,
)
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.calendar_file import calendar_file
from committee_app.roster import seated
from committee_app.standing import IS_OPEN
from committee_app.tables.docket import Complaint, Duty, Recusal, Term
from committee_app.tables.journal import Entry
from committee_app.tables.meetings import Meeting, MeetingMatter, NoticePosting
from letters import catalogue
from letters.layout import as_pdf
from letters.letter import Address
from letters.letter import Letter as Paper
from rules.statute import clause
from rules.sunshine import CLOSED_SESSIONS, MISSOURI, said
from workflows import meeting as meetings
from workflows.machine import Refused
from workflows.meeting import CLOSED_ITEM, CONVENING

MODES = {
    "in_person": "In a room",
    "mixed": "In a room, with members taking part by electronic means",
    "electronic": "By electronic means alone",
}
READINGS = ("quorum", "notice_days", "closing_reason", "closing_vote", "convening_quorum")
WHEN = (
    Parameter("on", Kind.DAY, "Day"),
    Parameter("at", Kind.TIME, "Time", hint="Missouri time, as 10:00"),
)
EVEN_SO = Parameter(
    "even_so", Kind.YES, "Call it although a duty is due earlier, or its notice would be late", required=False
)


def _matters_in_reach(doing: Doing, numbers: Sequence[str]) -> list[Complaint]:
    """The matters of these numbers. A matter that is closed, missing or not this account's is refused, alike."""
    recused = select(Recusal.complaint_id).where(Recusal.account == doing.actor.name)
    rows = doing.session.scalars(
        select(Complaint)
        .join(Term, Term.complaint_id == Complaint.id, isouter=True)
        .where(Complaint.id.in_(numbers), Complaint.id.not_in(recused), IS_OPEN)
        .order_by(Complaint.id)
    ).all()
    if missing := sorted(set(numbers) - {row.id for row in rows}):
        raise Refused(f"There is no open matter {', '.join(missing)}.", CONVENING)
    return list(rows)


def _start(doing: Doing) -> dt.datetime:
    doing.calendars.lenient.is_business_day(doing["on"])
    starts = instant(doing["on"], doing["at"])
    if starts <= doing.now:
        raise Refused(f"{said(starts)} is over: a meeting is called for a moment to come.", CONVENING)
    return starts


def _doubts(doing: Doing, row: Meeting, matters: Sequence[Complaint]) -> list[str]:
    """What speaks against the day: a duty to convene that is due before it, a notice that would be late. Of a matter
    that the actor is recused from it says nothing."""
    day = row.starts_at.astimezone(MISSOURI).date()
    hidden = hidden_matters(doing.session, doing.actor)
    known = [matter.id for matter in matters if matter.id not in hidden]
    late = doing.session.scalars(
        select(Duty)
        .where(Duty.complaint_id.in_(known), Duty.kind == "convene")
        .where(Duty.done_on.is_(None), Duty.due_on < day)
        .order_by(Duty.due_on, Duty.complaint_id)
    )
    doubts = [
        f"The meeting in {duty.complaint_id} is to be held by {duty.due_on:%B %-d, %Y} "
        f"({clause(duty.clause).cited}), and this day is after it."
        for duty in late
    ]
    latest = notice_time(row, doing.calendars).latest
    if latest <= doing.now:
        doubts.append(f"Its notice would have had to be posted by {said(latest)}: shorter notice needs a good cause.")
    return doubts


def _call(doing: Doing, matters: Sequence[Complaint], **fields: Any) -> Meeting:
    """Makes the meeting with its agenda. Raises Refused for a doubtful day, unless that is confirmed."""
    row = Meeting(
        id=doing.next_id(Meeting.id),
        closing_reason=meetings.closing_reason(doing.adopted),
        readings=dict(doing.adopted.used(*READINGS)),
        state=meetings.MeetingState.CALLED,
        sequence=0,
        changed_at=doing.now,
        called_by=doing.seq,
        **fields,
    )
    if (doubts := _doubts(doing, row, matters)) and not doing["even_so"]:
        raise Refused(" ".join([*doubts, "To call it all the same, say so."]), CONVENING)
    row.number = _number(doing, row.starts_at)
    doing.session.add(row)
    doing.session.add_all(MeetingMatter(meeting_id=row.id, complaint_id=matter.id) for matter in matters)
    for matter in matters:
        doing.also("call_meeting", CONVENING, {"meeting": row.number, "starts_at": said(row.starts_at)}, matter)
    doing.reply |= {"meeting": row.id, "number": row.number}
    return row


def _number(doing: Doing, starts_at: dt.datetime) -> str:
    year = f"M{starts_at.astimezone(MISSOURI):%Y}-"
    used = doing.session.scalar(select(func.count()).select_from(Meeting).where(Meeting.number.startswith(year)))
    return f"{year}{(used or 0) + 1:02d}"


def _tell(doing: Doing, row: Meeting, kind: str, attached: Sequence[Meeting] = (), **words: str) -> None:
    """Mails the members for whom the meeting has business."""
    doing.session.flush()
    for account in seated(doing.session, doing.today).values():
        if has_business(doing.session, row, account):
            doing.mail(
                account,
                kind,
                f"{kind}:{row.id}",
                attachment=calendar_file(attached) if attached else None,
                when=said(row.starts_at),
                path=f"/meetings/{row.id}",
                **words,
            )


@act(
    "Calls the committee to a meeting on one or more matters, or on open business, and invites the members.",
    CONVENING,
    CLOSED_SESSIONS,
    roles="director",
    about="office",
    asks=(
        *WHEN,
        Parameter("hours", Kind.NUMBER, "Expected hours", required=False, hint="2 if left empty; for calendars"),
        Parameter("place", Kind.TEXT, "Place", hint="room, building, street, city"),
        Parameter("mode", Kind.CHOICE, "How the committee meets", choices=MODES),
        Parameter("observing", Kind.TEXT, "Where the public can observe the open part", required=False,
                  hint="needed where electronic means are used: a link, or a room with a screen"),
        Parameter("matters", Kind.NAMES, "Matters", required=False),
        Parameter("open_business", Kind.LONG_TEXT, "Open business", required=False,
                  hint="one line each; it stands on the public notice, so it names nobody"),
        Parameter("purpose", Kind.TEXT, "What it is for", required=False, hint="for members alone; on no notice"),
        EVEN_SO,
    ),
)  # fmt: skip
def call_meeting(doing: Doing) -> Mapping[str, Any]:
    matters = _matters_in_reach(doing, doing["matters"] or [])
    if not matters and not doing["open_business"]:
        raise Refused("Name the matters that the committee meets on, or its open business.", CONVENING)
    if doing["mode"] != "in_person" and not doing["observing"]:
        raise Refused("Where electronic means are used, the notice says where the public can observe (RSMo 610.020.1).")
    if not 1 <= (hours := doing["hours"] or 2) <= 24:
        raise Refused("A meeting is expected to take between 1 and 24 hours.")
    open_words = {name: doing[name] for name in ("place", "observing", "open_business")}
    # A member who is recused from one matter of the agenda reads the purpose too.
    name_nobody(doing.session, matters, CLOSED_SESSIONS, **open_words, purpose=doing["purpose"])
    row = _call(
        doing, matters, starts_at=_start(doing), hours=hours, mode=doing["mode"], purpose=doing["purpose"], **open_words
    )
    _keep_call(doing, row)
    _tell(doing, row, "meeting_called", [row], place=row.place)
    return {"meeting": row.number, "starts_at": said(row.starts_at), "place": row.place, "readings": row.readings}


def notice_of(doing: Doing, row: Meeting, posted: str, good_cause: str | None = None) -> Paper:
    """The notice of the meeting as a letter; `posted` says when and where it was put up."""
    notice = catalogue.MeetingNotice(
        dated=doing.today,
        posted=posted,
        when=said(row.starts_at),
        place=row.place,
        mode=f"{MODES[row.mode]}.",
        observing=row.observing,
        agenda=agenda_lines(doing, row),
        reason=row.closing_reason if agenda(doing.session, row.id) else None,
        good_cause=good_cause,
    )
    return doing.letter(notice)


def agenda_lines(doing: Doing, row: Meeting) -> tuple[str, ...]:
    """The tentative agenda in words that name nobody."""
    lines = ["Call to order and roll call", "Approval of the minutes of earlier meetings"]
    lines += [line.strip() for line in (row.open_business or "").splitlines() if line.strip()]
    if agenda(doing.session, row.id):
        lines += [f"Vote by roll call to close the meeting under section {row.closing_reason}", CLOSED_ITEM]
    return (*lines, "Adjournment")


def _keep_call(doing: Doing, row: Meeting) -> None:
    """Makes the call of the meeting to the members and keeps it with the meeting."""
    doing.session.flush()
    call = catalogue.MeetingCall(
        to=Address("The members", (catalogue.COMMITTEE,)),
        dated=doing.today,
        number=row.number,
        when=said(row.starts_at),
        place=row.place,
        mode=f"{MODES[row.mode]}.",
        observing=row.observing,
        agenda=agenda_lines(doing, row),
    )
    keep_sheet(doing, row, call)


@act(
    "Records that the notice of the meeting was posted, and keeps the sheet as it was. The first is mailed too.",
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(
        MEETING,
        Parameter(
            "place", Kind.TEXT, "Where it was posted", hint="for example: bulletin board at the principal office"
        ),
        Parameter("on", Kind.DAY, "Posted on", required=False, hint="today if left empty"),
        Parameter("at", Kind.TIME, "Posted at", required=False, hint="Missouri time, as 14:30; now if left empty"),
        Parameter(
            "good_cause",
            Kind.LONG_TEXT,
            "Good cause for shorter notice",
            required=False,
            hint="where it is posted later than 24 hours before; open to everyone, so it names nobody",
        ),
    ),
    hindrance=stands_for("post_notice"),
)
def post_notice(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    name_nobody(
        doing.session,
        agenda(doing.session, row.id),
        CLOSED_SESSIONS,
        place=doing["place"],
        good_cause=doing["good_cause"],
    )
    day = doing.on_day("on")
    if doing["at"] is None and day != doing.today:
        raise Refused("Say at what time of that day the notice was posted.", CLOSED_SESSIONS)
    posted_at = instant(day, doing["at"]) if doing["at"] else doing.now
    if posted_at > doing.now:
        raise Refused(
            f"{said(posted_at)} is still to come: a posting is recorded when it has happened.", CLOSED_SESSIONS
        )
    # A time is typed without its seconds.
    called_at = doing.session.get_one(Entry, row.called_by).at.replace(second=0, microsecond=0)
    if posted_at < called_at:
        raise Refused(
            f"The meeting was called at {said(called_at)}: its notice was not posted before. Where less than 24 hours "
            "were left, state the good cause for shorter notice.",
            CLOSED_SESSIONS,
        )
    first = row.state == meetings.MeetingState.CALLED
    latest = notice_time(row, doing.calendars).latest
    cause = doing["good_cause"] if posted_at > latest else None
    move(doing, row, "post_notice", posted_at, good_cause=bool(cause))
    paper = notice_of(doing, row, f"At {said(posted_at)}, {doing['place']}.", cause)
    pdf = as_pdf(paper, doing.letterhead())
    doing.session.add(
        NoticePosting(
            entry=doing.seq,
            meeting_id=row.id,
            posted_at=posted_at,
            place=doing["place"],
            account=doing.actor.name,
            latest=latest,
            good_cause=cause or _cause_given(doing, row) if posted_at > latest else None,
            pdf=pdf,
            sha256=sha256(pdf),
            words=paper.words,
        )
    )
    if first:
        _tell(doing, row, "meeting_noticed", notice=catalogue.words(paper))
    return {"meeting": row.number, "posted_at": said(posted_at), "place": doing["place"], "good_cause": cause}


def _cause_given(doing: Doing, row: Meeting) -> str | None:
    """The good cause of an earlier posting: a second sheet, put up late beside one in time, needs none of its own."""
    earlier = doing.session.scalars(
        select(NoticePosting).where(NoticePosting.meeting_id == row.id).order_by(NoticePosting.posted_at)
    ).first()
    if earlier is None:
        return None
    return earlier.good_cause or "A further posting: the first was in time."


REASON = Parameter("reason", Kind.LONG_TEXT, "Reason", hint="for the committee alone; it names no matter")


def _call_off(doing: Doing, row: Meeting) -> None:
    """Keeps why the meeting is not held then. Whoever is recused from one of its matters reads the reason too."""
    name_nobody(doing.session, agenda(doing.session, row.id), CONVENING, reason=doing["reason"])
    row.called_off = doing["reason"]
    row.sequence += 1


@act(
    "Postpones the meeting: it is called anew with the same agenda, and its new notice is to be posted.",
    CONVENING,
    roles="director",
    about="office",
    asks=(MEETING, *WHEN, REASON, EVEN_SO),
    hindrance=stands_for("postpone_meeting"),
    cannot_be_undone="The meeting is called off at its first time; calendars strike it out.",
)
def postpone_meeting(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    same = {name: getattr(row, name) for name in ("hours", "place", "mode", "observing", "open_business", "purpose")}
    later = _call(doing, agenda(doing.session, row.id), starts_at=_start(doing), **same)
    row.postponed_to = later.id
    _call_off(doing, row)
    move(doing, row, "postpone_meeting", doing.now)
    doing.reply["meeting"] = later.id
    _keep_call(doing, later)
    _tell(doing, later, "meeting_moved", [row, later], place=later.place, before=said(row.starts_at))
    return {"meeting": row.number, "postponed_to": later.number, "starts_at": said(later.starts_at)}


@act(
    "Cancels the meeting; the members are told, and calendars strike it out.",
    CONVENING,
    roles="director",
    about="office",
    asks=(MEETING, REASON),
    hindrance=stands_for("cancel_meeting"),
    cannot_be_undone="The meeting is called off. Another can be called.",
)
def cancel_meeting(doing: Doing) -> Mapping[str, Any]:
    row = the_meeting(doing)
    _call_off(doing, row)
    move(doing, row, "cancel_meeting", doing.now)
    _tell(doing, row, "meeting_cancelled", [row])
    return {"meeting": row.number, "reason": doing["reason"]}
