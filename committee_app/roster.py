"""The roster as it is read: who sits on a day, every term that was held, and what each candidate has served.

A seat is vacant from the day after its term, without any act (reading “holdover”); seat 1 is filled by the one account
with the role of director and has no term.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, func, select
from sqlalchemy.orm import Session, aliased

from committee_app.database import once
from committee_app.tables.office import Account
from committee_app.tables.roster import OfficeTerm, SeatTerm, Vacancy
from rules.readings import Adopted
from workflows.council import Task
from workflows.roster import Appointment, Candidate, Election, Objection, objections
from workflows.roster import OfficeTerm as Service
from workflows.roster import SeatTerm as Term

DIRECTORS_SEAT = 1
# Which readings an appointment rests on; they are kept with the term.
READINGS = ("party_of", "experience_counts", "service_limit", "vacancy", "holdover")


# Whose account is another role's, or has ended, fills no elected seat, whatever term it holds.
_MAY_SIT = (Account.role == "member") & Account.ended_at.is_(None)


# A term may be ended again, for an earlier day: the earliest last day holds.
_ANOTHER = aliased(Vacancy)
_ENDED = (Vacancy.term_id == SeatTerm.id) & ~(
    select(_ANOTHER.term_id)
    .where(_ANOTHER.term_id == Vacancy.term_id, _ANOTHER.last_day < Vacancy.last_day)
    .correlate(Vacancy)
    .exists()
)


def sitting(today: dt.date | BindParameter[dt.date]) -> Select[int, str]:
    """The elected seats that are filled on a day, as (seat, account). An account that is no member's fills none."""
    last = func.coalesce(Vacancy.last_day, SeatTerm.ends_on)
    return (
        select(SeatTerm.seat, SeatTerm.account)
        .join(Account, Account.name == SeatTerm.account)
        .outerjoin(Vacancy, _ENDED)
        .where(_MAY_SIT, SeatTerm.starts_on <= today, last >= today)
    )


@once
def seated(session: Session, today: dt.date) -> Mapping[int, str]:
    """The accounts that fill the committee's seats on a day, by seat number."""
    director = session.scalars(
        select(Account.name).where(Account.role == "director", Account.ended_at.is_(None))
    ).one_or_none()
    found = {row.seat: row.account for row in session.execute(sitting(today).order_by(SeatTerm.seat))}
    return ({DIRECTORS_SEAT: director} if director else {}) | found


@dataclass(frozen=True, slots=True)
class Held:
    """A term of a seat with its member. `term` runs to the day on which it really ended or will end; `due_to_end` is
    the day on which it was to end, `because` why it ended early. `may_sit` says whether the account is still a member's
    and goes on: nobody sits under another."""

    id: int
    account: str
    display: str
    term: Term
    due_to_end: dt.date
    appointed_on: dt.date
    because: str | None
    source: str
    may_sit: bool

    @property
    def began(self) -> bool:
        """Whether the member ever sat in it, or will."""
        return self.term.starts <= self.term.ends

    def runs(self, today: dt.date) -> bool:
        return self.term.starts <= today <= self.term.ends

    def lacks_its_member(self, today: dt.date) -> bool:
        """Whether it runs, or is ahead, and its account was lost: the vacancy is there and nobody recorded it."""
        return self.began and self.term.ends >= today and not self.may_sit


def held(session: Session) -> list[Held]:
    """Every term of every seat, in the order of seats and days."""
    rows = session.execute(
        select(SeatTerm, Account.display, Vacancy, _MAY_SIT)
        .join(Account, Account.name == SeatTerm.account)
        .outerjoin(Vacancy, _ENDED)
        .order_by(SeatTerm.seat, SeatTerm.starts_on, SeatTerm.id)
    )
    return [
        Held(
            id=row.id,
            account=row.account,
            display=display,
            term=Term(row.seat, row.starts_on, ended.last_day if ended else row.ends_on, row.vacancy),
            due_to_end=row.ends_on,
            appointed_on=row.appointed_on,
            because=ended.because if ended else None,
            source=row.source,
            may_sit=bool(may_sit),
        )
        for row, display, ended, may_sit in rows
    ]


def history(session: Session) -> list[OfficeTerm]:
    """What was entered of anybody's time as a prosecutor and not struck since, in the order of days."""
    query = select(OfficeTerm).where(OfficeTerm.struck_by.is_(None))
    return list(session.scalars(query.order_by(OfficeTerm.account, OfficeTerm.starts_on)))


def candidates(session: Session, terms: Iterable[Held]) -> dict[str, Candidate]:
    """Everybody who may be asked about, by account: the members and the director, and whoever has a history."""
    elections: dict[str, list[Election]] = {}
    service: dict[str, list[Service]] = {}
    for row in history(session):
        service.setdefault(row.account, []).append(Service(row.office, row.starts_on, row.ends_on))
        if row.elected_on and row.party:
            elections.setdefault(row.account, []).append(Election(row.office, row.elected_on, row.party))
    seats: dict[str, list[Term]] = {}
    for one in terms:
        if one.began:
            seats.setdefault(one.account, []).append(one.term)
    asked = select(Account).where(Account.role.in_(("member", "director")) | Account.name.in_(service))
    return {
        account.name: Candidate(
            name=account.display,
            elections=tuple(elections.get(account.name, ())),
            in_office=tuple(service.get(account.name, ())),
            on_committee=tuple(seats.get(account.name, ())),
            is_director=account.role == "director",
        )
        for account in session.scalars(asked.order_by(Account.display))
    }


def may_sit(session: Session) -> frozenset[str]:
    """The accounts that can be appointed to a seat, if the Act allows it."""
    return frozenset(session.scalars(select(Account.name).where(_MAY_SIT)))


def unrecorded(terms: Iterable[Held], today: dt.date) -> list[Held]:
    """What the council's clerk must do before a seat can be filled: for each member whose account was lost, the first
    of the terms that run or are ahead and end with one record of a vacancy."""
    first: dict[str, Held] = {}
    for one in sorted(terms, key=lambda one: one.term.starts):
        if one.lacks_its_member(today):
            first.setdefault(one.account, one)
    return list(first.values())


def against(
    candidate: Candidate, task: Task, terms: Iterable[Held], today: dt.date, adopted: Adopted
) -> list[Objection]:
    """What speaks against appointing the candidate today to what the council must fill."""
    taken = tuple(one.term for one in terms if one.began)
    return objections(Appointment(candidate, task.term, today, adopted, taken))
