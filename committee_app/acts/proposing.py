"""Proposals beside those of a matter: notices, minutes, the roster, yearly figures; corrections and withdrawals."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.figures import keep_counts, left_out
from committee_app.acts.meeting_in_hand import MEETING, the_meeting
from committee_app.acts.office_records import (
    CLOSED_RECORDS,
    SEATS,
    SUMMARIES,
    of_minutes,
    of_notice,
    of_report,
    of_roster,
    of_totals,
    section_of,
)
from committee_app.acts.open_records import OPEN_REQUEST, WITHDRAWS, Draft, last_of, of_matter
from committee_app.acts.publishing import kept, propose, proposed_already
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.requests import totals
from committee_app.statewide import figures
from committee_app.tables.meetings import Meeting
from committee_app.tables.publications import Publication, Withdrawal
from letters.letter import Letter as Paper
from rules.statute import clause
from rules.sunshine import CLOSED_SESSIONS
from workflows.machine import Refused

YEAR = Parameter("year", Kind.NUMBER, "Calendar year")
NUMBER = Parameter("number", Kind.NUMBER, "Open record", hint="its public number")
HOW = {"corrects": "It corrects the record", "supersedes": "It takes the place of the record"}
FIRST_YEAR = 2027
NOTHING_NEW = "It would say nothing that is not published already."


def _after(doing: Doing, draft: Draft, how: str) -> Draft:
    """The draft as what comes after the record of the same thing, where there is one. Raises Refused where it says the
    same."""
    before = last_of(doing, draft)
    if before is None:
        return draft
    if (before.title, before.text, before.fields, before.sha256) == (
        draft.title, draft.text, draft.fields, draft.sha256,
    ) and not doing.session.get(Withdrawal, before.number):  # fmt: skip
        raise Refused(NOTHING_NEW, section_of(draft.kind))
    return replace(draft, replaces=before.number, how=how)


def _proposed(doing: Doing, draft: Draft, because: str | None = None) -> Mapping[str, Any]:
    doing.clause = section_of(draft.kind)
    return kept(propose(doing, draft, because))


def _can_be_made(make: Callable[[Doing], Draft]) -> Callable[[Doing], str | None]:
    """Open while there is something to propose that does not wait for its release already."""

    def hindrance(doing: Doing) -> str | None:
        try:
            other = proposed_already(doing, make(doing))
        except Refused as refused:
            return refused.reason
        return f"It is proposed already: proposal {other.id} waits to be released." if other else None

    return hindrance


def _paper(make: Callable[[Doing], Draft]) -> Callable[[Doing], Paper | None]:
    return lambda doing: make(doing).paper


def _notice(doing: Doing) -> Draft:
    return _after(doing, of_notice(doing, the_meeting(doing)), "supersedes")


def _minutes(doing: Doing) -> Draft:
    return _after(doing, of_minutes(doing, the_meeting(doing)), "corrects")


def _roster(doing: Doing) -> Draft:
    return _after(doing, of_roster(doing, doing.today), "supersedes")


@act(
    "Proposes to publish the notice of a meeting as it was posted, or that the meeting is called off.",
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(MEETING,),
    hindrance=_can_be_made(_notice),
)
def propose_notice(doing: Doing) -> Mapping[str, Any]:
    return _proposed(doing, _notice(doing))


@act(
    "Proposes to publish the open part of a meeting's approved minutes.",
    CLOSED_SESSIONS,
    roles="director staff",
    about="office",
    asks=(MEETING,),
    hindrance=_can_be_made(_minutes),
)
def propose_minutes(doing: Doing) -> Mapping[str, Any]:
    return _proposed(doing, _minutes(doing))


@act(
    "Proposes to publish who sits on the committee today, and for which terms.",
    SEATS,
    roles="director staff",
    about="office",
    drafts=_paper(_roster),
)
def propose_roster(doing: Doing) -> Mapping[str, Any]:
    return _proposed(doing, _roster(doing))


def _report(doing: Doing) -> tuple[Draft, dict[str, dict[str, int]]]:
    year = _year_that_is_over(doing)
    found, missing = figures(doing.session, year)
    withheld = left_out(doing, year, found) if doing["withhold"] else frozenset()
    return _after(doing, of_report(doing, year, found, missing, withheld), "corrects"), found


def _year_that_is_over(doing: Doing) -> int:
    year: int = doing["year"]
    if not FIRST_YEAR <= year < doing.today.year:
        raise Refused(f"The figures of {year} are not there: say a calendar year that is over, from {FIRST_YEAR} on.")
    return year


@act(
    "Proposes the statewide report of a calendar year; a later one of the same year corrects it.",
    SUMMARIES,
    roles="director staff",
    about="office",
    asks=(
        YEAR,
        Parameter(
            "withhold", Kind.YES, "Leave out every figure from which one office's could be subtracted", required=False,
            hint="figures that stay flagged need a reason of whoever releases the report",
        ),
    ),
    drafts=lambda doing: _report(doing)[0].paper,
)  # fmt: skip
def propose_report(doing: Doing) -> Mapping[str, Any]:
    draft, found = _report(doing)
    doing.clause = SUMMARIES
    row = propose(doing, draft)
    keep_counts(doing, row, found)
    return kept(row)


def _totals(doing: Doing) -> Draft:
    year = _year_that_is_over(doing)
    counts = [{"what": line["label"], "count": line["value"]} for line in totals(doing.session, year)]
    return _after(doing, of_totals(doing, year, counts), "corrects")


@act(
    "Proposes the totals of a calendar year's log of requests for records; later ones of the same year correct them.",
    CLOSED_RECORDS,
    roles="director staff",
    about="office",
    asks=(YEAR,),
    drafts=_paper(_totals),
)  # fmt: skip
def propose_totals(doing: Doing) -> Mapping[str, Any]:
    return _proposed(doing, _totals(doing))


# What was published before.


def records_here(doing: Doing) -> list[Publication]:
    """The published records of the matter in hand, or those of no matter, that are not replaced: what can be put right
    or withdrawn. Those that are withdrawn can be replaced."""
    here = Publication.complaint_id == doing.row.id if doing.row is not None else Publication.complaint_id.is_(None)
    later = select(Publication.replaces).where(Publication.replaces.is_not(None))
    query = select(Publication).where(here, Publication.number.not_in(later)).order_by(Publication.number)
    return list(doing.session.scalars(query))


def still_public(doing: Doing) -> list[Publication]:
    """The published records of the matter in hand, or those of no matter, that are not withdrawn."""
    here = Publication.complaint_id == doing.row.id if doing.row is not None else Publication.complaint_id.is_(None)
    gone = select(Withdrawal.number)
    return list(
        doing.session.scalars(
            select(Publication).where(here, Publication.number.not_in(gone)).order_by(Publication.number)
        )
    )


def _named(doing: Doing, among: list[Publication]) -> Publication:
    row = next((row for row in among if row.number == doing["number"]), None)
    if row is None:
        raise Refused(f"There is no record {doing['number']} here of which this could be done.", CLOSED_RECORDS)
    return row


def _made_anew(doing: Doing, before: Publication) -> Draft:
    match before.kind:
        case "notice":
            return of_notice(doing, doing.session.get_one(Meeting, before.meeting_id))
        case "minutes":
            return of_minutes(doing, doing.session.get_one(Meeting, before.meeting_id))
        case "roster":
            return of_roster(doing, doing.today)
        case "report" | "totals":
            raise Refused("Propose the figures of that year again: they correct those that are published.", SUMMARIES)
    return of_matter(doing, before.kind, clause(before.clause), doing.today, anew=True)


def _nothing_published(doing: Doing) -> str | None:
    return None if records_here(doing) else "Nothing is published here that could be put right."


@act(
    "Proposes a record that is made anew, and corrects or supersedes one that is published.",
    OPEN_REQUEST,
    CLOSED_RECORDS,
    roles="director staff",
    about="either",
    asks=(
        NUMBER,
        Parameter("how", Kind.CHOICE, "What it does", choices=HOW),
        Parameter("reason", Kind.LONG_TEXT, "Reason", hint="for the office alone; it stays closed"),
    ),
    hindrance=_nothing_published,
)
def propose_correction(doing: Doing) -> Mapping[str, Any]:
    before = _named(doing, records_here(doing))
    draft = _made_anew(doing, before)
    # The day alone makes no record another one.
    alike = (draft.title, draft.text, {**draft.fields, "as_of": None}) == (
        before.title, before.text, {**before.fields, "as_of": None},
    )  # fmt: skip
    if alike and not doing.session.get(Withdrawal, before.number):
        raise Refused(
            f"Made anew, it says what record {before.number} says: there is nothing to put right.", OPEN_REQUEST
        )
    draft = replace(draft, replaces=before.number, how=doing["how"])
    doing.clause = OPEN_REQUEST if draft.complaint_id else section_of(draft.kind)
    return kept(propose(doing, draft, doing["reason"]))


def _nothing_to_withdraw(doing: Doing) -> str | None:
    return None if still_public(doing) else "Nothing is published here that could be withdrawn."


@act(
    "Proposes to withdraw a record: once another person released that, the public reads the reason in its place.",
    CLOSED_RECORDS,
    roles="director staff",
    about="either",
    asks=(
        NUMBER,
        Parameter("reason", Kind.LONG_TEXT, "Reason", hint="everybody reads it: say nothing of what the record said"),
    ),
    hindrance=_nothing_to_withdraw,
)
def withdraw_publication(doing: Doing) -> Mapping[str, Any]:
    before = _named(doing, still_public(doing))
    draft = Draft(
        kind=before.kind,
        clause=before.clause,
        dated=doing.today,
        title=f"Withdrawal of record {before.number}",
        text=doing["reason"],
        pdf=b"",
        complaint_id=before.complaint_id,
        meeting_id=before.meeting_id,
        replaces=before.number,
        how=WITHDRAWS,
    )
    return kept(propose(doing, draft))
