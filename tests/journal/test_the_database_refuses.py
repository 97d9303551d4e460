"""Attacks through the office's own connection: whoever can make the program run a statement cannot change the past.

On PostgreSQL the connection is that of a login which was granted the office's role and owns nothing.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import DBAPIError

from committee_app import journal
from committee_app.database import OFFICE_ROLE, Database
from committee_app.tables.journal import Entry
from committee_app.tables.votes import Motion, Vote
from tests.offices import Office
from tests.oracle import faults

ON = "2028-02-14"

# What a key or a check of the table itself refuses, to the owner as well.
BY_THE_TABLE = {
    "vote twice": "INSERT INTO vote SELECT motion_id, seat, 'no', salt, 1, NULL FROM vote "
    "WHERE motion_id = {open} LIMIT 1",
    "a choice that is none": "INSERT INTO vote VALUES ({open}, 5, 'perhaps', 'salt', 1, NULL)",
    "a threshold of two": "INSERT INTO motion SELECT 99, complaint_id, kind, clause, question, 2, readings, terms, "
    "state, opened_at, closed_at, wording, mover, seconder, present, away FROM motion WHERE id = {closed}",
    "a second open motion": "INSERT INTO motion SELECT 99, complaint_id, kind, clause, question, need, readings, "
    "terms, state, opened_at, closed_at, wording, mover, seconder, present, away FROM motion WHERE id = {open}",
    "a state without its proof": "UPDATE complaint SET state = 'resolved', closed_on = '2028-01-01'",
    "a fork of the journal": "INSERT INTO entry SELECT 99, at, actor, verb, clause, complaint_id, body_commit, "
    "prev_hash, 'other' FROM entry WHERE seq = 2",
}
# What only the guards and the office's lack of rights refuse: to an owner without guards each of them is open.
BY_THE_GUARDS = {
    "change an entry": "UPDATE entry SET actor = 'x' WHERE seq = 2",
    "remove an entry": "DELETE FROM entry WHERE seq = 14",
    "change a body": "UPDATE entry_body SET body = '{{}}' WHERE seq = 2",
    "remove a body": "DELETE FROM entry_body WHERE seq = 2",
    "change a vote": "UPDATE vote SET choice = 'no'",
    "remove a vote": "DELETE FROM vote",
    "vote late": "INSERT INTO vote VALUES ({closed}, 5, 'yes', 'salt', 1, NULL)",
    "vote from no seat": "INSERT INTO vote VALUES ({open}, 9, 'yes', 'salt', 1, NULL)",
    "change a vote that is final": "INSERT INTO vote_change VALUES ({open}, 4, 1, 'no', 'salt', NULL, 1)",
    "vote although recused": "INSERT INTO vote VALUES ({open}, 3, 'yes', 'salt', 1, NULL)",
    "strike a vote that was counted": "INSERT INTO roll_recusal VALUES ({closed}, 1, 1)",
    "another mover": "UPDATE motion SET mover = 'staff' WHERE id = {open}",
    "another reading": """UPDATE motion SET readings = '{{"vote_change":"until_close"}}' WHERE id = {open}""",
    "another threshold": "UPDATE motion SET need = 7 - need WHERE id = {open}",
    "another question": "UPDATE motion SET question = 'x' WHERE id = {open}",
    "reopen a motion": "UPDATE motion SET state = 'open', closed_at = NULL WHERE id = {closed}",
    "upsert a threshold": "INSERT INTO motion SELECT id, complaint_id, kind, clause, question, need, readings, terms, "
    "state, opened_at, closed_at, wording, mover, seconder, present, away FROM motion "
    "WHERE id = {open} ON CONFLICT (id) DO UPDATE SET need = 7 - excluded.need",
    "upsert a vote": "INSERT INTO vote SELECT motion_id, seat, 'no', salt, entry, reason FROM vote WHERE true "
    "ON CONFLICT (motion_id, seat) DO UPDATE SET choice = 'no'",
    "remove a motion": "DELETE FROM motion WHERE id = {closed}",
    "change the roll": "UPDATE roll_seat SET account = 'staff'",
    "remove a complaint": "DELETE FROM complaint",
    "change a letter": "UPDATE letter SET pdf = ''",
    "remove a recusal": "DELETE FROM recusal",
    "drop the journal": "DROP TABLE entry_body",
    "rename the journal": "ALTER TABLE entry RENAME TO other",
}
ON_SQLITE = {
    "replace an entry": "INSERT OR REPLACE INTO entry SELECT seq, at, 'x', verb, clause, complaint_id, body_commit, "
    "prev_hash, hash FROM entry WHERE seq = 2",
    "replace an entry by its hash": "REPLACE INTO entry SELECT 99, at, 'x', verb, clause, complaint_id, body_commit, "
    "prev_hash, hash FROM entry WHERE seq = 2",
    "replace a vote by its key": "REPLACE INTO vote SELECT motion_id, seat, 'no', salt, entry, reason FROM vote",
    "update or replace": "UPDATE OR REPLACE vote SET choice = 'no'",
    "replace a motion": "REPLACE INTO motion SELECT id, complaint_id, kind, clause, question, 7 - need, readings, "
    "terms, state, opened_at, closed_at, wording, mover, seconder, present, away FROM motion WHERE id = {open}",
    "drop a trigger": "DROP TRIGGER vote_no_update",
    "write the schema": "PRAGMA writable_schema = ON",
    "create a trigger": "CREATE TRIGGER t AFTER INSERT ON vote BEGIN DELETE FROM vote; END",
}
ON_POSTGRESQL = {
    "empty a table": "TRUNCATE entry CASCADE",
    "empty the votes": "TRUNCATE vote CASCADE",
    "switch triggers off": "ALTER TABLE vote DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER vote_append_only ON vote",
    "drop a guard's function": "DROP FUNCTION append_only() CASCADE",
    "another guard's function": "CREATE OR REPLACE FUNCTION vote_guard() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NEW; END $$",
    "make a rule": "CREATE RULE r AS ON INSERT TO vote DO INSTEAD NOTHING",
    "become a replica": "SET session_replication_role = replica",
    "become the owner": "RESET ROLE; DELETE FROM vote",
    "run a program": "COPY vote TO PROGRAM 'cat'",
}


@pytest.fixture
def attacked(office: Office) -> Iterator[tuple[Office, Database]]:
    """An office with an open motion and a closed one in which a member did not vote; an attacker's connection."""
    office.recuse("member-r1", office.lodge(ON), by="director", on=ON)
    complaint = office.lodge("2028-01-03")
    office.to_reviewed(complaint)
    office.vote(complaint, "determination", "nnnn-", on=ON)
    other = office.lodge("2028-01-03")
    office.act("convene", complaint=other, on=ON, place="Jefferson City")
    motion = office.act("open_motion", complaint=other, on=ON, kind="formality").reply["motion"]
    office.act("cast_vote", "member-d1", other, on=ON, motion=motion, choice="yes")
    office.recuse("member-r2", other, on=ON)
    if office.database.is_sqlite:
        yield office, office.database
        return
    login = Database(_login(office.database.url))
    yield office, login
    login.close()


