"""One line of the catalogue of letters: what a letter of its kind is, what it may say, and in which words at first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from letters.words import Words, names_of
from rules.statute import Clause

COMMITTEE = "Prosecuting and Circuit Attorney Review Committee"
OFFICE = "Missouri Office of Prosecution Services"
NOTHING: Mapping[str, Clause] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """`clauses`, `openness` and `nature` are the Act's and no office edits them; the words must hold `{nature}` and the
    fields of `needs`. `value` is all that a letter of this kind may say, `cites` the clauses that its words name.
    Whoever releases a letter that is `signed` signs it for the committee; the others carry the committee's own name, or
    are signed elsewhere."""

    title: str
    clauses: tuple[Clause, ...]
    openness: str
    value: type
    subject: str
    text: str
    cites: Mapping[str, Clause] = field(default_factory=lambda: NOTHING)
    needs: tuple[str, ...] = ()
    nature: str = ""
    certified: bool = False
    enclosures: tuple[str, ...] = ()
    signed: bool = False

    @property
    def known(self) -> list[str]:
        """The fields that the words of this letter may use."""
        return sorted({*names_of(self.value), *self.common})

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields that they must use."""
        return (*self.needs, *(("nature",) if self.nature else ()))

    @property
    def common(self) -> dict[str, str]:
        """The fields that come from the catalogue: the committee, the office, the clauses and what the Act says of the
        record."""
        said = {"committee": COMMITTEE, "mops": OFFICE, "clause": self.clauses[0].cited}
        said |= {name: clause.cited for name, clause in self.cites.items()}
        return said | {"nature": self.nature.format_map(said)}

    def built_in(self, kind: str) -> Words:
        """Version 1 of the words."""
        return Words(kind, 1, self.subject, self.text.strip())
