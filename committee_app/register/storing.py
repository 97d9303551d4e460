"""A feed into the register, in the caller's transaction: read, checked, stored, and its own row written.

This module may not commit: the act that imports does, and a file is one transaction. Nothing is kept in memory but one
batch of rows and the first thousand errors.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from committee_app.database import lock
from committee_app.register.checking import Homicides, Populations, Referrals, RowRefused, Rows
from committee_app.register.keyed import Keyed, Numbered
from committee_app.register.offices import Figures, offices
from committee_app.register.reading import Batch, Fault, Feed, FileRefused, Progress, Stream, shown
from committee_app.register.report import ImportRefused, ImportReport
from committee_app.tables.register import Charge, ChargeHistory, Homicide, HomicideHistory, ImportFile

STORED_AT_ONCE = 2_000


class Store(Protocol):
    """Where a feed's checked rows go; it counts them in the report that it was made with."""

    def put(self, rows: list[Numbered]) -> None: ...

    def close(self) -> None: ...


class Kind(NamedTuple):
    """A kind of feed: what its rows must be, and where they go."""

    rows: Callable[[int, frozenset[str], dt.date], Rows]
    store: Callable[[Session, int, dt.datetime, ImportReport], Store]


KINDS = {
    "referrals": Kind(Referrals, partial(Keyed, Charge, ChargeHistory)),
    "homicides": Kind(Homicides, partial(Keyed, Homicide, HomicideHistory)),
    "population": Kind(Populations, Figures),
}


def import_feed(
    kind: str,
    session: Session,
    stream: Stream,
    *,
    name: str,
    by: str,
    now: dt.datetime,
    today: dt.date,
    strict: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Takes in one feed of a kind of KINDS, under its `name`, for the account `by`.

    `today` is the import's own day in America/Chicago, after which no date of the past may lie; `now` an instant.
    `progress` is told the bytes read and the size, if known. A bad row is counted, explained in the report and leaves
    nothing else. Raises ImportRefused, with the report, if the file is no feed, or one row is bad and the import
    `strict`: the caller then rolls back.
    """
    lock(session, "register")
    import_id = (session.scalar(select(func.max(ImportFile.id))) or 0) + 1
    report = ImportReport(name)
    rows = KINDS[kind].rows(import_id, offices(session), today)
    store = KINDS[kind].store(session, import_id, now, report)
    feed = Feed(stream, rows.columns, needed=rows.header, aliases=rows.aliases, progress=progress)
    try:
        ready: list[Numbered] = []
        for batch in feed:
            _check(batch, rows, report, ready)
            if len(ready) >= STORED_AT_ONCE:
                store.put(ready)
                ready = []
        store.put(ready)
    except FileRefused as why:
        report.reject(why.fault)
        raise ImportRefused(report) from None
    report.sha256, report.warnings = feed.sha256, feed.warnings
    report.errors.sort(key=lambda fault: fault.line)
    if strict and report.rejected:
        raise ImportRefused(report)
    store.close()
    _write(session, import_id, kind, by, now, report)
    return report


import_referrals = partial(import_feed, "referrals")
import_homicides = partial(import_feed, "homicides")
import_population = partial(import_feed, "population")


def _check(batch: Batch, rows: Rows, report: ImportReport, ready: list[Numbered]) -> None:
    for fault in batch.faults:
        report.reject(fault)
    for line, given in zip(batch.lines, batch.rows, strict=True):
        try:
            ready.append((line, rows(given)))
        except RowRefused as why:
            report.reject(*(Fault(line, column, shown(value), reason) for column, value, reason in why.faults))


def _write(session: Session, import_id: int, kind: str, by: str, now: dt.datetime, report: ImportReport) -> None:
    counts = {name: getattr(report, name) for name in ("accepted", "unchanged", "updated", "rejected")}
    session.add(
        ImportFile(
            id=import_id, kind=kind, name=report.file[-255:], sha256=report.sha256,
            imported_at=now, imported_by=by, **counts,
        )
    )  # fmt: skip
    session.flush()
