"""The three tests of 56.602.3 over the whole register as of one day, and the keeping of what they find.

The rules say which dates decide (`rules.findings`); here the database is asked for the cases behind those dates, and
sees only what is dated on or before the day asked about. What is open and what was closed later are two branches of
a UNION ALL, each on its own partial index: one condition with OR would read the register from end to end.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, select, union_all, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from committee_app.register import bulk
from committee_app.register.offices import people
from committee_app.tables.base import canonical
from committee_app.tables.register import Charge, Closure, Homicide, Scan
from committee_app.tables.register import Finding as Kept
from rules.findings import Case, Finding, Inquiry, Place, Why
from rules.readings import Adopted

AT_ONCE = 500
KEPT = cast(Table, Kept.__table__)
KEPT_COLUMNS = (
    "fingerprint", "clause", "jurisdiction", "referral_id", "count", "explanation", "readings", "first_as_of",
    "last_as_of", "scan_id",
)  # fmt: skip
# What makes a finding the same one on another day. Its window and the day it was asked about move on.
LASTING = ("count", "population", "received_on", "investigation_requested_on")


@dataclass(frozen=True)
class ScanResult:
    """What one scan found, in the Act's order and then by office; near misses say in `short_by` how near."""

    as_of: dt.date
    findings: list[Finding]
    near_misses: list[Finding]
    readings: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """The document of `committee scan --json`."""
        return {
            "as_of": self.as_of.isoformat(),
            "findings": [finding.as_json() for finding in self.findings],
            "near_misses": [finding.as_json() for finding in self.near_misses],
            "readings": dict(self.readings),
        }


def scan(session: Session, as_of: dt.date, adopted: Adopted) -> ScanResult:
    """Every threat of 56.602.3, and every near miss, as the register shows them for a legal date in Missouri."""
    inquiry = Inquiry(as_of, adopted, closures(session))
    over, nearly_over = inquiry.homicides(_places(session, inquiry))
    untouched, stalled = _untouched(session, inquiry), _stalled(session, inquiry)
    return ScanResult(
        as_of,
        [
            *over,
            *inquiry.undecided(untouched.through(inquiry.overdue_through)),
            *inquiry.pending(stalled.through(inquiry.stalled_through)),
        ],
        [
            *nearly_over,
            *inquiry.nearly_undecided(untouched.after(inquiry.overdue_through, inquiry.nearly_overdue_through)),
            *inquiry.nearly_pending(stalled.after(inquiry.stalled_through, inquiry.nearly_stalled_through)),
        ],
        inquiry.readings,
    )


def closures(session: Session) -> dict[dt.date, str]:
    """The days on which the office was closed, each with its source."""
    return {dt.date.fromisoformat(day): why for day, why in session.execute(select(Closure.date, Closure.source))}


def _places(session: Session, inquiry: Inquiry) -> Iterator[Place]:
    """3(1): the victims of the window, by office, with the people in effect on the day."""
    first, last = (day.isoformat() for day in inquiry.window)
    victims = (
        select(Homicide.jurisdiction, func.sum(Homicide.victims))
        .where(Homicide.occurred_on.between(first, last))
        .group_by(Homicide.jurisdiction)
        .order_by(Homicide.jurisdiction)
    )
    figures = people(session, inquiry.as_of)
    for fips, number in session.execute(victims):
        yield Place(fips, int(number), figures[fips].figure, figures[fips].source)


class _Undecided:
    """The listed charges whose clock began between two days, and that were still undecided on the day asked about.

    `start` is the column of the clock's first day, `end` the computed one that ends it, `ends` what that is made of.
    """

    def __init__(
        self,
        session: Session,
        inquiry: Inquiry,
        start: InstrumentedAttribute[Any],
        end: InstrumentedAttribute[Any],
        ends: tuple[InstrumentedAttribute[Any], ...],
        *conditions: ColumnElement[bool],
    ) -> None:
        self._session, self._as_of, self._start = session, inquiry.as_of, start
        self._still_open = [column.is_(None) for column in ends]
        self._ended_later = end > inquiry.as_of.isoformat()
        self._conditions = list(conditions)
        if oldest := inquiry.adopted.day("oldest_referral"):
            self._conditions.append(Charge.received_on >= oldest.isoformat())

    def through(self, last: dt.date) -> list[Case]:
        return self._cases(self._start <= last.isoformat())

    def after(self, first: dt.date, last: dt.date) -> list[Case]:
        return self._cases(self._start > first.isoformat(), self._start <= min(last, self._as_of).isoformat())

    def _cases(self, *between: ColumnElement[bool]) -> list[Case]:
        listed = select(Charge.jurisdiction, Charge.referral_id, Charge.count, Charge.listed_as, self._start).where(
            Charge.listed_as.is_not(None), self._start.is_not(None), *between, *self._conditions
        )
        either = union_all(listed.where(*self._still_open), listed.where(self._ended_later))
        # In an order of their own: a decision made later moves a charge from one branch to the other.
        return sorted(self._session.execute(either), key=itemgetter(0, 1, 2))  # type: ignore[arg-type] # rows compare by their columns


