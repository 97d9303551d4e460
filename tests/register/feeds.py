"""Feeds for the tests of the register: written row by row, taken in by the one door; and what is held after."""

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from committee_app.acts.register import FeedFile, FileRefused
from committee_app.database import Database
from committee_app.tables.base import Base
from committee_app.tables.journal import Entry
from tests.offices import Office

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
TODAY = "2026-06-30"

VERBS = {
    "referrals": "import_referrals_file",
    "homicides": "import_homicides_file",
    "population": "import_population_file",
}
REFERRAL = {
    "jurisdiction": "29510",
    "referral_id": "R-1",
    "count": "1",
    "agency_ori": "MOSPD0000",
    "agency_case": "26-000123",
    "received_on": "2026-01-05",
    "statute": "565.050",
    "charge_code": "565.050-001Y201713",
    "severity": "felony",
    "lead": "Y",
    "probable_cause_statement": "Y",
    "investigative_report": "N",
    "investigation_requested_on": "",
    "filed_on": "",
    "refused_on": "",
    "disposed_on": "",
    "earlier_referral_id": "",
}
HOMICIDE = {
    "incident_id": "H-1",
    "jurisdiction": "29510",
    "occurred_on": "2026-01-05",
    "victims": "1",
    "source": "Sample police department",
    "status": "final",
}
POPULATION = {
    "fips": "29510",
    "population": "300000",
    "source": "Sample figure",
    "census_year": "2020",
    "effective_from": "2021-07-01",
}
SAMPLES: Mapping[str, Mapping[str, str]] = {
    "referrals": REFERRAL,
    "homicides": HOMICIDE,
    "population": POPULATION,
}
REGISTER = (
    "jurisdiction", "population", "closure", "import_file", "charge", "charge_history", "homicide", "homicide_history",
    "scan", "finding",
)  # fmt: skip


def text(rows: Iterable[Mapping[str, object]], kind: str = "referrals", columns: Sequence[str] | None = None) -> bytes:
    """A feed with these rows; what a row does not say is as in the sample of its kind."""
    sample = SAMPLES[kind]
    columns = columns or tuple(sample)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(name, sample.get(name, "")) for name in columns] for row in rows)
    return out.getvalue().encode()


def take_in(
    office: Office, kind: str, content: bytes, *, on: str = TODAY, strict: bool = False, name: str = "feed.csv"
) -> dict[str, Any]:
    """The report of a file that the office takes in. Raises FileRefused."""
    office.instance.mkdir(exist_ok=True)
    path = office.instance / name
    path.write_bytes(content)
    return office.act(VERBS[kind], "console", on=on, file=FeedFile(path), strict=strict).reply


def refused(office: Office, kind: str, content: bytes, *, on: str = TODAY, strict: bool = False) -> dict[str, Any]:
    """The report of a file that must be refused whole."""
    with pytest.raises(FileRefused) as refusal:
        take_in(office, kind, content, on=on, strict=strict)
    return refusal.value.report


def rows(database: Database, table: str) -> list[tuple[Any, ...]]:
    """Every row of a table, all its columns, in the order of its key."""
    model = Base.metadata.tables[table]
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(model).order_by(*model.primary_key))]


def held(database: Database) -> dict[str, tuple[int, str]]:
    """How many rows each table of the register and the journal hold, and a hash of all they say."""
    tables = [*REGISTER, Entry.__tablename__]
    read = {table: rows(database, table) for table in tables}
    return {table: (len(said), hashlib.sha256(repr(said).encode()).hexdigest()) for table, said in read.items()}


def number_of(database: Database, table: str) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Base.metadata.tables[table])) or 0


def days_from(first: str, number: int) -> list[str]:
    """So many days, one after the other, as the feeds write them."""
    start = dt.date.fromisoformat(first)
    return [(start + dt.timedelta(days=n)).isoformat() for n in range(number)]
