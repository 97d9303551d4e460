"""Meetings as an iCalendar file (RFC 5545): when and where, and that the committee meets; nothing else."""

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event

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
    for row in meetings:
        file.add_component(_event(row))
    file.add_missing_timezones()
    return bytes(file.to_ical())


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
