"""Redacted copies of a matter's papers as they are read, and the papers of it that one can be made of."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from committee_app.papers import opened
from committee_app.tables.records import Letter
from committee_app.tables.requests import Redaction, RedactionEnd
from committee_app.tables.respondent import FiledPaper


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was made of a paper, before anybody proposes it: of which (`source_id` is None for a paper that comes
    with the act), what was marked, and the copy. Its text is its hash, which is what makes two of them the same."""

    source: str
    source_id: int | None
    source_sha256: str
    marks: Mapping[str, Any]
    pages: int
    sha256: str
    pdf: bytes

    def __str__(self) -> str:
        return f"{self.source_sha256} {self.sha256}"


@dataclass(frozen=True, slots=True)
class Line:
    """One copy: who proposed it when, and what became of it."""

    id: int
    called: str
    proposed_by: str
    proposed_on: dt.date
    sha256: str
    end: RedactionEnd | None


def sources(session: Session, complaint: str) -> dict[str, str]:
    """The PDFs of the matter that a copy can be made of: the letters, and the papers from outside."""
    letters = session.execute(
        select(Letter.id, Letter.subject, Letter.dated).where(Letter.complaint_id == complaint).order_by(Letter.id)
    )
    papers = session.execute(
        select(FiledPaper.id, FiledPaper.name)
        .where(FiledPaper.complaint_id == complaint, FiledPaper.kind == "pdf")
        .order_by(FiledPaper.id)
    )
    found = {f"letter-{number}": f"Letter: {subject}, {dated:%B %-d, %Y}" for number, subject, dated in letters}
    return found | {f"paper-{number}": f"Paper: {name}" for number, name in papers}


def original(session: Session, instance: Path, complaint: str, source: str, number: int) -> bytes:
    """The bytes of that letter or paper of the matter. LookupError where it is none of it, or lies in no store."""
    row = session.get(Letter, number) if source == "letter" else session.get(FiledPaper, number)
    if row is None or row.complaint_id != complaint:
        raise LookupError(f"the matter has no {source} {number}")
    if isinstance(row, Letter):
        if not row.pdf:
            raise LookupError(f"letter {number} was disposed of")
        return row.pdf
    with opened(instance, row.sha256) as paper:
        return paper.read()


def listed(session: Session, complaint: str) -> list[Line]:
    """Every copy of the matter's papers, the latest first."""
    called = sources(session, complaint)
    rows = session.execute(
        select(Redaction, RedactionEnd)
        .join(RedactionEnd, RedactionEnd.redaction_id == Redaction.id, isouter=True)
        .where(Redaction.complaint_id == complaint)
        .order_by(Redaction.id.desc())
    )
    return [
        Line(row.id, called[f"{row.source}-{row.source_id}"], row.proposed_by, row.proposed_on, row.sha256, end)
        for row, end in rows
    ]


def copy_of(session: Session, complaint: str, number: int) -> Redaction | None:
    """The copy of that number, if it is one of this matter's papers."""
    row = session.get(Redaction, number)
    return row if row is not None and row.complaint_id == complaint else None


def waiting(session: Session, complaint: str) -> list[Redaction]:
    """The copies of the matter that wait for another's decision and were not disposed of, the oldest first."""
    ended = select(RedactionEnd.redaction_id)
    query = select(Redaction).where(
        Redaction.complaint_id == complaint, Redaction.id.not_in(ended), Redaction.pdf != b""
    )
    return list(session.scalars(query.order_by(Redaction.id)))
