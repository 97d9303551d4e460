"""The words of a letter as a template with versions: paragraphs with named fields, and no code.

Paragraphs are parted by an empty line. `# ` begins a heading, `> ` somebody else's words; the lines of a paragraph are
one run of text. A field in braces stands for what the letter's value says. A paragraph whose field is empty is left
out, and so is a heading with nothing beneath it: one text serves a letter with and without the part.
"""

import dataclasses
import re
import string
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from letters.letter import Address, Heading, Numbered, Part, Quoted, Rows
from rules.statute import Clause

Field = str | Numbered | Rows
LONGEST = 20_000


class Unfit(ValueError):
    """Words that cannot be taken; the text says why, and which fields are known."""


@dataclass(frozen=True, slots=True)
class Words:
    """One version of the words of one kind of letter. Version 1 is the catalogue's own."""

    kind: str
    version: int
    subject: str
    text: str


def written(day: date) -> str:
    """A day as letters write it: January 14, 2028."""
    return f"{day:%B %-d, %Y}"


def fields_of(said: Any) -> dict[str, Field]:
    """What a letter's value says, by the names of its fields; the address stands in the window and is no field."""
    return {name: _in_words(getattr(said, name)) for name in names_of(type(said))}


def names_of(value: type) -> list[str]:
    """The fields that the words of a letter with this value may use."""
    return [field.name for field in dataclasses.fields(value) if field.name != "to"]


def _in_words(value: Any) -> Field:
    match value:
        case None:
            return ""
        case Rows():
            return value
        case date():
            return written(value)
        case Clause():
            return value.cited
        case Address():
            return ", ".join((value.name, *value.lines))
        case (Clause(), *_):
            return "\n".join(f"Section {clause.cited}: {clause.statement}" for clause in value)
        case tuple():
            return Numbered(value) if value else ""
    return str(value)


def tables_of(value: type) -> list[str]:
    """Those of the fields that are tables: each stands in a paragraph of its own."""
    return [field.name for field in dataclasses.fields(value) if field.type is Rows]


def check(subject: str, text: str, known: Collection[str], needed: Collection[str], tables: Collection[str]) -> None:
    """Raises Unfit for an unknown field, a field that is more than its name, a brace that stands alone, words without a
    field that the letter needs, a table within a sentence, or words that are empty or too long."""
    if not subject.strip() or not text.strip():
        raise Unfit("A letter needs a subject and words.")
    if "\n" in subject.strip() or len(subject) > 200:
        raise Unfit("The subject is one line of at most 200 characters.")
    if len(text) > LONGEST:
        raise Unfit(f"The words are too long: {len(text):,} characters, and {LONGEST:,} are allowed.")
    used = {*_names(subject, known), *_names(text, known)}
    if missing := [name for name in needed if name not in used]:
        raise Unfit(f"The law needs these fields in this letter, and they are missing: {_braced(missing)}.")
    alone = _parted(text).split("\n\n")
    if within := [name for name in tables if name in used and "{" + name + "}" not in alone]:
        raise Unfit(f"A table stands in a paragraph of its own: {_braced(within)}.")


def _names(text: str, known: Collection[str]) -> Iterator[str]:
    try:
        pieces = list(string.Formatter().parse(text))
    except ValueError:
        raise Unfit("A brace stands alone. Write {{ or }} for a brace that is no field.") from None
    for _, name, form, conversion in pieces:
        if name is None:
            continue
        if name not in known or form or conversion:
            shown = "{" + name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "") + "}"
            raise Unfit(f"{shown} is no field of this letter. Its fields are: {_braced(sorted(known))}.")
        yield name


# In an open record: votes, members and figures are closed (56.602.4(2)#2), however they are written.
TELLING = re.compile(
    r"[0-9][0-9.,%]*|\b(?:vot|seat|member|tall|abstain|abstent|recus|percent|majorit|unanim|yes\b|nays?\b|ayes?\b|one\b|two\b|three\b"
    r"|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|twelve\b|twenty|thirty|forty|fifty|sixty|hundred|thousand|half\b|third)\w*",
    re.IGNORECASE,
)


def tell_nothing(text: str, before: str) -> None:
    """Raises Unfit where the words of an open record tell a vote, a member or a figure that the words `before` them did
    not: what the record may say comes by its fields."""
    told = dict.fromkeys(match.lower() for match in TELLING.findall(_literal(text)))
    known = {match.lower() for match in TELLING.findall(_literal(before))}
    if more := [one for one in told if one not in known]:
        raise Unfit(
            "This letter is an open record. Its words may tell no vote, no member and no figure, and these could: "
            f"{', '.join(more)}."
        )


def _literal(text: str) -> str:
    return " ".join(literal for literal, *_ in string.Formatter().parse(text))


def _braced(names: Collection[str]) -> str:
    return ", ".join("{" + name + "}" for name in names)


def _parted(text: str) -> str:
    """The text with Unix line ends, and its paragraphs parted by exactly one empty line."""
    return re.sub(r"\n[ \t]*\n\s*", "\n\n", text.replace("\r\n", "\n").strip())


def filled(words: Words, fields: Mapping[str, Field]) -> tuple[str, tuple[Part, ...]]:
    """The subject and the parts of a letter. KeyError for a field that is not given: such words are never saved."""
    parts = [part for paragraph in _parted(words.text).split("\n\n") if (part := _part(paragraph, fields))]
    following = [*parts[1:], None]
    kept = [part for part, then in zip(parts, following, strict=True) if not _stands_alone(part, then)]
    return _run(words.subject, fields), tuple(kept)


def _stands_alone(part: Part, then: Part | None) -> bool:
    return isinstance(part, Heading) and (then is None or isinstance(then, Heading))


def _part(paragraph: str, fields: Mapping[str, Field]) -> Part | None:
    """One paragraph as a part of the letter; None where a field of it is empty."""
    mark, _, rest = paragraph.partition(" ")
    text = rest if mark in {"#", ">"} else paragraph
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    if any(fields[name] == "" for name in names):
        return None
    if len(names) == 1 and text == "{" + names[0] + "}" and not isinstance(whole := fields[names[0]], str):
        return whole
    run = _run(text, fields)
    return Heading(run) if mark == "#" else Quoted(run) if mark == ">" else run


def _run(text: str, fields: Mapping[str, Field]) -> str:
    """The text with its fields filled in; its own line ends are spaces, those of a field stay."""
    said = {name: value if isinstance(value, str) else value.text for name, value in fields.items()}
    return " ".join(line.strip() for line in text.strip().split("\n")).format_map(said)
