"""Meetings as the public reads them: from the notices that were published, and as iCalendar (RFC 5545)."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from committee_app.public.shelf import Shelf
from committee_app.public.store import OpenRecord
from committee_app.public.words import UNSHOWN, hour, off, weekday

TITLE = "Review Committee meeting"
# Missouri's clock since 2007: two turns a year, without an end.
ZONE = """BEGIN:VTIMEZONE
TZID:America/Chicago
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:-0600
TZOFFSETTO:-0500
TZNAME:CDT
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:-0500
TZOFFSETTO:-0600
TZNAME:CST
END:STANDARD
END:VTIMEZONE""".splitlines()


@dataclass(frozen=True, slots=True)
class Gathering:
    """One meeting: the notice that stands, the first notice of it, and how many there were before this one."""

    notice: OpenRecord
    first: int
    earlier: int

    def said(self, name: str) -> str:
        value = self.notice.fields.get(name)
        return value if isinstance(value, str) else ""

    @property
    def day(self) -> str:
        said = self.said("day")
        return said if re.fullmatch(r"\d{4}-\d\d-\d\d", said, re.ASCII) else self.notice.dated

    @property
    def when(self) -> str:
        """Wednesday, November 15, 2028, at 2:30 p.m."""
        time = self.said("time")
        return f"{weekday(self.day)}, at {hour(time)}" if time else weekday(self.day)

    @property
    def off(self) -> str:
        """That the meeting was called off or postponed; empty where it stands."""
        return off(self.notice)


def gatherings(shelf: Shelf) -> list[Gathering]:
    """The meetings of which notice was given, by day and hour. A notice that a later one replaced, or that was
    withdrawn, is no meeting of its own."""
    notices = {record.number: record for record in shelf.records if record.kind == "notice"}
    met = []
    for notice in notices.values():
        if notice.withdrawn or (notice.replaced_by in notices and not notices[notice.replaced_by].withdrawn):
            continue
        first, earlier = notice, 0
        while first.replaces in notices:
            first, earlier = notices[first.replaces], earlier + 1
        met.append(Gathering(notice, first.number, earlier))
    return sorted(met, key=lambda one: (one.day, one.said("time"), one.notice.number))


def ahead(meetings: Iterable[Gathering], today: dt.date) -> list[Gathering]:
    """Those of today or later, the next one first; what was called off is among them, and says so."""
    return [one for one in meetings if one.day >= today.isoformat()]


def calendar(meetings: Iterable[Gathering], address: str) -> bytes:
    """The iCalendar file of these meetings. The same notices give the same bytes: its stamps are the days on which
    they were published. `address` is the site's own, before the path; it may be empty."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Review Committee//open records//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{TITLE}s", *ZONE]  # fmt: skip
    for one in meetings:
        lines += _event(one, address)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(one: Gathering, address: str) -> list[str]:
    stamp = re.sub(r"\D", "", one.notice.released or one.notice.dated)
    words = [one.said(name) for name in ("electronic", "closing") if one.said(name)]
    agenda = _lines(one.notice.fields, "agenda")
    if agenda:
        words.insert(0, "Tentative agenda: " + "; ".join(agenda))
    lines = [
        "BEGIN:VEVENT",
        f"UID:meeting-{one.first}@open-records.review-committee",
        f"DTSTAMP:{stamp}T000000Z",
        f"SEQUENCE:{one.earlier}",
        *_start(one.day, one.said("time")),
        f"SUMMARY:{_text(f'{one.off}: {TITLE}' if one.off else TITLE)}",
        f"LOCATION:{_text(one.said('place'))}",
        f"DESCRIPTION:{_text(chr(10).join(words))}",
        f"STATUS:{'CANCELLED' if one.off else 'CONFIRMED'}",
    ]
    if address:
        lines.append(f"URL:{address}/records/{one.notice.number}")
    return [*lines, "END:VEVENT"]


def _start(day: str, time: str) -> list[str]:
    date = day.replace("-", "")
    if re.fullmatch(r"\d\d:\d\d(:\d\d)?", time):
        return [f"DTSTART;TZID=America/Chicago:{date}T{time[:2]}{time[3:5]}00"]
    return [f"DTSTART;VALUE=DATE:{date}"]


def _lines(fields: Mapping[str, Any], name: str) -> list[str]:
    value = fields.get(name)
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _text(words: str) -> str:
    """Words as a TEXT value (RFC 5545, 3.3.11)."""
    plain = UNSHOWN.sub("\ufffd", words).replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of 75 bytes at most, no character cut in two."""
    pieces, piece, room = [], "", 75
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", 74
        piece, room = piece + character, room - size
    return "\r\n ".join([*pieces, piece])
