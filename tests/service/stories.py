"""Stories of service with the days that follow, worked out by hand from law.md 1.3, 2 and 3 and written down.

A story is told in events parted by semicolons: what, of which piece of mail (a, b), on which day. `@ day` says that it
became known later. `amend 2 ...` corrects the second event. The office was closed on Friday, November 24, 2028.

The days: for each reading of the start, the day to respond by the lenient calendar, by the strict one where it is
another, and the last day for the review. `before` are the days to respond that were worked out first and stay visible.
"""

from dataclasses import dataclass, field

NEVER = "never"


@dataclass(frozen=True)
class Story:
    """`delivery`, `mailing` and `mailing_plus_5` each hold “respond [/ respond strict], review”, months and days."""

    name: str
    told: str
    delivery: str
    mailing: str
    mailing_plus_5: str
    before: dict[str, str] = field(default_factory=dict)
    formal: str = ""

    def days(self, start: str, calendar: str) -> tuple[str | None, str | None]:
        """The day to respond and the day of the review under one reading and one calendar."""
        said: str = getattr(self, start)
        if said == NEVER:
            return None, None
        respond, review = said.split(", ")
        lenient, _, strict = respond.partition(" / ")
        return whole(strict if strict and calendar == "strict" else lenient), whole(review)

    def replaced(self, start: str) -> list[str]:
        """The days to respond that another took the place of; they are the same in both calendars."""
        return [whole(day) for day in self.before.get(start, "").split()]


def whole(day: str) -> str:
    """A day of 2028, or of 2029 where it says so."""
    return day if day.count("-") == 2 else f"2028-{day}"


