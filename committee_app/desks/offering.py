"""What the forms about the roster, the expenses and service offer to choose from, as things stand here and now."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from committee_app import service
from committee_app.acts.doing import Doing
from committee_app.expenses import undecided_by
from committee_app.roster import held, history
from committee_app.tables.office import Account
from committee_app.tables.records import Letter
from letters.article_number import ArticleNumber
from workflows.council import written
from workflows.expenses import dollars
from workflows.service import ADDRESSEES, WORDS, Event


def _members(doing: Doing) -> dict[str, str]:
    """Everybody who could sit in a seat: the accounts with the role of member."""
    query = select(Account.name, Account.display).where(Account.role == "member").order_by(Account.display)
    return {row.name: row.display for row in doing.session.execute(query)}


def _with_a_term(doing: Doing) -> dict[str, str]:
    """Whoever has a term that goes on, or is ahead."""
    return {
        one.account: f"{one.display}, seat {one.term.seat}, to {written(one.term.ends)}"
        for one in held(doing.session)
        if one.because is None and one.term.ends > doing.today
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


def _letters(doing: Doing) -> dict[str, str]:
    of_this = select(Letter).where(Letter.complaint_id == doing.complaint.id).order_by(Letter.id)
    return {str(letter.id): f"{letter.subject}, {written(letter.dated)}" for letter in doing.session.scalars(of_this)}


def _facts(doing: Doing) -> dict[str, str]:
    rows = service.standing(service.recorded(doing.session, doing.complaint.id))
    return {str(row.entry): f"{WORDS[Event(row.kind)]}, {written(row.happened_on)} ({row.source})" for row in rows}


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
    ("record_service", "letter"): _letters,
    ("correct_service", "fact"): _facts,
}
