"""Every letter that the procedure asks for, in the order in which a complaint meets it. A letter is a value.

What a letter may say is a small value of its own; in which words stands in a template (letters.words), version 1 of
which is here and further versions of which the office keeps. Clause and openness are the Act's, and in no template.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, Protocol

from letters.catalogue_answers import ANSWER_ROWS, NewCode, Receipt
from letters.catalogue_closed import (
    CLOSED_ROWS,
    Acknowledgment,
    Assessment,
    HearingNotice,
    InformationDemand,
    Notice,
    Recommendation,
    TermEnd,
)
from letters.catalogue_members import MEMBER_ROWS, ClosedMinutes, ExpenseClaim, MeetingCall, expense_lines
from letters.catalogue_open import OPEN_ROWS, REQUEST_KINDS, Finding, MeetingNotice, OpenMinutes, Request
from letters.catalogue_proofs import PROOF_ROWS, DeliveryAffidavit, ServiceCertificate
from letters.catalogue_requests import REQUEST_ROWS, RecordsClarification, RecordsCost, RecordsDenial, RecordsReply
from letters.letter import Address, Letter, Rows
from letters.row import COMMITTEE, OFFICE, Row
from letters.words import Words, check, fields_of, filled, names_of, tables_of, tell_nothing, written
from rules.statute import Clause, clause

__all__ = [
    "CATALOGUE",
    "COMMITTEE",
    "OFFICE",
    "REQUEST_KINDS",
    "Acknowledgment",
    "Assessment",
    "ClosedMinutes",
    "DeliveryAffidavit",
    "ExpenseClaim",
    "Finding",
    "HearingNotice",
    "InformationDemand",
    "MeetingCall",
    "MeetingNotice",
    "NewCode",
    "Notice",
    "OpenMinutes",
    "Receipt",
    "Recommendation",
    "RecordsClarification",
    "RecordsCost",
    "RecordsDenial",
    "RecordsReply",
    "Request",
    "Row",
    "Said",
    "ServiceCertificate",
    "TermEnd",
    "checked",
    "expense_lines",
    "kept",
    "letter",
    "outline",
    "revived",
    "words",
    "written",
]

ORDER = (
    "acknowledgment", "meeting_call", "meeting_notice", "open_meeting_notice", "notice", "new_code", "receipt",
    "information_demand", "hearing_notice", "recommendation", "assessment", "finding", "request", "second_request",
    "term_end", "term_request", "service_certificate", "delivery_affidavit", "minutes", "closed_minutes",
    "expense_claim", "records_clarification", "records_cost", "records_reply", "records_denial",
)  # fmt: skip
_ROWS = {**CLOSED_ROWS, **ANSWER_ROWS, **MEMBER_ROWS, **OPEN_ROWS, **PROOF_ROWS, **REQUEST_ROWS}
CATALOGUE: Mapping[str, Row] = {kind: _ROWS[kind] for kind in ORDER}


class Said(Protocol):
    """What a letter says: a value of the catalogue."""

    @property
    def kind(self) -> str:
        """Its row in the catalogue."""

    @property
    def dated(self) -> date:
        """The letter's day."""


def letter(said: Said, words: Words | None = None, signed_by: str | None = None) -> Letter:
    """The letter that says this, in these words (version 1 where none are given). Clause, openness and certified mail
    come from the catalogue. KeyError for a kind that it does not have."""
    row = CATALOGUE[said.kind]
    chosen = words or row.built_in(said.kind)
    subject, parts = filled(chosen, {**row.common, **fields_of(said)})
    signer = getattr(said, "claimant", None) or getattr(said, "server", None) or signed_by
    made = Letter(
        said.kind,
        getattr(said, "to", None),
        subject,
        getattr(said, "clause", row.clauses[0]),
        said.dated,
        parts,
        reference=getattr(said, "reference", None),
        certified=row.certified,
        enclosures=row.enclosures,
        words=chosen.version,
        said=said,
    )
    return replace(made, signed_by=signer) if signer else made


def outline(words: Words, dated: date) -> Letter:
    """A letter in these words that says the names of its fields in place of what they hold."""
    row = CATALOGUE[words.kind]
    tables = {name: Rows(("Column", "Column"), (("...", "..."),), ("", ""), (1, 1)) for name in tables_of(row.value)}
    blanks = {name: f"[{name.replace('_', ' ')}]" for name in names_of(row.value)}
    subject, parts = filled(words, {**row.common, **blanks, **tables})
    to = Address("[name]", ("[address]",)) if "to" in {field.name for field in fields(row.value)} else None
    return Letter(words.kind, to, subject, row.clauses[0], dated, parts, certified=row.certified, words=words.version)


# The letter by its own name.
acknowledgment = notice = recommendation = request = finding = meeting_notice = expense_claim = letter


def checked(kind: str, version: int, subject: str, text: str) -> Words:
    """These as words of letters of that kind. Raises Unfit with the reason and the fields that are known."""
    row = CATALOGUE[kind]
    check(subject, text, row.known, row.needed, tables_of(row.value))
    if row.openness == "OPEN":
        own = row.built_in(kind)
        tell_nothing(f"{subject}\n{text}", f"{own.subject}\n{own.text}")
    return Words(kind, version, subject.strip(), text.replace("\r\n", "\n").strip())


def words(letter: Letter) -> str:
    """The letter's own words as plain text, one paragraph after the other."""
    return "\n\n".join(part if isinstance(part, str) else part.text for part in letter.parts)


def kept(said: Said) -> dict[str, Any]:
    """The value of a letter as JSON, from which the same letter can be made again."""
    value: Any = said  # each value of the catalogue is a dataclass, which the protocol cannot say
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def revived(kind: str, value: Mapping[str, Any]) -> Said:
    """The value of a letter that `kept` made JSON of."""
    said: Said = CATALOGUE[kind].value(**{name: _said(content) for name, content in value.items()})
    return said


def _plain(value: Any) -> Any:
    match value:
        case date():
            return {"day": value.isoformat()}
        case Clause():
            return {"clause": value.id}
        case Address():
            return {"name": value.name, "lines": list(value.lines)}
        case Rows():
            raise TypeError("a letter with a table is made where it is read, and not kept")
        case tuple():
            return [_plain(one) for one in value]
    return value


def _said(content: Any) -> Any:
    match content:
        case {"day": day}:
            return date.fromisoformat(day)
        case {"clause": cited}:
            return clause(cited)
        case {"name": name, "lines": lines}:
            return Address(name, tuple(lines))
        case list():
            return tuple(_said(one) for one in content)
    return content
