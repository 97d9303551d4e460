"""Lines and pages: nothing is lost, nothing runs over, nothing stands alone that should not."""

from hypothesis import example, given, settings
from hypothesis import strategies as some

from letters.pdf.fonts import BOLD, REGULAR, composed, width
from letters.pdf.typesetting import Block, Column, Placed, Style, as_written, broken, onto_pages

TOP, LATER, BOTTOM = 540.0, 720.0, 72.0
styles = some.builds(Style, size=some.sampled_from([7, 8, 9.5, 14]), font=some.sampled_from([REGULAR, BOLD]))


@given(
    some.text(max_size=400) | some.text("ai W  \u00a0ć漢", max_size=400),
    styles,
    some.floats(min_value=40, max_value=500),
)
@example("a " * 200, Style(), 100)
def test_no_line_is_wider_than_its_room_and_no_word_is_lost(text: str, style: Style, room: float) -> None:
    lines = broken(text, style, room)
    assert all(width(line.rstrip(" "), style.font, style.size) <= room + 0.01 for line in lines)
    assert "".join(lines).split() == composed(text).split()


@given(some.lists(some.text(some.characters(categories=["L", "Zs"]), max_size=90), max_size=6))
def test_a_new_line_in_the_text_is_a_new_line_and_a_space_for_the_reader(parts: list[str]) -> None:
    lines = as_written("\n".join(parts), Style(), 300)
    assert "".join(lines).split() == composed(" ".join(parts)).split()
    assert len(lines) >= sum(bool(part.strip()) for part in parts)


def test_words_joined_by_a_no_break_space_stay_on_one_line() -> None:
    room = width("section 56.602", REGULAR, 9.5)
    assert broken("under section\u00a056.602", Style(), room) == ["under ", "section\u00a056.602"]


def test_a_word_wider_than_the_line_is_cut_and_said_as_one() -> None:
    lines = broken("a " + "w" * 300 + " z", Style(), 200)
    assert len(lines) > 3
    assert "".join(lines) == "a " + "w" * 300 + " z"


def paragraph(lines: int, **how: object) -> Block:
    column = Column(["line "] * lines, Style(), 72, 400, None)
    return Block((column,), 13.5, after=8, **how)  # type: ignore[arg-type] # named parts


blocks = some.lists(
    some.builds(
        paragraph, some.integers(1, 6) | some.integers(1, 130), whole=some.booleans(), with_next=some.booleans(),
        head=some.sampled_from([None, paragraph(1)]),
    ),
    min_size=1, max_size=40,
)  # fmt: skip


@settings(max_examples=300)
@given(blocks)
def test_every_line_of_every_block_stands_once_in_order_and_between_the_margins(blocks: list[Block]) -> None:
    pages = onto_pages(blocks, TOP, LATER, BOTTOM)
    drawn = [piece for page in pages for piece in page if any(piece.block is block for block in blocks)]
    for block in blocks:
        mine = [piece for piece in drawn if piece.block is block]
        assert [line for piece in mine for line in range(piece.start, piece.end)] == list(range(block.lines))
    order = [next(place for place, block in enumerate(blocks) if block is piece.block) for piece in drawn]
    assert order == sorted(order)
    for page in pages:
        at = LATER
        for piece in page:
            assert piece.top <= at + 0.01
            at = piece.top - (piece.end - piece.start) * piece.block.leading
            assert at >= BOTTOM - 0.05


@settings(max_examples=300)
@given(blocks)
def test_no_line_of_a_paragraph_stands_alone_and_no_heading_ends_a_page(blocks: list[Block]) -> None:
    pages = onto_pages(blocks, TOP, LATER, BOTTOM)
    for number, page in enumerate(pages):
        for piece in page:
            if piece.block.lines >= 4:
                assert piece.end - piece.start >= 2
            elif piece.block.lines <= 3:
                assert piece.end - piece.start == piece.block.lines
        last = page[-1].block
        if last.with_next and last.lines < 4 and number + 1 < len(pages):
            assert too_long_together(last, blocks)


def too_long_together(block: Block, blocks: list[Block]) -> bool:
    """Whether the block and those it goes with need more than a page; then they are parted somewhere."""
    place = next(at for at, each in enumerate(blocks) if each is block)
    chain = 0.0
    while place >= 0 and (blocks[place] is block or blocks[place].with_next):
        chain += blocks[place].height + blocks[place].after
        place -= 1
    place = next(at for at, each in enumerate(blocks) if each is block) + 1
    while place < len(blocks):
        chain += blocks[place].height + blocks[place].after
        if not blocks[place].with_next:
            break
        place += 1
    return chain > TOP - BOTTOM


def test_a_signature_takes_the_last_short_paragraph_along() -> None:
    rest = int((TOP - BOTTOM - 8 - 8) / 13.5)
    pages = onto_pages(
        [paragraph(rest - 3), paragraph(3, with_next=True), paragraph(1, whole=True)], TOP, LATER, BOTTOM
    )
    assert [sum(piece.end - piece.start for piece in page) for page in pages] == [rest - 3, 4]
    assert all(isinstance(piece, Placed) for page in pages for piece in page)
