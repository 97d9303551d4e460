"""Reads a sheet as a program for the blind does: first the tree, then its ink. Shares no code with the product."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf


@dataclass
class Said:
    """One element: its tag, the tags above it, and what its own ink says."""

    tag: str
    above: tuple[str, ...]
    text: str
    alt: str | None
    pages: tuple[int, ...]


@dataclass
class Read:
    """What a sheet says, by the tree; and what it draws outside of it."""

    tree: list[Said]
    artifacts: list[tuple[int, str]]
    loose: list[str]

    def texts(self, *tags: str) -> list[str]:
        return [said.text for said in self.tree if said.tag in tags]


@dataclass
class _Stretch:
    kind: str
    number: int | None
    text: str = ""
    drawn: bool = False
    actual: str | None = None


def read(pdf: bytes) -> Read:
    """The whole sheet."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        stretches: dict[tuple[int, int], str] = {}
        artifacts, loose = [], []
        for number, page in enumerate(document.pages):
            for stretch in _stretches(page):
                if stretch.number is not None:
                    stretches[number, stretch.number] = stretch.text
                elif stretch.kind == "/Artifact":
                    artifacts.append((number, stretch.text))
                elif stretch.drawn:
                    loose.append(stretch.text)
        pages = {page.objgen: number for number, page in enumerate(document.pages)}
        tree = list(_walk(document.Root.StructTreeRoot.K, (), stretches, pages))
    return Read(tree, artifacts, loose)


def _walk(element: Any, above: tuple[str, ...], stretches: dict[tuple[int, int], str], pages: Any) -> Iterator[Said]:
    tag = str(element.S)[1:]
    home = pages[element.Pg.objgen] if "/Pg" in element else None
    text, seen, below = "", [], []
    for kid in element.K:
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.StructElem:
            below.append(kid)
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
            page = pages[kid.Pg.objgen]
            text += stretches.pop((page, int(kid.MCID)))
            seen.append(page)
        elif not isinstance(kid, Dictionary):
            assert home is not None
            text += stretches.pop((home, int(kid)))
            seen.append(home)
    alt = str(element.Alt) if "/Alt" in element else None
    yield Said(tag, above, text, alt, tuple(seen))
    for kid in below:
        yield from _walk(kid, (*above, tag), stretches, pages)


def _stretches(page: Any) -> Iterator[_Stretch]:
    """What the page draws, stretch by stretch. Ink outside of every stretch comes as a stretch of kind ""."""
    fonts = {str(name): _meanings(font) for name, font in page.Resources.Font.items()}
    meaning: dict[int, str] = {}
    open_: list[_Stretch] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                about = operands[1] if len(operands) > 1 else Dictionary()
                number = int(about.MCID) if "/MCID" in about else None
                actual = str(about.ActualText) if "/ActualText" in about else None
                open_.append(_Stretch(str(operands[0]), number, actual=actual))
            case "EMC":
                done = open_.pop()
                if done.kind == "/Span":
                    open_[-1].text += done.text if done.actual is None else done.actual
                else:
                    yield done
            case "Tf":
                meaning = fonts[str(operands[0])]
            case "Tj":
                text = "".join(meaning[code] for code in bytes(operands[0]))
                if open_:
                    open_[-1].text += text
                else:
                    yield _Stretch("", None, text, drawn=True)
            case "S" | "f" | "f*" | "B":
                if not open_:
                    yield _Stretch("", None, "(ink)", drawn=True)
    assert not open_


def _meanings(font: Any) -> dict[int, str]:
    mapped = font.ToUnicode.read_bytes().decode()
    return {
        int(code, 16): bytes.fromhex(meant).decode("utf-16-be")
        for code, meant in re.findall(r"^<(..)> <(....)>$", mapped, re.MULTILINE)
    }
