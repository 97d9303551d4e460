"""The docket: every matter with what comes next, one matter whole, its motions and its letters."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, g, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from committee_app import correspondence, membership, publications, standing
from committee_app import docket as dockets
from committee_app.access import hidden_matters, may_read
from committee_app.acts import ACTS
from committee_app.acts.ballots import may_change
from committee_app.acts.doing import Doing
from committee_app.acts.motions import count_before, count_of, exclusion, kinds_open_to
from committee_app.acts.performing import next_acts
from committee_app.acts.possible import open_motion_of
from committee_app.departed import tell_disposed
from committee_app.desks.packets import packets_of
from committee_app.doorway import office, records, shows
from committee_app.meetings import inquiry
from committee_app.retention import gone
from committee_app.service import of_notice
from committee_app.tables.docket import Complaint
from committee_app.tables.office import EnactedWords
from committee_app.tables.records import Letter
from committee_app.tables.votes import Motion
from workflows import drawing
from workflows import motion as motions

desk = Blueprint("docket", __name__)
ON_A_PAGE = 25
# Offered where the packet stands, not among the steps of the procedure.
PACKET = "make_packet"
# Done where the record itself is shown: on the desk of open records.
ON_THE_DESK_OF_RECORDS = frozenset({
    "publish", "refuse_proposal", "take_back_proposal", "propose_correction", "withdraw_publication",
})  # fmt: skip
# Offered where the copies of the matter are.
REDACTING = ("propose_redaction", "release_redaction", "refuse_redaction", "take_back_redaction")
OFFERED_ELSEWHERE = ON_THE_DESK_OF_RECORDS.union(REDACTING)


@desk.get("/docket")
@shows("docket")
def list_() -> str:
    hidden = hidden_matters(records(), g.actor)
    open_, closed = standing.how_many(records(), hidden)
    which = "closed" if request.args.get("show") == "closed" else "open"
    pages = max(-(-(closed if which == "closed" else open_) // ON_A_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    after = (page - 1) * ON_A_PAGE
    matters: Sequence[standing.OpenMatter | standing.ClosedMatter]
    if which == "closed":
        matters = standing.closed_matters(records(), hidden, ON_A_PAGE, after)
    else:
        matters = standing.open_matters(records(), office().settings.today(), hidden)[after : after + ON_A_PAGE]
    return render_template(
        "docket.html",
        matters=matters,
        which=which,
        numbers={"open": open_, "closed": closed},
        page=page,
        pages=pages,
        begun=[act for act in (ACTS["lodge"],) if g.actor.role in act.roles],
    )


def in_hand(complaint: Complaint | None) -> Doing:
    """What an act would have in hand if this account did one now; nothing is done with it here."""
    settings = office().settings
    return Doing(records(), g.actor, {}, complaint, today=settings.today(), now=settings.now())


def the_matter(complaint: str) -> Complaint:
    """The matter of the address, or 404."""
    return records().get(Complaint, complaint) or abort(404)


@desk.get("/docket/<complaint>")
@shows("matter")
def matter(complaint: str) -> str:
    row = the_matter(complaint)
    shown = dockets.shown(records(), complaint, office().settings.today(), g.actor.name) or abort(404)
    doing = in_hand(row)
    way = dockets.way(records(), complaint)
    acts = next_acts(doing, [verb for verb in ACTS if verb not in OFFERED_ELSEWHERE])
    return render_template(
        "matter.html",
        matter=shown,
        way=way,
        drawing=drawing.draw(way),
        ahead=drawing.ahead(way[-1]),
        row=row,
        onward=standing.open_matter(records(), complaint, office().settings.today()),
        papers=dockets.papers(records(), complaint),
        stands={line.id: line.stands for line in correspondence.listed(records(), (), complaint)},
        inquiry=inquiry(records(), complaint),
        service=of_notice(records(), row, doing.adopted, doing.calendars),
        names=dockets.names(records()),
        acts=[act for act in acts if act.verb != PACKET],
        proposed=publications.waiting(records(), hidden_matters(records(), g.actor), complaint),
        redacts=may_read(records(), g.actor, "redaction", complaint),
        packets=packets_of(doing),
        packet_act=next((act for act in acts if act.verb == PACKET), None),
        counts=_counts_ahead(doing),
    )


def _counts_ahead(doing: Doing) -> list[tuple[motions.MotionKind, str]]:
    """The motions that could be put now, each with what it needs and whether it can be reached."""
    if open_motion_of(doing.session, doing.complaint.id):
        return []
    return [
        (
            kind,
            exclusion(doing, kind)
            or count_before(records(), doing.complaint.id, kind.need, doing.adopted, doing.today).sentence,
        )
        for kind in kinds_open_to(doing)
    ]


@desk.get("/docket/<complaint>/motions/<int:motion>")
@shows("motion")
def motion(complaint: str, motion: int) -> str:
    row, put = the_matter(complaint), records().get(Motion, motion)
    if put is None or put.complaint_id != complaint:
        abort(404)
    mine = dockets.part_in(records(), put, g.actor.name)
    return render_template(
        "motion.html",
        row=row,
        reads=membership.papers(records(), [complaint])[complaint] if mine.on_roll else None,
        motion=dockets.motion_lines(records(), [put])[0],
        kind=motions.KINDS[put.kind],
        enacted=records().get(EnactedWords, put.clause),
        count=count_of(records(), put),
        may_change=may_change(put),
        names=dockets.names(records()),
        mine=mine,
        acts=next_acts(in_hand(row), ("cast_vote", "close_motion")),
    )


@desk.get("/docket/<complaint>/letters/<int:letter>.pdf")
@shows("letter")
def letter(complaint: str, letter: int) -> BaseResponse:
    kept = records().get(Letter, letter)
    if kept is None or kept.complaint_id != complaint:
        abort(404)
    if not kept.pdf and (went := gone(records(), complaint, "letters", letter)):
        return tell_disposed(records(), went)
    name = f"{complaint}-{kept.kind}-{kept.id}.pdf"
    return Response(
        kept.pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"},
    )
