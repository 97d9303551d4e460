"""Papers from outside, as the committee and its staff take them away: as a file, never as a page of this site."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, abort, current_app, request, send_file
from werkzeug.wrappers import Response as BaseResponse

from committee_app.departed import tell_disposed
from committee_app.doorway import office, records, shows
from committee_app.examining import KINDS
from committee_app.papers import keep, opened
from committee_app.retention import gone
from committee_app.tables.respondent import FiledPaper

desk = Blueprint("papers", __name__)


@desk.get("/docket/<complaint>/papers/<int:paper>")
@shows("paper")
def paper(complaint: str, paper: int) -> BaseResponse:
    kept = records().get(FiledPaper, paper)
    if kept is None or kept.complaint_id != complaint:
        went = gone(records(), complaint, "papers", paper)
        return tell_disposed(records(), went) if went else abort(404)
    return attachment(kept)


def attachment(paper: FiledPaper) -> Response:
    """The paper as a file to be saved, of the kind that its bytes were found to be."""
    try:
        stream = opened(office().settings.instance, paper.sha256)
    except FileNotFoundError:
        current_app.logger.error("a paper is not in the store: its hash begins with %s", paper.sha256[:8])
        abort(404)
    answer = send_file(
        stream,
        mimetype=KINDS[paper.kind].media,
        as_attachment=True,
        download_name=paper.name,
        conditional=False,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.content_length = paper.size
    return answer


def papers_of(field: str) -> list[dict[str, Any]]:
    """The papers that came in that field of a form, taken into the store. Raises Refused for the first that is not."""
    instance = office().settings.instance
    uploads = [upload for upload in request.files.getlist(field) if upload.filename]
    return [asdict(keep(instance, one.stream, one.filename or "", one.mimetype)) for one in uploads]
