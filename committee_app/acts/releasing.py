"""Whether a proposal is still what it was: the records it was made of may have moved on, or another was released."""

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.open_records import WITHDRAWS, Draft, of_matter, open_record
from committee_app.tables.publications import Proposal, Publication, Withdrawal
from rules.statute import clause


def stale(doing: Doing, row: Proposal) -> str | None:
    """Why the proposal cannot be released any more, as a sentence; None where all is as it was proposed."""
    if row.how == WITHDRAWS:
        gone = doing.session.get(Withdrawal, row.replaces)
        return f"record {row.replaces} was withdrawn meanwhile." if gone else None
    if row.replaces is not None:
        later = doing.session.scalar(select(Publication.number).where(Publication.replaces == row.replaces))
        if later is not None:
            return f"record {later} has taken the place of record {row.replaces} meanwhile."
    if row.complaint_id is not None and row.how is None:
        now = open_record(doing)
        if now != (row.kind, clause(row.clause)):
            return "the matter has moved on, or another record of it was released meanwhile."
    return _made_differently(row, _made_again(doing, row))


def _made_again(doing: Doing, row: Proposal) -> Draft | None:
    if row.complaint_id is not None:
        return of_matter(doing, row.kind, clause(row.clause), row.dated, anew=row.how is not None)
    return None


def _made_differently(row: Proposal, again: Draft | None) -> str | None:
    if again is None:
        return None
    alike = ("title", "text", "fields", "office", "sha256")
    if any(getattr(row, name) != getattr(again, name) for name in alike):
        return "the records that it was made of say something else now."
    return None
