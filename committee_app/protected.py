"""What an open paper may not say, and whether it says it (56.602.4(2)#2, #3).

Protected are the names in a matter and of everybody with an account, and every closed or secret text of the matter's
rows. The rows are found by the foreign keys of the tables, so that a new table or column is protected by being there.
They are looked for in all that the bytes of a paper hold: its pages, its metadata, every text and stream in the file.
"""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import pikepdf
from pypdf import PdfReader
from sqlalchemy import Column, ForeignKeyConstraint, String, Table, Text, select, tuple_
from sqlalchemy.orm import Session

from committee_app.tables.base import Base, Json
from rules.statute import CLAUSES, cite

# What the Act opens: the requests to the governor, and the finding that ends a remediation.
OPENED = frozenset(
    clause.id
    for clause in (cite("56.602.4(7)(a)a"), cite("56.602.4(7)(b)b"), cite("56.602.4(7)(b)c"), cite("56.602.7(5)"))
)
TABLES = Base.metadata.tables
MATTER = TABLES["complaint"]
# Who somebody is, wherever it is kept: found in a paper as a whole, and by each part that is not a word of the Act.
NAMES = frozenset({
    "complaint.complainant", "complaint.respondent", "term.appointee", "hearing.heard", "information_request.asked_of",
    "account.display", "account.name",
})  # fmt: skip
# The letters, digits and words of a text that make it telling: so many words in a row are nobody else's; a word by
# itself is where it is long, or holds a digit; a part of a name where it is no initial.
RUN, LONG, WITH_A_DIGIT, PART_OF_A_NAME, UNBROKEN = 4, 8, 5, 4, 12
WORD = re.compile(r"[^\W_]+")
# What parts a word without being a letter of it: a hyphen at the end of a line, what is not seen, an accent by itself.
BROKEN = re.compile("[-\u2010\u2011]\\s*\n\\s*|[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Leak:
    """A protected text that stands in a paper: where it is kept, where it stands, and what of it. `words` is empty
    where the column is a secret."""

    kept_in: str
    stands_in: str
    words: str

    @property
    def sentence(self) -> str:
        what = f"“{self.words}”" if self.words else "words that are secret"
        return f"{self.stands_in} holds {what}, kept closed as {self.kept_in.replace('.', ', ').replace('_', ' ')}."


@dataclass(frozen=True, slots=True)
class Kept:
    """One protected text, and the column that keeps it."""

    column: Column[Any]
    text: str

    @property
    def where(self) -> str:
        return f"{self.column.table.name}.{self.column.name}"


@dataclass
class Words:
    """A text as it is compared: words in small letters without accents, hyphens at line ends undone."""

    words: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, *texts: str) -> "Words":
        plain = (BROKEN.sub("", unicodedata.normalize("NFKD", text)).casefold() for text in texts)
        return cls([word for text in plain for word in WORD.findall(text)])

    def __post_init__(self) -> None:
        self.set = frozenset(self.words)
        self.unbroken = "".join(self.words)
        self.runs = frozenset(self.in_a_row(RUN))

    def in_a_row(self, number: int) -> Iterator[tuple[str, ...]]:
        return zip(*(islice(self.words, at, None) for at in range(number)), strict=False)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            found.setdefault(word, []).append(at)
        return found

    def say(self, *words: str) -> bool:
        """Whether these words stand here, one after the other."""
        if not words or not self.set.issuperset(words):
            return False
        row = list(words)
        rarest = min(range(len(row)), key=lambda at: len(self.places[row[at]]))
        return any(self.words[max(at - rarest, 0) : at - rarest + len(row)] == row for at in self.places[row[rarest]])


def leaks(session: Session, complaint_id: str, paper: bytes, innocent: Iterable[bytes]) -> list[Leak]:
    """Every protected text of the matter that stands in the PDF `paper`, by where it is kept.

    `innocent` are papers that were made of open columns alone: a closed text may say what they say as well, a name may
    not. A name is excused by the words of the Act and by open columns (the title of an office is nobody's name).
    """
    excused = Words.of(*(text for one in innocent for _, text in voices(one)))
    return leaks_in(session, protected(session, complaint_id), voices(paper), excused)


def leaks_in(
    session: Session,
    kept_closed: Iterable[Kept],
    said: Iterable[tuple[str, str]],
    excused: Words,
    open_words: Iterable[str] = (),
    *,
    telling: bool = True,
) -> list[Leak]:
    """Every one of these texts that stands in what is `said`, as (where, text). `open_words` excuse names too; without
    `telling` a single long word gives no closed text away, only a run of words does, and a short part of a name only
    where it is written as a name: “Bell” may be somebody, a bell is nobody."""
    spoken = [(where, Words.of(text), None if telling else with_a_capital(text)) for where, text in said]
    offices = Words.of(*open_texts(session), *(clause.statement for clause in CLAUSES.values()), *open_words)
    # What they do not say all together, none of them says: most closed texts are looked for once, and not in each.
    together = Words([word for _, words, _ in spoken for word in words.words])
    written = None if telling else Words([word for _, _, names in spoken if names for word in names.words])

    def told_of(kept: Kept, own: Words, words: Words, names: Words | None) -> str | None:
        told = name_in(own, words, offices, excused, names) if kept.where in NAMES else None
        return told or _text_in(own, words, excused, telling=telling)

    found: dict[str, Leak] = {}
    for kept in kept_closed:
        if kept.where in found or not told_of(kept, own := Words.of(kept.text), together, written):
            continue
        for where, words, names in spoken:
            if told := told_of(kept, own, words, names):
                secret = kept.column.info["class"] == "SECRET"
                found[kept.where] = Leak(kept.where, where, "" if secret else told)
                break
    return [found[where] for where in sorted(found)]


