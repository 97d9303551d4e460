"""Text into lines, lines onto pages. Knows measures alone: what a line means is the tree's matter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from letters.pdf.fonts import REGULAR, composed, width
from letters.pdf.structure import Element

# A no-break space holds its words together.
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class Style:
    """How words stand on the sheet. Measures are points; `leading` is from line to line."""

    size: float = 9.5
    leading: float = 13.5
    font: str = REGULAR
    align: Literal["left", "center", "right"] = "left"


def broken(text: str, style: Style, room: float) -> list[str]:
    """The text in lines no wider than `room`; a line ends in a space where the text has one. A word that is wider than
    a line is cut."""
    lines: list[str] = []
    line, used = "", 0.0
    space = width(" ", style.font, style.size)
    for word in filter(None, _SPACE.split(composed(text))):
        wide = width(word, style.font, style.size)
        if used + wide > room and line:
            lines.append(line)
            line, used = "", 0.0
        if wide > room:
            *cut, word = _cut(word, style, room)
            lines += cut
            wide = width(word, style.font, style.size)
        line += word + " "
        used += wide + space
    return [*lines, line[:-1]] if line else lines


def _cut(word: str, style: Style, room: float) -> Iterator[str]:
    piece, used = "", 0.0
    for char in word:
        wide = width(char, style.font, style.size)
        if piece and used + wide > room:
            yield piece
            piece, used = "", 0.0
        piece += char
        used += wide
    yield piece


def as_written(text: str, style: Style, room: float) -> list[str]:
    """The same, and a new line wherever the text has one."""
    lines: list[str] = []
    for part in text.split("\n"):
        if more := broken(part, style, room):
            lines[-1:] = [f"{line} " for line in lines[-1:]]
            lines += more
    return lines


@dataclass(frozen=True, slots=True)
class Column:
    """Lines one below the other, and the element of the tree that they are; None for what only repeats."""

    lines: Sequence[str]
    style: Style
    left: float
    room: float
    element: Element | None


@dataclass(frozen=True, slots=True)
class Bars:
    """A barcode: its bars as rectangles (left, bottom, width, height), in points from its lower left corner."""

    rectangles: tuple[tuple[float, float, float, float], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Figure:
    """Bars at a place of the sheet, and the element that says in words what they are."""

    bars: Bars
    left: float
    element: Element


@dataclass(frozen=True, slots=True)
class Block:
    """Columns of lines that begin at the same height, or a figure. A block may be broken between lines, with two on
    each side, unless it is `whole`; one that goes `with_next` is never the last on its page. `head` is drawn again
    where the block begins or goes on upon a new page. `rule` is a line above or below it, from and to."""

    columns: tuple[Column, ...] = ()
    leading: float = 0
    before: float = 0
    after: float = 0
    whole: bool = False
    with_next: bool = False
    head: "Block | None" = None
    rule: tuple[float, float] | None = None
    ruled: Literal["above", "below"] = "above"
    figure: Figure | None = None

    @property
    def lines(self) -> int:
        return max((len(column.lines) for column in self.columns), default=0)

    @property
    def height(self) -> float:
        return self.figure.bars.height if self.figure else self.lines * self.leading


@dataclass(frozen=True, slots=True)
class Placed:
    """Lines `start` to `end` of a block, the upper edge of the first at `top`."""

    block: Block
    top: float
    start: int
    end: int


def placed(block: Block, top: float) -> Placed:
    """A whole block at a place of its own."""
    return Placed(block, top, 0, block.lines)


def onto_pages(blocks: Sequence[Block], first_top: float, later_top: float, bottom: float) -> list[list[Placed]]:
    """The blocks, one below the other, on as many pages as they need."""
    pages: list[list[Placed]] = [[]]
    at = first_top
    for place, block in enumerate(blocks):
        at -= block.before if pages[-1] else 0
        start = 0
        if pages[-1] and at - _least(blocks, place, later_top - bottom) < bottom:
            at = _turned(pages, block, later_top)
        while block.lines - start > (fit := _fitting(block, at - bottom)) and not block.figure:
            left = block.lines - start - fit
            end = start + fit - (1 if left == 1 and fit > 2 else 0)
            pages[-1].append(Placed(block, at, start, end))
            start, at = end, _turned(pages, block, later_top)
        pages[-1].append(Placed(block, at, start, block.lines))
        at -= block.height - start * block.leading + block.after
    return pages


def _fitting(block: Block, room: float) -> int:
    return max(1, int(room / block.leading + 0.001)) if block.leading else 0


def _turned(pages: list[list[Placed]], block: Block, top: float) -> float:
    """Begins a page; says where the block goes on."""
    pages.append([])
    if block.head is None:
        return top
    again = replace(block.head, columns=tuple(replace(column, element=None) for column in block.head.columns))
    pages[-1].append(placed(again, top))
    return top - again.height - again.after


def _least(blocks: Sequence[Block], place: int, page: float) -> float:
    """How much of the block, and of those that it may not be parted from, must fit where it begins."""
    block = blocks[place]
    if block.height > page or not (block.whole or block.with_next or block.figure or block.lines < 4):
        return 2 * block.leading
    if not block.with_next or place + 1 == len(blocks):
        return block.height
    together = block.height + block.after + blocks[place + 1].before + _least(blocks, place + 1, page)
    return together if together <= page else block.height
