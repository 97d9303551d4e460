"""What would be published, as a value: its words, its fields and its bytes, made of open columns alone.

A draft is made once, when somebody proposes it, and kept as it is. It is made a second time when somebody releases the
proposal, only to see whether the records still say the same.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, select

from committee_app.acts.consequences import request_letter
from committee_app.acts.doing import Doing, sha256, term_of, words_in_force
from committee_app.acts.service import office_name
from committee_app.packet import request_of
from committee_app.public.kinds import KINDS
from committee_app.public.lists import digest_of, manifest
from committee_app.public.store import OpenRecord
from committee_app.tables.publications import Proposal, ProposalEnd, Publication
from committee_app.tables.records import Letter
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.layout import as_pdf
from letters.letter import Letter as Paper
from rules.statute import Clause, cite, clause
from workflows.complaint import State
from workflows.machine import Refused
from workflows.motion import CONTINUING, REQUEST, RESOLVED, TERM_NEEDED
from workflows.special_prosecutor import TermState

CLOSED_RECORDS = cite("56.602.4(2)#2")
OPEN_REQUEST = cite("56.602.4(2)#3")
KIND_OF: Mapping[str, str] = {REQUEST.id: "request", CONTINUING.id: "second_request", TERM_NEEDED.id: "term_request"}
# What a proposal and a publication hold alike.
SAID = (
    "kind", "clause", "jurisdiction", "office", "dated", "title", "text", "fields", "pdf", "sha256", "replaces", "how",
    "complaint_id", "meeting_id",
)  # fmt: skip
WITHDRAWS = "withdraws"


@dataclass(frozen=True, slots=True)
class Draft:
    """An open record that is not proposed yet. `paper` is what its PDF was drawn from; `innocent` are words of it that
    the law itself or an open column puts there, which no closed text can protect."""

    kind: str
    clause: str
    dated: dt.date
    title: str
    text: str
    pdf: bytes
    paper: Paper | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    jurisdiction: str | None = None
    office: str = ""
    complaint_id: str | None = None
    meeting_id: int | None = None
    replaces: int | None = None
    how: str | None = None
    innocent: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return sha256(self.pdf)


def shown_digest(said: Any) -> str:
    """The SHA-256 by which a proposal is released: over its words, its fields, its PDF and what it does to an earlier
    record. Its number and the day of its release are not known when it is proposed."""
    told = {name: getattr(said, name) for name in SAID} | {"dated": said.dated.isoformat()}
    return digest_of(manifest(told | {"number": 0, "released": ""}))


def checked(draft: Draft) -> Draft:
    """The draft, where it holds nothing that its kind may not have. Raises Refused."""
    kind = KINDS[draft.kind]
    if unknown := sorted(draft.fields.keys() - set(kind.fields)):
        raise Refused(f"A record of the kind “{kind.called}” has no field {', '.join(unknown)}.", CLOSED_RECORDS)
    if draft.clause not in kind.clauses:
        raise Refused(f"Section {draft.clause} opens no record of the kind “{kind.called}”.", CLOSED_RECORDS)
    names_it = bool(draft.office) or draft.how == WITHDRAWS
    if kind.of_a_matter != (draft.complaint_id is not None) or (kind.of_a_matter and not names_it):
        raise Refused(f"A record of the kind “{kind.called}” names an office where it is of a matter.", CLOSED_RECORDS)
    return draft


def as_public(said: Any, number: int, released: dt.date) -> OpenRecord:
    """The draft or proposal as the public would have it under that number; of a withdrawal, what is left then."""
    told = {name: getattr(said, name) for name in SAID if name not in {"complaint_id", "meeting_id"}}
    told |= {"number": number, "dated": said.dated.isoformat(), "released": released.isoformat()}
    if said.how == WITHDRAWS:
        told |= {"number": said.replaces, "withdrawn": released.isoformat(), "reason": said.text, "replaces": None}
        told |= {"how": None, "jurisdiction": None, "office": "", "title": "", "text": "", "pdf": b"", "fields": {}}
    return OpenRecord(**told)


# Of a matter.


def open_record(doing: Doing) -> tuple[str, Clause] | None:
    """The kind and clause of the record that the Act opens where the matter stands and that is not published yet."""
    published = set(
        doing.session.scalars(select(Publication.kind).where(Publication.complaint_id == doing.complaint.id))
    )
    return next((one for one in opened_by_the_act(doing) if one[0] not in published), None)


def opened_by_the_act(doing: Doing) -> list[tuple[str, Clause]]:
    """Every record that the Act opens where the matter stands, published or not."""
    complaint = doing.complaint
    term = term_of(doing.session, complaint.id)
    found: list[tuple[str, Clause]] = []
    if complaint.state == State.RESOLVED:
        found.append(("finding_resolved", RESOLVED))
    if complaint.requested_under:
        found.append((KIND_OF[complaint.requested_under], clause(complaint.requested_under)))
    if term and term.state in {TermState.REAPPOINTMENT_REQUESTED, TermState.REAPPOINTED}:
        found.append(("term_request", TERM_NEEDED))
    return found


def of_matter(doing: Doing, kind: str, cited: Clause, dated: dt.date, *, anew: bool = False) -> Draft:
    """The record of that kind: the letter itself where the request has one, else the finding of the day `dated`. With
    `anew` its words are made again, of that day and in the words in force."""
    jurisdiction = doing.session.get_one(Jurisdiction, doing.complaint.jurisdiction)
    letter = None if anew else request_of(doing.session, doing.complaint.id, cited)
    paper = _paper(doing, kind, cited, letter, letter.dated if letter else dated)
    return Draft(
        kind=kind,
        clause=cited.id,
        dated=paper.dated,
        title=paper.subject,
        text=catalogue.words(paper),
        pdf=letter.pdf if letter else as_pdf(paper, doing.letterhead()),
        paper=paper,
        jurisdiction=jurisdiction.fips,
        office=office_name(jurisdiction),
        complaint_id=doing.complaint.id,
    )


def _paper(doing: Doing, kind: str, cited: Clause, letter: Letter | None, dated: dt.date) -> Paper:
    """The record's words, built from the open fields alone and in the letter's version of the words; the same fields
    give the same bytes."""
    if kind == "finding_resolved":
        jurisdiction = doing.session.get_one(Jurisdiction, doing.complaint.jurisdiction)
        said: catalogue.Said = catalogue.Finding(dated=dated, office=office_name(jurisdiction), clause=cited)
    else:
        said = replace(request_letter(doing, cited), dated=dated)
    return catalogue.letter(said, words_in_force(doing.session, said.kind, letter.words if letter else None))


# What was proposed and published before.


def waiting() -> Select[Proposal]:
    """The proposals that nobody released, refused or took back yet."""
    ended = select(ProposalEnd.proposal_id)
    return select(Proposal).where(Proposal.id.not_in(ended)).order_by(Proposal.id)


def same_subject(table: Any, draft: Any) -> list[Any]:
    """The conditions under which a row is about the same thing as the draft: the record of a matter, the notice or the
    minutes of a meeting, or the one series of its kind."""
    return [
        table.kind == draft.kind,
        table.complaint_id == draft.complaint_id if draft.complaint_id else table.complaint_id.is_(None),
        table.meeting_id == draft.meeting_id if draft.meeting_id else table.meeting_id.is_(None),
    ]


def last_of(doing: Doing, draft: Any) -> Publication | None:
    """The published record of the same thing that none came after yet: of the same year where the kind has years."""
    later = select(Publication.replaces).where(Publication.replaces.is_not(None))
    query = select(Publication).where(*same_subject(Publication, draft), Publication.number.not_in(later))
    rows = doing.session.scalars(query.order_by(Publication.number.desc()))
    return next((row for row in rows if row.fields.get("year") == draft.fields.get("year")), None)
