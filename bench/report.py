"""The table of all figures, on the terminal and as bench/RESULTS.md, with the machine that they were measured on."""

import datetime as dt
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path

from bench.measuring import Row

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = ("SQLAlchemy", "durable-rules", "holidays", "reportlab")

HEAD = """# Results

Written by `make bench`; not edited by hand. Each ratio is the median over rounds in which both sides ran, in mixed
order. Times do not carry over to another machine, ratios do. The goals are those that the project set itself before it
was written. Not measured yet: P1 over ten million charges with ten times the open cases, and beside zen-engine; P3.

"""


def shown(rows: Iterable[Row]) -> str:
    """The rows as a table of Markdown."""
    lines = ["| what | figure | ratio | to | goal | met |", "|---|--:|--:|---|---|---|"]
    for row in rows:
        ratio = "" if row.ratio is None else _short(row.ratio)
        met = "" if row.met is None else "yes" if row.met else "**no**"
        lines.append(f"| {row.name} | {_short(row.figure)} {row.unit} | {ratio} | {row.to} | {row.goal} | {met} |")
    return "\n".join(lines) + "\n"


def write(subjects: Mapping[str, list[Row]]) -> None:
    """Writes RESULTS.md: the machine, a table for each subject, and why a goal was missed."""
    parts = [HEAD, _machine()]
    for subject, rows in subjects.items():
        parts.append(f"\n## {subject.capitalize()}\n\n{shown(rows)}")
        parts += [f"\nMissed: {row.name}. {row.why}\n" for row in rows if row.met is False]
    RESULTS.write_text("".join(parts), "utf-8")


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = [
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; {platform.system()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}",
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, commit {_commit()}",
        f"load of the machine at the end, over 15 minutes: {os.getloadavg()[2]:.1f} (this run alone: about 1)",
    ]
    return "".join(f"- {line}\n" for line in lines)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def _commit() -> str:
    here = RESULTS.parent

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607 - git is found by its name

    try:
        changed = git("status", "--porcelain", "--untracked-files=no", "--", "..", ":!.")
        return git("rev-parse", "--short", "HEAD") + (" with changes that are not committed" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
