"""What can be chosen in the forms about meetings: meetings, matters, members, entries, as they are here and now."""

from collections.abc import Mapping

from sqlalchemy import select

from committee_app.access import hidden_matters
from committee_app.acts.doing import Doing
from committee_app.acts.information import requests_in, sittings_on
from committee_app.acts.meeting_in_hand import MEETING, agenda, seated_at
from committee_app.acts.minutes import drafts_before
from committee_app.acts.registry import Act, Parameter
from committee_app.acts.sessions import SEATS
from committee_app.docket import names
from committee_app.roster import seated
from committee_app.standing import IS_OPEN
from committee_app.tables.docket import Complaint, Term
from committee_app.tables.meetings import Meeting, Minute
from committee_app.tables.register import Jurisdiction
from rules.sunshine import said

CHOSEN = frozenset({"meeting", "minutes_of", "matters", "matter", "entry", "request"})
OTHERS = frozenset({"call_meeting", "call_hearing", "record_information"})


def chosen_at_meetings(act: Act, parameter: Parameter) -> bool:
    """Whether this field of this act is one that `at_meetings` fills."""
    ours = MEETING in act.parameters or act.verb in OTHERS
    return ours and (parameter.name in CHOSEN or parameter.choices is SEATS)


def at_meetings(parameter: Parameter, doing: Doing) -> Mapping[str, str]:
    """The choices of one field of a meeting's form, by what is sent; matters hidden from the account are left out."""
    hidden = hidden_matters(doing.session, doing.actor)
    row = doing.session.get(Meeting, doing["meeting"]) if doing["meeting"] else None
    match parameter.name:
        case "meeting":
            rows = sittings_on(doing) if doing.row is not None else [row] if row else []
            return {str(one.id): f"{one.number}, {said(one.starts_at)}" for one in rows}
        case "minutes_of":
            drafts = drafts_before(doing, row) if row else []
            return {str(one.id): f"{one.number}, {said(one.starts_at)}" for one in drafts}
        case "matters":
            return _open_matters(doing, hidden)
        case "matter":
            matters = agenda(doing.session, row.id) if row else []
            return {"": "Not about one matter"} | {one.id: one.id for one in matters if one.id not in hidden}
        case "entry":
            return _entries(doing, row, hidden) if row else {}
        case "request":
            return {str(one.entry): f"{one.asked_of}, {one.asked_on:%B %-d, %Y}" for one in requests_in(doing)}
    display = names(doing.session)
    filled = seated_at(doing.session, row) if row else seated(doing.session, doing.today)
    return {str(seat): display[account] for seat, account in filled.items()}


def _open_matters(doing: Doing, hidden: frozenset[str]) -> Mapping[str, str]:
    rows = doing.session.execute(
        select(Complaint.id, Jurisdiction.office, Jurisdiction.name)
        .join(Jurisdiction, Jurisdiction.fips == Complaint.jurisdiction)
        .join(Term, Term.complaint_id == Complaint.id, isouter=True)
        .where(Complaint.id.not_in(hidden), IS_OPEN)
        .order_by(Complaint.id)
    )
    return {number: f"{number}, {office}, {name}" for number, office, name in rows}


def _entries(doing: Doing, row: Meeting, hidden: frozenset[str]) -> Mapping[str, str]:
    entries = doing.session.scalars(select(Minute).where(Minute.meeting_id == row.id).order_by(Minute.entry))
    return {
        str(one.entry): f"{one.part} part, entry {one.entry}: {one.text[:60]}"
        for one in entries
        if one.complaint_id not in hidden
    }
