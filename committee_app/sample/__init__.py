"""The sample office: a generated register for all 115 jurisdictions and one complaint in each interesting state.

Everything here is made up and says so. It is built through the same acts as real work, day by day, up to SAMPLE_DAY.
"""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import func, select

from committee_app.database import Database
from committee_app.founding import found
from committee_app.outbox import dispatch
from committee_app.sample import meetings
from committee_app.sample.matters import carry_matters, take
from committee_app.sample.register import write_feeds
from committee_app.sample.roster import keep_expenses
from committee_app.settings import Settings
from committee_app.tables.journal import Entry
from committee_app.tables.office import Setting

SAMPLE_DAY = dt.date(2028, 11, 15)
SEED = 56602


def build(settings: Settings, tell: Callable[[str], None]) -> None:
    """Makes the sample office where the database has no journal yet. `tell` is given each step in words."""
    found(settings)
    day = settings.fixed_today or SAMPLE_DAY
    database = Database(settings.database_url)
    try:
        with database.reading() as session:
            if session.scalar(select(func.count()).select_from(Entry)):
                tell("The sample office is there already.")
                return
        with database.writing() as session:
            session.add(Setting(name="training_today", value=day.isoformat()))
        tell("Writing the feeds of the sample register ...")
        feeds = write_feeds(settings.instance / "sample", day, SEED)
        tell("Carrying the sample complaints through their acts ...")
        walks, newest = carry_matters(database, feeds, day, meetings.plan)
        for walk in meetings.ahead(day, walks, newest):
            take(database, walk)
        keep_expenses(database, day)
        dispatch(database, settings.instance, settings.now())
    finally:
        database.close()
    tell(f"The sample office is ready. In it, today is {day:%A, %B %-d, %Y}.")
