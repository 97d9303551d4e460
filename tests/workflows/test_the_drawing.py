"""The drawing of the procedure is the table of moves: every state a box, every move an arrow."""

import re
from itertools import combinations, pairwise

import pytest

from workflows import drawing
from workflows.complaint import ENDED, MOVES
from workflows.complaint import State as S

TO_THE_GOVERNOR = (
    S.LODGED, S.CONVENED, S.FORMAL, S.NOTICE_SENT, S.NOTICE_DELIVERED, S.ANSWERED, S.REVIEWED, S.DETERMINED,
    S.REQUESTED,
)  # fmt: skip


def test_every_state_has_a_box_of_its_own() -> None:
    drawn = drawing.draw((S.LODGED,))
    assert [box.state for box in drawn.boxes] == list(drawing.PLACES)
    assert set(drawing.PLACES) == set(S)
    for one, other in combinations(drawn.boxes, 2):
        apart = abs(one.x - other.x) >= drawn.wide or abs(one.y - other.y) >= drawn.high
        assert apart, (one.state, other.state)
    assert {box.state for box in drawn.boxes if box.ends} == ENDED


def test_every_move_to_another_state_is_an_arrow() -> None:
    wanted = {(source, move.to) for move in MOVES for source in move.source if move.to is not None}
    assert {(arrow.source, arrow.move.to) for arrow in drawing.draw(()).arrows} == wanted
    assert len(wanted) == len(drawing.draw(()).arrows)


def corners(path: str) -> list[tuple[int, int]]:
    """The points of a line of straight pieces."""
    points: list[tuple[int, int]] = []
    for sign, number, more in re.findall(r"([MHV])(-?\d+)(?: (-?\d+))?", path):
        x, y = points[-1] if points else (0, 0)
        points.append(
            (int(number), int(more)) if sign == "M" else (int(number), y) if sign == "H" else (x, int(number))
        )
    return points


def test_no_arrow_runs_through_a_box_or_off_the_sheet() -> None:
    drawn = drawing.draw(())
    for arrow in drawn.arrows:
        points = corners(arrow.path)
        for (x, y), (to_x, to_y) in pairwise(points):
            for box in drawn.boxes:
                inside_x = max(min(x, to_x), box.x) < min(max(x, to_x), box.x + drawn.wide) or (
                    x == to_x and box.x < x < box.x + drawn.wide
                )
                inside_y = max(min(y, to_y), box.y) < min(max(y, to_y), box.y + drawn.high) or (
                    y == to_y and box.y < y < box.y + drawn.high
                )
                assert not (inside_x and inside_y), (arrow.source, arrow.move.to, box.state)
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in points), arrow.path


def test_the_way_that_was_taken_is_marked() -> None:
    drawn = drawing.draw(TO_THE_GOVERNOR)
    assert {(arrow.source, arrow.move.to) for arrow in drawn.arrows if arrow.taken} == set(pairwise(TO_THE_GOVERNOR))
    assert [box.state for box in drawn.boxes if box.is_now] == [S.REQUESTED]
    assert {box.state for box in drawn.boxes if box.was} == set(TO_THE_GOVERNOR)


@pytest.mark.parametrize("state", S)
def test_what_lies_ahead_is_what_the_table_allows_from_here(state: S) -> None:
    moves = {move.to for move in MOVES if state in move.source and move.to is not None}
    assert {move.to for move in drawing.ahead(state)} == moves


def test_words_that_are_no_state_are_left_out_of_the_way() -> None:
    named = ["", "lodged", "lodged", "convened", "of old", "found_formal"]
    assert drawing.states_of(named) == (S.LODGED, S.CONVENED, S.FORMAL)
