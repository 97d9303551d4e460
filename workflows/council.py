"""What the council must do about the four seats, by which day and why, worked out from the terms as of one day.

Nothing of it is kept: whoever asks on another day is told what holds on that day. Nobody holds over (reading
“holdover”), so a seat without a term is vacant without any act.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.statute import Clause
from workflows.roster import (
    APPOINT_BY,
    BEGINNING,
    BY_NUMBER,
    FIRST_DAY,
    FOUR_YEARS,
    PARTIES,
    SEATS,
    VACANCY,
    SeatTerm,
    appoint_by,
    regular_term,
)

# The Act names no day for filling a vacancy; after so many days the page points to it (law.md A10).
LONG_VACANT = timedelta(days=30)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of why a day is the day, and the clause it rests on."""

    clause: Clause
    sentence: str


@dataclass(frozen=True, slots=True)
class Task:
    """A seat that the council must fill: the term (whole, or the rest of one), by which day, and why.

    `by` is None for a vacancy, `vacant_from` is None where a whole term is to be filled.
    """

    seat: int
    term: SeatTerm
    by: date | None
    vacant_from: date | None
    because: tuple[Reason, ...]

    def is_late(self, today: date) -> bool:
        """Whether the day is past. A vacancy has none and is never late."""
        return self.by is not None and self.by < today

    def has_stood_long(self, today: date) -> bool:
        """Whether the seat has been vacant for more than 30 days. For information: no clause says so."""
        return self.vacant_from is not None and today - self.vacant_from > LONG_VACANT


def tasks(held: Iterable[SeatTerm], today: date) -> list[Task]:
    """What the council must do: vacancies first, then the terms that begin next, in the order of their days.

    `held` are the terms of all seats with the days on which they really began and end.
    """
    terms = sorted(held, key=lambda term: term.starts)
    found = []
    for seat in SEATS:
        own = [term for term in terms if term.seat == seat.number and term.starts <= term.ends]
        running = regular_term(seat.number, max(today, FIRST_DAY))
        for regular in (running, regular_term(seat.number, running.ends + A_DAY)):
            task = _task(regular, own, today)
            if task:
                found.append(task)
    return sorted(found, key=lambda task: (task.by or task.vacant_from or today, task.seat))


def _task(regular: SeatTerm, own: Sequence[SeatTerm], today: date) -> Task | None:
    start = max(today, regular.starts)
    gap = _first_gap(own, start)
    if gap > regular.ends:
        return None
    if gap == regular.starts and gap > today:
        return Task(regular.seat, regular, appoint_by(regular), None, _of_a_term(regular))
    before = [term.ends + A_DAY for term in own if regular.starts <= term.ends + A_DAY <= gap]
    since = max(before, default=regular.starts)
    rest = SeatTerm(regular.seat, gap, regular.ends, vacancy=True)
    return Task(regular.seat, rest, None, since, _of_a_vacancy(rest, since, today))


def _first_gap(own: Sequence[SeatTerm], day: date) -> date:
    """The first day from `day` on which nobody's term covers; `own` is in order."""
    for term in own:
        if term.starts <= day <= term.ends:
            day = term.ends + A_DAY
    return day


def length(term: SeatTerm) -> Reason:
    """Why the regular term that this one is, or belongs to, runs as long as it does."""
    regular, seat = regular_term(term.seat, term.starts), BY_NUMBER[term.seat]
    days = f"{written(regular.starts)} through {written(regular.ends)}"
    if regular.starts == FIRST_DAY:
        return Reason(seat.first_clause, f"The first term of seat {term.seat} is for {seat.first_years} years: {days}.")
    years = FOUR_YEARS.figures["years"]
    return Reason(FOUR_YEARS, f"Every term after the first ones is for {years} years; this one runs from {days}.")


def of_a_member(term: SeatTerm, ended_early: str | None = None) -> tuple[Reason, ...]:
    """Why somebody sits from the first day of a term to its last, and no longer."""
    said = [Reason(BEGINNING, "The first terms begin on January 1, 2028.")] if term.starts == FIRST_DAY else []
    said.append(length(term))
    if term.vacancy:
        said.append(Reason(VACANCY, f"Filled from {written(term.starts)}, to finish the term that runs."))
    if ended_early:
        said.append(Reason(VACANCY, f"Ended early, with {written(term.ends)}: {ended_early}."))
    after = written(term.ends + A_DAY)
    said.append(
        Reason(FOUR_YEARS, f"Nobody serves on after a term: without an appointment the seat is vacant from {after}.")
    )
    return tuple(said)


def _of_a_term(term: SeatTerm) -> tuple[Reason, ...]:
    return (
        length(term),
        Reason(
            APPOINT_BY, f"It begins on {written(term.starts)}; the council appoints by December 1 of the year before."
        ),
        _party(term.seat),
        Reason(FOUR_YEARS, f"If nobody is appointed, the seat is vacant from {written(term.starts)}."),
    )


def _of_a_vacancy(rest: SeatTerm, since: date, today: date) -> tuple[Reason, ...]:
    verb = "is vacant since" if since <= today else "falls vacant on"
    return (
        Reason(VACANCY, f"Seat {rest.seat} {verb} {written(since)}: somebody is chosen to finish the term."),
        length(rest),
        _party(rest.seat),
        Reason(VACANCY, "The Act names no day by which a vacancy is filled."),
    )


def _party(number: int) -> Reason:
    return Reason(PARTIES, f"Seat {number} is for one who was elected as a {BY_NUMBER[number].party}.")


def written(day: date) -> str:
    """A day as people read it: November 15, 2028."""
    return f"{day:%B %-d, %Y}"
