"""Lodging, withdrawing, convening, recusal, review and assessment: the acts that carry a complaint to its votes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from committee_app.acts.doing import Doing, adopted_readings
from committee_app.acts.possible import moves
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.service import respondent_address
from committee_app.register.scan import scan
from committee_app.tables.docket import AttachedFinding, Complaint, Ground, Recusal, Remediation
from committee_app.tables.office import Account
from committee_app.tables.register import Finding, Jurisdiction
from letters import catalogue
from rules.statute import cite
from workflows.complaint import ASSESSMENT, CONVENING, LODGING, RECOMMENDATION, REVIEW, State
from workflows.duties import clock_start
from workflows.machine import Refused

THREAT = cite("56.602.3#2")
MEMBERS = cite("56.602.2#1")
VOTERS = ("director", "member")
THREATS = {
    cite("56.602.3(1)"): "homicides above the rate",
    cite("56.602.3(2)"): "a listed offense undecided for ten business days",
    cite("56.602.3(3)#1"): "an investigation pending for six months",
}
GROUNDS = {threat.id: f"{threat.cited}: {words}" for threat, words in THREATS.items()}
NOBODY = "nobody"
CAPACITIES = {
    "person": "A person",
    "agency": "A law enforcement agency",
    "office": "The office of prosecution services",
}


@act(
    "Takes in a complaint that a threat of 56.602.3 exists in a jurisdiction, and starts the clock to convene.",
    LODGING,
    THREAT,
    roles="director staff",
    about="office",
    asks=(
        Parameter("jurisdiction", Kind.TEXT, "Jurisdiction (county FIPS code)", hint="29001 to 29510"),
        Parameter("respondent", Kind.TEXT, "Prosecuting or circuit attorney"),
        Parameter(
            "respondent_account",
            Kind.TEXT,
            "That person on the committee",
            required=False,
            hint=f"the member's account, or “{NOBODY}”; a member who is the respondent is recused with the lodging",
        ),
        Parameter("complainant", Kind.TEXT, "Who complains"),
        Parameter("capacity", Kind.CHOICE, "In what capacity", choices=CAPACITIES),
        Parameter("grounds", Kind.CHOICES, "Threats stated", choices=GROUNDS),
        Parameter("facts", Kind.LONG_TEXT, "The complaint"),
        Parameter("received_on", Kind.DAY, "Received on", required=False, hint="today if left empty"),
        Parameter("findings", Kind.NUMBERS, "Findings it rests on", required=False, hint="numbers, parted by commas"),
    ),
)
def lodge(doing: Doing) -> Mapping[str, Any]:
    received = doing.on_day("received_on")
    if doing.session.get(Jurisdiction, doing["jurisdiction"]) is None:
        raise Refused(f"{doing['jurisdiction']} is not one of the 115 jurisdictions.", LODGING)
    findings = doing["findings"] or []
    known = set(doing.session.scalars(select(Finding.id).where(Finding.id.in_(findings))))
    if missing := sorted(set(findings) - known):
        raise Refused(f"There is no finding {', '.join(map(str, missing))}.", LODGING)
    doing.row = Complaint(
        id=_docket_number(doing),
        jurisdiction=doing["jurisdiction"],
        respondent=doing["respondent"],
        complainant=doing["complainant"],
        capacity=doing["capacity"],
        facts=doing["facts"],
        received_on=received,
        state=State.LODGED,
        changed_at=doing.now,
    )
    doing.session.add(doing.row)
    doing.session.add_all(Ground(complaint_id=doing.row.id, clause=clause) for clause in doing["grounds"])
    doing.session.add_all(AttachedFinding(complaint_id=doing.row.id, finding_id=number) for number in findings)
    member = _respondent_member(doing)
    if member:
        doing.session.add(
            Recusal(complaint_id=doing.row.id, account=member, declared_on=doing.today, reason=IS_RESPONDENT)
        )
        doing.reply |= {"recused": member}
    doing.start("convene", clock_start(received, doing.adopted))
    return {
        "grounds": doing["grounds"],
        "findings": findings,
        "received_on": received.isoformat(),
        **({"recused": member, "readings": dict(doing.adopted.used("respondent_member"))} if member else {}),
    }


IS_RESPONDENT = "The member is the prosecutor whom this complaint names."


def _respondent_member(doing: Doing) -> str | None:
    """The account of the member whom the complaint names, who must be recused from it (reading “respondent_member”).
    A member of the same name is asked about, never passed over."""
    members = {row.name: row.display for row in doing.session.scalars(select(Account).where(Account.role.in_(VOTERS)))}
    said = doing["respondent_account"]
    if said == NOBODY:
        return None
    if said:
        if said not in members:
            raise Refused(f"{said} is no member's account; the members are: {', '.join(members)}.", MEMBERS)
        return str(said)
    alike = [name for name, display in members.items() if display.casefold() == doing["respondent"].casefold()]
    if alike:
        raise Refused(
            f"A member is called {doing['respondent']} too ({', '.join(alike)}). Say under “That person on the "
            f"committee” that it is this member, who is then recused, or “{NOBODY}”.",
            MEMBERS,
        )
    return None


def _docket_number(doing: Doing) -> str:
    year = str(doing.today.year)
    used = doing.session.scalar(select(func.count()).select_from(Complaint).where(Complaint.id.startswith(year)))
    return f"{year}-{(used or 0) + 1:03d}"


@act(
    "Ends the matter at the complainant's wish, which is possible until the complaint is found formal.",
    LODGING,
    roles="director",
    asks=(Parameter("reason", Kind.LONG_TEXT, "What the complainant wrote"),),
    hindrance=moves("withdraw"),
    cannot_be_undone="The matter is closed. A new complaint is possible.",
)
def withdraw(doing: Doing) -> Mapping[str, Any]:
    doing.move("withdraw")
    return {"reason": doing["reason"], "readings": dict(doing.adopted.used("withdrawal"))}


@act(
    "Records that the committee met on the complaint.",
    CONVENING,
    roles="director",
    asks=(
        Parameter("held_on", Kind.DAY, "Meeting held on", required=False, hint="today if left empty"),
        Parameter("place", Kind.TEXT, "Place"),
    ),
    hindrance=moves("convene"),
)
def convene(doing: Doing) -> Mapping[str, Any]:
    held = doing.on_day("held_on", not_before=doing.complaint.received_on)
    doing.move("convene")
    doing.complaint.convened_on = held
    return {"held_on": held.isoformat(), "place": doing["place"]}


@act(
    "Records the committee's review of all information and of the data kept under 56.750.2.",
    REVIEW,
    roles="director",
    asks=(
        Parameter("reviewed_on", Kind.DAY, "Reviewed on", required=False, hint="today if left empty"),
        Parameter("summary", Kind.LONG_TEXT, "What was reviewed"),
    ),
    hindrance=moves("review"),
)
def review(doing: Doing) -> Mapping[str, Any]:
    # The guard asks that today be past the deadline; the day recorded must be past it as well.
    day = doing.on_day("reviewed_on", not_before=doing.complaint.response_due)
    if day == doing.complaint.response_due:
        raise Refused(f"The prosecutor could respond through {day:%B %-d, %Y}; the review follows that day.", REVIEW)
    doing.move("review")
    doing.complaint.reviewed_on = day
    found = scan(doing.session, day, adopted_readings(doing.session, day)).findings
    here = [finding.as_json() for finding in found if finding.jurisdiction == doing.complaint.jurisdiction]
    return {"reviewed_on": day.isoformat(), "summary": doing["summary"], "register_on_that_day": here}


@act(
    "Records a look at the progress of the remediation on or before the review date.",
    RECOMMENDATION,
    roles="director",
    asks=(Parameter("summary", Kind.LONG_TEXT, "What was found"),),
    hindrance=moves("record_progress"),
)
def record_progress(doing: Doing) -> Mapping[str, Any]:
    doing.move("record_progress")
    return {"summary": doing["summary"]}


def _assessment(doing: Doing) -> catalogue.Assessment:
    done = doing.session.get_one(Remediation, doing.complaint.id)
    return catalogue.Assessment(
        to=respondent_address(doing),
        dated=doing.today,
        reference=doing.complaint.id,
        recommended_on=done.adopted_on,
        recommendations=done.recommendations,
        ended_on=doing.complaint.assessment_opens or doing.today,
        assessment=doing["summary"],
    )


@act(
    "Records the assessment of how effective the remediation was, when the six months are over.",
    ASSESSMENT,
    roles="director",
    asks=(
        Parameter("summary", Kind.LONG_TEXT, "The assessment"),
        Parameter("send", Kind.YES, "Send it to the prosecutor as a letter", required=False),
    ),
    hindrance=moves("assess"),
)
def assess(doing: Doing) -> Mapping[str, Any]:
    doing.move("assess")
    if doing["send"]:
        doing.release(_assessment(doing), "assessment")
    return {"summary": doing["summary"]}


@act(
    "Closes a matter in which the reading of 4(7)(a) shuts out every ground, so that no determination can be made.",
    cite("56.602.4(7)(a)#1"),
    roles="director",
    hindrance=moves("close_undetermined"),
    cannot_be_undone="The matter is closed without a determination. A new complaint is possible.",
)
def close_undetermined(doing: Doing) -> Mapping[str, Any]:
    doing.move("close_undetermined")
    return {"readings": dict(doing.adopted.used("determination_ground"))}
