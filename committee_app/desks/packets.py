"""The governor's packet: what would go into which envelope, and the envelopes that were made, to take away."""

import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, send_file

from committee_app import closed_record
from committee_app.acts.doing import Doing
from committee_app.doorway import office, records, shows
from committee_app.packet import asked_under, open_letter, papers_beside, versions
from committee_app.papers import opened
from committee_app.tables.packets import Packet
from letters import catalogue
from rules.statute import Clause

desk = Blueprint("packets", __name__)


@dataclass(frozen=True, slots=True)
class Packets:
    """The packets of one matter: the request that the next one would belong to, those that were made, and how many
    papers from outside go beside each."""

    asked: Clause
    made: Sequence[Packet]
    beside: Mapping[int, int]

    @property
    def due(self) -> bool:
        """Whether the last request has no packet yet."""
        return all(one.clause != self.asked.id for one in self.made)


def packets_of(doing: Doing) -> Packets | None:
    """The matter's packets, or None while no request to the governor has carried."""
    asked = asked_under(doing.session, doing.complaint)
    if asked is None:
        return None
    made = versions(doing.session, doing.complaint.id)
    return Packets(asked, made, {one.id: len(papers_beside(doing.session, one)) for one in made})


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


@desk.get("/docket/<complaint>/packets/<int:packet>/papers.zip")
@shows("packet")
def papers(complaint: str, packet: int) -> Response:
    """The papers from outside as the files that they are, each under the number that the closed record gives it."""
    made = _made(complaint, packet)
    beside = papers_beside(records(), made)
    if not beside:
        abort(404)
    # Whoever sends the answer closes it.
    bundle = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the answer
    with zipfile.ZipFile(bundle, "w") as into:
        for paper in beside:
            place = zipfile.ZipInfo(f"{paper.id} {paper.name}")
            with opened(office().settings.instance, paper.sha256) as kept, into.open(place, "w") as copy:
                shutil.copyfileobj(kept, copy)
    bundle.seek(0)
    name = f"CLOSED-{complaint}-governor-papers-{made.version}.zip"
    answer = send_file(bundle, "application/zip", as_attachment=True, download_name=name, etag=False)
    answer.headers["Content-Security-Policy"] = "sandbox"
    return answer


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
