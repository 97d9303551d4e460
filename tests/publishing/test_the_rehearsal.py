"""The rehearsal looks into every channel: one planted case for each, found with its place."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from committee_app.acts.doing import Doing
from committee_app.acts.office_records import names_in, of_roster
from committee_app.acts.open_records import Draft, checked, of_matter
from committee_app.acts.rehearsing import faults
from committee_app.database import Database
from committee_app.hidden import hidden, planted
from committee_app.protected import MATTER as MATTER_ROWS
from committee_app.protected import Kept, Words, leaks_in
from committee_app.public.channels import channels
from committee_app.public.store import OpenRecord
from committee_app.tables.docket import Complaint
from letters import catalogue
from letters.layout import Letterhead, as_pdf
from rules.statute import clause
from tests.offices import Office, day, noon
from tests.publishing.conftest import MATTER, ON
from workflows.machine import Refused

REQUEST = clause("56.602.4(7)(a)a")


@pytest.fixture(scope="module")
def doing(asked_template: Path) -> Iterator[Doing]:
    database = Database(f"sqlite:///{asked_template}")
    office = Office(database, asked_template.parent)
    with database.reading() as session:
        row = session.get_one(Complaint, MATTER)
        yield Doing(session, office.actor("staff"), {}, row, today=day(ON), now=noon(day(ON)))
    database.close()


@pytest.fixture(scope="module")
def draft(doing: Doing) -> Draft:
    return of_matter(doing, "request", REQUEST, day(ON))


def paper(words: str) -> bytes:
    """A sheet of our own with these words on it."""
    row = catalogue.Finding(dated=day(ON), office=words, clause=clause("56.602.4(7)(b)b"))
    return as_pdf(catalogue.letter(row), Letterhead("Sample", ()))


def test_what_the_act_opens_passes(doing: Doing, draft: Draft) -> None:
    assert faults(doing, draft, draft.innocent) == []


# A channel in which something is planted, and the place that is named.
CLOSED = "Ruth Samplewood"
PLANTED: list[tuple[dict[str, Any], str]] = [
    ({"title": f"Request: {CLOSED}"}, "The page holds"),
    ({"text": f"It concerns {CLOSED}."}, "The page holds"),
    ({"office": f"Office of {CLOSED}"}, "The page holds"),
    ({"fields": {"voters": [CLOSED]}}, "The JSON holds"),
    ({"pdf": paper(CLOSED)}, "The PDF (Page 1) holds"),
]


@pytest.mark.parametrize(("change", "place"), PLANTED, ids=["title", "text", "office", "fields", "pdf"])
def test_a_protected_name_is_found_in_each_channel(
    doing: Doing, draft: Draft, change: dict[str, Any], place: str
) -> None:
    found = faults(doing, replace(draft, **change), draft.innocent)
    assert any(place in fault and "complaint, respondent" in fault for fault in found), found


def test_a_closed_text_of_the_matter_is_found(doing: Doing, draft: Draft) -> None:
    words = f"{draft.text}\n\nA listed offense has waited longer than ten business days."
    found = faults(doing, replace(draft, text=words), draft.innocent)
    assert any("complaint, facts" in fault for fault in found), found


def test_a_record_of_no_matter_says_nothing_of_any(doing: Doing) -> None:
    office = Doing(doing.session, doing.actor, {}, None, today=doing.today, now=doing.now)
    roster = of_roster(office, day(ON))
    assert faults(office, roster, roster.innocent) == []
    for words, kept in ((CLOSED, "complaint, respondent"), ("Cole Samplestone", "complaint, complainant")):
        found = faults(office, replace(roster, text=f"{roster.text}\n{words}"), roster.innocent)
        assert any(kept in fault for fault in found), found
    found = faults(office, replace(roster, text=f"{roster.text}\n{MATTER}"), roster.innocent)
    assert "The page holds a docket number." in found or "The JSON holds a docket number." in found


def test_a_word_is_nobodys_name_where_a_record_is_of_no_matter(doing: Doing) -> None:
    """“Bell” and “Price” are names too: minutes that are approved must not be shut out by a word in small letters."""
    kept = [Kept(MATTER_ROWS.c.complainant, "Joan Bell"), Kept(MATTER_ROWS.c.respondent, "Mark Samplewood")]

    def found(text: str, *, telling: bool) -> list[str]:
        return [leak.words for leak in leaks_in(doing.session, kept, [("x", text)], Words(), telling=telling)]

    assert found("At the bell the mark is set.", telling=False) == []
    assert found("At the bell the mark is set.", telling=True) == ["bell", "mark"]
    for text, words in (("Ms. Bell wrote.", "bell"), ("joan bell wrote.", "joan bell"), ("BELL wrote.", "bell")):
        assert found(text, telling=False) == [words], text
    assert found("He is called samplewood.", telling=False) == ["samplewood"]


def test_a_field_that_the_kind_does_not_have_is_refused(draft: Draft) -> None:
    with pytest.raises(Refused, match="has no field voters"):
        checked(replace(draft, fields={"voters": 4}))
    with pytest.raises(Refused, match="opens no record"):
        checked(replace(draft, clause="56.602.4(2)#1"))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("123-45-6789", "social security"),
        ("SSN: 123456789", "social security"),
        ("born 01/02/1990", "date of birth"),
        ("DOB: 1990-01-02", "date of birth"),
        ("date of birth of January 2, 1990", "date of birth"),
        ("OCN 12345678", "offense cycle"),
        ("offense cycle number: A12345678", "offense cycle"),
        ("as in 2028-017.", "docket"),
        ("123\u201345\u20136789", "social security"),
        ("123\u201145\u20116789", "social security"),
        ("123\u221245\u22126789", "social security"),
        ("number 123\u00ad-45-6789", "social security"),
        ("2028\u2013017", "docket"),
        ("2028-2030", "docket"),
    ],
)
def test_a_planted_pattern_is_found(text: str, what: str) -> None:
    assert any(what in found for found in planted(text)), text


@pytest.mark.parametrize(
    "text",
    ["2028-11-15", "M2028-01", "565.021-001Y20200903", "573-751-0619", "0" * 64, "12345678", "was born in Boone County",
     "9407 1118 9922 3197 4284 90", "Budget for the fiscal year 2028-2029", "the terms 2099-2100", "2028\u20132029"],
)  # fmt: skip
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert list(planted(text)) == []


@pytest.mark.parametrize(
    ("told", "names"),
    [
        (None, []),
        ("nobody", []),
        ("Ann Ortiz", ["Ann Ortiz"]),
        ("Ann Ortiz, Jr., Bo Lee, Cy Wu, Esq.", ["Ann Ortiz, Jr.", "Bo Lee", "Cy Wu, Esq."]),
        ("Bo Lee, Ann Ortiz", ["Bo Lee", "Ann Ortiz"]),
    ],
)
def test_a_name_with_a_comma_is_one_person_in_the_minutes(told: str | None, names: list[str]) -> None:
    known = frozenset({"Ann Ortiz", "Ann Ortiz, Jr.", "Bo Lee", "Cy Wu, Esq."})
    assert names_in(told, known) == names


# What a PDF hides.


def changed(change: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper("Sample office"))) as file:
        change(file)
        file.save(out, fix_metadata_version=False, **how)
    return out.getvalue()


def drawn(operators: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Draws this after what stands on the first page."""

    def change(file: pikepdf.Pdf) -> None:
        page = file.pages[0]
        font = next(iter(page["/Resources"]["/Font"].keys())).encode()
        page.contents_add(b"q " + operators.replace(b"/F ", font + b" ") + b" Q")

    return change


