"""The register of acts: one verb each, with its clause, who may do it and what it asks for.

The web, the command line and the tests read this table; nothing else says what can be done.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from committee_app.papers import Kept
from rules.statute import Clause
from workflows.machine import Refused, say

if TYPE_CHECKING:
    from committee_app.acts.doing import Doing
    from letters.letter import Letter

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
# All that is neither a tab nor the end of a line: calendars and printers take them for orders.
CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")
LONGEST = 20_000


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long text"
    DAY = "day"
    TIME = "time of day"
    NUMBER = "number"
    NUMBERS = "numbers"
    NAMES = "names"
    CHOICE = "choice"
    CHOICES = "choices"
    YES = "yes or no"
    FILE = "file"
    LINES = "lines"
    PAPERS = "papers"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing an act asks for. `choices` maps what is sent to what a person reads; `fields` are the columns of
    LINES."""

    name: str
    kind: Kind
    label: str
    required: bool = True
    choices: Mapping[str, str] | None = None
    hint: str = ""
    fields: tuple["Parameter", ...] = ()

    def parse(self, given: Any) -> Any:
        """The typed value, or None where nothing was given. Raises Refused with words for the person."""
        if given is None or (isinstance(given, str) and not given.strip()) or given == []:
            if self.required:
                raise Refused(f"“{self.label}” is needed.")
            return None
        return PARSERS[self.kind](self, given)

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind.value,
            "label": self.label,
            "required": self.required,
            "choices": dict(self.choices) if self.choices else None,
            **({"fields": [field.as_json() for field in self.fields]} if self.fields else {}),
        }


def _text(parameter: Parameter, given: Any) -> str:
    text = str(given).replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\x00" in text:
        raise Refused(f"“{parameter.label}” holds a character that no text has (NUL).")
    if CONTROL.search(text):
        raise Refused(f"“{parameter.label}” holds a control character that no page, letter or calendar can show.")
    if len(text) > (LONGEST if parameter.kind is Kind.LONG_TEXT else 400):
        raise Refused(f"“{parameter.label}” is too long ({len(text):,} characters).")
    return text


def _day(parameter: Parameter, given: Any) -> dt.date:
    if isinstance(given, dt.date):
        return given
    if not DAY.fullmatch(str(given).strip()):
        raise Refused(f"“{parameter.label}” must be a day written as YYYY-MM-DD, not {str(given)[:40]!r}.")
    try:
        return dt.date.fromisoformat(str(given).strip())
    except ValueError:
        raise Refused(f"“{parameter.label}”: {given} is not a day of the calendar.") from None


def _time(parameter: Parameter, given: Any) -> dt.time:
    if isinstance(given, dt.time):
        return given
    if not TIME.fullmatch(str(given).strip()):
        raise Refused(f"“{parameter.label}” must be a time written as 14:30, not {str(given)[:40]!r}.")
    return dt.time.fromisoformat(str(given).strip())


def _number(parameter: Parameter, given: Any) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", str(given).strip(), re.ASCII):
        raise Refused(f"“{parameter.label}” must be a number, not {str(given)[:40]!r}.")
    return int(given)


def _several(given: Any) -> list[str]:
    parts = given if isinstance(given, list) else str(given).split(",")
    return [part for part in (str(part).strip() for part in parts) if part]


def _numbers(parameter: Parameter, given: Any) -> list[int]:
    return sorted({_number(parameter, part) for part in _several(given)})


def _names(parameter: Parameter, given: Any) -> list[str]:
    return sorted({_text(parameter, part) for part in _several(given)})


def _choice(parameter: Parameter, given: Any) -> str:
    choices = parameter.choices or {}
    if given not in choices:
        raise Refused(f"“{parameter.label}” must be one of: {', '.join(choices)}. Not {str(given)[:40]!r}.")
    return str(given)


def _choices(parameter: Parameter, given: Any) -> list[str]:
    return sorted({_choice(parameter, part) for part in _several(given)})


