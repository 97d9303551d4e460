"""How the pages say things: days, instants, states, verbs, and what happens next in each state."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for
from markupsafe import Markup

from committee_app.access import READERS
from committee_app.acts.registry import Act
from committee_app.doorway import office
from committee_app.settings import CHICAGO
from rules.readings import READINGS
from rules.statute import CLAUSES
from workflows.complaint import State as S
from workflows.machine import say
from workflows.special_prosecutor import TermState as T

STEPS = ("Lodged", "Meeting", "Notice", "Response", "Review", "Determination", "Remedy", "Outcome")


@dataclass(frozen=True, slots=True)
class Standing:
    """A state as a page says it: its label, the step of STEPS it belongs to, and what happens next."""

    label: str
    step: int
    then: str


STANDINGS = {
    S.LODGED: Standing("Lodged", 0, "The committee meets on the complaint; the meeting is then recorded."),
    S.CONVENED: Standing("Convened", 1, "The committee votes on whether the complaint is a formal one."),
    S.FORMAL: Standing("Found formal", 2, "The director releases the notice; staff post it or hand it over."),
    S.NOTICE_SENT: Standing("Notice sent", 2, "Staff record what the return receipt says: delivered, refused or returned."),
    S.NOTICE_RETURNED: Standing("Notice returned", 2, "Staff deliver the notice in person, or post it again."),
    S.NOTICE_DELIVERED: Standing("Notice delivered", 3, "The prosecutor may respond; staff record the response, or that the time ran out."),
    S.ANSWERED: Standing("Answered", 4, "When the time to respond is over, the committee reviews all information."),
    S.UNANSWERED: Standing("No response in time", 4, "The committee reviews all information. A late response is taken and marked late."),
    S.REVIEWED: Standing("Reviewed", 5, "The director puts the determination to the vote: four yes votes are needed."),
    S.DETERMINED: Standing("Threat determined", 6, "The committee votes at once on a request to the governor, or on remediation: three yes votes."),
    S.REMEDIATION: Standing("In remediation", 6, "The committee follows the progress and assesses it when the six months are over."),
    S.ASSESSMENT_UNDECIDED: Standing("Assessed, to be voted on", 6, "The committee votes on whether the threat is resolved or continues: three yes votes."),
    S.REQUESTED: Standing("Requested of the governor", 7, "The request is sent and published; then the governor's answer is recorded."),
    S.WITHDRAWN: Standing("Withdrawn", 7, "The matter is closed."),
    S.NOT_FORMAL: Standing("Not a formal complaint", 7, "The matter is closed."),
    S.NO_DETERMINATION: Standing("No determination", 7, "The matter is closed."),
    S.RESOLVED: Standing("Resolved", 7, "The finding is published. The matter is closed."),
    S.NOT_APPOINTED: Standing("Governor did not appoint", 7, "The matter is closed."),
    S.APPOINTED: Standing("Special prosecutor appointed", 7, "The committee reviews the term six months before it ends."),
}  # fmt: skip
TERMS = {
    T.SERVING: "Serving",
    T.TERM_REVIEWED: "Term reviewed, to be voted on",
    T.ENDING: "Ends with its term",
    T.REAPPOINTMENT_REQUESTED: "Reappointment requested",
    T.REAPPOINTED: "Reappointed",
    T.ENDED: "Ended",
}
# Where an act's verb alone would be too short for a button.
TITLES = {
    "lodge": "Lodge a complaint",
    "convene": "Record the meeting",
    "declare_recusal": "Declare a recusal",
    "release_notice": "Release the notice",
    "record_posting": "Record the posting",
    "record_delivery": "Record the delivery",
    "record_return": "Record the return",
    "record_response": "Record a response",
    "let_response_lapse": "Record that no response came",
    "review": "Record the review",
    "record_progress": "Record the progress",
    "assess": "Record the assessment",
    "open_motion": "Put a motion",
    "cast_vote": "Cast your vote",
    "close_motion": "Close the motion",
    "send_request": "Record that the request was sent",
    "send_recommendation": "Record that the recommendations were sent",
    "record_appointment": "Record the appointment",
    "record_no_appointment": "Record that nobody was appointed",
    "keep_findings": "Scan and keep the findings",
    "import_referrals_file": "Import referrals",
    "import_homicides_file": "Import homicides",
    "import_population_file": "Import population figures",
    "adopt_reading": "Adopt a reading",
    "enter_closure": "Enter a closure",
    "load_statute": "Load the enacted words",
    "review_term": "Record the review of the term",
    "end_term": "Record the end of the term",
    "invite": "Invite somebody",
    "renew_invitation": "Mail a new link",
    "change_role": "Give another role",
    "end_account": "End an account",
}
# What a page offers first and last; the rest stands between, in the order of the register of acts.
FIRST = ("cast_vote", "publish", "send_request", "send_recommendation")
LAST = ("record_response", "close_motion", "withdraw", "declare_recusal")
# What a finding's card calls its facts, in the order in which a person checks them.
FACTS = {
    "received_on": "Received",
    "investigation_requested_on": "Investigation asked for",
    "due": "Last day to act",
    "listed": "Listed under",
    "offense": "Offense",
    "section": "Section",
    "calendar": "Calendar",
    "count": "Victims",
    "window_from": "From",
    "window_to": "Through",
    "population": "People",
    "population_source": "Source of that figure",
    "rate_per_100k": "Victims per 100,000, in 24 months",
    "annualised_rate_per_100k": "The same as a yearly average",
    "line_per_100k": "Over the line above",
    "most_victims_not_over": "Most victims not over the line",
    "as_of": "Looked at on",
}
LETTERS = {
    "notice": "Notice to the prosecutor",
    "request": "Request to the governor",
    "second_request": "Second request to the governor",
    "term_request": "Request to reappoint",
    "recommendation": "Recommendations for remediation",
    "finding_resolved": "Finding",
}


def as_date(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def day(value: dt.date | str | None) -> str:
    """November 15, 2028."""
    return f"{as_date(value):%B %-d, %Y}" if value else ""


def weekday(value: dt.date | str | None) -> str:
    """Wed, Nov 15, 2028."""
    return f"{as_date(value):%a, %b %-d, %Y}" if value else ""


def instant(value: dt.datetime | str) -> str:
    """Nov 15, 2028, 3:04 PM, in Missouri's time."""
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.astimezone(CHICAGO):%b %-d, %Y, %-I:%M %p}"