def attached(file: pikepdf.Pdf) -> None:
    file.attachments["closed.txt"] = pikepdf.AttachedFileSpec(file, b"closed")


def scripted(file: pikepdf.Pdf) -> None:
    file.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def noted(file: pikepdf.Pdf) -> None:
    note = file.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents="x"))
    file.pages[0].Annots = Array([note])


def more_metadata(file: pikepdf.Pdf) -> None:
    file.docinfo["/Source"] = "closed"


def more_xmp(file: pikepdf.Pdf) -> None:
    file.Root.Metadata.write(file.Root.Metadata.read_bytes() + b"<!-- closed -->")


def layered(file: pikepdf.Pdf) -> None:
    file.Root.OCProperties = Dictionary(OCGs=Array([]))


HIDDEN: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "without ink": (drawn(b"BT /F 12 Tf 3 Tr 100 400 Td (closed) Tj ET"), "without ink"),
    "white": (drawn(b"1 1 1 rg BT /F 12 Tf 100 400 Td (closed) Tj ET"), "white words"),
    "outside": (drawn(b"BT /F 12 Tf 900 400 Td (closed) Tj ET"), "outside of the sheet"),
    "tiny": (drawn(b"BT /F 0.2 Tf 100 400 Td (closed) Tj ET"), "too small"),
    "covered": (drawn(b"BT /F 12 Tf 100 400 Td (closed) Tj ET 0 g 90 390 200 30 re f"), "under a surface"),
    "an attachment": (attached, "attachment"),
    "a script": (scripted, "script"),
    "a note": (noted, "notes"),
    "more metadata": (more_metadata, "Source"),
    "more XMP": (more_xmp, "XMP"),
    "a layer": (layered, "layers"),
}


def test_our_own_sheets_hide_nothing() -> None:
    assert hidden(paper("Sample office")) == []
    assert hidden(changed(lambda _: None)) == []


@pytest.mark.parametrize("name", HIDDEN)
def test_what_a_sheet_hides_is_found(name: str) -> None:
    change, said = HIDDEN[name]
    found = hidden(changed(change))
    assert any(said in fault for fault in found), found


def test_an_earlier_version_in_the_file_is_found(doing: Doing, draft: Draft) -> None:
    pdf = draft.pdf + b"\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"
    assert any("earlier version" in fault for fault in hidden(pdf))


def test_every_channel_is_there() -> None:
    record = OpenRecord(7, "request", "56.602.4(7)(a)a", "29510", "Sample", "2028-02-14", "A title", "Words", "0" * 64,
                        paper("x"), released="2028-02-14")  # fmt: skip
    told = dict(channels(record))
    assert list(told)[:4] == ["the page", "the PDF", "the JSON", "the feed entry"]
    assert told["the PDF"] == record.pdf
    assert all(b"A title" in told[name] for name in ("the page", "the JSON", "the feed entry"))
