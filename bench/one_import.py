"""A process of its own that has loaded what an import needs and no more. Prints its seconds and its peak of memory.

Arguments: the office's database URL, the feed, and the legal day of the import.
"""

import datetime as dt
import json
import sys
import time
from pathlib import Path

from bench.measuring import peak
from committee_app.access import CONSOLE
from committee_app.acts import perform
from committee_app.acts.register import FeedFile
from committee_app.database import Database


def run(url: str, feed: str, today: str) -> dict[str, float]:
    database, day, before = Database(url), dt.date.fromisoformat(today), peak()
    started = time.perf_counter()
    given = {"file": FeedFile(Path(feed))}
    now = dt.datetime.combine(day, dt.time(18), dt.UTC)
    outcome = perform(database, "import_referrals_file", CONSOLE, given, today=day, now=now)
    return {
        "accepted": outcome.reply["accepted"],
        "seconds": time.perf_counter() - started,
        "before": before,
        "peak": peak(),
    }


if __name__ == "__main__":
    print(json.dumps(run(*sys.argv[1:])))
