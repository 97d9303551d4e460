"""One person proposes, another orders, the owner carries it out; and what is left tells that it was lawful."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from committee_app.acts import Refused
from committee_app.acts import retention as acts
from committee_app.commands.retention import _told
from committee_app.database import Database
from committee_app.papers import discard, place, sweep
from committee_app.respondent import named
from committee_app.retention import Proposed, proposals
from committee_app.tables.records import Letter
from tests.journal.test_every_tamper_is_found import checked, exported, kept, own_verdict, store_of
from tests.journal.test_migrations import guards
from tests.offices import ADDRESS, Office, day, noon
from tests.retention.ended import (
    DUE,
    carried_out,
    ended,
    filed,
    held,
    ordered,
    paper,
    proposed,
    scheduled,
)

SECRET = "Zyxwvut of the facts"


@contextmanager
def owned(database: Database) -> Iterator[Connection]:
    owner = Database(database.url, owner=True)
    with owner.engine.connect() as connection:
        yield connection
    owner.close()


def log(office: Office) -> list[Proposed]:
    with office.database.reading() as session:
        found = proposals(session)
        session.expunge_all()
        return found


def verdicts(office: Office, tmp_path: Path) -> list[dict[str, object]]:
    """What the verifier says, and the separate checker of the export and of the store."""
    found = [own_verdict(office.database), checked(kept(exported(office.database), tmp_path / "export.jsonl"))]
    return [*found, checked(store_of(office.database))] if office.database.is_sqlite else found


def test_a_disposal_from_proposal_to_log(office: Office, tmp_path: Path) -> None:
    one = paper(office)
    matter = ended(office, one, facts=SECRET)
    scheduled(office)
    number = proposed(office, matter)
    ordered(office, matter, number)
    with owned(office.database) as connection:
        before = guards(connection)
    head = own_verdict(office.database)["head"]
    told = carried_out(office, number)
    assert (told.complaint, told.stay, told.before) == (matter, (), False)
    assert {part: count for part, count in told.named.items() if count} == {
        "bodies": len(log(office)[0].row.goes["bodies"]), "papers": 1, "letters": 1, "sheets": 1,
    }  # fmt: skip
    assert not place(office.instance, one["sha256"]).exists()
    assert filed(office, matter) == []
    with office.database.reading() as session:
        letter = session.scalars(select(Letter).where(Letter.complaint_id == matter)).one()
        assert (letter.pdf, letter.said) == (b"", None)
        assert len(letter.sha256) == 64
    with owned(office.database) as connection:
        assert guards(connection) == before
    for verdict in verdicts(office, tmp_path):
        assert verdict["ok"], verdict
    assert own_verdict(office.database, str(head))["ok"]
    (line,) = log(office)
    assert line.order
    assert line.done
    assert (line.order.ordered_by, line.order.proposed_by) == ("director", "staff")
    assert line.done.gone["gone"]["papers"] == 1
    assert carried_out(office, number).before
    assert "carried out before" in _told(number, carried_out(office, number))
    assert office.entries(matter)[-3:] == [
        (verb, "56.602.4(2)#2") for verb in ("propose_disposal", "dispose", "record_disposal")
    ]


def test_nothing_of_a_destroyed_body_is_left_in_the_file(sqlite_office: Office) -> None:
    """The facts stand in the table of complaints too, which this program keeps: of the entry nothing is left."""
    matter = ended(sqlite_office, facts=SECRET)
    with sqlite_office.database.reading() as session:
        salts = list(session.scalars(text(f"SELECT salt FROM entry_body JOIN entry USING (seq) "
                                          f"WHERE complaint_id = '{matter}'")))  # fmt: skip
    scheduled(sqlite_office)
    number = proposed(sqlite_office, matter)
    ordered(sqlite_office, matter, number)
    carried_out(sqlite_office, number)
    sqlite_office.database.close()
    with closing(sqlite3.connect(store_of(sqlite_office.database))) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    written = store_of(sqlite_office.database).read_bytes()
    assert salts
    assert [salt for salt in salts if salt.encode() in written] == []


def test_the_one_who_proposed_does_not_order(office: Office) -> None:
    matter = ended(office)
    scheduled(office)
    for one in ("staff", "director"):
        number = proposed(office, matter, by=one)
        with pytest.raises(Refused, match="takes two"):
            ordered(office, matter, number, by=one)
    ordered(office, matter, number, by="staff")


def test_the_database_refuses_one_person_and_a_false_proposer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant: an act that forgot to ask who proposed."""
    matter = ended(office)
    scheduled(office)
    number = proposed(office, matter)
    monkeypatch.setattr(
        acts, "ready_for", lambda doing: [one.row for one in acts.standing_proposals(doing.session, doing.complaint.id)]
    )
    with pytest.raises(Refused, match="takes two"):
        ordered(office, matter, number, by="staff")
    with owned(office.database) as connection:
        forged = "INSERT INTO disposal_order VALUES (:n, 'auditor', 'staff', :day, 1)"
        with pytest.raises(DBAPIError):
            _forge(connection, forged, {"n": number, "day": day(DUE)}, office.database.is_sqlite)


def _forge(connection: Connection, forged: str, given: dict[str, object], is_sqlite: bool) -> None:
    connection.execute(text(forged), given)
    if is_sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check(disposal_order)").all()
        if broken:
            raise DBAPIError(forged, given, Exception("a row that refers to nothing"))
    connection.commit()


