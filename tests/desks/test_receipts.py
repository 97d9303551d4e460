"""A member's receipt, checked against the journal: it holds for ever, and it fails where anything was altered."""

import json
import random
import re
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from committee_app import receipts
from committee_app.cli import committee
from committee_app.database import Database
from committee_app.tables.journal import Entry
from committee_app.tables.votes import Motion
from tests.desks.visiting import Site
from tests.offices import MEMBERS, Office

MOTIONS = 50
MATTER = "2028-009"


def by_owner(office: Office, *statements: str) -> None:
    owner = Database(office.database.url, owner=True)
    with owner.writing() as session:
        for statement in statements:
            session.execute(text(statement))
    owner.close()


def test_five_receipts_of_fifty_motions_hold_and_fail_when_the_vote_was_altered(sqlite_office: Office) -> None:
    office, chance, given = sqlite_office, random.Random(56602), []
    for _ in range(MOTIONS):
        complaint = office.lodge("2028-01-03")
        office.act("convene", complaint=complaint, on="2028-01-12", place="Sample room")
        motion = office.act("open_motion", complaint=complaint, on="2028-01-12", kind="formality").reply["motion"]
        for seat, account in enumerate(MEMBERS, 1):
            said = {"choice": chance.choice(["yes", "no", "abstain"])}
            if chance.random() < 0.5:
                said["reason"] = "Sample reason."
            reply = office.act("cast_vote", account, complaint, on="2028-01-12", motion=motion, **said).reply
            given.append((motion, seat, reply["receipt"]))
    assert wrong(office, given) == []
    by_owner(office, "DROP TRIGGER vote_no_update")
    by_owner(office, "UPDATE vote SET choice = CASE choice WHEN 'yes' THEN 'no' ELSE 'yes' END")
    assert wrong(office, given) == given
    print(f"{len(given)} receipts, each held and each failed once its vote was altered")


