"""The 115 offices, and how many people live in the jurisdiction of each on any day.

The project's own reference table is `jurisdictions.csv`. A figure that an office enters is added beside it, never
over it.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from committee_app.register.keyed import REPEATED, Numbered
from committee_app.register.reading import Fault
from committee_app.register.report import ImportReport
from committee_app.tables.register import Jurisdiction, Population


def reference() -> list[dict[str, str]]:
    """The rows of the reference table: fips, name, office, seat and the figures of two censuses with their sources."""
    lines = files("committee_app.register").joinpath("jurisdictions.csv").read_text("utf-8").splitlines()
    return list(csv.DictReader(lines, strict=True))


def in_effect_from(census_year: int) -> str:
    """The day from which a census counts in law: 1 July of the year after it (RSMo 1.100)."""
    return f"{census_year + 1}-07-01"


def load_jurisdictions(session: Session) -> None:
    """Puts in the offices that are not there yet, each with its figures. Safe to run again."""
    there = offices(session)
    rows = [row for row in reference() if row["fips"] not in there]
    if rows:
        named = [{key: row[key] for key in ("fips", "name", "office", "seat")} for row in rows]
        session.execute(insert(Jurisdiction), named)
        session.execute(insert(Population), list(_censuses(rows)))


def _censuses(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, Any]]:
    for year, figure, source in ((2010, "population_2010", "source_2010"), (2020, "population", "source")):
        for row in rows:
            yield {
                "jurisdiction": row["fips"],
                "figure": int(row[figure]),
                "source": row[source],
                "census_year": year,
                "effective_from": in_effect_from(year),
            }


def offices(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(Jurisdiction.fips)))


class Figure(NamedTuple):
    """A figure as it was entered; one entered later has a greater `id`."""

    id: int
    jurisdiction: str
    figure: int
    source: str
    census_year: int | None
    effective_from: str | None


def people(session: Session, as_of: dt.date) -> dict[str, Figure]:
    """The figure in effect on a day, by office.

    Of the dated figures the latest in effect, of two for one day the one entered later; a figure without a day stands
    for every day, and sets aside what was entered before it. On a day before every census that is known the earliest
    one stands in.
    """
    return {fips: _standing(figures, as_of.isoformat()) for fips, figures in _entered(session).items()}


def _entered(session: Session) -> dict[str, list[Figure]]:
    entered: dict[str, list[Figure]] = {}
    columns = (getattr(Population, name) for name in Figure._fields)
    for row in session.execute(select(*columns).order_by(Population.id)):
        entered.setdefault(row.jurisdiction, []).append(Figure(*row))
    return entered


def _standing(figures: list[Figure], day: str) -> Figure:
    counting = _since_undated(figures)
    begun = [figure for figure in counting if (figure.effective_from or "") <= day]
    if begun:
        return max(begun, key=lambda figure: (figure.effective_from or "", figure.id))
    return min(counting, key=lambda figure: (figure.effective_from or "", -figure.id))


def _since_undated(figures: list[Figure]) -> list[Figure]:
    """The figures that count: the last one without a day, and all that were entered after it."""
    last = max((at for at, figure in enumerate(figures) if figure.effective_from is None), default=0)
    return figures[last:]


class Figures:
    """The store of a population feed. A row that says what stands already changes nothing."""

    def __init__(self, session: Session, import_id: int, now: dt.datetime, report: ImportReport) -> None:
        self._session, self._import_id, self._report = session, import_id, report
        self._seen: set[tuple[str, str | None]] = set()
        self._entered = _entered(session)

    def put(self, rows: list[Numbered]) -> None:
        for line, (fips, figure, source, census_year, effective_from, _) in rows:
            if (fips, effective_from) in self._seen:
                self._report.reject(Fault(line, "fips", fips, REPEATED))
                continue
            self._seen.add((fips, effective_from))
            before = self._before(fips, effective_from)
            if (
                before
                and (before.figure, before.census_year) == (figure, census_year)
                and source in (None, before.source)
            ):
                self._report.unchanged += 1
                continue
            self._enter(fips, figure, source or f"file {self._report.file}"[:200], census_year, effective_from)
            if self._entered.get(fips):
                self._report.updated += 1
            else:
                self._report.accepted += 1

    def close(self) -> None:
        """Nothing is held open."""

    def _before(self, fips: str, effective_from: str | None) -> Figure | None:
        """The figure that a row of this day would repeat."""
        counting = _since_undated(self._entered.get(fips, []))
        if effective_from is None:
            counting = counting[-1:]
        return next((figure for figure in reversed(counting) if figure.effective_from == effective_from), None)

    def _enter(self, fips: str, figure: int, source: str, census_year: int | None, effective_from: str | None) -> None:
        self._session.add(
            Population(
                jurisdiction=fips, figure=figure, source=source, census_year=census_year,
                effective_from=effective_from, import_id=self._import_id,
            )
        )  # fmt: skip
