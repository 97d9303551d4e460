"""An export as a process of its own, for a test that kills it: `python -m tests.open_site.exporting STORE DIR`."""

import sys
from pathlib import Path

from committee_app.public.exporting import export
from committee_app.public.shelf import opened
from committee_app.public.site import Site
from tests.open_site.records import TODAY

if __name__ == "__main__":
    print("begins", flush=True)
    export(Site(opened(Path(sys.argv[1]))[1], TODAY), Path(sys.argv[2]))
