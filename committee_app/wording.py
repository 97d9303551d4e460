"""How the pages say things: days, instants, states, verbs, and what happens next in each state."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, request, url_for
from markupsafe import Markup

from committee_app.access import READERS, home
from committee_app.acts import ACTS
from committee_app.acts.registry import Act
from committee_app.doorway import office
from committee_app.examining import ACCEPT
from committee_app.navigation import CLOSED_DESKS, NAVIGATION
from committee_app.settings import CHICAGO
from committee_app.standing import OpenMatter
from committee_app.standing_letters import StillLetter
from letters.article_number import ArticleNumber
from letters.catalogue import CATALOGUE
from rules.readings import READINGS
from rules.statute import CLAUSES
from rules.sunshine import said
from workflows.complaint import State as S
from workflows.machine import say
from workflows.service import ADDRESSEES
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
    S.REQUESTED: Standing("Requested of the governor", 7, "The governor's answer is awaited, and then recorded."),
    S.WITHDRAWN: Standing("Withdrawn", 7, "The matter is closed."),
    S.NOT_FORMAL: Standing("Not a formal complaint", 7, "The matter is closed."),
    S.NO_DETERMINATION: Standing("No determination", 7, "The matter is closed."),
    S.RESOLVED: Standing("Resolved", 7, "The finding is published by two: one person proposes it, another releases it. The matter is closed."),
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
    "acknowledge": "Acknowledge the complaint",
    "print_letter": "Print the letter",
    "enter_mailer_id": "Enter the mailer id",
    "label_letter": "Give it a certified-mail label",
    "take_back_letter": "Take the letter back",
    "release_again": "Release the letter again",
    "announce_term_end": "Tell that the appointment ends",
    "certify_service": "Certify the service",
    "draw_affidavit": "Draw an affidavit of delivery",
    "save_words": "Edit the words of a letter",
    "record_posting": "Record the posting",
    "record_delivery": "Record the delivery",
    "record_return": "Record the return",
    "record_personal_delivery": "Record a delivery in person",
    "record_service": "Record a further fact of service",
    "correct_service": "Correct a fact of service",
    "import_mail_events": "Import postal tracking",
    "record_response": "Record a response",
    "let_response_lapse": "Record that no response came",
    "review": "Record the review",
    "record_progress": "Record the progress",
    "assess": "Record the assessment",
    "open_motion": "Put a motion",
    "cast_vote": "Cast your vote",
    "close_motion": "Close the motion",
    "send_request": "Record that the request was sent",
    "make_packet": "Make the governor's packet",
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
    "enter_candidate": "Enter a prosecutor's term",
    "strike_office_term": "Strike a prosecutor's term",
    "appoint_member": "Record an appointment",
    "record_vacancy": "Record that a member leaves",
    "enter_rate": "Enter a rate",
    "claim_expenses": "Claim expenses",
    "approve_claim": "Approve the claim",
    "refuse_claim": "Refuse the claim",
    "propose_publication": "Propose to publish",
    "propose_notice": "Propose to publish the notice",
    "propose_minutes": "Propose to publish the minutes",
    "propose_roster": "Propose to publish the roster",
    "propose_report": "Propose the statewide report",
    "propose_totals": "Propose the totals of requests",
    "propose_correction": "Propose a correction",
    "withdraw_publication": "Propose to withdraw a record",
    "publish": "Release to the public",
    "refuse_proposal": "Refuse the proposal",
    "take_back_proposal": "Take the proposal back",
    "call_meeting": "Call a meeting",
    "post_notice": "Record the posting of the notice",
    "postpone_meeting": "Postpone the meeting",
    "cancel_meeting": "Cancel the meeting",
    "record_attendance": "Record who is there",
    "record_movement": "Record who came or left",
    "open_meeting": "Open the meeting",
    "vote_to_close": "Record the vote to close",
    "return_to_open": "Return to open session",
    "adjourn": "Adjourn the meeting",
    "add_minutes": "Add to the minutes",
    "correct_minutes": "Correct the minutes",
    "approve_minutes": "Record the approval of minutes",
    "call_hearing": "Call a hearing",
    "request_information": "Record a request for information",
    "record_information": "Record information that came",
    "make_calendar_feed": "Make a private calendar address",
    "revoke_calendar_feed": "Revoke the calendar address",
    "invite": "Invite somebody",
    "renew_invitation": "Mail a new link",
    "change_role": "Give another role",
    "correct_address": "Correct the mail address",
    "end_account": "End an account",
    "dispose": "Order the disposal",
    "reissue_code": "Send the prosecutor a new code",
    "revoke_code": "End the prosecutor's code",
}
# What a page offers first and last; the rest stands between, in the order of the register of acts.
FIRST = ("cast_vote", "propose_publication", "publish", "send_request", "send_recommendation", "record_appointment")
LAST = (
    "record_service",
    "correct_service",
    "print_letter",
    "take_back_letter",
    "acknowledge",
    "certify_service",
    "draw_affidavit",
    "call_hearing",
    "request_information",
    "record_information",
    "record_movement",
    "record_response",
    "close_motion",
    "withdraw",
    "reissue_code",
    "revoke_code",
    "propose_disposal",
    "dispose",
    "declare_recusal",
    "postpone_meeting",
    "cancel_meeting",
    "strike_office_term",
)
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
    **{kind: row.title for kind, row in CATALOGUE.items()},
    "notice": "Notice to the prosecutor",
    "finding_resolved": "Finding",
    "new_code": "New code for the prosecutor",
    "receipt": "Receipt for what the prosecutor sent",
}


def as_date(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def day(value: dt.date | str | None) -> str:
    """November 15, 2028."""
    return f"{as_date(value):%B %-d, %Y}" if value else ""


def weekday(value: dt.date | str | None) -> str:
    """Wed, Nov 15, 2028."""
    return f"{as_date(value):%a, %b %-d, %Y}" if value else ""


def whole_day(value: dt.date) -> str:
    """Wednesday, November 15, 2028."""
    return f"{value:%A, %B %-d, %Y}"


def instant(value: dt.datetime | str) -> str:
    """Nov 15, 2028, 3:04 PM, in Missouri's time."""
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{moment.astimezone(CHICAGO):%b %-d, %Y, %-I:%M %p}"


