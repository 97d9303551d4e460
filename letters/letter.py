"""A letter as a value: to whom, about what, under which clause, in which words."""

from dataclasses import dataclass
from datetime import date

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
class Rows:
    """A table: what its columns are called, its lines, and the line below them. The last column holds amounts;
    `shares` divides the width among the columns."""

    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...]
    shares: tuple[int, ...]

    @property
    def text(self) -> str:
        """The same as plain text, a line for each."""
        return "\n".join("  ".join(filter(None, line)) for line in (self.head, *self.lines, self.foot))


Part = str | Heading | Quoted | Rows


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. Its parts are plain text: whatever stands in them is drawn as it is. `to` is None for a record that
    is addressed to nobody; `words` is the version of its words, `said` the value of the catalogue that it says."""

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
    words: int = 1
    said: object = None
