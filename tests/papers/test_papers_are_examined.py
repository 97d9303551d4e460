"""What comes from outside is taken when it is a paper, and refused with what to do instead when it is anything else."""

import io
import itertools
import struct
import tracemalloc
from pathlib import Path

import pytest

from committee_app.examining import KINDS, MEGABYTE, kind_of
from committee_app.papers import keep, opened
from tests.papers.made import GOOD, bomb, image, odt, office, pdf, spoiled
from workflows.machine import Refused

PROGRAM = b"MZ\x90\x00" + b"\x00" * 200

REFUSED = {
    "nothing at all": ("answer.pdf", b"", "empty (0 bytes)"),
    "a renamed program": ("answer.pdf", PROGRAM, "is a program"),
    "a renamed Linux program": ("answer.png", b"\x7fELF\x02\x01", "is a program"),
    "a script as a text": ("answer.txt", b"#!/bin/sh\nrm -r /\n", "is a program"),
    "a PDF as a picture": ("answer.png", pdf(), "by its content a PDF"),
    "a picture as a PDF": ("answer.pdf", image("PNG"), "by its content a PNG image"),
    "a paper without an ending": ("answer", pdf(), "ends in .pdf"),
    "a web page": ("answer.html", b"<!DOCTYPE html><script>alert(1)</script>", "is a web page"),
    "a web page as a text": ("answer.txt", b"\n <html><body>", "is a web page"),
    "an SVG drawing": ("answer.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing"),
    "an SVG drawing with its XML line": ("a.svg", b"<?xml version='1.0'?>\n<svg/>", "is an SVG drawing"),
    "text that is not UTF-8": ("answer.txt", "Größe".encode("latin-1"), "no kind that can be taken"),
    "text with a NUL": ("answer.txt", b"a\x00b", "no kind that can be taken"),
    "a PDF behind other bytes": ("answer.pdf", b"GIF" + pdf(), "no kind that can be taken"),
    "a PDF with JavaScript": ("answer.pdf", pdf("javascript"), "holds JavaScript"),
    "a PDF with JavaScript in its names": ("answer.pdf", pdf("named javascript"), "holds JavaScript"),
    "a PDF that starts a program": ("answer.pdf", pdf("launch"), "would start a program"),
    "a PDF that starts a program, deep within": ("answer.pdf", pdf("deep"), "would start a program"),
    "a PDF with a model that runs JavaScript": ("answer.pdf", pdf("model"), "holds"),
    "a PDF that opens another file": ("answer.pdf", pdf("another file"), "would open another file"),
    "a PDF with attached files": ("answer.pdf", pdf("attachment"), "holds attached files"),
    "a PDF with a password": ("answer.pdf", pdf("password"), "needs a password"),
    "a protected PDF": ("answer.pdf", pdf("protected"), "is encrypted or protected"),
    "half a PDF": ("answer.pdf", pdf()[:60], "is damaged"),
    "a damaged picture": ("photo.png", image("PNG")[:40], "is a damaged image"),
    "an archive": ("papers.zip", office("something/else.xml"), "is an archive"),
    "an archive as a document": ("answer.docx", office("something/else.xml"), "is an archive"),
    "a document with a damaged part": ("answer.docx", spoiled(office("word/document.xml")), "could not be examined"),
    "a damaged document": ("answer.docx", office("word/document.xml")[:80], "is damaged"),
    "an old Word document": ("answer.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or a protected Office"),
    "macros": ("answer.docx", office("word/document.xml", word__vbaProject_bin=b"x"), "holds macros"),
    "macros as .docm": ("answer.docm", office("word/document.xml"), "says something else"),
    "embedded programs": (
        "answer.docx",
        office("word/document.xml", word__embeddings__oleObject1_bin=b"x"),
        "holds embedded programs",
    ),
    "an embedded program": (
        "answer.docx",
        office("word/document.xml", **{"word__embeddings__tool.exe": b"MZ"}),
        "holds embedded programs",
    ),
    "an embedded document with macros": (
        "answer.docx",
        office("word/document.xml", **{"word__embeddings__paper.docm": b"PK"}),
        "holds macros",
    ),
    "macros of OpenDocument": ("answer.odt", odt(Basic__Standard__script_xml=b"x"), "holds macros"),
}


@pytest.mark.parametrize("name", GOOD)
def test_papers_of_every_kind_are_taken(tmp_path: Path, name: str) -> None:
    kept = keep(tmp_path, io.BytesIO(GOOD[name]), name)
    assert (kept.size, kept.name) == (len(GOOD[name]), name)
    with opened(tmp_path, kept.sha256) as paper:
        assert paper.read() == GOOD[name]


def test_every_kind_has_its_good_paper(tmp_path: Path) -> None:
    assert {keep(tmp_path, io.BytesIO(paper), name).kind for name, paper in GOOD.items()} == set(KINDS)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_paper_is_refused_with_help(tmp_path: Path, case: str) -> None:
    name, content, why = REFUSED[case]
    with pytest.raises(Refused) as refused:
        keep(tmp_path, io.BytesIO(content), name)
    assert why in refused.value.reason
    # Two sentences: what is wrong, and what to do.
    assert refused.value.reason.count(". ") >= 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()], "nothing of it stays"


def test_what_the_sender_declares_is_held_against_the_bytes(tmp_path: Path) -> None:
    keep(tmp_path, io.BytesIO(pdf()), "answer.pdf", "application/pdf; charset=binary")
    keep(tmp_path, io.BytesIO(pdf()), "answer.pdf", "application/octet-stream")
    with pytest.raises(Refused, match="declared as something else"):
        keep(tmp_path, io.BytesIO(pdf()), "answer.pdf", "image/png")


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="too large when it is unpacked"):
        keep(tmp_path, io.BytesIO(bomb()), "answer.docx")


def overlong(parts: int, *, large: bool = False) -> bytes:
    """An archive of nothing but its list of parts, of 47 bytes each; `large` writes it as archives above 4 GB are."""
    part = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    listed, start = part * parts, b"PK\x03\x04" + b"\0" * 26
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, min(parts, 9), min(parts, 9), len(listed), len(start), 0)
    if large:
        whole = struct.pack(
            "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, parts, parts, len(listed), len(start)
        ) + struct.pack("<4sLQL", b"PK\x06\x07", 0, len(start) + len(listed), 1)
        end = whole + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 47, len(start), 0)
    return start + listed + end


@pytest.mark.parametrize("large", [False, True])
def test_a_paper_that_is_nothing_but_a_list_of_parts_costs_no_memory(tmp_path: Path, large: bool) -> None:
    """Ten million bytes of it took eighty-three; fifty are taken at the door."""
    paper = io.BytesIO(overlong(210_000, large=large))
    tracemalloc.start()
    with pytest.raises(Refused, match=r"too large when it is unpacked. Print it"):
        kind_of(paper, "answer.docx")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2 * MEGABYTE
    # A list that is as long as one may be is read, and told for what it is.
    with pytest.raises(Refused, match="is an archive"):
        kind_of(io.BytesIO(overlong(20_000, large=large)), "answer.docx")
    assert keep(tmp_path, io.BytesIO(office("word/document.xml")), "answer.docx").kind == "docx"


def test_single_bytes_never_make_the_examination_fall(tmp_path: Path) -> None:
    """Every start of a file that is known, followed by nothing: each is refused, none is an error of the program."""
    for start, name in itertools.product(
        (b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", b"II*\x00", b"GIF89a"), ("a.pdf", "a.tif")
    ):
        with pytest.raises(Refused):
            keep(tmp_path, io.BytesIO(start), name)
