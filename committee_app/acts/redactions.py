"""A redacted copy of a matter's paper takes two: one proposes it, another releases it as the answer to a request.

The copy is made before the act, in a process of its own (committee_app.redacting); the act holds it against the paper
that it is of. Original, marks and reasons stay in the matter; the request learns of nothing.
"""

from collections.abc import Mapping
from typing import Any

from committee_app.acts.doing import Doing, sha256
from committee_app.acts.filing import PAPERS, file
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.two_people import of_the_same_person
from committee_app.redactions import Made, waiting
from committee_app.requests import one as the_request
from committee_app.tables.records import Letter
from committee_app.tables.requests import Redaction, RedactionEnd
from committee_app.tables.respondent import FiledPaper
from rules.records_requests import CLOSED_RECORDS, OPENED_RECORDS, REASONS, SEPARATED
from workflows.machine import Refused
from workflows.records_request import RequestState

REASON = Parameter("reason", Kind.TEXT, "Withheld under", choices=REASONS)
SOURCE = Parameter("source", Kind.TEXT, "Paper", required=False, hint="a letter or a PDF of this matter")
UPLOAD = Parameter(
    "papers",
    PAPERS.kind,
    "Or a PDF that is not in the matter yet",
    required=False,
    hint="one; it is filed in the matter",
)
WORDS = Parameter(
    "words",
    Kind.LINES,
    "Words and names",
    required=False,
    fields=(Parameter("words", Kind.TEXT, "Every place where this stands"), REASON),
    hint="Large or small letters, hyphens and line ends make no difference.",
)
BOXES = Parameter(
    "boxes",
    Kind.LINES,
    "Boxes",
    required=False,
    fields=(
        Parameter("page", Kind.NUMBER, "Page"),
        Parameter("x", Kind.NUMBER, "From the left"),
        Parameter("y", Kind.NUMBER, "From the top"),
        Parameter("w", Kind.NUMBER, "Width"),
        Parameter("h", Kind.NUMBER, "Height"),
        REASON,
    ),
    hint="In points, 72 to the inch, from the upper left corner of the page as it is seen.",
)
LOOKED = Parameter(
    "looked", Kind.YES, "I have looked at every page that holds pictures, whose words no search reads", required=False
)
COPY = Parameter("copy", Kind.FILE, "The copy")
NUMBER = Parameter("number", Kind.NUMBER, "Copy")
OPEN_TO_COPIES = (*(RequestState(name) for name in ("received", "clarifying", "unpaid", "delayed")),
                  RequestState.GRANTED, RequestState.GRANTED_IN_PART)  # fmt: skip


@act(
    "Proposes a copy of a paper from which the marked parts are removed. Another person releases it.",
    CLOSED_RECORDS,
    OPENED_RECORDS,
    roles="staff director",
    asks=(SOURCE, UPLOAD, WORDS, BOXES, LOOKED, COPY),
)
def propose_redaction(doing: Doing) -> Mapping[str, Any]:
    made = doing["copy"]
    if not isinstance(made, Made) or sha256(made.pdf) != made.sha256:
        raise Refused("A copy is made on the page of this act, and of nothing else.", CLOSED_RECORDS)
    for line in (*made.marks["words"], *made.marks["boxes"]):
        if line["reason"] not in REASONS:
            raise Refused("Each mark has its reason: the law under which it is withheld.", CLOSED_RECORDS)
    number = made.source_id if made.source_id is not None else _filed(doing)
    if _hash_of(doing, made.source, number) != made.source_sha256:
        raise Refused("The copy is not of a paper of this matter.", CLOSED_RECORDS)
    row = Redaction(
        id=doing.next_id(Redaction.id),
        complaint_id=doing.complaint.id,
        source=made.source,
        source_id=number,
        source_sha256=made.source_sha256,
        marks=dict(made.marks),
        pages=made.pages,
        sha256=made.sha256,
        pdf=made.pdf,
        proposed_by=doing.actor.name,
        proposed_on=doing.today,
        entry=doing.seq,
    )
    doing.session.add(row)
    doing.reply |= {"redaction": row.id}
    return {"redaction": row.id, "source_sha256": row.source_sha256, "sha256": row.sha256, "pages": row.pages}


