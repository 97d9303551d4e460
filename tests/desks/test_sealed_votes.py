"""Sealed until closed: what any page says to anybody is the same, however the others voted."""

import re
import shutil
from pathlib import Path

from sqlalchemy import select

from committee_app.tables.votes import Motion, Vote
from tests.desks.conftest import served
from tests.desks.visiting import Site

MATTER = "2028-009"
PATHS = (
    "/",
    f"/docket/{MATTER}",
    f"/docket/{MATTER}/acts/cast_vote",
    f"/docket/{MATTER}/acts/close_motion",
    "/journal",
    "/findings",
    "/readings",
)
CHANGING = re.compile(
    r'value="[A-Za-z0-9_.\-]{20,}"|<code class="hash">[0-9a-f]+</code>|datetime="[^"]+"|[0-9]+:[0-9]{2} [AP]M'
)


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


def seen_by(site: Site, name: str) -> list[str]:
    visitor = site.visitor(name)
    paths = (*PATHS, f"/docket/{MATTER}/motions/{motion_of(site)}")
    return [CHANGING.sub("", visitor.get(path).get_data(as_text=True)) for path in paths]


def test_no_page_tells_how_another_voted(made: Path, tmp_path: Path) -> None:
    one = voted(made, tmp_path / "one", {"member-r1": "yes", "member-r2": "yes"})
    other = voted(made, tmp_path / "other", {"member-r1": "no", "member-r2": "abstain"})
    for name in ("director", "member-d1", "member-d2", "staff", "auditor", "administrator", "member-r1"):
        assert seen_by(one, name) == seen_by(other, name), name
    with one.database.reading() as session:
        salts = session.scalars(select(Vote.salt)).all()
    for name in ("director", "auditor", "member-r1"):
        for page in seen_by(one, name):
            assert not any(salt in page for salt in salts)
    one.database.close()
    other.database.close()


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
    assert "Sample Member Two (R)</td><td>no" in page
    assert "4 of 4 needed" in page
    site.database.close()


def test_the_voter_keeps_a_receipt_that_the_journal_holds(made: Path, tmp_path: Path) -> None:
    site = voted(made, tmp_path / "one", {"member-r1": "yes"})
    own = site.visitor("member-r1").page(f"/docket/{MATTER}/motions/{motion_of(site)}")
    receipt = re.search(r'Your receipt[^<]*<code class="hash">([0-9a-f]{64})', own)
    assert receipt
    with site.database.reading() as session:
        from committee_app.tables.journal import EntryBody

        assert receipt[1] in [row.body.get("sealed") for row in session.scalars(select(EntryBody))]
    assert receipt[1] not in site.visitor("member-r2").page(f"/docket/{MATTER}/motions/{motion_of(site)}")
    site.database.close()
