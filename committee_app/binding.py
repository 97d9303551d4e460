"""Binding the closed record: its sheets and the papers as they were become one PDF, with bookmarks, a stamp on every
page, and contents that name the pages. It is tagged as its papers are. The same record gives the same bytes."""

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

from letters.layout import Letterhead, as_pdf
from letters.packet import STAMP, ClosedRecord, contents, exhibit_list, sheet
from letters.pdf.archival import LANGUAGE, PRODUCER, xmp
from letters.pdf.stamps import stamps
from rules.statute import Clause

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
        tree = Tree(bound)
        with bound.open_outline() as outline:
            for paper in papers:
                mark = pikepdf.OutlineItem(paper.title, len(bound.pages))
                (outline.root[-1].children if paper.within else outline.root).append(mark)
                with pikepdf.open(io.BytesIO(paper.pdf)) as file:
                    _leave_signature(file)
                    bound.pages.extend(file.pages)
                    tree.graft(file)
                    if "/OutputIntents" not in bound.Root and "/OutputIntents" in file.Root:
                        bound.Root.OutputIntents = bound.copy_foreign(file.make_indirect(file.Root.OutputIntents))
        _stamp(bound, record)
        tree.write()
        _tell(bound, f"Closed record of the matter {record.reference}", letterhead.name, record.clause)
        _pack(bound)
        bound.save(out, deterministic_id=True, min_version="1.7", compress_streams=False)
    return out.getvalue()


def _leave_signature(file: pikepdf.Pdf) -> None:
    """Takes the field of a signature off the pages: it is good for the file that was signed, and this is a copy. The
    record names that file's hash."""
    signed = False
    for page in file.pages:
        if any(mark.get("/FT") == pikepdf.Name.Sig for mark in page.get("/Annots", ())):
            del page["/Annots"]
            signed = True
    if signed:
        root = file.Root.StructTreeRoot
        root.K.K = pikepdf.Array([part for part in root.K.K if part.get("/S") != pikepdf.Name.Form])
        numbers = list(root.ParentTree.Nums)
        pairs = [pair for pair in zip(numbers[::2], numbers[1::2], strict=True) if not _is_field(pair[1])]
        root.ParentTree.Nums = pikepdf.Array([one for pair in pairs for one in pair])


def _is_field(part: object) -> bool:
    return isinstance(part, pikepdf.Dictionary) and part.get("/S") == pikepdf.Name.Form


def _pack(bound: pikepdf.Pdf) -> None:
    """Packs what is not packed. No stream ends in a carriage return: with the line feed that PDF/A asks for behind it,
    both would be taken for the end (see letters/pdf/streams.py)."""
    for thing in bound.objects:
        if not isinstance(thing, pikepdf.Stream) or thing.get("/Type") == pikepdf.Name.Metadata:
            continue
        if "/Filter" in thing and not thing.read_raw_bytes().endswith(b"\r"):
            continue
        packed, filters = zlib.compress(thing.read_bytes()), [pikepdf.Name.FlateDecode]
        if packed.endswith(b"\r"):
            packed, filters = packed.hex().encode() + b">", [pikepdf.Name.ASCIIHexDecode, *filters]
        thing.write(packed, filter=pikepdf.Array(filters))


def _tell(bound: pikepdf.Pdf, title: str, author: str, asked: Clause) -> None:
    """Title, author and profiles, for old readers and as XMP; and that the bookmarks are shown."""
    about = f"Section {asked.cited}, RSMo"
    said = {"Title": title, "Author": author, "Subject": about, "Creator": PRODUCER, "Producer": PRODUCER}
    for name, value in said.items():
        bound.docinfo[f"/{name}"] = value
    metadata = bound.make_stream(xmp(title, author, about).encode())
    metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    bound.Root.Metadata = metadata
    bound.Root.Lang = pikepdf.String(LANGUAGE)
    bound.Root.PageMode = pikepdf.Name.UseOutlines
    bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)


class Tree:
    """The tree of the bound record: each paper's own tree is a part of it, in the order of the pages."""

    def __init__(self, bound: pikepdf.Pdf) -> None:
        self.bound = bound
        self.root = bound.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        self.document = bound.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=self.root, K=pikepdf.Array())
        )
        self.parents: list[object] = []
        self.next = 0

    def graft(self, file: pikepdf.Pdf) -> None:
        """Takes in the tree of a paper whose pages were bound last. A paper that has none stays without."""
        if "/StructTreeRoot" not in file.Root:
            return
        theirs = self.bound.copy_foreign(file.Root.StructTreeRoot)
        part = theirs.K
        part.S, part.P = pikepdf.Name.Part, self.document
        self.document.K.append(part)
        numbers = list(theirs.ParentTree.Nums)
        for at, elements in zip(numbers[::2], numbers[1::2], strict=True):
            self.parents += [self.next + int(at), elements]
        for page in self.bound.pages[-len(file.pages) :]:
            if "/StructParents" in page:
                page.StructParents = self.next + int(page.StructParents)
        self.next += int(theirs.ParentTreeNextKey)

    def write(self) -> None:
        """Puts the tree into the file, after the last paper."""
        self.root.K = self.document
        self.root.ParentTree = self.bound.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array(self.parents)))
        self.root.ParentTreeNextKey = self.next
        self.bound.Root.StructTreeRoot = self.root
        self.bound.Root.MarkInfo = pikepdf.Dictionary(Marked=True)


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
