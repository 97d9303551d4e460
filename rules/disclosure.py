"""Which statewide figures would give away what one office has (56.750.3#3).

A figure is a sum over offices. It gives an office away where the figure itself, what changed since an earlier version
of it, what is left of a total without its published parts, or of what came in without what became of it, stands on so
few offices that one of them could be got by subtraction. Who asks is taken to know which offices stand behind a figure,
and to be one of them: with three offices of which two have one each, the third is known to each of the others.

This module knows no office by name, and reads nothing: counts come in, figures to be looked at come out.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

# Fewer offices than these are a small cell; an office is dominant where all others together are less than a tenth of
# what it has.
FEWEST, DOMINANT = 3, 10
Counts = Mapping[str, int]
# The names of figures whose sum is that of others.
Balance = tuple[Collection[str], Collection[str]]
PARTS = "without the figures that are parts of it"
BALANCE = "with what came in and what became of it"
ALONE = "only one office stands behind it"
FEW = "only two offices stand behind it, and each can take its own count away"
ONES = "all offices behind it but one have one each, so the last one follows"
GREAT = "one office stands behind nearly all of it"


@dataclass(frozen=True, slots=True)
class Flag:
    """A figure that gives an office away: by itself, or with other figures that are public, and why."""

    figure: str
    why: str


def why_telling(counts: Counts, known: Collection[str] = ()) -> str | None:
    """Why a sum of these counts tells what one office has; None where it does not. Asked twice: of all offices, and of
    those that are left once the counts of the `known` ones are taken away. A count of nothing is nobody's."""
    unknown = {office: count for office, count in counts.items() if office not in known}
    return _why(unknown.values()) or _why(counts.values())


def _why(counts: Collection[int]) -> str | None:
    sizes = sorted(abs(count) for count in counts if count)
    if not sizes:
        return None
    if len(sizes) == 1:
        return ALONE
    if len(sizes) < FEWEST:
        return FEW
    if sizes[-2] == 1:
        return ONES
    return GREAT if sum(sizes[:-1]) * DOMINANT < sizes[-1] else None


def flags(
    figures: Mapping[str, Counts],
    *,
    earlier: Collection[Mapping[str, Counts]] = (),
    parts: Mapping[str, Collection[str]] | None = None,
    balances: Collection[Balance] = (),
    known: Collection[str] = (),
) -> list[Flag]:
    """Every figure, of those that would be public, that gives an office away, in their order.

    `figures` are the counts by office behind each figure; `earlier` the same of each version that is public already,
    and of whatever else is; `parts` says of which other figures a total is made, `balances` which figures together make
    the same as which others, whether they are public or not; `known` are the offices whose counts anybody can know.
    """
    reasons: dict[str, list[str]] = {figure: [] for figure in figures}
    for figure, counts in figures.items():
        if why := why_telling(counts, known):
            reasons[figure].append(why)
        for before in earlier:
            if figure in before and (why := why_telling(_difference(counts, [before[figure]]), known)):
                reasons[figure].append(f"against the version before, {why}")
    sums = [(PARTS, ((total,), names)) for total, names in (parts or {}).items()]
    for called, balance in [*sums, *((BALANCE, one) for one in balances)]:
        for figure, why in _left_over(figures, earlier, balance, known):
            reasons[figure].append(f"{called}, {why}")
    return [Flag(figure, why) for figure, found in reasons.items() for why in dict.fromkeys(found)]


def _left_over(
    figures: Mapping[str, Counts], earlier: Collection[Mapping[str, Counts]], balance: Balance, known: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Why what is left of a balance gives an office away, with the figure of today that one would leave out. Whoever
    subtracts takes a figure of today or of any earlier version, whichever tells more."""
    told: dict[str, list[Counts]] = {}
    for name in (*balance[0], *balance[1]):
        values = [version[name] for version in (figures, *earlier) if name in version]
        if values:
            told[name] = [value for at, value in enumerate(values) if value not in values[:at]]
    if len(told) < 2:
        return
    for chosen in product(*told.values()):
        taken = dict(zip(told, chosen, strict=True))
        if (figure := next((name for name in told if taken[name] is figures.get(name)), None)) is None:
            continue
        added: dict[str, int] = {}
        for name in balance[0]:
            for office, count in taken.get(name, {}).items():
                added[office] = added.get(office, 0) + count
        if why := why_telling(_difference(added, [taken[name] for name in balance[1] if name in taken]), known):
            yield figure, why


def _difference(counts: Counts, others: Collection[Counts]) -> dict[str, int]:
    """What is left by office."""
    offices = {*counts, *(office for other in others for office in other)}
    return {office: counts.get(office, 0) - sum(other.get(office, 0) for other in others) for office in sorted(offices)}


def withheld(
    figures: Mapping[str, Counts],
    *,
    earlier: Collection[Mapping[str, Counts]] = (),
    parts: Mapping[str, Collection[str]] | None = None,
    balances: Collection[Balance] = (),
    known: Collection[str] = (),
) -> frozenset[str]:
    """The figures to leave out so that none of those that remain gives an office away. What is left out is looked for
    again in what remains: a part that is withheld could be got back from its total."""
    left = dict(figures)
    while found := {flag.figure for flag in flags(left, earlier=earlier, parts=parts, balances=balances, known=known)}:
        for figure in found:
            del left[figure]
    return frozenset(figures.keys() - left.keys())
