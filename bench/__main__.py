"""`python -m bench [--quick] [SUBJECT ...]`: every bench in turn; the table on the terminal, and in bench/RESULTS.md.

With subjects named, or with --quick, RESULTS.md stays as it is.
"""

import argparse
import time
from collections.abc import Callable

from bench import acting, deadlines, importing, journal, letters, pages, public, report, scan
from bench.measuring import Row, say

SMALL, LARGE = 100_000, 1_000_000

FULL: dict[str, Callable[[], list[Row]]] = {
    "deadlines": deadlines.measure,
    "letters": letters.measure,
    "journal": lambda: journal.measure(SMALL),
    "acts": lambda: acting.measure(15),
    "pages": lambda: pages.measure(200, 40),
    "public": lambda: public.measure(10_000, 3_000),
    "import": lambda: importing.measure(SMALL, (10_000, SMALL, LARGE)),
    "scan": lambda: scan.measure((SMALL, LARGE), LARGE),
}
QUICK: dict[str, Callable[[], list[Row]]] = FULL | {
    "journal": lambda: journal.measure(20_000),
    "acts": lambda: acting.measure(4),
    "pages": lambda: pages.measure(40, 10),
    "public": lambda: public.measure(500, 400),
    "import": lambda: importing.measure(20_000, (10_000, SMALL)),
    "scan": lambda: scan.measure((SMALL,), SMALL),
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m bench", description="Measures the product.")
    asked.add_argument("--quick", action="store_true", help="small registers, a few minutes")
    asked.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"some of {', '.join(FULL)}; all if left out")
    given = asked.parse_args()
    if unknown := set(given.subjects) - FULL.keys():
        asked.error(f"no such subject: {', '.join(sorted(unknown))}")
    benches = QUICK if given.quick else FULL
    wanted = {name: bench for name, bench in benches.items() if name in (given.subjects or FULL)}
    measured: dict[str, list[Row]] = {}
    for number, (name, bench) in enumerate(wanted.items(), 1):
        say(f"{number} of {len(wanted)}: {name}")
        started = time.monotonic()
        measured[name] = bench()
        say(f"  {time.monotonic() - started:.0f} s")
    print(report.shown(row for rows in measured.values() for row in rows))
    for row in (row for rows in measured.values() for row in rows if row.met is False):
        print(f"Missed: {row.name}. {row.why}")
    if not given.quick and not given.subjects:
        report.write(measured)


if __name__ == "__main__":
    main()
