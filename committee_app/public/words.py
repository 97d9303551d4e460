"""What the public pages say in words: the outcome of each kind of record, where it stands, days as people write them,
what is closed and why.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from committee_app.public.store import OpenRecord

# Characters that XML may not hold and no page shows: controls, half characters, what is no character.
UNSHOWN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "request": (
        "The committee asked the governor to appoint a special prosecutor.",
        "The Act lets the committee ask for one at once, for the offenses that it lists. The request is"
        " open to everyone.",
    ),
    "second_request": (
        "After a remediation, the committee asked the governor to appoint a special prosecutor.",
        "When the committee finds that the threat still stands and that the prosecutor is still behind it, it asks the"
        " governor at once. The finding is open.",
    ),
    "term_request": (
        "At the end of a special prosecutor's term, the committee asked the governor to reappoint the special"
        " prosecutor or to name another.",
        "The Act lets the committee ask for this when it finds that the threat would return. The request is open to"
        " everyone.",
    ),
    "finding_resolved": (
        "At the end of a remediation, the committee found that there is no threat any more, or that the prosecutor"
        " is no longer behind it.",
        "The Act has the committee issue this finding, and opens it to everyone.",
    ),
    "notice": (
        "The committee gave notice of a meeting.",
        "The Sunshine Law asks for the time, the day, the place and the tentative agenda, at least 24 hours before.",
    ),
    "minutes": (
        "This is the open part of the minutes of a meeting.",
        "The Sunshine Law opens the day, the place, who was there and who was not. What was said and voted on behind"
        " closed doors is closed by section 56.602.4(2).",
    ),
    "roster": (
        "These are the members of the committee and their terms.",
        "Who sits on a public body, and until when, is open to everyone.",
    ),
    "report": (
        "These are figures for the whole state.",
        "The Act opens the statewide summary. The figures of a single office are closed by section 56.750.3.",
    ),
    "totals": (
        "These are the totals of the log of requests for records.",
        "How many requests came and what became of them is open; who asked is not told here.",
    ),
}

STANDS = "stands"
STATUSES: Mapping[str, str] = {
    STANDS: "Stands",
    "corrected": "Corrected",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
}

CALLED_OFF: Mapping[str, str] = {"cancelled": "Called off", "called_off": "Called off", "called off": "Called off",
                                 "postponed": "Postponed"}  # fmt: skip

# What is closed, by what clause, and in whose words: ours.
CLOSED: tuple[tuple[str, str, str], ...] = (
    ("Complaints", "56.602.4(2)", "A complaint, and whether there is one, is closed from beginning to end."),
    ("Letters to and from the committee", "56.602.4(2)", "Whatever complainants, prosecutors and the committee write."),
    ("Votes", "56.602.4(2)", "Who voted, how, and with what count. An open record says only that there were enough."),
    ("Recommendations to a prosecutor", "56.602.4(2)", "What the committee recommends to end a threat."),
    ("Sessions on a matter", "56.602.4(2)", "The committee meets in closed session. Its open minutes say when."),
    ("Figures of a single office", "56.750.3", "Each office's own data is confidential. The statewide sums are open."),
    ("What names people in closed records", "610.032", "An agency may not tell it in a way that identifies them."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands, in one word and in one sentence, and the record that the sentence leads to."""

    word: str
    sentence: str
    other: int | None = None

    @property
    def called(self) -> str:
        return STATUSES[self.word]


def standing(record: OpenRecord, released: Mapping[int, str]) -> Standing:
    """Where the record stands. `released` says on which day each record came onto the site."""
    if record.withdrawn:
        return Standing("withdrawn", f"This record was withdrawn on {day(record.withdrawn)}.")
    if record.replaced_by is not None:
        word = "corrected" if record.replaced_how == "corrects" else "superseded"
        on = f" on {day(released[record.replaced_by])}" if record.replaced_by in released else ""
        return Standing(word, f"This record was {word}{on} by", record.replaced_by)
    return Standing(STANDS, "This record stands as it was published.")


def off(record: OpenRecord) -> str:
    """That the meeting of a notice was called off or postponed, in one word or two; empty where it stands."""
    state = record.fields.get("state")
    return CALLED_OFF.get(state.casefold(), "") if isinstance(state, str) else ""


def outcome(record: OpenRecord) -> tuple[str, str]:
    """What a record comes to, in one sentence, and why it is open, in another."""
    said, why = OUTCOMES[record.kind]
    if record.kind == "notice" and off(record):
        said = f"This meeting was {off(record).lower()}."
    return said, why


def day(dated: str) -> str:
    """November 15, 2028, from 2028-11-15; what is no such day stays as it is."""
    try:
        return f"{dt.date.fromisoformat(dated):%B %-d, %Y}"
    except ValueError:
        return dated


def weekday(dated: str) -> str:
    """Wednesday, November 15, 2028."""
    try:
        return f"{dt.date.fromisoformat(dated):%A, %B %-d, %Y}"
    except ValueError:
        return dated


def hour(time: str) -> str:
    """2:30 p.m., from 14:30; what is written otherwise stays as it is."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", time)
    if not found:
        return time
    hours, minutes = int(found[1]), found[2]
    return f"{hours % 12 or 12}:{minutes} {'a.m.' if hours < 12 else 'p.m.'}"


def number(value: object) -> object:
    """1,204, from 1204; what is no whole number stays as it is."""
    return f"{value:,}" if isinstance(value, int) else value


def section(clause: str) -> str:
    """A clause as it is cited on a page: the part of it that we numbered ourselves is left out."""
    return clause.partition("#")[0]


def legible(value: object) -> object:
    """The value without characters that no page and no XML may hold."""
    if isinstance(value, str) and UNSHOWN.search(value):
        return type(value)(UNSHOWN.sub("\ufffd", value))
    return value


def title(record: OpenRecord) -> str:
    """What a record is called in a list. A withdrawn record has nothing left but its number."""
    return f"Record {record.number}, withdrawn" if record.withdrawn else record.title
