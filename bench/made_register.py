"""Registers for the benches, seeded: every run and every contender reads the same rows. No real case is in them.

Of 1,000 charges 15 are undecided, received on any day of four and a half years: as many different dates as a register
can hold against the scan. Three in ten are of a listed offense.
"""

import csv
import hashlib
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import cast

from sqlalchemy import Table

from bench.measuring import SEED, say
from committee_app import migrations, schema
from committee_app.database import Database
from committee_app.founding import furnish
from committee_app.register import bulk
from committee_app.register.checking import Homicides, Referrals, Rows
from committee_app.register.offices import offices, reference
from committee_app.tables.register import Charge, Homicide

FIRST, AS_OF = date(2022, 1, 1), date(2026, 6, 30)
DAYS = (AS_OF - FIRST).days
UNDECIDED_OF_1000, LISTED_SHARE = 15, 0.3
AT_ONCE = 5_000
GROWN = 10

LISTED = (
    "565.020", "565.021", "565.050", "565.052", "566.030", "566.060", "570.023", "570.025", "570.027", "571.015",
)  # fmt: skip
OTHER = ("565.072", "565.023", "569.160", "570.030", "579.015", "571.030", "577.010", "302.321")
# Homicides a year of the size that public figures show for the largest places; elsewhere about 4 per 100,000 people.
LARGE_PLACES = {"29510": 150, "29095": 165, "29189": 62, "29077": 18, "29019": 12, "29021": 9}
ELSEWHERE = 4 / 100_000


def charges(number: int) -> Iterator[tuple[str, ...]]:
    """Rows of the referral feed, in the feed's own order of columns."""
    draw = random.Random(SEED)  # noqa: S311 - made data, not a secret
    places = [(row["fips"], int(row["population"])) for row in reference()]
    weights = list(accumulate(people for _, people in places))
    names = [fips for fips, _ in places]
    for n in range(number):
        [place] = draw.choices(names, cum_weights=weights)
        yield _charge(draw, n, place, undecided=n % 1000 < UNDECIDED_OF_1000)


def _charge(draw: random.Random, n: int, place: str, *, undecided: bool) -> tuple[str, ...]:
    received = FIRST + timedelta(days=draw.randrange(DAYS))
    listed = draw.random() < LISTED_SHARE
    section = draw.choice(LISTED if listed else OTHER)
    request = filed = refused = ""
    acted = received + timedelta(days=min(int(draw.expovariate(1 / 6)), 60))
    if draw.random() < (0.25 if undecided else 0.08):
        request = _known(acted)
        acted += timedelta(days=draw.randint(5, 150))
    if not undecided:
        filed, refused = (_known(acted), "") if draw.random() < 0.7 else ("", _known(acted))
    felony = "Y" if listed else ""
    return (
        place, f"R{n:08d}", "1", "MO0950100", f"CASE-{n:08d}", received.isoformat(), section, "",
        "felony" if listed else "misdemeanor", "Y", felony, felony, request, filed, refused, "", "",
    )  # fmt: skip


def _known(day: date) -> str:
    return min(day, AS_OF).isoformat()


def homicides() -> Iterator[tuple[str, ...]]:
    """Rows of the homicide feed for the same years, in the feed's own order of columns."""
    draw = random.Random(SEED)  # noqa: S311 - made data, not a secret
    for row in reference():
        yearly = LARGE_PLACES.get(row["fips"], int(row["population"]) * ELSEWHERE)
        for n in range(round(yearly * DAYS / 365)):
            happened = FIRST + timedelta(days=draw.randrange(DAYS))
            yield row["fips"], f"H{n:05d}", happened.isoformat(), "1", "made", "final"