def _login(owner_url: str) -> str:
    owner = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.exec_driver_sql(
            "DO $$ BEGIN CREATE ROLE office_login LOGIN PASSWORD 'sample'; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        connection.exec_driver_sql(f"GRANT {OFFICE_ROLE} TO office_login")
    owner.dispose()
    url = make_url(owner_url).set(username="office_login", password="sample")
    return url.render_as_string(hide_password=False)


def by_the_guards(database: Database) -> dict[str, str]:
    return BY_THE_GUARDS | (ON_SQLITE if database.is_sqlite else ON_POSTGRESQL)


def motions(office: Office) -> dict[str, int]:
    """The numbers of the last closed and the last open motion."""
    with office.database.reading() as session:
        return {motion.state: motion.id for motion in session.scalars(select(Motion).order_by(Motion.id))}


def past(office: Office) -> object:
    with office.database.reading() as session:
        votes = session.execute(select(Vote.motion_id, Vote.seat, Vote.choice)).all()
        needs = session.execute(select(Motion.id, Motion.need, Motion.state, Motion.question).order_by(Motion.id)).all()
        return votes, needs, journal.head(session)


def test_no_attack_passes(attacked: tuple[Office, Database]) -> None:
    office, connection = attacked
    named, before, passed = motions(office), past(office), []
    for name, statement in (BY_THE_TABLE | by_the_guards(connection)).items():
        try:
            with connection.writing() as session:
                session.execute(text(statement.format(**named)))
        except DBAPIError:
            continue
        passed.append(name)
    assert passed == []
    assert past(office) == before
    assert faults(office.database) == []


def test_without_the_guards_every_attack_that_they_refuse_passes(attacked: tuple[Office, Database]) -> None:
    """So each of them is a real attack, and it is its guard that refuses it. Nothing is committed."""
    office, _ = attacked
    named, refused = motions(office), {}
    owner = Database(office.database.url, owner=True)
    if owner.is_sqlite:
        with owner.writing() as session:
            for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                session.execute(text(f"DROP TRIGGER {name}"))
            session.execute(text("CREATE TRIGGER vote_no_update AFTER INSERT ON vote BEGIN SELECT 1; END"))
    for name, statement in by_the_guards(owner).items():
        with owner.engine.connect() as connection:
            if not owner.is_sqlite:
                connection.exec_driver_sql("SET session_replication_role = replica")
            try:
                connection.execute(text(statement.format(**named)))
            except DBAPIError as error:
                refused[name] = str(error.orig)
            connection.rollback()
        owner.engine.dispose()
    owner.close()
    assert refused == {}


def test_what_the_table_refuses_it_refuses_to_its_owner(attacked: tuple[Office, Database]) -> None:
    office, _ = attacked
    owner = Database(office.database.url, owner=True)
    for name, statement in BY_THE_TABLE.items():
        with owner.engine.connect() as connection:
            with pytest.raises(DBAPIError, match=r"(?i)unique|check|already"):
                connection.execute(text(statement.format(**motions(office))))
            connection.rollback()
        assert name
    owner.close()


def test_a_change_by_the_owner_is_found_in_the_chain(office: Office) -> None:
    office.to_reviewed(office.lodge("2028-01-03"))
    owner = Database(office.database.url, owner=True)
    with owner.writing() as session:
        if owner.is_sqlite:
            session.execute(text("DROP TRIGGER entry_no_update"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("UPDATE entry SET actor = 'x' WHERE seq = 2"))
    owner.close()
    with office.database.reading() as session:
        assert session.get_one(Entry, 2).actor == "x"
        verdict = journal.verify(session)
    assert verdict.first_bad is not None
    assert verdict.first_bad.seq == 2


def test_a_reading_session_cannot_write(office: Office) -> None:
    with office.database.reading() as session, pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
