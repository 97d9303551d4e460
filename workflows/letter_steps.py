"""How long a letter may stand at each step of its way before somebody must ask what became of it, as one table.

A letter can stand still without any duty being overdue: the Act counts the days of service and of the answer, and says
nothing of the days in which a letter lies in a tray or in the mail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.calendar import Calendar
from rules.statute import Clause, cite
from workflows.duties import at_once
from workflows.service import Event

SERVE = cite("56.602.4(3)")
CORRESPONDENCE = cite("56.602.4(2)#2")
REQUEST = cite("56.602.4(7)(a)a")
RECOMMEND = cite("56.602.4(7)(a)b")


@dataclass(frozen=True, slots=True)
class LetterStep:
    """One row, read aloud: a letter that is `what` may stand so for `allowed` business days, because of `source`;
    then `act` is to be recorded."""

    name: str
    what: str
    allowed: int
    clause: Clause
    source: str
    act: str


AT_ONCE = "Sent “immediately”: the same business day, or the next one (law.md 2)."
OWN = "The office's own measure; the Act sets none."

STEPS = (
    #          name               what                                             days  clause     why so many                                                                      what is recorded then
    LetterStep("unprinted",       "released, not printed",                            1, CORRESPONDENCE, "Nothing leaves the house unprinted. " + OWN,                               "print_letter"),
    LetterStep("unsent",          "printed, nothing recorded of its way",             1, CORRESPONDENCE, "A certified letter is handed over on the day, or the next. " + OWN,         "record_service"),
    LetterStep("sent_unprinted",  "its sending is recorded, and nobody printed it",   1, CORRESPONDENCE, "What was not printed has not left the house. " + OWN,                       "print_letter"),
    LetterStep("released",        "released, not posted",                             1, SERVE,     "The five business days to serve are running. " + OWN,                           "record_posting"),
    LetterStep("handed_over",     "handed over, no postmark",                         1, SERVE,     "The duty is done by sending; the postmark shows it (law.md 3.2). " + OWN,       "record_posting"),
    LetterStep("posted",          "posted, neither delivered nor returned",           5, SERVE,     "Mail within the state takes a few days. " + OWN,                                "record_delivery"),
    LetterStep("attempted",       "not handed over at the first try",                10, SERVE,     "The carrier holds it about fifteen days, then returns it. " + OWN,              "record_return"),
    LetterStep("left_with_agent", "left with somebody else, not delivered",           0, SERVE,     "The Act knows no substituted service (law.md 3.3).",                            "record_delivery"),
    LetterStep("came_back",       "returned, not brought again",                      0, SERVE,     "Undeliverable mail needs another try (law.md 3.8).",                            "record_delivery"),
    LetterStep("request_drawn",   "drawn, not sent",                                  0, REQUEST,   AT_ONCE,                                                                         "send_request"),
    LetterStep("recommended",     "drawn, not sent",                                  0, RECOMMEND, AT_ONCE,                                                                         "send_recommendation"),
)  # fmt: skip
BY_NAME: Mapping[str, LetterStep] = {step.name: step for step in STEPS}
AFTER = {
    Event.HANDED_OVER: BY_NAME["handed_over"],
    Event.POSTED: BY_NAME["posted"],
    Event.ATTEMPTED: BY_NAME["attempted"],
    Event.LEFT_WITH_AGENT: BY_NAME["left_with_agent"],
    Event.UNCLAIMED: BY_NAME["came_back"],
    Event.UNDELIVERABLE: BY_NAME["came_back"],
    Event.RETURNED: BY_NAME["came_back"],
}


def stands_still(step: LetterStep, since: date, today: date, strict: Calendar) -> bool:
    """Whether a letter has stood at this step longer than it may, in business days of the strict calendar after the day
    of its last step, or after the next business day where that was none."""
    return strict.business_days_between(at_once(since, strict), today) > step.allowed
