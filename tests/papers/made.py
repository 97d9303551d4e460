"""Papers made for the tests: harmless ones of every kind, and such as must not come in."""

import io
import zipfile

import pikepdf
from PIL import Image


def pdf(change: str = "") -> bytes:
    """A PDF of one page; `change` puts one thing into it that acts on its own."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        root = made.Root
        if change == "javascript":
            root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        if change == "named javascript":
            action = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
            root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", action]))
        if change == "model":
            script = made.make_stream(b"app.alert(1)")
            model = made.make_stream(b"U3D", Subtype=pikepdf.Name.U3D, OnInstantiate=script)
            drawn = made.make_indirect(pikepdf.Dictionary({"/Rect": [0, 0, 9, 9], "/3DD": model}))
            made.pages[0].obj.Annots = pikepdf.Array([drawn])
        if change == "another file":
            root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoToR, F="//elsewhere/share/paper.pdf")
        if change == "launch":
            made.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"))
        if change == "attachment":
            made.attachments["inner.exe"] = b"MZ"
        if change == "deep":
            made.pages[0].obj.Deep = pikepdf.Array([[[[pikepdf.Dictionary(S=pikepdf.Name.Launch)]]]])
        kept = pikepdf.Encryption(owner="o", user="secret" if change == "password" else "", R=6)
        made.save(out, encryption=kept if change in {"password", "protected"} else False)
    return out.getvalue()


def image(kind: str) -> bytes:
    """A small picture of that kind: PNG, JPEG, TIFF or GIF."""
    out = io.BytesIO()
    Image.new("RGB", (12, 9), "white").save(out, kind)
    return out.getvalue()


def office(main: str, **more: bytes) -> bytes:
    """An Office document with the given main part; `more` adds parts, `__` standing for the slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, "<document/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def spoiled(document: bytes) -> bytes:
    """The document with its main part packed wrongly."""
    at = document.index(b"word/document.xml") + len(b"word/document.xml")
    return document[:at] + b"\xff" * 6 + document[at + 6 :]


def odt(**more: bytes) -> bytes:
    """An OpenDocument text; `more` adds parts as `office` does."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<office/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def bomb() -> bytes:
    """A Word document of a few hundred kilobytes that unpacks to 400 MB."""
    return office("word/document.xml", word__media=b"\0" * 400 * 1024 * 1024)


GOOD: dict[str, bytes] = {
    "answer.pdf": pdf(),
    "photo.png": image("PNG"),
    "photo.JPG": image("JPEG"),
    "scan.tif": image("TIFF"),
    "picture.gif": image("GIF"),
    "letter.txt": "Sehr geehrte Damen und Herren, “yes” – 北京\r\n".encode(),
    "marked.txt": b"\xef\xbb\xbfwith a mark of byte order",
    "letter.docx": office("word/document.xml"),
    "table.xlsx": office("xl/workbook.xml"),
    "letter.odt": odt(),
}
