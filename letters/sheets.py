"""The sheets that go with a letter: the envelope's, and the data of its certified-mail form (PS Form 3800 and 3811)."""

from dataclasses import replace

from letters.layout import Letterhead, as_pdf
from letters.letter import Address, Heading, Letter


def envelope_sheet(letter: Letter, letterhead: Letterhead) -> bytes:
    """The address sheet for the window of a #10 envelope. ValueError for a letter that is addressed to nobody."""
    return as_pdf(_beside(letter, "Address sheet", ("Fold in three, the address outward.",)), letterhead)


def mailing_form(letter: Letter, letterhead: Letterhead) -> bytes:
    """What is written on the form of certified mail: sender, addressee, what is sent; the number is put on by hand."""
    to = _addressed(letter)
    parts = (
        Heading("Article number"),
        "________________________________________",
        Heading("Sent to"),
        "\n".join((to.name, *to.lines)),
        Heading("Sender"),
        "\n".join((letterhead.name, *letterhead.lines)),
        Heading("What is sent"),
        f"{letter.subject}, {letter.dated:%B %-d, %Y}",
        "Return receipt (form 3811) requested.",
    )
    return as_pdf(_beside(letter, "Certified mail: data of the form", parts), letterhead)


def _beside(letter: Letter, subject: str, parts: tuple[str | Heading, ...]) -> Letter:
    _addressed(letter)
    return replace(letter, subject=subject, parts=parts, enclosures=(), said=None)


def _addressed(letter: Letter) -> Address:
    if letter.to is None:
        raise ValueError(f"{letter.kind} is addressed to nobody and goes into no envelope")
    return letter.to
