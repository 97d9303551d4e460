"""Whether a proposal is still what it was: the records it was made of may have moved on, or another was released."""

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.office_records import of_minutes, of_notice, of_roster
from committee_app.acts.open_records import WITHDRAWS, Draft, last_of, of_matter, open_record
from committee_app.tables.meetings import Meeting
from committee_app.tables.publications import Proposal, Publication, Withdrawal
from rules.statute import clause
from workflows.machine import Refused


def stale(doing: Doing, row: Proposal) -> str | None:
    """Why the proposal cannot be released any more, as a sentence; None where all is as it was proposed."""
    if row.how == WITHDRAWS:
        gone = doing.session.get(Withdrawal, row.replaces)
        return f"record {row.replaces} was withdrawn meanwhile." if gone else None
    if row.replaces is not None:
        later = doing.session.scalar(select(Publication.number).where(Publication.replaces == row.replaces))
        if later is not None:
            return f"record {later} has taken the place of record {row.replaces} meanwhile."
    elif (other := last_of(doing, row)) is not None and row.complaint_id is None:
        return f"record {other.number} was released meanwhile."
    if row.complaint_id is not None and row.how is None:
        now = open_record(doing)
        if now != (row.kind, clause(row.clause)):
            return "the matter has moved on, or another record of it was released meanwhile."
    try:
        again = _made_again(doing, row)
    except Refused as refused:
        return f"{refused.reason[:1].lower()}{refused.reason[1:]}"
    return _made_differently(row, again)


def innocent_in(doing: Doing, row: Proposal) -> tuple[str, ...]:
    """What the law or an open column puts into the proposal, so that no closed text can protect it."""
    if row.how == WITHDRAWS:
        return ()
    again = _made_again(doing, row)
    if again is not None:
        return again.innocent
    return (row.title, row.text) if row.kind == "report" else (row.title,)


def _made_again(doing: Doing, row: Proposal) -> Draft | None:
    if row.complaint_id is not None:
        return of_matter(doing, row.kind, clause(row.clause), row.dated, anew=row.how is not None)
    match row.kind:
        case "notice" | "minutes":
            meeting = doing.session.get_one(Meeting, row.meeting_id)
            return of_notice(doing, meeting) if row.kind == "notice" else of_minutes(doing, meeting)
        case "roster":
            return of_roster(doing, row.dated)
    # Figures are those of the day on which they were reckoned; later ones correct them.
    return None


def _made_differently(row: Proposal, again: Draft | None) -> str | None:
    if again is None:
        return None
    alike = ("title", "text", "fields", "office", "sha256")
    if any(getattr(row, name) != getattr(again, name) for name in alike):
        return "the records that it was made of say something else now."
    return None
