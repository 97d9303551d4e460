"""The desk of open records: what waits for its second key, with the exact bytes that the public would get."""

from flask import Blueprint, Response, abort, g, render_template
from sqlalchemy import select

from committee_app import pictures, publications
from committee_app.access import hidden_matters
from committee_app.acts.doing import Doing
from committee_app.acts.figures import flagged
from committee_app.acts.open_records import as_public, shown_digest
from committee_app.acts.performing import next_acts
from committee_app.acts.registry import Act
from committee_app.acts.rehearsing import faults
from committee_app.acts.releasing import innocent_in, stale
from committee_app.acts.two_people import of_the_same_person
from committee_app.desks.docket import in_hand
from committee_app.docket import names
from committee_app.doorway import office, records, shows
from committee_app.public.channels import ENTRY, JSON, PAGE, channels
from committee_app.public.kinds import KINDS
from committee_app.public.store import ABOUT
from committee_app.tables.docket import Complaint
from committee_app.tables.office import Setting
from committee_app.tables.publications import Proposal, Publication

desk = Blueprint("publishing", __name__)
OF_NO_MATTER = ("propose_roster", "propose_report", "propose_totals")
KEYS = ("publish", "refuse_proposal", "take_back_proposal")
PUT_RIGHT = ("propose_correction", "withdraw_publication")
# The public page brings no script here either, and leads nowhere by a form.
AS_THE_PUBLIC = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


@desk.get("/open-records")
@shows("open records")
def list_() -> str:
    hidden = hidden_matters(records(), g.actor)
    return render_template(
        "publishing.html",
        waiting=publications.waiting(records(), hidden),
        published=publications.published(records(), hidden),
        acts=next_acts(in_hand(None), OF_NO_MATTER),
        may_act=g.actor.role in {"director", "staff"},
        names=names(records()),
        KINDS=KINDS,
    )


def _the_proposal(number: int) -> Proposal:
    """The proposal of the address, or 404."""
    return publications.the_proposal(records(), number, hidden_matters(records(), g.actor)) or abort(404)


def _doing(row: Proposal) -> Doing:
    return in_hand(records().get(Complaint, row.complaint_id) if row.complaint_id else None)


@desk.get("/open-records/proposals/<int:proposal>")
@shows("open records")
def proposal(proposal: int) -> str:
    row = _the_proposal(proposal)
    doing, end = _doing(row), publications.ended(records(), proposal)
    return render_template(
        "proposal.html",
        row=row,
        kind=KINDS[row.kind],
        digest=shown_digest(row),
        ended=end,
        faults=[] if end else faults(doing, row, innocent_in(doing, row)),
        stale=None if end else stale(doing, row),
        flags=[] if end else flagged(doing, row),
        channels=[name for name, _ in _channels(row)],
        pages=pictures.how_many(row.pdf) if row.pdf else 0,
        acts=[] if end else _acts(doing, row),
        own=of_the_same_person(doing, row.proposed_by),
        names=names(records()),
        PAGE=PAGE,
        JSON=JSON,
        ENTRY=ENTRY,
    )


def _acts(doing: Doing, row: Proposal) -> list[Act]:
    """What this account could do with the proposal: take back its own, release or refuse another's."""
    own = of_the_same_person(doing, row.proposed_by)
    return next_acts(doing, [verb for verb in KEYS if (verb == "take_back_proposal") == own])


def _channels(row: Proposal) -> list[tuple[str, bytes]]:
    """The bytes of every channel, as the public would be given them if it were released now."""
    last = records().scalar(select(Publication.number).order_by(Publication.number.desc()).limit(1)) or 0
    settings = {one.name: one.value for one in records().scalars(select(Setting))}
    about = {name: settings[name] for name in ABOUT if name in settings}
    record = as_public(row, last + 1, office().settings.today())
    return list(channels(record, about=about, training=settings.get("kind") == "training"))


def _answer(row: Proposal, name: str, kind: str) -> Response:
    content = dict(_channels(row)).get(name) or abort(404)
    return Response(content, mimetype=kind, headers={"Content-Security-Policy": AS_THE_PUBLIC})


@desk.get("/open-records/proposals/<int:proposal>/page")
@shows("open records")
def page(proposal: int) -> Response:
    return _answer(_the_proposal(proposal), PAGE, "text/html")


@desk.get("/open-records/proposals/<int:proposal>/record.json")
@shows("open records")
def as_json(proposal: int) -> Response:
    return _answer(_the_proposal(proposal), JSON, "application/json")


@desk.get("/open-records/proposals/<int:proposal>/entry.txt")
@shows("open records")
def entry(proposal: int) -> Response:
    return _answer(_the_proposal(proposal), ENTRY, "text/plain")


@desk.get("/open-records/proposals/<int:proposal>/record.pdf")
@shows("open records")
def paper(proposal: int) -> Response:
    row = _the_proposal(proposal)
    if not row.pdf:
        abort(404)
    headers = {
        "Content-Disposition": f'attachment; filename="proposal-{row.id}.pdf"',
        "Content-Security-Policy": "sandbox",
    }
    return Response(row.pdf, mimetype="application/pdf", headers=headers)


@desk.get("/open-records/proposals/<int:proposal>/page-<int:page>.png")
@shows("open records")
def picture(proposal: int, page: int) -> Response:
    row = _the_proposal(proposal)
    drawn = (pictures.page(row.pdf, page) if row.pdf else None) or abort(404)
    return Response(drawn, mimetype="image/png")