def test_what_was_added_since_is_not_taken_along(sqlite_office: Office) -> None:
    matter = sqlite_office.lodge("2028-01-03")
    sqlite_office.act("convene", complaint=matter, on="2028-01-12", place="Sample room")
    sqlite_office.vote(matter, "formality", "nnnnn", on="2028-01-12")
    scheduled(sqlite_office)
    number = proposed(sqlite_office, matter)
    sqlite_office.act("acknowledge", "staff", matter, on=DUE, address=ADDRESS)
    with pytest.raises(Refused, match="Something was added"):
        ordered(sqlite_office, matter, number)
    ordered(sqlite_office, matter, number := proposed(sqlite_office, matter))
    with owned(sqlite_office.database) as connection:
        connection.execute(
            text("INSERT INTO filed_paper VALUES (1, :matter, 1, :hash, 5, 'pdf', 'later.pdf')"),
            {"matter": matter, "hash": "a" * 64},
        )
        connection.commit()
    with pytest.raises(Refused, match="Something was added"):
        carried_out(sqlite_office, number)
    assert own_verdict(sqlite_office.database)["ok"]


def test_a_hold_after_the_order_wins_over_its_carrying_out(office: Office) -> None:
    one = paper(office)
    matter = ended(office, one)
    scheduled(office)
    number = proposed(office, matter)
    ordered(office, matter, number)
    hold = held(office, "matter", matter=matter, on=DUE)
    with pytest.raises(Refused, match="A hold always wins"):
        carried_out(office, number)
    assert place(office.instance, one["sha256"]).exists()
    assert len(filed(office, matter)) == 1
    office.act("lift_hold", on=DUE, hold=hold, reason="Sample: the suit is over.")
    carried_out(office, number)
    assert filed(office, matter) == []


def test_an_order_that_nobody_gave_is_not_carried_out(sqlite_office: Office) -> None:
    matter = ended(sqlite_office)
    scheduled(sqlite_office)
    number = proposed(sqlite_office, matter)
    for wrong in (number, 99):
        with pytest.raises(Refused, match="There is no order"):
            carried_out(sqlite_office, wrong)
    assert own_verdict(sqlite_office.database)["ok"]


def test_a_paper_that_another_matter_uses_stays(sqlite_office: Office) -> None:
    shared, own = paper(sqlite_office), paper(sqlite_office, kind="png")
    matter = ended(sqlite_office, shared, own)
    other = ended(sqlite_office, shared)
    scheduled(sqlite_office)
    number = proposed(sqlite_office, matter)
    ordered(sqlite_office, matter, number)
    assert carried_out(sqlite_office, number).stay == (shared["sha256"],)
    assert place(sqlite_office.instance, shared["sha256"]).exists()
    assert not place(sqlite_office.instance, own["sha256"]).exists()
    assert len(filed(sqlite_office, other)) == 1


def test_a_paper_that_came_in_again_just_now_stays_until_it_is_clear_whose_it_is(sqlite_office: Office) -> None:
    one = paper(sqlite_office, "png")
    matter = ended(sqlite_office, one)
    scheduled(sqlite_office)
    number = proposed(sqlite_office, matter)
    ordered(sqlite_office, matter, number)
    paper(sqlite_office, "png", age=60)
    with pytest.raises(Refused, match="came in again"):
        carried_out(sqlite_office, number)
    assert place(sqlite_office.instance, one["sha256"]).exists()
    assert log(sqlite_office)[0].done is None
    carried_out(sqlite_office, number, on="2038-01-15")
    assert not place(sqlite_office.instance, one["sha256"]).exists()


def test_a_paper_moved_aside_when_the_machine_stopped_is_destroyed_by_the_next_call(sqlite_office: Office) -> None:
    one = paper(sqlite_office)["sha256"]
    aside = sqlite_office.instance / "papers" / f".coming-going-{one}"
    place(sqlite_office.instance, one).rename(aside)
    assert discard(sqlite_office.instance, one, noon(day(DUE)))
    assert not aside.exists()
    with sqlite_office.database.reading() as session:
        assert sweep(sqlite_office.instance, named(session), dt.datetime.now(dt.UTC)) == 0


@pytest.mark.parametrize("which", ["a body that no order names", "the body of the order"])
def test_what_went_unlawfully_is_still_found(office: Office, tmp_path: Path, which: str) -> None:
    matter, other = ended(office), ended(office)
    scheduled(office)
    number = proposed(office, matter)
    ordered(office, matter, number)
    carried_out(office, number)
    condition = f"complaint_id = '{other}'" if which.startswith("a body") else "verb = 'dispose'"
    with office.database.reading() as session:
        seq = session.scalar(text(f"SELECT min(seq) FROM entry WHERE {condition}"))
    removed(office, seq)
    first = log(office)[0].row.goes["bodies"][0]
    expected = seq if which.startswith("a body") else min(first, seq)
    for verdict in verdicts(office, tmp_path):
        assert verdict["first_bad"] == {"seq": expected, "reason": "its body is missing"}


def removed(office: Office, seq: int) -> None:
    """Removes a body as the owner can who lifts the guards without an order."""
    with owned(office.database) as connection:
        if office.database.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER entry_body_no_delete")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql(f"DELETE FROM entry_body WHERE seq = {seq}")
        connection.commit()


def test_the_office_itself_can_destroy_nothing(office: Office) -> None:
    """On both engines, with an order or without."""
    matter = ended(office)
    scheduled(office)
    number = proposed(office, matter)
    ordered(office, matter, number)
    held(office)
    for statement in (
        "DELETE FROM entry_body",
        "UPDATE letter SET pdf = ''",
        "DELETE FROM disposal_order",
        "UPDATE disposal SET proposed_by = 'auditor'",
        "DELETE FROM hold",
        "UPDATE retention_rule SET years = 1",
    ):
        with pytest.raises(DBAPIError), office.database.writing() as session:
            session.execute(text(statement))
