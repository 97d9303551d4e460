"""What lies ahead beyond the duties: meetings, terms that end, appointments. Each room adds its own lines here.

A room registers a function with `coming_up`; the first pages ask all of them. A line names no matter that its reader
may not read: the function is given the reader.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from committee_app.access import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is coming: what, on which day, and the page of it on this site."""

    title: str
    when: dt.date
    href: str


Comes = Callable[[Session, Actor, dt.date], Iterable[Line]]
AHEAD: list[Comes] = []


def coming_up(comes: Comes) -> Comes:
    """Registers a function that says what is coming from a day on, for one reader."""
    AHEAD.append(comes)
    return comes


def lines(session: Session, actor: Actor, today: dt.date) -> list[Line]:
    """Everything that is coming, the next first."""
    return sorted((line for comes in AHEAD for line in comes(session, actor, today)), key=lambda line: line.when)
