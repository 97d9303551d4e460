"""The month of deadlines against holidays that were worked out by hand (law.md 1.3 and Appendix B)."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from committee_app.desks.deadlines import weeks
from committee_app.standing import open_duties
from committee_app.tables.docket import Duty
from rules import calendar
from tests.desks.visiting import Site
from tests.offices import Office, day

# Month, and the days that are no business day for another reason than the weekend: strict, then lenient alone.
WORKED = {
    "2027-02": ({12: "Lincoln Day", 15: "Washington"}, {}),
    "2028-01": ({1: "New Year", 17: "Martin Luther King"}, {}),
    "2028-11": ({11: "Veterans Day", 23: "Thanksgiving"}, {10: "Veterans Day, observed"}),
    "2028-12": ({25: "Christmas"}, {}),
}


def shown(month: str, closures: dict[dt.date, str] | None = None) -> dict[dt.date, tuple[str | None, str | None]]:
    first = day(f"{month}-01")
    made = weeks(first, calendar.strict(), calendar.lenient(closures or {}), [], [])
    assert all(len(week) == 7 and week[0].date.weekday() == calendar_sunday() for week in made)
    days = [one for week in made for one in week if one.inside]
    assert [one.date.day for one in days] == list(range(1, len(days) + 1))
    return {one.date: (one.strict, one.lenient) for one in days}


def calendar_sunday() -> int:
    return day("2028-11-05").weekday()


@pytest.mark.parametrize("month", WORKED)
def test_each_day_says_why_it_is_no_business_day(month: str) -> None:
    strict, lenient = WORKED[month]
    for date, (by_strict, by_lenient) in shown(month).items():
        if date.weekday() >= 5:
            assert by_strict == by_lenient == f"{date:%A}"
        elif date.day in strict:
            assert by_strict is not None
            assert strict[date.day] in by_strict
        else:
            assert by_strict is None
            assert (by_lenient or "").startswith(lenient.get(date.day, "")) == (date.day in lenient) or not by_lenient
            assert bool(by_lenient) == (date.day in lenient)


def test_a_closure_is_left_out_by_the_lenient_calendar_alone() -> None:
    closed = {day("2028-11-16"): "Executive order 28-99"}
    assert shown("2028-11", closed)[day("2028-11-16")] == (None, "office closed: Executive order 28-99")


def test_every_open_duty_stands_on_its_day_and_leads_to_its_count(looked_at: Site) -> None:
    director = looked_at.visitor("director")
    with looked_at.database.reading() as session:
        duties = session.execute(select(Duty.id, Duty.complaint_id, Duty.due_on).where(Duty.done_on.is_(None))).all()
    assert len(duties) > 7
    for duty in duties:
        page = director.page(f"/deadlines?month={duty.due_on:%Y-%m}")
        (cell,) = re.findall(rf'<td[^>]*>\s*<time datetime="{duty.due_on}">.*?</td>', page, re.DOTALL)
        assert f'href="/docket/{duty.complaint_id}#duty-{duty.id}"' in cell
        assert f'id="duty-{duty.id}"' in director.page(f"/docket/{duty.complaint_id}")


def test_months_follow_one_another_over_the_turn_of_the_year(looked_at: Site) -> None:
    page = looked_at.visitor("member-r1").page("/deadlines?month=2028-12")
    assert 'href="/deadlines?month=2028-11"' in page
    assert 'href="/deadlines?month=2029-01"' in page


@pytest.mark.parametrize("asked", ["2028-13", "nonsense", "0000-01", "1990-01", "2099-12", "2028-1", "%00", "٢٠٢٨-01"])
def test_a_month_that_is_none_is_said_to_be_none(looked_at: Site, asked: str) -> None:
    page = looked_at.visitor("director").page(f"/deadlines?month={asked}")
    assert "Deadlines of November 2028" in page
    assert "is not a month" in page


@pytest.mark.parametrize("asked", ["1991-01", "2098-12"])
def test_the_first_and_the_last_month_can_be_seen(looked_at: Site, asked: str) -> None:
    page = looked_at.visitor("director").page(f"/deadlines?month={asked}")
    assert "is not a month" not in page
    assert page.count('rel="prev"') + page.count('rel="next"') == 1


def test_a_recused_member_sees_no_duty_of_the_matter(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.recuse("member-r1", matter, on="2028-01-04")
    with office.database.reading() as session:
        assert open_duties(session, frozenset({matter})) == []
        assert [duty.complaint for duty in open_duties(session, frozenset())] == [matter]
