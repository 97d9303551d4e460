"""What was published and withdrawn, as events for a feed reader (Atom, RFC 4287).

An identity is made of the record's number alone, so it is the same at every address of the site and for ever. Days are
those on which the site had the record: no clock and no closed table says when.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from committee_app.public.store import OpenRecord

IN_A_FEED = 50
# The first day of the committee: what a feed says while nothing was published.
FIRST_DAY = "2028-01-01"
NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:missouri:prosecuting-and-circuit-attorney-review-committee:open-records")


@dataclass(frozen=True, slots=True)
class Event:
    """That a record was published, or withdrawn, on a day."""

    day: str
    record: OpenRecord
    withdrawal: bool

    @property
    def identity(self) -> str:
        return identity(f"record/{self.record.number}" + ("/withdrawal" if self.withdrawal else ""))


def identity(name: str) -> str:
    """The permanent identity of a feed or an entry."""
    return f"urn:uuid:{uuid.uuid5(NAMES, name)}"


def moment(day: str) -> str:
    """A day as the instant that Atom asks for."""
    return f"{day or FIRST_DAY}T00:00:00Z"


def events(records: Iterable[OpenRecord]) -> list[Event]:
    """The newest events of these records, the newest first."""
    found = []
    for record in records:
        found.append(Event(record.released or record.dated, record, withdrawal=False))
        if record.withdrawn:
            found.append(Event(record.withdrawn, record, withdrawal=True))
    found.sort(key=lambda event: (event.day, event.withdrawal, event.record.number), reverse=True)
    return found[:IN_A_FEED]
