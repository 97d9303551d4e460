"""Every case of the table of appointments (56.602.2(2), law.md A6 to A14), through the act and on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, update

from committee_app import journal
from committee_app.acts import Refused
from committee_app.acts.roster import Ineligible
from committee_app.database import Database
from committee_app.roster import seated
from committee_app.tables.office import Account
from committee_app.tables.roster import SeatTerm
from tests.offices import Office, day, noon
from tests.oracle import faults
from tests.roster.appointing import appoint, attempt
from tests.workflows.test_roster import ALLOWED, REFUSED, VETERAN, of
from workflows.roster import SeatTerm as Term


def state_of(office: Office) -> tuple[int, tuple[int, str]]:
    with office.database.reading() as session:
        return session.scalar(select(func.count()).select_from(SeatTerm)) or 0, journal.head(session)


@pytest.mark.parametrize("name", ALLOWED)
def test_an_appointment_that_the_act_allows_is_recorded(empty: Office, name: str) -> None:
    case = ALLOWED[name]
    outcome = attempt(empty, case)
    assert outcome.clause == ("56.602.2(2)#10" if case.term.vacancy else "56.602.2(2)#2")
    with empty.database.reading() as session:
        assert seated(session, case.term.starts)[case.term.seat] == "candidate"
        assert seated(session, case.term.ends)[case.term.seat] == "candidate"
        row = session.get_one(SeatTerm, outcome.reply["term"])
        assert row.readings["party_of"] == case.adopted["party_of"]
    assert faults(empty.database) == []


@pytest.mark.parametrize("name", REFUSED)
def test_an_appointment_that_the_act_does_not_allow_is_refused_and_changes_nothing(empty: Office, name: str) -> None:
    clause, case = REFUSED[name]
    with pytest.raises(Ineligible) as refused:
        attempt(empty, case)
    assert clause in [objection.clause.id for objection in refused.value.objections]
    assert all(objection.sentence in refused.value.reason for objection in refused.value.objections)
    terms, (entries, _) = state_of(empty)
    assert terms == len(case.candidate.on_committee) + len(case.taken)
    with pytest.raises(Ineligible):
        appoint(empty, "director" if case.candidate.is_director else "candidate", case.term, case.made_on)
    assert state_of(empty)[1][0] == entries


def test_every_objection_is_told_at_once_with_its_sum(empty: Office) -> None:
    """Last elected for the other party, one full term, and a whole term that begins in the middle of one."""
    one_term = replace(VETERAN, in_office=VETERAN.in_office[1:])
    with pytest.raises(Ineligible) as refused:
        attempt(empty, of(one_term, Term(4, date(2030, 3, 5), date(2031, 12, 31)), date(2030, 3, 1)))
    assert refused.value.reason == (
        "The Act does not allow this appointment. 3 reasons: "
        "Sample Candidate was last elected as a Republican (Prosecuting Attorney, Sample County, November 6, 2014); "
        "seat 4 is for one elected as a Democrat. (56.602.2(2)) "
        "Sample Candidate has served 1 full term as a prosecutor by March 1, 2030; 2 are needed. "
        "0 part or unfinished terms do not make up for one. (56.602.2(2)) "
        "The term of seat 4 begins on January 1, 2028; from March 5, 2030 only a vacancy can be filled. (56.602.2(2))"
    )


@pytest.mark.parametrize("account", ["nobody", "staff", "clerk"])
def test_who_is_no_member_of_the_docket_is_not_appointed(empty: Office, account: str) -> None:
    with pytest.raises(Refused, match="is no member's account"):
        appoint(empty, account, Term(2, date(2028, 1, 1), date(2031, 12, 31)), date(2027, 11, 15))


def test_an_account_that_has_ended_is_not_appointed(empty: Office) -> None:
    owner = Database(empty.database.url, owner=True)
    with owner.writing() as session:
        session.execute(update(Account).where(Account.name == "candidate").values(ended_at=noon(day("2027-10-01"))))
    owner.close()
    with pytest.raises(Refused, match="nobody could sit under it"):
        attempt(empty, ALLOWED["a former prosecutor of two full terms"])


def test_the_last_day_is_worked_out(empty: Office) -> None:
    attempt(empty, ALLOWED["a former prosecutor of two full terms"])
    empty.act("record_vacancy", "clerk", on="2029-05-02", account="candidate", because="resigned",
              last_day="2029-05-31", source="Sample letter")  # fmt: skip
    outcome = empty.act(
        "appoint_member", "clerk", on="2029-06-04", account="candidate", seat="2", filling="rest",
        starts_on="2029-06-04", source="Sample minutes",
    )  # fmt: skip
    assert outcome.reply["ends_on"] == "2031-12-31"


def test_the_journal_keeps_the_decision_with_its_source(empty: Office) -> None:
    attempt(empty, ALLOWED["a former prosecutor of two full terms"])
    with empty.database.reading() as session:
        (row,) = session.scalars(select(SeatTerm))
        assert (row.appointed_on, row.source) == (day("2027-11-15"), "Sample minutes of the council")
        assert row.entry == journal.head(session)[0]


def test_no_time_as_a_prosecutor_counts_twice(empty: Office) -> None:
    attempt(empty, ALLOWED["a former prosecutor of two full terms"])
    with pytest.raises(Refused, match="no time counts twice"):
        empty.act("enter_candidate", "clerk", on="2028-02-01", account="candidate", office="Another office",
                  starts_on="2018-12-31", ends_on="2020-12-31", source="Sample")  # fmt: skip


def test_a_struck_entry_counts_no_more_and_stays_on_record(empty: Office) -> None:
    case = of(VETERAN)
    with pytest.raises(Ineligible):
        attempt(empty, of(VETERAN, Term(3, date(2028, 1, 1), date(2031, 12, 31))))
    empty.act("strike_office_term", "clerk", on="2027-11-10", number="1", reason="Another person of that name.")
    with pytest.raises(Ineligible, match="has served 1 full term"):
        appoint(empty, "candidate", case.term, case.made_on)
    with pytest.raises(Refused, match="no entry 1 that counts"):
        empty.act("strike_office_term", "clerk", on="2027-11-10", number="1", reason="Again.")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"ends_on": "2010-12-31"}, "ends before it starts"),
        ({"elected_on": "2010-11-02"}, "its day and its party"),
        ({"party": "Democrat"}, "its day and its party"),
        ({"elected_on": "2012-11-06", "party": "Democrat"}, "The election comes before the term"),
        ({"starts_on": "1949-01-01"}, "Check the year"),
        ({"account": "auditor"}, "is no member's account"),
    ],
)
def test_a_history_that_cannot_be_is_refused(empty: Office, given: dict[str, str], words: str) -> None:
    said = {"account": "candidate", "office": "Sample office", "starts_on": "2011-01-01", "ends_on": "2014-12-31",
            "source": "Sample", **given}  # fmt: skip
    with pytest.raises(Refused, match=words):
        empty.act("enter_candidate", "clerk", on="2027-11-10", **said)
