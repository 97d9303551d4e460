"""What became of an imported file: counts and errors, as the person who sent it is told. Knows no table."""

from dataclasses import dataclass, field
from typing import Any

from committee_app.register.reading import Fault

KEPT_ERRORS = 1_000


@dataclass(slots=True)
class ImportReport:
    """What became of a file, row by row counted; the first thousand errors in words."""

    file: str
    sha256: str = ""
    accepted: int = 0
    unchanged: int = 0
    updated: int = 0
    rejected: int = 0
    errors: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def reject(self, *faults: Fault) -> None:
        """Counts one row as refused, with all its faults."""
        self.rejected += 1
        self.errors.extend(faults[: KEPT_ERRORS - len(self.errors)])

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "sha256": self.sha256,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "updated": self.updated,
            "rejected": self.rejected,
            "errors": [fault.as_json() for fault in self.errors],
            "warnings": self.warnings,
        }


class ImportRefused(Exception):
    """Nothing of the file is kept: it is no feed, or a row of it is bad and the import is strict."""

    def __init__(self, report: ImportReport) -> None:
        first = report.errors[0]
        super().__init__(f"line {first.line}: {first.column + ': ' if first.column else ''}{first.reason}")
        report.accepted = report.unchanged = report.updated = 0
        self.report = report
