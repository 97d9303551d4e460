"""A session that only reads puts each question one time, of the state that it sees; one that writes asks each time."""

from committee_app.acts.possible import open_motion_of
from committee_app.docket import names
from committee_app.tables.office import Account
from tests.offices import Office


def named(office: Office, display: str) -> None:
    with office.database.writing() as session:
        session.get_one(Account, "staff").display = display


def test_what_was_answered_holds_for_as_long_as_the_state_does(office: Office) -> None:
    with office.database.reading() as session:
        first = names(session)
        named(office, "Sample Staff, by another name")
        assert names(session) is first
        session.rollback()
        assert names(session)["staff"] == "Sample Staff, by another name"
    with office.database.reading() as session:
        assert names(session)["staff"] == "Sample Staff, by another name"


def test_each_matter_is_a_question_of_its_own(office: Office) -> None:
    first, second = office.lodge("2028-01-03"), office.lodge("2028-01-03")
    office.act("convene", complaint=second, on="2028-01-12", place="Jefferson City")
    motion = office.act("open_motion", complaint=second, on="2028-01-12", kind="formality").reply["motion"]
    with office.database.reading() as session:
        found = [open_motion_of(session, matter) for matter in (first, second, first)]
        assert [one.id if one else None for one in found] == [None, motion, None]


def test_who_writes_asks_each_time(office: Office) -> None:
    with office.database.writing() as session:
        before = dict(names(session))
        session.get_one(Account, "staff").display = "Sample Staff, renamed"
        assert names(session)["staff"] == "Sample Staff, renamed" != before["staff"]
