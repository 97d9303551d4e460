"""Which statewide figures give an office away, held against everybody who could subtract in every small world."""

from collections.abc import Iterator, Mapping
from itertools import product

import pytest

from rules import disclosure
from rules.disclosure import ALONE, FEW, GREAT, ONES, flags, why_telling, withheld

OFFICES = ("a", "b", "c", "d")
Counts = Mapping[str, int]


def worlds(offices: int, most: int) -> Iterator[dict[str, int]]:
    """Every way in which so many offices can have counts up to `most`."""
    for counts in product(range(most + 1), repeat=offices):
        yield {office: count for office, count in zip(OFFICES, counts, strict=False) if count}


def gives_away(counts: Counts, known: frozenset[str]) -> bool:
    """Whether somebody who knows which offices stand behind the sum, and of these the known ones and at most one more,
    can work out another's count: by trying every other world with the same sum."""
    behind = [office for office in counts if office not in known]
    for insider in (None, *behind):
        asked = [office for office in behind if office != insider]
        rest = sum(counts[office] for office in asked)
        fits = [guess for guess in product(range(1, rest + 1), repeat=len(asked)) if sum(guess) == rest]
        if any(len({guess[place] for guess in fits}) == 1 for place in range(len(asked))):
            return True
    return False


@pytest.mark.parametrize("known", [frozenset(), frozenset("a"), frozenset("ab")])
def test_no_figure_that_can_be_worked_out_goes_unflagged(known: frozenset[str]) -> None:
    asked = missed = calm = 0
    for counts in worlds(4, 3):
        asked += 1
        told = why_telling(counts, known)
        gives = gives_away(counts, known) or gives_away(counts, frozenset())
        missed += gives and told is None
        calm += told is None
        # What is flagged can be worked out, or nearly: but for an office beside which the others hardly count.
        assert told in {None, GREAT} or gives, (counts, told)
    assert missed == 0
    assert 0 < calm < asked


def changes(before: Counts, after: Counts) -> dict[str, int]:
    offices = {*before, *after}
    return {office: abs(after.get(office, 0) - before.get(office, 0)) for office in offices if
            after.get(office, 0) != before.get(office, 0)}  # fmt: skip


def test_two_versions_that_differ_by_one_office_are_flagged_in_every_small_world() -> None:
    """Every pair of versions over three offices: whoever takes the one from the other knows what changed."""
    alone = asked = calm = 0
    for before in worlds(3, 3):
        for after in worlds(3, 3):
            asked += 1
            found = flags({"x": after}, earlier=[{"x": before}])
            if len(changes(before, after)) == 1:
                alone += 1
                assert any("against the version before" in flag.why for flag in found), (before, after)
            calm += not found
    assert alone > 300
    assert 0 < calm < asked


def test_what_is_left_of_a_total_without_its_parts_is_looked_at() -> None:
    """Every world of three offices with two parts of which one is withheld: the total gives the withheld one back."""
    for one, other in product(worlds(3, 2), repeat=2):
        total = {office: one.get(office, 0) + other.get(office, 0) for office in {*one, *other}}
        found = flags({"total": total, "one": one}, parts={"total": ("one", "other")})
        if other and gives_away(other, frozenset()):
            assert "total" in {flag.figure for flag in found}, (one, other)


def test_what_stays_after_withholding_gives_nobody_away() -> None:
    for one, other in product(worlds(3, 2), repeat=2):
        total = {office: one.get(office, 0) + other.get(office, 0) for office in {*one, *other}}
        figures = {"total": total, "one": one, "other": other}
        parts = {"total": ("one", "other")}
        gone = withheld(figures, parts=parts)
        left = {name: counts for name, counts in figures.items() if name not in gone}
        assert flags(left, parts=parts) == []
        for name, counts in left.items():
            assert not gives_away(counts, frozenset()), (name, counts)
        if left.keys() >= {"total", "one"} and "other" in gone:
            assert not gives_away(other, frozenset()), (one, other)


@pytest.mark.parametrize(
    ("counts", "known", "why"),
    [
        ({}, (), None),
        ({"a": 0}, (), None),
        ({"a": 7}, (), ALONE),
        # That an open record names an office opens no figure of it.
        ({"a": 7}, ("a",), ALONE),
        ({"a": 7, "b": 3}, ("a", "b"), FEW),
        ({"a": 7, "b": 3}, (), FEW),
        ({"a": 7, "b": 3}, ("b",), ALONE),
        ({"a": 9, "b": 1, "c": 1}, (), ONES),
        ({"a": 1, "b": 1, "c": 1}, (), ONES),
        ({"a": 9, "b": 2, "c": 2}, (), None),
        ({"a": 900, "b": 2, "c": 2}, (), GREAT),
    ],
)  # fmt: skip
def test_each_reason_by_hand(counts: Counts, known: tuple[str, ...], why: str | None) -> None:
    assert why_telling(counts, known) == why


@pytest.mark.parametrize("mutant", ["FEWEST", "nothing before", "no parts"])
def test_a_rule_that_is_left_out_is_found(monkeypatch: pytest.MonkeyPatch, mutant: str) -> None:
    if mutant == "FEWEST":
        monkeypatch.setattr(disclosure, "FEWEST", 0)
        with pytest.raises(AssertionError):
            test_no_figure_that_can_be_worked_out_goes_unflagged(frozenset())
        return
    monkeypatch.setattr(disclosure, "_difference", lambda counts, others: {})
    tests = {
        "no parts": test_what_is_left_of_a_total_without_its_parts_is_looked_at,
        "nothing before": test_two_versions_that_differ_by_one_office_are_flagged_in_every_small_world,
    }
    with pytest.raises(AssertionError):
        tests[mutant]()


def test_a_total_and_a_part_of_an_earlier_version_give_nobody_away() -> None:
    """A part that was told before and is withheld now is still known: it is taken from the total of today."""
    before = {"one": {"a": 5, "b": 5, "c": 5}, "other": {"a": 2, "b": 2, "c": 2}}
    now = {"total": {"a": 8, "b": 7, "c": 7}, "other": {"a": 2, "b": 2, "c": 2}}
    parts = {"total": ("one", "other")}
    found = flags(now, earlier=[before], parts=parts)
    assert [(flag.figure, flag.why) for flag in found] == [
        ("total", f"without the figures that are parts of it, {ALONE}")
    ]
    # And the other way round: the total of the version before, and the parts of today.
    found = flags(before, earlier=[{"total": now["total"]}], parts=parts)
    assert {flag.figure for flag in found} == {"one"}
    assert withheld(now, earlier=[before], parts=parts) == {"total"}


def test_what_came_in_and_what_became_of_it_give_back_what_is_withheld() -> None:
    """Every world of three offices: what came in, less what was done and what is left, is what is withheld."""
    calm = 0
    for refused in worlds(3, 3):
        some = dict.fromkeys(OFFICES[:3], 3)
        came = {office: 6 + refused.get(office, 0) for office in some}
        left = dict.fromkeys(OFFICES[:3], 4)
        before = dict.fromkeys(OFFICES[:3], 1)
        balance = [(("came", "before"), ("done", "refused", "left"))]
        told = {"came": came, "done": some, "left": left}
        found = flags(told, earlier=[{"before": before}], balances=balance)
        if gives_away(refused, frozenset()):
            assert [flag.figure for flag in found] == ["came"], refused
        calm += not found
        # Of figures that nobody changed, nothing is left over.
        assert flags({**told, "refused": refused}, earlier=[{"before": before}], balances=balance) == flags(
            {**told, "refused": refused}
        )
    assert calm
