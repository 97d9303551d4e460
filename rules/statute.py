"""The clauses of the Act as data, and who cites them.

A citation is a `Clause`, taken with `cite` while its module loads: a loaded program has shown what it
covers. What is kept here is our own short statement of each clause; the enacted words are an office's to
load, and live in its database. This module may not know what a clause makes the program do.
"""

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its bill lines, our statement of it, and the figures that code reads from it.

    A figure is named by its unit: `business_days`, `months` (calendar months), `years`, `terms`, `votes`, `seats`,
    `seats_each_party`, `per_100k`. `offence` and `offence_name` are set on the ten listed offenses of
    56.602.3(2): a section number such as `565.020`, and a short name. `not_coded` says why no code cites it.
    """

    id: str
    section: str
    first_line: int
    last_line: int
    statement: str
    figures: Mapping[str, int] = field(default_factory=dict, compare=False)
    offence: str | None = None
    offence_name: str | None = None
    not_coded: str | None = None

    def __str__(self) -> str:
        return self.id

    @property
    def cited(self) -> str:
        """The clause as people cite it: without `#2`, which only tells this program's sentences apart."""
        return self.id.partition("#")[0]


def _load() -> Iterator[tuple[str, Clause]]:
    rows = tomllib.loads(files("rules").joinpath("statute.toml").read_text("utf-8"))
    for clause_id, row in rows.items():
        first, last = row.pop("lines")
        section = ".".join(clause_id.split(".")[:2])
        yield clause_id, Clause(clause_id, section, first, last, **row)


CLAUSES: Mapping[str, Clause] = MappingProxyType(dict(_load()))
_CITED: dict[str, set[str]] = {}


def clause(clause_id: str) -> Clause:
    """The clause of a full id such as `56.602.4(3)`, without citing it. KeyError names the nearest ids."""
    try:
        return CLAUSES[clause_id]
    except KeyError:
        raise KeyError(_unknown(clause_id)) from None


def cite(clause_id: str) -> Clause:
    """The clause of a full id, recorded as cited by the calling module. KeyError names the nearest ids."""
    cited = clause(clause_id)
    _CITED.setdefault(clause_id, set()).add(sys._getframe(1).f_globals["__name__"])
    return cited


def cited_by(clause_id: str) -> tuple[str, ...]:
    """The names of the loaded modules that cite the clause, sorted."""
    return tuple(sorted(_CITED.get(clause_id, ())))


def coverage() -> list[dict[str, object]]:
    """Each clause, who cites it and why it is not coded; true once the whole program is loaded."""
    clauses = CLAUSES.values()
    return [{"id": c.id, "cited_by": list(cited_by(c.id)), "not_coded": c.not_coded} for c in clauses]


def uncited() -> list[str]:
    """The ids of clauses whose excuse and code disagree: neither cited nor excused, or both."""
    return [c.id for c in CLAUSES.values() if bool(cited_by(c.id)) == bool(c.not_coded)]


def parse_enacted(text: str) -> dict[str, str]:
    """Read an office's file of the enacted words and give them by clause id.

    The file is JSON, `{id: words}` or `{section: [{"id": id, "text": words}]}`; a part of the bill is enough.
    ValueError says what is wrong: not JSON, an unknown or repeated id, a clause in another section, no words.
    """
    try:
        found = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_no_repeats)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON: {error}.") from error
    except RecursionError:
        raise ValueError("This JSON is nested too deeply.") from None
    if not isinstance(found, dict) or not found:
        raise ValueError("Expected a JSON object of clause ids, or of sections, and their words.")
    enacted: dict[str, str] = {}
    for clause_id, words in _entries(found):
        if clause_id not in CLAUSES:
            raise ValueError(_unknown(clause_id))
        if clause_id in enacted:
            raise ValueError(f"Clause {clause_id} occurs twice.")
        enacted[clause_id] = _checked_words(clause_id, words)
    return enacted


def _entries(found: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in found.items():
        if not isinstance(value, list):
            yield key, value
            continue
        for item in value:
            if not isinstance(item, dict) or not isinstance(item.get("id"), str):
                raise ValueError(f"Section {key}: every clause needs an id and its text.")
            if not item["id"].startswith(key):
                raise ValueError(f"Clause {item['id']} is not in section {key}.")
            yield item["id"], item.get("text")


def _checked_words(clause_id: str, words: object) -> str:
    if not isinstance(words, str) or not words.strip():
        raise ValueError(f"Clause {clause_id} has no words.")
    if "\0" in words or any("\ud800" <= letter <= "\udfff" for letter in words):
        raise ValueError(f"Clause {clause_id} holds a character that cannot be stored.")
    return words.strip()


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key} occurs twice in one JSON object.")
        found[key] = value
    return found


def _unknown(clause_id: str) -> str:
    near = get_close_matches(clause_id, CLAUSES, n=3, cutoff=0.5)
    return f"No clause {clause_id!r}." + (f" Nearest: {', '.join(near)}." if near else "")
