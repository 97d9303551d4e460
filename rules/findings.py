"""One inquiry into the register as of one day: the dates that decide, and what each case then amounts to.

Grounds 3(2) and 3(3) turn on one date of a case each, so the engine is asked for the latest date that fires (about a
dozen questions), and the calendar's own answer must be the same. The shell then selects cases by these dates; here they
become findings, and near misses, each with its explanation. Nothing here reads a database or a clock.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from rules import calendar
from rules.calendar import Count
from rules.charge_codes import LISTED
from rules.engine import EngineFailed, engine
from rules.facts import (
    HOMICIDE_RATE,
    PENDING,
    UNDECIDED,
    Fact,
    homicide_rate_fact,
    homicide_window,
    pending_investigation_fact,
    undecided_referral_fact,
)
from rules.readings import Adopted
from rules.statute import Clause
from rules.triggers import HOMICIDES, STALLED, UNTOUCHED, Trigger

# How near counts as near: so many business days to the end of a period.
NEAR_TEN_DAYS, NEAR_SIX_MONTHS = 3, 10
FAR_BACK = timedelta(days=800)
OFFENSES = {
    clause.id[-2]: {"listed": clause.id, "offense": clause.offence_name or "", "section": clause.offence or ""}
    for clause in LISTED.values()
}

HOMICIDE_READINGS = ("homicide_rate", "homicide_unit", "homicide_window", "population", "exceeds")
UNDECIDED_READINGS = (
    "ten_days_calendar",
    "ten_days_start",
    "late_decision",
    "each_charge",
    "listed_match",
    "oldest_referral",
)
PENDING_READINGS = ("six_months_start", "which_request", "six_months_roll", "listed_match", "oldest_referral")


class Finding(NamedTuple):
    """A threat that the rules propose (or, with `short_by`, how near a case came to one). A person decides."""

    clause: Clause
    jurisdiction: str
    referral_id: str | None
    count: int | None  # type: ignore[assignment] # the charge's number; the tuple's own count() is not used
    why: "Why"
    short_by: str = ""

    @property
    def subject(self) -> dict[str, Any]:
        if self.referral_id is None:
            return {"jurisdiction": self.jurisdiction}
        return {"jurisdiction": self.jurisdiction, "referral_id": self.referral_id, "count": self.count}

    def as_json(self) -> dict[str, Any]:
        said = {
            "clause": self.clause.id,
            "jurisdiction": self.jurisdiction,
            "subject": self.subject,
            "explanation": self.why.as_json(),
            "readings": dict(self.why.readings),
        }
        return said | {"short_by": self.short_by} if self.short_by else said


class Why(NamedTuple):
    """What a finding rests on. Cases that share a date share one explanation; its days are written out when read."""

    facts: Mapping[str, Any]
    readings: Mapping[str, str]
    clock: Count | None = None

    def as_json(self) -> dict[str, Any]:
        if self.clock is None:
            return dict(self.facts)
        return {**self.facts, "days": self.clock.as_json()["days"]}


class Case(NamedTuple):
    """One listed charge that nobody decided, as the shell selects it: `start` is the day its clock began (YYYY-MM-DD),
    `listed_as` the letter of 56.602.3(2)."""

    jurisdiction: str
    referral_id: str
    count: int  # type: ignore[assignment] # the charge's number; the tuple's own count() is not used
    listed_as: str
    start: str


class Place(NamedTuple):
    """One jurisdiction's homicides in the window: victims, people, and where the figure of people comes from."""

    jurisdiction: str
    victims: int
    population: int
    population_source: str


