"""A page takes as many statements with two hundred matters as with twenty; how many is stated here."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from committee_app.sample import SAMPLE_DAY
from committee_app.tables.docket import Complaint, Duty
from committee_app.tables.votes import Motion
from tests.desks.conftest import served
from tests.desks.visiting import Site
from tests.offices import Office

FEW, MANY = 20, 200
ASKED = (
    ("director", "/"),
    ("director", "/?all=yes"),
    ("staff", "/"),
    ("member-r1", "/"),
    ("auditor", "/"),
    ("administrator", "/"),
    ("director", "/docket"),
    ("director", "/docket?page=2"),
    ("director", "/docket?show=closed"),
    ("director", "/deadlines"),
    ("director", "/search?q=sample"),
    ("member-r1", "/search?q=louis"),
    ("director", "/docket/2028-006"),
    ("director", "/docket/2028-009"),
    ("director", "/letters"),
    ("director", "/letters/words"),
    ("director", "/findings"),
    ("director", "/findings/1"),
    ("director", "/statute"),
    ("director", "/readings"),
    ("director", "/calendar"),
    ("director", "/journal"),
    ("director", "/acts/lodge"),
    ("director", "/docket/2028-009/acts/cast_vote"),
)
# The pages that look at all matters at once take no more than this.
MOST = {"/": 24, "/?all=yes": 24, "/docket": 8, "/docket?page=2": 8, "/docket?show=closed": 8, "/deadlines": 8,
        "/letters": 15, "/search?q=sample": 9, "/search?q=louis": 9}  # fmt: skip
QUIET = ("PRAGMA", "BEGIN", "SET ", "ROLLBACK")


def statements(site: Site, name: str, path: str) -> int:
    """How many statements that page takes for that account, but for those that open and close the transaction."""
    visitor, seen = site.visitor(name), []
    visitor.page(path)

    def note(*given: Any) -> None:
        seen.append(given[2])

    event.listen(site.database.engine, "before_cursor_execute", note)
    visitor.page(path)
    event.remove(site.database.engine, "before_cursor_execute", note)
    return sum(not words.startswith(QUIET) for words in seen)


def grow(site: Site) -> None:
    """More matters: two in three convened, one in three with a motion open and two votes cast."""
    office, on = Office(site.database, site.instance), SAMPLE_DAY.isoformat()
    with site.database.reading() as session:
        there = len(session.scalars(select(Complaint.id)).all())
    for number in range(MANY - there):
        matter = office.lodge(on, received_on=(SAMPLE_DAY - dt.timedelta(days=number % 30)).isoformat())
        if number % 3:
            office.act("convene", complaint=matter, on=on, place="Sample room")
        if number % 3 == 1:
            motion = office.act("open_motion", complaint=matter, on=on, kind="formality").reply["motion"]
            for name in ("director", "member-d1"):
                office.act("cast_vote", name, matter, on=on, motion=motion, choice="yes")


@pytest.fixture(scope="module")
def counted(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, dict[str, tuple[int, int]]]]:
    """A site with many matters; and of each page, how many statements it took with few and takes with many."""
    folder = tmp_path_factory.mktemp("many") / "instance"
    shutil.copytree(made, folder)
    site = served(folder)
    few = [statements(site, name, path) for name, path in ASKED]
    grow(site)
    many = [statements(site, name, path) for name, path in ASKED]
    yield site, {f"{path} as {who}": both for (who, path), *both in zip(ASKED, few, many, strict=True)}  # type: ignore[misc] # a star in a loop is not followed
    site.database.close()


def test_there_are_many_matters_with_duties_and_motions(counted: tuple[Site, Any]) -> None:
    with counted[0].database.reading() as session:
        assert len(session.scalars(select(Complaint.id)).all()) == MANY
        assert len(session.scalars(select(Duty.id).where(Duty.done_on.is_(None))).all()) > FEW * 3
        assert len(session.scalars(select(Motion.id).where(Motion.state == "open")).all()) > FEW * 2


def test_no_page_takes_more_statements_for_more_matters(counted: tuple[Site, Any]) -> None:
    for page, (_, many) in counted[1].items():
        print(f"{many:3} statements: {page}")
    assert {page: both for page, both in counted[1].items() if both[0] != both[1]} == {}


def test_the_pages_of_many_matters_take_few_statements(counted: tuple[Site, Any]) -> None:
    for page, (_, many) in counted[1].items():
        most = MOST.get(page.partition(" as ")[0])
        assert most is None or many <= most, page


def test_a_statement_for_each_row_would_be_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from committee_app import standing

    honest = standing.open_duties

    def one_by_one(session, hidden):  # type: ignore[no-untyped-def] # stands in for a function for one test
        found = honest(session, hidden)
        for duty in found:
            session.scalar(select(Complaint.state).where(Complaint.id == duty.complaint))
        return found

    monkeypatch.setattr("committee_app.desks.deadlines.open_duties", one_by_one)
    before = statements(site, "director", "/deadlines")
    Office(site.database, site.instance).lodge(SAMPLE_DAY.isoformat())
    assert statements(site, "director", "/deadlines") == before + 1
