"""Retention: the office's schedule, legal holds, and disposal, which takes two people. Nothing is destroyed here: an
order waits for the owner of the tables (committee_app.disposing). A hold always wins.
"""

from collections.abc import Mapping
from typing import Any

from committee_app.access import hidden_matters
from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.two_people import of_the_same_person
from committee_app.retention import (
    Due,
    bytes_of,
    classes_of,
    due_of,
    standing_holds,
    standing_proposals,
    under_suit,
    what_goes,
)
from committee_app.tables.docket import Complaint
from committee_app.tables.retention import (
    GROUNDS,
    Disposal,
    DisposalDone,
    DisposalOrder,
    Hold,
    HoldEnd,
    RetentionRule,
)
from rules.records_requests import KEPT_FOR_COURT
from rules.retention import CLASSES, CLOSED_RECORDS, DISPOSABLE, MOST_YEARS
from workflows.machine import Refused

HAVE_YEARS = {name: row.title for name, row in CLASSES.items() if not row.never}
LOOKED = Parameter(
    "looked",
    Kind.YES,
    "I have looked: it holds no arrest record that the law closed (610.120)",
    hint="Such records are never destroyed. Where it holds one, place a hold on the matter instead.",
)


@act(
    "Enters how long a class of records is kept by the office's schedule, from a day on. Until then it is kept.",
    CLOSED_RECORDS,
    roles="director",
    about="office",
    asks=(
        Parameter("record_class", Kind.CHOICE, "Class of records", choices=HAVE_YEARS),
        Parameter("kept", Kind.CHOICE, "Kept", choices={"years": "For years", "forever": "Permanently"}),
        Parameter("years", Kind.NUMBER, "Years", required=False, hint="whole years, where it is kept for years"),
        Parameter("from_day", Kind.DAY, "In force from"),
        Parameter(
            "source", Kind.TEXT, "Schedule and series", hint="the number of the schedule and of the series in it"
        ),
        Parameter("source_day", Kind.DAY, "Day of the schedule"),
    ),
    step_up=True,
)
def enter_retention(doing: Doing) -> Mapping[str, Any]:
    years: int | None = doing["years"]
    if (doing["kept"] == "forever") != (years is None):
        raise Refused("Give the years where the class is kept for years, and none where it is kept permanently.")
    if years is not None and not 1 <= years <= MOST_YEARS:
        raise Refused(f"A schedule counts in whole years, from 1 to {MOST_YEARS}, not {years}.")
    if doing["source_day"] > doing.today:
        raise Refused("The day of the schedule is still to come: enter it when there is one.")
    row = RetentionRule(
        id=doing.next_id(RetentionRule.id),
        record_class=doing["record_class"],
        years=years,
        from_day=doing["from_day"],
        source=doing["source"],
        source_day=doing["source_day"],
        entry=doing.seq,
    )
    doing.session.add(row)
    return {
        "rule": row.id,
        "record_class": row.record_class,
        "years": years,
        "from_day": row.from_day.isoformat(),
        "source": row.source,
        "source_day": row.source_day.isoformat(),
    }


@act(
    "Places a legal hold on a matter, a class of records, or everything: nothing of it is disposed of while it stands.",
    CLOSED_RECORDS,
    roles="director staff",
    about="office",
    asks=(
        Parameter(
            "covers",
            Kind.CHOICE,
            "Hold on",
            choices={"matter": "One matter", "class": "One class of records", "everything": "Everything"},
        ),
        Parameter("matter", Kind.TEXT, "Matter", required=False, hint="its number, for a hold on one matter"),
        Parameter(
            "record_class",
            Kind.CHOICE,
            "Class of records",
            required=False,
            choices={name: CLASSES[name].title for name in DISPOSABLE},
            hint="for a hold on one class",
        ),
        Parameter("ground", Kind.CHOICE, "Because of", choices=GROUNDS),
        Parameter("reason", Kind.LONG_TEXT, "Reason"),
        Parameter(
            "source", Kind.TEXT, "Source", hint="for example: summons, with the court and the number of the case"
        ),
        Parameter("day", Kind.DAY, "Day of that paper"),
    ),
)
def place_hold(doing: Doing) -> Mapping[str, Any]:
    covers, record_class = doing["covers"], doing["record_class"]
    if (covers == "matter") != (doing["matter"] is not None) or (covers == "class") != (record_class is not None):
        raise Refused(
            "Name the matter for a hold on a matter, the class for one on a class, and neither for everything."
        )
    if doing["ground"] == "arrest_records" and covers != "matter":
        raise Refused("Closed arrest records lie in a matter: name it.")
    if covers == "matter":
        doing.row = _matter(doing, doing["matter"])
    row = Hold(
        id=doing.next_id(Hold.id),
        complaint_id=doing.row.id if doing.row is not None else None,
        record_class=record_class,
        ground=doing["ground"],
        reason=doing["reason"],
        source=doing["source"],
        placed_on=doing.on_day("day"),
        placed_by=doing.actor.name,
        entry=doing.seq,
    )
    doing.session.add(row)
    doing.reply["hold"] = row.id
    return {
        "hold": row.id,
        "record_class": record_class,
        "ground": row.ground,
        "reason": row.reason,
        "source": row.source,
        "day": row.placed_on.isoformat(),
    }


