"""Eighteen PDFs that would betray a name, each redacted and read again by three readers and as raw bytes."""

import io
import re
from pathlib import Path

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from committee_app.blackening import DOTS, Box, letters_of
from committee_app.redacting import Copy, redacted, still_there
from tests.redaction import hostile
from tests.redaction.hostile import HOSTILE, OTHER, SECRET
from workflows.machine import Refused


def readings(pdf: bytes) -> str:
    """Everything that can be read of a PDF, with every stream unpacked but the points of its pictures."""
    said = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        said += [page.extract_text() + str(page.annots) for page in opened.pages]
        said.append(str(opened.metadata))
    document = pypdfium2.PdfDocument(pdf)
    said += [document[at].get_textpage().get_text_bounded() for at in range(len(document))]
    document.close()
    with pikepdf.open(io.BytesIO(pdf)) as opened_raw:
        for thing in opened_raw.objects:
            said.append(repr(thing))
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                said.append(thing.read_bytes().decode("latin-1"))
    outside = re.sub(rb"stream\r?\n.*?endstream", b"", pdf, flags=re.DOTALL)
    return " ".join([*said, outside.decode("latin-1")])


def kept(copy: Copy, box: tuple[int, int, int, int] | None = None, page: int = 1) -> tuple[int, int]:
    """How many points of a page of the copy are black, and how many there are."""
    document = pypdfium2.PdfDocument(copy.pdf)
    picture = document[page - 1].render(scale=DOTS / 72, grayscale=True).to_pil()
    document.close()
    seen = picture.crop(box) if box else picture
    counts = seen.histogram()
    return sum(counts[:32]), sum(counts)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_marked_word_is_nowhere_in_the_copy(name: str) -> None:
    source = HOSTILE[name]
    copy = redacted(source, [SECRET], [], looked=False)
    said = readings(copy.pdf)
    assert letters_of(SECRET) not in letters_of(said)
    assert SECRET.encode() not in copy.pdf
    assert list(still_there(copy.pdf, [SECRET, OTHER])) == []
    with pikepdf.open(io.BytesIO(copy.pdf)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        assert all(
            set(page.keys()) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"} for page in pdf.pages
        )
    assert copy.pdf.count(b"%%EOF") == 1
    # The word is removed, and nothing but it: a second copy of the copy would find no text at all.
    assert "".join(page.extract_text() for page in PdfReader(io.BytesIO(copy.pdf)).pages) == ""


@pytest.mark.parametrize("name", ["two columns", "a rotated page", "a cropped page", "letters one by one", "white text",
                                  "a hyphen at the end of a line", "letters with spaces between"])  # fmt: skip
def test_what_is_seen_of_the_word_is_black_in_the_copy(name: str) -> None:
    """The copy differs from the paper in black points alone."""
    source = HOSTILE[name]
    copy = redacted(source, [SECRET], [], looked=False)
    untouched = redacted(source, [], [Box(1, 0, 0, 2, 2)], looked=False)
    assert copy.places[SECRET] >= 1
    before, after = picture_of(untouched.pdf), picture_of(copy.pdf)
    changed = [(old, new) for old, new in zip(before[WIDE:], after[WIDE:], strict=True) if old != new]
    assert len(changed) > 500
    assert {new for _, new in changed} == {0}


# So many points from the top hold the box that marks nothing.
WIDE = 1700 * 10


def picture_of(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return bytes(opened.pages[0].Resources.XObject.Page.read_bytes())


def test_the_word_is_gone_from_the_picture_itself() -> None:
    """Two papers that differ in the word alone, and are as wide there, give the same points."""
    one = hostile.drawn(lambda canvas: canvas.drawString(72, 700, "The witness Hannah spoke."))
    two = hostile.drawn(lambda canvas: canvas.drawString(72, 700, "The witness hannaH spoke."))
    pictures = {picture_of(redacted(pdf, ["Hannah"], [], looked=False).pdf) for pdf in (one, two)}
    assert len(pictures) == 1


def test_an_earlier_revision_does_not_come_along() -> None:
    source = hostile.revised()
    assert SECRET in readings(source) or SECRET in zlib_text(source)
    copy = redacted(source, [SECRET], [], looked=False)
    assert letters_of(SECRET) not in letters_of(readings(copy.pdf))


def zlib_text(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf[: pdf.index(b"%%EOF") + 5])) as first:
        return first.pages[0].Contents.read_bytes().decode("latin-1")


def test_a_ligature_is_the_letters_that_it_stands_for(tmp_path: Path) -> None:
    assert letters_of("Ef\ufb01e O\ufb03ce \u00adWil-\nhelmina") == "effieofficewilhelmina"
    from committee_app.blackening import Signs, found_in

    signs = Signs("effie", (0, 1, 2, 2, 3), (None,) * 4, (0,) * 5)
    assert list(found_in(signs, letters_of("e\ufb00ie"))) == [(0, 5)]


@pytest.mark.parametrize(
    ("row", "words", "sought", "found"),
    [
        ("annotherplanning", (0,) * 3 + (1,) * 5 + (2,) * 8, "ann", [(0, 3)]),
        ("annasannwalk", (0,) * 5 + (1,) * 3 + (2,) * 4, "ann", [(0, 5), (5, 8)]),
        ("wilhelminas", (0,) * 11, "wilhelmina", [(0, 11)]),
        ("wilhelmina", (0,) * 6 + (1,) * 4, "wilhelmina", [(0, 10)]),
    ],
)
def test_short_words_are_whole_ones_and_long_ones_take_the_word_around_them(
    row: str, words: tuple[int, ...], sought: str, found: list[tuple[int, int]]
) -> None:
    from committee_app.blackening import Signs, found_in

    signs = Signs(row, tuple(range(len(row))), (None,) * len(row), words)
    assert list(found_in(signs, sought)) == found


def test_a_box_is_black_where_it_was_put_on_the_page_as_it_is_seen() -> None:
    for source in (hostile.drawn(hostile.plain), HOSTILE["a rotated page"]):
        copy = redacted(source, [], [Box(1, 100, 200, 72, 36)], looked=False)
        scale = DOTS / 72
        inside = (int(100 * scale) + 1, int(200 * scale) + 1, int(172 * scale) - 1, int(236 * scale) - 1)
        black, every = kept(copy, inside)
        assert black == every
        black, every = kept(copy)
        assert black < every * 0.05


@pytest.mark.parametrize(
    ("source", "words", "boxes", "said"),
    [
        (hostile.scanned(), [SECRET], [], "These pages hold pictures, whose words no search reads: 1"),
        (hostile.encrypted(), [SECRET], [], "encrypted"),
        (b"%PDF-1.7\nnothing", [SECRET], [], "damaged"),
        (hostile.drawn(hostile.plain)[:400], [SECRET], [], "damaged"),
        (b"", [SECRET], [], "damaged"),
        (hostile.drawn(hostile.plain), ["Wilhelmine"], [], "stands nowhere in the text"),
        (hostile.drawn(hostile.plain), ["W."], [], "too short"),
        (hostile.drawn(hostile.plain), [], [], "Nothing is marked"),
        (hostile.drawn(hostile.plain), [], [Box(2, 1, 1, 5, 5)], "There is no page 2"),
        (hostile.drawn(hostile.plain), [], [Box(0, 1, 1, 5, 5)], "There is no page 0"),
        (hostile.drawn(hostile.plain), [], [Box(1, 600, 1, 50, 5)], "lies beyond it"),
        (hostile.drawn(hostile.plain), [], [Box(1, 1, 1, 0, 5)], "lies beyond it"),
        (hostile.drawn(hostile.plain, (14_000, 14_000)), [SECRET], [], "larger than a picture"),
    ],
)
def test_what_cannot_be_redacted_is_refused_with_what_to_do(
    source: bytes, words: list[str], boxes: list[Box], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        redacted(source, words, boxes, looked=False)


def test_a_scan_is_redacted_by_boxes_once_somebody_looked() -> None:
    copy = redacted(hostile.scanned(), [], [Box(1, 130, 80, 80, 20)], looked=True)
    scale = DOTS / 72
    black, every = kept(copy, (int(131 * scale), int(81 * scale), int(209 * scale), int(99 * scale)))
    assert black == every


def test_a_copy_that_still_held_a_word_would_be_found() -> None:
    """Mutants of the copy: text over the picture, metadata, a note."""
    good = redacted(hostile.drawn(hostile.plain), [SECRET], [], looked=False).pdf
    for change in (hostile.note, hostile.metadata, hostile.attachment, hostile.alternate, hostile.thumbnail):
        assert list(still_there(hostile.changed(change, good), [SECRET])) != []