def clause_link(clause: str) -> Markup:
    """The clause as a link to its statement, which also stands in the link's title."""
    known = CLAUSES.get(clause)
    title = known.statement if known else ""
    where = url_for("law.statute") + f"#{clause}"
    return Markup('<a class="clause" href="{}" title="{}">{}</a>').format(where, title, clause.partition("#")[0])


def titled(act: Act) -> str:
    """An act as its button and its page call it."""
    return TITLES.get(act.verb, act.title)


def offered(acts: Iterable[Act]) -> list[Act]:
    """Acts in the order in which a page offers them: what is most likely meant comes first."""
    place = {verb: at - len(FIRST) for at, verb in enumerate(FIRST)} | {verb: at + 1 for at, verb in enumerate(LAST)}
    return sorted(acts, key=lambda act: place.get(act.verb, 0))


def words(name: Any) -> str:
    """A verb or a state as words, the first letter large."""
    return say(str(name)).capitalize()


def install(app: Flask) -> None:
    """Gives the templates these words."""
    for function in (day, weekday, instant, clause_link, words, titled, offered):
        app.add_template_filter(function)
    app.jinja_env.globals.update(
        READERS=READERS,
        READINGS=READINGS,
        STANDINGS=STANDINGS,
        STEPS=STEPS,
        TERMS=TERMS,
        LETTERS=LETTERS,
        FACTS=FACTS,
        CLAUSES=CLAUSES,
    )
    app.context_processor(lambda: {"training": office().settings.training, "today": office().settings.today()})
