"""The roster: who sits today, what the council must do and by when, who could be appointed, every term there was."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from sqlalchemy.orm import Session

from committee_app.access import READERS, Actor
from committee_app.acts.doing import Doing
from committee_app.acts.performing import next_acts
from committee_app.ahead import Line, coming_up
from committee_app.desks.docket import in_hand
from committee_app.doorway import records, shows
from committee_app.roster import (
    DIRECTORS_SEAT,
    READINGS,
    Held,
    against,
    candidates,
    held,
    history,
    may_sit,
    seated,
    unrecorded,
)
from committee_app.tables.office import Account
from workflows.council import Task, of_a_member, tasks
from workflows.roster import BY_NUMBER, FIRST_DAY, MOST, Candidate, Objection, Served, served

desk = Blueprint("roster", __name__)
ACTS = ("appoint_member", "record_vacancy", "enter_candidate", "strike_office_term")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who sits or may be asked to: what was served, and what speaks against each appointment that is due."""

    account: str
    candidate: Candidate
    service: Served
    sits: Held | None
    chances: tuple[tuple[Task, tuple[Objection, ...]], ...]

    @property
    def may_be_appointed(self) -> bool:
        return any(not found for _, found in self.chances)


# Days ahead of an appointment's day on which a first page begins to name it.
SOON = 120


@coming_up
def _coming(session: Session, actor: Actor, today: dt.date) -> Iterator[Line]:
    """What the council must do about a seat: a vacancy at once, an appointment when its day comes near."""
    if actor.role not in READERS["roster"]:
        return
    terms = held(session)
    for one in unrecorded(terms, today):
        yield Line(f"The council's clerk records the vacancy of seat {one.term.seat}", today, url_for("roster.seats"))
    for task in tasks([one.term for one in terms if one.began], today):
        day = task.by or task.vacant_from or today
        if day <= today + dt.timedelta(days=SOON):
            what = (
                f"The council fills the vacancy of seat {task.seat}"
                if task.by is None
                else (f"The council appoints to seat {task.seat}")
            )
            yield Line(what, day, url_for("roster.seats"))


@desk.get("/roster")
@shows("roster")
def seats() -> str:
    doing = in_hand(None)
    terms = held(records())
    due = tasks([one.term for one in terms if one.began], doing.today)
    director = seated(records(), doing.today).get(DIRECTORS_SEAT)
    acts = next_acts(doing, ACTS)
    return render_template(
        "roster.html",
        seats=BY_NUMBER.values(),
        sitting={one.term.seat: one for one in terms if one.runs(doing.today) and one.may_sit},
        lost={one.term.seat: one for one in terms if one.runs(doing.today) and not one.may_sit},
        next_terms={one.term.seat: one for one in terms if one.may_sit and one.began and one.term.starts > doing.today},
        unrecorded=unrecorded(terms, doing.today),
        director=records().get(Account, director) if director else None,
        tasks=due,
        terms=[(one, of_a_member(one.term, ENDED.get(one.because or ""))) for one in terms],
        why={one.id: of_a_member(one.term, ENDED.get(one.because or "")) for one in terms},
        lengths={one.id: one.term.length for one in terms if one.began},
        people=_people(doing, terms, due),
        history=_by_account(),
        most=MOST,
        begun=doing.today >= FIRST_DAY,
        ended=ENDED,
        readings=doing.adopted.used(*READINGS, "director_limit"),
        acts=acts,
        may_record=any(act.verb == "record_vacancy" for act in acts),
    )


ENDED = {
    "resigned": "the member resigned",
    "died": "the member died",
    "ceased_to_qualify": "the member ceased to qualify",
}


def _people(doing: Doing, terms: list[Held], due: list[Task]) -> list[Person]:
    """The members first, by seat; then the candidates."""
    sits = {one.account: one for one in terms if one.runs(doing.today) and one.may_sit}
    able = may_sit(records())
    found = [
        Person(
            account=account,
            candidate=candidate,
            service=served(candidate.on_committee),
            sits=sits.get(account),
            chances=tuple(
                (task, tuple(against(candidate, task, terms, doing.today, doing.adopted)))
                for task in due
                if account in able
                # A member who is asked about the own seat's next term is asked about that alone.
                if account not in sits or sits[account].term.seat == task.seat
            ),
        )
        for account, candidate in candidates(records(), terms).items()
        if not candidate.is_director
    ]
    return sorted(found, key=lambda person: person.sits.term.seat if person.sits else len(BY_NUMBER) + 2)


def _by_account() -> dict[str, list[object]]:
    rows: dict[str, list[object]] = {}
    for row in history(records()):
        rows.setdefault(row.account, []).append(row)
    return rows
