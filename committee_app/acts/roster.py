"""The roster: what candidates served, the council's appointments, and seats that fall vacant.

The council decides (56.602.2(2)#2); its clerk, or the director, records it here. What the Act does not allow is
refused with every reason at once, each under its clause.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.roster import READINGS, Held, candidates, held
from committee_app.tables.office import Account
from committee_app.tables.roster import OfficeTerm, SeatTerm, Vacancy
from rules.calendar import FIRST, LAST
from workflows.council import written
from workflows.machine import Refused
from workflows.roster import (
    APPOINT_BY,
    COUNCIL,
    EXPERIENCE,
    LIMIT,
    PARTIES,
    PROSECUTORS,
    SEATS,
    VACANCY,
    Appointment,
    Objection,
    objections,
    regular_term,
)
from workflows.roster import SeatTerm as Term

ROLES = "director clerk"
# Nobody who served before this day can be a candidate for the first terms.
OLDEST = dt.date(1950, 1, 1)
WHO = Parameter("account", Kind.TEXT, "Whose account")
FILLING = {"whole": "A whole term, from its first day", "rest": "The rest of a term that fell vacant"}
WHY_ENDED = {
    "resigned": "The member resigned",
    "died": "The member died",
    "ceased_to_qualify": "The member ceased to qualify",
}
PARTIES_NAMED = {"Republican": "Republican", "Democrat": "Democrat", "other": "Another party, or none"}


class Ineligible(Refused):
    """An appointment that the Act does not allow, with every objection to it."""

    def __init__(self, found: list[Objection]) -> None:
        reasons = "" if len(found) == 1 else f" {len(found)} reasons:"
        said = " ".join(f"{objection.sentence} ({objection.clause.cited})" for objection in found)
        super().__init__(f"The Act does not allow this appointment.{reasons} {said}", found[0].clause)
        self.objections = tuple(found)


@act(
    "Enters a term that somebody served as prosecuting or circuit attorney, and the election that led to it.",
    PROSECUTORS,
    EXPERIENCE,
    PARTIES,
    roles=ROLES,
    about="office",
    asks=(
        WHO,
        Parameter("office", Kind.TEXT, "Office", hint="for example: Prosecuting Attorney, Boone County"),
        Parameter("starts_on", Kind.DAY, "First day of the term in that office", hint="as the office's term ran"),
        Parameter("ends_on", Kind.DAY, "Last day of it", hint="the last day that the law gives, if it still runs"),
        Parameter("elected_on", Kind.DAY, "Day of the election", required=False, hint="empty if appointed"),
        Parameter("party", Kind.CHOICE, "Elected as", required=False, choices=PARTIES_NAMED),
        Parameter("source", Kind.TEXT, "Source", hint="for example: the official manual of the state, with its page"),
    ),
)
def enter_candidate(doing: Doing) -> Mapping[str, Any]:
    account = _account(doing, "member", "director")
    starts, ends, elected = doing["starts_on"], doing["ends_on"], doing["elected_on"]
    _within_the_years(starts, ends, elected, first=OLDEST)
    if ends < starts:
        raise Refused("The term ends before it starts.", EXPERIENCE)
    if bool(elected) != bool(doing["party"]):
        raise Refused("An election has its day and its party: give both, or neither for an appointment.", PARTIES)
    if elected and elected > min(starts, doing.today):
        raise Refused("The election comes before the term, and has been held.", PARTIES)
    same = doing.session.scalars(
        select(OfficeTerm).where(
            OfficeTerm.account == account.name,
            OfficeTerm.struck_by.is_(None),
            OfficeTerm.starts_on <= ends,
            OfficeTerm.ends_on >= starts,
        )
    ).first()
    if same:
        raise Refused(
            f"{account.display} served in these days already as {same.office}, {written(same.starts_on)} through "
            f"{written(same.ends_on)}: no time counts twice. If that was a mistake, strike it first.",
            EXPERIENCE,
            ("strike_office_term",),
        )
    row = OfficeTerm(
        id=doing.next_id(OfficeTerm.id),
        account=account.name,
        office=doing["office"],
        starts_on=starts,
        ends_on=ends,
        elected_on=elected,
        party=doing["party"],
        source=doing["source"],
        entry=doing.seq,
    )
    doing.session.add(row)
    doing.reply |= {"number": row.id}
    return {
        "number": row.id,
        "account": account.name,
        "office": row.office,
        "from": starts.isoformat(),
        "through": ends.isoformat(),
        "elected_on": elected.isoformat() if elected else None,
        "party": row.party,
        "source": row.source,
    }


@act(
    "Strikes a prosecutor's term that was entered by mistake: it counts no more, and stays on record.",
    EXPERIENCE,
    roles=ROLES,
    about="office",
    asks=(
        Parameter("number", Kind.NUMBER, "Entry"),
        Parameter("reason", Kind.TEXT, "Reason"),
    ),
)
def strike_office_term(doing: Doing) -> Mapping[str, Any]:
    row = doing.session.get(OfficeTerm, doing["number"])
    if row is None or row.struck_by is not None:
        raise Refused(f"There is no entry {doing['number']} that counts.", EXPERIENCE)
    row.struck_by, row.struck_because = doing.seq, doing["reason"]
    return {"number": row.id, "account": row.account, "reason": doing["reason"]}


@act(
    "Records the council's appointment of a member to a seat, for a whole term or the rest of one.",
    COUNCIL,
    PROSECUTORS,
    PARTIES,
    EXPERIENCE,
    LIMIT,
    APPOINT_BY,
    VACANCY,
    roles=ROLES,
    about="office",
    asks=(
        WHO,
        Parameter("seat", Kind.CHOICE, "Seat", choices={str(s.number): f"Seat {s.number} ({s.party})" for s in SEATS}),
        Parameter("filling", Kind.CHOICE, "What is filled", choices=FILLING),
        Parameter("starts_on", Kind.DAY, "First day in the seat"),
        Parameter("ends_on", Kind.DAY, "Last day", required=False, hint="worked out if left empty"),
        Parameter("decided_on", Kind.DAY, "Day of the council's decision", required=False, hint="today if left empty"),
        Parameter("source", Kind.TEXT, "Source", hint="for example: the council's minutes of that day"),
    ),
    cannot_be_undone="An appointment stands until the term ends or a vacancy is recorded.",
    step_up=True,
)
def appoint_member(doing: Doing) -> Mapping[str, Any]:
    account = _account(doing, "member", "director")
    if account.ended_at is not None:
        raise Refused(
            f"The account {account.name} has ended, and nobody could sit under it. The administrator invites the "
            "person anew under another name.",
            COUNCIL,
        )
    made_on = doing.on_day("decided_on")
    _within_the_years(doing["starts_on"], doing["ends_on"])
    terms = held(doing.session)
    term = _meant(doing)
    found = objections(
        Appointment(
            candidate=candidates(doing.session, terms)[account.name],
            term=term,
            made_on=made_on,
            adopted=doing.adopted,
            taken=tuple(one.term for one in terms if one.began),
        )
    )
    if found:
        raise Ineligible(found)
    row = SeatTerm(
        id=doing.next_id(SeatTerm.id),
        seat=term.seat,
        account=account.name,
        starts_on=term.starts,
        ends_on=term.ends,
        vacancy=term.vacancy,
        appointed_on=made_on,
        source=doing["source"],
        readings=dict(doing.adopted.used(*READINGS)),
        entry=doing.seq,
    )
    doing.session.add(row)
    doing.clause = VACANCY if term.vacancy else COUNCIL
    doing.reply |= {"term": row.id, "ends_on": term.ends.isoformat()}
    return {
        "term": row.id,
        "seat": term.seat,
        "account": account.name,
        "starts_on": term.starts.isoformat(),
        "ends_on": term.ends.isoformat(),
        "vacancy": term.vacancy,
        "decided_on": made_on.isoformat(),
        "source": row.source,
        "readings": row.readings,
    }


def _meant(doing: Doing) -> Term:
    """The term as it was given; its last day is worked out where none was."""
    seat, starts, ends = int(doing["seat"]), doing["starts_on"], doing["ends_on"]
    if ends is None:
        try:
            ends = regular_term(seat, starts).ends
        except ValueError:
            ends = starts
    if ends < starts:
        raise Refused("The term ends before it starts.", COUNCIL)
    return Term(seat, starts, ends, vacancy=doing["filling"] == "rest")


@act(
    "Records that a member leaves before the term ends: the seat is vacant from the next day, and rights end with it.",
    VACANCY,
    roles=ROLES,
    about="office",
    asks=(
        WHO,
        Parameter("because", Kind.CHOICE, "Why", choices=WHY_ENDED),
        Parameter("last_day", Kind.DAY, "Last day in the seat"),
        Parameter("source", Kind.TEXT, "Source", hint="for example: the letter of resignation, with its day"),
    ),
    cannot_be_undone="The member's rights end with that day. Only a new appointment fills the seat again.",
)
def record_vacancy(doing: Doing) -> Mapping[str, Any]:
    terms = held(doing.session)
    account = _holder(doing, terms)
    last: dt.date = doing["last_day"]
    _within_the_years(last)
    if last > doing.today and doing["because"] != "resigned":
        raise Refused(f"{written(last)} is still to come. Only a resignation is given for a day ahead.", VACANCY)
    ended = _cut_short(terms, account, last)
    for one in ended:
        doing.session.add(
            Vacancy(
                term_id=one.id,
                last_day=last,
                because=doing["because"],
                source=doing["source"],
                entry=doing.seq,
            )
        )
    return {
        "account": account.name,
        "terms": [one.id for one in ended],
        "seats": sorted({one.term.seat for one in ended}),
        "because": doing["because"],
        "last_day": last.isoformat(),
        "source": doing["source"],
    }


def _cut_short(terms: list[Held], account: Account, last: dt.date) -> list[Held]:
    """The account's terms that reach beyond the last day: the one that runs, and one that would have followed; also
    where they were to end early already, on a later day."""
    beyond = [one for one in terms if one.account == account.name and one.term.ends > last]
    if not beyond:
        raise Refused(f"{account.display} has no term that goes on after {written(last)}.", VACANCY)
    return beyond


def _holder(doing: Doing, terms: list[Held]) -> Account:
    """Whoever holds a term, also where the account has ended or has another role since: the seat is no less empty."""
    account = doing.session.get(Account, doing["account"])
    if account is not None and any(one.account == account.name for one in terms):
        return account
    return _account(doing, "member", "director")


def _account(doing: Doing, *roles: str) -> Account:
    name: str = doing["account"]
    account = doing.session.get(Account, name)
    if account is None or account.role not in roles:
        raise Refused(
            f"“{name[:80]}” is no member's account. The council's candidate is given an account with the role of "
            "member first; it reads nothing until its term begins.",
            COUNCIL,
        )
    return account


def _within_the_years(*days: dt.date | None, first: dt.date = FIRST) -> None:
    for day in days:
        if day and not first < day < LAST:
            raise Refused(f"{written(day)} is not between {first.year} and {LAST.year}. Check the year.")
