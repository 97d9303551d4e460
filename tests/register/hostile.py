"""The hostile files: what each holds, and what must be said of it. One line of the table is one file.

Most files are a good row, a bad one on line 3, and a good one after it: the two good rows are what a lenient import
keeps. Where no row may be kept at all, `kept` is None.
"""

import gzip
from dataclasses import dataclass

from tests.register.feeds import REFERRAL, text

Fault = tuple[int, str, str]
HEADER = text([])
GOOD = text([{"referral_id": "GOOD-1"}])
LAST = text([{"referral_id": "GOOD-2"}]).split(b"\n", 1)[1]
KEYS = {"referrals": "referral_id", "homicides": "incident_id", "population": "fips"}
OTHER_OFFICES = ("29001", "29003")


@dataclass(frozen=True)
class Hostile:
    """`faults` are all that is said of the file: line, column, and words of the reason."""

    name: str
    content: bytes
    faults: tuple[Fault, ...]
    kept: int | None = 2
    kind: str = "referrals"


def cells(kind: str, name: str, *faults: tuple[str, str], **bad: str) -> Hostile:
    """A file whose row on line 3 differs from a good one in these cells."""
    key = KEYS[kind]
    good = OTHER_OFFICES if kind == "population" else ("GOOD-1", "GOOD-2")
    content = text([{key: good[0]}, bad, {key: good[1]}], kind)
    return Hostile(name, content, tuple((3, column, reason) for column, reason in faults), kind=kind)


def cell(column: str, bad: str, reason: str, kind: str = "referrals") -> Hostile:
    return cells(kind, f"{kind}: {column} {bad[:20]!a}", (column, reason), **{column: bad})


def line(name: str, bad: bytes, *reasons: str, kept: int = 2) -> Hostile:
    """A file with these bytes on line 3 and on, one reason for each of the lines refused."""
    faults = tuple((3 + at, "", reason) for at, reason in enumerate(reasons))
    return Hostile(name, GOOD + bad + b"\n" + LAST, faults, kept)


def whole(name: str, content: bytes, reason: str, *, at: int = 1, column: str = "") -> Hostile:
    """A file that is no feed: nothing of it is taken."""
    return Hostile(name, content, ((at, column, reason),), None)


def with_id(referral_id: bytes) -> bytes:
    """A row of which this stands in the place of the referral's number, as the bytes are."""
    return text([{"referral_id": "HERE"}]).split(b"\n")[1].replace(b"HERE", referral_id)


def header(**other: str) -> bytes:
    """A feed whose header says other names for some columns."""
    return ",".join(other.get(name, name) for name in REFERRAL).encode() + b"\n" + LAST


NO_DATE = "not a date as YYYY-MM-DD"
NO_DAY = "there is no such day"
UNSEEN = "a character that cannot be seen, "
NUMBER = "not a whole number from 1 to 9999"
OFFICE = "unknown office"
MISSING = "header: this column is missing"

ENCODINGS = (
    whole("a byte order mark twice", b"\xef\xbb\xbf" * 2 + GOOD, f"header: {UNSEEN}U+FEFF"),
    whole("UTF-16 with its mark", GOOD.decode().encode("utf-16"), "the file is UTF-16: save it as UTF-8"),
    whole("UTF-16, big end first", b"\xfe\xff" + GOOD.decode().encode("utf-16-be"), "the file is UTF-16"),
    whole("UTF-16 without a mark", GOOD.decode().encode("utf-16-le"), "header: a NUL byte"),
    whole("UTF-32", GOOD.decode().encode("utf-32"), "the file is UTF-16"),
    whole("a header in Latin-1", header(count="número").decode().encode("latin-1"), "header: not UTF-8: byte 0xfa"),
    line("a row in Latin-1", with_id("Pérez".encode("latin-1")), "not UTF-8: byte 0xe9 at position 8"),
    line("a row in Windows-1252", with_id("R\N{EN DASH}1".encode("cp1252")), "not UTF-8: byte 0x96 at position 8"),
    line("a lone surrogate", with_id(b"\xed\xa0\x80"), "not UTF-8: byte 0xed at position 7"),
    line("an overlong NUL", with_id(b"\xc0\x80"), "not UTF-8: byte 0xc0"),
    line("a character beyond Unicode", with_id(b"\xf4\x90\x80\x80"), "not UTF-8: byte 0xf4"),
    line("UTF-8 and Latin-1 in one line", with_id("é".encode() + b"\xe9"), "not UTF-8: byte 0xe9 at position 9"),
    Hostile(
        "a file cut off inside a character", GOOD + LAST + with_id(b"\xe2\x82")[:8],
        ((4, "", "not UTF-8: byte 0xe2"),),
    ),
)  # fmt: skip

