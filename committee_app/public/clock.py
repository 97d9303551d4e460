"""The public site's one look at the clock: which day it is in Missouri, so that it can say which meetings are ahead."""

import datetime as dt
from zoneinfo import ZoneInfo

MISSOURI = ZoneInfo("America/Chicago")


def today() -> dt.date:
    """The day in Missouri."""
    return dt.datetime.now(MISSOURI).date()
