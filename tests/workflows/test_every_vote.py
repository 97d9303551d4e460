"""Every way in which five seats can vote, under both thresholds, with nobody, one or two of them recused."""

from itertools import combinations, product

import pytest

from workflows.motion import SEATS, Ballot, Choice, arithmetic

ROLL = tuple(range(1, SEATS + 1))
RECUSALS = [away for number in range(3) for away in combinations(ROLL, number)]


@pytest.mark.parametrize("need", [3, 4])
def test_every_vector_gives_what_the_act_says(need: int) -> None:
    seen = 0
    for said, away in product(product(Choice, repeat=SEATS), RECUSALS):
        choices = {seat: choice for seat, choice in zip(ROLL, said, strict=True) if seat not in away}
        ballot = Ballot(need, tuple(seat for seat in ROLL if seat not in away), choices)
        # The Act's number never shrinks: who is recused is not a yes, and neither is an abstention (law.md A3).
        wanted = sum(1 for seat in ROLL if seat not in away and said[seat - 1] == "yes") >= need
        assert ballot.carried is wanted, (said, away)
        assert ballot.complete
        seen += 1
    assert seen == 243 * 16


@pytest.mark.parametrize("need", [3, 4])
def test_what_can_still_be_reached_is_what_some_vote_would_reach(need: int) -> None:
    for vacant, recused in product(range(SEATS + 1), repeat=2):
        filled = set(ROLL[vacant:])
        away = set(sorted(filled)[:recused])
        said = arithmetic(need, filled=filled, recused=away)
        best = Ballot(need, tuple(filled - away), dict.fromkeys(filled - away, Choice.YES))
        assert said.reachable is best.carried
        if said.reachable:
            missed = sorted(filled - away)[: said.may_be_missed]
            rest = Ballot(need, tuple(filled - away), dict.fromkeys(filled - away - set(missed), Choice.YES))
            assert rest.carried
            one_more = sorted(filled - away)[: said.may_be_missed + 1]
            rest = Ballot(need, tuple(filled - away), dict.fromkeys(filled - away - set(one_more), Choice.YES))
            assert not rest.carried


def test_a_director_without_a_vote_is_not_called_recused() -> None:
    said = arithmetic(4, filled=ROLL, recused={2}, voteless={1})
    assert (said.recused, said.voteless, said.may_vote, said.reachable) == (1, 1, 3, False)
    assert "1 recused, the director without a vote: 3 may vote" in said.sentence
