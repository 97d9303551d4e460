"""Papers from outside as an act takes them in: they lie in the store already, and the act names them in the matter."""

from collections.abc import Mapping
from typing import Any

from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter
from committee_app.papers import Kept
from committee_app.tables.respondent import FiledPaper
from rules.statute import Clause
from workflows.machine import Refused

PAPERS = Parameter(
    "papers",
    Kind.PAPERS,
    "Scans and files",
    required=False,
    hint="PDF, images, plain text, Word, Excel or OpenDocument, up to 50 MB each",
)
# A limit for one act; a second one takes the rest.
MOST = 50


def file(doing: Doing, entry: int, clause: Clause) -> list[dict[str, Any]]:
    """Brings the papers that the act was given into its matter, under that entry; says what the journal keeps of them.
    The same paper twice is one. Raises Refused for too many."""
    given: list[Kept] = doing["papers"] or []
    papers = list({paper.sha256: paper for paper in given}.values())
    if len(papers) > MOST:
        raise Refused(
            f"These are {len(papers)} papers; {MOST} are taken at a time. Send the rest in a second step.", clause
        )
    first = doing.next_id(FiledPaper.id)
    doing.session.add_all(
        FiledPaper(
            id=first + place,
            complaint_id=doing.complaint.id,
            entry=entry,
            sha256=paper.sha256,
            size=paper.size,
            kind=paper.kind,
            name=paper.name,
        )
        for place, paper in enumerate(papers)
    )
    return [{"name": paper.name, "size": paper.size, "sha256": paper.sha256} for paper in papers]


def words_or_papers(doing: Doing, clause: Clause) -> str:
    """The text that the act was given; empty where papers speak for themselves. Raises Refused where neither is."""
    text: str = doing["text"] or ""
    if not text and not doing["papers"]:
        raise Refused("Write the text, or add a paper: one of the two is needed.", clause)
    return text


def filed(papers: list[dict[str, Any]]) -> Mapping[str, Any]:
    """What the journal says of papers; nothing where there are none."""
    return {"papers": papers} if papers else {}