CHARACTERS = (
    line("a NUL in a cell", with_id(b"R\x001"), "a NUL byte"),
    line("a line of NULs", b"\x00" * 50, "a NUL byte"),
    whole("a NUL in the header", header(count="count\0"), "header: a NUL byte"),
    Hostile("NULs after the last line", GOOD + LAST + b"\x00\x00", ((4, "", "a NUL byte"),)),
    line("a backspace", with_id(b"R-\x081"), f"{UNSEEN}U+0008"),
    line("an escape sequence for the terminal", with_id(b"\x1b[2JR"), f"{UNSEEN}U+001B"),
    line("a form feed", with_id(b"R\x0c"), f"{UNSEEN}U+000C"),
    line("a delete", with_id(b"R\x7f"), f"{UNSEEN}U+007F"),
    line("next line, U+0085", with_id("R\x85".encode()), f"{UNSEEN}U+0085"),
    line("a line separator, U+2028", with_id("R\u2028S".encode()), f"{UNSEEN}U+2028"),
    line("text turned right to left", with_id("R\u202e1-".encode()), f"{UNSEEN}U+202E"),
    line("an isolate", with_id("\u2066R".encode()), f"{UNSEEN}U+2066"),
    line("an Arabic letter mark", with_id("R\u061c1".encode()), f"{UNSEEN}U+061C"),
    line("a zero width space", with_id("R\u200b1".encode()), f"{UNSEEN}U+200B"),
    line("a soft hyphen", with_id("R\xad1".encode()), f"{UNSEEN}U+00AD"),
    line("a tag character", with_id("R\U000e0041".encode()), f"{UNSEEN}U+E0041"),
    line("a byte order mark in a row", b"\xef\xbb\xbf" + with_id(b"R"), f"{UNSEEN}U+FEFF"),
    whole("a column name with a mark of direction", header(count="count\u200e"), f"header: {UNSEEN}U+200E"),
)

