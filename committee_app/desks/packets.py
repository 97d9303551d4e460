"""The governor's packet: what would go into which envelope, and the envelopes that were made, to take away."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort

from committee_app import closed_record
from committee_app.acts.doing import Doing
from committee_app.doorway import records, shows
from committee_app.packet import asked_under, open_letter, versions
from committee_app.tables.packets import Packet
from letters import catalogue
from rules.statute import Clause

desk = Blueprint("packets", __name__)


@dataclass(frozen=True, slots=True)
class Packets:
    """The packets of one matter: the request that the next one would belong to, and those that were made."""

    asked: Clause
    made: Sequence[Packet]

    @property
    def due(self) -> bool:
        """Whether the last request has no packet yet."""
        return all(one.clause != self.asked.id for one in self.made)


def packets_of(doing: Doing) -> Packets | None:
    """The matter's packets, or None while no request to the governor has carried."""
    asked = asked_under(doing.session, doing.complaint)
    return Packets(asked, versions(doing.session, doing.complaint.id)) if asked else None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a packet made now would hold: the open paper's title and words, and the titles of the closed parts."""

    title: str
    words: Sequence[str]
    parts: Sequence[tuple[str, Sequence[str]]]
    again: bool


def ahead(doing: Doing) -> Ahead | None:
    """What goes into which envelope, as things stand; None where there is nothing to put into one."""
    session, complaint = doing.session, doing.complaint
    packets = packets_of(doing)
    if packets is None:
        return None
    paper = open_letter(session, complaint, packets.asked, doing.today)
    record = closed_record.of(session, complaint, packets.asked, doing.today)
    parts = [(part.title, [paper.title for paper in part.papers]) for part in record.sections]
    return Ahead(paper.subject, catalogue.words(paper).split("\n\n"), parts, again=not packets.due)


@desk.get("/docket/<complaint>/packets/<int:packet>/open.pdf")
@shows("packet")
def open_pdf(complaint: str, packet: int) -> Response:
    made = _made(complaint, packet)
    return _attached(made.open_pdf, f"{complaint}-governor-open-{made.version}.pdf")


@desk.get("/docket/<complaint>/packets/<int:packet>/closed.pdf")
@shows("packet")
def closed_pdf(complaint: str, packet: int) -> Response:
    made = _made(complaint, packet)
    return _attached(made.closed_pdf, f"CLOSED-{complaint}-governor-{made.version}.pdf")


def _made(complaint: str, packet: int) -> Packet:
    made = records().get(Packet, packet)
    if made is None or made.complaint_id != complaint:
        abort(404)
    return made


def _attached(pdf: bytes, name: str) -> Response:
    """The file to take away: never shown in the browser, where its pages could be mistaken for ours."""
    return Response(
        pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"},
    )
