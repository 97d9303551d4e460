"""Acts about the office itself: rulings on readings, closures of the office, the enacted words, its seats."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_, select

from committee_app.acts.doing import Doing, calendars, reckoned
from committee_app.acts.register import FeedFile
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.tables.docket import Complaint, Duty
from committee_app.tables.office import EnactedWords, Ruling
from committee_app.tables.register import Closure
from rules.readings import READINGS, adopted_on
from rules.readings import Ruling as AdoptedRuling
from rules.statute import cite, parse_enacted
from workflows.duties import KINDS, reckon
from workflows.machine import Refused

ESTABLISHED = cite("56.602.1")


@act(
    "Adopts another reading of an ambiguous clause, from a day on, for reasons that the memo gives.",
    ESTABLISHED,
    roles="director",
    about="office",
    asks=(
        Parameter("reading", Kind.CHOICE, "Reading", choices={name: name for name in READINGS}),
        Parameter("option", Kind.TEXT, "Option"),
        Parameter("in_force_from", Kind.DAY, "In force from", required=False, hint="today if left empty"),
        Parameter("day", Kind.DAY, "Day (where the option needs one)", required=False),
        Parameter("memo", Kind.LONG_TEXT, "Memo of counsel"),
    ),
)
def adopt_reading(doing: Doing) -> Mapping[str, Any]:
    reading = READINGS[doing["reading"]]
    start: dt.date = doing["in_force_from"] or doing.today
    if start < doing.today:
        raise Refused("A ruling works forward: it cannot be in force before today.", reading.clause)
    ruling = AdoptedRuling(reading.id, doing["option"], start, doing["day"])
    try:
        adopted_on(start, [ruling])
    except ValueError as error:
        raise Refused(str(error), reading.clause) from None
    doing.clause = reading.clause
    doing.session.add(
        Ruling(
            entry=doing.seq,
            reading=reading.id,
            option=doing["option"],
            in_force_from=start,
            day=doing["day"],
            memo=doing["memo"],
        )
    )
    return {
        "reading": reading.id,
        "option": doing["option"],
        "in_force_from": start.isoformat(),
        "day": doing["day"].isoformat() if doing["day"] else None,
        "memo": doing["memo"],
    }


@act(
    "Enters a day on which the office is closed; open deadlines of the lenient calendar move with it.",
    cite("56.602.4(4)#1"),
    roles="director administrator",
    about="office",
    asks=(
        Parameter("day", Kind.DAY, "Closed on"),
        Parameter("source", Kind.TEXT, "Source", hint="for example: the number of the executive order"),
    ),
)
def enter_closure(doing: Doing) -> Mapping[str, Any]:
    lenient, day = doing.calendars.lenient, doing["day"]
    if not lenient.is_business_day(day):
        raise Refused(f"{day:%B %-d, %Y} is no business day already: {lenient.closed_because(day)}.")
    doing.session.add(Closure(date=day.isoformat(), source=doing["source"], entered_by=doing.actor.name))
    doing.session.flush()
    moved = _recount(doing)
    doing.reply |= {"moved": moved}
    return {"day": doing["day"].isoformat(), "source": doing["source"], "moved": moved}


def _recount(doing: Doing) -> list[list[str]]:
    """Counts again every running clock of the lenient calendar; says which moved, from when to when.

    The time to respond runs to its end even where a response came early; the review follows it.
    """
    now, moved = calendars(doing.session), []
    deadlines: dict[str, dt.date] = {}
    running = or_(Duty.done_on.is_(None), and_(Duty.kind == "respond", Duty.due_on >= doing.today))
    counting = select(Duty).where(running, Duty.replaced_by.is_(None))
    for duty in doing.session.scalars(counting.order_by(Duty.id)):
        kind = KINDS[duty.kind]
        if kind.calendar is None or duty.readings.get(kind.calendar) != "lenient":
            continue
        before, start = duty.due_on, duty.starts_on
        if kind.name == "review":
            start = deadlines.get(duty.complaint_id, start)
        for column, value in reckoned(reckon(kind, start, now, doing.adopted)).items():
            setattr(duty, column, value)
        if kind.name == "respond":
            deadlines[duty.complaint_id] = duty.due_on
            doing.session.get_one(Complaint, duty.complaint_id).response_due = duty.due_on
        if duty.due_on != before:
            moved.append([duty.complaint_id, kind.name, before.isoformat(), duty.due_on.isoformat()])
    return moved


@act(
    "Loads the enacted words of clauses from a file; pages show them beside our statement.",
    ESTABLISHED,
    roles="director administrator console",
    about="office",
    asks=(
        Parameter("file", Kind.FILE, "File (JSON)"),
        Parameter("source", Kind.TEXT, "Source", required=False),
    ),
)
def load_statute(doing: Doing) -> Mapping[str, Any]:
    given = doing["file"] if isinstance(doing["file"], FeedFile) else FeedFile(Path(str(doing["file"])))
    name = given.called or given.path.name
    try:
        words = parse_enacted(given.path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{name}: {error}") from None
    for clause_id, text in words.items():
        doing.session.merge(EnactedWords(clause=clause_id, words=text, source=doing["source"] or name))
    doing.reply |= {"clauses": len(words)}
    return {"clauses": len(words), "file": name}
