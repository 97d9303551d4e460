"""The procedure as a drawing: a box for each state, an arrow for each move, worked out from the table of moves.

Only where a box stands is written here by hand; which arrows there are, and what they say, is the table's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from workflows.complaint import MOVES
from workflows.complaint import State as S
from workflows.machine import Move

# Column and row of each state: the first row leads to the response, the third from the review to the outcome.
PLACES: Mapping[StrEnum, tuple[int, int]] = {
    S.LODGED: (0, 0), S.CONVENED: (1, 0), S.FORMAL: (2, 0), S.NOTICE_SENT: (3, 0), S.NOTICE_DELIVERED: (4, 0),
    S.ANSWERED: (5, 0),
    S.WITHDRAWN: (0, 1), S.NOT_FORMAL: (1, 1), S.NOTICE_RETURNED: (3, 1), S.UNANSWERED: (5, 1),
    S.REVIEWED: (0, 2), S.DETERMINED: (1, 2), S.REMEDIATION: (2, 2), S.ASSESSMENT_UNDECIDED: (3, 2), S.RESOLVED: (4, 2),
    S.NO_DETERMINATION: (0, 3), S.REQUESTED: (3, 3), S.APPOINTED: (4, 3), S.NOT_APPOINTED: (5, 3),
}  # fmt: skip
STEP_X, STEP_Y, WIDE, HIGH = 200, 88, 164, 48
LEFT, TOP = 12, 34
# How far from the middle of a box an arrow leaves or arrives where two share a side.
ASIDE = 26


@dataclass(frozen=True, slots=True)
class Box:
    """One state: its place in the picture, and whether the matter was there, is there, or may come there."""

    state: StrEnum
    x: int
    y: int
    is_now: bool
    was: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """One move from one state: the line as an SVG path, and whether the matter took it."""

    move: Move
    source: StrEnum
    path: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole procedure with one matter's way through it."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int
    wide: int = WIDE
    high: int = HIGH


def moved() -> tuple[tuple[StrEnum, Move], ...]:
    """Every arrow once: the state it starts from, and the first row of the table that leads to the other."""
    found: dict[tuple[StrEnum, StrEnum], Move] = {}
    for move in MOVES:
        for source in move.source:
            if move.to is not None:
                found.setdefault((source, move.to), move)
    return tuple((source, move) for (source, _), move in found.items())


def draw(path: Sequence[StrEnum]) -> Drawing:
    """The procedure with the states that the matter came through, the last of them where it stands now."""
    taken = set(pairwise(path))
    ends = {state for state in PLACES if not any(state in move.source for move in MOVES)}
    boxes = tuple(
        Box(state, *_corner(state), bool(path) and state == path[-1], state in path, state in ends) for state in PLACES
    )
    arrows = tuple(
        Arrow(move, source, _line(source, move.to), (source, move.to) in taken)
        for source, move in moved()
        if move.to is not None
    )
    width = LEFT + 5 * STEP_X + WIDE + 26
    # A line that was taken lies over one that was not.
    return Drawing(boxes, tuple(sorted(arrows, key=lambda arrow: arrow.taken)), width, TOP + 3 * STEP_Y + HIGH + 8)


def ahead(state: StrEnum) -> tuple[Move, ...]:
    """The moves that lead on from a state, as the text beside the drawing says them."""
    return tuple(move for source, move in moved() if source == state)


def _corner(state: StrEnum) -> tuple[int, int]:
    column, row = PLACES[state]
    return LEFT + column * STEP_X, TOP + row * STEP_Y


@cache
def _line(source: StrEnum, to: StrEnum) -> str:
    """The way of an arrow: straight to a neighbour, over the row past other boxes, around the right edge to a row
    further down, else through the lane between two rows."""
    (from_column, from_row), (to_column, to_row) = PLACES[source], PLACES[to]
    (x, y), (to_x, to_y) = _corner(source), _corner(to)
    middle, to_middle = x + WIDE // 2, to_x + WIDE // 2
    columns, rows = to_column - from_column, to_row - from_row
    if rows == 0 and columns == 1:
        return f"M{x + WIDE} {y + HIGH // 2}H{to_x}"
    if rows == 0:
        lane = y - 8 - 6 * abs(columns)
        return f"M{middle + ASIDE} {y}V{lane}H{to_middle - ASIDE}V{to_y}"
    if columns == 0 and rows == 1:
        aside = ASIDE // 2 if _both_ways(source, to) else 0
        return f"M{middle - aside} {y + HIGH}V{to_y}"
    if columns == 0 and rows == -1:
        return f"M{middle + ASIDE // 2} {y}V{to_y + HIGH}"
    if rows > 1:
        edge, lane = x + WIDE + 14, to_y - 14
        return f"M{x + WIDE} {y + HIGH // 2}H{edge}V{lane}H{to_middle}V{to_y}"
    side = ASIDE if columns > 0 else -ASIDE
    if rows == 1:
        lane = to_y - 14
        return f"M{middle + side} {y + HIGH}V{lane}H{to_middle - side}V{to_y}"
    lane = to_y + HIGH + 12
    return f"M{middle + side} {y}V{lane}H{to_middle - side}V{to_y + HIGH}"


def _both_ways(one: StrEnum, other: StrEnum) -> bool:
    return any(source == other and move.to == one for source, move in moved())


def states_of(names: Collection[str]) -> tuple[S, ...]:
    """The states that a matter's entries name, in their order, each once in a row; other words are left out."""
    path: list[S] = []
    for name in names:
        if name in S.__members__.values() and (not path or path[-1] != name):
            path.append(S(name))
    return tuple(path)
