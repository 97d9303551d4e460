"""A story of service told to the office, act by act; and the same rules a second time, in plain Python.

The second reading shares nothing with the program: neither its facts, nor its calendar, nor its procedure.
"""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from tests.offices import ADDRESS, Office
from tests.register.plain import closed_days
from tests.service.stories import Story, whole
from workflows.service import Addressee, Fact
from workflows.service import Event as Act

BECAME = {"deliver": "delivered", "agent": "delivered", "refuse": "refused"}
BACK = {"unclaimed": "unclaimed", "lost": "undeliverable", "back": "returned"}
TRIES = {"try": "attempted", "handed": "handed_over", "left": "left_with_agent"}
TO = {"second": "second_address", "deputy": "deputy"}
NUMBERS = count(1)


@dataclass(frozen=True)
class Event:
    """One event of a story: what, of which piece of mail, to whom, on which day, known on which day; or which earlier
    event is amended, and how."""

    what: str
    day: str
    known: str
    piece: str = ""
    to: str = "prosecutor"
    amends: int = 0
    how: str = ""


def events(told: str) -> list[Event]:
    """The events of a story, in the order in which they became known."""
    return [_event(part.strip()) for part in told.split(";")]


def _event(part: str) -> Event:
    said, _, later = part.partition(" @ ")
    what, *words = said.split()
    if what == "amend":
        number, how, *rest = words
        day = next((whole(word) for word in rest if word[0].isdigit()), "")
        return Event(rest[0] if how in {"to", "as"} else how, day, whole(later), amends=int(number), how=how)
    piece = words[0] if len(words[0]) == 1 else ""
    to = next((TO[word] for word in words if word in TO), "prosecutor")
    day = whole(words[-1])
    return Event(what, day, whole(later) if later else day, piece, to)


