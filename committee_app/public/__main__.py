"""The public process: `python -m committee_app.public STORE HOST PORT`."""

import sys
from pathlib import Path

import waitress

from committee_app.public import create_public_app
from committee_app.public.store import is_url


def main() -> None:
    """Serves the store named first on the command line, at the host and port named after it."""
    store, host, port = sys.argv[1:4]
    site = create_public_app(store if is_url(store) else Path(store))
    waitress.serve(site, host=host, port=int(port), threads=4, ident=None)


if __name__ == "__main__":
    main()
