"""A case of the table of appointments, carried out in an office: what was served is entered, what was held is
appointed to, and then the council's clerk records the appointment in question."""

from datetime import date, timedelta

from committee_app.acts import Outcome
from tests.offices import Office
from workflows.roster import BY_NUMBER, Appointment, Candidate, OfficeTerm, SeatTerm

A_MONTH = timedelta(days=31)


def appoint(office: Office, account: str, term: SeatTerm, decided: date) -> Outcome:
    """The clerk's act on the day of the decision."""
    return office.act(
        "appoint_member",
        "clerk",
        on=decided.isoformat(),
        account=account,
        seat=str(term.seat),
        filling="rest" if term.vacancy else "whole",
        starts_on=term.starts.isoformat(),
        ends_on=term.ends.isoformat(),
        source="Sample minutes of the council",
    )


def attempt(office: Office, case: Appointment) -> Outcome:
    """The case through the acts. Raises Refused where the Act does not allow the appointment."""
    if case.adopted["party_of"] != "last_election":
        office.act(
            "adopt_reading", on="2027-10-01", reading="party_of", option=case.adopted["party_of"], memo="Sample memo"
        )
    account = "director" if case.candidate.is_director else "candidate"
    _enter(office, account, case.candidate)
    for before in case.candidate.on_committee:
        _appoint_before(office, account, before)
    for taken in case.taken:
        _enter_a_veteran(office, "other", BY_NUMBER[taken.seat].party)
        _appoint_before(office, "other", taken)
    return appoint(office, account, case.term, case.made_on)


def _enter(office: Office, account: str, candidate: Candidate) -> None:
    """The last elections led to the last terms; a term without one was by appointment."""
    elections = list(candidate.elections)
    for term in reversed(candidate.in_office):
        _enter_term(office, account, term, *((elections[-1].party, elections.pop().held_on) if elections else ()))


def _enter_term(office: Office, account: str, term: OfficeTerm, party: str = "", elected: date | None = None) -> None:
    office.act(
        "enter_candidate",
        "clerk",
        on="2026-10-01",
        account=account,
        office=term.office,
        starts_on=term.starts.isoformat(),
        ends_on=term.ends.isoformat(),
        elected_on=min(elected, date(2026, 10, 1)).isoformat() if elected else "",
        party=party if party in {"", "Republican", "Democrat"} else "other",
        source="Sample manual",
    )


def _enter_a_veteran(office: Office, account: str, party: str) -> None:
    for first in (2011, 2015):
        term = OfficeTerm("Prosecuting Attorney, Sample County", date(first, 1, 1), date(first + 3, 12, 31))
        _enter_term(office, account, term, party, date(first - 1, 11, 6))


def _appoint_before(office: Office, account: str, term: SeatTerm) -> None:
    appoint(office, account, term, term.starts if term.vacancy else term.starts - A_MONTH)
