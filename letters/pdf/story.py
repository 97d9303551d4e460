"""A letter's own words as blocks and elements: headings, paragraphs, lists, tables, labels, the signature's line."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from letters.letter import Heading, Label, Letter, Numbered, Part, Quoted, Rows
from letters.pdf.barcodes import bars
from letters.pdf.fonts import BOLD
from letters.pdf.structure import Element
from letters.pdf.typesetting import Block, Column, Figure, Style, as_written, broken
from letters.reply_code import ReplyCode

TEXT = Style()
STRONG = Style(font=BOLD)
SUBJECT = Style(10.5, 14, BOLD)
SMALL = Style(8, 10.5)
LABEL = Style(11, 14)
QUOTED_IN, NUMBER_IN, LABEL_IN = 18, 20, 180
SIGNATURE = 144
# A paragraph of no more lines stays with the signature, which would else stand alone on a page.
SHORT = 6


def story(letter: Letter, tree: Element, left: float, right: float) -> Iterator[Block]:
    """The blocks of the letter between the margins, and their elements below `tree`, both in the order of reading."""
    yield _paragraph(letter.subject, SUBJECT, Element("H1", tree), left, right, after=12, with_next=True)
    blocks = [block for part in letter.parts for block in _blocks(part, tree, left, right)]
    if blocks and letter.signed_by and blocks[-1].lines <= SHORT:
        blocks[-1] = replace(blocks[-1], with_next=True)
    yield from blocks
    if letter.signed_by:
        signed = _paragraph(letter.signed_by, TEXT, Element("P", tree), left, right, whole=True)
        yield replace(signed, before=40, rule=(left, left + SIGNATURE), with_next=bool(letter.enclosures))
    for enclosure in letter.enclosures:
        yield _paragraph(f"Enclosed: {enclosure}", SMALL, Element("P", tree), left, right, after=2)


def _blocks(part: Part, tree: Element, left: float, right: float) -> Iterator[Block]:
    match part:
        case str():
            yield from _paragraphs(part, tree, left, right)
        case Heading():
            heading = partial(_paragraph, style=STRONG, element=Element("H2", tree))
            yield heading(part.text, left=left, right=right, before=6, after=4, with_next=True)
        case Quoted():
            yield from _paragraphs(part.text, Element("BlockQuote", tree), left + QUOTED_IN, right - QUOTED_IN)
        case Numbered():
            yield from _list(part, Element("L", tree, about="/O /List /ListNumbering /Decimal"), left, right)
        case Rows():
            yield from _table(part, Element("Table", tree), left, right)
        case Label():
            yield from _label(part, tree, left, right)


def _paragraph(
    text: str, style: Style, element: Element, left: float, right: float,
    *, before: float = 0, after: float = 8, whole: bool = False, with_next: bool = False,
) -> Block:  # fmt: skip
    column = Column(broken(text, style, right - left), style, left, right - left, element)
    return Block((column,), style.leading, before, after, whole, with_next)


def _paragraphs(text: str, tree: Element, left: float, right: float) -> Iterator[Block]:
    for paragraph in filter(str.strip, text.split("\n")):
        yield _paragraph(paragraph, TEXT, Element("P", tree), left, right)


def _list(part: Numbered, element: Element, left: float, right: float) -> Iterator[Block]:
    room = right - left - NUMBER_IN
    for number, line in enumerate(part.lines, 1):
        item = Element("LI", element)
        mark = Column([f"{number}. "], TEXT, left, NUMBER_IN, Element("Lbl", item))
        body = Column(as_written(line, TEXT, room), TEXT, left + NUMBER_IN, room, Element("LBody", item))
        yield Block((mark, body), TEXT.leading, after=4 if number < len(part.lines) else 8)


def _table(rows: Rows, element: Element, left: float, right: float) -> Iterator[Block]:
    """A line below the head and above the foot; on a further page the head stands again."""
    head = replace(_row(rows, rows.head, element, left, right, "TH"), rule=(left, right), ruled="below", with_next=True)
    yield head
    lines = [*rows.lines, *([rows.foot] if rows.foot else [])]
    for number, line in enumerate(lines, 1):
        row = replace(_row(rows, line, element, left, right, "TD"), head=head)
        if number == len(lines):
            row = replace(row, after=16, rule=(left, right) if rows.foot else None)
        yield row


def _row(rows: Rows, texts: tuple[str, ...], element: Element, left: float, right: float, tag: str) -> Block:
    row = Element("TR", element)
    about = "/O /Table /Scope /Column" if tag == "TH" else ""
    columns = []
    share_width = (right - left) / sum(rows.shares)
    for place, (text, share) in enumerate(zip(texts, rows.shares, strict=True), 1):
        whole = share * share_width
        style = replace(SMALL, font=BOLD) if tag == "TH" else SMALL
        if rows.amounts and place == len(texts):
            style = replace(style, align="right")
        room = whole if place == len(texts) else whole - 6
        columns.append(Column(as_written(text, style, room), style, left, room, Element(tag, row, about=about)))
        left += whole
    return Block(tuple(columns), SMALL.leading, after=6, whole=True)


def _label(label: Label, tree: Element, left: float, right: float) -> Iterator[Block]:
    """The sender above, the bars below it, the addressee to the right of the middle; lines show where to cut."""
    part = Element("Sect", tree)

    def written(lines: tuple[str, ...], style: Style, indent: float, before: float, after: float) -> Block:
        room = right - left - indent
        column = Column(as_written("\n".join(lines), style, room), style, left + indent, room, Element("P", part))
        return Block((column,), style.leading, before, after, whole=True, with_next=True)

    yield Block(rule=(left, right), before=6, after=6, with_next=True)
    if label.sender:
        yield written(label.sender, SMALL, 0, 0, 8)
    if label.number:
        kind = "Intelligent Mail barcode" if isinstance(label.number, ReplyCode) else "Barcode of the article number"
        figure = Element("Figure", part, alt=f"{kind} {label.number}")
        yield Block(figure=Figure(bars(label.number), left + LABEL_IN, figure), with_next=True)
        yield written((str(label.number),), SMALL, LABEL_IN, 3, 8)
    yield written((label.to.name, *label.to.lines), LABEL, LABEL_IN, 0, 10)
    yield Block(rule=(left, right), after=14)
