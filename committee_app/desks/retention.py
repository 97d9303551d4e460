"""Retention: the classes with their years and source, what is due and why, holds, proposals, and the log."""

from flask import Blueprint, g, render_template

from committee_app import retention
from committee_app.access import hidden_matters
from committee_app.acts.performing import next_acts
from committee_app.desks.docket import in_hand
from committee_app.docket import names
from committee_app.doorway import office, records, shows
from committee_app.tables.retention import GROUNDS
from rules.retention import CLASSES, PARTS, TRIGGERS

desk = Blueprint("retention", __name__)


@desk.get("/retention")
@shows("retention")
def page() -> str:
    session, today = records(), office().settings.today()
    hidden = hidden_matters(session, g.actor)
    proposals = retention.proposals(session, hidden)
    return render_template(
        "retention.html",
        classes=CLASSES,
        parts=PARTS,
        triggers=TRIGGERS,
        grounds=GROUNDS,
        rules={name: retention.rule_of(session, name, today) for name in CLASSES},
        entered=retention.rules(session),
        due=retention.due_for_disposal(session, today, hidden),
        holds=retention.holds(session, hidden),
        waiting=[one for one in proposals if one.done is None],
        log=[one for one in proposals if one.done is not None],
        bytes_of=retention.bytes_of,
        names=names(session),
        acts=next_acts(in_hand(None), ("enter_retention", "place_hold", "lift_hold")),
    )
