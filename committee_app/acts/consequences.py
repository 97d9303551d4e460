"""What follows from the outcome of a motion, in the transaction that closes it: a row for each move of a vote."""

import datetime as dt
from collections.abc import Callable, Mapping

from committee_app.acts.doing import Doing
from committee_app.acts.service import office_name, respondent_address
from committee_app.packet import governor
from committee_app.tables.docket import Remediation
from committee_app.tables.register import Jurisdiction
from committee_app.tables.votes import Motion
from letters import catalogue
from rules.statute import Clause, cite
from workflows.motion import CONTINUING, REQUEST, TERM_NEEDED

ASSESSMENT = cite("56.602.4(7)(b)a")

Consequence = Callable[[Doing, Motion], None]


def _nothing(_doing: Doing, _motion: Motion) -> None:
    """The move says it all."""


def _formal(doing: Doing, _motion: Motion) -> None:
    doing.complaint.found_formal_on = doing.today
    start = doing.today if doing.adopted["serve_clock"] == "decision" else doing.complaint.received_on
    doing.start("serve", start)


def _determined(doing: Doing, _motion: Motion) -> None:
    doing.complaint.determined_on = doing.today
    doing.start("remedy", doing.today)


def request_letter(doing: Doing, clause: Clause) -> catalogue.Request:
    """What a request to the governor may say: the office, the clause and the day. Nothing else is known to it."""
    jurisdiction = doing.session.get_one(Jurisdiction, doing.complaint.jurisdiction)
    return catalogue.Request(
        to=governor(doing.session), dated=doing.today, office=office_name(jurisdiction), clause=clause
    )


def _requested(clause: Clause, duty: str) -> Consequence:
    def consequence(doing: Doing, motion: Motion) -> None:
        doing.complaint.requested_under = clause.id
        doing.release(request_letter(doing, clause), f"request:{motion.id}")
        doing.start(duty, doing.today)
        doing.start("publish_request", doing.today)

    return consequence


def _remediation(doing: Doing, motion: Motion) -> None:
    terms = motion.terms
    six_months = doing.calendars.strict.months(doing.today, ASSESSMENT.figures["months"])
    # A day that passed while the motion was open would hold up what the committee decided: it falls on the decision.
    review_on = max(dt.date.fromisoformat(terms["review_on"]), doing.today)
    doing.complaint.remediation_adopted_on = doing.today
    doing.complaint.assessment_opens = six_months.due
    doing.session.add(
        Remediation(
            complaint_id=doing.complaint.id,
            recommendations=terms["recommendations"],
            timeline=terms["timeline"],
            adopted_on=doing.today,
            review_on=review_on,
        )
    )
    said = catalogue.Recommendation(
        to=respondent_address(doing),
        dated=doing.today,
        reference=doing.complaint.id,
        recommendations=terms["recommendations"],
        timeline=terms["timeline"],
        review_on=review_on,
        assessed_on=six_months.due,
    )
    doing.release(said, f"recommendation:{motion.id}")
    doing.start("send_recommendation", doing.today)
    doing.start("progress", review_on)
    doing.start("assess", doing.today)


def _resolved(doing: Doing, _motion: Motion) -> None:
    doing.start("publish_finding", doing.today)


def _term_needed(doing: Doing, motion: Motion) -> None:
    doing.release(request_letter(doing, TERM_NEEDED), f"request:{motion.id}")
    doing.start("send_term_request", doing.today)
    doing.start("publish_request", doing.today)


CONSEQUENCES: Mapping[str, Consequence] = {
    "find_formal": _formal,
    "find_not_formal": _nothing,
    "determine_threat": _determined,
    "fail_to_determine": _nothing,
    "request_special_prosecutor": _requested(REQUEST, "send_request"),
    "recommend_remediation": _remediation,
    "find_resolved": _resolved,
    "find_continuing": _requested(CONTINUING, "send_second_request"),
    "find_term_over": _nothing,
    "find_term_needed": _term_needed,
}
