"""The register of what left: one line for each letter that was laid into the print tray and each mail that was taken.

It lies outside the database, because a database that is restored from yesterday no longer knows what left since.
Whoever keeps a copy of it on another machine, or on paper, can say after a loss what must not go out again.
"""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

FILE = "left.jsonl"


@dataclass(slots=True)
class Left:
    """The register of one instance folder. What others add meanwhile is seen at the next question."""

    path: Path
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    _read: int = 0

    @classmethod
    def of(cls, instance: Path) -> "Left":
        return cls(instance / FILE)

    def when(self, key: str, what: str) -> str | None:
        """The instant, as it is written there, at which the thing `key` left as `what`: the SHA-256 of a letter's
        bytes, the identity of a mail. None where the register does not know it."""
        self._read_on()
        return self._known.get((key, what))

    def note(self, key: str, what: str, kind: str, now: datetime) -> None:
        """Adds a line, durable when this returns. A thing that is known already is not noted twice."""
        if self.when(key, what):
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        line = json.dumps({"at": now.isoformat(timespec="seconds"), "kind": kind, "key": key, "what": what})
        # One write of one line: two dispatchers at once leave two whole lines.
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def _read_on(self) -> None:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                # A line that a fallen machine left by half says nothing; what it was about may leave once more.
                try:
                    said = json.loads(line)
                    self._known.setdefault((said["key"], said["what"]), said["at"])
                except (ValueError, KeyError, TypeError):
                    continue
