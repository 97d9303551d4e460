"""Attacks through the office's own connection: whoever can make the program run a statement cannot change the past.

On PostgreSQL the connection is that of a login which was granted the office's role and owns nothing.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import DBAPIError

from committee_app import journal
from committee_app.acts import perform
from committee_app.database import OFFICE_ROLE, Database
from committee_app.tables.journal import Entry
from committee_app.tables.votes import Motion, Vote
from tests.offices import Office, day, noon
from tests.oracle import faults

ON = "2028-02-14"

BOTH_ENGINES = {
    "change an entry": "UPDATE entry SET actor = 'x' WHERE seq = 2",
    "remove an entry": "DELETE FROM entry WHERE seq = 2",
    "change a body": "UPDATE entry_body SET body = '{{}}' WHERE seq = 2",
    "change a vote": "UPDATE vote SET choice = 'no'",
    "remove a vote": "DELETE FROM vote",
    "vote twice": "INSERT INTO vote SELECT motion_id, seat, 'no', salt, 1 FROM vote WHERE motion_id = {open} LIMIT 1",
    "vote late": "INSERT INTO vote VALUES ({closed}, 5, 'yes', 'salt', 1)",
    "vote from no seat": "INSERT INTO vote VALUES ({open}, 9, 'yes', 'salt', 1)",
    "another threshold": "UPDATE motion SET need = 3 WHERE id = {open}",
    "another question": "UPDATE motion SET question = 'x' WHERE id = {open}",
    "reopen a motion": "UPDATE motion SET state = 'open', closed_at = NULL WHERE id = {closed}",
    "remove a motion": "DELETE FROM motion",
    "add a seat to the roll": "UPDATE roll_seat SET account = 'staff'",
    "claim a state without its proof": "UPDATE complaint SET state = 'resolved', closed_on = '2028-01-01'",
    "remove a complaint": "DELETE FROM complaint",
    "change a letter": "UPDATE letter SET pdf = ''",
    "change a recusal": "DELETE FROM recusal",
    "drop the journal": "DROP TABLE entry_body",
    "rename the journal": "ALTER TABLE entry RENAME TO other",
}
ON_SQLITE = {
    "replace an entry": "INSERT OR REPLACE INTO entry SELECT seq, at, 'x', verb, clause, complaint_id, body_commit, "
    "prev_hash, hash FROM entry WHERE seq = 2",
    "replace a vote by its key": "REPLACE INTO vote SELECT motion_id, seat, 'no', salt, entry FROM vote",
    "upsert a vote": "INSERT INTO vote SELECT motion_id, seat, 'no', salt, entry FROM vote WHERE true "
    "ON CONFLICT (motion_id, seat) DO UPDATE SET choice = 'no'",
    "drop a trigger": "DROP TRIGGER vote_no_update",
    "write the schema": "PRAGMA writable_schema = ON",
    "create a trigger": "CREATE TRIGGER t AFTER INSERT ON vote BEGIN DELETE FROM vote; END",
}
ON_POSTGRESQL = {
    "empty a table": "TRUNCATE entry CASCADE",
    "switch triggers off": "ALTER TABLE vote DISABLE TRIGGER ALL",
    "upsert a vote": "INSERT INTO vote SELECT motion_id, seat, 'no', salt, entry FROM vote "
    "ON CONFLICT (motion_id, seat) DO UPDATE SET choice = 'no'",
    "make a rule": "CREATE RULE r AS ON INSERT TO vote DO INSTEAD NOTHING",
    "become a replica": "SET session_replication_role = replica",
    "become the owner": "RESET ROLE; DELETE FROM vote",
    "run a program": "COPY vote TO PROGRAM 'cat'",
}


@pytest.fixture
def attacked(office: Office) -> Iterator[tuple[Office, Database]]:
    """An office with a closed and an open motion, and the connection that an attacker would have."""
    conflict = {"account": "member-r1", "reason": "Sample"}
    perform(
        office.database,
        "declare_recusal",
        office.actor("director"),
        conflict,
        complaint=office.lodge(ON),
        today=day(ON),
        now=noon(day(ON)),
    )
    complaint = office.lodge("2028-01-03")
    office.to_reviewed(complaint)
    office.act("open_motion", complaint=complaint, on=ON, kind="determination")
    motion = office.shown(complaint)["motions"][-1]["id"]
    office.act("cast_vote", "member-d1", complaint, on=ON, motion=motion, choice="yes")
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


def attempts(database: Database) -> dict[str, str]:
    return BOTH_ENGINES | (ON_SQLITE if database.is_sqlite else ON_POSTGRESQL)


def test_no_attack_passes(attacked: tuple[Office, Database]) -> None:
    office, connection = attacked
    with office.database.reading() as session:
        motions = {motion.state: motion.id for motion in session.scalars(select(Motion).order_by(Motion.id))}
        before = (session.execute(select(Vote.motion_id, Vote.seat, Vote.choice)).all(), journal.head(session))
    passed = []
    for name, statement in attempts(connection).items():
        try:
            with connection.writing() as session:
                session.execute(text(statement.format(**motions)))
        except DBAPIError:
            continue
        passed.append(name)
    assert passed == []
    with office.database.reading() as session:
        after = (session.execute(select(Vote.motion_id, Vote.seat, Vote.choice)).all(), journal.head(session))
    assert after == before
    assert faults(office.database) == []
    print(f"{len(attempts(connection))} attacks refused")


def test_the_owner_would_pass_so_the_attacks_are_real(office: Office) -> None:
    """The same statements with the guards taken away: most of them do what they say."""
    complaint = office.lodge("2028-01-03")
    office.to_reviewed(complaint)
    owner = Database(office.database.url, owner=True)
    with owner.writing() as session:
        if owner.is_sqlite:
            names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in names:
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            session.execute(text("SET session_replication_role = replica"))
        assert session.execute(text("UPDATE entry SET actor = 'x' WHERE seq = 2")).rowcount == 1  # type: ignore[attr-defined]
        assert session.execute(text("UPDATE vote SET choice = 'no'")).rowcount > 0  # type: ignore[attr-defined]
    owner.close()
    with office.database.reading() as session:
        verdict = journal.verify(session)
        assert session.get_one(Entry, 2).actor == "x"
    assert verdict.first_bad is not None
    assert verdict.first_bad.seq == 2


def test_a_reading_session_cannot_write(office: Office) -> None:
    with office.database.reading() as session, pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
