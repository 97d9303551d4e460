"""A request for records as its acts have it in hand: where it stands, what happens to it, and the letter of it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from committee_app import requests
from committee_app.acts.doing import Doing, sha256
from committee_app.acts.registry import Kind, Parameter
from committee_app.protected import Words
from committee_app.requests import Asked
from committee_app.tables.docket import Complaint
from committee_app.tables.requests import RequestEvent, RequestSheet
from letters import catalogue
from letters.layout import as_pdf
from letters.letter import Address
from rules.records_requests import OPENED_RECORDS
from workflows.machine import Refused
from workflows.records_request import MOVES, PROCEDURE, Case

REQUEST = Parameter("request", Kind.NUMBER, "Request")
SOURCES = {move.name: move.source for move in MOVES}


def the_request(doing: Doing) -> Asked:
    """The request that the act names. Raises Refused."""
    asked = requests.one(doing.session, doing["request"])
    if asked is None:
        raise Refused(f"There is no request for records {doing['request']}.", OPENED_RECORDS)
    return asked


def open_to(doing: Doing, *moves: str) -> list[Asked]:
    """The requests that one of these moves could be made with, the oldest first."""
    where = {state for move in moves for state in SOURCES[move]}
    return [asked for asked in reversed(requests.listed(doing.session)) if asked.state in where]


def stands_for(*moves: str) -> Callable[[Doing], str | None]:
    """A hindrance: there is no request with which one of these moves could be made."""
    return lambda doing: None if open_to(doing, *moves) else "No request for records stands where this could be done."


def event(doing: Doing, asked: Asked, move: str, **said: Any) -> dict[str, Any]:
    """Keeps that this happened to the request, on the day given (`on`) or today; says what the journal keeps of it.
    Raises Refused where the request does not stand there, or the day is before the step before."""
    made = PROCEDURE.advance(Case(asked.state), move)
    before = max([asked.row.received_on, *(one.happened_on for one in asked.events)])
    day = doing.on_day("on", not_before=before)
    doing.clause = made.clause
    doing.session.add(
        RequestEvent(
            entry=doing.seq,
            request_id=asked.row.id,
            kind=move,
            happened_on=day,
            account=doing.actor.name,
            said={name: _plain(value) for name, value in said.items()},
        )
    )
    doing.reply["records_request"] = asked.row.id
    return {"request": asked.row.number, "on": day.isoformat(), "move": move}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def keep_letter(doing: Doing, asked: Asked, said: catalogue.Said) -> Mapping[str, str]:
    """Makes the letter in the words in force and keeps its bytes with the request; says what the journal keeps."""
    paper = doing.letter(said)
    pdf = as_pdf(paper, doing.letterhead())
    digest = sha256(pdf)
    doing.session.add(
        RequestSheet(
            entry=doing.seq,
            request_id=asked.row.id,
            kind=said.kind,
            words=paper.words,
            said=catalogue.kept(said),
            sha256=digest,
            pdf=pdf,
        )
    )
    return {"letter": said.kind, "sha256": digest}


def heads(doing: Doing, asked: Asked) -> dict[str, Any]:
    """What every letter about the request begins with."""
    row = asked.row
    lines = tuple(line.strip() for line in row.contact.splitlines() if line.strip())
    return {
        "to": Address(row.requester, lines),
        "dated": doing.today,
        "number": row.number,
        "received_on": row.received_on,
    }


# So many letters and digits of a name, whatever parts or joins its words, are no chance.
UNBROKEN = 7


def _says(told: Words, name: Words) -> bool:
    """Whether the name stands there, over a line's end, with other signs between its words, or with none."""
    return told.say(*name.words) or (len(name.unbroken) >= UNBROKEN and name.unbroken in told.unbroken)


def names_no_matter(doing: Doing, **texts: str | None) -> None:
    """Refuses words for a stranger that name a matter or a party to one. It does not say which, so that nobody learns
    from it; and it asks of every matter, so that a recused person learns nothing of an own one."""
    told = Words.of(*(text for text in texts.values() if text))
    if not told.words:
        return
    rows = doing.session.execute(select(Complaint.id, Complaint.respondent, Complaint.complainant))
    if any(_says(told, Words.of(name)) for row in rows for name in row):
        raise Refused(
            "Words of this letter are like a name or a number that the docket keeps closed. Whether there is such a "
            "record is not told to anybody who asks. Say it without.",
            OPENED_RECORDS,
        )
