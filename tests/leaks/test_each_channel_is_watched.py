"""One mutant and more for each way out: each lets something closed out, and the check of its channel finds it (L12)."""

import pytest

from tests.leaks import outside
from tests.leaks.inside import CHECKS
from tests.leaks.mutants import MUTANTS, Mutant
from tests.leaks.planted import Walled

CHANNELS = ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L13")
# The mutants of L7 stand with its sequences, in test_closed_acts_leave_no_trace.
ELSEWHERE = {"L7"}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: f"{one.channel} {one.what}")
def test_a_mutant_is_found(mine: Walled, monkeypatch: pytest.MonkeyPatch, mutant: Mutant) -> None:
    monkeypatch.setattr(outside, "MOST", {"public": 100, "office": 3})
    mutant.plant(monkeypatch, mine, next(iter(mine.tokens)))
    found = next(CHECKS[mutant.channel](mine), None)
    print(f"{mutant.channel}, {mutant.what}: {found}")
    assert found


def test_no_channel_is_without_its_mutant() -> None:
    assert set(CHECKS) | ELSEWHERE == set(CHANNELS)
    assert {mutant.channel for mutant in MUTANTS} | ELSEWHERE == set(CHANNELS)
    print(f"{len(CHANNELS)} of {len(CHANNELS)} channels have a mutant; {len(MUTANTS)} mutants, besides those of L7")
