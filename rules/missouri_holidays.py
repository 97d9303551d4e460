"""The thirteen public holidays of RSMo 9.010, from the `holidays` package, put right where it differs.

The package lacks Lincoln Day (12 February), moves Saturday holidays to Friday (the practice of state offices, not
9.010), and files a Saturday 1 January under the year before. Here the days of the law and the observed Fridays are
kept apart.
"""

from datetime import date, timedelta
from functools import cache

from holidays.countries.united_states import US

SUNDAY, SATURDAY = 6, 5
LINCOLN_DAY = "Lincoln Day"


class _Missouri(US):
    """The package's own days on the dates on which they fall, with Lincoln Day and without any observed day."""

    def __init__(self, year: int) -> None:
        super().__init__(subdiv="MO", years=year, observed=False)  # type: ignore[no-untyped-call] # as the package is

    def _populate_subdiv_mo_public_holidays(self) -> None:
        super()._populate_subdiv_mo_public_holidays()  # type: ignore[no-untyped-call] # as the package is
        self._add_holiday_feb_12(LINCOLN_DAY)


@cache
def days_of_the_law(year: int) -> dict[date, str]:
    """Each holiday of 9.010 in that year and its name. One that falls on a Sunday is kept on the Monday after."""
    kept: dict[date, str] = {}
    for day, name in sorted(_Missouri(year).items()):
        if day.weekday() == SUNDAY:
            kept[day + timedelta(days=1)] = f"{name}, kept on Monday (RSMo 9.010)"
        else:
            kept[day] = f"{name} (RSMo 9.010)"
    return kept


@cache
def observed_fridays(year: int) -> dict[date, str]:
    """The Fridays of that year on which state offices close for a Saturday holiday, also for 1 January of the next."""
    saturdays = {
        day: name for of in (year, year + 1) for day, name in _Missouri(of).items() if day.weekday() == SATURDAY
    }
    fridays = {
        day - timedelta(days=1): f"{name}, observed by state offices on Friday" for day, name in saturdays.items()
    }
    return {day: name for day, name in fridays.items() if day.year == year}
