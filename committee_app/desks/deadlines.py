"""The deadlines as a calendar month: each day with the duties that fall due, and why it is no business day."""

import calendar
import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, g, render_template, request

from committee_app.access import READERS, hidden_matters
from committee_app.acts.doing import calendars
from committee_app.doorway import office, records, shows
from committee_app.morning import asked_for
from committee_app.requests import Asked, Awaited
from committee_app.standing import OpenDuty, open_duties
from rules.calendar import FIRST_YEAR, LAST_YEAR, Calendar, add_months

desk = Blueprint("deadlines", __name__)
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayShown:
    """One day of the month: why either calendar does not count it, and what falls due."""

    date: dt.date
    inside: bool
    strict: str | None
    lenient: str | None
    duties: list[OpenDuty]
    requests: list[tuple[Asked, Awaited]]

    @property
    def weekend(self) -> bool:
        return self.date.weekday() >= calendar.SATURDAY


def weeks(
    first: dt.date,
    strict: Calendar,
    lenient: Calendar,
    duties: list[OpenDuty],
    requests: list[tuple[Asked, Awaited]],
) -> list[list[DayShown]]:
    """The weeks that the month touches, from Sunday to Saturday."""
    due: dict[dt.date, list[OpenDuty]] = defaultdict(list)
    for duty in duties:
        due[duty.due].append(duty)
    asked: dict[dt.date, list[tuple[Asked, Awaited]]] = defaultdict(list)
    for one, awaited in requests:
        asked[awaited.by].append((one, awaited))
    return [
        [
            DayShown(
                day,
                day.month == first.month,
                strict.closed_because(day),
                lenient.closed_because(day),
                due.get(day, []),
                asked.get(day, []),
            )
            for day in week
        ]
        for week in calendar.Calendar(calendar.SUNDAY).monthdatescalendar(first.year, first.month)
    ]


@desk.get("/deadlines")
@shows("deadlines")
def month() -> str:
    today = office().settings.today()
    first, mistake = _asked(request.args.get("month", ""), today)
    both = calendars(records())
    duties = open_duties(records(), hidden_matters(records(), g.actor))
    requests = asked_for(records(), both.strict) if g.actor.role in READERS["request"] else []
    ours = [awaited.by for _, awaited in requests if awaited.of_the_office]
    return render_template(
        "deadlines.html",
        first=first,
        mistake=mistake,
        weeks=weeks(first, both.strict, both.lenient, duties, requests),
        before=_within(add_months(first, -1)),
        after=_within(add_months(first, 1)),
        due=[duty for duty in duties if (duty.due.year, duty.due.month) == (first.year, first.month)],
        overdue=sum(duty.due < today for duty in duties),
        answers=sum((by.year, by.month) == (first.year, first.month) for by in ours),
    )


def _asked(text: str, today: dt.date) -> tuple[dt.date, str | None]:
    """The first day of the month asked for, or this month's with a sentence on what was wrong."""
    if not text:
        return today.replace(day=1), None
    found = MONTH.fullmatch(text.strip())
    if found and _within(first := dt.date(int(found[1]) or 1, int(found[2]), 1)):
        return first, None
    years = f"{FIRST_YEAR + 1} and {LAST_YEAR - 1}"
    return today.replace(day=1), f"“{text[:40]}” is not a month written as YYYY-MM, between {years}. This is today's."


def _within(first: dt.date) -> dt.date | None:
    """The month, where the calendar knows every day of the weeks that it touches."""
    return first if FIRST_YEAR < first.year < LAST_YEAR else None
