"""Motions as they are put, votes with reasons and changes of mind, and members who are recused, before and during."""

from typing import Any

import pytest
from sqlalchemy import func, select

from committee_app.acts import NotFound, Refused
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.office import Seat
from committee_app.tables.votes import Vote, VoteChange
from rules.readings import DEFAULTS, adopted_on
from rules.readings import Ruling as AdoptedRuling
from tests.offices import MEMBERS, Office, day
from tests.oracle import faults
from workflows.motion import KINDS

ON = "2028-02-14"
TERMS = {"recommendations": "Sample.", "timeline": "Sample.", "review_on": "2028-05-14"}


def reviewed(office: Office, **given: str) -> str:
    complaint = office.lodge("2028-01-03", **given)
    office.to_reviewed(complaint)
    return complaint


def put(office: Office, complaint: str, kind: str = "determination", **given: Any) -> int:
    number: int = office.act("open_motion", complaint=complaint, on=ON, kind=kind, **given).reply["motion"]
    return number


def cast(office: Office, complaint: str, motion: int, account: str, choice: str, **given: Any) -> dict[str, Any]:
    return office.act("cast_vote", account, complaint, on=ON, motion=motion, choice=choice, **given).reply


def motion_of(office: Office, complaint: str, number: int) -> dict[str, Any]:
    return next(motion for motion in office.shown(complaint)["motions"] if motion["id"] == number)


def said(office: Office, complaint: str, number: int) -> dict[int, str]:
    return {seat: vote for seat, _, vote in motion_of(office, complaint, number)["roll_call"]}


def changing(office: Office) -> None:
    """The office lets a vote be changed until the motion closes."""
    ruling = {"reading": "vote_change", "option": "until_close", "memo": "Sample memo of counsel."}
    office.act("adopt_reading", on=ON, **ruling)


# Motions


def test_a_motion_keeps_who_moved_and_who_seconded_it(office: Office) -> None:
    complaint = reviewed(office)
    number = put(office, complaint, mover="member-r1", seconder="member-d2", present="1,2,4,5")
    motion = motion_of(office, complaint, number)
    assert (motion["mover"], motion["seconder"], motion["present"]) == ("member-r1", "member-d2", [1, 2, 4, 5])
    with office.database.reading() as session:
        body = session.scalars(select(EntryBody.body).order_by(EntryBody.seq.desc())).first()
    assert body is not None
    assert (body["mover"], body["seconder"]) == ("member-r1", "member-d2")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mover": "member-r1", "seconder": "member-r1"}, "cannot second it"),
        ({"mover": "staff"}, "staff is not on the roll"),
        ({"seconder": "member-d1"}, "member-d1 is not on the roll"),
        ({"mover": "nobody at all"}, "is not on the roll"),
        ({"present": "1,2"}, "2 more must come"),
        ({"present": "1,2,4,9"}, "2 of them present"),
    ],
)
def test_a_motion_that_cannot_be_put_so_says_why(sqlite_office: Office, given: dict[str, str], words: str) -> None:
    complaint = reviewed(sqlite_office)
    sqlite_office.recuse("member-d1", complaint, on=ON)
    with pytest.raises(Refused, match=words):
        put(sqlite_office, complaint, **given)
    assert [motion["kind"] for motion in sqlite_office.shown(complaint)["motions"]] == ["formality"]


def test_who_comes_after_the_motion_opened_votes_all_the_same(sqlite_office: Office) -> None:
    complaint = reviewed(sqlite_office)
    number = put(sqlite_office, complaint, present="1,2,3,4")
    for account in MEMBERS:
        cast(sqlite_office, complaint, number, account, "yes")
    assert said(sqlite_office, complaint, number) == dict.fromkeys(range(1, 6), "yes")


def test_the_sum_says_what_four_and_three_still_need(sqlite_office: Office) -> None:
    complaint = reviewed(sqlite_office)
    sqlite_office.recuse("member-r1", complaint, on=ON)
    reply = sqlite_office.act("open_motion", complaint=complaint, on=ON, kind="determination", present="1,3,4,5").reply
    assert reply["count"] == (
        "5 seats, 0 vacant, 1 recused: 4 may vote, 4 of them present, 4 yes votes needed. "
        "Every one of them must vote yes."
    )


