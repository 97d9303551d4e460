"""The sunshine desk: requests for records with their clocks, one request with its letters, and the log."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request

from committee_app import requests
from committee_app.acts import ACTS
from committee_app.acts.doing import calendars
from committee_app.acts.performing import next_acts
from committee_app.acts.registry import Act
from committee_app.acts.request_in_hand import REQUEST, SOURCES
from committee_app.desks.docket import in_hand
from committee_app.docket import names
from committee_app.doorway import office, records, shows
from committee_app.requests import Asked
from committee_app.tables.requests import RequestSheet
from letters.catalogue import CATALOGUE
from rules.records_requests import ANSWER_IS_DUE, COSTS, KEPT_FOR_COURT, WITHHELD
from workflows.records_request import ANSWERS

desk = Blueprint("requests", __name__)
WORDS: dict[str, Any] = {"ANSWER_IS_DUE": ANSWER_IS_DUE, "COSTS": COSTS, "KEPT_FOR_COURT": KEPT_FOR_COURT}
# The moves that an act makes, where they are not called like it.
MOVES_OF = {"reply_to_request": tuple(ANSWERS)}
EVENTS = {
    "grant": "Answered: granted",
    "grant_in_part": "Answered: granted in part",
    "find_no_record": "Answered: no such record",
    "delay": "Answered: it takes longer",
    "deny_records": "Denied, with the written statement",
    "ask_for_payment": "The fee is asked for before the work",
    "estimate_cost": "The cost is told",
    "record_statement_asked": "A written statement of the denial is asked for",
    "state_grounds": "The written statement is made",
    "record_clarification": "The requester answered the question",
    "ask_for_clarification": "The requester is asked a question",
    "record_payment": "The fee is paid",
    "withdraw_request": "Closed as withdrawn",
    "record_suit": "A suit was served",
}


@desk.get("/requests")
@shows("request")
def list_() -> str:
    today, strict = office().settings.today(), calendars(records()).strict
    every = requests.listed(records())
    years = sorted({one.row.received_on.year for one in every}, reverse=True)
    year = request.args.get("year", type=int)
    year = year if year in years else (years or [today.year])[0]
    lines = [(one, one.awaited(strict)) for one in reversed(every)]
    return render_template(
        "requests.html",
        waiting=[(one, awaited) for one, awaited in lines if awaited],
        log=[(one, requests.log_row(one, strict)) for one in every if one.row.received_on.year == year],
        totals=requests.totals(records(), year),
        year=year,
        years=years,
        acts=next_acts(in_hand(None), ("receive_records_request",)),
        **WORDS,
    )


@desk.get("/requests/log.csv")
@shows("request")
def log() -> Response:
    text = requests.log_csv(requests.listed(records()), calendars(records()).strict)
    return Response(
        text.encode("utf-8-sig"),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="requests-for-records.csv"'},
    )


def _read(asked: int) -> Asked:
    """The request of the address, or 404."""
    return requests.one(records(), asked) or abort(404)


@desk.get("/requests/<int:asked>")
@shows("request")
def request_(asked: int) -> str:
    found, strict = _read(asked), calendars(records()).strict
    standing = requests.standing_records(records())
    return render_template(
        "request.html",
        asked=found,
        awaited=found.awaited(strict),
        lapsed=found.lapsed(strict, office().settings.today()),
        acts=acts_for(found),
        likely=requests.likely(found.row.asked, standing),
        told={event.entry: told(event.said, standing) for event in found.events},
        names=names(records()),
        EVENTS=EVENTS,
        LETTERS={kind: row.title for kind, row in CATALOGUE.items()},
        **WORDS,
    )


def acts_for(asked: Asked) -> list[Act]:
    """The acts that this account could do now about this request."""
    about = [verb for verb, act in ACTS.items() if REQUEST in act.parameters and not act.needs_complaint]
    possible = next_acts(in_hand(None), about)
    return [
        act for act in possible if any(asked.state in SOURCES[move] for move in MOVES_OF.get(act.verb, (act.verb,)))
    ]


def told(said: dict[str, Any], standing: list[Any]) -> list[tuple[str, str]]:
    """What is known of one event, as pairs of a label and what it says; nothing of it is a title that was withdrawn."""
    found = [("Records", one) for one in requests.named_records(said.get("records") or (), standing)]
    found += [("Withheld", WITHHELD[name].called) for name in said.get("withheld") or ()]
    found += [("Cost", line) for line in said.get("lines") or ()]
    for name in ("question", "text", "remark", "cause", "place", "earliest", "source", "because", "lapses", "suit"):
        if said.get(name):
            found.append((name.capitalize(), str(said[name])))
    return found


@desk.get("/requests/<int:asked>/letters/<int:sheet>.pdf")
@shows("request")
def letter(asked: int, sheet: int) -> Response:
    kept = records().get(RequestSheet, sheet)
    if kept is None or kept.request_id != asked:
        abort(404)
    return Response(
        kept.pdf,
        mimetype="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{kept.kind.replace("_", "-")}-{asked}-{sheet}.pdf"',
            "Content-Security-Policy": "sandbox",
        },
    )
