"""The law as the program has it: the clauses, the readings in force, and the calendar that counts."""

import datetime as dt
import re

from flask import Blueprint, g, render_template, request
from sqlalchemy import select

from committee_app.acts import ACTS
from committee_app.acts.doing import adopted_readings, calendars
from committee_app.acts.registry import DAY
from committee_app.doorway import office, records, shows
from committee_app.tables.office import EnactedWords, Ruling
from committee_app.tables.register import Closure
from rules.calendar import Count
from rules.readings import READINGS

desk = Blueprint("law", __name__)
MOST_DAYS = 750
MOST_MONTHS = 120


@desk.get("/statute")
@shows("statute")
def statute() -> str:
    enacted = {row.clause: row for row in records().scalars(select(EnactedWords))}
    return render_template("statute.html", enacted=enacted, may_load=g.actor.role in ACTS["load_statute"].roles)


@desk.get("/readings")
@shows("readings")
def readings() -> str:
    return render_template(
        "readings.html",
        readings=READINGS.values(),
        adopted=adopted_readings(records(), office().settings.today()),
        rulings=records().scalars(select(Ruling).order_by(Ruling.entry)).all(),
        may_adopt=g.actor.role in ACTS["adopt_reading"].roles,
    )


@desk.get("/calendar")
@shows("calendar")
def calendar() -> str:
    count, mistake = _counted()
    return render_template(
        "calendar.html",
        count=count,
        mistake=mistake,
        closures=records().scalars(select(Closure).order_by(Closure.date)).all(),
        may_enter=g.actor.role in ACTS["enter_closure"].roles,
    )


def _counted() -> tuple[Count | None, str | None]:
    """The count that was asked for, or what is wrong with the question."""
    asked = request.args
    if "start" not in asked:
        return None, None
    number, unit = asked.get("number", ""), asked.get("unit", "business-days")
    most = MOST_MONTHS if unit == "months" else MOST_DAYS
    if not (re.fullmatch(r"[0-9]{1,4}", number) and 1 <= int(number) <= most):
        return None, f"Count from 1 to {most}."
    start = _day(asked.get("start", ""))
    if start is None or not 1991 <= start.year <= 2085:
        return None, "Write the day as YYYY-MM-DD, between 1991 and 2085."
    named = calendars(records()).named(asked.get("calendar", "strict"))
    if unit == "months":
        return named.months(start, int(number), roll="forward" if named.name == "lenient" else "none"), None
    return named.business_days(start, int(number)), None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
