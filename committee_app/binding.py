"""Binding the closed record: its sheets and the papers as they were become one PDF, with bookmarks, a stamp on every
page, and contents that name the pages. The same record gives the same bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

from letters.layout import Letterhead, as_pdf, stamps
from letters.packet import STAMP, ClosedRecord, contents, exhibit_list, sheet

CONTENTS, EXHIBITS = "Contents", "List of exhibits"


@dataclass(frozen=True, slots=True)
class Bound:
    """A paper to be bound: its bookmark, and its bytes; `within` says whether it belongs to the part before it."""

    title: str
    pdf: bytes
    within: bool = False

    @property
    def pages(self) -> int:
        with pikepdf.open(io.BytesIO(self.pdf)) as file:
            return len(file.pages)


def bind(record: ClosedRecord, letterhead: Letterhead) -> bytes:
    """The whole record as one PDF. Its first sheets name the pages of the others, so they are made twice: once to see
    how long they are."""
    rest = list(_rest(record, letterhead))
    lengths = [paper.pages for paper in rest]
    first = _first(record, letterhead, {paper.title: 0 for paper in rest}, 0)
    while True:
        before = [paper.pages for paper in first]
        starts = _starts([*first, *rest], [*before, *lengths])
        first = _first(record, letterhead, starts, sum(before) + sum(lengths))
        if [paper.pages for paper in first] == before:
            return _one_file([*first, *rest], record, letterhead)


def _first(record: ClosedRecord, letterhead: Letterhead, pages: dict[str, int], in_all: int) -> list[Bound]:
    named = {title: page for title, page in pages.items() if title != CONTENTS}
    return [
        Bound(CONTENTS, as_pdf(contents(record, {EXHIBITS: 0, **named}, in_all), letterhead)),
        Bound(EXHIBITS, as_pdf(exhibit_list(record, pages), letterhead)),
    ]


def _rest(record: ClosedRecord, letterhead: Letterhead) -> Sequence[Bound]:
    bound = []
    for section in record.sections:
        bound.append(Bound(section.title, as_pdf(sheet(record, section), letterhead)))
        bound += [Bound(paper.title, paper.pdf, within=True) for paper in section.papers]
    return bound


def _starts(papers: Sequence[Bound], lengths: Sequence[int]) -> dict[str, int]:
    """The page on which each paper begins, counted from 1."""
    starts, page = {}, 1
    for paper, length in zip(papers, lengths, strict=True):
        starts[paper.title] = page
        page += length
    return starts


def _one_file(papers: Sequence[Bound], record: ClosedRecord, letterhead: Letterhead) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as bound:
        with bound.open_outline() as outline:
            for paper in papers:
                mark = pikepdf.OutlineItem(paper.title, len(bound.pages))
                (outline.root[-1].children if paper.within else outline.root).append(mark)
                with pikepdf.open(io.BytesIO(paper.pdf)) as file:
                    bound.pages.extend(file.pages)
        _stamp(bound, record)
        bound.docinfo.Title = f"Closed record of the matter {record.reference}"
        bound.docinfo.Author = letterhead.name
        bound.docinfo.Subject = f"Section {record.clause.cited}, RSMo"
        bound.Root.Lang = pikepdf.String("en-US")
        bound.Root.PageMode = pikepdf.Name.UseOutlines
        bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        bound.save(out, deterministic_id=True)
    return out.getvalue()


def _stamp(bound: pikepdf.Pdf, record: ClosedRecord) -> None:
    """Puts on every page what it is, and where it stands in the record; as an artifact, which no reader reads aloud."""
    in_all = len(bound.pages)
    texts = [f"{STAMP}   {record.reference}   page {at} of {in_all}" for at in range(1, in_all + 1)]
    with pikepdf.open(io.BytesIO(stamps(texts))) as marks:
        for at, (page, mark) in enumerate(zip(bound.pages, marks.pages, strict=True), 1):
            # A name of its own: two pages may share what they draw with.
            name = pikepdf.Name(f"/Stamp{at}")
            page.add_resource(bound.copy_foreign(mark.as_form_xobject()), pikepdf.Name.XObject, name)
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(f"\nQ /Artifact BMC q {name} Do Q EMC\n".encode())
