"""When the office's machine did its work last: small files in the instance folder, outside the records."""

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

FOLDER = "last"
DISPATCH, VERIFY, BACKUP = "dispatch", "verify", "backup"


def note(instance: Path, name: str, now: dt.datetime, **said: Any) -> None:
    """Notes that it was done now, and what came of it; what was noted before is gone."""
    folder = instance / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = folder / f".{name}-{os.getpid()}"
    made.write_text(json.dumps({"at": now.isoformat(timespec="seconds"), **said}))
    os.replace(made, folder / name)


def last(instance: Path, name: str) -> tuple[dt.datetime, dict[str, Any]] | None:
    """When it was done last, and what came of it; None where it never was, or the file cannot be read."""
    try:
        said = json.loads((instance / FOLDER / name).read_text())
        return dt.datetime.fromisoformat(said.pop("at")), said
    except (OSError, ValueError, KeyError, AttributeError):
        return None
