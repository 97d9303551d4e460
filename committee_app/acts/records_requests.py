"""Requests for records: receiving one, asking back, the fee, and how it ends without an answer (RSMo 610.026)."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from committee_app.acts.doing import Doing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.request_in_hand import (
    REQUEST,
    event,
    heads,
    keep_letter,
    names_no_matter,
    stands_for,
    the_request,
)
from committee_app.tables.requests import CHANNELS, RecordsRequest
from letters import catalogue
from rules.records_requests import COSTS, MUCH, OPENED_RECORDS, PAGE, Cost, lapses_after
from workflows.expenses import dollars
from workflows.machine import Refused

ON = Parameter("on", Kind.DAY, "On", required=False, hint="today if left empty")
MOST_PAGES, MOST_TIME, MOST_RATE = 100_000, 100_000, 50_000


@act(
    "Receives a request for records, however it came: the three business days to act on it begin.",
    OPENED_RECORDS,
    roles="staff director",
    about="office",
    asks=(
        Parameter("received_on", Kind.DAY, "Received on"),
        Parameter("channel", Kind.CHOICE, "How it came", choices=CHANNELS),
        Parameter("requester", Kind.TEXT, "Who asks", hint="“not said” where no name was given: none is needed"),
        Parameter("contact", Kind.LONG_TEXT, "Where the answer goes", hint="an address by lines, or an e-mail address"),
        Parameter("asked", Kind.LONG_TEXT, "What is asked for", hint="in the requester's own words"),
    ),
)
def receive_records_request(doing: Doing) -> Mapping[str, Any]:
    day = doing.on_day("received_on")
    row = RecordsRequest(
        id=doing.next_id(RecordsRequest.id),
        number=_number(doing, day.year),
        received_on=day,
        channel=doing["channel"],
        requester=doing["requester"],
        contact=doing["contact"],
        asked=doing["asked"],
        entry=doing.seq,
    )
    doing.session.add(row)
    doing.reply |= {"records_request": row.id, "number": row.number}
    # What was asked, and by whom, stands in the request alone: a reader of the journal may be kept from a matter that
    # these words name.
    return {"request": row.number, "received_on": day.isoformat(), "channel": row.channel}


def _number(doing: Doing, year: int) -> str:
    series = f"R{year}-"
    query = select(func.count()).select_from(RecordsRequest).where(RecordsRequest.number.startswith(series))
    return f"{series}{(doing.session.scalar(query) or 0) + 1:02d}"


@act(
    "Asks the requester back what is meant; without an answer in 90 days the request may be taken as withdrawn.",
    OPENED_RECORDS,
    roles="staff director",
    about="office",
    asks=(REQUEST, Parameter("question", Kind.LONG_TEXT, "Question")),
    hindrance=stands_for("ask_for_clarification"),
)
def ask_for_clarification(doing: Doing) -> Mapping[str, Any]:
    asked = the_request(doing)
    names_no_matter(doing, question=doing["question"])
    lapses = lapses_after(doing.today)
    kept = event(doing, asked, "ask_for_clarification", question=doing["question"], lapses=lapses)
    said = catalogue.RecordsClarification(**heads(doing, asked), question=doing["question"], lapses=lapses)
    return {**kept, **keep_letter(doing, asked, said)}


@act(
    "Records what the requester answered to the question; the three business days begin anew.",
    OPENED_RECORDS,
    roles="staff director",
    about="office",
    asks=(REQUEST, Parameter("text", Kind.LONG_TEXT, "What was answered"), ON),
    hindrance=stands_for("record_clarification"),
)
def record_clarification(doing: Doing) -> Mapping[str, Any]:
    return event(doing, the_request(doing), "record_clarification", text=doing["text"])


@act(
    "Says what the copies cost: ten cents a page, and the time of clerks and of research at its actual rate.",
    OPENED_RECORDS,
    roles="staff director",
    about="office",
    asks=(
        REQUEST,
        Parameter("pages", Kind.NUMBER, "Pages", hint=f"at {PAGE} cents each (9 by 14 inches at most)"),
        Parameter("clerical_hours", Kind.TEXT, "Hours of clerks", required=False, hint="for example 1.5"),
        Parameter("clerical_rate", Kind.TEXT, "Dollars for an hour of them", required=False,
                  hint="what the office actually pays, for example 18.40"),
        Parameter("research_hours", Kind.TEXT, "Hours of research", required=False, hint="for example 0.75"),
        Parameter("research_rate", Kind.TEXT, "Dollars for an hour of it", required=False),
        Parameter("before_work", Kind.YES, "The fee is to be paid before the work begins", required=False),
    ),
    hindrance=stands_for("estimate_cost"),
)  # fmt: skip
def estimate_cost(doing: Doing) -> Mapping[str, Any]:
    asked = the_request(doing)
    cost = Cost(
        _within("Pages", doing["pages"], MOST_PAGES),
        *_worked(doing, "clerical", "clerks"),
        *_worked(doing, "research", "research"),
    )
    if not cost.total:
        raise Refused(f"Nothing is to be paid: an estimate says what there is ({COSTS}).", OPENED_RECORDS)
    before = bool(doing["before_work"])
    lapses = lapses_after(doing.today, cost.total) if before else None
    kept = event(
        doing,
        asked,
        "ask_for_payment" if before else "estimate_cost",
        cents=cost.total,
        lines=list(_lines(cost)),
        lapses=lapses,
    )
    said = catalogue.RecordsCost(
        **heads(doing, asked),
        lines=_lines(cost),
        total=dollars(cost.total),
        before=BEFORE if before else None,
        lapses=lapses,
    )
    return {**kept, "cents": cost.total, **keep_letter(doing, asked, said)}


BEFORE = (
    "The fee is asked for before the work begins, as section 610.026, RSMo, allows. Once it is paid, we act on the "
    "request within three business days."
)


def _within(label: str, number: int, most: int) -> int:
    if number > most:
        raise Refused(f"“{label}”: {number:,} is more than {most:,}. Check the number.", OPENED_RECORDS)
    return number


def _worked(doing: Doing, name: str, called: str) -> tuple[int, int]:
    """Hours and rate, both in hundredths; both or neither."""
    time, rate = (
        _hundredths(f"{what} of {called}", doing[f"{name}_{key}"])
        for key, what in (("hours", "Hours"), ("rate", "Rate"))
    )
    if bool(time) != bool(rate):
        raise Refused(f"Give both the hours of {called} and what an hour of it actually costs.", OPENED_RECORDS)
    return _within(f"Hours of {called}", time, MOST_TIME), _within(f"Rate of {called}", rate, MOST_RATE)


def _hundredths(label: str, said: str | None) -> int:
    found = re.fullmatch(r"\$?([0-9]{1,4})(?:\.([0-9]{1,2}))?", (said or "0").strip(), re.ASCII)
    if found is None:
        raise Refused(f"“{label}” is a number with two places at most, for example 1.5; not {said!r}.", OPENED_RECORDS)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _lines(cost: Cost) -> tuple[str, ...]:
    lines = [f"{cost.pages:,} page{'' if cost.pages == 1 else 's'} at $0.{PAGE:02d}: {dollars(cost.paper)}"]
    for what, time, rate, cents in (
        ("Time of clerks", cost.clerical_time, cost.clerical_rate, cost.clerical),
        ("Time of research", cost.research_time, cost.research_rate, cost.research),
    ):
        if time:
            lines.append(f"{what}: {time / 100:g} hours at {dollars(rate)} an hour: {dollars(cents)}")
    return tuple(lines)


@act(
    "Records that the fee was paid; the three business days begin anew.",
    OPENED_RECORDS,
    roles="staff director",
    about="office",
    asks=(REQUEST, Parameter("source", Kind.TEXT, "What shows it", hint="for example: check 1042"), ON),
    hindrance=stands_for("record_payment"),
)
def record_payment(doing: Doing) -> Mapping[str, Any]:
    return event(doing, the_request(doing), "record_payment", source=doing["source"])


WHY = {
    "requester": "The requester takes it back",
    "unpaid": "The fee was not paid in time",
    "unanswered": "The question was not answered in time",
}
WAITED = {"unpaid": "ask_for_payment", "unanswered": "ask_for_clarification"}


@act(
    "Closes the request as withdrawn: by the requester, or because the fee or an answer did not come in time.",
    OPENED_RECORDS,
    roles="staff director",
    about="office",
    asks=(REQUEST, Parameter("because", Kind.CHOICE, "Why", choices=WHY), ON),
    hindrance=stands_for("withdraw_request"),
    cannot_be_undone="The request is closed. Whoever asks again begins a new one.",
)
def withdraw_request(doing: Doing) -> Mapping[str, Any]:
    asked, because = the_request(doing), doing["because"]
    if because in WAITED:
        last = asked.events[-1] if asked.events else None
        waits = asked.awaited(doing.calendars.strict)
        stands_there = asked.last(*WAITED.values())
        if waits is None or waits.of_the_office or stands_there is None or stands_there.kind != WAITED[because]:
            raise Refused("The request does not wait for that.", OPENED_RECORDS)
        day = doing["on"] or doing.today
        if day <= waits.by:
            more = f" (150 days, because the fee is above {dollars(MUCH)})" if last and _is_much(last.said) else ""
            raise Refused(
                f"The requester has until {waits.by:%B %-d, %Y}{more}, as the letter said ({COSTS}). The day after it "
                "the request may be taken as withdrawn.",
                OPENED_RECORDS,
            )
    return {**event(doing, asked, "withdraw_request", because=because), "because": because}


def _is_much(said: Mapping[str, Any]) -> bool:
    return int(said.get("cents") or 0) > MUCH


@act(
    "Records that a suit about the request was served: from then on nothing of it is moved, altered or destroyed.",
    OPENED_RECORDS,
    roles="staff director",
    about="office",
    asks=(REQUEST, Parameter("suit", Kind.TEXT, "Which suit, in which court"), ON),
    hindrance=stands_for("record_suit"),
)
def record_suit(doing: Doing) -> Mapping[str, Any]:
    return {**event(doing, the_request(doing), "record_suit", suit=doing["suit"]), "suit": doing["suit"]}
