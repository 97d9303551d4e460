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
    """One kind of motion: when it may be put, what it asks, and which move follows each outcome.

    Where the Act's sentence has two limbs, `limbs` holds both, in its order and its tense, and `joined` the Act's
    “and” or “or”; a yes is a yes to the whole. `if_carried` and `if_failed` say to a person what follows.
    """

    name: str
    stands: StrEnum
    clause: Clause
    need: int
    asks: str
    limbs: tuple[str, ...]
    joined: str
    carried: str
    failed: str | None
    if_carried: str
    if_failed: str
    readings: tuple[str, ...] = ()

    def limbs_under(self, adopted: Mapping[str, str]) -> tuple[str, ...]:
        """The limbs under the readings in force: which threats 4(7)(a) describes is one of them."""
        described = "56.602.3" if adopted["determination_ground"] == "any_ground" else "56.602.3(2)"
        return tuple(limb.replace("{described}", described) for limb in self.limbs)

    def question(self, adopted: Mapping[str, str]) -> str:
        """The whole question as one sentence, limbs and all, under the readings in force."""
        return f"{self.asks} {f', {self.joined} '.join(self.limbs_under(adopted))}?"


THREAT_NOW = "that there is a threat to public safety or health"
NO_THREAT_NOW = "that there is no longer a threat to public safety or health"
ACTS_NOW = (
    "that the prosecutor's professional acts or omissions are creating or substantially contributing to the threat"
)
NOT_BY_ACTS_NOW = (
    "that the prosecutor's professional acts or omissions are not creating or substantially contributing to a threat"
)
AGAIN = "Nothing follows: the matter stands where it did, and the committee votes again."

