"""The register: what the prosecutors' offices and the crime reports say, and what the scan found in it.

Reference tables are open; everything about a single office is closed (56.750.3). Dates are ISO text of ten
characters, not a date type: the feed, the checks, both databases and the facts then hold the same ten characters,
which sort as dates; nothing is converted row by row, and an index serves them alike on both databases.

`acted_on` and `decided_on` are computed by the database from the decision dates, so that they cannot disagree with
them; the partial indexes over what is still open stand on them. `import_id` has no foreign key: a file's own row is
written once, after its last line, and never updated. `register/sweep.py` holds the rows against it.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Computed, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, Json, closed_column, open_column


def _plain(length: int) -> String:
    """Text that PostgreSQL too compares byte by byte, whatever the locale of the cluster."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


Iso = _plain(10)
Fips = _plain(5)
Number = _plain(40)


def _earlier(one: str, other: str) -> str:
    """The earlier of two dates, of which either may be missing, in the SQL of both databases."""
    return f"CASE WHEN {one} <= {other} OR {other} IS NULL THEN {one} ELSE {other} END"


DECIDED_ON = _earlier("filed_on", "refused_on")
ACTED_ON = _earlier("investigation_requested_on", f"({DECIDED_ON})")

# What is open is told by the columns that a computed one is made of: an index over a computed column never covers.
UNDECIDED = "filed_on IS NULL AND refused_on IS NULL"
UNTOUCHED = f"{UNDECIDED} AND investigation_requested_on IS NULL"
OPEN_INVESTIGATION = f"{UNDECIDED} AND investigation_requested_on IS NOT NULL"
CLOSED_INVESTIGATION = "decided_on IS NOT NULL AND investigation_requested_on IS NOT NULL"


def _listed(name: str, condition: str, *columns: str) -> Index:
    """An index over the listed charges that meet a condition: a scan costs what is open, not what is there."""
    where = text(f"listed_as IS NOT NULL AND {condition}")
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


class Jurisdiction(Base):
    """One of the 115 offices: 114 counties and the City of St. Louis."""

    __tablename__ = "jurisdiction"
    __table_args__ = (CheckConstraint("fips BETWEEN '29001' AND '29510'", name="in_missouri"),)

    fips: Mapped[str] = open_column(Fips, primary_key=True)
    name: Mapped[str] = open_column(String(60))
    office: Mapped[str] = open_column(String(30))
    seat: Mapped[str] = open_column(String(40))


class Population(Base):
    """A figure of the people in a jurisdiction. It is never changed: a later one is entered beside it.

    `effective_from` is the day from which the census has effect in law (RSMo 1.100). NULL is a figure entered without
    one: it stands for every day, and sets aside what was entered before it.
    """

    __tablename__ = "population"
    __table_args__ = (CheckConstraint("figure > 0", name="people_live_there"),)

    id: Mapped[int] = open_column(Integer, primary_key=True)
    jurisdiction: Mapped[str] = open_column(Fips, ForeignKey("jurisdiction.fips"))
    figure: Mapped[int] = open_column(Integer)
    source: Mapped[str] = open_column(String(200))
    census_year: Mapped[int | None] = open_column(Integer)
    effective_from: Mapped[str | None] = open_column(Iso)
    import_id: Mapped[int | None] = open_column(Integer)


class Closure(Base):
    """A day on which the office was closed beyond the legal holidays: the lenient calendar leaves it out."""

    __tablename__ = "closure"

    date: Mapped[str] = open_column(Iso, primary_key=True)
    source: Mapped[str] = open_column(String(200))
    entered_by: Mapped[str] = open_column(String(80))


class ImportFile(Base):
    """One file that was taken in: written once, after its last line."""

    __tablename__ = "import_file"
    __table_args__ = (
        CheckConstraint("kind IN ('referrals', 'homicides', 'population')", name="known_kind"),
        CheckConstraint("accepted >= 0 AND unchanged >= 0 AND updated >= 0 AND rejected >= 0", name="counts_rows"),
    )

    id: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = closed_column(String(10))
    name: Mapped[str] = closed_column(String(255))
    sha256: Mapped[str] = closed_column(_plain(64), index=True)
    imported_at: Mapped[dt.datetime] = closed_column(Instant)
    imported_by: Mapped[str] = closed_column(String(80))
    accepted: Mapped[int] = closed_column(Integer)
    unchanged: Mapped[int] = closed_column(Integer)
    updated: Mapped[int] = closed_column(Integer)
    rejected: Mapped[int] = closed_column(Integer)


