"""What goes with a certified letter: the sheet with the addresses, and what stands on the Postal Service's forms."""

from dataclasses import dataclass
from datetime import date

from letters.article_number import ArticleNumber
from letters.letter import Address, Heading, Label, Letter, Rows
from letters.reply_code import ReplyCode
from rules.statute import Clause

WINDOW = (
    "The address above shows through the window of a #10 envelope when this sheet is folded in three, with the letter."
)
FLAT = "Label for a flat envelope, or for one without a window"
RETURN = "Label for the envelope that comes back"
RECEIPT = "PS Form 3800, Certified Mail Receipt"
CARD = "PS Form 3811, Domestic Return Receipt"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an envelope says: to whom, from whom, and the article number once a label has one. `reply` is the barcode of
    the return envelope, where the office has a mailer id. Nothing of the matter: whoever carries it reads it."""

    to: Address
    sender: Address
    dated: date
    clause: Clause
    article: ArticleNumber | None = None
    reply: ReplyCode | None = None


def envelope_sheet(said: Envelope) -> Letter:
    """The sheet with the address in the window, a label for a flat envelope, and one for the answer."""
    sender = (said.sender.name, *said.sender.lines)
    return Letter(
        "envelope_sheet",
        said.to,
        "Address sheet",
        said.clause,
        said.dated,
        (
            WINDOW,
            Heading(FLAT),
            Label(sender, said.to, said.article),
            Heading(RETURN),
            Label((said.to.name, *said.to.lines), said.sender, said.reply),
        ),
        certified=said.article is not None,
        article=said.article,
        signed_by="",
    )


@dataclass(frozen=True, slots=True)
class Mailing:
    """A certified mailing as the office's clerk writes it down. `receipt` is the number of the return receipt, which is
    its own and never the article's (law.md 3.16). Closed: it names the docket."""

    to: Address
    sender: Address
    dated: date
    clause: Clause
    reference: str
    article: ArticleNumber
    receipt: str | None = None


def mailing_form(said: Mailing) -> Letter:
    """The data for PS Forms 3800 and 3811 as one sheet for the file."""
    addressee, sender = ("\n".join((address.name, *address.lines)) for address in (said.to, said.sender))
    return Letter(
        "mailing_form",
        None,
        f"Certified mailing of docket {said.reference}",
        said.clause,
        said.dated,
        (
            Heading(RECEIPT),
            _fields(
                ("Article number", str(said.article)),
                ("Sent to", addressee),
                ("Extra services", "Return receipt"),
                ("Written on", f"{said.dated:%B %-d, %Y}"),
            ),
            Heading(CARD),
            _fields(
                ("Number of the return receipt", said.receipt or "Stands on the card."),
                ("1. Article addressed to", addressee),
                ("2. Article number", str(said.article)),
                ("3. Service type", "Certified Mail"),
                ("Sender, on the back", sender),
            ),
            *((said.article.warning,) if said.article.warning else ()),
        ),
        reference=said.reference,
        article=said.article,
        signed_by="",
    )


def _fields(*lines: tuple[str, str]) -> Rows:
    return Rows(("Field", "What stands there"), lines, (), shares=(30, 70), amounts=False)