def _yes(parameter: Parameter, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if str(given).lower() not in {"yes", "no", "y", "n", "true", "false", "on"}:
        raise Refused(f"“{parameter.label}” must be yes or no.")
    return str(given).lower() in {"yes", "y", "true", "on"}


def _lines(parameter: Parameter, given: Any) -> list[dict[str, Any]]:
    """Lines of fields; an empty line is none. On the command line they are given as JSON."""
    try:
        rows = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(f"“{parameter.label}” must be a list of lines.")
    filled = [row for row in rows if any(str(value or "").strip() for value in row.values())]
    if parameter.required and not filled:
        raise Refused(f"“{parameter.label}”: fill in at least one line.")
    return [_line(parameter, number, row) for number, row in enumerate(filled, 1)]


def _line(parameter: Parameter, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    names = [field.name for field in parameter.fields]
    if unknown := sorted(row.keys() - set(names)):
        raise Refused(f"Line {number} knows no {', '.join(unknown)}; it takes: {', '.join(names)}.")
    try:
        return {field.name: field.parse(row.get(field.name)) for field in parameter.fields}
    except Refused as refused:
        raise Refused(f"Line {number}: {refused.reason}") from None


def _papers(parameter: Parameter, given: Any) -> list[Kept]:
    """Papers that lie in the store: a page has taken them in, and nobody names one by its hash alone."""
    try:
        return [Kept(**paper) for paper in given]
    except TypeError:
        raise Refused(f"“{parameter.label}” are files: choose them on the page of this act.") from None


PARSERS: Mapping[Kind, Callable[[Parameter, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.DAY: _day,
    Kind.TIME: _time,
    Kind.NUMBER: _number,
    Kind.NUMBERS: _numbers,
    Kind.NAMES: _names,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES: _yes,
    Kind.FILE: lambda _, given: given,
    Kind.LINES: _lines,
    Kind.PAPERS: _papers,
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the office. `hindrance` says why it cannot be done now, or None; `run` does it and returns what the
    journal keeps of it. `step_up` asks for the second factor once more on the web, if it was not shown just now.
    `drafts` makes the letter that the act would release, from what is given, and keeps nothing. `of_either` says that
    it is about one complaint where one is named, and about the office where none is."""

    verb: str
    does: str
    clauses: tuple[Clause, ...]
    roles: frozenset[str]
    parameters: tuple[Parameter, ...]
    needs_complaint: bool
    run: "Callable[[Doing], Mapping[str, Any]]"
    hindrance: "Callable[[Doing], str | None] | None" = None
    cannot_be_undone: "str | Callable[[Doing], str]" = ""
    step_up: bool = False
    drafts: "Callable[[Doing], Letter | None] | None" = None
    of_either: bool = False

    def is_about(self, *, a_matter: bool) -> bool:
        """Whether the act is done about one complaint, or about none."""
        return self.of_either or self.needs_complaint == a_matter

    def warning(self, doing: "Doing") -> str:
        """What cannot be taken back once this act is done, as things stand; empty where all of it can."""
        return self.cannot_be_undone if isinstance(self.cannot_be_undone, str) else self.cannot_be_undone(doing)

    @property
    def title(self) -> str:
        return say(self.verb).capitalize()

    def parse(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every parameter, typed. Raises Refused for an unknown, missing or malformed one."""
        unknown = given.keys() - {parameter.name for parameter in self.parameters}
        if unknown:
            known = ", ".join(parameter.name for parameter in self.parameters) or "none"
            raise Refused(f"“{self.verb}” knows no parameter {', '.join(sorted(unknown))}; it takes: {known}.")
        return {parameter.name: parameter.parse(given.get(parameter.name)) for parameter in self.parameters}

    def as_json(self) -> dict[str, Any]:
        return {
            "verb": self.verb,
            "does": self.does,
            "clauses": [clause.id for clause in self.clauses],
            "roles": sorted(self.roles),
            "parameters": [parameter.as_json() for parameter in self.parameters],
            "needs_complaint": self.needs_complaint,
            "step_up": self.step_up,
        }


ACTS: dict[str, Act] = {}


def act(
    does: str,
    *clauses: Clause,
    roles: str,
    asks: tuple[Parameter, ...] = (),
    about: str = "complaint",
    hindrance: "Callable[[Doing], str | None] | None" = None,
    cannot_be_undone: "str | Callable[[Doing], str]" = "",
    step_up: bool = False,
    drafts: "Callable[[Doing], Letter | None] | None" = None,
) -> "Callable[[Callable[[Doing], Mapping[str, Any]]], Callable[[Doing], Mapping[str, Any]]]":
    """Registers the decorated function as the act of the same name. `roles` are names parted by spaces; `about` is
    “complaint”, “office” or “either”."""

    def register(run: "Callable[[Doing], Mapping[str, Any]]") -> "Callable[[Doing], Mapping[str, Any]]":
        verb = run.__name__
        if verb in ACTS:
            raise ValueError(f"{verb} is registered twice")
        ACTS[verb] = Act(
            verb,
            does,
            clauses,
            frozenset(roles.split()),
            asks,
            about == "complaint",
            run,
            hindrance,
            cannot_be_undone,
            step_up,
            drafts,
            about == "either",
        )
        return run

    return register
