"""A letter as a value: to whom, about what, under which clause, in which words."""

from dataclasses import dataclass
from datetime import date

from letters.article_number import ArticleNumber
from letters.reply_code import ReplyCode
from rules.statute import Clause


@dataclass(frozen=True, slots=True)
class Address:
    """A person or an office, and the lines below the name."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between paragraphs."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody else's words, set apart from the letter's own."""

    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list whose lines are numbered from 1."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The same as plain text, a line for each."""
        return "\n".join(f"{number}. {line}" for number, line in enumerate(self.lines, 1))


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: what its columns are called, its lines, and the line below them, if any. `shares` divides the width
    among the columns; with `amounts` the last column is set to the right."""

    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...]
    shares: tuple[int, ...]
    amounts: bool = True

    @property
    def text(self) -> str:
        """The same as plain text, a line for each."""
        return "\n".join("  ".join(filter(None, line)) for line in (self.head, *self.lines, self.foot) if line)


@dataclass(frozen=True, slots=True)
class Label:
    """A label to be cut out: from whom, to whom, and the number that stands on it in bars."""

    sender: tuple[str, ...]
    to: Address
    number: ArticleNumber | ReplyCode | None = None

    @property
    def text(self) -> str:
        """The same as plain text, a line for each."""
        return "\n".join([*self.sender, *([str(self.number)] if self.number else []), self.to.name, *self.to.lines])


Part = str | Heading | Quoted | Numbered | Rows | Label


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. Its parts are plain text: whatever stands in them is drawn as it is. `to` is None for a record that
    is addressed to nobody; `article` is the number of the certified mail, once a label has one; nobody signs a sheet
    whose `signed_by` is empty."""

    kind: str
    to: Address | None
    subject: str
    clause: Clause
    dated: date
    parts: tuple[Part, ...]
    reference: str | None = None
    certified: bool = False
    enclosures: tuple[str, ...] = ()
    signed_by: str = "For the Prosecuting and Circuit Attorney Review Committee"
    article: ArticleNumber | None = None
