"""Who sits, and who has a member's rights, follows from the terms as of the day, without any act (law.md A13)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from committee_app.access import UNSEATED, find_actor
from committee_app.acts import NotFound, Refused, perform
from committee_app.database import Database
from committee_app.roster import held, seated, unrecorded
from tests.offices import Office, day, noon
from tests.oracle import faults

ALL = {1: "director", 2: "member-r1", 3: "member-r2", 4: "member-d1", 5: "member-d2"}


def on(office: Office, today: str) -> dict[int, str]:
    with office.database.reading() as session:
        return seated(session, day(today))


def role(office: Office, name: str, today: str) -> tuple[str, int | None]:
    with office.database.reading() as session:
        actor = find_actor(session, name, day(today))
    assert actor
    return actor.role, actor.seat


@pytest.mark.parametrize(
    ("today", "filled"),
    [
        ("2027-12-31", {1}),
        ("2028-01-01", {1, 2, 3, 4, 5}),
        ("2029-12-31", {1, 2, 3, 4, 5}),
        ("2030-01-01", {1, 2, 4}),
        ("2031-12-31", {1, 2, 4}),
        ("2032-01-01", {1}),
    ],
)
def test_a_seat_is_filled_from_the_first_to_the_last_day_of_a_term(
    office: Office, today: str, filled: set[int]
) -> None:
    assert on(office, today) == {seat: name for seat, name in ALL.items() if seat in filled}


def test_a_member_has_rights_while_the_seat_lasts(office: Office) -> None:
    assert role(office, "member-r2", "2029-12-31") == ("member", 3)
    assert role(office, "member-r2", "2030-01-01") == (UNSEATED, None)
    assert role(office, "candidate-r", "2028-06-15") == (UNSEATED, None)
    assert role(office, "director", "2040-01-01") == ("director", 1)
    assert role(office, "staff", "2040-01-01") == ("staff", None)
    with office.database.reading() as session:
        assert find_actor(session, "nobody", day("2028-06-15")) is None


def test_whoever_was_appointed_again_sits_without_a_day_between(office: Office) -> None:
    office.reappoint()
    assert on(office, "2030-01-01") == ALL
    assert on(office, "2035-12-31") == {1: "director", 2: "member-r1", 4: "member-d1"}


def test_one_who_leaves_has_no_rights_from_the_next_day_and_loses_the_term_ahead(office: Office) -> None:
    office.reappoint()
    office.act("record_vacancy", "clerk", on="2029-11-01", account="member-d2", because="resigned",
               last_day="2029-11-15", source="Sample letter")  # fmt: skip
    assert role(office, "member-d2", "2029-11-15") == ("member", 5)
    assert role(office, "member-d2", "2029-11-16") == (UNSEATED, None)
    assert 5 not in on(office, "2030-01-01")
    assert faults(office.database) == []
    with pytest.raises(Refused, match="no term that goes on after"):
        office.act("record_vacancy", "clerk", on="2029-12-01", account="member-d2", because="died",
                   last_day="2029-12-01", source="Sample")  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"because": "died", "last_day": "2028-07-01"}, "Only a resignation"),
        ({"account": "candidate-r"}, "no term that goes on"),
        ({"account": "staff"}, "no member's account"),
        ({"last_day": "2031-12-31"}, "no term that goes on"),
        ({"last_day": "1066-10-14"}, "Check the year"),
    ],
)
def test_a_leaving_that_cannot_be_is_refused(office: Office, given: dict[str, str], words: str) -> None:
    said = {"account": "member-r1", "because": "resigned", "last_day": "2028-06-14", "source": "Sample", **given}
    with pytest.raises(Refused, match=words):
        office.act("record_vacancy", "clerk", on="2028-06-15", **said)


def leaves(office: Office, account: str, last: str, because: str, *, today: str) -> None:
    office.act("record_vacancy", "clerk", on=today, account=account, because=because, last_day=last, source="Sample")


def test_one_who_resigned_as_of_a_later_day_and_dies_before_it_is_seated_no_more(office: Office) -> None:
    office.reappoint()
    leaves(office, "member-r2", "2028-12-31", "resigned", today="2028-06-15")
    assert on(office, "2028-12-31")[3] == "member-r2"
    leaves(office, "member-r2", "2028-08-15", "died", today="2028-08-16")
    assert on(office, "2028-08-15")[3] == "member-r2"
    for today in ("2028-08-16", "2028-12-31", "2030-01-01"):
        assert 3 not in on(office, today)
    with office.database.reading() as session:
        ended = [one for one in held(session) if one.account == "member-r2"]
    assert [(one.because, one.term.ends, one.began) for one in ended] == [
        ("died", day("2028-08-15"), True), ("died", day("2028-08-15"), False),
    ]  # fmt: skip
    office.act("appoint_member", "clerk", on="2028-08-17", account="candidate-r", seat="3", filling="rest",
               starts_on="2028-08-17", source="Sample minutes")  # fmt: skip
    assert on(office, "2028-08-17")[3] == "candidate-r"
    assert faults(office.database) == []


def test_of_two_ends_the_earliest_holds_and_a_later_one_is_refused(office: Office) -> None:
    leaves(office, "member-r2", "2028-12-31", "resigned", today="2028-06-15")
    for last in ("2028-12-31", "2029-03-31"):
        with pytest.raises(Refused, match="no term that goes on after"):
            leaves(office, "member-r2", last, "resigned", today="2028-06-20")
    leaves(office, "member-r2", "2028-08-20", "resigned", today="2028-06-20")
    with pytest.raises(Refused, match="no term that goes on after"):
        leaves(office, "member-r2", "2028-08-20", "died", today="2028-08-21")
    assert on(office, "2028-08-20")[3] == "member-r2"
    assert 3 not in on(office, "2028-08-21")


def to_record(office: Office, today: str) -> list[tuple[int, str]]:
    with office.database.reading() as session:
        return [(one.term.seat, one.account) for one in unrecorded(held(session), day(today))]


LOST = {
    "an account that ended": ("end_account", {}),
    "another role": ("change_role", {"role": "auditor"}),
}


@pytest.mark.parametrize("how", LOST)
def test_a_seat_lost_through_the_account_is_recorded_as_a_vacancy_and_filled(office: Office, how: str) -> None:
    office.reappoint()
    verb, given = LOST[how]
    assert to_record(office, "2028-06-15") == []
    office.act(verb, "administrator", on="2028-06-15", account="member-r2", **given)
    assert 3 not in on(office, "2028-06-15")
    # One record ends the term that runs and the one ahead.
    assert to_record(office, "2028-06-15") == [(3, "member-r2")]
    appointing = {"account": "candidate-r", "seat": "3", "filling": "rest", "starts_on": "2028-06-20", "source": "S"}
    with pytest.raises(Refused, match="Seat 3 is filled through"):
        office.act("appoint_member", "clerk", on="2028-06-20", **appointing)
    outcome = office.act("record_vacancy", "clerk", on="2028-06-19", account="member-r2", because="resigned",
                         last_day="2028-06-15", source="Sample letter")  # fmt: skip
    assert outcome.clause == "56.602.2(2)#10"
    assert to_record(office, "2028-06-19") == []
    office.act("appoint_member", "clerk", on="2028-06-20", **appointing)
    assert on(office, "2028-06-20")[3] == "candidate-r"
    assert faults(office.database) == []


def test_a_term_ahead_whose_account_was_lost_is_recorded_too_and_one_that_is_over_is_not(office: Office) -> None:
    office.act("appoint_member", "clerk", on="2028-06-01", account="candidate-r", seat="3", filling="whole",
               starts_on="2030-01-01", source="Sample")  # fmt: skip
    for account in ("candidate-r", "member-d2"):
        office.act("end_account", "administrator", on="2028-06-15", account=account)
    assert to_record(office, "2029-12-31") == [(5, "member-d2"), (3, "candidate-r")]
    assert to_record(office, "2030-01-01") == [(3, "candidate-r")]
    office.act("record_vacancy", "clerk", on="2028-06-19", account="candidate-r", because="died",
               last_day="2028-06-15", source="Sample")  # fmt: skip
    assert to_record(office, "2030-01-01") == []


def test_one_whose_seat_ended_after_the_page_was_opened_does_nothing_more(office: Office) -> None:
    """The member comes in, the clerk records the leaving, and then the member's vote arrives."""
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    motion = office.act("open_motion", complaint=complaint, on="2028-01-12", kind="formality").reply["motion"]
    member = office.actor("member-r1", "2028-01-12")
    office.act("record_vacancy", "clerk", on="2028-01-12", account="member-r1", because="resigned",
               last_day="2028-01-11", source="Sample letter")  # fmt: skip
    with pytest.raises(NotFound, match="may not do this any more"):
        perform(office.database, "cast_vote", member, {"motion": motion, "choice": "yes"}, complaint=complaint,
                today=day("2028-01-12"), now=noon(day("2028-01-12")))  # fmt: skip
    for name in ("director", "member-r2", "member-d1", "member-d2"):
        office.act("cast_vote", name, complaint, on="2028-01-12", motion=motion, choice="yes")
    office.act("close_motion", complaint=complaint, on="2028-01-12", motion=motion, with_absent="yes")
    (line,) = office.shown(complaint)["motions"]
    assert line["roll_call"][1] == [2, "member-r1", "absent"]


