"""The kinds of open records: what each is called, the clauses that open it, and the fields it may carry.

Closed unless named: a kind or a field that does not stand here is not published. Both sides of the wall read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of open record. `clauses` are those that open it; `fields` the only names that its data may have;
    `of_a_matter` says that it names a prosecutor's office."""

    name: str
    called: str
    clauses: tuple[str, ...]
    fields: tuple[str, ...] = ()
    of_a_matter: bool = False


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("request", "Request to the governor", ("56.602.4(7)(a)a",), of_a_matter=True),
        Kind("second_request", "Second request to the governor", ("56.602.4(7)(b)c",), of_a_matter=True),
        Kind("term_request", "Request to reappoint", ("56.602.7(5)",), of_a_matter=True),
        Kind("finding_resolved", "Finding", ("56.602.4(7)(b)b",), of_a_matter=True),
        Kind(
            "notice",
            "Notice of a meeting",
            ("610.020",),
            ("day", "time", "place", "electronic", "agenda", "closing", "posted", "state"),
        ),
        Kind("minutes", "Open minutes", ("610.020",), ("day", "present", "absent")),
        Kind("roster", "Roster and terms", ("610.011",), ("as_of", "seats")),
        Kind("report", "Statewide report", ("56.750.3#2",), ("year", "counts")),
        Kind("totals", "Totals of the request log", ("610.011",), ("year", "counts")),
    )
}
