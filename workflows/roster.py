"""The four elected seats: who may be appointed to which term, with the sum worked out (56.602.2(2)).

A candidate is a value: elections, terms as a prosecutor, terms on the committee. The table of tests says which clause
each rests on and gives its sentence. Dates are legal dates in America/Chicago; a term holds its first and last day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.calendar import add_months
from rules.readings import Adopted
from rules.statute import Clause, cite

PROSECUTORS = cite("56.602.2(2)#1")
COUNCIL = cite("56.602.2(2)#2")
PARTIES = cite("56.602.2(2)#3")
EXPERIENCE = cite("56.602.2(2)#4")
FIRST_LONG = cite("56.602.2(2)#5")
FIRST_SHORT = cite("56.602.2(2)#6")
BEGINNING = cite("56.602.2(2)#7")
FOUR_YEARS = cite("56.602.2(2)#8")
APPOINT_BY = cite("56.602.2(2)#9")
VACANCY = cite("56.602.2(2)#10")
LIMIT = cite("56.602.2(2)#11")

FIRST_DAY = date(2028, 1, 1)
# Days of several part terms make up a month when no month is longer: a term that ended on some day and went on the
# next, through the last of December, is as long as if it had not been parted.
DAYS_OF_A_MONTH = 31
MOST = f"{LIMIT.figures['terms']} terms or {LIMIT.figures['years']} years"


class Party(StrEnum):
    REPUBLICAN = "Republican"
    DEMOCRAT = "Democrat"


@dataclass(frozen=True, slots=True)
class SeatTerm:
    """A term of a seat: `vacancy` says that it is the rest of a term which somebody else began."""

    seat: int
    starts: date
    ends: date
    vacancy: bool = False

    @property
    def length(self) -> "Length":
        return _length(self.starts, self.ends)


@dataclass(frozen=True, slots=True, order=True)
class Length:
    """A length of time in whole calendar months and the days beyond them, which are fewer than a month has."""

    months: int
    days: int = 0

    def __add__(self, other: "Length") -> "Length":
        more, days = divmod(self.days + other.days, DAYS_OF_A_MONTH)
        return Length(self.months + other.months + more, days)

    def __str__(self) -> str:
        """As people say it: 1 year, 9 months and 27 days."""
        years, months = divmod(self.months, 12)
        counted = ((years, "year"), (months, "month"), (self.days, "day"))
        said = [f"{number} {what}{'' if number == 1 else 's'}" for number, what in counted if number]
        *before, last = said or ["0 years"]
        return f"{', '.join(before)} and {last}" if before else last


@dataclass(frozen=True, slots=True)
class Served:
    """What somebody has served on the committee: a part term is a term, of its real length (reading “service_limit”).

    The limit is passed where both are: more than three terms and more than twelve years.
    """

    terms: int
    length: Length

    @property
    def within_the_limit(self) -> bool:
        return self.terms <= LIMIT.figures["terms"] or self.length <= Length(LIMIT.figures["years"] * 12)

    def __str__(self) -> str:
        return f"{self.terms} term{'' if self.terms == 1 else 's'} and {self.length}"


def served(terms: Iterable[SeatTerm]) -> Served:
    """The sum of these terms, each to its last day, whether that is past or still to come."""
    counted = list(terms)
    return Served(len(counted), sum((term.length for term in counted), Length(0)))


@dataclass(frozen=True, slots=True)
class Election:
    """An election that the candidate won: to which prosecutor's office, when, as whose candidate."""

    office: str
    held_on: date
    party: str


@dataclass(frozen=True, slots=True)
class OfficeTerm:
    """Time in a prosecutor's office under one election or appointment."""

    office: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be appointed: what was won, what was served, and where the person has sat on the committee."""

    name: str
    elections: tuple[Election, ...] = ()
    in_office: tuple[OfficeTerm, ...] = ()
    on_committee: tuple[SeatTerm, ...] = ()
    is_director: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """An elected seat as the Act makes it: its party, and how long its first term runs."""

    number: int
    party: Party
    first_years: int
    first_clause: Clause


SEATS = (
    Seat(2, Party.REPUBLICAN, FIRST_LONG.figures["years"], FIRST_LONG),
    Seat(3, Party.REPUBLICAN, FIRST_SHORT.figures["years"], FIRST_SHORT),
    Seat(4, Party.DEMOCRAT, FIRST_LONG.figures["years"], FIRST_LONG),
    Seat(5, Party.DEMOCRAT, FIRST_SHORT.figures["years"], FIRST_SHORT),
)
BY_NUMBER = {seat.number: seat for seat in SEATS}


@dataclass(frozen=True, slots=True)
class Appointment:
    """What the council means to do: whom, to which term, on which day, and who sits in which seat then."""

    candidate: Candidate
    term: SeatTerm
    made_on: date
    adopted: Adopted
    taken: tuple[SeatTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an appointment is not possible, by which clause; a sum is worked out in the sentence."""

    clause: Clause
    sentence: str


def regular_term(number: int, day: date) -> SeatTerm:
    """The term of a seat that `day` falls into. ValueError before the first terms, and for a seat that has none."""
    seat = BY_NUMBER.get(number)
    if seat is None:
        raise ValueError(f"seat {number} has no term: the executive director fills it")
    if day < FIRST_DAY:
        raise ValueError("the first terms begin on January 1, 2028")
    starts, years = FIRST_DAY, seat.first_years
    while True:
        following = add_months(starts, 12 * years)
        if day < following:
            return SeatTerm(number, starts, following - timedelta(days=1))
        starts, years = following, FOUR_YEARS.figures["years"]


