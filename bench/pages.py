"""Every page of the office on the sample office with many matters, beside an empty page of the same site: the same
sitting, the same way in, the same head and foot. Server time alone, from the request as WSGI has it to the last byte.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, render_template
from sqlalchemy import event, select
from werkzeug.test import EnvironBuilder

from bench.measuring import Row, median, ratio, rounds
from committee_app import sample
from committee_app.database import Database
from committee_app.doorway import shows
from committee_app.office_site import create_app
from committee_app.sample.matters import MATTERS, carry
from committee_app.settings import Settings
from committee_app.tables.votes import Motion

EMPTY = "an empty page, same sitting, same head and foot"
# Whose page, its address, and what it is. The sample's own eighteen matters are there whatever else is.
PAGES = (
    ("director", "/", "the director's morning"),
    ("member-r1", "/", "the member's first page"),
    ("auditor", "/", "the auditor's first page"),
    ("administrator", "/", "the administrator's first page"),
    ("director", "/docket", "the docket, a page of 25"),
    ("director", "/docket?show=closed", "the docket, closed matters"),
    ("director", "/deadlines", "the month of deadlines"),
    ("director", "/search?q=louis", "a search for one word"),
    ("director", "/docket/2028-006", "a matter with three motions"),
    ("director", "/docket/2028-009", "a matter with an open motion"),
    ("director", "/docket/2028-006/motions/{motion}", "a motion"),
    ("member-r1", "/docket/2028-009/acts/cast_vote", "the form of a vote"),
    ("director", "/acts/lodge", "the form of a complaint"),
    ("director", "/findings", "the findings, scanned anew"),
    ("director", "/findings/1", "a finding's card"),
    ("director", "/statute", "the statute, 146 clauses"),
    ("director", "/readings", "the readings"),
    ("director", "/calendar?start=2028-11-01&number=10", "the calendar with a count"),
    ("director", "/journal", "the journal, a page of 100"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """A site and its database, with a way to ask for a page as the server does."""

    app: Flask
    database: Database

    def cookie(self, name: str) -> str:
        """The cookie of that sample account, signed in."""
        client = self.app.test_client()
        client.post("/sign-in", data={"account": name})
        kept = client.get_cookie("session")
        if kept is None:
            raise LookupError(name)
        return f"session={kept.value}"

    def environ(self, name: str, path: str) -> dict[str, Any]:
        return EnvironBuilder(path=path, headers={"Cookie": self.cookie(name)}).get_environ()

    def ask(self, environ: dict[str, Any]) -> float:
        """Seconds of one page."""
        given, statuses = dict(environ), []
        started = time.perf_counter()
        answer = self.app.wsgi_app(given, lambda status, *_: statuses.append(status))  # type: ignore[arg-type, func-returns-value] # a WSGI call without a server
        b"".join(answer)
        spent = time.perf_counter() - started
        if statuses != ["200 OK"]:
            raise AssertionError(f"{environ['PATH_INFO']}: {statuses}")
        return spent

    def statements(self, environ: dict[str, Any]) -> int:
        """How many statements a page takes, without those that open and close the transaction."""
        seen: list[str] = []

        def note(*given: Any) -> None:
            seen.append(given[2])

        event.listen(self.database.engine, "before_cursor_execute", note)
        try:
            self.ask(environ)
        finally:
            event.remove(self.database.engine, "before_cursor_execute", note)
        return sum(not words.startswith(("PRAGMA", "BEGIN", "SET ", "ROLLBACK")) for words in seen)


@contextmanager
def served(matters: int) -> Iterator[Served]:
    """The sample office with so many matters or a few more, each carried by the acts as the sample's own are."""
    with tempfile.TemporaryDirectory(prefix="docket-bench-") as folder:
        instance = Path(folder) / "instance"
        url = f"sqlite:///{instance / 'office.sqlite3'}"
        settings = Settings(url, instance, training=True, fixed_today=sample.SAMPLE_DAY)
        sample.build(settings, lambda _: None)
        database = Database(url)
        there = len(MATTERS) + 1
        more = -(-max(matters - there, 0) // len(MATTERS))
        for turn in range(more):
            # A meeting is planned for the matters of one round.
            first = there + 1 + turn * len(MATTERS)
            carry(database, MATTERS, sample.SAMPLE_DAY, first=first, sittings=sample.meetings.plan)
        app = create_app(settings, database)
        app.config["WTF_CSRF_ENABLED"] = False
        nothing = app.jinja_env.from_string("{% extends 'base.html' %}{% block main %}<h1>Nothing</h1>{% endblock %}")
        app.add_url_rule("/empty", "empty", shows("front")(lambda: render_template(nothing)))
        try:
            yield Served(app, database)
        finally:
            database.close()


def measure(matters: int, number: int) -> list[Row]:
    """`number` rounds of every page, the empty one among them."""
    with served(matters) as site:
        asked = {EMPTY: site.environ("director", "/empty")}
        with site.database.reading() as session:
            motion = session.scalars(select(Motion.id).filter_by(complaint_id="2028-006").order_by(Motion.id)).first()
        asked |= {f"{said} ({path})": site.environ(name, path.format(motion=motion)) for name, path, said in PAGES}
        for environ in asked.values():
            site.ask(environ)
        counts = {said: site.statements(environ) for said, environ in asked.items()}
        seconds = rounds({said: lambda environ=environ: site.ask(environ) for said, environ in asked.items()}, number)  # type: ignore[misc] # bound by its default
    rows = [Row(f"{EMPTY}, {counts.pop(EMPTY)} statement", median(seconds[EMPTY]) * 1000, "ms")]
    for said, statements in counts.items():
        over = ratio(seconds, said, EMPTY)
        why = f"It takes {median(seconds[said]) * 1000:.1f} ms, with {statements} statements."
        rows.append(
            Row(f"{said}, {statements} statements", median(seconds[said]) * 1000, "ms",
                over, "the empty page", "P8: at most 3", over <= 3, why)
        )  # fmt: skip
    return rows
