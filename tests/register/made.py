"""Made registers for the tests of the scan: seeded, so that a failure can be seen again. No real case is in them."""

import datetime as dt
import random

from tests.register.feeds import HOMICIDE, REFERRAL

SECTIONS = (
    "565.020", "565.021", "565.050", "565.052", "566.030", "566.060", "570.023", "570.025", "570.027", "571.015",
    "565.072", "565.023", "569.020", "570.030", "579.015", "",
)  # fmt: skip
PLACES = ("29510", "29189", "29095", "29215", "29227")
SMALL = ("29001", "29003", "29005", "29007")
FIRST, LAST = dt.date(2024, 11, 1), dt.date(2026, 6, 30)
DECISIONS = ("investigation_requested_on", "filed_on", "refused_on")


def charges(seed: int, number: int) -> list[dict[str, str]]:
    """Charges of 20 months; about half of them decided, some asked about first, some refused and filed later."""
    draw = random.Random(seed)
    return [_charge(draw, n) for n in range(number)]


def _charge(draw: random.Random, n: int) -> dict[str, str]:
    received = FIRST + dt.timedelta(days=draw.randrange((LAST - FIRST).days + 1))
    made = {
        **REFERRAL, "jurisdiction": draw.choice(PLACES), "referral_id": f"R-{n // 3}", "count": str(n % 3 + 1),
        "received_on": received.isoformat(), "statute": draw.choice(SECTIONS), "charge_code": "",
        "probable_cause_statement": draw.choice("YYYN"), "investigative_report": draw.choice(["Y", "Y", "N", ""]),
    }  # fmt: skip
    for decision, how_often in zip(DECISIONS, (0.5, 0.3, 0.15), strict=True):
        after = received + dt.timedelta(days=draw.choice([0, 1, 9, 14, 15, 16, 40, 180, 181, 200, 230]))
        if draw.random() < how_often and after <= LAST:
            made[decision] = after.isoformat()
    return made


def homicides(seed: int) -> list[dict[str, str]]:
    """Incidents in a city far over the line, in counties about it, and in one far below."""
    draw = random.Random(seed)
    often = {"29510": 320, "29215": 20, "29227": 3, "29189": 90, **dict.fromkeys(SMALL, 2)}
    days = (LAST - dt.date(2021, 1, 1)).days
    return [
        {
            **HOMICIDE, "jurisdiction": place, "incident_id": f"H-{n}", "victims": draw.choice("1112"),
            "occurred_on": (LAST - dt.timedelta(days=draw.randrange(days))).isoformat(),
        }
        for place, number in often.items()
        for n in range(number)
    ]  # fmt: skip