def _untouched(session: Session, inquiry: Inquiry) -> _Undecided:
    """3(2): received, and neither filed, refused nor sent for investigation."""
    complete = (Charge.probable_cause_statement.is_(True), Charge.investigative_report.is_(True))
    asked = complete if inquiry.adopted["ten_days_start"] == "complete_referral" else ()
    ends = (Charge.filed_on, Charge.refused_on, Charge.investigation_requested_on)
    return _Undecided(session, inquiry, Charge.received_on, Charge.acted_on, ends, *asked)


def _stalled(session: Session, inquiry: Inquiry) -> _Undecided:
    """3(3): further investigation was asked for, and neither filed nor refused."""
    ends = (Charge.filed_on, Charge.refused_on)
    return _Undecided(session, inquiry, Charge.investigation_requested_on, Charge.decided_on, ends)


def keep(session: Session, result: ScanResult) -> list[int]:
    """Keeps the findings of a scan, each once; says the numbers of the new ones. A known one is seen one day more."""
    as_of = result.as_of.isoformat()
    found, near = len(result.findings), len(result.near_misses)
    run = Scan(as_of=as_of, readings=dict(result.readings), findings=found, near_misses=near)
    session.add(run)
    session.flush()
    written = _Written()
    for at in range(0, len(result.findings), AT_ONCE):
        part = {written.fingerprint(finding): finding for finding in result.findings[at : at + AT_ONCE]}
        known = _seen_again(session, part, as_of)
        rows = [
            (print_, *written.columns(finding), as_of, as_of, run.id)
            for print_, finding in part.items()
            if print_ not in known
        ]
        bulk.fill(session.connection(), KEPT, KEPT_COLUMNS, rows)
    return list(session.scalars(select(Kept.id).where(Kept.scan_id == run.id).order_by(Kept.id)))


def _seen_again(session: Session, part: Mapping[str, Finding], as_of: str) -> set[str]:
    """The fingerprints that are kept already; the days between which each was seen now hold this one."""
    among = Kept.fingerprint.in_(part)
    known = set(session.scalars(select(Kept.fingerprint).where(among)))
    if known:
        session.execute(update(Kept).where(among, Kept.last_as_of < as_of).values(last_as_of=as_of))
        session.execute(update(Kept).where(among, Kept.first_as_of > as_of).values(first_as_of=as_of))
    return known


class _Written:
    """Findings as they are kept. Those that share an explanation share its text."""

    def __init__(self) -> None:
        self._texts: dict[int, tuple[str, str, str]] = {}

    def fingerprint(self, finding: Finding) -> str:
        lasting = self._text(finding)[0]
        key = f"{lasting}{finding.jurisdiction}/{finding.count}/{finding.referral_id}"
        return hashlib.sha256(key.encode()).hexdigest()

    def columns(self, finding: Finding) -> tuple[Any, ...]:
        _, explanation, readings = self._text(finding)
        return (
            finding.clause.id, finding.jurisdiction, finding.referral_id, finding.count, explanation, readings,
        )  # fmt: skip

    def _text(self, finding: Finding) -> tuple[str, str, str]:
        why: Why = finding.why
        if id(why) not in self._texts:
            lasting = [finding.clause.id, [why.facts.get(name) for name in LASTING], dict(why.readings)]
            self._texts[id(why)] = canonical(lasting), canonical(why.as_json()), canonical(dict(why.readings))
        return self._texts[id(why)]
