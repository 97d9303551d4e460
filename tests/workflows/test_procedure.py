"""The procedure as a table: every state is reached, every end is an end, every refusal has words and a clause."""

from collections import deque
from datetime import date
from itertools import product

import pytest

from rules.readings import DEFAULTS
from workflows import complaint, special_prosecutor
from workflows.complaint import ENDED, PROCEDURE, Case, State
from workflows.machine import Move, Procedure, Refused
from workflows.motion import KINDS, MOTIONS, SEATS, Ballot, Choice, arithmetic

TODAY = date(2028, 9, 1)
# A case in which every guard but those of the vote is content.
READY = {
    "today": TODAY,
    "adopted": DEFAULTS,
    "notice_released": True,
    "response_due": date(2028, 2, 3),
    "assessment_opens": date(2028, 8, 14),
}


def reachable() -> set[State]:
    seen, queue = {State.LODGED}, deque([State.LODGED])
    while queue:
        state = queue.popleft()
        for carried in (True, False, None):
            case = Case(state=state, carried=carried, **READY)
            for name in PROCEDURE.open_to(case):
                to = PROCEDURE.advance(case, name).to or state
                if to not in seen:
                    seen.add(State(to))
                    queue.append(State(to))
    return seen


def test_every_state_is_reached_from_the_lodging() -> None:
    assert reachable() == set(State)


def test_an_ended_matter_moves_no_more_and_every_other_can() -> None:
    for state in State:
        assert bool(PROCEDURE.from_here(Case(state=state, **READY))) == (state not in ENDED)


def test_each_motion_leads_to_moves_that_start_where_it_may_be_put() -> None:
    moves = [*complaint.MOVES, *special_prosecutor.MOVES]
    for kind in MOTIONS:
        for name in filter(None, (kind.carried, kind.failed)):
            (row,) = [move for move in moves if move.name == name]
            assert kind.stands in row.source
            assert row.clause == kind.clause
            assert row.only_if in {"motion_carried", "motion_failed"}


def test_a_move_made_by_a_vote_is_made_by_no_other_way() -> None:
    by_vote = {name for kind in MOTIONS for name in (kind.carried, kind.failed) if name}
    for move in (*complaint.MOVES, *special_prosecutor.MOVES):
        assert (move.only_if in {"motion_carried", "motion_failed"}) == (move.name in by_vote)


def test_a_refused_move_says_why_by_which_clause_and_what_is_allowed() -> None:
    with pytest.raises(Refused) as refused:
        PROCEDURE.advance(Case(state=State.LODGED, **READY), "review")
    assert "while the matter is “lodged”" in refused.value.reason
    assert refused.value.clause is not None
    assert refused.value.clause.id == "56.602.4(5)"
    assert refused.value.allowed == ("withdraw", "convene")


def test_a_guard_that_refuses_gives_its_own_sentence() -> None:
    early = READY | {"today": date(2028, 2, 3)}
    with pytest.raises(Refused, match="through February 3, 2028"):
        PROCEDURE.advance(Case(state=State.NOTICE_DELIVERED, **early), "let_response_lapse")


def test_a_move_that_nobody_knows_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="knows no move called to_closed"):
        PROCEDURE.advance(Case(state=State.LODGED, **READY), "to_closed")


def test_advancing_keeps_nothing_and_changes_nothing() -> None:
    case = Case(state=State.LODGED, **READY)
    PROCEDURE.advance(case, "convene")
    assert case.state is State.LODGED
    assert PROCEDURE._machine.models == []


def test_a_guard_that_no_row_uses_is_found() -> None:
    with pytest.raises(ValueError, match="unused"):
        Procedure("a table", State, [], {"unused": lambda _: None})


def test_a_failed_guard_is_found_though_the_library_passes_it_silently() -> None:
    row = Move("go", (State.LODGED,), State.CONVENED, complaint.LODGING, "never")
    table = Procedure("a table", State, [row], {"never": lambda _: "Never."})
    with pytest.raises(Refused, match="Never"):
        table.advance(Case(state=State.LODGED, **READY), "go")


@pytest.mark.parametrize("need", [3, 4])
@pytest.mark.parametrize("recused", [0, 1, 2])
def test_all_vote_vectors_carry_by_the_count_of_yes_alone(need: int, recused: int) -> None:
    roll = tuple(range(1, SEATS + 1 - recused))
    for choices in product(Choice, repeat=len(roll)):
        ballot = Ballot(need, roll, dict(zip(roll, choices, strict=True)))
        assert ballot.carried == (choices.count(Choice.YES) >= need)


@pytest.mark.parametrize(
    ("need", "filled", "recused", "reachable", "missed"),
    [
        (4, 5, 0, True, 1),
        (4, 5, 1, True, 0),
        (4, 5, 2, False, 0),
        (4, 4, 1, False, 0),
        (3, 5, 2, True, 0),
        (3, 3, 0, True, 0),
        (3, 3, 1, False, 0),
    ],
)
def test_the_arithmetic_before_a_vote(need: int, filled: int, recused: int, reachable: bool, missed: int) -> None:
    count = arithmetic(need, filled=range(1, filled + 1), recused=range(1, recused + 1))
    assert (count.reachable, count.may_be_missed) == (reachable, missed)
    assert count.vacant == SEATS - filled
    assert ("cannot carry" in count.sentence) != reachable


def test_a_vote_from_outside_the_roll_is_no_ballot() -> None:
    with pytest.raises(ValueError, match="not on the roll"):
        Ballot(3, (1, 2, 3), {5: Choice.YES})


def test_the_thresholds_are_the_acts() -> None:
    assert {name: kind.need for name, kind in KINDS.items()} == {
        "formality": 3,
        "determination": 4,
        "request": 3,
        "remediation": 3,
        "resolved": 3,
        "continuing": 3,
        "term_over": 3,
        "term_needed": 3,
    }


def test_each_motion_asks_both_limbs_where_the_act_has_two() -> None:
    for name in ("determination", "resolved", "continuing", "term_over", "term_needed"):
        kind = KINDS[name]
        threat, acts = kind.limbs_under(DEFAULTS)
        assert "threat" in threat
        assert "acts or omissions" in acts
        assert kind.question(DEFAULTS).count(f", {kind.joined} that ") == 1