def test_a_roll_call_names_who_sat_then_and_not_who_sits_now(office: Office) -> None:
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    office.act("declare_recusal", "member-r2", complaint, on="2028-01-12", account="member-r2", reason="Sample")
    motion = office.act("open_motion", complaint=complaint, on="2028-01-12", kind="formality").reply["motion"]
    for name in ("director", "member-r1", "member-d1", "member-d2"):
        office.act("cast_vote", name, complaint, on="2028-01-12", motion=motion, choice="yes")
    office.act("record_vacancy", "clerk", on="2028-03-01", account="member-r2", because="died",
               last_day="2028-02-29", source="Sample")  # fmt: skip
    office.act("appoint_member", "clerk", on="2028-03-15", account="candidate-r", seat="3", filling="rest",
               starts_on="2028-03-15", source="Sample minutes")  # fmt: skip
    (line,) = office.shown(complaint)["motions"]
    assert line["roll_call"][2] == [3, "member-r2", "recused"]


def test_a_motion_counts_the_seats_that_are_vacant_on_its_day(office: Office) -> None:
    for name in ("member-r2", "member-d2"):
        office.act("record_vacancy", "clerk", on="2028-01-05", account=name, because="resigned",
                   last_day="2028-01-04", source="Sample")  # fmt: skip
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    outcome = office.act("open_motion", complaint=complaint, on="2028-01-12", kind="formality")
    assert "3" in outcome.reply["count"]
    for name in ("director", "member-r1", "member-d1"):
        office.act("cast_vote", name, complaint, on="2028-01-12", motion=outcome.reply["motion"], choice="yes")
    (line,) = office.shown(complaint)["motions"]
    assert [said for _, _, said in line["roll_call"]] == ["yes", "yes", "vacant", "yes", "vacant"]


