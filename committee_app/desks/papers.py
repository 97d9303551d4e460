"""Papers from outside, as the committee and its staff take them away: as a file, never as a page of this site."""

from flask import Blueprint, Response, abort, current_app, send_file

from committee_app.doorway import office, records, shows
from committee_app.examining import KINDS
from committee_app.papers import opened
from committee_app.tables.respondent import FiledPaper

desk = Blueprint("papers", __name__)


@desk.get("/docket/<complaint>/papers/<int:paper>")
@shows("paper")
def paper(complaint: str, paper: int) -> Response:
    kept = records().get(FiledPaper, paper)
    if kept is None or kept.complaint_id != complaint:
        abort(404)
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