def _matter(doing: Doing, number: str) -> Complaint:
    """The matter of that number; one from which the actor is recused does not exist for it."""
    row = doing.session.get(Complaint, number)
    if row is None or number in hidden_matters(doing.session, doing.actor):
        raise Refused(f"There is no matter {number[:20]}.")
    return row


def liftable(doing: Doing) -> list[Hold]:
    """The holds that this account could lift: none on matters that are hidden from it, and none for closed arrest
    records."""
    hidden = hidden_matters(doing.session, doing.actor)
    holds = (hold for hold in standing_holds(doing.session) if hold.complaint_id not in hidden)
    return [hold for hold in holds if hold.ground != "arrest_records"]


@act(
    "Lifts a legal hold, for a reason.",
    CLOSED_RECORDS,
    roles="director",
    about="office",
    asks=(Parameter("hold", Kind.NUMBER, "Hold"), Parameter("reason", Kind.LONG_TEXT, "Reason")),
    hindrance=lambda doing: None if liftable(doing) else "No hold stands that could be lifted.",
    step_up=True,
)
def lift_hold(doing: Doing) -> Mapping[str, Any]:
    hold = next((one for one in liftable(doing) if one.id == doing["hold"]), None)
    if hold is None:
        raise Refused("There is no such hold that could be lifted. One for closed arrest records never is (610.120).")
    if hold.complaint_id is not None:
        doing.row = _matter(doing, hold.complaint_id)
    doing.session.add(
        HoldEnd(hold_id=hold.id, lifted_on=doing.today, reason=doing["reason"], entry=doing.seq),
    )
    return {"hold": hold.id, "reason": doing["reason"]}


def due_here(doing: Doing) -> list[Due]:
    """What of the matter in hand is due, is not held, and is not gone yet."""
    if under_suit(doing.session, doing.complaint.id):
        return []
    found = (due_of(doing.session, doing.complaint, name, doing.today) for name in classes_of(doing.complaint))
    return [
        due
        for due in found
        if due and not due.holds and any(what_goes(doing.session, doing.complaint.id, due.record_class).values())
    ]


def _looked(doing: Doing) -> None:
    if not doing["looked"]:
        raise Refused("Look through it first. What holds an arrest record closed under 610.120 is never destroyed.")


def _still_due(doing: Doing, record_class: str) -> Due:
    """That class of the matter as it is due now. Raises Refused where it is not, or where a hold stands."""
    due = due_of(doing.session, doing.complaint, record_class, doing.today)
    if due is None:
        raise Refused("This is not due: the matter is open, its years run, or no schedule has years for it.")
    if due.holds:
        raise Refused(f"A legal hold stands: {due.holds[0].reason} ({due.holds[0].source}). A hold always wins.")
    if request := under_suit(doing.session, doing.complaint.id):
        raise Refused(
            f"A suit about request {request} was served, which was answered with a copy of a paper of this matter: "
            f"nothing of it is destroyed ({KEPT_FOR_COURT})."
        )
    return due