def moment(value: dt.datetime) -> str:
    """10:00 AM on Monday, November 20, 2028, in Missouri's time."""
    return said(value)


def clock(value: dt.datetime) -> str:
    """10:00 AM; of an aware moment, in Missouri's time."""
    return f"{value.astimezone(CHICAGO) if value.tzinfo else value:%-I:%M %p}"


def day_of(moment: dt.datetime) -> str:
    """The day of an instant in Missouri, as `day` says it."""
    return day(moment.astimezone(CHICAGO).date())


def clause_link(clause: str) -> Markup:
    """The clause as a link to its statement, which also stands in the link's title."""
    return _clause_link(clause, request.script_root)


@lru_cache(maxsize=1024)
def _clause_link(clause: str, _under: str) -> Markup:
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


def matter_link(complaint: str) -> Markup:
    """A matter's number as the link to it, as rows of many matters show it."""
    return _matter_link(complaint, request.script_root)


@lru_cache(maxsize=4096)
def _matter_link(complaint: str, _under: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url_for("docket.matter", complaint=complaint), complaint)


def standing(state: StrEnum) -> str:
    """A state of a matter, or of a term, as a page says it."""
    return STANDINGS[S(state)].label if state in STANDINGS else TERMS[T(state)]


def title_of(verb: str) -> str:
    """An act, by its verb, as its button calls it."""
    return titled(ACTS[verb])


def cure(still: OpenMatter | StillLetter) -> Markup:
    """Where the reader does what moves a matter or a letter on; the matter itself where it is another's to do."""
    if isinstance(still, OpenMatter):
        matter, verb, motion = still.id, still.step.verb, still.motion
    else:
        matter, verb, motion = still.complaint, still.verb, None
    if motion is not None:
        where, words_ = url_for("docket.motion", complaint=matter, motion=motion), "The motion"
    elif g.actor.role in ACTS[verb].roles:
        where, words_ = url_for("acting.form_of_matter", complaint=matter, verb=verb), title_of(verb)
    else:
        where, words_ = url_for("docket.matter", complaint=matter), f"{title_of(verb)}: in the matter"
    return Markup('<a href="{}">{}<span class="usa-sr-only"> in {}</span></a>').format(where, words_, matter)


@lru_cache(maxsize=1024)
def ledger(counts: str) -> Markup:
    """A duty's counts, kept as JSON, opened day by day. The same counts are the same words, so they are kept."""
    parts: Any = current_app.jinja_env.get_template("parts.html").module
    opened: Markup = parts.counted(json.loads(counts))
    return opened


def offices(matters: Iterable[OpenMatter]) -> dict[str, str]:
    """The office of each matter, by its number."""
    return {matter.id: matter.office for matter in matters}


def in_two(label: str) -> list[str]:
    """A label in one line, or in two of about the same length where it is too long for a box."""
    if len(label) <= 20:
        return [label]
    spaces = [at for at, letter in enumerate(label) if letter == " "]
    middle = min(spaces, key=lambda at: abs(at - len(label) / 2))
    return [label[:middle], label[middle + 1 :]]


FILTERS = (
    day, day_of, weekday, whole_day, instant, moment, clock, clause_link, matter_link, words, titled, title_of, offered, standing, cure, ledger, offices, in_two,
)  # fmt: skip


def install(app: Flask) -> None:
    """Gives the templates these words."""
    for function in FILTERS:
        app.add_template_filter(function)
    app.jinja_env.globals.update(
        READERS=READERS,
        home=home,
        READINGS=READINGS,
        ACTS=ACTS,
        STANDINGS=STANDINGS,
        STEPS=STEPS,
        TERMS=TERMS,
        LETTERS=LETTERS,
        FACTS=FACTS,
        CLAUSES=CLAUSES,
        ADDRESSEES=ADDRESSEES,
        numbered=ArticleNumber,
        NAVIGATION=NAVIGATION,
        CLOSED_DESKS=CLOSED_DESKS,
        ACCEPT=ACCEPT,
    )
    app.context_processor(lambda: {"training": office().settings.training, "today": office().settings.today()})
