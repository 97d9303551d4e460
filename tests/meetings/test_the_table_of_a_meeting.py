"""The states of a meeting: every row is done by an act, every state is reached, and each refusal says why."""

import datetime as dt
from dataclasses import replace

import pytest

from committee_app.acts import ACTS
from rules.readings import DEFAULTS
from rules.statute import CLAUSES
from workflows.machine import Refused
from workflows.meeting import (
    CLOSED_ITEM,
    MOVES,
    PROCEDURE,
    Meeting,
    MeetingState,
    closing_reason,
    quorum,
)

START = dt.datetime(2028, 3, 20, 15, tzinfo=dt.UTC)
LATEST = dt.datetime(2028, 3, 17, 15, tzinfo=dt.UTC)
HELD = Meeting(MeetingState.OPEN_SESSION, START, START, LATEST, quorum=3, present=5, voting=5)
# A roll call that does not carry leaves things as they are: one act, two rows.
BY_A_VOTE = {"stay_open": "vote_to_close", "keep_minutes_open": "approve_minutes"}


def test_every_row_is_done_by_an_act_and_cites_a_clause() -> None:
    for move in MOVES:
        assert BY_A_VOTE.get(move.name, move.name) in ACTS, move.name
        assert move.clause.id in CLAUSES


def test_every_state_but_the_first_is_reached() -> None:
    reached, ahead = {MeetingState.CALLED}, [MeetingState.CALLED]
    while ahead:
        state = ahead.pop()
        new = {move.to for move in MOVES if state in move.source and move.to} - reached
        reached |= new  # type: ignore[arg-type] # the table's names are of two kinds
        ahead += new  # type: ignore[arg-type] # the same
    assert reached == set(MeetingState)


def test_a_meeting_that_was_called_off_or_approved_goes_no_further_but_by_a_correction() -> None:
    for state in (MeetingState.POSTPONED, MeetingState.CANCELLED):
        assert PROCEDURE.from_here(replace(HELD, state=state)) == ()
    approved = PROCEDURE.from_here(replace(HELD, state=MeetingState.MINUTES_APPROVED))
    assert [move.name for move in approved] == ["correct_minutes"]


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("open_meeting", {"state": "noticed", "at": START - dt.timedelta(minutes=1)}, "does not open before that"),
        ("open_meeting", {"state": "noticed", "present": 2}, "2 members are present, and 3 are needed"),
        ("open_meeting", {"state": "noticed", "present": 1}, "1 member is present, and 3 are needed"),
        ("open_meeting", {"state": "called"}, "not possible while the meeting is “called”"),
        ("post_notice", {"state": "called", "at": START}, "posted before the meeting"),
        ("post_notice", {"state": "called", "at": LATEST + dt.timedelta(minutes=1)}, "had to be posted by 10:00 AM"),
        ("vote_to_close", {"yes": 2}, "2 of 5 who may vote said yes"),
        ("vote_to_close", {"yes": 2, "voting": 4, "present": 4}, "2 of 4 who may vote said yes"),
        ("vote_to_close", {"yes": 2, "voting": 2, "present": 2}, "and 3 are needed"),
        ("vote_to_close", {"state": "closed_session", "yes": 5}, "not possible"),
        ("approve_minutes", {"state": "minutes_drafted", "yes": 5}, "at a later meeting"),
        ("approve_minutes", {"state": "minutes_drafted", "yes": 5, "sitting_since": START}, "at a later meeting"),
        (
            "approve_minutes",
            {"state": "minutes_drafted", "yes": 2, "sitting_since": START + dt.timedelta(days=7)},
            "approving takes more than half",
        ),
        ("adjourn", {"state": "noticed"}, "not possible while the meeting is “noticed”"),
    ],
)  # fmt: skip
def test_a_move_that_is_not_allowed_says_why(name: str, change: dict[str, object], reason: str) -> None:
    state = MeetingState(change.pop("state", HELD.state))
    with pytest.raises(Refused, match=reason):
        PROCEDURE.advance(replace(HELD, state=state, **change), name)  # type: ignore[arg-type] # the change is a row of the table above


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("open_meeting", {"state": "noticed", "present": 3}),
        ("post_notice", {"state": "called", "at": LATEST}),
        ("post_notice", {"state": "called", "at": START - dt.timedelta(minutes=1), "good_cause": True}),
        ("vote_to_close", {"yes": 3}),
        ("vote_to_close", {"yes": 2, "voting": 3, "present": 3}),
        ("approve_minutes", {"state": "minutes_drafted", "yes": 3, "sitting_since": START + dt.timedelta(days=7)}),
    ],
)
def test_a_move_that_is_allowed_is_made(name: str, change: dict[str, object]) -> None:
    state = MeetingState(change.pop("state", HELD.state))
    assert PROCEDURE.advance(replace(HELD, state=state, **change), name).name == name  # type: ignore[arg-type] # the change is a row of the table above


def test_a_quorum_is_three_and_the_reason_for_closing_names_both_laws() -> None:
    assert quorum(DEFAULTS) == 3
    assert closing_reason(DEFAULTS) == "610.021(14) and 56.602.4(2), RSMo"
    assert CLOSED_ITEM == "Matter under section 56.602, RSMo (closed)"
