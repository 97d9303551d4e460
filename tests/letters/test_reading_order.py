"""The tree of a sheet says what the letter says, in its order, and nothing of meaning lies outside of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from letters.layout import as_pdf
from letters.letter import Heading, Label, Letter, Numbered, Part, Quoted, Rows
from tests.letters.reading import read
from tests.letters.samples import ARTICLE, HEAD, SHEETS, notice


def plain(text: str) -> str:
    return " ".join(text.split())


def expected(letter: Letter) -> Iterator[tuple[str, str]]:
    """Tag and text of each element with ink of its own, from the letter alone."""
    for line in (HEAD.name, *HEAD.lines):
        yield "P", line
    if letter.to:
        yield "P", " ".join((letter.to.name, *letter.to.lines))
    yield "P", f"{letter.dated:%B %-d, %Y}"
    if letter.reference:
        yield "P", f"Docket {letter.reference}"
    if letter.certified:
        yield from (("P", "CERTIFIED MAIL"), ("P", "RETURN RECEIPT REQUESTED"))
    if letter.article:
        yield from (("P", str(letter.article)), ("Figure", ""))
    yield "H1", letter.subject
    for part in letter.parts:
        yield from elements(part)
    if letter.signed_by:
        yield "P", letter.signed_by
    for enclosure in letter.enclosures:
        yield "P", f"Enclosed: {enclosure}"


def elements(part: Part) -> Iterator[tuple[str, str]]:
    match part:
        case Heading():
            yield "H2", part.text
        case str() | Quoted():
            text = part if isinstance(part, str) else part.text
            yield from (("P", line) for line in text.split("\n") if line.strip())
        case Numbered():
            for number, line in enumerate(part.lines, 1):
                yield from (("Lbl", f"{number}."), ("LBody", line))
        case Rows():
            yield from (("TH", cell) for cell in part.head)
            yield from (("TD", cell) for line in (*part.lines, part.foot) for cell in line if cell)
        case Label():
            yield "P", " ".join(part.sender)
            if part.number:
                yield from (("Figure", ""), ("P", str(part.number)))
            yield "P", " ".join((part.to.name, *part.to.lines))


@pytest.mark.parametrize("kind", SHEETS)
def test_what_is_read_aloud_is_what_the_letter_says_and_in_its_order(kind: str) -> None:
    seen = read(as_pdf(SHEETS[kind], HEAD))
    said = [(each.tag, plain(each.text)) for each in seen.tree if each.pages]
    assert said == [(tag, plain(text)) for tag, text in expected(SHEETS[kind])]
    assert seen.loose == []


@pytest.mark.parametrize("kind", SHEETS)
def test_only_footers_rules_and_what_repeats_is_left_out_of_the_tree(kind: str) -> None:
    seen = read(as_pdf(SHEETS[kind], HEAD))
    pages = 1 + max(page for page, _ in seen.artifacts)
    words = [text for _, text in seen.artifacts if text]
    footers = [text for text in words if text.startswith(("Sent under", "Issued under", "Page "))]
    assert len(footers) == 2 * pages
    assert set(words) - set(footers) <= ({"Day", "What", "For", "Sum", "Amount"} if pages > 1 else set())


def test_a_paragraph_that_runs_over_pages_is_one_element() -> None:
    seen = read(as_pdf(SHEETS["notice of many pages"], HEAD))
    (long,) = [said for said in seen.tree if said.text.startswith("A sentence of the complaint. A")]
    assert long.pages == tuple(range(long.pages[-1] + 1))
    assert len(long.pages) > 3
    assert plain(long.text) == plain("A sentence of the complaint. " * 600)


def test_the_head_of_a_table_is_read_once_and_seen_on_each_page() -> None:
    seen = read(as_pdf(SHEETS["claim of many pages"], HEAD))
    assert seen.texts("TH") == ["Day", "What", "For", "Sum", "Amount"]
    pages = {page for said in seen.tree for page in said.pages}
    assert [text for _, text in seen.artifacts].count("Amount") == len(pages) - 1 > 1


def test_quoted_words_lists_tables_and_figures_stand_where_they_belong() -> None:
    above = {(said.tag, said.above[-1]) for kind in SHEETS for said in read(as_pdf(SHEETS[kind], HEAD)).tree[1:]}
    inner = {"P": {"Document", "BlockQuote", "Sect"}, "Figure": {"Document", "Sect"}}
    inner |= {"LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"}, "TR": {"Table"}, "TH": {"TR"}, "TD": {"TR"}}
    outer = {tag: {"Document"} for tag in ("H1", "H2", "BlockQuote", "L", "Table", "Sect")}
    assert above == {(tag, parent) for tag, parents in (inner | outer).items() for parent in parents}


def test_a_barcode_says_its_number_in_words() -> None:
    figures = [said.alt for said in read(as_pdf(SHEETS["address sheet"], HEAD)).tree if said.tag == "Figure"]
    article = f"Barcode of the article number {ARTICLE}"
    assert figures == [article, article, "Intelligent Mail barcode 00703123456000000007 651020899"]


def test_marks_are_read_once_before_all_else() -> None:
    letter = SHEETS["notice of many pages"]
    seen = read(as_pdf(letter, replace(HEAD, training=True), reprint=date(2028, 2, 1)))
    first, second, name, *_ = (said.text for said in seen.tree if said.pages)
    assert (first, second, name) == (
        "TRAINING SAMPLE: made up, sent to nobody", "REPRINT, February 1, 2028", HEAD.name,
    )  # fmt: skip
    pages = {page for page, _ in seen.artifacts}
    assert [text for _, text in seen.artifacts].count("REPRINT, February 1, 2028") == len(pages) - 1


def test_letters_of_missouris_people_are_drawn_and_what_the_font_lacks_is_still_said() -> None:
    written = "Hadžić, Đorđe, Núñez, Łukasz, e\u0301 and 漢字, Ωmega, \U0001f600."
    letter = replace(notice(), parts=(written,))
    (said,) = [said.text for said in read(as_pdf(letter, HEAD)).tree if said.text.startswith("Had")]
    assert said == "Hadžić, Đorđe, Núñez, Łukasz, é and 漢字, Ωmega, \U0001f600."


def test_what_says_nothing_to_anybody_is_neither_drawn_nor_said() -> None:
    letter = replace(notice(), parts=("Reversed \u202eno, private \ue000, null \x00.",))
    (said,) = [said.text for said in read(as_pdf(letter, HEAD)).tree if said.text.startswith("Reversed")]
    assert said == "Reversed \ufffdno, private \ufffd, null \ufffd."
