"""From bytes to rows: UTF-8, RFC 4180, one record a line, each with its line number. Knows no column's meaning.

A record may not run over the end of its line. So the lines, counted without the csv module, are the records; an
unclosed quote is found on its own line and cannot swallow the rows after it.
"""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Protocol

LONGEST_LINE = 64 * 1024
CHUNK = LONGEST_LINE  # larger pieces fall out of the processor's cache: four times slower at a megabyte
SHOWN = 40

Progress = Callable[[int, int | None], None]
Pick = Callable[[list[str]], tuple[str, ...]]

_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r") + b"\x7f"
# Line ends that are none in RFC 4180, and characters that nobody can see.
_UNSEEN = re.compile(
    "[\x80-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_BARE_CR = re.compile(rb"\r(?!\n)")


class Stream(Protocol):
    """What a feed is read from: an open file or an upload."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line was refused. `column` is empty where the whole line is meant; `value` is shortened."""

    line: int
    column: str
    value: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "column": self.column, "value": self.value, "reason": self.reason}


class FileRefused(Exception):
    """The file cannot be read as a feed at all: nothing of it is taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"line {fault.line}: {fault.reason}")
        self.fault = fault


class _LineRefused(Exception):
    def __init__(self, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.value = value


def shown(value: str) -> str:
    """A value as an error shows it: on one line, without characters that a terminal would obey, at most 40 long."""
    seen = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value[:SHOWN])
    return seen[:SHOWN] + ("…" if len(value) > SHOWN or len(seen) > SHOWN else "")


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows in the feed's own order of columns, with the line of each; and the lines refused."""

    lines: Sequence[int]
    rows: list[tuple[str, ...]]
    faults: list[Fault]


