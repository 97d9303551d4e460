"""An export as a process that dies in the middle: `python -m tests.open_site.exporting STORE DIR PAGE MOMENT`.

It kills itself `before` or `after` PAGE of the folder DIR gets its new bytes.
"""

import os
import signal
import sys
from pathlib import Path

from committee_app.public.exporting import export
from committee_app.public.shelf import opened
from committee_app.public.site import Site
from tests.open_site.records import TODAY

MOMENTS = ("before", "after")


def dying_at(page: Path, moment: str) -> None:
    """From now on, whoever renames something to `page` dies at that moment of it."""
    rename = os.replace

    def last(old: str | Path, new: str | Path) -> None:
        if moment == "before" and Path(new) == page:
            os.kill(os.getpid(), signal.SIGKILL)
        rename(old, new)
        if Path(new) == page:
            os.kill(os.getpid(), signal.SIGKILL)

    os.replace = last  # type: ignore[assignment] # an export renames paths alone, by their names


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    dying_at(folder / sys.argv[3], sys.argv[4])
    export(Site(opened(Path(sys.argv[1]))[1], TODAY), folder)