def _filed(doing: Doing) -> int:
    """Files the PDF that came with the act in the matter; says its number there."""
    number = doing.next_id(FiledPaper.id)
    if len(file(doing, doing.seq, CLOSED_RECORDS)) != 1:
        raise Refused("One PDF is redacted at a time.", CLOSED_RECORDS)
    doing.session.flush()
    return number


def _hash_of(doing: Doing, source: str, number: int) -> str | None:
    row = doing.session.get(Letter, number) if source == "letter" else doing.session.get(FiledPaper, number)
    return row.sha256 if row is not None and row.complaint_id == doing.complaint.id else None


def others(doing: Doing) -> list[Redaction]:
    """The copies that this account may decide on: another proposed them."""
    rows = waiting(doing.session, doing.complaint.id)
    return [row for row in rows if not of_the_same_person(doing, row.proposed_by)]


def own(doing: Doing) -> list[Redaction]:
    """The copies that this account proposed, and that are not decided."""
    return [row for row in waiting(doing.session, doing.complaint.id) if of_the_same_person(doing, row.proposed_by)]


def _none_of_others(doing: Doing) -> str | None:
    return None if others(doing) else "No copy waits for your decision: nobody releases what they proposed themselves."


def _none_of_own(doing: Doing) -> str | None:
    return None if own(doing) else "You have proposed no copy that waits."


def _end(doing: Doing, among: list[Redaction], how: str, request: int | None = None) -> Mapping[str, Any]:
    row = next((one for one in among if one.id == doing["number"]), None)
    if row is None:
        raise Refused(f"Copy {doing['number']} does not wait for your decision. It takes two people.", CLOSED_RECORDS)
    doing.session.add(
        RedactionEnd(
            redaction_id=row.id,
            proposed_by=row.proposed_by,
            ended_by=doing.actor.name,
            how=how,
            request_id=request,
            because=doing["because"],
            ended_on=doing.today,
            entry=doing.seq,
        )
    )
    doing.reply |= {"redaction": row.id}
    return {"redaction": row.id, "sha256": row.sha256, "how": how}


@act(
    "Releases the copy that another proposed, in answer to a request for records.",
    OPENED_RECORDS,
    CLOSED_RECORDS,
    roles="staff director",
    asks=(
        NUMBER,
        Parameter("request", Kind.NUMBER, "In answer to"),
        Parameter("looked", Kind.YES, "I have looked at every page of the copy, before and after"),
    ),
    hindrance=_none_of_others,
    cannot_be_undone="What was handed out cannot be called back.",
    step_up=True,
)
def release_redaction(doing: Doing) -> Mapping[str, Any]:
    asked = the_request(doing.session, doing["request"])
    if asked is None or asked.state not in OPEN_TO_COPIES:
        raise Refused("A copy is released as the answer to a request that is open or granted.", OPENED_RECORDS)
    if not doing["looked"]:
        raise Refused(f"Look at every page first, and confirm it ({SEPARATED}).", OPENED_RECORDS)
    ended = _end(doing, others(doing), "released", asked.row.id)
    return {**ended, "request": asked.row.number}


BECAUSE = Parameter("because", Kind.LONG_TEXT, "Why")


@act(
    "Refuses the copy that another proposed, with the reason.",
    CLOSED_RECORDS,
    roles="staff director",
    asks=(NUMBER, BECAUSE),
    hindrance=_none_of_others,
)
def refuse_redaction(doing: Doing) -> Mapping[str, Any]:
    return _end(doing, others(doing), "refused")


@act(
    "Takes back a copy that one proposed oneself, before another decides.",
    CLOSED_RECORDS,
    roles="staff director",
    asks=(NUMBER,),
    hindrance=_none_of_own,
)
def take_back_redaction(doing: Doing) -> Mapping[str, Any]:
    return _end(doing, own(doing), "taken back")
