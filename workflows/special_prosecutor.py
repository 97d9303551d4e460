"""The special prosecutor's term, its review and its renewal, as a second table of the same kind (56.602.5 to .7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.readings import Adopted
from rules.statute import cite
from workflows.machine import Guard, Move, Procedure

TERM = cite("56.602.5#1")
LICENSED = cite("56.602.5#2")
TERM_REVIEW = cite("56.602.7(3)")
TERM_OVER = cite("56.602.7(4)")
TERM_NEEDED = cite("56.602.7(5)")
REAPPOINTMENT = cite("56.602.7(6)#1")


class TermState(StrEnum):
    SERVING = "serving"
    TERM_REVIEWED = "term_review_undecided"
    ENDING = "ending_with_its_term"
    REAPPOINTMENT_REQUESTED = "reappointment_requested"
    REAPPOINTED = "reappointed"
    ENDED = "term_ended"


T = TermState


@dataclass(frozen=True, slots=True)
class Term:
    """What a guard may look at: where the term stands and the days it runs, both included."""

    state: TermState
    today: date
    adopted: Adopted
    starts_on: date
    ends_on: date
    carried: bool | None = None


def _motion_carried(term: Term) -> str | None:
    return None if term.carried else "This follows only from a motion that carried."


def _term_is_over(term: Term) -> str | None:
    return None if term.today > term.ends_on else f"The appointment runs through {term.ends_on:%B %-d, %Y}."


GUARDS: Mapping[str, Guard] = {"motion_carried": _motion_carried, "term_is_over": _term_is_over}

MOVES = (
    #    move                   from                                                            to                         clause         only if
    Move("review_term",         (T.SERVING,),                                                   T.TERM_REVIEWED,           TERM_REVIEW),
    Move("find_term_over",      (T.TERM_REVIEWED,),                                             T.ENDING,                  TERM_OVER,     "motion_carried"),
    Move("find_term_needed",    (T.TERM_REVIEWED,),                                             T.REAPPOINTMENT_REQUESTED, TERM_NEEDED,   "motion_carried"),
    Move("record_reappointment", (T.REAPPOINTMENT_REQUESTED,),                                  T.REAPPOINTED,             REAPPOINTMENT),
    Move("end_term",            (T.SERVING, T.TERM_REVIEWED, T.ENDING, T.REAPPOINTMENT_REQUESTED, T.REAPPOINTED),
                                                                                                T.ENDED,                   TERM,          "term_is_over"),
)  # fmt: skip

PROCEDURE = Procedure("the special prosecutor's term", TermState, MOVES, GUARDS)
