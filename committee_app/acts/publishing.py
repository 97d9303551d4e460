"""Publication: the only way from the closed store to the open one, and only for what the Act opens (56.602.4(2)#3)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from committee_app.acts.consequences import request_letter
from committee_app.acts.doing import Doing, term_of, words_in_force
from committee_app.acts.public_list import append, manifest_digest
from committee_app.acts.registry import act
from committee_app.acts.rehearsing import refuse_closed
from committee_app.acts.service import office_name
from committee_app.packet import request_of
from committee_app.public.lists import PUBLISHED
from committee_app.tables.publications import Publication
from committee_app.tables.records import Letter, Outbox
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.letter import Letter as Paper
from rules.statute import Clause, cite, clause
from workflows.complaint import State
from workflows.motion import CONTINUING, REQUEST, RESOLVED, TERM_NEEDED
from workflows.special_prosecutor import TermState

OPEN_REQUEST = cite("56.602.4(2)#3")
KIND_OF: Mapping[str, str] = {REQUEST.id: "request", CONTINUING.id: "second_request"}


def open_record(doing: Doing) -> tuple[str, Clause] | None:
    """The kind and clause of the record that the Act opens where the matter stands and that is not published yet."""
    complaint = doing.complaint
    term = term_of(doing.session, doing.complaint.id)
    candidates: list[tuple[str, Clause]] = []
    if complaint.state == State.RESOLVED:
        candidates.append(("finding_resolved", RESOLVED))
    if complaint.requested_under:
        candidates.append((KIND_OF[complaint.requested_under], clause(complaint.requested_under)))
    if term and term.state in {TermState.REAPPOINTMENT_REQUESTED, TermState.REAPPOINTED}:
        candidates.append(("term_request", TERM_NEEDED))
    published = set(doing.session.scalars(select(Publication.kind).where(Publication.complaint_id == complaint.id)))
    return next((candidate for candidate in candidates if candidate[0] not in published), None)


def _hindrance(doing: Doing) -> str | None:
    if open_record(doing) is None:
        return "Nothing in this matter is open by the Act that is not published already."
    return None


@act(
    "Publishes what the Act opens of this matter: the request to the governor, or the finding. Nothing else goes out.",
    OPEN_REQUEST,
    RESOLVED,
    CONTINUING,
    roles="director",
    hindrance=_hindrance,
    cannot_be_undone="The public can read it from the moment it is published.",
    step_up=True,
)
def publish(doing: Doing) -> Mapping[str, Any]:
    record = open_record(doing)
    if record is None:
        raise AssertionError("publish ran although nothing is open")
    kind, cited = record
    letter = request_of(doing.session, doing.complaint.id, cited)
    jurisdiction = doing.session.get_one(Jurisdiction, doing.complaint.jurisdiction)
    paper = _paper(doing, kind, cited, letter)
    if letter is None:
        letter = doing.queue(paper.kind, paper, f"{kind}:open")
    refuse_closed(doing, letter.pdf, letter.dated)
    publication = Publication(
        number=doing.next_id(Publication.number),
        jurisdiction=doing.complaint.jurisdiction,
        released=doing.today,
        released_by=doing.actor.name,
        fields={},
        complaint_id=doing.complaint.id,
        entry=doing.seq,
        kind=kind,
        clause=cited.id,
        office=office_name(jurisdiction),
        dated=letter.dated,
        title=paper.subject,
        text=catalogue.words(paper),
        pdf=letter.pdf,
        sha256=letter.sha256,
    )
    doing.session.add(publication)
    append(doing, PUBLISHED, manifest_digest(publication), publication.number)
    doing.session.add(Outbox(dedup=f"public:{publication.number}", kind="public_store", queued_by=doing.seq))
    doing.clause = cited if kind == "finding_resolved" else OPEN_REQUEST
    doing.reply |= {"number": publication.number}
    return {"number": publication.number, "kind": kind, "sha256": letter.sha256}


def _paper(doing: Doing, kind: str, cited: Clause, letter: Letter | None) -> Paper:
    """The record's words, built again from the open fields alone and in the letter's version of the words; the same
    fields give the same bytes."""
    dated = letter.dated if letter else doing.today
    if kind == "finding_resolved":
        jurisdiction = doing.session.get_one(Jurisdiction, doing.complaint.jurisdiction)
        said: catalogue.Said = catalogue.Finding(dated=dated, office=office_name(jurisdiction), clause=cited)
    else:
        said = replace(request_letter(doing, cited), dated=dated)
    return catalogue.letter(said, words_in_force(doing.session, said.kind, letter.words if letter else None))
