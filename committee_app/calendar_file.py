"""Meetings as an iCalendar file (RFC 5545): when and where, and that the committee meets; nothing else."""

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from committee_app.tables.meetings import Meeting
from rules.sunshine import MISSOURI
from workflows.meeting import CALLED_OFF

TITLE = "Review Committee meeting"


def calendar_file(meetings: Iterable[Meeting], method: str = "PUBLISH") -> bytes:
    """The file of these meetings, in Missouri's time, with its VTIMEZONE. The same meetings give the same bytes."""
    file = Calendar()
    file.add("prodid", "-//Prosecuting and Circuit Attorney Review Committee//docket//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    file.add_component(_missouri())
    for row in meetings:
        file.add_component(_event(row))
    return bytes(file.to_ical())


def _missouri() -> Timezone:
    """America/Chicago by the rule in force since 2007, without an end."""
    zone = Timezone()
    zone.add("tzid", "America/Chicago")
    for turn, name, first, sunday, before, after in (
        (TimezoneDaylight(), "CDT", dt.date(2007, 3, 11), "2SU", -6, -5),
        (TimezoneStandard(), "CST", dt.date(2007, 11, 4), "1SU", -5, -6),
    ):
        turn.add("dtstart", dt.datetime.combine(first, dt.time(2)))
        turn.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": sunday})
        turn.add("tzoffsetfrom", dt.timedelta(hours=before))
        turn.add("tzoffsetto", dt.timedelta(hours=after))
        turn.add("tzname", name)
        zone.add_component(turn)
    return zone


def _event(row: Meeting) -> Event:
    event = Event()
    event.add("uid", f"meeting-{row.number}@review-committee")
    event.add("dtstamp", row.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", row.sequence)
    event.add("dtstart", row.starts_at.astimezone(MISSOURI))
    event.add("duration", dt.timedelta(hours=row.hours))
    event.add("summary", TITLE)
    event.add("location", row.place)
    event.add("status", "CANCELLED" if row.state in CALLED_OFF else "CONFIRMED")
    return event
