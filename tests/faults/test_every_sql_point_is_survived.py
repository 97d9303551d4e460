"""R1: the acts that must not be lost or doubled, killed at every SQL event of theirs (SQLite)."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from committee_app.access import CONSOLE, find_actor
from committee_app.acts import perform, publishing
from committee_app.acts.register import FeedFile
from committee_app.database import Database
from tests.faults.killing import KEY, Do, walk
from tests.offices import ADDRESS, Office, day, noon
from tests.publishing.conftest import MATTER, ON, ask_the_governor

FEED_HEAD = "jurisdiction,referral_id,count,received_on,statute,severity\n"


def doing(verb: str, account: str, complaint: str | None, on: str, **given: Any) -> Do:
    """One act with a fixed key, as a child process does it."""

    def do(database: Database) -> dict[str, Any]:
        if account == "console":
            actor = CONSOLE
        else:
            with database.reading() as session:
                actor = find_actor(session, account, day(on)) or CONSOLE
        outcome = perform(
            database,
            verb,
            actor,
            given,
            complaint=complaint,
            key=KEY,
            today=day(on),
            now=noon(day(on)),
        )
        return outcome.as_json()

    return do


def deciding_vote(office: Office, tmp_path: Path) -> Do:
    complaint = office.lodge("2028-01-03")
    office.to_reviewed(complaint)
    office.vote(complaint, "determination", "yyyyy", on="2028-02-14")
    motion = office.act("open_motion", complaint=complaint, on="2028-02-14", kind="request").reply["motion"]
    for account in ("director", "member-r1", "member-r2", "member-d1"):
        office.act("cast_vote", account, complaint, on="2028-02-14", motion=motion, choice="yes")
    return doing("cast_vote", "member-d2", complaint, "2028-02-14", motion=motion, choice="no")


def early_vote(office: Office, tmp_path: Path) -> Do:
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    motion = office.act("open_motion", complaint=complaint, on="2028-01-12", kind="formality").reply["motion"]
    return doing("cast_vote", "member-d2", complaint, "2028-01-12", motion=motion, choice="yes")


def closing_by_the_director(office: Office, tmp_path: Path) -> Do:
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    motion = office.act("open_motion", complaint=complaint, on="2028-01-12", kind="formality").reply["motion"]
    for account in ("director", "member-r1", "member-d1"):
        office.act("cast_vote", account, complaint, on="2028-01-12", motion=motion, choice="yes")
    return doing("close_motion", "director", complaint, "2028-01-12", motion=motion, with_absent="yes")


def releasing_the_notice(office: Office, tmp_path: Path) -> Do:
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    office.vote(complaint, "formality", "yyyyy", on="2028-01-12")
    return doing("release_notice", "director", complaint, "2028-01-14", address=ADDRESS)


def releasing_to_the_public(office: Office, tmp_path: Path) -> Do:
    ask_the_governor(office)
    shown = office.act("propose_publication", "staff", MATTER, on=ON).reply
    release = doing("publish", "director", MATTER, ON, proposal=shown["proposal"], sha256=shown["sha256"])

    def do(database: Database) -> dict[str, Any]:
        # The rehearsal only reads, by a hundred statements and more: what is killed here is what is written.
        with (
            patch.object(publishing, "rehearse", lambda *_: None),
            patch.object(publishing, "innocent_in", lambda *_: ()),
        ):
            return release(database)

    return do


def importing(office: Office, tmp_path: Path) -> Do:
    feed = tmp_path / "referrals.csv"
    rows = "".join(f"29510,R-{n},1,2028-01-03,565.050,felony\n" for n in range(1000))
    feed.write_text(FEED_HEAD + rows)
    return doing("import_referrals_file", "console", None, "2028-01-10", file=FeedFile(feed))


@pytest.mark.parametrize(
    "prepare",
    [
        deciding_vote,
        early_vote,
        closing_by_the_director,
        releasing_the_notice,
        importing,
        releasing_to_the_public,
    ],
)
def test_killed_at_every_sql_event_nothing_is_lost_or_doubled(
    prepare: Callable[[Office, Path], Do], sqlite_office: Office, tmp_path: Path, record_property: Any
) -> None:
    do = prepare(sqlite_office, tmp_path)
    walked = walk(_template(sqlite_office, tmp_path), tmp_path, do)
    record_property("kill_points", walked.points)
    print(f"{prepare.__name__}: {walked.points} kill points")
    assert walked.faults == []
    assert walked.points > 10


def test_an_act_acknowledged_before_its_commit_is_found_lost(sqlite_office: Office, tmp_path: Path) -> None:
    """The mutant: the reply goes out before the commit. The walk must see it."""
    do = early_vote(sqlite_office, tmp_path)
    walked = walk(_template(sqlite_office, tmp_path), tmp_path, do, mutant=True)
    assert any("acknowledged, and lost" in fault for fault in walked.faults)


def _template(office: Office, tmp_path: Path) -> Path:
    path = Path(office.database.url.removeprefix("sqlite:///"))
    office.database.close()
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    template = tmp_path / "template.sqlite3"
    template.write_bytes(path.read_bytes())
    return template
