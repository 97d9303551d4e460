"""Sealed until closed: whatever anybody is told is the same, however the others voted, and no word of a vote is in it.

Two ways to look: two offices that voted differently are compared page by page, and in one office the stored choices,
reasons and salts are made into words that occur nowhere else and looked for in all that leaves it.
"""

import datetime as dt
import logging
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, select

from committee_app import database, keys
from committee_app.access import OWN_FACTORS
from committee_app.acts import ACTS
from committee_app.acts.ballots import sealed
from committee_app.acts.entering import Door
from committee_app.authenticators import Wallet
from committee_app.cli import committee
from committee_app.database import Database
from committee_app.docket import motion_lines
from committee_app.founding import SAMPLE_PEOPLE
from committee_app.settings import Settings
from committee_app.tables.base import Base
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.votes import Motion, Vote
from tests.desks.conftest import served
from tests.desks.routes import addresses
from tests.desks.visiting import Site

MATTER = "2028-009"
# With the vote that stands already, four yes votes, which would carry it, and one.
ONE = {"member-r1": "yes", "member-r2": "yes", "director": "yes"}
OTHER = {"member-r1": "no", "member-r2": "abstain", "director": "no"}
REASON = "Sample reason that nobody else may read."
# What is new in every page or office: tokens, request keys, and the hashes of the journal with the voter's own receipt.
CHANGING = re.compile(
    r'(?:name="csrf_token"|name="request_key"|name="receipt") value="[^"]+"|<code class="hash">[0-9a-f]+</code>'
    r"|receipt=[0-9a-f]+"
)


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
            f"/docket/{MATTER}/acts/cast_vote",
            motion=str(motion),
            choice=choice,
            understood="yes",
            # A reason is given with every vote but a yes: that one was given is as sealed as what it says.
            reason="" if choice == "yes" else REASON,
        )
        assert answer.status_code == 302
    return site


def seen_by(site: Site, name: str) -> dict[str, str]:
    """All that this account sees: every page that links lead to, and every address there is, with forms sent empty."""
    visitor = site.visitor(name)
    pages = visitor.walk()
    form = {"csrf_token": visitor.token(), "motion": str(motion_of(site))}
    for address in addresses(site, [MATTER]):
        if address.shows in {"anyone", OWN_FACTORS}:
            continue
        for method in {"GET", "POST"} & address.methods:
            # An empty form scans and so acts; what is read again is not asked for twice.
            if address.path in pages and (method == "GET" or address.verb == "keep_findings"):
                continue
            with visitor.client.open(address.path, method=method, data=form) as answer:
                pages[f"{method} {address.path}"] = f"{answer.status_code} {answer.get_data().decode('latin-1')}"
    # The pages of one's own factors hold keys made anew for each asking, and nothing of a matter.
    own = ("/account/authenticator", "/account/passkeys", "/account/recovery-codes")
    return {CHANGING.sub("", path): CHANGING.sub("", page) for path, page in pages.items() if not path.startswith(own)}


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
    def counted(session, motion):  # type: ignore[no-untyped-def] # a mutant of one test
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
    assert "4 (4 needed)" in page
    site.database.close()


def test_the_voter_keeps_a_receipt_that_the_journal_holds(made: Path, tmp_path: Path) -> None:
    site = voted(made, tmp_path / "one", {"member-r1": "yes"})
    own = site.visitor("member-r1").page(f"/docket/{MATTER}/motions/{motion_of(site)}")
    receipt = re.search(r'Keep your receipt.*?<code class="hash">([0-9a-f]{64})', own, re.DOTALL)
    assert receipt
    with site.database.reading() as session:
        assert receipt[1] in [row.body.get("sealed") for row in session.scalars(select(EntryBody))]
    site.database.close()


# What is looked for, in the row of one member's vote and nowhere else.
VOTER = "member-r1"
PLANTED = {"choice": "Xq7planted", "reason": "Zk4 planted reason", "salt": "Vj9plantedsalt"}
WORDS = re.compile("|".join(re.escape(word) for word in PLANTED.values()))


