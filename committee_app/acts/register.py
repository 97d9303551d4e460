"""Feeding the register and scanning it: what the office's own machine may do without a person's judgment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from committee_app.acts.doing import Doing, adopted_readings
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.register.report import ImportRefused
from committee_app.register.scan import keep, scan
from committee_app.register.storing import import_homicides, import_population, import_referrals
from rules.statute import cite
from workflows.machine import Refused

REFERRALS = cite("43.503.3#1")
PAPERS = cite("43.503.3#2")
CLOSED_DATA = cite("56.750.3#3")
HOMICIDES = cite("56.602.3(1)")
UNDECIDED = cite("56.602.3(2)")
PENDING = cite("56.602.3(3)#1")
RESUBMITTED = cite("56.602.3(3)#2")


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A file to be taken in. `progress` is told (bytes read, bytes in all). An upload, which lies somewhere else each
    time, has the name its sender `called` it and its `sha256`, by which a repeated request is known."""

    path: Path
    progress: Callable[[int, int], None] | None = None
    called: str = ""
    sha256: str = ""

    def __str__(self) -> str:
        return f"{self.called} {self.sha256}" if self.sha256 else str(self.path)


FILE = Parameter("file", Kind.FILE, "File (CSV)")
STRICT = Parameter("strict", Kind.YES, "Refuse the whole file for one bad row", required=False)


def _take_in(doing: Doing, take: Callable[..., Any]) -> Mapping[str, Any]:
    given = doing["file"] if isinstance(doing["file"], FeedFile) else FeedFile(Path(str(doing["file"])))
    try:
        with given.path.open("rb") as stream:
            report = take(
                doing.session,
                stream,
                name=given.called or given.path.name,
                today=doing.today,
                now=doing.now,
                by=doing.actor.name,
                strict=bool(doing["strict"]),
                progress=given.progress,
            )
    except OSError as error:
        raise Refused(f"{given.path.name} cannot be read: {error.strerror}.") from None
    except ImportRefused as refused:
        raise FileRefused(refused.report.as_json()) from None
    doing.reply |= report.as_json()
    counted = ("file", "sha256", "accepted", "unchanged", "updated", "rejected")
    return {name: value for name, value in report.as_json().items() if name in counted}


class FileRefused(Refused):
    """A whole file that was refused; `report` has its rows, columns and reasons."""

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__(f"{report['file']} was refused and nothing of it was kept.", REFERRALS)
        self.report = report


@act(
    "Takes a file of referrals into the register: bad rows are refused with their reasons, the rest is kept.",
    REFERRALS,
    PAPERS,
    CLOSED_DATA,
    RESUBMITTED,
    roles="console staff",
    about="office",
    asks=(FILE, STRICT),
)
def import_referrals_file(doing: Doing) -> Mapping[str, Any]:
    return _take_in(doing, import_referrals)


@act(
    "Takes a file of homicides, as the crime reports count them, into the register.",
    HOMICIDES,
    roles="console staff",
    about="office",
    asks=(FILE, STRICT),
)
def import_homicides_file(doing: Doing) -> Mapping[str, Any]:
    return _take_in(doing, import_homicides)


@act(
    "Takes population figures into the register; the figures that stood before are kept.",
    HOMICIDES,
    roles="console staff",
    about="office",
    asks=(FILE, STRICT),
)
def import_population_file(doing: Doing) -> Mapping[str, Any]:
    return _take_in(doing, import_population)


@act(
    "Applies the three tests of 56.602.3 to the register and keeps what they find.",
    HOMICIDES,
    UNDECIDED,
    PENDING,
    roles="console director staff",
    about="office",
    asks=(Parameter("as_of", Kind.DAY, "As of", required=False, hint="today if left empty"),),
)
def keep_findings(doing: Doing) -> Mapping[str, Any]:
    as_of = doing.on_day("as_of")
    result = scan(doing.session, as_of, adopted_readings(doing.session, as_of))
    new = keep(doing.session, result)
    doing.reply |= {"result": result.as_json(), "new": new}
    return {
        "as_of": as_of.isoformat(),
        "findings": len(result.findings),
        "near_misses": len(result.near_misses),
        "new": len(new),
    }
