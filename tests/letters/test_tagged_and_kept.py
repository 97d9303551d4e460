"""Every kind of sheet passes the machine checks of PDF/UA-1 (read aloud) and PDF/A-2a (kept), each of which was seen to
fail; and its bytes are the same on every run."""

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import page as validation
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from pikepdf import Pdf
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFStream
from reportlab.pdfbase.ttfonts import TTFont

from letters.layout import as_pdf
from letters.letter import Address, Numbered, Rows
from letters.pdf import archival, fonts, streams, structure
from tests.letters.samples import ARTICLE, HEAD, SHEETS, notice

PROFILES = ("ua1", "2a")


def failures(pdf: bytes) -> set[str]:
    """The rules that the sheet breaks, of both profiles."""
    return {
        failure.rule_id
        for profile in PROFILES
        for failure in validation.validate_pdf_bytes(pdf, profile=profile).failures
    }


@pytest.mark.parametrize("kind", SHEETS)
def test_every_kind_of_sheet_passes_the_machine_checks_of_both_profiles(kind: str) -> None:
    assert failures(as_pdf(SHEETS[kind], HEAD)) == set()


@pytest.mark.parametrize("kind", ["notice with its number", "notice of many pages", "claim of many pages"])
def test_a_sheet_with_marks_and_a_field_for_a_signature_passes_too(kind: str) -> None:
    training = replace(HEAD, training=True)
    assert failures(as_pdf(SHEETS[kind], training, reprint=date(2028, 2, 1), to_sign=True)) == set()


# Every plane, controls, broken pairs, what no font has.
ANYTHING = some.text(some.characters(), max_size=60)


@settings(max_examples=60)
@example("", "", "\x1b¢Ù", "¡À©")  # a packed stream that ends in a carriage return
@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_whatever_somebody_writes_the_sheet_passes(complaint: str, name: str, line: str, title: str) -> None:
    letter = replace(
        notice(complaint, Address(name, (line, title))),
        subject=f"About {title}",
        parts=(complaint, Numbered((line, name)), Rows(("Day", line), ((name, complaint),), (), (1, 1))),
    )
    assert failures(as_pdf(letter, HEAD)) == set()


def untagged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structure.Sheet, "of", lambda self, element, kind="": nullcontext())


def without_text_for_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    made = structure.Element.__init__
    monkeypatch.setattr(
        structure.Element, "__init__", lambda self, tag, parent=None, *, alt=None, about="": made(self, tag, parent)
    )


def without_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    made = structure.Element.__init__
    monkeypatch.setattr(
        structure.Element,
        "__init__",
        lambda self, tag, parent=None, *, alt=None, about="": made(self, tag, parent, alt=alt),
    )


def headings_that_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    made = structure.Element.__init__

    def skipping(self: structure.Element, tag: str, *args: object, **kw: object) -> None:
        made(self, {"H1": "H3"}.get(tag, tag), *args, **kw)  # type: ignore[arg-type] # a mutant

    monkeypatch.setattr(structure.Element, "__init__", skipping)


def without_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archival, "LANGUAGE", None)


def without_title_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        archival, "PDFDictionary", lambda entries: PDFDictionary({**entries, "DisplayDocTitle": "false"})
    )


def without_a_claim_of_ua(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archival, "_XMP", archival._XMP.replace("<pdfuaid:part>1</pdfuaid:part>\n", ""))


def without_the_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    start, rest = archival._XMP.split("<pdfaExtension:schemas>")
    monkeypatch.setattr(archival, "_XMP", start + rest.split("</pdfaExtension:schemas>")[1])


def without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archival, "PDFArray", lambda _: PDFArray([]))


def with_reportlabs_character_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts.Embedded, "addObjects", TTFont.addObjects)


def with_reportlabs_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams.Stream, "format", PDFStream.format)


MUTANTS: dict[Callable[[pytest.MonkeyPatch], None], str] = {
    untagged: "CONTENT-TAGGING",
    without_text_for_figures: "FIGURE-ALTERNATIVE-TEXT",
    without_scope: "TABLE-HEADERS",
    headings_that_skip: "HEADING",
    without_language: "LANGUAGE",
    without_title_shown: "VIEWER-PREFERENCES",
    without_a_claim_of_ua: "ID",
    without_the_extension: "EXTENSION",
    without_colours: "DEVICE-GRAY",
    with_reportlabs_character_maps: "UNICODE",
    with_reportlabs_streams: "STREAM",
}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_checks_see_each_thing_that_is_left_out(
    mutant: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = replace(SHEETS["claim"], article=ARTICLE, parts=(*SHEETS["claim"].parts, *SHEETS["notice"].parts))
    assert failures(as_pdf(letter, HEAD)) == set()
    mutant(monkeypatch)
    broken = failures(as_pdf(letter, HEAD))
    assert any(MUTANTS[mutant] in rule for rule in broken), broken


ALL_SHEETS = (
    "import hashlib\n"
    "from letters.layout import as_pdf\n"
    "from tests.letters.samples import HEAD, SHEETS\n"
    "for kind, letter in SHEETS.items():\n"
    "    print(hashlib.sha256(as_pdf(letter, HEAD)).hexdigest(), kind)\n"
)


def test_the_same_letter_gives_the_same_bytes_in_another_process_zone_and_order_of_hashes() -> None:
    here = [f"{hashlib.sha256(as_pdf(letter, HEAD)).hexdigest()} {kind}" for kind, letter in SHEETS.items()]
    assert len({line.split()[0] for line in here}) == len(here)
    for zone, seed, epoch in (("Asia/Kolkata", "1", "1000000000"), ("America/Chicago", "2", "")):
        said = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch}
        there = subprocess.run([sys.executable, "-c", ALL_SHEETS], env=said, capture_output=True, text=True, check=True)
        assert there.stdout.splitlines() == here


def test_a_letter_drawn_after_others_has_the_bytes_it_has_alone() -> None:
    alone = as_pdf(SHEETS["notice"], HEAD)
    for letter in SHEETS.values():
        as_pdf(letter, HEAD)
    assert as_pdf(SHEETS["notice"], HEAD) == alone


def test_the_only_day_in_a_sheet_is_the_letters_own() -> None:
    pdf = as_pdf(SHEETS["notice"], HEAD)
    assert pdf.count(b"D:20280114000000") == 2
    assert b"2028-01" not in pdf  # it would look like a docket number
    assert b"D:2000" not in pdf


def test_a_title_that_is_no_good_xml_leaves_the_metadata_readable() -> None:
    title = "A <b> & \x01 \ufffe \ud800 title"
    with Pdf.open(io.BytesIO(as_pdf(replace(notice(), subject=title), HEAD))) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "A <b> & \ufffd \ufffd \ufffd title" == str(pdf.docinfo.Title)
        assert metadata["pdfaid:part"], metadata["pdfaid:conformance"] == ("2", "A")
        assert metadata["pdfuaid:part"] == "1"