def planted(site: Site) -> None:
    """Makes what one member voted into words that occur nowhere else."""
    motion = motion_of(site)
    answer = site.visitor(VOTER).send(
        f"/docket/{MATTER}/acts/cast_vote",
        motion=str(motion),
        choice="no",
        reason=PLANTED["reason"],
        understood="yes",
    )
    assert answer.status_code == 302
    owner = Database(site.database.url, owner=True)
    with owner.engine.connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER vote_no_update")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql(
            "UPDATE vote SET choice = ?, salt = ? WHERE motion_id = ? AND seat = 2",
            (PLANTED["choice"], PLANTED["salt"], motion),
        )
        connection.commit()
    owner.close()


def told(site: Site, people: list[str]) -> Iterator[tuple[str, str]]:
    """All that the office tells anybody but the voter, each with where it was said: pages, answers to forms, the
    commands, what waits to be sent and what was sent, and every column that is not a sealed vote's."""
    for name in people:
        yield from ((f"{path} as {name}", page) for path, page in seen_by(site, name).items())
    yield "GET /healthz", site.visitor().get("/healthz").get_data(as_text=True)
    commands = [
        "docket list", f"docket show {MATTER}", "journal verify", "acts", "scan", "readings",
        "statute coverage", f"journal receipt {receipt_of(site)}", "dispatch",
    ]  # fmt: skip
    settings = {"COMMITTEE_DATABASE_URL": site.database.url, "COMMITTEE_INSTANCE": str(site.instance)}
    for command in [*commands, *(f"{command} --json" for command in commands[:-1]), "journal head", "journal export"]:
        answer = CliRunner().invoke(committee, command.split(), env={**settings, "COMMITTEE_TRAINING": "1"})
        assert answer.exit_code in {0, 1}, (command, answer.exception)
        yield f"committee {command}", answer.output
    for path in site.instance.rglob("*"):
        if path.is_file() and not path.name.startswith("office.sqlite3"):
            yield str(path), path.read_bytes().decode("latin-1")
    with site.database.reading() as session:
        for mapper in Base.registry.mappers:
            columns = [column for column in inspect(mapper.class_).columns if column.info["class"] != "SECRET"]
            for row in session.execute(select(*columns)):
                yield f"a row of {mapper.local_table}", str(tuple(row))


def receipt_of(site: Site) -> str:
    with site.database.reading() as session:
        entry = session.scalars(select(Vote.entry).filter_by(motion_id=motion_of(site), seat=2)).one()
        return str(session.get_one(EntryBody, entry).body["sealed"])


def leaks(site: Site, people: list[str], caplog: pytest.LogCaptureFixture) -> tuple[int, list[str]]:
    """How many things were looked at, and where a planted word was."""
    looked, found = 0, []
    for where, words in told(site, people):
        looked += 1
        found += [f"{word} in {where}" for word in sorted(set(WORDS.findall(words)))]
    found += [f"{word} in a log line" for word in sorted(set(WORDS.findall(caplog.text)))]
    return looked, found


OTHERS = [name for name, *_ in SAMPLE_PEOPLE if name != VOTER]