@act(
    "Proposes to dispose of what is due in this matter: lists exactly what would go, and destroys nothing.",
    CLOSED_RECORDS,
    roles="director staff",
    asks=(
        Parameter("record_class", Kind.CHOICE, "What", choices={name: CLASSES[name].title for name in DISPOSABLE}),
        LOOKED,
    ),
    hindrance=lambda doing: None if due_here(doing) else "Nothing of this matter is due for disposal, or it is held.",
)
def propose_disposal(doing: Doing) -> Mapping[str, Any]:
    _looked(doing)
    due = _still_due(doing, doing["record_class"])
    goes = what_goes(doing.session, doing.complaint.id, due.record_class)
    if not any(goes.values()):
        raise Refused("Nothing is left of it that could go.")
    row = Disposal(
        id=doing.next_id(Disposal.id),
        complaint_id=doing.complaint.id,
        record_class=due.record_class,
        rule_id=due.rule.id,
        trigger_on=due.sum.trigger,
        due_on=due.sum.due_on,
        goes=goes,
        proposed_by=doing.actor.name,
        proposed_on=doing.today,
        entry=doing.seq,
    )
    doing.session.add(row)
    doing.reply["disposal"] = row.id
    return {"disposal": row.id, "record_class": row.record_class, "goes": goes, "bytes": bytes_of(goes)}


def ready_for(doing: Doing) -> list[Disposal]:
    """The proposals in the matter in hand that this account may order: another's."""
    found = standing_proposals(doing.session, doing.complaint.id)
    return [one.row for one in found if not of_the_same_person(doing, one.row.proposed_by)]


def _order_hindrance(doing: Doing) -> str | None:
    if ready_for(doing):
        return None
    if standing_proposals(doing.session, doing.complaint.id):
        return "Disposal takes two: another person than the one who proposed it orders it."
    return "Nobody has proposed to dispose of anything in this matter."


@act(
    "Orders what another person proposed to dispose of. The owner of the records then carries it out.",
    CLOSED_RECORDS,
    roles="director staff",
    asks=(Parameter("disposal", Kind.NUMBER, "Proposal"), LOOKED),
    hindrance=_order_hindrance,
    cannot_be_undone="What is destroyed under this order cannot be had again.",
    step_up=True,
)
def dispose(doing: Doing) -> Mapping[str, Any]:
    row = next((one for one in ready_for(doing) if one.id == doing["disposal"]), None)
    if row is None:
        raise Refused("There is no such proposal that another person made in this matter.")
    _looked(doing)
    due = _still_due(doing, row.record_class)
    if (due.rule.id, due.sum.trigger) != (row.rule_id, row.trigger_on):
        raise Refused("The schedule or the trigger has changed since this was proposed. Propose it anew.")
    if what_goes(doing.session, doing.complaint.id, row.record_class) != row.goes:
        raise Refused("Something was added to the matter, or taken from it, since this was proposed. Propose it anew.")
    doing.session.add(
        DisposalOrder(
            disposal_id=row.id,
            proposed_by=row.proposed_by,
            ordered_by=doing.actor.name,
            ordered_on=doing.today,
            entry=doing.seq,
        )
    )
    doing.reply["disposal"] = row.id
    # What the journal's verifiers read: the entries whose bodies may be missing from here on.
    return {"disposal": row.id, "bodies": row.goes.get("bodies", []), "goes": row.goes}


@act(
    "Writes into the log what was destroyed under an order.",
    CLOSED_RECORDS,
    roles="console",
    asks=(
        Parameter("disposal", Kind.NUMBER, "Order"),
        Parameter("stay", Kind.NAMES, "Hashes of papers that stay because another record names them", required=False),
    ),
)
def record_disposal(doing: Doing) -> Mapping[str, Any]:
    row = doing.session.get(Disposal, doing["disposal"])
    order = doing.session.get(DisposalOrder, doing["disposal"])
    if row is None or order is None or row.complaint_id != doing.complaint.id:
        raise Refused("There is no such order in this matter.")
    left = what_goes(doing.session, row.complaint_id, row.record_class)
    if any(item in row.goes.get(part, []) for part, items in left.items() for item in items):
        raise Refused("Something that was to go is still there.")
    stay: list[str] = doing["stay"] or []
    gone = {part: len(items) for part, items in row.goes.items()} | {"bytes": bytes_of(row.goes)}
    said = {"disposal": row.id, "gone": gone, "papers_that_stay": stay}
    doing.session.add(DisposalDone(disposal_id=row.id, done_on=doing.today, gone=said, entry=doing.seq))
    return said
