"""The service of the notice: the facts of it, where they leave the notice, and from which of them the time to respond
is counted (56.602.4(3), 4(4)).

Every fact stands by itself: posted is not delivered, and mail that came back is neither. What follows is worked out
anew from all facts together each time one is added or corrected, so that nothing depends on the order in which they
became known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.complaint import State


class Event(StrEnum):
    HANDED_OVER = "handed_over"
    POSTED = "posted"
    ATTEMPTED = "attempted"
    LEFT_WITH_AGENT = "left_with_agent"
    DELIVERED = "delivered"
    REFUSED = "refused"
    IN_PERSON = "in_person"
    UNCLAIMED = "unclaimed"
    UNDELIVERABLE = "undeliverable"
    RETURNED = "returned"


class Addressee(StrEnum):
    PROSECUTOR = "prosecutor"
    SECOND_ADDRESS = "second_address"
    DEPUTY = "deputy"
    WRONG_ADDRESS = "wrong_address"


E = Event
ARRIVED = frozenset({E.DELIVERED, E.REFUSED, E.IN_PERSON})
CAME_BACK = frozenset({E.UNCLAIMED, E.UNDELIVERABLE, E.RETURNED})
BY_HAND = frozenset({E.IN_PERSON, E.LEFT_WITH_AGENT})
# Of one piece of mail each of these happens once; the carrier may try to deliver it several times.
ONCE = frozenset(E) - BY_HAND - {E.ATTEMPTED}

WORDS: Mapping[Event, str] = {
    E.HANDED_OVER: "Handed to the post office",
    E.POSTED: "Posted (postmark)",
    E.ATTEMPTED: "Delivery attempted",
    E.LEFT_WITH_AGENT: "Left with somebody else",
    E.DELIVERED: "Delivered",
    E.REFUSED: "Refused",
    E.IN_PERSON: "Delivered in person",
    E.UNCLAIMED: "Unclaimed",
    E.UNDELIVERABLE: "Undeliverable",
    E.RETURNED: "Returned to the office",
}
ADDRESSEES: Mapping[Addressee, str] = {
    Addressee.PROSECUTOR: "The prosecutor, at the address of the notice",
    Addressee.SECOND_ADDRESS: "The prosecutor, at a second address",
    Addressee.DEPUTY: "A deputy, as the office asked",
    Addressee.WRONG_ADDRESS: "An address that was not the prosecutor's",
}
AFTER_MAILING = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that stands: not corrected by a later one, and not struck. `entry` is the journal's number; `mailing`
    tells pieces of mail apart, None where it went by hand."""

    entry: int
    event: Event
    on: date
    mailing: int | None = None
    addressee: Addressee = Addressee.PROSECUTOR


@dataclass(frozen=True, slots=True)
class Clock:
    """A day from which the ten business days are counted; it is itself not counted. `fact` is what started it."""

    starts_on: date
    fact: Fact


def governs(addressee: Addressee, second_addressee: str) -> bool:
    """Whether what goes to this addressee counts as service on the prosecutor, by the reading `second_addressee`."""
    if addressee is Addressee.DEPUTY:
        return second_addressee == "first"
    return addressee is not Addressee.WRONG_ADDRESS


def outcome(events: Iterable[Event]) -> Event | None:
    """What became of one piece of mail, of all that is known of it; None while it is on its way. That it arrived
    weighs more than that it came back, and a reason for coming back more than the bare return."""
    known = set(events)
    order = (E.DELIVERED, E.REFUSED, E.UNDELIVERABLE, E.UNCLAIMED, E.RETURNED)
    return next((event for event in order if event in known), None)


def counting(facts: Iterable[Fact], second_addressee: str) -> list[Fact]:
    """The facts that count as service on the prosecutor, in the order in which they happened."""
    return sorted((f for f in facts if governs(f.addressee, second_addressee)), key=lambda f: (f.on, f.entry))


def clocks(facts: Iterable[Fact], readings: Mapping[str, str]) -> tuple[Clock, ...]:
    """Every clock that the facts of the notice start under the readings `response_start` and `second_addressee`. The
    first one governs: service is complete once. The others are shown beside it."""
    known = counting(facts, readings["second_addressee"])
    if readings["response_start"] == "delivery":
        return tuple(Clock(fact.on, fact) for fact in known if fact.event in ARRIVED)
    later = timedelta(days=AFTER_MAILING if readings["response_start"] == "mailing_plus_5" else 0)
    became = {fact.mailing: outcome(f.event for f in known if f.mailing == fact.mailing) for fact in known}
    return tuple(
        Clock(fact.on + (later if fact.event is E.POSTED else timedelta()), fact)
        for fact in known
        if fact.event is E.IN_PERSON
        # Mail that was never brought to the prosecutor's door was not sent to the prosecutor; mail that the prosecutor
        # did not fetch was.
        or (fact.event is E.POSTED and became[fact.mailing] not in {E.UNDELIVERABLE, E.RETURNED})
    )


def served_on(facts: Iterable[Fact], second_addressee: str) -> date | None:
    """The day on which the duty to deliver in person or send by certified mail was done (law.md 3.2)."""
    sent = (f.on for f in counting(facts, second_addressee) if f.event is E.POSTED or f.event in ARRIVED)
    return next(sent, None)


def stands_at(facts: Iterable[Fact], second_addressee: str) -> State:
    """The state of a matter of which nothing later than service is known: as far as the notice has come."""
    known = counting(facts, second_addressee)
    if any(fact.event in ARRIVED for fact in known):
        return State.NOTICE_DELIVERED
    mailings = {fact.mailing for fact in known if fact.event is E.POSTED}
    if not mailings:
        return State.FORMAL
    on_its_way = any(outcome(f.event for f in known if f.mailing == mailing) is None for mailing in mailings)
    return State.NOTICE_SENT if on_its_way else State.NOTICE_RETURNED