class Feed:
    """One CSV file. Iterating yields batches; then `sha256`, `lines` and `warnings` are whole.

    Of `columns` those `needed` must stand in the header, in any order and in this spelling; one that is absent reads
    as empty, with a warning. `aliases` gives other names under which a column is known.
    """

    def __init__(
        self,
        stream: Stream,
        columns: Sequence[str],
        *,
        needed: Sequence[str],
        aliases: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._stream = stream
        self._columns = tuple(columns)
        self._needed = tuple(needed)
        self._aliases = aliases or {}
        self._progress = progress
        self._total = _size(stream)
        self._hash = hashlib.sha256()
        self.bytes_read = 0
        self.lines = 0
        self.warnings: list[str] = []

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[Batch]:
        pick: Pick | None = None
        width = 0
        for block in self._blocks():
            lines = block.removesuffix(b"\n").split(b"\n")
            if max(map(len, lines)) > LONGEST_LINE:
                self._refuse_long(self.lines + next(at for at, line in enumerate(lines, 1) if len(line) > LONGEST_LINE))
            if pick is None:
                width, pick = self._header(lines.pop(0))
                self.lines = 1
            if lines:
                yield _batch(lines, self.lines + 1, width, pick)
            self.lines += len(lines)
            if self._progress:
                self._progress(self.bytes_read, self._total)
        if pick is None:
            raise FileRefused(Fault(1, "", "", "the file is empty: it has no header row"))

    def _blocks(self) -> Iterator[bytes]:
        """Whole lines, some hundred at a time."""
        rest = b""
        while chunk := self._stream.read(CHUNK):
            self._hash.update(chunk)
            if not self.bytes_read and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise FileRefused(Fault(1, "", "", "the file is UTF-16: save it as UTF-8"))
            self.bytes_read += len(chunk)
            whole, newline, after = (rest + chunk).rpartition(b"\n")
            if newline:
                yield whole + newline
            rest = after
            if len(rest) > LONGEST_LINE:
                self._refuse_long(self.lines + 1)
        if rest:
            yield rest

    def _refuse_long(self, line: int) -> None:
        raise FileRefused(Fault(line, "", "", f"a line longer than {LONGEST_LINE} bytes: this is not a feed"))

    def _header(self, line: bytes) -> tuple[int, Pick]:
        """The number of columns, and what picks a row's values in the feed's own order."""
        try:
            given = _record(line.removeprefix(b"\xef\xbb\xbf"))
        except _LineRefused as why:
            raise FileRefused(Fault(1, "", why.value, f"header: {why}")) from None
        names = [self._aliases.get(name, name) for name in given]
        for name in self._columns:
            if names.count(name) > 1:
                raise FileRefused(Fault(1, name, name, "header: this column stands twice"))
        absent = [name for name in self._columns if name not in names]
        alike = {name.strip().lower(): name for name in given}
        for name in absent:
            if name in alike:
                raise FileRefused(Fault(1, name, shown(alike[name]), "header: this column must be written as here"))
            if name in self._needed:
                raise FileRefused(Fault(1, name, "", "header: this column is missing"))
        if absent:
            self.warnings.append(f"not in the file and taken as empty: {', '.join(absent)}")
        extra = [shown(name) or "(no name)" for name in names if name not in self._columns]
        if extra:
            self.warnings.append(f"ignored {len(extra)} other columns: {', '.join(extra[:20])}")
        empty = len(names)
        pick = itemgetter(*(names.index(name) if name in names else empty for name in self._columns))
        return len(names), (lambda record: pick([*record, ""])) if absent else pick


def _size(stream: Stream) -> int | None:
    try:
        here = stream.tell()  # type: ignore[attr-defined]  # an upload may not be able to tell
        size: int = stream.seek(0, 2)  # type: ignore[attr-defined] # an upload can
        stream.seek(here)  # type: ignore[attr-defined] # an upload can
    except (AttributeError, OSError):
        return None
    return size


def _batch(lines: list[bytes], first: int, width: int, pick: Pick) -> Batch:
    """Lines without fault are read at once; if there is one, each line is looked at by itself."""
    at_once = _all_records(b"\n".join([*lines, b""]))
    if at_once is not None and len(at_once) == len(lines) and set(map(len, at_once)) == {width}:
        return Batch(range(first, first + len(lines)), list(map(pick, at_once)), [])
    numbers: list[int] = []
    batch = Batch(numbers, [], [])
    for number, line in enumerate(lines, first):
        try:
            record = _record(line)
            if len(record) != width:
                raise _LineRefused(_wrong_width(record, width))
        except _LineRefused as why:
            batch.faults.append(Fault(number, "", why.value, str(why)))
        else:
            numbers.append(number)
            batch.rows.append(pick(record))
    return batch


def _wrong_width(record: list[str], width: int) -> str:
    return f"{len(record)} columns where the header has {width}" if record else "the line is empty"


def _all_records(block: bytes) -> list[list[str]] | None:
    if len(block.translate(None, _CONTROLS)) != len(block) or _BARE_CR.search(block):
        return None
    try:
        text = block.decode("utf-8")
        if not block.isascii() and _UNSEEN.search(text):
            return None
        lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
        if '"' not in text:
            return [line.split(",") if line else [] for line in lines]  # as csv would, in half the time
        return list(csv.reader(lines, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None


def _record(line: bytes) -> list[str]:
    """The cells of one line (without its line feed). Raises _LineRefused with the reason."""
    line = line.removesuffix(b"\r")
    if b"\0" in line:
        raise _LineRefused("a NUL byte")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as why:
        around = shown(line[max(0, why.start - 10) : why.start + 10].decode("utf-8", "backslashreplace"))
        raise _LineRefused(f"not UTF-8: byte {line[why.start]:#04x} at position {why.start + 1}", around) from None
    if "\r" in text:
        raise _LineRefused("a carriage return inside the line")
    if len(line.translate(None, _CONTROLS)) != len(line) or _UNSEEN.search(text):
        unseen = next(c for c in text if (c < " " and c != "\t") or c == "\x7f" or _UNSEEN.match(c))
        raise _LineRefused(f"a character that cannot be seen, U+{ord(unseen):04X}")
    try:
        records = list(csv.reader([text], strict=True))
    except csv.Error as why:
        reason = "a quote that is not closed on its line" if "end of data" in str(why) else f"not CSV: {why}"
        raise _LineRefused(reason, shown(text)) from None
    return records[0] if records else []