SHAPE = (
    whole("an empty file", b"", "the file is empty"),
    whole("a byte order mark and nothing else", b"\xef\xbb\xbf", MISSING, column="jurisdiction"),
    whole("an empty first line", b"\n" + GOOD, MISSING, column="jurisdiction"),
    whole("no header", LAST, MISSING, column="jurisdiction"),
    whole("a web page", b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", MISSING, column="jurisdiction"),
    whole("JSON", b'[{"jurisdiction": "29510"}]\n', MISSING, column="jurisdiction"),
    whole("a gzip file", gzip.compress(GOOD, mtime=0), "header: a NUL byte"),
    whole("a spreadsheet", b"PK\x03\x04\x14\x00\x06\x00" + b"\x91" * 300, "header: a NUL byte"),
    whole("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", MISSING, column="jurisdiction"),
    whole("random bytes", bytes(range(128, 256)) * 8, "header: not UTF-8: byte 0x80 at position 1"),
    whole("semicolons between the columns", GOOD.replace(b",", b";"), MISSING, column="jurisdiction"),
    whole("tabs between the columns", GOOD.replace(b",", b"\t"), MISSING, column="jurisdiction"),
    whole("a column twice", header(lead="count"), "header: this column stands twice", column="count"),
    whole("a needed column missing", header(received_on="recieved_on"), MISSING, column="received_on"),
    whole("a column in capitals", header(count="COUNT"), "must be written as here", column="count"),
    whole("a column with a blank", header(filed_on=" filed_on"), "must be written as here", column="filed_on"),
    whole("carriage returns alone", GOOD.replace(b"\n", b"\r"), "header: a carriage return inside the line"),
    whole("a header with an unclosed quote", b'"' + GOOD, "header: a quote that is not closed"),
    whole("a cell of two megabytes", GOOD + with_id(b"R" * 2_000_000) + b"\n" + LAST, "longer than 65536", at=3),
    whole("a header of two megabytes", b"x" * 2_000_000, "longer than 65536"),
    whole("a last line without an end", GOOD + b"," * 70_000, "longer than 65536", at=3),
    whole("a row of 70,000 columns", GOOD + b"," * 70_000 + b"\n" + LAST, "longer than 65536", at=3),
    line("a row of 60,000 columns", b"," * 59_999, "60000 columns where the header has 17"),
    line("one column too few", with_id(b"R").rpartition(b",")[0], "16 columns where the header has 17"),
    line("one column too many", with_id(b"R") + b",", "18 columns where the header has 17"),
    line("a comma that is not quoted", with_id(b"R,1"), "18 columns where the header has 17"),
    line("an empty line", b"", "the line is empty"),
    line("three empty lines", b"\n\n", "the line is empty", "the line is empty", "the line is empty"),
    line("a bare carriage return in a row", with_id(b"R\r1"), "a carriage return inside the line"),
    line("an unclosed quote", with_id(b'"R'), "a quote that is not closed on its line"),
    line("an unclosed quote in the last cell", with_id(b"R") + b'"', "a quote that is not closed"),
    line("words after a closed quote", with_id(b'"R"1'), "not CSV: ',' expected after '\"'"),
    line("a cell over two lines", with_id(b'"R\n1"'), "a quote that is not closed", "16 columns where"),
    line("a row cut off", b"29510,R-9", "2 columns where the header has 17"),
)

KEY_COLUMNS = ("jurisdiction", "referral_id", "count")
EMPTY_ROW = Hostile(
    "a row of commas",
    GOOD + b"," * 16 + b"\n" + LAST,
    tuple((3, column, "empty: this column is needed") for column in (*KEY_COLUMNS, "received_on")),
)

TWO_SORTS = Hostile(
    "a bad cell before a bad line, and a repeated key before both",
    GOOD + GOOD.removeprefix(HEADER) + with_id(b"   ") + b"\n\n" + LAST,
    (
        (3, "count", "this key stands in the file already"),
        (4, "referral_id", "only blanks"),
        (5, "", "the line is empty"),
    ),
)

DATES = (
    cell("received_on", "2026-W01-1", NO_DATE),
    cell("received_on", "20260105", NO_DATE),
    cell("received_on", "2026-005", NO_DATE),
    cell("received_on", "01/05/2026", NO_DATE),
    cell("received_on", "2026-1-5", NO_DATE),
    cell("received_on", "2026-01-05T00:00:00", NO_DATE),
    cell("received_on", "2026-01-05 ", NO_DATE),
    cell("received_on", "2026\N{HYPHEN}01\N{HYPHEN}05", NO_DATE),
    cell("received_on", "\N{FULLWIDTH DIGIT TWO}026-01-05", NO_DATE),
    cell("received_on", "\N{ARABIC-INDIC DIGIT TWO}026-01-05", NO_DATE),
    cell("received_on", "46027", NO_DATE),
    cell("received_on", "2026-02-30", NO_DAY),
    cell("received_on", "2025-02-29", NO_DAY),
    cell("received_on", "1900-02-29", NO_DAY),
    cell("received_on", "2026-13-01", NO_DAY),
    cell("received_on", "0000-00-00", NO_DAY),
    cell("received_on", "0001-01-01", "before 1900"),
    cell("received_on", "1899-12-31", "before 1900"),
    cell("received_on", "2026-07-01", "after the day of the import, 2026-06-30"),
    cell("received_on", "9999-12-31", "after the day of the import"),
    cell("filed_on", "2026-07-01", "after the day of the import"),
    cell("disposed_on", "20260105", NO_DATE),
    cell("investigation_requested_on", "2026-01-04", "before the referral was received, 2026-01-05"),
    cell("filed_on", "2026-01-04", "before the referral was received"),
    cell("refused_on", "2025-12-31", "before the referral was received"),
    cell("disposed_on", "1999-01-01", "before the referral was received"),
    cells(
        "referrals", "every decision before receipt",
        ("filed_on", "before the referral"), ("refused_on", "before the referral"),
        filed_on="2026-01-01", refused_on="2026-01-02",
    ),
)  # fmt: skip

OFFICES = (
    cell("jurisdiction", "29002", OFFICE),
    cell("jurisdiction", "29511", OFFICE),
    cell("jurisdiction", "17031", OFFICE),
    cell("jurisdiction", "2951", OFFICE),
    cell("jurisdiction", "29510.0", OFFICE),
    cell("jurisdiction", " 29510", OFFICE),
    cell("jurisdiction", "\N{FULLWIDTH DIGIT TWO}9510", OFFICE),
    cell("jurisdiction", "City of St. Louis", OFFICE),
    cell("jurisdiction", "29510' OR '1'='1", OFFICE),
)

OFFENSES = (
    cell("severity", "misdemeanor", "section 565.050 is listed and a felony: it cannot be misdemeanor"),
    cell("severity", "ordinance", "section 565.050 is listed and a felony"),
    cells(
        "referrals", "listed by its code alone, and an infraction",
        ("severity", "section 565.050 is listed and a felony"), statute="", severity="infraction",
    ),
    cell("severity", "Felony", "not one of felony, misdemeanor"),
    cell("severity", "F", "not one of felony, misdemeanor"),
    cell("statute", "565.020", "statute says 565.020 but the charge code is of 565.050"),
    cell("statute", "565020", "not a section as 565.020"),
    cell("statute", "565.20", "not a section as 565.020"),
    cell("statute", "565.050.1", "not a section as 565.020"),
    cell("statute", "\N{FULLWIDTH DIGIT FIVE}65.050", "not a section as 565.020"),
    cell("charge_code", "565050", "not a charge code"),
    cell("charge_code", "565.050-001y201713", "not a charge code"),
    cell("charge_code", "ABCD", "not a charge code"),
    cell("charge_code", "5650500000000000000000000001", "not a charge code"),
)  # fmt: skip

NUMBERS = (
    cell("count", "0", NUMBER),
    cell("count", "-1", NUMBER),
    cell("count", "+1", NUMBER),
    cell("count", "01", NUMBER),
    cell("count", "1.0", NUMBER),
    cell("count", "1e3", NUMBER),
    cell("count", " 1", NUMBER),
    cell("count", "\N{FULLWIDTH DIGIT ONE}", NUMBER),
    cell("count", "\N{SUPERSCRIPT TWO}", NUMBER),
    cell("count", "10000", NUMBER),
    cell("count", "9" * 5000, NUMBER),
    cell("count", "", "empty: this column is needed"),
    cell("victims", "0", NUMBER, "homicides"),
    cell("victims", "-1", NUMBER, "homicides"),
    cell("victims", "9223372036854775808", NUMBER, "homicides"),
    cell("victims", "NaN", NUMBER, "homicides"),
    cell("population", "0", "not a whole number", "population"),
    cell("population", "-25715", "not a whole number", "population"),
    cell("population", "25,715", "not a whole number from 1 to 99999999", "population"),
    cell("population", "100000000", "not a whole number", "population"),
    cell("census_year", "1890", "not from 1900 to 2026", "population"),
    cell("census_year", "2027", "not from 1900 to 2026", "population"),
)

WORDS = (
    cell("referral_id", "", "empty: this column is needed"),
    cell("referral_id", "   ", "only blanks"),
    cell("referral_id", "\N{NO-BREAK SPACE}", "only blanks"),
    cell("referral_id", "R" * 41, "longer than 40 characters"),
    cell("agency_case", "\N{GREEK SMALL LETTER ALPHA}" * 41, "longer than 40 characters"),
    cell("agency_case", "123-45-6789", "looks like a Social Security number, which the register may not hold"),
    cell("agency_ori", "KS0950000", "not an ORI"),
    cell("agency_ori", "mospd0000", "not an ORI"),
    cell("agency_ori", "MO123", "not an ORI"),
    cell("lead", "yes", "neither Y nor N"),
    cell("lead", "y", "neither Y nor N"),
    cell("lead", "1", "neither Y nor N"),
    cell("probable_cause_statement", "=TRUE()", "neither Y nor N"),
    cell("count", "=1+1", NUMBER),
    cell("received_on", "=TODAY()", NO_DATE),
    cell("filed_on", "@SUM(A1)", NO_DATE),
    cell("statute", "+565.050", "not a section"),
    cell("source", "x" * 201, "longer than 200 characters", "homicides"),
    cell("status", "Final", "not one of preliminary, final", "homicides"),
    cell("occurred_on", "2026-07-01", "after the day of the import", "homicides"),
    cell("occurred_on", "", "empty: this column is needed", "homicides"),
    cell("incident_id", "", "empty: this column is needed", "homicides"),
    cell("effective_from", "2021", NO_DATE, "population"),
    cell("fips", "29", OFFICE, "population"),
)

REPEATED = (
    Hostile("a repeated key", GOOD + LAST + LAST, ((4, "count", "this key stands in the file already"),)),
    Hostile(
        "a repeated key that says something else",
        GOOD + LAST + LAST.replace(b"565.050", b"565.052"),
        ((4, "count", "this key stands in the file already"),),
    ),
    Hostile(
        "a repeated incident", text([{}, {}], "homicides"),
        ((3, "incident_id", "this key stands in the file already"),), kept=1, kind="homicides",
    ),
    Hostile(
        "a repeated figure", text([{}, {}], "population"),
        ((3, "fips", "this key stands in the file already"),), kept=1, kind="population",
    ),
)  # fmt: skip

HOSTILE = (
    *ENCODINGS, *CHARACTERS, *SHAPE, EMPTY_ROW, TWO_SORTS, *DATES, *OFFICES, *OFFENSES, *NUMBERS, *WORDS, *REPEATED,
)  # fmt: skip