STORIES = (
    Story("delivered in January", "post a 01-14; deliver a 01-20", "02-03, 02-17", "01-31, 02-14", "02-02, 02-16"),
    Story(
        "posted late", "post a 01-25; deliver a 01-28",
        "02-14 / 02-11, 02-28", "02-08, 02-23", "02-14 / 02-11, 02-28", formal="01-12",
    ),
    Story("refused", "post a 03-03; refuse a 03-07", "03-21, 04-04", "03-17, 03-31", "03-22, 04-05"),
    Story(
        "unclaimed, then in person", "post a 03-03; unclaimed a 03-20; hand 03-21",
        "04-04, 04-18", "03-17, 03-31", "03-22, 04-05",
    ),
    Story(
        "undeliverable, mailed to another address", "post a 04-03; lost a 04-10; post b second 04-11; deliver b 04-14",
        "04-28, 05-15", "04-25, 05-10", "04-28, 05-15", {"mailing": "04-17", "mailing_plus_5": "04-21"},
    ),
    Story(
        "came back without a reason, then in person", "post a 04-06; back a 04-18; hand 04-19",
        "05-03, 05-18", "05-03, 05-18", "05-03, 05-18", {"mailing": "04-20", "mailing_plus_5": "04-25"},
    ),
    Story(
        "two addressees, the deputy's copy first",
        "post a 05-01; post b deputy 05-01; deliver b 05-03; deliver a 05-05",
        "05-22, 06-06", "05-16, 05-31", "05-22, 06-06",
    ),
    Story(
        "two addressees, only the deputy's copy came", "post a 05-01; post b deputy 05-01; deliver b 05-03",
        NEVER, "05-16, 05-31", "05-22, 06-06",
    ),
    Story(
        "two addresses of the prosecutor, the second one first",
        "post a 06-05; post b second 06-05; deliver b 06-07; deliver a 06-09",
        "06-22, 07-07", "06-20, 07-05", "06-26, 07-11",
    ),
    Story(
        "on the eve of Thanksgiving", "post a 11-17; deliver a 11-22",
        "12-08 / 12-07, 12-21", "12-05 / 12-04, 12-18", "12-08 / 12-07, 12-21",
    ),
    Story(
        "delivered on a Saturday", "post a 02-02; deliver a 02-05",
        "02-22 / 02-18, 03-06", "02-17 / 02-16, 03-02", "02-23 / 02-22, 03-07",
    ),
    Story("delivered on Truman Day", "post a 05-03; deliver a 05-08", "05-22, 06-06", "05-18, 06-02", "05-22, 06-06"),
    Story(
        "the day of delivery corrected, a day later", "post a 01-14; deliver a 01-20; amend 2 day 01-21 @ 01-26",
        "02-04, 02-18", "01-31, 02-14", "02-02, 02-16", {"delivery": "02-03"},
    ),
    Story(
        "the day of delivery corrected, two days earlier", "post a 02-15; deliver a 02-25; amend 2 day 02-23 @ 02-28",
        "03-08, 03-22", "03-01, 03-15", "03-06, 03-20", {"delivery": "03-10"},
    ),
    Story(
        "mailed again and both delivered, the first known last",
        "post a 07-07; post b 07-14; deliver b 07-18; deliver a 07-13 @ 07-20",
        "07-27, 08-10", "07-21, 08-04", "07-26, 08-09", {"delivery": "08-01"},
    ),
    Story(
        "unclaimed, mailed again, delivered", "post a 08-07; unclaimed a 08-22; post b 08-23; deliver b 08-28",
        "09-12, 09-26", "08-21, 09-05", "08-25, 09-11",
    ),
    Story(
        "refused, and handed over all the same", "post a 08-07; refuse a 08-10; hand 08-14",
        "08-24, 09-08", "08-21, 09-05", "08-25, 09-11",
    ),
    Story("handed over, never mailed", "hand 10-04", "10-19, 11-02", "10-19, 11-02", "10-19, 11-02"),
    Story(
        "left with a clerk, then handed over", "left 10-02; hand 10-05",
        "10-20, 11-03", "10-20, 11-03", "10-20, 11-03",
    ),
    Story("an agent signed", "post a 10-10; agent a 10-13", "10-27, 11-10", "10-24, 11-07", "10-27, 11-10"),
    Story(
        "delivered at an address that was not the prosecutor's",
        "post a 09-11; deliver a 09-14; amend 1 to wrong_address @ 09-20; post b second 09-20; deliver b 09-25",
        "10-10, 10-24", "10-04, 10-19", "10-10, 10-24",
        {"delivery": "09-28", "mailing": "09-25", "mailing_plus_5": "09-29"},
    ),
    Story(
        "the delivery was another letter's; unclaimed, in person",
        "post a 09-11; deliver a 09-14; amend 2 strike @ 09-18; unclaimed a 09-27; hand 09-28",
        "10-13, 10-27", "09-25, 10-10", "09-29, 10-16", {"delivery": "09-28"},
    ),
    Story(
        "taken for unclaimed, and delivered",
        "post a 06-09; unclaimed a 06-26; amend 2 as delivered 06-12 @ 06-28",
        "06-27, 07-12", "06-26, 07-11", "06-29, 07-14",
    ),
    Story(
        "the postmark read wrongly", "post a 06-12; deliver a 06-15; amend 1 day 06-09 @ 06-16",
        "06-30, 07-17", "06-26, 07-11", "06-29, 07-14",
        {"mailing": "06-27", "mailing_plus_5": "07-03"}, formal="06-08",
    ),
    Story(
        "delivered on the Friday observed for Lincoln Day", "post a 02-08; deliver a 02-11",
        "02-28, 03-13", "02-24 / 02-23, 03-08", "02-28, 03-13",
    ),
    Story(
        "Veterans Day on a Saturday, and Thanksgiving", "post a 11-06; deliver a 11-09",
        "11-28 / 11-24, 12-08", "11-21 / 11-20, 12-05", "11-28 / 11-27, 12-11",
    ),
    Story(
        "over Christmas and the New Year", "post a 12-12; deliver a 12-15",
        "2029-01-02, 2029-01-17", "12-27, 2029-01-11", "2029-01-02, 2029-01-17",
    ),
    Story(
        "delivered at the third try", "post a 03-06; try a 03-08; try a 03-09; deliver a 03-13",
        "03-27, 04-10", "03-20, 04-03", "03-24, 04-07",
    ),
    Story(
        "handed over on Friday, postmarked on Monday", "handed a 03-10; post a 03-13; deliver a 03-16",
        "03-30, 04-13", "03-27, 04-10", "03-31, 04-14",
    ),
    Story("tried, and still on its way", "post a 04-24; try a 04-27", NEVER, "05-09, 05-23", "05-15, 05-30"),
    Story(
        "unclaimed twice, then in person",
        "post a 03-01; unclaimed a 03-17; post b 03-20; unclaimed b 04-06; hand 04-07",
        "04-21, 05-05", "03-15, 03-29", "03-20, 04-03",
    ),
    Story(
        "unclaimed, mailed again, refused", "post a 03-01; unclaimed a 03-17; post b 03-20; refuse b 03-23",
        "04-06, 04-20", "03-15, 03-29", "03-20, 04-03",
    ),
    Story(
        "two addressees, the prosecutor's copy first",
        "post a 07-10; post b deputy 07-10; deliver a 07-12; deliver b 07-13",
        "07-26, 08-09", "07-24, 08-07", "07-28, 08-11",
    ),
    Story(
        "undeliverable at both addresses, then in person",
        "post a 07-10; lost a 07-14; post b second 07-17; lost b 07-21; hand 07-24",
        "08-07, 08-21", "08-07, 08-21", "08-07, 08-21",
        {"mailing": "07-24 07-31", "mailing_plus_5": "07-28 08-04"},
    ),
    Story(
        "answered early, the day of delivery corrected after that",
        "post a 05-15; deliver a 05-18; respond 05-24; amend 2 day 05-19 @ 05-26",
        "06-05, 06-20", "05-30, 06-13", "06-05, 06-20", {"delivery": "06-02"},
    ),
    Story(
        "the time was over, and a correction gives it back",
        "post a 09-18; deliver a 09-20; lapse 10-09; amend 2 day 09-25 @ 10-10",
        "10-10, 10-24", "10-02, 10-17", "10-06, 10-23", {"delivery": "10-04"},
    ),
    Story(
        "delivered on a day on which the office was closed", "post a 11-13; deliver a 11-24",
        "12-08, 12-22", "11-29 / 11-28, 12-12", "12-05 / 12-04, 12-18",
    ),
    Story("on the 29th of February", "post a 02-24; deliver a 02-29", "03-14, 03-28", "03-09, 03-23", "03-14, 03-28"),
    Story("before the Fourth of July", "post a 06-30; deliver a 07-01", "07-17, 07-31", "07-17, 07-31", "07-19, 08-02"),
    Story(
        "on the weekend on which the clocks change", "post a 03-09; deliver a 03-11",
        "03-24, 04-07", "03-23, 04-06", "03-28, 04-11",
    ),
    Story(
        "the posting was another matter's; handed over", "post a 10-10; amend 1 strike @ 10-11; hand 10-12",
        "10-26, 11-09", "10-26, 11-09", "10-26, 11-09", {"mailing": "10-24", "mailing_plus_5": "10-27"},
    ),
    Story(
        "recorded as delivered, and refused", "post a 10-10; deliver a 10-13; amend 2 as refused 10-13 @ 10-16",
        "10-27, 11-10", "10-24, 11-07", "10-27, 11-10",
    ),
    Story(
        "refused, and the envelope came back", "post a 10-11; refuse a 10-16; back a 10-20",
        "10-30, 11-13", "10-25, 11-08", "10-30, 11-13",
    ),
    Story(
        "unclaimed, back in the office, in person", "post a 10-11; unclaimed a 10-27; back a 10-30; hand 10-31",
        "11-15 / 11-14, 11-29", "10-25, 11-08", "10-30, 11-13",
    ),
)  # fmt: skip
