"""The tree of a sheet: what each stretch of ink is, in the order in which it is read (PDF/UA-1, ISO 32000-1, 14.7).

reportlab draws and knows no tree. Here its canvas says which element each stretch belongs to, and the elements write
themselves into its document.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, TypeAlias

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFObject,
    PDFObjectReference,
    PDFString,
    PDFZCompress,
)
from reportlab.pdfgen.canvas import Canvas

from letters.pdf.fonts import REGULAR, STAND_IN, runs, spoken
from letters.pdf.streams import Stream


class Element(PDFObject):  # type: ignore[misc] # reportlab has no types
    """One element: its tag (Document, H1, P, Table ...), what it holds in the order of reading, and its attributes as
    PDF writes them."""

    __RefOnly__ = 1

    def __init__(self, tag: str, parent: "Element | None" = None, *, alt: str | None = None, about: str = "") -> None:
        self.tag, self.parent, self.alt, self.about = tag, parent, alt, about
        self.kids: list[Kid] = []
        if parent is not None:
            parent.kids.append(self)

    def format(self, document: PDFDocument) -> bytes:
        first = next((kid[0] for kid in self.kids if isinstance(kid, tuple)), None)
        entries = [
            f"/Type /StructElem /S /{self.tag}",
            f"/P {_named(document, self.parent or document.Catalog.StructTreeRoot)}",
            f"/K [ {' '.join(self._kid(document, kid, first) for kid in self.kids)} ]",
        ]
        if first is not None:
            entries.append(f"/Pg {_named(document, _page(first))}")
        if self.alt is not None:
            entries.append(f"/Alt {_text(self.alt)}")
        if self.about:
            entries.append(f"/A << {self.about} >>")
        return f"<< {' '.join(entries)} >>".encode("latin-1")

    def _kid(self, document: PDFDocument, kid: "Kid", first: int | None) -> str:
        if isinstance(kid, tuple):
            page, number = kid
            if page == first:
                return str(number)
            return f"<< /Type /MCR /Pg {_named(document, _page(page))} /MCID {number} >>"
        if isinstance(kid, Element):
            return _named(document, kid)
        last = _page(len(document.Pages.pages))
        return f"<< /Type /OBJR /Obj {_named(document, kid)} /Pg {_named(document, last)} >>"

    def walk(self) -> Iterator["Element"]:
        """The element and all below it, in the order of reading."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()


# An element, a stretch of ink (page, number on it), or a field.
Kid: TypeAlias = Element | tuple[int, int] | PDFObjectReference


class Sheet(Canvas):  # type: ignore[misc] # reportlab has no types
    """A canvas on which every stretch of ink is said to be an element's, or of no meaning."""

    def __init__(self, out: BinaryIO, width: float, height: float, language: str) -> None:
        super().__init__(
            out, pagesize=(width, height), invariant=1, pageCompression=1, pdfVersion=(1, 7),
            lang=language, initialFontName=REGULAR,
        )  # fmt: skip
        self.tree = Element("Document")
        # By page, the element of each stretch.
        self._stretches: list[list[Element]] = [[]]
        self._field: PDFDictionary | None = None

    @contextmanager
    def of(self, element: Element | None, kind: str = "") -> Iterator[None]:
        """What is drawn within belongs to the element; without one it repeats or adorns (`kind` says which)."""
        if element is None:
            self.addLiteral(f"/Artifact <</Type /{kind or 'Layout'}>> BDC")
        else:
            stretches = self._stretches[-1]
            element.kids.append((len(self._stretches), len(stretches)))
            self.addLiteral(f"/{element.tag} <</MCID {len(stretches)}>> BDC")
            stretches.append(element)
        yield
        self.addLiteral("EMC")

    def words(self, left: float, baseline: float, text: str) -> None:
        """Draws a line in the font that is set. A lozenge stands for what the font lacks, and says what is meant."""
        at = left
        for known, piece in runs(text):
            drawn = piece if known else STAND_IN * len(piece)
            if not known:
                self.addLiteral(f"/Span <</ActualText {_text(spoken(piece))}>> BDC")
            line = self.beginText(at, baseline)
            line.textOut(drawn)
            self.drawText(line)
            if not known:
                self.addLiteral("EMC")
            at = line.getX()

    def showPage(self) -> None:
        super().showPage()
        self._stretches.append([])

    def signature_field(self, name: str, said: str) -> None:
        """An empty field for a signature, which takes no room on the last page; `said` is read aloud for it."""
        self._field = PDFDictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "FT": "/Sig",
                "T": PDFString(name),
                "TU": PDFString(said),
                "F": 132,
                "Rect": PDFArray([0, 0, 0, 0]),
            }
        )
        Element("Form", self.tree).kids.append(self._doc.Reference(self._field))

    def write_tree(self) -> None:
        """Puts the tree into the document, after the last page and before `save`."""
        document = self._doc
        catalog, pages = document.Catalog, document.Pages.pages
        parents: list[Any] = []
        for number, (page, stretches) in enumerate(zip(pages, self._stretches, strict=False)):
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, "/S"
            page.Contents = Stream(content=page.stream, filters=[PDFZCompress])
            parents += [number, PDFArray([document.Reference(element) for element in stretches])]
        root = catalog.StructTreeRoot = PDFDictionary({"Type": "/StructTreeRoot"})
        document.Reference(root)
        for element in self.tree.walk():
            document.Reference(element)
        if self._field:
            self._field["P"], self._field["StructParent"] = _page(len(pages)), len(pages)
            pages[-1].Annots = PDFArray([document.Reference(self._field)])
            parents += [len(pages), document.Reference(self.tree.kids[-1])]
            catalog.AcroForm = PDFDictionary({"Fields": PDFArray([document.Reference(self._field)])})
        root["K"] = document.Reference(self.tree)
        root["ParentTree"] = PDFDictionary({"Nums": PDFArray(parents)})
        root["ParentTreeNextKey"] = len(parents) // 2
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def _page(number: int) -> PDFObjectReference:
    return PDFObjectReference(f"Page{number}")


def _named(document: PDFDocument, thing: PDFObject) -> str:
    reference = document.Reference(thing)
    return str(reference.format(document).decode())


def _text(text: str) -> str:
    return f"<feff{text.encode('utf-16-be').hex()}>"
