"""Setting up an office: its tables, the 115 jurisdictions, the five seats, what its letters carry.

A database is for training or for real, is told so once, and never changes from one to the other.
"""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from committee_app import keys, schema
from committee_app.acts.entering import Door
from committee_app.acts.factors import first_administrator
from committee_app.authenticators import Wallet
from committee_app.database import Database
from committee_app.register.offices import load_jurisdictions
from committee_app.settings import Misconfigured, Settings
from committee_app.tables.office import Account, Seat, Setting
from committee_app.tables.roster import OfficeTerm, SeatTerm
from rules.statute import cite
from workflows.roster import BY_NUMBER, FIRST_DAY, appoint_by, regular_term
from workflows.roster import SEATS as ELECTED_SEATS

DIRECTORS_SEAT = cite("56.602.2(1)")
SEATS = ((1, None), *((seat.number, seat.party) for seat in ELECTED_SEATS))

DEFAULTS = {
    "office_name": "Missouri Office of Prosecution Services",
    "office_address": "Prosecuting and Circuit Attorney Review Committee\nP.O. Box 899\nJefferson City, Missouri 65102",
    "governor_address": "The Governor of Missouri\nState Capitol, Room 216\nJefferson City, Missouri 65101",
}

SAMPLE_PEOPLE = (
    ("director", "Sample Director", "director", 1),
    ("member-r1", "Sample Member One (R)", "member", 2),
    ("member-r2", "Sample Member Two (R)", "member", 3),
    ("member-d1", "Sample Member Three (D)", "member", 4),
    ("member-d2", "Sample Member Four (D)", "member", 5),
    ("staff", "Sample Staff", "staff", None),
    ("auditor", "Sample Auditor", "auditor", None),
    ("administrator", "Sample Administrator", "administrator", None),
    ("clerk", "Sample Council Clerk", "clerk", None),
    ("candidate-r", "Sample Candidate One (R)", "member", None),
    ("candidate-d", "Sample Candidate Two (D)", "member", None),
)
# The years that the sample people served as prosecutors; each term follows an election in the November before it.
SAMPLE_SERVICE = (
    ("member-r1", "Republican", 2011, 2014),
    ("member-r1", "Republican", 2015, 2018),
    ("member-r2", "Republican", 2015, 2018),
    ("member-r2", "Republican", 2019, 2022),
    ("member-d1", "Democrat", 2007, 2010),
    ("member-d1", "Democrat", 2011, 2014),
    ("member-d2", "Democrat", 2019, 2022),
    ("member-d2", "Democrat", 2023, 2026),
    ("candidate-r", "Republican", 2015, 2018),
    ("candidate-r", "Republican", 2019, 2022),
    ("candidate-d", "Democrat", 2019, 2022),
    ("candidate-d", "Democrat", 2023, 2025),
)
SAMPLE = "Sample, made up for training."


def found(settings: Settings) -> None:
    """Creates or upgrades the database of these settings. Safe to run again."""
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys.make(settings.instance)
    schema.upgrade(settings.owner_url)
    database = Database(settings.database_url)
    try:
        with database.writing() as session:
            furnish(session, training=settings.training)
        check_kind(database, settings)
        _keep_private(database)
    finally:
        database.close()


def _keep_private(database: Database) -> None:
    """A database file is its owner's alone."""
    name = database.engine.url.database
    if database.is_sqlite and name:
        Path(name).chmod(0o600)


def invite_first_administrator(settings: Settings) -> str | None:
    """The address of the one-time link for the first administrator, while a real office has no account; else None."""
    if settings.training:
        return None
    database = Database(settings.database_url)
    try:
        door = Door(database, Wallet.of(settings.instance), settings.office_url, settings.now())
        secret = first_administrator(door)
    finally:
        database.close()
    return f"{settings.office_url}/link/{secret}" if secret else None


def furnish(session: Session, *, training: bool) -> None:
    """The rows that every office starts with; those that are there stay as they are."""
    if session.get(Setting, "kind") is not None:
        return
    session.add_all(Setting(name=name, value=value) for name, value in DEFAULTS.items())
    session.add(Setting(name="kind", value="training" if training else "office"))
    load_jurisdictions(session)
    if training:
        session.execute(
            insert(Account),
            [
                {"name": n, "display": d, "role": r, "sample": True, "email": f"{n}@sample.invalid"}
                for n, d, r, _ in SAMPLE_PEOPLE
            ],
        )
    session.execute(insert(Seat), [{"number": n, "elected_as": party} for n, party in SEATS])
    if training:
        seat_the_sample(session)


def seat_the_sample(session: Session) -> None:
    """The sample members' first terms and what the sample people served before: a training office begins at work."""
    first = {seat: regular_term(seat, FIRST_DAY) for seat in BY_NUMBER}
    session.add_all(
        SeatTerm(
            id=seat,
            seat=seat,
            account=name,
            starts_on=first[seat].starts,
            ends_on=first[seat].ends,
            vacancy=False,
            appointed_on=appoint_by(first[seat]),
            source=SAMPLE,
            readings={},
        )
        for name, _, _, seat in SAMPLE_PEOPLE
        if seat in first
    )
    session.add_all(
        OfficeTerm(
            id=number,
            account=name,
            office="Prosecuting Attorney, Sample County",
            starts_on=dt.date(first_year, 1, 1),
            ends_on=dt.date(last_year, 12, 31),
            elected_on=dt.date(first_year - 1, 11, 5),
            party=party,
            source=SAMPLE,
        )
        for number, (name, party, first_year, last_year) in enumerate(SAMPLE_SERVICE, 1)
    )


def check_kind(database: Database, settings: Settings) -> None:
    """Raises Misconfigured where the database is not set up, is of another version, or is of the other kind."""
    try:
        with database.reading() as session:
            kind = session.scalar(select(Setting.value).where(Setting.name == "kind"))
            at = schema.current(database)
    except DBAPIError as error:
        raise Misconfigured(
            "The database is not set up, or cannot be reached: run `committee init` first. "
            f"({str(error.orig).splitlines()[0]})"
        ) from None
    if at != schema.newest():
        raise Misconfigured("The database is of another version: run `committee init` to bring it up to date.")
    wanted = "training" if settings.training else "office"
    if kind != wanted:
        raise Misconfigured(
            f"This database is for {kind}, and the program was started for {wanted}. Training and real records never "
            "share a database: set COMMITTEE_TRAINING and COMMITTEE_DATABASE_URL to match."
        )


def on_training_clock(database: Database, settings: Settings) -> Settings:
    """The settings with the day that the sample office lives on, where the environment names none."""
    if not settings.training or settings.fixed_today:
        return settings
    with database.reading() as session:
        day = session.scalar(select(Setting.value).where(Setting.name == "training_today"))
    return replace(settings, fixed_today=dt.date.fromisoformat(day)) if day else settings