MOTIONS = (
    MotionKind("formality", S.CONVENED, FORMALITY, 3,
        "Does the committee find", ("that this complaint meets the requirements of a formal complaint",), "",
        "find_formal", "find_not_formal",
        "The complaint is a formal one. Within five business days a copy goes to the prosecutor, by hand or by certified mail.",
        "The matter is closed: no formal complaint. A new complaint can be lodged.",
        ("formality_by", "quorum")),
    MotionKind("determination", S.REVIEWED, DETERMINATION, DETERMINATION.figures["votes"],
        "Does the committee determine", (
            "that there is a threat to public safety or health, as {described} describes one, in the jurisdiction",
            "that the prosecutor's professional acts or omissions have created or substantially contributed to that threat",
        ), "and",
        "determine_threat", "fail_to_determine",
        "The committee must at once choose, by three votes, between a request to the governor and recommendations for remediation.",
        "The matter is closed without a determination; nothing of it is published. A new complaint can be lodged.",
        ("determination_ground", "determination_limbs", "failed_determination")),
    MotionKind("request", S.DETERMINED, REQUEST, REMEDY.figures["votes"],
        "Shall the committee", (
            "immediately request the governor to appoint a special prosecuting or circuit attorney for the offenses listed in 56.602.6",
        ), "",
        "request_special_prosecutor", None,
        "The request to the governor is written at once; it is an open record and is published.",
        AGAIN, ("remedy_deadlock", "remedy_one")),
    MotionKind("remediation", S.DETERMINED, RECOMMENDATION, REMEDY.figures["votes"],
        "Shall the committee", (
            "immediately make these recommendations for remediation to the prosecutor, with this timeline and this review date",
        ), "",
        "recommend_remediation", None,
        "The recommendations go to the prosecutor at once and stay closed; after six months the committee assesses what they did.",
        AGAIN, ("remedy_deadlock", "remedy_one", "six_months_of_remediation")),
    MotionKind("resolved", S.ASSESSMENT_UNDECIDED, RESOLVED, RESOLVED.figures["votes"],
        "Does the committee determine", (NO_THREAT_NOW, NOT_BY_ACTS_NOW), "or",
        "find_resolved", None,
        "A finding that says so is issued and published, and the matter is closed.",
        AGAIN, ("continuing_votes", "assessment_deadlock")),
    MotionKind("continuing", S.ASSESSMENT_UNDECIDED, CONTINUING, CONTINUING.figures["votes"],
        "Does the committee find", (THREAT_NOW, ACTS_NOW), "and",
        "find_continuing", None,
        "The governor is at once asked to appoint a special prosecutor; the finding and the request are open and are published.",
        AGAIN, ("continuing_votes", "assessment_deadlock", "finding_open")),
    MotionKind("term_over", T.TERM_REVIEWED, TERM_OVER, TERM_OVER.figures["votes"],
        "Does the committee determine", (
            "that no threat to public safety or health exists",
            "that the current prosecutor's professional acts or omissions are not creating or substantially contributing to one",
        ), "or",
        "find_term_over", None,
        "The special prosecutor's appointment ends when its initial term is over.",
        AGAIN, ("term_deadlock",)),
    MotionKind("term_needed", T.TERM_REVIEWED, TERM_NEEDED, TERM_NEEDED.figures["votes"],
        "Does the committee find", (
            "that a threat to public safety or health exists",
            "that the current prosecutor's professional acts or omissions are creating or substantially contributing to it",
        ), "and",
        "find_term_needed", None,
        "The governor is asked to reappoint the special prosecutor or to appoint another; the request is open and is published.",
        AGAIN, ("term_deadlock",)),
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
    """What the screen says before and during a vote; it rests on the roll alone and never on a choice. `present` is
    how many of those who may vote are there, None where nobody said."""

    need: int
    seats: int
    vacant: int
    recused: int
    voteless: int
    may_vote: int
    present: int | None = None

    @property
    def reachable(self) -> bool:
        """Whether the roll could give enough yes votes, whoever is there now."""
        return self.may_vote >= self.need

    @property
    def reachable_now(self) -> bool:
        """Whether those who are there could give enough yes votes."""
        return self.at_hand >= self.need

    @property
    def at_hand(self) -> int:
        """How many could vote yes now: those present, or where nobody said, all who may vote."""
        return self.may_vote if self.present is None else self.present

    @property
    def may_be_missed(self) -> int:
        """How many of those at hand can be absent, abstain or vote no without defeating the motion."""
        return max(self.at_hand - self.need, 0)

    @property
    def sentence(self) -> str:
        return f"{self.sum}, {self.need} yes votes needed. {self.reach}"

    @property
    def sum(self) -> str:
        without = ", the director without a vote" if self.voteless else ""
        away = f"{self.vacant} vacant, {self.recused} recused{without}"
        there = "" if self.present is None else f", {self.present} of them present"
        return f"{self.seats} seats, {away}: {self.may_vote} may vote{there}"

    @property
    def reach(self) -> str:
        """What the threshold still needs, in words."""
        if not self.reachable:
            return "It cannot carry: fill the vacancy or postpone."
        if not self.reachable_now:
            return f"It cannot carry with those present: {self.need - self.at_hand} more must come, or postpone."
        if self.may_be_missed == 0:
            return "Every one of them must vote yes."
        if self.may_be_missed == 1:
            return "It carries even if one of them stays away, abstains or votes no."
        return f"It carries even if {self.may_be_missed} of them stay away, abstain or vote no."


def arithmetic(
    need: int,
    *,
    filled: Iterable[int],
    recused: Iterable[int],
    voteless: Iterable[int] = (),
    present: Iterable[int] | None = None,
) -> Arithmetic:
    """The count before a motion opens: `filled` seats by number, which of those are recused, which have no vote under
    the reading in force, and which are present where that is known."""
    filled = set(filled)
    away = filled & set(recused)
    without = filled & set(voteless) - away
    able = filled - away - without
    there = None if present is None else len(able & set(present))
    return Arithmetic(need, SEATS, SEATS - len(filled), len(away), len(without), len(able), there)