def test_under_the_other_reading_of_4_7_a_the_question_is_of_all_three_threats() -> None:
    wider = adopted_on(day(ON), [AdoptedRuling("determination_ground", "any_ground", day(ON))])
    assert "as 56.602.3(2) describes one" in KINDS["determination"].question(DEFAULTS)
    assert "as 56.602.3 describes one" in KINDS["determination"].question(wider)


# What each motion must ask by the bill: its limbs with their tense, and the word between them.
ASKED = {
    "determination": ("there is a threat", "and", "have created or substantially contributed"),
    "resolved": ("there is no longer a threat", "or", "are not creating or substantially contributing"),
    "continuing": ("there is a threat", "and", "are creating or substantially contributing"),
    "term_over": ("no threat to public safety or health exists", "or", "current prosecutor's"),
    "term_needed": ("a threat to public safety or health exists", "and", "current prosecutor's"),
}


@pytest.mark.parametrize("name", KINDS)
def test_each_motion_asks_what_the_act_asks(name: str) -> None:
    kind = KINDS[name]
    limbs = kind.limbs_under(DEFAULTS)
    if name not in ASKED:
        assert len(limbs) == 1
        return
    first, joined, second = ASKED[name]
    assert len(limbs) == 2
    assert (first in limbs[0], kind.joined, second in limbs[1]) == (True, joined, True)


def test_the_roll_call_of_a_closed_motion_does_not_change_when_the_committee_does(office: Office) -> None:
    complaint = reviewed(office)
    office.recuse("member-d2", complaint, on=ON)
    office.vote(complaint, "determination", "yyyy-", on=ON)
    number = office.shown(complaint)["motions"][-1]["id"]
    before = motion_of(office, complaint, number)["roll_call"]
    assert before[4] == [5, "member-d2", "recused"]
    office.recuse("member-r1", complaint, on=ON)
    with office.database.writing() as session:
        session.get_one(Seat, 5).account = None
    assert motion_of(office, complaint, number)["roll_call"] == before


# Reasons and changes


def test_a_reason_stands_in_the_roll_call_after_the_close_and_nowhere_before(office: Office) -> None:
    complaint = reviewed(office)
    number = put(office, complaint)
    cast(office, complaint, number, "member-r1", "no", reason="Sample reason: the register is incomplete.")
    assert "reasons" not in motion_of(office, complaint, number)
    with office.database.reading() as session:
        assert "register is incomplete" not in str([body.body for body in session.scalars(select(EntryBody))])
    for account in ("director", "member-r2", "member-d1", "member-d2"):
        cast(office, complaint, number, account, "yes")
    assert motion_of(office, complaint, number)["reasons"] == {"2": "Sample reason: the register is incomplete."}
    assert faults(office.database) == []


def test_a_vote_is_final_unless_the_office_rules_otherwise(office: Office) -> None:
    complaint = reviewed(office)
    number = put(office, complaint)
    cast(office, complaint, number, "member-r1", "no")
    with pytest.raises(Refused, match="A vote is final"):
        cast(office, complaint, number, "member-r1", "yes")
    changing(office)
    # The reading in force when the motion opened stays with it.
    with pytest.raises(Refused, match="A vote is final"):
        cast(office, complaint, number, "member-r1", "yes")


def test_under_the_other_reading_the_last_vote_counts_and_the_director_closes(office: Office) -> None:
    changing(office)
    complaint = reviewed(office)
    number = put(office, complaint)
    for account in MEMBERS:
        assert "carried" not in cast(office, complaint, number, account, "no", reason="Sample: first thought.")
    assert motion_of(office, complaint, number)["state"] == "open"
    for account in MEMBERS[:4]:
        cast(office, complaint, number, account, "no")
        cast(office, complaint, number, account, "yes")
    closed = office.act("close_motion", complaint=complaint, on=ON, motion=number)
    assert closed.reply["carried"] is True
    assert said(office, complaint, number) == {1: "yes", 2: "yes", 3: "yes", 4: "yes", 5: "no"}
    assert motion_of(office, complaint, number)["reasons"] == {"5": "Sample: first thought."}
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Vote).filter_by(motion_id=number)) == 5
        numbers = session.scalars(select(VoteChange.number).filter_by(motion_id=number, seat=1)).all()
        assert sorted(numbers) == [1, 2]
        assert {vote.choice for vote in session.scalars(select(Vote).filter_by(motion_id=number))} == {"no"}
    assert faults(office.database) == []