def appoint_by(term: SeatTerm) -> date:
    """The day by which the council appoints to a regular term: 1 December before it begins."""
    return date(term.starts.year - 1, 12, 1)


def _was_elected(said: Appointment) -> str | None:
    if said.candidate.elections:
        return None
    return (
        f"{said.candidate.name} was never elected prosecuting or circuit attorney; time by appointment alone is not "
        "enough."
    )


def _party_fits(said: Appointment) -> str | None:
    party = BY_NUMBER[said.term.seat].party
    if not said.candidate.elections:
        return None
    if said.adopted["party_of"] == "any_election":
        if any(election.party == party for election in said.candidate.elections):
            return None
        return f"{said.candidate.name} was never elected as a {party}; seat {said.term.seat} is for one who was."
    last = max(said.candidate.elections, key=lambda election: election.held_on)
    if last.party == party:
        return None
    return (
        f"{said.candidate.name} was last elected {_whose(last)} ({last.office}, {last.held_on:%B %-d, %Y}); "
        f"seat {said.term.seat} is for one elected as a {party}."
    )


def _whose(election: Election) -> str:
    return f"as a {election.party}" if election.party in set(Party) else "for another party or none"


def _is_experienced(said: Appointment) -> str | None:
    needed = EXPERIENCE.figures["terms"]
    full = [term for term in said.candidate.in_office if is_full(term) and term.ends < said.made_on]
    if len(full) >= needed:
        return None
    parts = len(said.candidate.in_office) - len(full)
    return (
        f"{said.candidate.name} has served {len(full)} full term{'' if len(full) == 1 else 's'} as a prosecutor by "
        f"{said.made_on:%B %-d, %Y}; {needed} are needed. "
        f"{parts} part or unfinished term{' does' if parts == 1 else 's do'} not make up for one."
    )


def _stays_within_the_limit(said: Appointment) -> str | None:
    total = served((*said.candidate.on_committee, said.term))
    if total.within_the_limit:
        return None
    return (
        f"With this term {said.candidate.name} would have served {total} on the committee; the end is at {MOST}, "
        "whichever is greater."
    )


def _term_is_the_seats(said: Appointment) -> str | None:
    term = said.term
    try:
        regular = regular_term(term.seat, term.starts)
    except ValueError as error:
        return f"{str(error)[0].upper()}{str(error)[1:]}."
    if term.ends != regular.ends:
        return f"The term of seat {term.seat} runs through {regular.ends:%B %-d, %Y}, not {term.ends:%B %-d, %Y}."
    if not term.vacancy and term.starts != regular.starts:
        return (
            f"The term of seat {term.seat} begins on {regular.starts:%B %-d, %Y}; from {term.starts:%B %-d, %Y} only a "
            "vacancy can be filled."
        )
    return None


def _seat_is_free(said: Appointment) -> str | None:
    overlapping = [
        taken
        for taken in said.taken
        if taken.seat == said.term.seat and taken.starts <= said.term.ends and said.term.starts <= taken.ends
    ]
    if overlapping:
        return f"Seat {said.term.seat} is filled through {max(taken.ends for taken in overlapping):%B %-d, %Y}."
    return None


def _sits_nowhere_else(said: Appointment) -> str | None:
    if said.candidate.is_director:
        return f"{said.candidate.name} is the executive director and has the first seat."
    elsewhere = [
        term
        for term in said.candidate.on_committee
        if term.seat != said.term.seat and term.starts <= said.term.ends and said.term.starts <= term.ends
    ]
    if elsewhere:
        return f"{said.candidate.name} fills seat {elsewhere[0].seat} through {elsewhere[0].ends:%B %-d, %Y}."
    return None


def _is_made_in_advance(said: Appointment) -> str | None:
    if said.made_on <= said.term.starts:
        return None
    if said.term.vacancy:
        return f"A vacancy is filled from the appointment on: not from {said.term.starts:%B %-d, %Y}, which is past."
    return (
        f"The term began on {said.term.starts:%B %-d, %Y}; on {said.made_on:%B %-d, %Y} only the rest of it can be "
        "filled, from that day on."
    )


TESTS: tuple[tuple[Clause, Callable[[Appointment], str | None]], ...] = (
    (PROSECUTORS, _was_elected),
    (PARTIES, _party_fits),
    (EXPERIENCE, _is_experienced),
    (LIMIT, _stays_within_the_limit),
    (FOUR_YEARS, _term_is_the_seats),
    (PROSECUTORS, _sits_nowhere_else),
    (FOUR_YEARS, _seat_is_free),
    (VACANCY, _is_made_in_advance),
)


def objections(said: Appointment) -> list[Objection]:
    """Every reason against an appointment, in the Act's order; none where it may be made."""
    return [Objection(clause, sentence) for clause, test in TESTS if (sentence := test(said))]


def is_full(term: OfficeTerm) -> bool:
    """Whether this is a whole term of four years, from its first day to its last."""
    return add_months(term.starts, 12 * FOUR_YEARS.figures["years"]) - timedelta(days=1) <= term.ends


def _length(starts: date, ends: date) -> Length:
    """The whole calendar months from the first day, and the days after them through the last."""
    after = ends + timedelta(days=1)
    months = (after.year - starts.year) * 12 + after.month - starts.month
    if add_months(starts, months) > after:
        months -= 1
    return Length(months, (after - add_months(starts, months)).days)
