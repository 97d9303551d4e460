"""The public process: `python -m committee_app.public STORE HOST PORT [--day YYYY-MM-DD] [--address URL]`."""

import argparse
import datetime as dt
from pathlib import Path

import waitress

from committee_app.public import clock, create_public_app
from committee_app.public.store import is_url


def main() -> None:
    """Serves the store at the host and port; a training site on its training day, any other on the day that it is."""
    asked = argparse.ArgumentParser(prog="committee_app.public")
    asked.add_argument("store")
    asked.add_argument("host")
    asked.add_argument("port", type=int)
    asked.add_argument("--day", type=dt.date.fromisoformat)
    asked.add_argument("--address", default="")
    given = asked.parse_args()
    today = (lambda: given.day) if given.day else clock.today
    store = given.store if is_url(given.store) else Path(given.store)
    app = create_public_app(store, today, given.address.rstrip("/"))
    waitress.serve(app, host=given.host, port=given.port, threads=4, ident=None)


if __name__ == "__main__":
    main()