# What the office's own connection is refused, whatever statement somebody makes it run.
ATTACKS = {
    "two members in one seat": "INSERT INTO seat_term SELECT 99, 2, 'candidate-r', starts_on, ends_on, vacancy, "
    "appointed_on, source, readings, NULL FROM seat_term WHERE id = 2",
    "one member in two seats": "INSERT INTO seat_term SELECT 99, 3, 'member-r1', '2030-01-01', '2033-12-31', vacancy, "
    "appointed_on, source, readings, NULL FROM seat_term WHERE id = 2",
    "a longer term": "UPDATE seat_term SET ends_on = '2099-12-31'",
    "no term": "DELETE FROM seat_term",
    "an end taken back": "DELETE FROM vacancy",
    "an end moved": "UPDATE vacancy SET last_day = '2028-12-31'",
    "an end of the same day for another reason": "INSERT INTO vacancy SELECT term_id, last_day, 'died', source, entry "
    "FROM vacancy",
    "a seat without a term": "INSERT INTO seat_term SELECT 99, 1, 'candidate-r', starts_on, ends_on, vacancy, "
    "appointed_on, source, readings, NULL FROM seat_term WHERE id = 2",
    "another history": "UPDATE office_term SET party = 'Democrat'",
    "no history": "DELETE FROM office_term",
    "two directors": "INSERT INTO account (name, display, role, sample) VALUES ('second', 'Sample', 'director', {yes})",
    "an own claim approved": "UPDATE expense_claim SET state = 'approved', decided_on = '2028-06-15', "
    "decided_by = account",
    "a claim decided again": "UPDATE expense_claim SET state = 'refused', decided_because = 'x' WHERE id = 1",
    "another line": "UPDATE expense_line SET cents = 1",
    "another rate": "UPDATE expense_rate SET mills = 1",
    "lodging": "INSERT INTO expense_line SELECT claim_id, 9, 'lodging', day, 1, 'x', rate_id, 1 FROM expense_line",
}


@pytest.fixture
def attacked(office: Office) -> tuple[Office, Database]:
    office.act("enter_rate", "staff", on="2028-06-01", category="food", unit="meal", dollars="10.00",
               from_day="2028-01-01", source="Sample")  # fmt: skip
    line = {"category": "food", "day": "2028-06-01", "quantity": "1", "what": "Sample"}
    office.act("claim_expenses", "member-r1", on="2028-06-02", lines=[line])
    office.act("claim_expenses", "member-d1", on="2028-06-02", lines=[line])
    office.act("approve_claim", on="2028-06-03", claim="1")
    office.act("record_vacancy", "clerk", on="2028-06-05", account="member-d2", because="resigned",
               last_day="2028-06-04", source="Sample")  # fmt: skip
    return office, office.database


@pytest.mark.parametrize("name", ATTACKS)
def test_the_database_refuses(attacked: tuple[Office, Database], name: str) -> None:
    _, database = attacked
    statement = ATTACKS[name].replace("{yes}", "1" if database.is_sqlite else "true")
    with pytest.raises(DBAPIError), database.writing() as session:
        session.execute(text(statement))
    assert faults(database) == []