class Charge(Base):
    """One charge of one referral, as the office last reported it.

    `section` is the statute part that was charged; `listed_as` the letter of 56.602.3(2)(a)-(j), NULL if not listed.
    """

    __tablename__ = "charge"

    jurisdiction: Mapped[str] = closed_column(Fips, ForeignKey("jurisdiction.fips"), primary_key=True)
    referral_id: Mapped[str] = closed_column(Number, primary_key=True)
    count: Mapped[int] = closed_column(Integer, primary_key=True, autoincrement=False)
    agency_ori: Mapped[str | None] = closed_column(_plain(9))
    agency_case: Mapped[str | None] = closed_column(Number)
    received_on: Mapped[str] = closed_column(Iso)
    section: Mapped[str | None] = closed_column(_plain(12))
    charge_code: Mapped[str | None] = closed_column(_plain(24))
    severity: Mapped[str | None] = closed_column(_plain(11))
    lead: Mapped[bool | None] = closed_column(Boolean)
    probable_cause_statement: Mapped[bool | None] = closed_column(Boolean)
    investigative_report: Mapped[bool | None] = closed_column(Boolean)
    investigation_requested_on: Mapped[str | None] = closed_column(Iso)
    filed_on: Mapped[str | None] = closed_column(Iso)
    refused_on: Mapped[str | None] = closed_column(Iso)
    disposed_on: Mapped[str | None] = closed_column(Iso)
    earlier_referral_id: Mapped[str | None] = closed_column(Number)
    listed_as: Mapped[str | None] = closed_column(_plain(1))
    import_id: Mapped[int] = closed_column(Integer)
    decided_on: Mapped[str | None] = closed_column(Iso, Computed(DECIDED_ON, persisted=True))
    acted_on: Mapped[str | None] = closed_column(Iso, Computed(ACTED_ON, persisted=True))

    __table_args__ = (
        CheckConstraint("count >= 1", name="counts_from_one"),
        CheckConstraint(
            "severity IN ('felony', 'misdemeanor', 'infraction', 'ordinance', 'traffic')", name="known_severity"
        ),
        CheckConstraint("listed_as IS NULL OR severity = 'felony'", name="listed_is_felony"),
        CheckConstraint(
            "filed_on >= received_on AND refused_on >= received_on"
            " AND investigation_requested_on >= received_on AND disposed_on >= received_on",
            name="nothing_before_receipt",
        ),
        # 3(2) by day of receipt: what nobody has touched; for past days, what was touched later.
        _listed(
            "ix_charge_untouched", UNTOUCHED,
            "received_on", "listed_as", "filed_on", "refused_on", "investigation_requested_on",
        ),
        _listed("ix_charge_touched", "acted_on IS NOT NULL", "acted_on", "received_on", "listed_as"),
        # 3(3) by day of request: what is undecided; for past days, what was decided later.
        _listed(
            "ix_charge_open_investigation", OPEN_INVESTIGATION,
            "investigation_requested_on", "listed_as", "filed_on", "refused_on",
        ),
        _listed(
            "ix_charge_closed_investigation", CLOSED_INVESTIGATION,
            "decided_on", "investigation_requested_on", "listed_as",
        ),
        {"sqlite_with_rowid": False},
    )  # fmt: skip


class ChargeHistory(Base):
    """What a charge said before a later file changed it. `written_by` is the file that had said so."""

    __tablename__ = "charge_history"
    __table_args__ = (Index("ix_charge_history_key", "jurisdiction", "referral_id", "count"),)

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    jurisdiction: Mapped[str] = closed_column(Fips)
    referral_id: Mapped[str] = closed_column(Number)
    count: Mapped[int] = closed_column(Integer)
    old: Mapped[dict[str, Any]] = closed_column(Json)
    written_by: Mapped[int] = closed_column(Integer)
    replaced_by: Mapped[int] = closed_column(Integer)
    replaced_at: Mapped[dt.datetime] = closed_column(Instant)


class Homicide(Base):
    """One incident of the crime reports, with its victims, counted where it happened."""

    __tablename__ = "homicide"

    jurisdiction: Mapped[str] = closed_column(Fips, ForeignKey("jurisdiction.fips"), primary_key=True)
    incident_id: Mapped[str] = closed_column(Number, primary_key=True)
    occurred_on: Mapped[str] = closed_column(Iso)
    victims: Mapped[int] = closed_column(Integer)
    source: Mapped[str | None] = closed_column(String(200))
    status: Mapped[str | None] = closed_column(_plain(11))
    import_id: Mapped[int] = closed_column(Integer)

    __table_args__ = (
        CheckConstraint("victims >= 1", name="somebody_died"),
        CheckConstraint("status IN ('preliminary', 'final')", name="known_status"),
        Index("ix_homicide_when_and_where", "occurred_on", "jurisdiction", "victims"),
        {"sqlite_with_rowid": False},
    )


class HomicideHistory(Base):
    """What an incident said before a later file changed it."""

    __tablename__ = "homicide_history"
    __table_args__ = (Index("ix_homicide_history_key", "jurisdiction", "incident_id"),)

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    jurisdiction: Mapped[str] = closed_column(Fips)
    incident_id: Mapped[str] = closed_column(Number)
    old: Mapped[dict[str, Any]] = closed_column(Json)
    written_by: Mapped[int] = closed_column(Integer)
    replaced_by: Mapped[int] = closed_column(Integer)
    replaced_at: Mapped[dt.datetime] = closed_column(Instant)


class Scan(Base):
    """One run of the three triggers that was kept."""

    __tablename__ = "scan"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    as_of: Mapped[str] = closed_column(Iso)
    readings: Mapped[dict[str, Any]] = closed_column(Json)
    findings: Mapped[int] = closed_column(Integer)
    near_misses: Mapped[int] = closed_column(Integer)


class Finding(Base):
    """A threat that a scan proposed, kept once: `fingerprint` says what makes it the same one on another day.

    The explanation is that of the first scan that found it. `first_as_of` and `last_as_of` bound the days asked about.
    """

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("first_as_of <= last_as_of", name="days_in_order"),
        CheckConstraint("(referral_id IS NULL) = (count IS NULL)", name="charge_is_whole"),
        Index("ix_finding_subject", "jurisdiction", "referral_id", "count"),
    )

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    fingerprint: Mapped[str] = closed_column(_plain(64), unique=True)
    clause: Mapped[str] = closed_column(_plain(30))
    jurisdiction: Mapped[str] = closed_column(Fips, ForeignKey("jurisdiction.fips"))
    referral_id: Mapped[str | None] = closed_column(Number)
    count: Mapped[int | None] = closed_column(Integer)
    explanation: Mapped[dict[str, Any]] = closed_column(Json)
    readings: Mapped[dict[str, Any]] = closed_column(Json)
    first_as_of: Mapped[str] = closed_column(Iso)
    last_as_of: Mapped[str] = closed_column(Iso)
    scan_id: Mapped[int] = closed_column(Integer, ForeignKey("scan.id"), index=True)
