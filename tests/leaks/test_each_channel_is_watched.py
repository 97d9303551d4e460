"""One mutant and more for each way out: each lets something closed out, and the check of its channel finds it (L12)."""

import pytest

from tests.leaks import channels
from tests.leaks.inside import CHECKS
from tests.leaks.mutants import MUTANTS, Mutant
from tests.leaks.planted import Walled

CHANNELS = ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L13")
# The mutants of L7 stand with its sequences, in test_closed_acts_leave_no_trace.
ELSEWHERE = {"L7"}
FOUND: dict[str, list[str]] = {}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: f"{one.channel} {one.what}")
def test_a_mutant_is_found(mine: Walled, monkeypatch: pytest.MonkeyPatch, mutant: Mutant) -> None:
    monkeypatch.setattr(channels, "PUBLIC_MOST", 100)
    monkeypatch.setattr(channels, "OFFICE_MOST", 3)
    mutant.plant(monkeypatch, mine, next(iter(mine.tokens)))
    found = CHECKS[mutant.channel](mine)
    assert found
    FOUND.setdefault(mutant.channel, []).append(mutant.what)
    print(f"{mutant.channel}, {mutant.what}: {found[0]}")


def test_no_channel_is_without_its_mutant() -> None:
    assert set(CHECKS) | ELSEWHERE == set(CHANNELS)
    assert {mutant.channel for mutant in MUTANTS} | ELSEWHERE == set(CHANNELS)
    print(f"{len(CHANNELS)} of {len(CHANNELS)} channels have a mutant; {len(MUTANTS)} mutants, besides those of L7")
