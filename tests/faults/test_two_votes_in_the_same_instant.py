"""R9: the last votes of a motion arrive together: one decision, one letter, every vote counted, on both databases."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event, func, select

from committee_app import journal
from committee_app.acts import NotSaved, Refused, performing
from committee_app.database import Database
from committee_app.tables.docket import Complaint, Ground
from committee_app.tables.journal import Entry
from committee_app.tables.records import Letter, Outbox
from committee_app.tables.votes import Motion, Vote
from tests.offices import MEMBERS, Office, day, noon
from tests.oracle import faults

ON = "2028-02-14"
ROUNDS = 200
MUTANT_ROUNDS = 25


def matter_before_the_remedy(office: Office, number: int) -> str:
    """A determined complaint, put down as such: what came before is not what this test is about."""
    proved = dict.fromkeys(
        ("convened_on", "found_formal_on", "notice_released_on", "served_on", "response_due", "reviewed_on"),
        day("2028-01-20"),
    )
    with office.database.writing() as session:
        session.add(
            Complaint(
                id=f"R9-{number:03d}",
                jurisdiction="29510",
                respondent="Sample",
                respondent_address="Sample",
                complainant="Sample",
                capacity="person",
                facts="Sample",
                received_on=day("2028-01-03"),
                state="remedy_pending",
                changed_at=noon(day(ON)),
                determined_on=day("2028-02-10"),
                **proved,
            )
        )
        session.add(Ground(complaint_id=f"R9-{number:03d}", clause="56.602.3(2)"))
    return f"R9-{number:03d}"


def race(office: Office, number: int) -> list[str]:
    """One motion whose last two to five votes are cast together. Says what went wrong with it."""
    complaint = matter_before_the_remedy(office, number)
    together = 2 + number % 4
    motion = office.act("open_motion", complaint=complaint, on=ON, kind="request").reply["motion"]
    actors = [office.actor(name) for name in MEMBERS]
    for account in MEMBERS[: 5 - together]:
        office.act("cast_vote", account, complaint, on=ON, motion=motion, choice="yes")
    barrier, lost = threading.Barrier(together), []

    def cast(position: int) -> None:
        barrier.wait()
        try:
            performing.perform(
                office.database,
                "cast_vote",
                actors[position],
                {"motion": motion, "choice": "yes"},
                complaint=complaint,
                today=day(ON),
                now=noon(day(ON)),
            )
        except (Refused, NotSaved) as error:
            lost.append(f"{complaint}: a vote was not taken: {error}")

    threads = [threading.Thread(target=cast, args=(position,)) for position in range(5 - together, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return lost + outcome(office.database, complaint, motion)


def outcome(database: Database, complaint: str, motion: int) -> list[str]:
    with database.reading() as session:
        votes = session.scalar(select(func.count()).select_from(Vote).filter_by(motion_id=motion))
        letters = session.scalar(select(func.count()).select_from(Letter).filter_by(complaint_id=complaint))
        queued = session.scalar(select(func.count()).where(Outbox.dedup.startswith(f"{complaint}:")))
        closings = session.scalar(
            select(func.count()).select_from(Entry).filter_by(complaint_id=complaint, verb="close_motion")
        )
        state = session.get_one(Motion, motion).state
    seen = {"votes": votes, "letters": letters, "queued": queued, "closings": closings, "state": state}
    wanted = {"votes": 5, "letters": 1, "queued": 1, "closings": 1, "state": "closed"}
    return [] if seen == wanted else [f"{complaint}: {seen}"]


def test_votes_in_the_same_instant_give_one_decision_and_one_letter(office: Office) -> None:
    wrong = [fault for number in range(ROUNDS) for fault in race(office, number)]
    print(f"{ROUNDS} motions on {'SQLite' if office.database.is_sqlite else 'PostgreSQL'}")
    assert wrong == []
    assert faults_of_the_races(office) == []


def faults_of_the_races(office: Office) -> list[str]:
    # These matters were put down without the entries that led to them.
    return [fault for fault in faults(office.database) if "the journal says" not in fault]


@contextmanager
def without_locks(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The mutant: PostgreSQL without its locks, SQLite with the driver's deferred transactions."""
    if office.database.is_sqlite:

        def deferred(connection: Connection) -> None:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN DEFERRED")

        event.listen(office.database.engine, "begin", deferred)
        yield
        event.remove(office.database.engine, "begin", deferred)
    else:
        monkeypatch.setattr(journal, "lock", lambda *_: None)
        monkeypatch.setattr("sqlalchemy.sql.selectable.Select.with_for_update", lambda self, **_: self)
        yield


def test_without_its_locks_the_race_is_lost(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with without_locks(office, monkeypatch):
        wrong = [fault for number in range(MUTANT_ROUNDS) for fault in race(office, number)]
    assert wrong != []


@pytest.mark.parametrize("times", [32])
def test_one_key_sent_many_times_at_once_acts_once(office: Office, times: int) -> None:
    """R10: thirty-two copies of one request give thirty-two equal answers and one vote."""
    complaint = matter_before_the_remedy(office, 0)
    motion = office.act("open_motion", complaint=complaint, on=ON, kind="request").reply["motion"]
    answers: list[object] = []

    def cast() -> None:
        answers.append(office.act("cast_vote", "member-d1", complaint, on=ON, key="k", motion=motion, choice="yes"))

    threads = [threading.Thread(target=cast) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == times
    assert all(answer == answers[0] for answer in answers)
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Vote)) == 1


def test_one_member_with_many_keys_votes_once(office: Office) -> None:
    """R10: the key of the vote is the seat, not the request."""
    complaint = matter_before_the_remedy(office, 0)
    motion = office.act("open_motion", complaint=complaint, on=ON, kind="request").reply["motion"]
    taken, refused = [], []

    def cast(choice: str) -> None:
        try:
            taken.append(office.act("cast_vote", "member-d1", complaint, on=ON, motion=motion, choice=choice))
        except Refused as error:
            refused.append(error)

    threads = [threading.Thread(target=cast, args=("yes" if number % 2 else "no",)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(refused)) == (1, 31)


def test_the_same_key_with_another_choice_is_refused(office: Office) -> None:
    complaint = matter_before_the_remedy(office, 0)
    motion = office.act("open_motion", complaint=complaint, on=ON, kind="request").reply["motion"]
    office.act("cast_vote", "member-d1", complaint, on=ON, key="k", motion=motion, choice="yes")
    with pytest.raises(performing.Repeated):
        office.act("cast_vote", "member-d1", complaint, on=ON, key="k", motion=motion, choice="no")