def with_a_capital(text: str) -> Words:
    """The words of the text that could be names by how they are written."""
    return Words.of(*(word for word in WORD.findall(unicodedata.normalize("NFKC", text)) if word[0].isupper()))


def name_in(own: Words, said: Words, offices: Words, excused: Words, names: Words | None) -> str | None:
    """What of a name stands in the text: all of it, or a part; a short part only where it stands among `names`."""
    if own.words and said.say(*own.words) and not offices.say(*own.words):
        return " ".join(own.words)
    parts = (word for word in own.words if len(word) >= PART_OF_A_NAME and word in said.set)
    told = (word for word in parts if names is None or len(word) >= LONG or word in names.set)
    return next((word for word in told if word not in offices.set and word not in excused.set), None)


def _text_in(own: Words, said: Words, excused: Words, *, telling: bool = True) -> str | None:
    """A run of words, a telling word, or the whole of a short text that the paper shares with a closed one."""
    if shared := sorted((own.runs & said.runs) - excused.runs):
        return " ".join(shared[0])
    for word in sorted(own.set - excused.set):
        if word.isalpha() and not telling:
            continue
        within = len(word) >= UNBROKEN and word in said.unbroken and word not in excused.unbroken
        if is_telling(word) and (word in said.set or within):
            return word
    if not (telling or len(own.words) >= RUN or any(not word.isalpha() for word in own.words)):
        return None
    short = len(own.words) <= RUN and len(own.unbroken) >= LONG - 1
    if short and not excused.say(*own.words) and said.say(*own.words):
        return " ".join(own.words)
    if len(own.unbroken) >= UNBROKEN and own.unbroken in said.unbroken and own.unbroken not in excused.unbroken:
        return " ".join(own.words[:RUN])
    return None


def is_telling(word: str) -> bool:
    """Whether one word alone gives a closed text away."""
    return len(word) >= LONG or (len(word) >= WITH_A_DIGIT and not word.isalpha())


# What is protected.


def protected(session: Session, complaint_id: str) -> Iterator[Kept]:
    """Every closed or secret text of the matter's rows, and the names of all accounts; each text once a column."""
    seen: set[tuple[Column[Any], str]] = set()
    for table, rows in rows_of(session, complaint_id).items():
        for column in table.columns:
            if column.info["class"] == "OPEN" or not isinstance(column.type, String | Text | Json):
                continue
            for row in rows:
                for text in _texts(row[column.name]):
                    if (column, text) not in seen:
                        seen.add((column, text))
                        yield Kept(column, text)
    yield from _of_accounts(session)


def _of_accounts(session: Session) -> Iterator[Kept]:
    accounts = TABLES["account"]
    for name in (accounts.c.display, accounts.c.name, accounts.c.email):
        for text in session.scalars(select(name).where(name.is_not(None))):
            yield Kept(name, text)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value: itself, or what a JSON value holds at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


Rows = dict[Table, list[dict[str, Any]]]


def rows_of(session: Session, complaint_id: str) -> Rows:
    """The matter's rows by table: its own, whatever refers to one of them, at any depth; and one step further, what
    they refer to (the meeting on it, the finding that it rests on)."""
    found: Rows = {}
    ahead = [(MATTER, _select(session, MATTER, [MATTER.c.id], [(complaint_id,)]))]
    while ahead:
        table, rows = ahead.pop()
        known = {_key(table, row) for row in found.get(table, [])}
        new = [row for row in rows if _key(table, row) not in known and not _is_open_letter(table, row)]
        if new:
            found.setdefault(table, []).extend(new)
            ahead += [(other, _referring(session, other, key, new)) for other, key in _keys_to(table)]
    for table, rows in list(found.items()):
        for key in table.foreign_key_constraints:
            said = [tuple(row[element.parent.name] for element in key.elements) for row in rows]
            columns = [element.column for element in key.elements]
            more = _select(session, key.referred_table, columns, [values for values in said if None not in values])
            found.setdefault(key.referred_table, []).extend(
                row for row in more if not _is_open_letter(key.referred_table, row)
            )
    return found


def _is_open_letter(table: Table, row: dict[str, Any]) -> bool:
    """A letter that the Act opens protects nothing by its own words, nor does what is proposed as an open record."""
    return table.name == "proposal" or (table.name == "letter" and row["clause"] in OPENED)


