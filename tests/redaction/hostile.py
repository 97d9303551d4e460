"""PDFs that hold a name where a careless redaction leaves it. Each is made here, and each holds the word SECRET."""

import io
import zlib
from collections.abc import Callable, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

SECRET = "Wilhelmina"
OTHER = "Bystander"


def drawn(draw: Callable[[Canvas], None], size: tuple[float, float] = (612, 792)) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def plain(canvas: Canvas) -> None:
    canvas.drawString(72, 700, f"The witness {SECRET} spoke. {OTHER} was there.")


def changed(change: Callable[[pikepdf.Pdf], None], source: bytes | None = None) -> bytes:
    with pikepdf.open(io.BytesIO(source or drawn(plain))) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def black_box(canvas: Canvas) -> None:
    plain(canvas)
    canvas.rect(60, 690, 400, 30, fill=1)


def white_text(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    canvas.drawString(72, 700, SECRET)
    canvas.setFillGray(0)
    canvas.drawString(72, 600, f"Seen: {SECRET}")


def invisible_text(canvas: Canvas) -> None:
    text = canvas.beginText(72, 500)
    text.setTextRenderMode(3)
    text.textOut(SECRET)
    canvas.drawText(text)
    plain(canvas)


def two_columns(canvas: Canvas) -> None:
    for row in range(20):
        canvas.drawString(72, 700 - 20 * row, f"left {row} {SECRET if row == 7 else OTHER}")
        canvas.drawString(320, 700 - 20 * row, f"right {row} {SECRET if row == 12 else OTHER}")


def hyphenated(canvas: Canvas) -> None:
    canvas.drawString(400, 700, "The witness Wilhel-")
    canvas.drawString(72, 680, f"mina spoke to {OTHER}.")


def spaced(canvas: Canvas) -> None:
    canvas.drawString(72, 700, " ".join(SECRET) + f" and {OTHER}")
    canvas.drawString(72, 650, SECRET.upper())


def piecewise(canvas: Canvas) -> None:
    """Each letter drawn by itself, the last first."""
    for at, sign in reversed(list(enumerate(SECRET))):
        canvas.drawString(72 + 8 * at, 700, sign)
    canvas.drawString(72, 600, f"whole: {SECRET}")


def form_field(pdf: pikepdf.Pdf) -> None:
    field = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String(f"name of {SECRET}"), V=String(SECRET),
                   Rect=Array([72, 400, 300, 420]), DA=String("/Helv 12 Tf 0 g"))
    )  # fmt: skip
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True)


def note(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots = Array([
        pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Contents=String(f"{SECRET} lives here"),
                                     Rect=Array([72, 300, 300, 340]), DA=String("/Helv 12 Tf 0 g"))),
        pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Contents=String(SECRET), T=String(SECRET),
                                     Rect=Array([20, 20, 40, 40]))),
    ])  # fmt: skip


def metadata(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Author"] = SECRET
    pdf.docinfo["/Title"] = f"Statement of {SECRET}"
    with pdf.open_metadata() as said:
        said["dc:creator"] = [SECRET]


def attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments[f"{SECRET}.txt"] = pikepdf.AttachedFileSpec(pdf, f"{SECRET} wrote this".encode())


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))


def bookmark(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"Statement of {SECRET}", 0))


def hidden_layer(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(f"layer of {SECRET}")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer])))
    page = pdf.pages[0]
    page.Resources.Properties = Dictionary(Hidden=layer)
    page.contents_add(f"/OC /Hidden BDC BT /F1 12 Tf 72 200 Td ({SECRET}) Tj ET EMC".encode())


def thumbnail(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.Thumb = pdf.make_stream(SECRET.encode() * 30, Width=10, Height=30, ColorSpace=Name.DeviceGray,
                                 BitsPerComponent=8)  # fmt: skip
    page.PieceInfo = Dictionary(Writer=Dictionary(LastModified=String("D:2028"), Private=String(SECRET)))


def alternate(pdf: pikepdf.Pdf) -> None:
    """The words of a page once more, for those who have it read aloud."""
    pdf.pages[0].contents_add(f"/Span <</ActualText ({SECRET}) /Alt ({SECRET})>> BDC EMC".encode())


def rotated(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Rotate = 90


def cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].CropBox = Array([50, 300, 600, 780])


def revised() -> bytes:
    """An earlier revision names the witness; the last one covers it with an empty page."""
    before = drawn(plain)
    with pikepdf.open(io.BytesIO(before)) as pdf:
        page, root = pdf.pages[0].obj.objgen[0], pdf.Root.objgen[0]
        parent, size = pdf.pages[0].obj.Parent.objgen[0], len(pdf.objects) + 1
    old = before.rindex(b"startxref")
    start = before[old:].split()[1].decode()
    words = f"BT /F1 12 Tf 72 700 Td (Nobody here, {SECRET[:3]} aside. {OTHER}) Tj ET".encode()
    content = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (size, len(words), words)
    over = (
        b"%d 0 obj\n<</Type/Page/Parent %d 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<</Font<</F1<</Type/Font"
        b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\nendobj\n" % (page, parent, size)
    )
    tail = before + b"\n"
    at_content, at_page = len(tail), len(tail) + len(content)
    tail += content + over
    xref = b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (page, at_page, size, at_content)
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size + 1, root, start.encode(), len(tail),
    )  # fmt: skip
    return tail + xref + trailer


def scanned(word: str = SECRET) -> bytes:
    """A page that is a picture of words, with nothing that a search reads."""
    import pypdfium2

    document = pypdfium2.PdfDocument(drawn(lambda canvas: canvas.drawString(72, 700, f"The witness {word} spoke.")))
    picture = document[0].render(scale=2, grayscale=True).to_pil()
    document.close()
    pdf = pikepdf.new()
    image = pdf.make_stream(zlib.compress(picture.tobytes()), Type=Name.XObject, Subtype=Name.Image,
                            Width=picture.width, Height=picture.height, ColorSpace=Name.DeviceGray, BitsPerComponent=8,
                            Filter=Name.FlateDecode)  # fmt: skip
    page = pdf.add_blank_page(page_size=(612, 792))
    page.Resources = Dictionary(XObject=Dictionary(Im=image))
    page.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /Im Do Q")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def encrypted() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("", ownerPassword="sample", canPrint=0))
    plain(canvas)
    canvas.save()
    return out.getvalue()


HOSTILE: Mapping[str, bytes] = {
    "text under a black box": drawn(black_box),
    "white text": drawn(white_text),
    "invisible text": drawn(invisible_text),
    "two columns": drawn(two_columns),
    "a hyphen at the end of a line": drawn(hyphenated),
    "letters with spaces between": drawn(spaced),
    "letters one by one": drawn(piecewise),
    "a form field": changed(form_field),
    "notes": changed(note),
    "metadata and XMP": changed(metadata),
    "an attachment": changed(attachment),
    "a script": changed(script),
    "a bookmark": changed(bookmark),
    "a hidden layer": changed(hidden_layer),
    "a thumbnail and private data": changed(thumbnail),
    "words for reading aloud": changed(alternate),
    "a rotated page": changed(rotated),
    "a cropped page": changed(cropped),
}
