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

    def otherwise(self, key: str, what: str) -> str | None:
        """The instant at which something else left under the same key: after a restore perhaps the same thing, before
        it was entered once more."""
        self._read_on()
        return next((at for (known, other), at in self._known.items() if known == key and other != what), None)

    def note(self, key: str, what: str, kind: str, now: datetime) -> None:
        """Adds a line, durable when this returns. A thing that is known already is not noted twice."""
        if self.when(key, what):
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        line = json.dumps({"at": now.isoformat(timespec="seconds"), "kind": kind, "key": key, "what": what})
        if self._is_cut_off():
            # What a fallen machine left by half does not take this line with it.
            line = f"\n{line}"
        # One write of one line: two dispatchers at once leave two whole lines.
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, f"{line}\n".encode())
            os.fsync(handle)
        finally:
            os.close(handle)

    def bring(self, other: Path) -> None:
        """Adds the whole lines of another register that are not here yet. Durable when this returns."""
        mine = self.path.read_bytes().splitlines() if self.path.exists() else []
        theirs = [line for line in other.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
        new = [line.rstrip(b"\r\n") for line in theirs if line.rstrip(b"\r\n") not in mine]
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            cut_off = b"\n" if self._is_cut_off() else b""
            os.write(handle, cut_off + b"".join(line + b"\n" for line in new))
            os.fsync(handle)
        finally:
            os.close(handle)

    def _is_cut_off(self) -> bool:
        if not self.path.exists() or not self.path.stat().st_size:
            return False
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"

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
