"""Redacted copies of a matter's papers: before and after as pictures, and the making of one."""

from typing import Any

from flask import Blueprint, Response, abort, g, render_template

from committee_app import pictures, redactions
from committee_app.acts.doing import sha256
from committee_app.acts.performing import next_acts
from committee_app.acts.redactions import BOXES, LOOKED, SOURCE, UPLOAD, WORDS
from committee_app.acts.registry import Act
from committee_app.blackening import Box
from committee_app.desks.docket import in_hand, the_matter
from committee_app.docket import names
from committee_app.doorway import office, records, shows
from committee_app.papers import opened
from committee_app.redacting import redacted
from committee_app.redactions import Made
from committee_app.tables.docket import Complaint
from committee_app.tables.requests import Redaction, RedactionEnd
from rules.records_requests import CLOSED_RECORDS, REASONS, SEPARATED
from workflows.machine import Refused

desk = Blueprint("redactions", __name__)
DECIDING = ("release_redaction", "refuse_redaction", "take_back_redaction")


@desk.get("/docket/<complaint>/redactions")
@shows("redaction")
def list_(complaint: str) -> str:
    row = the_matter(complaint)
    return render_template(
        "redactions.html",
        row=row,
        copies=redactions.listed(records(), complaint),
        acts=next_acts(in_hand(row), ("propose_redaction",)),
        names=names(records()),
    )


def _read(complaint: str, copy: int) -> Redaction:
    """The copy of the address, or 404."""
    return redactions.copy_of(records(), complaint, copy) or abort(404)


@desk.get("/docket/<complaint>/redactions/<int:copy>")
@shows("redaction")
def one(complaint: str, copy: int) -> str:
    row, found = the_matter(complaint), _read(complaint, copy)
    end = records().get(RedactionEnd, copy)
    mine = found.proposed_by == g.actor.name
    return render_template(
        "redaction.html",
        row=row,
        copy=found,
        end=end,
        called=redactions.sources(records(), complaint)[f"{found.source}-{found.source_id}"],
        acts=[] if end else _deciding(row, mine=mine),
        names=names(records()),
        REASONS=REASONS,
        SEPARATED=SEPARATED,
    )


def _deciding(row: Complaint, *, mine: bool) -> list[Act]:
    possible = next_acts(in_hand(row), DECIDING)
    return [act for act in possible if (act.verb == "take_back_redaction") == mine]


@desk.get("/docket/<complaint>/redactions/<int:copy>.pdf")
@shows("redaction")
def pdf(complaint: str, copy: int) -> Response:
    return Response(
        _read(complaint, copy).pdf or abort(404),
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="copy-{copy}.pdf"',
            "Content-Security-Policy": "sandbox",
        },
    )


@desk.get("/docket/<complaint>/redactions/<int:copy>/<any(before,after):which>-<int:page>.png")
@shows("redaction")
def picture(complaint: str, copy: int, which: str, page: int) -> Response:
    found = _read(complaint, copy)
    drawn = pictures.page(_original(found) if which == "before" else found.pdf or abort(404), page)
    return Response(drawn, mimetype="image/png") if drawn else abort(404)


def _original(row: Redaction) -> bytes:
    try:
        return redactions.original(records(), office().settings.instance, row.complaint_id, row.source, row.source_id)
    except (LookupError, FileNotFoundError):
        abort(404)


def made(row: Complaint, given: dict[str, Any]) -> Made:
    """The copy that a form asks for. Raises Refused with what to do."""
    words, boxes = WORDS.parse(given["words"]) or [], BOXES.parse(given["boxes"]) or []
    looked = bool(LOOKED.parse(given["looked"]))
    source, number, original, digest = _chosen(row, given)
    copy = redacted(
        original,
        [line["words"] for line in words],
        [Box(**{name: line[name] for name in ("page", "x", "y", "w", "h")}) for line in boxes],
        looked,
    )
    marks = {"words": words, "boxes": boxes, "looked": looked, "places": dict(copy.places)}
    return Made(source, number, digest, marks, copy.pages, sha256(copy.pdf), copy.pdf)


def _chosen(row: Complaint, given: dict[str, Any]) -> tuple[str, int | None, bytes, str]:
    """Of what a copy is made: the source, its number there (None where it comes with the form), its bytes and hash."""
    uploads, chosen = UPLOAD.parse(given["papers"]) or [], SOURCE.parse(given["source"])
    if (len(uploads) == 1) == bool(chosen):
        raise Refused("Choose one paper: of the matter, or a PDF that is not in it yet.", CLOSED_RECORDS)
    if chosen:
        if chosen not in redactions.sources(records(), row.id):
            raise Refused("This matter has no such paper.", CLOSED_RECORDS)
        kind, _, number = chosen.partition("-")
        try:
            found = redactions.original(records(), office().settings.instance, row.id, kind, int(number))
        except (LookupError, FileNotFoundError):
            raise Refused("This paper does not lie in the store.", CLOSED_RECORDS) from None
        return kind, int(number), found, sha256(found)
    if uploads[0].kind != "pdf":
        raise Refused("A copy is made of a PDF. Print the paper into one, and redact that.", CLOSED_RECORDS)
    with opened(office().settings.instance, uploads[0].sha256) as paper:
        return "paper", None, paper.read(), uploads[0].sha256