def write_feed(path: Path, number: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(Referrals.columns)
        out.writerows(charges(number))


def ready(rows: Rows, given: Iterator[tuple[str, ...]]) -> Iterator[list[tuple[object, ...]]]:
    """Feed rows as the tuples that the table takes, some thousand at a time."""
    while part := [rows(row) for row in islice(given, AT_ONCE)]:
        yield part


def new_office(path: Path) -> None:
    """An office's database without a register, at `path`."""
    kept = _kept("office", _make_office)
    shutil.copyfile(kept, path)


def register(number: int) -> Path:
    """A database with so many charges; made once and kept in the folder for temporary files."""
    return _kept(f"register-{number}", lambda path: _fill(path, number))


def grown(number: int) -> Path:
    """The register of so many charges, ten times larger by copies of its decided ones: the open cases are the same."""
    return _kept(f"register-{number}-grown", lambda path: _grow(path, number))


def indexed_by_hand(number: int) -> Path:
    """The register of so many charges with the two indexes that hand-written SQL would answer from alone."""
    return _kept(f"register-{number}-by-hand", lambda path: _index_by_hand(path, number))


def ready_charges(number: int) -> list[tuple[object, ...]]:
    """Every row as the table takes it."""
    fips = frozenset(row["fips"] for row in reference())
    return [row for part in ready(Referrals(1, fips, AS_OF), charges(number)) for row in part]


def columns() -> list[str]:
    return [column.name for column in Charge.__table__.columns if column.computed is None]


def _kept(name: str, make: Callable[[Path], None]) -> Path:
    """The file of that name, of this version of the tables and of this module; made where it is not there yet."""
    made_by = (Path(__file__), *sorted(Path(migrations.__file__).parent.glob("versions/*.py")))
    version = hashlib.sha256(b"".join(file.read_bytes() for file in made_by)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / "docket-bench"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}.sqlite3"
    if not path.exists():
        say(f"  making {name} (kept in the folder for temporary files)")
        new = path.with_suffix(".new")
        for old in folder.glob(f"{name}-????????????.*"):
            old.unlink()
        make(new)
        new.rename(path)
    return path


def _make_office(path: Path) -> None:
    schema.upgrade(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        furnish(session, training=True)
    database.close()
    _settle(path)


def _fill(path: Path, number: int) -> None:
    new_office(path)
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        connection, known = session.connection(), offices(session)
        for model, rows, given in (
            (Charge, Referrals(1, known, AS_OF), charges(number)),
            (Homicide, Homicides(2, known, AS_OF), homicides()),
        ):
            table = cast(Table, model.__table__)
            names = [column.name for column in table.columns if column.computed is None]
            for part in ready(rows, given):
                bulk.fill(connection, table, names, part)
    database.close()
    _settle(path)


def _grow(path: Path, number: int) -> None:
    shutil.copyfile(register(number), path)
    names = columns()
    copied = ", ".join("? || referral_id" if name == "referral_id" else name for name in names)
    statement = (
        f"INSERT INTO charge ({', '.join(names)}) SELECT {copied} FROM charge "  # noqa: S608 - our own columns
        "WHERE decided_on IS NOT NULL AND referral_id < 'S'"
    )
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000"):
            store.execute("PRAGMA " + pragma)
        store.execute("BEGIN")
        for copy in range(1, GROWN):
            store.execute(statement, (f"S{copy}",))
        store.execute("COMMIT")
        store.execute("PRAGMA journal_mode=WAL")
    _settle(path)


def _index_by_hand(path: Path, number: int) -> None:
    shutil.copyfile(register(number), path)
    open_case = "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS"
    columns = "filed_on, refused_on, listed_as"
    with closing(sqlite3.connect(path)) as store, store:
        store.execute(
            f"CREATE INDEX by_receipt ON charge (received_on, investigation_requested_on, {columns}) "
            f"WHERE {open_case} NULL"
        )
        store.execute(
            f"CREATE INDEX by_request ON charge (investigation_requested_on, {columns}) WHERE {open_case} NOT NULL"
        )
    _settle(path)


def _settle(path: Path) -> None:
    """Everything into the one file, which may then be copied or renamed."""
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
