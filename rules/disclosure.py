"""Which statewide figures would give away what one office has (56.750.3#3).

A figure is a sum over offices. It gives an office away where the figure itself, what changed since an earlier version
of it, or what is left of a total without its published parts, stands on so few offices that one of them could be got by
subtraction. Who asks is taken to know which offices stand behind a figure, and to be one of them: with three offices of
which two have one each, the third is known to each of the others.

This module knows no office by name, and reads nothing: counts come in, figures to be looked at come out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

# Fewer offices than these are a small cell; an office is dominant where all others together are less than a tenth of
# what it has.
FEWEST, DOMINANT = 3, 10
Counts = Mapping[str, int]
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
    """Why a sum of these counts tells what one office has; None where it does not. Counts of offices that are `known`
    are taken away first; a count of nothing is nobody's."""
    sizes = sorted(abs(count) for office, count in counts.items() if count and office not in known)
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
    known: Collection[str] = (),
) -> list[Flag]:
    """Every figure, of those that would be public, that gives an office away, in their order.

    `figures` are the counts by office behind each figure; `earlier` the same of each version that is public already;
    `parts` says of which other figures a total is made, whether they are public or not; `known` are the offices whose
    counts anybody can know.
    """
    found = []
    for figure, counts in figures.items():
        reasons = [why_telling(counts, known)]
        for before in earlier:
            if figure in before:
                why = why_telling(_difference(counts, [before[figure]]), known)
                reasons.append(f"against the version before, {why}" if why else None)
        of_it = [figures[part] for part in (parts or {}).get(figure, ()) if part in figures]
        if of_it:
            why = why_telling(_difference(counts, of_it), known)
            reasons.append(f"without the figures that are parts of it, {why}" if why else None)
        found += [Flag(figure, why) for why in dict.fromkeys(reasons) if why]
    return found


def _difference(counts: Counts, others: Collection[Counts]) -> dict[str, int]:
    """What is left by office."""
    offices = {*counts, *(office for other in others for office in other)}
    return {office: counts.get(office, 0) - sum(other.get(office, 0) for other in others) for office in sorted(offices)}


def withheld(
    figures: Mapping[str, Counts],
    *,
    earlier: Collection[Mapping[str, Counts]] = (),
    parts: Mapping[str, Collection[str]] | None = None,
    known: Collection[str] = (),
) -> frozenset[str]:
    """The figures to leave out so that none of those that remain gives an office away. What is left out is looked for
    again in what remains: a part that is withheld could be got back from its total."""
    left = dict(figures)
    while found := {flag.figure for flag in flags(left, earlier=earlier, parts=parts, known=known)}:
        for figure in found:
            del left[figure]
    return frozenset(figures.keys() - left.keys())
