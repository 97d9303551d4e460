"""What the forms about roster, expenses, letters and service offer to choose from and hold already, as things stand."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from committee_app import service
from committee_app.access import hidden_matters
from committee_app.acts.doing import Doing, words_in_force
from committee_app.acts.labels import unlabelled
from committee_app.acts.letters import standing, taken_back, waiting
from committee_app.acts.papers import notices
from committee_app.acts.proposing import records_here, still_public
from committee_app.acts.publishing import proposals_here
from committee_app.acts.redactions import OPEN_TO_COPIES, others, own
from committee_app.acts.registry import Act
from committee_app.acts.request_in_hand import open_to
from committee_app.acts.retention import due_here, liftable, ready_for
from committee_app.doorway import office
from committee_app.expenses import undecided_by
from committee_app.labels import unspent
from committee_app.redactions import sources
from committee_app.requests import likely, listed, standing_records
from committee_app.retention import bytes_of
from committee_app.roster import held, history
from committee_app.sending import Waits, waits
from committee_app.tables.docket import Complaint
from committee_app.tables.office import Account, Setting
from committee_app.tables.publications import Publication
from committee_app.tables.records import Letter
from committee_app.tables.requests import RecordsRequest, Redaction
from letters.article_number import ArticleNumber
from letters.catalogue import CATALOGUE
from letters.words import Words
from rules.retention import CLASSES
from workflows.council import written
from workflows.expenses import dollars
from workflows.records_request import ANSWERS
from workflows.service import ADDRESSEES, WORDS, Event

# Acts about a request for records, each called like the move that it makes.
OF_A_REQUEST = (
    "ask_for_clarification", "record_clarification", "estimate_cost", "record_payment", "withdraw_request",
    "record_suit", "deny_records", "record_statement_asked", "state_grounds",
)  # fmt: skip


def _members(doing: Doing) -> dict[str, str]:
    """Everybody who could sit in a seat: the accounts with the role of member."""
    query = select(Account.name, Account.display).where(Account.role == "member").order_by(Account.display)
    return {row.name: row.display for row in doing.session.execute(query)}


def _with_a_term(doing: Doing) -> dict[str, str]:
    """Whoever has a term that goes on, or is ahead."""
    return {
        one.account: f"{one.display}, seat {one.term.seat}, to {written(one.term.ends)}"
        for one in held(doing.session)
        if one.term.ends >= doing.today
    }


def _entered(doing: Doing) -> dict[str, str]:
    names = _members(doing)
    return {
        str(row.id): f"{names.get(row.account, row.account)}: {row.office}, {written(row.starts_on)} through "
        f"{written(row.ends_on)}"
        for row in history(doing.session)
    }


def _undecided(doing: Doing) -> dict[str, str]:
    return {
        str(claim.id): f"Claim {claim.id} of {claim.display}: {dollars(claim.cents)}"
        for claim in undecided_by(doing.session, doing.actor)
    }


def _mailings(doing: Doing) -> dict[str, str]:
    rows = service.recorded(doing.session, doing.complaint.id)
    return {
        str(piece.mailing): f"{ArticleNumber(piece.article_number or '')}: {ADDRESSEES[piece.addressee]}"
        for piece in service.pieces(rows).values()
    }


def _facts(doing: Doing) -> dict[str, str]:
    rows = service.standing(service.recorded(doing.session, doing.complaint.id))
    return {str(row.entry): f"{WORDS[Event(row.kind)]}, {written(row.happened_on)} ({row.source})" for row in rows}


def _due(doing: Doing) -> dict[str, str]:
    return {one.record_class: CLASSES[one.record_class].title for one in due_here(doing)}


def _disposals(doing: Doing) -> dict[str, str]:
    return {
        str(row.id): f"{row.id}: {CLASSES[row.record_class].title}, {bytes_of(row.goes):,} bytes and "
        f"{len(row.goes.get('bodies', []))} entries, proposed {written(row.proposed_on)}"
        for row in ready_for(doing)
    }


def _holds(doing: Doing) -> dict[str, str]:
    return {str(hold.id): f"{hold.id}: {hold.reason[:80]} ({hold.source})" for hold in liftable(doing)}


def _as_line(letter: Letter) -> str:
    return f"{letter.id}: {letter.subject}, {written(letter.dated)}"


def _of_letters(found: Callable[[Doing], list[Letter]]) -> Callable[[Doing], Mapping[str, str]]:
    return lambda doing: {str(letter.id): _as_line(letter) for letter in found(doing)}


def _proposals(doing: Doing) -> dict[str, str]:
    return {str(row.id): f"Proposal {row.id}: {row.title}" for row in proposals_here(doing)}


def _of_records(found: Callable[[Doing], list[Publication]]) -> Callable[[Doing], Mapping[str, str]]:
    return lambda doing: {str(row.number): f"Record {row.number}: {row.title}" for row in found(doing)}


def _copies(found: Callable[[Doing], list[Redaction]]) -> Callable[[Doing], Mapping[str, str]]:
    return lambda doing: {str(row.id): f"Copy {row.id}, proposed {written(row.proposed_on)}" for row in found(doing)}


def _requests(*moves: str) -> Callable[[Doing], Mapping[str, str]]:
    return lambda doing: {
        str(one.row.id): f"{one.row.number}, received {written(one.row.received_on)}" for one in open_to(doing, *moves)
    }


def _published(doing: Doing) -> dict[str, str]:
    """Every record that the public reads now, the likeliest for the request first."""
    standing = standing_records(doing.session)
    asked = doing.session.get(RecordsRequest, doing["request"]) if doing["request"] else None
    first = likely(asked.asked, standing) if asked else []
    ranked = [*first, *(one for one in standing if one not in first)]
    return {str(one.number): f"Record {one.number}: {one.title}, {written(one.dated)}" for one in ranked}


def _waiting_to_leave(doing: Doing) -> list[Waits]:
    return waits(doing.session, office().settings.instance)


def _what_waits(doing: Doing) -> dict[str, str]:
    """All that waits, with what is known of it; a matter that is hidden from the reader is not named."""
    hidden = hidden_matters(doing.session, doing.actor)
    return {
        str(one.id): f"{'A letter of another matter' if one.complaint in hidden else one.called} ({one.where})"
        for one in _waiting_to_leave(doing)
    }


OFFERED: Mapping[tuple[str, str], Callable[[Doing], Mapping[str, str]]] = {
    ("enter_candidate", "account"): _members,
    ("appoint_member", "account"): _members,
    ("record_vacancy", "account"): _with_a_term,
    ("strike_office_term", "number"): _entered,
    ("approve_claim", "claim"): _undecided,
    ("refuse_claim", "claim"): _undecided,
    ("record_delivery", "mailing"): _mailings,
    ("record_return", "mailing"): _mailings,
    ("record_service", "mailing"): _mailings,
    ("record_service", "letter"): _of_letters(standing),
    ("correct_service", "fact"): _facts,
    ("print_letter", "letter"): _of_letters(standing),
    ("take_back_letter", "letter"): _of_letters(waiting),
    ("label_letter", "letter"): _of_letters(unlabelled),
    ("release_again", "letter"): _of_letters(taken_back),
    ("certify_service", "letter"): _of_letters(notices),
    ("propose_disposal", "record_class"): _due,
    ("dispose", "disposal"): _disposals,
    ("lift_hold", "hold"): _holds,
    **{(verb, "proposal"): _proposals for verb in ("publish", "refuse_proposal", "take_back_proposal")},
    ("propose_correction", "number"): _of_records(records_here),
    ("withdraw_publication", "number"): _of_records(still_public),
    **{(verb, "request"): _requests(verb) for verb in OF_A_REQUEST},
    ("reply_to_request", "request"): _requests(*ANSWERS),
    ("propose_redaction", "source"): lambda doing: sources(doing.session, doing.complaint.id),
    ("release_redaction", "number"): _copies(others),
    ("refuse_redaction", "number"): _copies(others),
    ("take_back_redaction", "number"): _copies(own),
    ("release_redaction", "request"): lambda doing: {
        str(one.row.id): f"{one.row.number}, received {written(one.row.received_on)}"
        for one in listed(doing.session)
        if one.state in OPEN_TO_COPIES
    },
    ("reply_to_request", "records"): _published,
    ("resume_sending", "left"): _what_waits,
}


def _known_address(doing: Doing) -> str:
    """The address in this matter, or the last one to which a letter to the same office went."""
    row = doing.complaint
    if row.respondent_address:
        return row.respondent_address
    before = (
        select(Complaint.respondent_address)
        .where(Complaint.jurisdiction == row.jurisdiction, Complaint.respondent_address.is_not(None))
        .where(Complaint.id.not_in(hidden_matters(doing.session, doing.actor)))
        .order_by(Complaint.notice_released_on.desc(), Complaint.id.desc())
    )
    return doing.session.scalars(before).first() or ""


def _labelled(doing: Doing) -> str:
    """The number of the label that the notice, or the letter named, has and did not go out with before."""
    notice = service.notice_of(doing.session, doing.complaint.id)
    number = doing["letter"] or (notice.id if notice else 0)
    label = unspent(doing.session, number)
    return str(ArticleNumber(label.article_number)) if label else ""


def _setting(doing: Doing, name: str) -> str:
    row = doing.session.get(Setting, name)
    return row.value if row else ""


def _words(doing: Doing) -> Words | None:
    kind = doing["kind"]
    return words_in_force(doing.session, kind) if kind in CATALOGUE else None


# What stands in a form before anybody types.
PREFILLED: Mapping[tuple[str, str], Callable[[Doing], str | list[str]]] = {
    ("release_notice", "address"): _known_address,
    ("record_posting", "article_number"): _labelled,
    ("enter_mailer_id", "mailer_id"): lambda doing: _setting(doing, "mailer_id"),
    ("resume_sending", "left"): lambda doing: [str(one.id) for one in _waiting_to_leave(doing) if one.known],
    ("save_words", "subject"): lambda doing: words.subject if (words := _words(doing)) else "",
    ("save_words", "text"): lambda doing: words.text if (words := _words(doing)) else "",
}


def prefilled(act: Act, doing: Doing) -> MultiDict[str, str]:
    """What stands in the act's form before anybody types, as things stand here and now."""
    found = {name: said(doing) for (verb, name), said in PREFILLED.items() if verb == act.verb}
    return MultiDict({name: value for name, value in found.items() if value})