class Telling:
    """One story in one office: a matter of its own, and the acts that the story's events are."""

    def __init__(self, office: Office, story: Story) -> None:
        self.office, self.story = office, story
        self.events = events(story.told)
        self.entries: dict[int, int] = {}
        self.mailings: dict[str, tuple[int, str, str]] = {}
        first = whole(story.formal) if story.formal else self.events[0].day
        self.complaint = office.lodge(first)
        office.act("convene", complaint=self.complaint, on=first, place="Jefferson City")
        office.vote(self.complaint, "formality", "yyyyn", on=first)
        released = office.act("release_notice", complaint=self.complaint, on=first, address=ADDRESS)
        self.letter = released.reply["letters"][0]["id"]
        self.state = released.state

    def tell(self) -> "Telling":
        for number, event in enumerate(self.events, 1):
            verb, given = self._act(event)
            outcome = self.office.act(verb, "staff", self.complaint, on=event.known, **given)
            self.state, self.entries[number] = outcome.state, outcome.entry
            if event.what in {"post", "handed"}:
                self.mailings.setdefault(event.piece, (outcome.entry, event.to, given.get("article_number", "")))
        return self

    def _act(self, event: Event) -> tuple[str, dict[str, Any]]:
        if event.what == "lapse":
            return "let_response_lapse", {}
        if event.what == "respond":
            return "record_response", {"text": "Sample response."}
        if event.amends:
            return "correct_service", SHOWN | self._amended(event)
        governs = event.to != "deputy" and (
            event.piece not in self.mailings or self.mailings[event.piece][1] != "deputy"
        )
        open_ = self.state in {"found_formal", "notice_sent", "notice_returned"} and governs
        day = SHOWN | {"happened_on": event.day}
        if event.what == "hand":
            return ("record_personal_delivery", day | HANDED) if open_ else self._further("in_person", day)
        if event.what in {"post", "handed"}:
            return self._sent(event, open_ and self.state != "notice_sent")
        of = day | ({"mailing": self.mailings[event.piece][0]} if event.piece else {})
        if event.what in BECAME:
            said = of | ({"agent": "yes", "to_whom": "Sample Clerk"} if event.what == "agent" else {})
            if open_ and self.state != "found_formal":
                return "record_delivery", said | {"manner": BECAME[event.what]}
            return self._further(BECAME[event.what], said)
        if event.what in BACK:
            if self.state == "notice_sent" and governs:
                return "record_return", of | {"failure": BACK[event.what]}
            return self._further(BACK[event.what], of)
        return self._further(TRIES[event.what], of)

    def _sent(self, event: Event, first: bool) -> tuple[str, dict[str, Any]]:
        number = self.mailings[event.piece][2] if event.piece in self.mailings else f"9407{next(NUMBERS):018d}"
        said = SHOWN | {"article_number": number, "number_is_right": "yes", "addressee": event.to}
        said |= {"sent_to": "Sample Deputy\nSample Street 1\nSt. Louis"} if event.to != "prosecutor" else {}
        if event.what == "post" and first:
            return "record_posting", said | {"posted_on": event.day}
        kind = "posted" if event.what == "post" else "handed_over"
        return self._further(kind, said | {"happened_on": event.day})

    def _further(self, event: str, said: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "record_service", {"letter": self.letter, "event": event, **said}

    def _amended(self, event: Event) -> dict[str, Any]:
        said: dict[str, Any] = {"fact": self.entries[event.amends], "reason": "Sample: it was read wrongly."}
        said |= {"happened_on": event.day} if event.day else {}
        match event.how:
            case "strike":
                said["struck"] = "yes"
            case "to":
                said |= {"addressee": event.what, "sent_to": "Sample Person\nSample Street 9"}
            case "as":
                said["event"] = event.what
        return said


SHOWN = {"source": "Sample: form 3811"}
HANDED = {
    "at": "14:30", "place": "Sample Courthouse", "to_whom": "Sample Circuit Attorney", "identified_by": "known to me",
    "manner": "Put into the hand", "server": "Sample Server", "may_serve": "yes",
}  # fmt: skip

CLOSED = dt.date(2028, 11, 24)
SKIPPED = {
    "strict": closed_days(range(2027, 2031), lenient=False),
    "lenient": closed_days(range(2027, 2031), lenient=True) | {CLOSED},
}


def plainly(story: Story, start: str, calendar: str) -> tuple[str | None, str | None]:
    """The day to respond and the day of the review, by the rules read a second time."""
    known = _amended(events(story.told))
    begins = _begins([event for event in known if event.to not in {"deputy", "wrong_address"}], start)
    if begins is None:
        return None, None
    review = _counted(_counted(begins, "strict"), "strict")
    return _counted(begins, calendar).isoformat(), review.isoformat()


def _amended(told: list[Event]) -> list[Event]:
    known: dict[int, Event] = {}
    for number, event in enumerate(told, 1):
        if not event.amends:
            known[number] = event
            continue
        was = known[event.amends]
        if event.how == "strike":
            del known[event.amends]
        elif event.how == "to":
            known = {n: replace(e, to=event.what) if e.piece == was.piece else e for n, e in known.items()}
        else:
            what = {"delivered": "deliver", "refused": "refuse"}.get(event.what, was.what)
            known[event.amends] = replace(was, day=event.day or was.day, what=what)
    to = {event.piece: event.to for event in known.values() if event.what in {"post", "handed"}}
    return [replace(event, to=to.get(event.piece, event.to)) for event in known.values()]


def _begins(known: list[Event], start: str) -> dt.date | None:
    """The day of the first event that starts the ten days; with five days more for mail where the reading says so."""
    if start == "delivery":
        days = [(event.day, 0) for event in known if event.what in {"deliver", "agent", "refuse", "hand"}]
    else:
        came = {e.piece for e in known if e.what in {"deliver", "agent", "refuse", "unclaimed"}}
        lost = {e.piece for e in known if e.what in {"lost", "back"}} - came
        more = 5 if start == "mailing_plus_5" else 0
        days = [(event.day, more) for event in known if event.what == "post" and event.piece not in lost]
        days += [(event.day, 0) for event in known if event.what == "hand"]
    if not days:
        return None
    day, more = min(days)
    return dt.date.fromisoformat(day) + dt.timedelta(days=more)


def _counted(day: dt.date, calendar: str) -> dt.date:
    left = 10
    while left:
        day += dt.timedelta(days=1)
        left -= day.weekday() < 5 and day not in SKIPPED[calendar]
    return day


EVENTS = {
    "post": "posted", "hand": "in_person", "deliver": "delivered", "agent": "delivered", "refuse": "refused", **BACK,
    **TRIES,
}  # fmt: skip


def facts_of(story: Story) -> list[Fact]:
    """The story's facts that stand, as the procedure looks at them."""
    return [
        Fact(number, Act(EVENTS[event.what]), dt.date.fromisoformat(event.day),
             ord(event.piece) if event.piece else None, Addressee(event.to))
        for number, event in enumerate(_amended(events(story.told)), 1)
        if event.what in EVENTS
    ]  # fmt: skip
