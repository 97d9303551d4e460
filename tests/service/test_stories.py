"""Stories of service: the days by the table, by the rules read a second time, and by the office, on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from committee_app.database import Database
from committee_app.tables.docket import Complaint, Duty
from tests.offices import Office
from tests.oracle import faults
from tests.service.stories import STORIES, Story
from tests.service.telling import CLOSED, Telling, plainly

STARTS = ("delivery", "mailing", "mailing_plus_5")
CALENDARS = ("lenient", "strict")


def test_the_table_is_long_enough_and_tells_different_stories() -> None:
    assert len(STORIES) >= 40
    assert len({story.name for story in STORIES}) == len({story.told for story in STORIES}) == len(STORIES)


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_table_agrees_with_the_rules_read_a_second_time(story: Story, start: str, calendar: str) -> None:
    assert plainly(story, start, calendar) == story.days(start, calendar)


# All of it on SQLite; on PostgreSQL the reading that is in force from the start, and the one that is furthest from it.
TOLD = (
    *(("sqlite", start, calendar) for start in STARTS for calendar in CALENDARS),
    ("postgresql", "delivery", "lenient"),
    ("postgresql", "mailing_plus_5", "strict"),
)


@pytest.mark.parametrize(("engine", "start", "calendar"), TOLD)
def test_the_office_comes_to_the_days_of_the_table(
    new_url: Callable[[str], str], tmp_path: Path, engine: str, start: str, calendar: str
) -> None:
    office = Office(Database(new_url(engine)), tmp_path)
    first = "2028-01-03"
    for reading, option in (("response_start", start), ("respond_calendar", calendar)):
        office.act("adopt_reading", on=first, reading=reading, option=option, memo="Sample memo.")
    office.act("enter_closure", on=first, day=CLOSED.isoformat(), source="Sample executive order 28-20")
    wrong = {}
    for story in STORIES:
        complaint = Telling(office, story).tell().complaint
        found = days(office, complaint)
        wanted = (*story.days(start, calendar), story.replaced(start))
        if found != wanted:
            wrong[story.name] = (found, wanted)
    assert wrong == {}
    assert faults(office.database) == []
    office.database.close()


def days(office: Office, complaint: str) -> tuple[str | None, str | None, list[str]]:
    """The day to respond and the last day of the review as they count, and the days to respond that they replaced."""
    with office.database.reading() as session:
        due = session.get_one(Complaint, complaint).response_due
        duties = list(session.scalars(select(Duty).where(Duty.complaint_id == complaint).order_by(Duty.id)))
        stand = {duty.kind: duty.due_on for duty in duties if duty.replaced_by is None}
        assert stand.get("respond") == due
        assert len([duty for duty in duties if duty.kind == "respond" and duty.replaced_by is None]) <= 1
        replaced = [duty.due_on.isoformat() for duty in duties if duty.kind == "respond" and duty.replaced_by]
    review = stand.get("review")
    return due.isoformat() if due else None, review.isoformat() if review else None, replaced
