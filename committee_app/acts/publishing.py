"""Publication: the only way from the closed store to the open one, and only for what the Act opens (56.602.4(2)#3).

It takes two people. One proposes a record, whose exact bytes are kept; another, who was shown these bytes, releases
them. The rehearsal comes before both.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.figures import flagged
from committee_app.acts.office_records import section_of
from committee_app.acts.open_records import (
    CLOSED_RECORDS,
    OPEN_REQUEST,
    SAID,
    WITHDRAWS,
    Draft,
    checked,
    of_matter,
    open_record,
    same_subject,
    shown_digest,
    waiting,
)
from committee_app.acts.public_list import append, manifest_digest
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.rehearsing import MOST_NAMED, rehearse
from committee_app.acts.releasing import innocent_in, stale
from committee_app.acts.two_people import of_the_same_person
from committee_app.packet import request_of
from committee_app.public.lists import PUBLISHED, WITHDRAWN, digest_of, withdrawal
from committee_app.statewide import OF_ONE_OFFICE
from committee_app.tables.docket import OPEN_DUTY, Duty
from committee_app.tables.publications import Proposal, ProposalEnd, Publication, Withdrawal
from committee_app.tables.records import Outbox
from rules.statute import Clause, clause
from workflows.machine import Refused
from workflows.motion import CONTINUING, RESOLVED

PROPOSAL = Parameter("proposal", Kind.NUMBER, "Proposal")
NOT_ALONE = "You proposed it: publishing takes two, and another person releases it."


def propose(doing: Doing, draft: Draft, because: str | None = None) -> Proposal:
    """Rehearses the draft and keeps it as a proposal, its exact bytes with it. Raises Refused where it says anything
    that is closed, or where the same waits for its release already."""
    checked(draft)
    if (other := proposed_already(doing, draft)) is not None:
        raise Refused(f"This is proposed already: proposal {other.id} waits to be released.", CLOSED_RECORDS)
    rehearse(doing, draft, draft.innocent)
    row = Proposal(
        id=doing.next_id(Proposal.id),
        entry=doing.seq,
        proposed_by=doing.actor.name,
        proposed_on=doing.today,
        because=because,
        **{name: getattr(draft, name) for name in SAID},
    )
    doing.session.add(row)
    doing.reply |= {"proposal": row.id, "sha256": shown_digest(row)}
    return row


def kept(row: Proposal) -> dict[str, Any]:
    """What the journal says of a proposal."""
    return {"proposal": row.id, "kind": row.kind, "sha256": shown_digest(row)}


def proposed_already(doing: Doing, draft: Draft) -> Proposal | None:
    """The proposal of the same thing that waits: a record and the withdrawal of another do not wait for each other."""
    rows = doing.session.scalars(waiting().where(*same_subject(Proposal, draft)))
    alike = (draft.fields.get("year"), draft.how == WITHDRAWS, draft.replaces if draft.how == WITHDRAWS else None)
    return next(
        (
            row
            for row in rows
            if (row.fields.get("year"), row.how == WITHDRAWS, row.replaces if row.how == WITHDRAWS else None) == alike
        ),
        None,
    )


def _nothing_to_propose(doing: Doing) -> str | None:
    if (record := open_record(doing)) is None:
        return "Nothing in this matter is open by the Act that is not published already."
    rows = doing.session.scalars(waiting().where(Proposal.complaint_id == doing.complaint.id))
    other = next((row for row in rows if row.kind == record[0] and row.how is None), None)
    return f"It is proposed already: proposal {other.id} waits to be released by another person." if other else None


def _proposed_paper(doing: Doing) -> Any:
    record = open_record(doing)
    return of_matter(doing, *record, doing.today).paper if record else None


@act(
    "Proposes to publish what the Act opens of this matter: the request to the governor, or the finding.",
    OPEN_REQUEST,
    RESOLVED,
    CONTINUING,
    roles="director staff",
    hindrance=_nothing_to_propose,
    drafts=_proposed_paper,
)
def propose_publication(doing: Doing) -> Mapping[str, Any]:
    record = open_record(doing)
    if record is None:
        raise AssertionError("propose_publication ran although nothing is open")
    return kept(propose(doing, of_matter(doing, *record, doing.today)))


# The second key.


def proposals_here(doing: Doing) -> list[Proposal]:
    """The proposals that wait in the matter in hand; without one, those that are of no matter."""
    here = Proposal.complaint_id == doing.row.id if doing.row is not None else Proposal.complaint_id.is_(None)
    return list(doing.session.scalars(waiting().where(here)))


def _nothing_for_this_person(doing: Doing) -> str | None:
    rows = proposals_here(doing)
    if not rows:
        return "Nothing is proposed for publication here."
    return NOT_ALONE if all(of_the_same_person(doing, row.proposed_by) for row in rows) else None


def _nothing_of_ones_own(doing: Doing) -> str | None:
    if not any(of_the_same_person(doing, row.proposed_by) for row in proposals_here(doing)):
        return "You have proposed nothing here that waits to be released."
    return None


def _the_proposal(doing: Doing) -> Proposal:
    row = next((row for row in proposals_here(doing) if row.id == doing["proposal"]), None)
    if row is None:
        raise Refused(f"No proposal {doing['proposal']} waits here.", CLOSED_RECORDS)
    return row


def _of_another(doing: Doing) -> Proposal:
    row = _the_proposal(doing)
    if of_the_same_person(doing, row.proposed_by):
        raise Refused(NOT_ALONE, CLOSED_RECORDS)
    return row


@act(
    "Releases what another person proposed: exactly the bytes that were shown go to the public, and nothing else.",
    OPEN_REQUEST,
    RESOLVED,
    CONTINUING,
    roles="director staff",
    about="either",
    asks=(
        PROPOSAL,
        Parameter("sha256", Kind.TEXT, "SHA-256 of what you were shown", hint="it stands on the proposal's page"),
        Parameter(
            "because",
            Kind.LONG_TEXT,
            "Why figures that are flagged are published all the same",
            required=False,
            hint="only for a statewide report; it stays closed",
        ),
    ),
    hindrance=_nothing_for_this_person,
    cannot_be_undone="The public can read it from the moment it is published.",
    step_up=True,
)
def publish(doing: Doing) -> Mapping[str, Any]:
    row = _of_another(doing)
    if doing["sha256"].lower() != (digest := shown_digest(row)):
        raise Refused(f"This is not what you were shown: proposal {row.id} has the SHA-256 {digest}.", CLOSED_RECORDS)
    if reason := stale(doing, row):
        raise Refused(f"This proposal is out of date: {reason} Refuse it, and propose it anew.", CLOSED_RECORDS)
    rehearse(doing, row, innocent_in(doing, row))
    if (telling := flagged(doing, row)) and not doing["because"]:
        named = "; ".join(f"{flag.figure}: {flag.why}" for flag in telling[:MOST_NAMED])
        raise Refused(
            f"{len(telling)} figures would give one office away ({named}). Propose the report without them, or say why "
            "they are published all the same.",
            OF_ONE_OFFICE,
        )
    doing.session.add(ProposalEnd(proposal_id=row.id, entry=doing.seq, how="released", because=doing["because"]))
    number = _withdraw(doing, row) if row.how == WITHDRAWS else _publish(doing, row)
    if row.how is not None:
        # What the Act still wants published is not done by a correction or a withdrawal of something else.
        doing.leaves = frozenset({"publish"})
    doing.does = _duty_of(doing, row)
    doing.clause = _clause_of(row)
    doing.reply |= {"number": number, "proposal": row.id}
    return {"number": number, "kind": row.kind, "sha256": row.sha256, "proposal": row.id, "how": row.how}


def _duty_of(doing: Doing, row: Proposal) -> list[Duty]:
    """The duty that this publication does, the oldest of its kind: a request for another term is a duty of its own."""
    kind = "publish_finding" if row.kind == "finding_resolved" else "publish_request"
    query = select(Duty).where(Duty.complaint_id == row.complaint_id, Duty.kind == kind, OPEN_DUTY)
    return list(doing.session.scalars(query.order_by(Duty.id).limit(1)))


def _clause_of(row: Proposal) -> Clause:
    if row.complaint_id is None:
        return section_of(row.kind)
    return clause(row.clause) if row.kind == "finding_resolved" else OPEN_REQUEST


def _publish(doing: Doing, row: Proposal) -> int:
    """Gives the record its public number and its place in the list; the paper of a finding is printed too."""
    publication = Publication(
        number=doing.next_id(Publication.number),
        entry=doing.seq,
        proposed_by=row.proposed_by,
        released_by=doing.actor.name,
        released=doing.today,
        **{name: getattr(row, name) for name in SAID},
    )
    doing.session.add(publication)
    if row.complaint_id and row.how is None:
        draft = of_matter(doing, row.kind, clause(row.clause), row.dated)
        if draft.paper is not None and request_of(doing.session, row.complaint_id, clause(row.clause)) is None:
            doing.queue(draft.paper.kind, draft.paper, f"{row.kind}:open", row.pdf)
    append(doing, PUBLISHED, manifest_digest(publication), publication.number)
    doing.session.add(Outbox(dedup=f"public:{publication.number}", kind="public_store", queued_by=doing.seq))
    return publication.number


def _withdraw(doing: Doing, row: Proposal) -> int:
    """Takes the record away from the public, which is told the reason."""
    number = row.replaces or 0
    doing.session.add(
        Withdrawal(
            number=number,
            entry=doing.seq,
            day=doing.today,
            reason=row.text,
            proposed_by=row.proposed_by,
            released_by=doing.actor.name,
        )
    )
    append(doing, WITHDRAWN, digest_of(withdrawal(number, doing.today.isoformat(), row.text)), number)
    doing.session.add(Outbox(dedup=f"public:{number}:withdrawn", kind="public_store", queued_by=doing.seq))
    return number


def _end(doing: Doing, row: Proposal, how: str) -> Mapping[str, Any]:
    doing.session.add(ProposalEnd(proposal_id=row.id, entry=doing.seq, how=how, because=doing["reason"]))
    doing.reply |= {"proposal": row.id}
    return {"proposal": row.id, "kind": row.kind, "reason": doing["reason"]}


@act(
    "Refuses what another person proposed to publish; the reason stays closed.",
    CLOSED_RECORDS,
    roles="director staff",
    about="either",
    asks=(PROPOSAL, Parameter("reason", Kind.LONG_TEXT, "Reason")),
    hindrance=_nothing_for_this_person,
)
def refuse_proposal(doing: Doing) -> Mapping[str, Any]:
    return _end(doing, _of_another(doing), "refused")


@act(
    "Takes back what one has proposed to publish oneself.",
    CLOSED_RECORDS,
    roles="director staff",
    about="either",
    asks=(PROPOSAL, Parameter("reason", Kind.LONG_TEXT, "Reason", required=False)),
    hindrance=_nothing_of_ones_own,
)
def take_back_proposal(doing: Doing) -> Mapping[str, Any]:
    row = _the_proposal(doing)
    if not of_the_same_person(doing, row.proposed_by):
        raise Refused("Another person proposed it: it can be refused, not taken back.", CLOSED_RECORDS)
    return _end(doing, row, "taken back")
