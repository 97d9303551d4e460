"""The journal as it is read: its latest entries, and whether every link holds."""

from flask import Blueprint, g, render_template, request
from sqlalchemy import func, or_, select

from committee_app import journal as chain
from committee_app.access import hidden_matters
from committee_app.docket import names, sealed_entries
from committee_app.doorway import records, shows
from committee_app.tables.journal import Entry

desk = Blueprint("journal", __name__)
ON_A_PAGE = 100


@desk.get("/journal")
@shows("journal")
def entries() -> str:
    last = records().scalar(select(func.max(Entry.seq))) or 0
    before = min(max(request.args.get("before", last + 1, type=int), 0), last + 1)
    hidden = hidden_matters(records(), g.actor)
    page = records().scalars(
        select(Entry)
        .where(Entry.seq < before, or_(Entry.complaint_id.is_(None), Entry.complaint_id.not_in(hidden)))
        .order_by(Entry.seq.desc())
        .limit(ON_A_PAGE)
    )
    verdict = chain.verify(records()) if request.args.get("verify") else None
    shown = page.all()
    return render_template(
        "journal.html",
        entries=shown,
        last=last,
        verdict=verdict,
        older=shown[-1].seq if shown else 0,
        names=names(records()),
        sealed=sealed_entries(records(), g.actor.name),
    )
