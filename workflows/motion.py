"""Motions: the question, how many yes votes the Act asks for, and what can still be reached.

Four is four and three is three, whatever is vacant, absent or recused (law.md A3). The tally is computed from the
ballots whenever it is asked for; nothing here stores one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.statute import Clause, cite
from workflows.complaint import State as S
from workflows.special_prosecutor import TermState as T

COMMITTEE = cite("56.602.2#1")
FORMALITY = cite("56.602.4(3)")
DETERMINATION = cite("56.602.4(7)(a)#1")
REMEDY = cite("56.602.4(7)(a)#2")
REQUEST = cite("56.602.4(7)(a)a")
RECOMMENDATION = cite("56.602.4(7)(a)b")
RESOLVED = cite("56.602.4(7)(b)b")
CONTINUING = cite("56.602.4(7)(b)c")
TERM_QUESTIONS = (cite("56.602.7(3)(a)"), cite("56.602.7(3)(b)"))
TERM_OVER = cite("56.602.7(4)")
TERM_NEEDED = cite("56.602.7(5)")
SEATS = COMMITTEE.figures["seats"]
# A majority of the five seats, filled or not (reading “quorum”).
QUORUM = SEATS // 2 + 1


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class MotionKind:
    """One kind of motion: when it may be put, what it asks in our words, and which move follows each outcome."""

    name: str
    stands: StrEnum
    clause: Clause
    need: int
    question: str
    carried: str
    failed: str | None
    readings: tuple[str, ...] = ()


MOTIONS = (
    MotionKind("formality", S.CONVENED, FORMALITY, 3,
        "Does this complaint meet the requirements of a formal complaint?",
        "find_formal", "find_not_formal", ("formality_by", "quorum")),
    MotionKind("determination", S.REVIEWED, DETERMINATION, DETERMINATION.figures["votes"],
        "Is there a threat to public safety or health in the jurisdiction, as 56.602.3(2) describes one, and have the prosecutor's "
        "professional acts or omissions created it or substantially contributed to it?",
        "determine_threat", "fail_to_determine", ("determination_ground", "determination_limbs", "failed_determination")),
    MotionKind("request", S.DETERMINED, REQUEST, REMEDY.figures["votes"],
        "Shall the committee ask the governor at once to appoint a special prosecuting or circuit attorney for the offenses of 56.602.6?",
        "request_special_prosecutor", None, ("remedy_deadlock", "remedy_one")),
    MotionKind("remediation", S.DETERMINED, RECOMMENDATION, REMEDY.figures["votes"],
        "Shall the committee at once make these recommendations for remediation, with this timeline and this review date?",
        "recommend_remediation", None, ("remedy_deadlock", "remedy_one", "six_months_of_remediation")),
    MotionKind("resolved", S.ASSESSMENT_UNDECIDED, RESOLVED, RESOLVED.figures["votes"],
        "Is there no longer a threat to public safety or health, or are the prosecutor's professional acts or omissions not creating one "
        "or substantially contributing to one?",
        "find_resolved", None, ("continuing_votes", "assessment_deadlock")),
    MotionKind("continuing", S.ASSESSMENT_UNDECIDED, CONTINUING, CONTINUING.figures["votes"],
        "Is there a threat to public safety or health, and are the prosecutor's professional acts or omissions creating it or "
        "substantially contributing to it?",
        "find_continuing", None, ("continuing_votes", "assessment_deadlock", "finding_open")),
    MotionKind("term_over", T.TERM_REVIEWED, TERM_OVER, TERM_OVER.figures["votes"],
        "Is there no threat to public safety or health, or are the current prosecutor's professional acts or omissions not creating one "
        "or substantially contributing to one, so that the special prosecutor's appointment ends with its initial term?",
        "find_term_over", None, ("term_deadlock",)),
    MotionKind("term_needed", T.TERM_REVIEWED, TERM_NEEDED, TERM_NEEDED.figures["votes"],
        "Does a threat to public safety or health exist, and are the current prosecutor's professional acts or omissions creating it or "
        "substantially contributing to it, so that the governor is asked to reappoint or to appoint another special prosecutor?",
        "find_term_needed", None, ("term_deadlock",)),
)  # fmt: skip
KINDS: Mapping[str, MotionKind] = {kind.name: kind for kind in MOTIONS}


@dataclass(frozen=True, slots=True)
class Ballot:
    """The seats that may vote on one motion, and how those that voted did. `choices` is by seat number."""

    need: int
    roll: tuple[int, ...]
    choices: Mapping[int, Choice]

    def __post_init__(self) -> None:
        strangers = self.choices.keys() - set(self.roll)
        if strangers:
            raise ValueError(f"seats {sorted(strangers)} are not on the roll")

    @property
    def yes(self) -> int:
        return sum(choice is Choice.YES for choice in self.choices.values())

    @property
    def carried(self) -> bool:
        """Enough yes votes; nothing else makes a motion carry, and a tie is not enough."""
        return self.yes >= self.need

    @property
    def quorate(self) -> bool:
        """Whether enough members took part for the committee to act at all: an abstention is a presence."""
        return len(self.choices) >= QUORUM

    @property
    def complete(self) -> bool:
        """Every seat on the roll has voted."""
        return len(self.choices) == len(self.roll)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What the screen says before and during a vote; it rests on the roll alone and never on a choice."""

    need: int
    seats: int
    vacant: int
    recused: int
    voteless: int
    may_vote: int

    @property
    def reachable(self) -> bool:
        return self.may_vote >= self.need

    @property
    def may_be_missed(self) -> int:
        """How many of those who may vote can be absent, abstain or vote no without defeating the motion."""
        return max(self.may_vote - self.need, 0)

    @property
    def sentence(self) -> str:
        without = ", the director without a vote" if self.voteless else ""
        away = f"{self.vacant} vacant, {self.recused} recused{without}"
        sum_ = f"{self.seats} seats, {away}: {self.may_vote} may vote, {self.need} yes votes needed."
        if not self.reachable:
            return f"{sum_} It cannot carry: fill the vacancy or postpone."
        if self.may_be_missed == 0:
            return f"{sum_} Every one of them must vote yes."
        return f"{sum_} It carries even if {self.may_be_missed} of them stay away, abstain or vote no."


def arithmetic(need: int, *, filled: Iterable[int], recused: Iterable[int], voteless: Iterable[int] = ()) -> Arithmetic:
    """The count before a motion opens: `filled` seats by number, which of those are recused, and which have no vote
    under the reading in force."""
    filled = set(filled)
    away = filled & set(recused)
    without = filled & set(voteless) - away
    vacant = SEATS - len(filled)
    return Arithmetic(need, SEATS, vacant, len(away), len(without), len(filled - away - without))