@pytest.fixture
def watched(made: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Callable[[], Site]:
    """Makes a site in which a planted vote was cast, with every statement to the database logged meanwhile."""

    def make() -> Site:
        shutil.copytree(made, tmp_path / "instance")
        caplog.set_level(logging.DEBUG)
        with caplog.at_level(logging.INFO, logger="sqlalchemy.engine"):
            site = served(tmp_path / "instance")
            planted(site)
            site.database.close()
        assert "INSERT INTO vote" in caplog.text
        return served(tmp_path / "instance")

    return make


def test_no_word_of_a_sealed_vote_leaves_the_office(
    watched: Callable[[], Site], caplog: pytest.LogCaptureFixture
) -> None:
    site = watched()
    looked, found = leaks(site, OTHERS, caplog)
    print(f"{looked} pages, answers, outputs, files and rows looked at, with {len(caplog.records)} log lines")
    assert found == []
    assert looked > 2_000
    site.database.close()


MUTANTS = ("a page", "the docket's JSON", "a log line", "the journal", "the statement's parameters in the log")


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_vote_that_is_told_is_found(
    watched: Callable[[], Site], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, mutant: str
) -> None:
    plant(monkeypatch, mutant)
    site = watched()
    _, found = leaks(site, ["staff"] if mutant == "a page" else [], caplog)
    assert found
    assert all(mutant != "a page" or "/docket/" in where for where in found)
    site.database.close()


def plant(patch: pytest.MonkeyPatch, mutant: str) -> None:
    """Makes the office tell a sealed vote in one place."""

    def votes(session, motion):  # type: ignore[no-untyped-def] # a mutant of one test
        return [tuple(row) for row in session.execute(select(Vote.choice, Vote.reason).filter_by(motion_id=motion.id))]

    match mutant:
        case "a page":
            patch.setattr(
                "committee_app.desks.docket.count_of",
                lambda session, motion: SimpleNamespace(sentence=str(votes(session, motion))),
            )
        case "the docket's JSON":
            patch.setattr(
                "committee_app.docket.motion_lines",
                lambda session, motions: [
                    {**line, "votes": votes(session, motion)}
                    for line, motion in zip(motion_lines(session, motions), motions, strict=True)
                ],
            )
        case "a log line":
            patch.setattr("committee_app.acts.voting.sealed", lambda *said: (_log(said[-1]), sealed(*said))[1])
        case "the journal":
            act = ACTS["cast_vote"]
            patch.setitem(
                ACTS, "cast_vote", replace(act, run=lambda doing: {**act.run(doing), "reason": doing["reason"]})
            )
        case "the statement's parameters in the log":
            made = database.create_engine
            patch.setattr(database, "create_engine", lambda *a, **kw: made(*a, **{**kw, "hide_parameters": False}))


def _log(vote: Vote) -> None:
    logging.getLogger("committee_app").info("vote %s because %s", vote.choice, vote.reason)


READERS = ("director", "auditor", "staff", "member-d2")


def signs(site: Site, name: str, last: int) -> list[str]:
    """The lines of the journal after entry `last` that tell this account more than a number and a hash."""
    found = re.findall(r'<tr><td data-label="No.">(\d+)</td>(.*?)</tr>', site.visitor(name).page("/journal"))
    new = [line for number, line in found if int(number) > last]
    assert new
    return [line for line in new if re.search(r"Sample|vote|step|sign|<time|2028", line)]


def one_votes(made: Path, folder: Path) -> tuple[Site, int, dict[str, str]]:
    """One member signs in, shows the second factor and votes: the office, its last entry before, the matter's page as
    each reader saw it before."""
    shutil.copytree(made, folder)
    site = served(folder)
    before = {name: CHANGING.sub("", site.visitor(name).page(f"/docket/{MATTER}")) for name in READERS}
    with site.database.reading() as session:
        last = session.scalars(select(Entry.seq).order_by(Entry.seq.desc())).first() or 0
    keys.make(folder)
    door = Door(site.database, Wallet.of(folder), "http://localhost", dt.datetime(2028, 11, 15, 20, 0, tzinfo=dt.UTC))
    for verb in ("sign_in", "step_up"):
        with door.changing() as change:
            change.note(verb, VOTER, method="authenticator")
    given = {"motion": str(motion_of(site)), "choice": "yes", "understood": "yes"}
    assert site.visitor(VOTER).send(f"/docket/{MATTER}/acts/cast_vote", **given).status_code == 302
    return site, last, before


def test_nobody_is_told_that_somebody_voted(made: Path, tmp_path: Path) -> None:
    """But the voter: until the motion closes the matter shows no entry of a vote, and the journal a number and a hash.
    Signing in and the second factor would tell it as well, right before the vote."""
    site, last, before = one_votes(made, tmp_path / "one")
    matter = f"/docket/{MATTER}"
    for name in READERS:
        assert CHANGING.sub("", site.visitor(name).page(matter)) == before[name], name
    for name in ("director", "auditor"):
        assert signs(site, name, last) == []
    assert "Cast vote" in site.visitor(VOTER).page(matter)
    close = {"motion": str(motion_of(site)), "with_absent": "yes", "understood": "yes"}
    assert site.visitor("director").send(f"{matter}/acts/close_motion", **close).status_code == 302
    assert "Cast vote" in site.visitor("auditor").page(matter)
    assert sum("Sample Member One" in line for line in signs(site, "auditor", last)) == 3
    site.database.close()


def test_a_second_factor_in_the_journal_would_be_found(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("committee_app.docket.PROVED", ())
    site, last, _ = one_votes(made, tmp_path / "one")
    assert len(signs(site, "auditor", last)) == 2
    site.database.close()