def _keys_to(table: Table) -> Iterator[tuple[Table, list[tuple[Column[Any], Column[Any]]]]]:
    """Every foreign key to the table, as (table, [(its column, ours)]). The journal names its matter without one."""
    for other in TABLES.values():
        for key in other.foreign_key_constraints:
            if key.referred_table is table:
                yield other, [(element.parent, element.column) for element in key.elements]
        if table is MATTER and "complaint_id" in other.c and not _has_key(other, "complaint_id"):
            yield other, [(other.c.complaint_id, MATTER.c.id)]


def _has_key(table: Table, column: str) -> bool:
    return any(isinstance(key, ForeignKeyConstraint) and column in key.column_keys for key in table.constraints)


def _referring(
    session: Session, other: Table, key: list[tuple[Column[Any], Column[Any]]], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    values = [tuple(row[ours.name] for _, ours in key) for row in rows]
    return _select(session, other, [theirs for theirs, _ in key], values)


def _select(
    session: Session, table: Table, columns: list[Column[Any]], values: list[tuple[Any, ...]]
) -> list[dict[str, Any]]:
    """The rows of the table whose columns have one of the values."""
    rows: list[dict[str, Any]] = []
    wanted = sorted(set(values))
    for at in range(0, len(wanted), 500):
        some = table.select().where(tuple_(*columns).in_(wanted[at : at + 500]))
        rows += [dict(row._mapping) for row in session.execute(some)]
    return rows


def _key(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def open_texts(session: Session) -> Iterator[str]:
    """What the office itself says of itself and of the 115 offices: open for everybody."""
    settings, offices = TABLES["setting"], TABLES["jurisdiction"]
    yield from session.scalars(select(settings.c.value))
    for row in session.execute(select(offices.c.office, offices.c.name)):
        yield f"{row.office}, {row.name}"


# What every matter keeps closed: for a record that is of none.

# Where a path from a matter ends: what lies behind is of no matter, or stands in its own words elsewhere.
NOT_OF_A_MATTER = frozenset({
    "account", "entry", "entry_body", "meeting", "publication", "proposal", "proposal_end", "office_count",
    "withdrawal", "public_line", "outbox", "finding",
})  # fmt: skip


def protected_everywhere(session: Session) -> Iterator[Kept]:
    """The closed texts of every matter and the names of all accounts, in one statement a table."""
    tables, ahead = {MATTER}, [MATTER]
    while ahead:
        for other, _ in _keys_to(ahead.pop()):
            if other not in tables and other.name not in NOT_OF_A_MATTER:
                tables.add(other)
                ahead.append(other)
    for table in sorted(tables, key=lambda one: one.name):
        columns = [
            column
            for column in table.columns
            if column.info["class"] != "OPEN" and isinstance(column.type, String | Text | Json)
        ]
        if not columns:
            continue
        query = select(*columns).distinct()
        if table.name == "letter":
            query = query.where(table.c.clause.not_in(OPENED))
        if "complaint_id" in table.c:
            query = query.where(table.c.complaint_id.is_not(None))
        seen: set[tuple[str, str]] = set()
        for row in session.execute(query):
            for column in columns:
                for text in _texts(row._mapping[column]):
                    if (column.name, text) not in seen:
                        seen.add((column.name, text))
                        yield Kept(column, text)
    yield from _of_accounts(session)


# What a paper says.


def voices(paper: bytes) -> Iterator[tuple[str, str]]:
    """Everything that the bytes of a PDF say, as (where, text): the words of its pages, its metadata, and every text
    and stream that lies in the file, whether a page shows it or not, of this and of every earlier revision."""
    for end in [match.end() for match in re.finditer(rb"%%EOF", paper)]:
        try:
            file = pikepdf.open(io.BytesIO(paper[:end]))
        except pikepdf.PdfError:
            # Those five letters within a stream are no end.
            continue
        with file:
            for number, page in enumerate(PdfReader(io.BytesIO(paper[:end])).pages, 1):
                yield f"Page {number}", page.extract_text()
            yield "The metadata", "\n".join(str(told) for told in file.docinfo.values())
            yield "The inside of the file", "\n".join(told for thing in file.objects for told in _told(thing))


def _told(thing: Any) -> Iterator[str]:
    """Every text in one object of a PDF, down to where another object begins."""
    if isinstance(thing, pikepdf.Stream):
        yield from _decoded(_content(thing))
    if isinstance(thing, pikepdf.String):
        yield from _decoded(bytes(thing))
        yield str(thing)
    elif isinstance(thing, pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for name, inner in thing.items():
            yield name
            yield from _told_within(inner)
    elif isinstance(thing, pikepdf.Array):
        for inner in list(thing):
            yield from _told_within(inner)


def _told_within(inner: Any) -> Iterator[str]:
    return iter(()) if isinstance(inner, pikepdf.Object) and inner.is_indirect else _told(inner)


def _content(stream: pikepdf.Stream) -> bytes:
    """What the stream holds, unpacked; as it lies there where no filter that we know packed it."""
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def _decoded(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", "replace")
    if b"\0" in content:
        # Plain text of two bytes a letter is one of one byte without its zeros.
        yield content.replace(b"\0", b"").decode("latin-1")
