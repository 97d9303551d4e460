"""Sealed until closed: what any page says to anybody is the same, however the others voted."""

import datetime as dt
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from committee_app.founding import SAMPLE_PEOPLE
from committee_app.settings import Settings
from committee_app.tables.journal import EntryBody
from committee_app.tables.votes import Motion, Vote
from tests.desks.conftest import served
from tests.desks.routes import addresses
from tests.desks.visiting import Site

MATTER = "2028-009"
# With the vote that stands already, four yes votes, which would carry it, and one.
ONE = {"member-r1": "yes", "member-r2": "yes", "director": "yes"}
OTHER = {"member-r1": "no", "member-r2": "abstain", "director": "no"}
# What is new in every page or office: tokens, request keys, and the hashes of the journal with the voter's own receipt.
CHANGING = re.compile(r'(?:name="csrf_token"|name="request_key") value="[^"]+"|<code class="hash">[0-9a-f]+</code>')


@pytest.fixture(autouse=True)
def one_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both offices act in the same instant, so that no time of day tells them apart."""
    instant = dt.datetime(2028, 11, 15, 20, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(Settings, "now", lambda _: instant)


def motion_of(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalars(select(Motion.id).filter_by(complaint_id=MATTER, state="open")).one()


def voted(made: Path, folder: Path, choices: dict[str, str]) -> Site:
    shutil.copytree(made, folder)
    site = served(folder)
    motion = motion_of(site)
    for name, choice in choices.items():
        answer = site.visitor(name).send(
            f"/docket/{MATTER}/acts/cast_vote", motion=str(motion), choice=choice, understood="yes"
        )
        assert answer.status_code == 302
    return site


def seen_by(site: Site, name: str) -> dict[str, str]:
    """All that this account sees: every page that links lead to, and every address there is, with forms sent empty."""
    visitor = site.visitor(name)
    pages = visitor.walk()
    form = {"csrf_token": visitor.token(), "motion": str(motion_of(site))}
    for address in addresses(site, [MATTER]):
        if address.shows == "anyone":
            continue
        for method in {"GET", "POST"} & address.methods:
            # An empty form scans and so acts; what is read again is not asked for twice.
            if address.path in pages and (method == "GET" or address.verb == "keep_findings"):
                continue
            with visitor.client.open(address.path, method=method, data=form) as answer:
                pages[f"{method} {address.path}"] = f"{answer.status_code} {answer.get_data().decode('latin-1')}"
    return {path: CHANGING.sub("", page) for path, page in pages.items()}


def differences(made: Path, folder: Path, people: list[str]) -> tuple[int, list[str]]:
    """How many pages were compared between two offices that voted differently, and which of them differ."""
    one, other = voted(made, folder / "one", ONE), voted(made, folder / "other", OTHER)
    compared, found = 0, []
    for name in people:
        here, there = seen_by(one, name), seen_by(other, name)
        assert here.keys() == there.keys()
        compared += len(here)
        found += [f"{path} as {name}" for path in here if here[path] != there[path]]
    one.database.close()
    other.database.close()
    return compared, found


def test_no_page_tells_anybody_how_another_voted(made: Path, tmp_path: Path) -> None:
    compared, found = differences(made, tmp_path, [name for name, *_ in SAMPLE_PEOPLE])
    print(f"{compared} pages compared")
    assert found == []
    assert compared > 500


def test_a_page_that_counted_the_votes_would_be_found(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(session, motion):  # type: ignore[no-untyped-def]
        votes = session.scalars(select(Vote.choice).filter_by(motion_id=motion.id)).all()
        return SimpleNamespace(sentence=f"{votes.count('yes')} voted yes.")

    monkeypatch.setattr("committee_app.desks.docket.count_of", counted)
    _, found = differences(made, tmp_path, ["auditor"])
    assert any(f"/docket/{MATTER}/motions/" in path for path in found)


def test_no_page_holds_the_salt_or_the_receipt_of_another(made: Path, tmp_path: Path) -> None:
    site = voted(made, tmp_path / "one", ONE)
    with site.database.reading() as session:
        votes = session.scalars(select(Vote).filter_by(motion_id=motion_of(site))).all()
        sealed = {vote.seat: (vote.salt, session.get_one(EntryBody, vote.entry).body["sealed"]) for vote in votes}
    assert len(sealed) == 4
    seats = {name: seat for name, _, _, seat in SAMPLE_PEOPLE}
    for name in seats:
        visitor = site.visitor(name)
        everything = "".join(visitor.walk().values()) + visitor.get(f"/docket/{MATTER}/acts/cast_vote").get_data(True)
        for seat, (salt, receipt) in sealed.items():
            assert salt not in everything, name
            assert (receipt in everything) == (seats[name] == seat), name
    site.database.close()


def test_after_the_close_the_roll_call_stands_by_name(made: Path, tmp_path: Path) -> None:
    site = voted(made, tmp_path / "one", {"member-r1": "yes", "member-r2": "no", "director": "yes"})
    motion = motion_of(site)
    page = site.visitor("auditor").page(f"/docket/{MATTER}/motions/{motion}")
    assert "The vote is open and sealed" in page
    assert "Roll call" not in page
    answer = site.visitor("member-d2").send(
        f"/docket/{MATTER}/acts/cast_vote", motion=str(motion), choice="yes", understood="yes"
    )
    assert answer.status_code == 302
    page = site.visitor("auditor").page(f"/docket/{MATTER}/motions/{motion}")
    assert "The motion carried" in page
    for who, said in (
        ("Sample Director", "yes"),
        ("Sample Member One (R)", "yes"),
        ("Sample Member Two (R)", "no"),
        ("Sample Member Three (D)", "yes"),
        ("Sample Member Four (D)", "yes"),
    ):
        assert f"{who}</td><td>{said}" in page
    assert "4 of 4 needed" in page
    site.database.close()


def test_the_voter_keeps_a_receipt_that_the_journal_holds(made: Path, tmp_path: Path) -> None:
    site = voted(made, tmp_path / "one", {"member-r1": "yes"})
    own = site.visitor("member-r1").page(f"/docket/{MATTER}/motions/{motion_of(site)}")
    receipt = re.search(r'Your receipt[^<]*<code class="hash">([0-9a-f]{64})', own)
    assert receipt
    with site.database.reading() as session:
        assert receipt[1] in [row.body.get("sealed") for row in session.scalars(select(EntryBody))]
    site.database.close()
