"""The three threats of 56.602.3, in the Act's order, each one row over one flat fact. Read a row aloud and it is the rule."""

from dataclasses import dataclass

from rules.facts import HOMICIDE_RATE, PENDING, UNDECIDED
from rules.statute import Clause


@dataclass(frozen=True, slots=True)
class Condition:
    """`field` stands to `figure` as `relation` says: "is" or "at least"."""

    field: str
    relation: str
    figure: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """A threat is found where every condition holds of the fact."""

    name: str
    clause: Clause
    conditions: tuple[Condition, ...]


TRIGGERS = (
    Trigger("homicides_above_the_rate", HOMICIDE_RATE, (Condition("exceeds_rate", "at least", HOMICIDE_RATE.figures["per_100k"]),)),
    Trigger("listed_offense_undecided", UNDECIDED, (Condition("undecided", "is", 1), Condition("business_days_over", "at least", UNDECIDED.figures["business_days"]))),
    Trigger("investigation_pending", PENDING, (Condition("undecided", "is", 1), Condition("months_over", "at least", PENDING.figures["months"]))),
)  # fmt: skip

HOMICIDES, UNTOUCHED, STALLED = TRIGGERS