class Inquiry:
    """The three tests as of one day under the readings in force. Every date is a legal date in America/Chicago."""

    def __init__(self, as_of: date, adopted: Adopted, closures: Mapping[date, str]) -> None:
        self.as_of = as_of
        self.adopted = adopted
        lenient = calendar.lenient(closures)
        self.calendar = lenient
        self.ten_days_calendar = lenient if adopted["ten_days_calendar"] == "lenient" else calendar.strict()
        self.roll = adopted["six_months_roll"]
        self.window = homicide_window(as_of, adopted)
        self._whys: dict[str, dict[tuple[str, str], Why]] = {}
        self._clocks: dict[tuple[str, str], tuple[Count, dict[str, str], dict[str, str]]] = {}
        self._readings: dict[tuple[str, ...], dict[str, str]] = {}

    @cached_property
    def overdue_through(self) -> date:
        """3(2): a listed charge received on or before this day and still undecided is a threat."""
        return self._decided(
            UNTOUCHED,
            lambda day: undecided_referral_fact(day, self.as_of, self.ten_days_calendar),
            self.ten_days_calendar.latest_start_overdue(self.as_of, UNDECIDED.figures["business_days"]),
        )

    @cached_property
    def stalled_through(self) -> date:
        """3(3): a listed charge whose investigation was asked for by this day and is still undecided is a threat."""
        return self._decided(
            STALLED,
            lambda day: pending_investigation_fact(day, self.as_of, self.calendar, self.adopted),
            self.calendar.latest_month_start_overdue(self.as_of, PENDING.figures["months"], self.roll),
        )

    @cached_property
    def nearly_overdue_through(self) -> date:
        """Received after `overdue_through` and by this day: due today or within three business days."""
        soon = self.ten_days_calendar.business_days(self.as_of, NEAR_TEN_DAYS + 1).due
        return self.ten_days_calendar.latest_start_overdue(soon, UNDECIDED.figures["business_days"])

    @cached_property
    def nearly_stalled_through(self) -> date:
        """Asked for after `stalled_through` and by this day: six months end today or within ten business days."""
        soon = self.calendar.business_days(self.as_of, NEAR_SIX_MONTHS + 1).due
        return self.calendar.latest_month_start_overdue(soon, PENDING.figures["months"], self.roll)

    @property
    def oldest(self) -> date | None:
        """The earliest receipt that counts, where the office adopted one (reading “oldest_referral”)."""
        return self.adopted.since("oldest_referral")

    @property
    def readings(self) -> dict[str, str]:
        """Every reading that the inquiry rests on."""
        return dict(self.adopted.used(*dict.fromkeys((*HOMICIDE_READINGS, *UNDECIDED_READINGS, *PENDING_READINGS))))

    def homicides(self, places: Iterable[Place]) -> tuple[list[Finding], list[Finding]]:
        """Findings and near misses under 3(1). A near miss is a place that one more victim would take over the line."""
        findings, near = [], []
        for place in places:
            if self._over(place.jurisdiction, place.victims, place.population):
                findings.append(self._homicide_finding(place))
            elif place.victims and self._over(place.jurisdiction, place.victims + 1, place.population):
                near.append(self._homicide_finding(place)._replace(short_by="1 more victim"))
        return findings, near

    def undecided(self, cases: Iterable[Case]) -> list[Finding]:
        """A finding under 3(2) for each case, which the shell selected by `overdue_through`."""
        return self._found(UNDECIDED, "2", cases)

    def pending(self, cases: Iterable[Case]) -> list[Finding]:
        """A finding under 3(3) for each case, which the shell selected by `stalled_through`."""
        return self._found(PENDING, "3", cases)

    def nearly_undecided(self, cases: Iterable[Case]) -> list[Finding]:
        """Near misses under 3(2): cases received after `overdue_through` and by `nearly_overdue_through`."""
        return [self._short(finding) for finding in self.undecided(cases)]

    def nearly_pending(self, cases: Iterable[Case]) -> list[Finding]:
        """Near misses under 3(3): cases asked for after `stalled_through` and by `nearly_stalled_through`."""
        return [self._short(finding) for finding in self.pending(cases)]

    def _short(self, finding: Finding) -> Finding:
        due = date.fromisoformat(finding.why.facts["due"])
        left = self.calendar.business_days_between(self.as_of, due)
        words = {0: "due today", 1: "1 more business day"}.get(left, f"{left} more business days")
        return finding._replace(short_by=words)

    def _decided(self, trigger: Trigger, fact_of: Any, by_calendar: date) -> date:
        low, high = by_calendar - FAR_BACK, self.as_of
        by_engine = engine().latest_that_fires(trigger, fact_of, low, high)
        if by_engine != by_calendar:
            raise EngineFailed(
                f"{trigger.clause} as of {self.as_of}: the engine says {by_engine}, the calendar {by_calendar}. "
                "Nothing was kept."
            )
        return by_calendar

    def _over(self, jurisdiction: str, victims: int, population: int) -> bool:
        fact: Fact = homicide_rate_fact(jurisdiction, victims, population, self.adopted)
        return engine().ask(HOMICIDES, fact)

    def _homicide_finding(self, place: Place) -> Finding:
        years = HOMICIDE_RATE.figures["months"] // 12
        line = HOMICIDE_RATE.figures["per_100k"] * (years if self.adopted["homicide_rate"] == "yearly_average" else 1)
        at_the_line = line * place.population // 100_000
        first, last = self.window
        facts = {
            "count": place.victims,
            "population": place.population,
            "population_source": place.population_source,
            "window_from": first.isoformat(),
            "window_to": last.isoformat(),
            "rate_per_100k": round(place.victims * 100_000 / place.population, 3),
            "annualised_rate_per_100k": round(place.victims * 100_000 / place.population / years, 3),
            "line_per_100k": HOMICIDE_RATE.figures["per_100k"],
            "most_victims_not_over": at_the_line,
            "few_cases": at_the_line < 2,
        }
        why = Why(facts, self._used(HOMICIDE_READINGS))
        return Finding(HOMICIDE_RATE, place.jurisdiction, None, None, why)

    def _found(self, clause: Clause, ground: str, cases: Iterable[Case]) -> list[Finding]:
        whys = self._whys.setdefault(ground, {})
        found = []
        for jurisdiction, referral_id, count, listed_as, start in cases:
            key = (start, listed_as)
            why = whys.get(key)
            if why is None:
                why = whys[key] = self._explained(ground, start, listed_as)
            found.append(Finding(clause, jurisdiction, referral_id, count, why))
        return found

    def _explained(self, ground: str, start: str, listed_as: str) -> Why:
        count, began, used = self._clocks.get((ground, start)) or self._clock(ground, start)
        return Why(began | OFFENSES[listed_as], used, count)

    def _clock(self, ground: str, start: str) -> tuple[Count, dict[str, str], dict[str, str]]:
        """The count from one day, with the facts and readings that all charges share whose clock began on it."""
        day = date.fromisoformat(start)
        if ground == "2":
            count = self.ten_days_calendar.business_days(day, UNDECIDED.figures["business_days"])
            began, used = "received_on", self._used(UNDECIDED_READINGS)
        else:
            count = self.calendar.months(day, PENDING.figures["months"], self.roll)
            began, used = "investigation_requested_on", self._used(PENDING_READINGS)
        facts = {
            began: start,
            "due": count.due.isoformat(),
            "as_of": self.as_of.isoformat(),
            "calendar": count.calendar,
        }
        self._clocks[ground, start] = made = (count, facts, used)
        return made

    def _used(self, names: tuple[str, ...]) -> dict[str, str]:
        """The readings by those names, worked out once for all the findings that share them."""
        if names not in self._readings:
            self._readings[names] = self.adopted.used(*names)
        return self._readings[names]
