"""A request for records, from its receipt to its answer, as one table (RSMo 610.023, 610.026).

Where a request stands is never kept: it follows from what happened to it, one event after the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rules.records_requests import CLOSED_RECORDS, OPENED_RECORDS
from workflows.machine import Move, Procedure


class RequestState(StrEnum):
    RECEIVED = "received"
    CLARIFYING = "clarifying"
    UNPAID = "unpaid"
    DELAYED = "delayed"
    GRANTED = "granted"
    GRANTED_IN_PART = "granted_in_part"
    NO_RECORD = "no_record"
    DENIED = "denied"
    STATEMENT_ASKED = "statement_asked"
    STATED = "stated"
    WITHDRAWN = "withdrawn"


S = RequestState
# The answer is still to come.
OPEN = (S.RECEIVED, S.CLARIFYING, S.UNPAID, S.DELAYED)
# The answers that a reply gives, each with its move.
ANSWERS = {
    "grant": S.GRANTED,
    "grant_in_part": S.GRANTED_IN_PART,
    "find_no_record": S.NO_RECORD,
    "delay": S.DELAYED,
}
MOVES = (
    Move("ask_for_clarification", (S.RECEIVED, S.DELAYED), S.CLARIFYING, OPENED_RECORDS),
    Move("record_clarification", (S.CLARIFYING,), S.RECEIVED, OPENED_RECORDS),
    Move("estimate_cost", OPEN, None, OPENED_RECORDS),
    Move("ask_for_payment", (S.RECEIVED, S.DELAYED), S.UNPAID, OPENED_RECORDS),
    Move("record_payment", (S.UNPAID,), S.RECEIVED, OPENED_RECORDS),
    *(Move(name, OPEN, to, OPENED_RECORDS) for name, to in ANSWERS.items()),
    Move("deny_records", OPEN, S.DENIED, CLOSED_RECORDS),
    Move("record_statement_asked", (S.DENIED, S.GRANTED_IN_PART), S.STATEMENT_ASKED, CLOSED_RECORDS),
    Move("state_grounds", (S.STATEMENT_ASKED,), S.STATED, CLOSED_RECORDS),
    Move("withdraw_request", OPEN, S.WITHDRAWN, OPENED_RECORDS),
    Move("record_suit", tuple(S), None, OPENED_RECORDS),
)
PROCEDURE = Procedure("A request for records", S, MOVES, {}, "request")
# What the office sends: the first of these is the first answer.
SENT = frozenset({"ask_for_clarification", "ask_for_payment", "estimate_cost", *ANSWERS, "deny_records"})
# From the day of these the days to answer are counted anew.
BEGINS_ANEW = frozenset({"record_clarification", "record_payment"})


@dataclass(frozen=True, slots=True)
class Case:
    """What a guard may look at."""

    state: RequestState


def stands_at(events: Iterable[str]) -> RequestState:
    """Where a request stands after these events, the first first."""
    state = S.RECEIVED
    for name in events:
        moved = PROCEDURE.advance(Case(state), name).to
        state = state if moved is None else S(moved)
    return state