def wrong(office: Office, given: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    found = []
    with office.database.reading() as session:
        for motion, seat, receipt in given:
            checked = receipts.check(session, receipt)
            assert checked is not None
            assert (checked.motion.id, checked.vote.seat) == (motion, seat)
            if not checked.ok:
                found.append((motion, seat, receipt))
    return found


@pytest.fixture
def voted(sqlite_office: Office) -> tuple[Office, str]:
    """An office with a closed motion, and the receipt of member-r1's yes."""
    office = sqlite_office
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Sample room")
    motion = office.act("open_motion", complaint=complaint, on="2028-01-12", kind="formality").reply["motion"]
    receipts_ = [
        office.act("cast_vote", account, complaint, on="2028-01-12", motion=motion, choice="yes").reply["receipt"]
        for account in MEMBERS
    ]
    return office, receipts_[1]


ALTERED = {
    "the choice": ("DROP TRIGGER vote_no_update", "UPDATE vote SET choice = 'no' WHERE seat = 2"),
    "the salt": ("DROP TRIGGER vote_no_update", "UPDATE vote SET salt = 'x' WHERE seat = 2"),
    "a reason put in": ("DROP TRIGGER vote_no_update", "UPDATE vote SET reason = 'x' WHERE seat = 2"),
    "the roll call": (
        "DROP TRIGGER entry_body_no_update",
        """UPDATE entry_body SET body = replace(body, '[2,"member-r1","yes"]', '[2,"member-r1","no"]')""",
    ),
    "an entry": ("DROP TRIGGER entry_no_update", "UPDATE entry SET actor = 'x' WHERE seq = 1"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_is_altered_the_check_fails(voted: tuple[Office, str], what: str) -> None:
    office, receipt = voted
    with office.database.reading() as session:
        checked = receipts.check(session, receipt)
        assert checked is not None
        assert checked.ok
        assert checked.in_roll_call is True
    by_owner(office, *ALTERED[what])
    with office.database.reading() as session:
        checked = receipts.check(session, receipt)
        assert checked is not None
        assert not checked.ok


def test_a_receipt_whose_entry_was_altered_is_not_found(voted: tuple[Office, str]) -> None:
    office, receipt = voted
    by_owner(
        office, "DROP TRIGGER entry_body_no_update", f"UPDATE entry_body SET body = replace(body, '{receipt}', 'x')"
    )
    with office.database.reading() as session:
        assert receipts.check(session, receipt) is None


def test_the_command_says_all_but_the_vote(voted: tuple[Office, str]) -> None:
    office, receipt = voted
    said = command(office, receipt)
    document = json.loads(said.output)
    with office.database.reading() as session:
        entry = session.scalars(select(Entry).filter_by(verb="cast_vote", actor="member-r1")).one()
        assert (document["entry"], document["hash"]) == (entry.seq, entry.hash)
    assert (said.exit_code, document["found"], document["ok"], document["in_roll_call"]) == (0, True, True, True)
    assert "yes" not in said.output
    assert command(office, "0" * 64).exit_code == 1
    by_owner(office, *ALTERED["the choice"])
    said = command(office, receipt)
    assert (said.exit_code, json.loads(said.output)["kept"]) == (1, False)


def command(office: Office, receipt: str) -> Any:
    settings = {
        "COMMITTEE_DATABASE_URL": office.database.url,
        "COMMITTEE_INSTANCE": str(office.instance),
        "COMMITTEE_TRAINING": "1",
    }
    return CliRunner().invoke(committee, ["journal", "receipt", receipt, "--json"], env=settings)


def receipt_of(site: Site, name: str, choice: str, **given: str) -> str:
    with site.database.reading() as session:
        motion = session.scalars(select(Motion.id).filter_by(complaint_id=MATTER, state="open")).one()
    visitor = site.visitor(name)
    path = f"/docket/{MATTER}/acts/cast_vote"
    answer = visitor.send(path, motion=str(motion), choice=choice, understood="yes", **given)
    found = re.search(r"[0-9a-f]{64}", visitor.page(answer.headers["Location"]))
    assert found
    return found[0]


def test_the_page_tells_only_the_voter_what_was_voted_and_only_after_the_close(site: Site) -> None:
    receipt = receipt_of(site, "member-r1", "abstain", reason="Sample reason of one.")
    own, other = site.visitor("member-r1"), site.visitor("auditor")
    for visitor in (own, other):
        page = visitor.page(f"/receipts?receipt={receipt}")
        assert "The receipt holds" in page
        assert "There is none before the motion closes." in page
        assert "abstain" not in page
    close = {"motion": _motion(site), "with_absent": "yes", "understood": "yes"}
    assert site.visitor("director").send(f"/docket/{MATTER}/acts/close_motion", **close).status_code == 302
    page = own.page(f"/receipts?receipt={receipt.upper()}")
    assert "It says what this receipt commits to." in page
    assert re.search(r"<dt>You voted</dt><dd>abstain", page)
    assert "Sample reason of one." in page
    page = other.page(f"/receipts?receipt={receipt}")
    assert "It says what this receipt commits to." in page
    assert "You voted" not in page
    assert "abstain" not in page


def _motion(site: Site) -> str:
    with site.database.reading() as session:
        return str(session.scalars(select(Motion.id).filter_by(complaint_id=MATTER, state="open")).one())


def test_a_recused_member_finds_no_receipt_of_the_matter(site: Site) -> None:
    receipt = receipt_of(site, "member-r1", "yes")
    member = site.visitor("member-r1")
    path = f"/docket/{MATTER}/acts/declare_recusal"
    assert member.send(path, account="member-r1", reason="Sample", understood="yes").status_code == 302
    page = member.page(f"/receipts?receipt={receipt}")
    assert "Not found" in page
    assert MATTER not in page


@pytest.mark.parametrize("asked", ["0" * 64, "x", "%", "_" * 64, "<script>", "\0", "é" * 64])
def test_what_is_no_receipt_is_not_found(looked_at: Site, asked: str) -> None:
    answer = looked_at.visitor("director").client.get("/receipts", query_string={"receipt": asked})
    assert answer.status_code == 200
    assert "Not found" in answer.get_data(as_text=True)
