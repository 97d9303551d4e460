"""Registers for the benches: seeded, so that every run and every contender reads the same rows. No real case is in them."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from committee_app.register.offices import reference

AS_OF = date(2026, 6, 30)

LISTED = (
    ("565.020", "a"), ("565.021", "b"), ("565.050", "c"), ("565.052", "d"), ("566.030", "e"),
    ("566.060", "f"), ("570.023", "g"), ("570.025", "h"), ("570.027", "i"), ("571.015", "j"),
)  # fmt: skip
OTHER = ("565.072", "565.023", "569.160", "570.030", "579.015", "571.030", "577.010", "302.321")