# Recusals


def test_a_member_whom_the_complaint_names_is_recused_in_the_same_moment(office: Office) -> None:
    complaint = office.lodge("2028-01-03", respondent_account="member-r2")
    with pytest.raises(NotFound):
        office.recuse("member-r2", complaint, on="2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Sample room")
    number = put(office, complaint, "formality")
    for account in ("director", "member-r1", "member-d1", "member-d2"):
        cast(office, complaint, number, account, "yes")
    assert said(office, complaint, number)[3] == "recused"
    with office.database.reading() as session:
        first = session.scalars(select(Entry).filter_by(complaint_id=complaint).order_by(Entry.seq)).first()
        assert first is not None
        body = session.get_one(EntryBody, first.seq).body
    assert body["recused"] == "member-r2"
    assert body["readings"] == {"respondent_member": "recused"}


def test_a_respondent_who_is_called_like_a_member_is_asked_about(office: Office) -> None:
    with pytest.raises(Refused, match=r"member-d1.*nobody"):
        office.lodge("2028-01-03", respondent="sample member three (d)")
    with pytest.raises(Refused, match="no member's account"):
        office.lodge("2028-01-03", respondent_account="staff")
    assert office.lodge("2028-01-03", respondent="Sample Member Three (D)", respondent_account="nobody")


def test_a_recusal_during_a_motion_takes_the_seat_and_its_vote_out(office: Office) -> None:
    complaint = reviewed(office)
    number = put(office, complaint)
    for account in ("member-r1", "member-r2", "member-d1", "member-d2"):
        cast(office, complaint, number, account, "yes")
    office.recuse("member-d2", complaint, on=ON)
    with pytest.raises(NotFound):
        cast(office, complaint, number, "member-d2", "no")
    # Four had voted yes; the one that went does not count, and three are not four.
    outcome = cast(office, complaint, number, "director", "no")
    assert outcome["carried"] is False
    assert said(office, complaint, number) == {1: "no", 2: "yes", 3: "yes", 4: "yes", 5: "recused"}
    assert "yes" not in str(motion_of(office, complaint, number)["roll_call"][4])
    assert faults(office.database) == []


def test_a_recusal_that_leaves_nobody_to_wait_for_is_closed_by_the_director(office: Office) -> None:
    complaint = reviewed(office)
    number = put(office, complaint)
    for account in MEMBERS[:4]:
        cast(office, complaint, number, account, "yes")
    office.recuse("member-d2", complaint, on=ON)
    assert motion_of(office, complaint, number)["state"] == "open"
    assert office.act("close_motion", complaint=complaint, on=ON, motion=number).reply["carried"] is True
    assert faults(office.database) == []


def test_the_director_cannot_take_anothers_vote_out_of_an_open_motion(office: Office) -> None:
    complaint = reviewed(office)
    number = put(office, complaint)
    cast(office, complaint, number, "member-r1", "no")
    with pytest.raises(Refused, match="only the member can step off it"):
        office.recuse("member-r1", complaint, by="director", on=ON)
    office.act("close_motion", complaint=complaint, on=ON, motion=number, with_absent="yes")
    assert said(office, complaint, number)[2] == "no"


def test_the_closing_does_not_say_how_many_are_missing(sqlite_office: Office) -> None:
    complaint = reviewed(sqlite_office)
    number = put(sqlite_office, complaint)
    words = set()
    for account in MEMBERS[:4]:
        cast(sqlite_office, complaint, number, account, "yes")
        with pytest.raises(Refused) as refused:
            sqlite_office.act("close_motion", complaint=complaint, on=ON, motion=number)
        words.add(refused.value.reason)
    assert words == {"Not every seat on the roll has voted. Wait for them, or close with the missing ones absent."}
