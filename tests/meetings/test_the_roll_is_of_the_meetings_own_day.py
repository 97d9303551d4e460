"""A meeting counts on its own day, whenever it is recorded: its roll is of those who sat then."""

from sqlalchemy import select

from committee_app.roster import seated
from committee_app.tables.meetings import Attendance
from tests.meetings.holding import Chair
from tests.offices import Office, day


def test_a_successor_is_not_on_the_roll_of_a_meeting_before_the_own_term(sqlite_office: Office) -> None:
    matter = sqlite_office.lodge("2029-12-17")
    chair = Chair(sqlite_office, "2029-12-31", matter, called="2029-12-18").noticed("2029-12-19")
    with sqlite_office.database.reading() as session:
        then, now = (seated(session, day(one)) for one in ("2029-12-31", "2030-01-02"))
    assert set(then) - set(now), "a term ends with the year"
    chair.do("record_attendance", today="2030-01-02", in_room=",".join(map(str, then)), at="09:00")
    chair.do("open_meeting", today="2030-01-02", at="09:02")
    with sqlite_office.database.reading() as session:
        roll = session.execute(select(Attendance.seat, Attendance.account).where(Attendance.fact == "present"))
        assert dict(roll.all()) == dict(then)
