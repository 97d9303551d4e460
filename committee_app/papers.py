"""The papers that came from outside, each kept once under its SHA-256, in a folder that no web server knows.

A paper is written under another name, forced onto the disk, and only then linked to where it belongs: a connection
that breaks off leaves nothing that counts as a paper. What no record names is swept.
"""

import contextlib
import datetime as dt
import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from committee_app.examining import MEGABYTE, examine, kind_of
from workflows.machine import Refused

# Bytes of one paper.
LARGEST = 50 * MEGABYTE
LONGEST_NAME = 120
# A paper without a record may belong to an act that is being done just now.
UNCLAIMED = dt.timedelta(days=1)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
UNFINISHED = ".coming-"


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper in the store: its hash, its size in bytes, its kind (examining.KINDS), and its name as it is shown."""

    sha256: str
    size: int
    kind: str
    name: str


def keep(instance: Path, stream: IO[bytes], name: str, declared: str = "", largest: int = LARGEST) -> Kept:
    """Takes one paper into the store, and is sure that it lies on the disk. `declared` is the media type that the
    sender named. Raises Refused, with what to do, for what is empty, too large, of no kind that is taken, other than
    its name says, protected, damaged, or able to act on its own."""
    name = shown_name(name)
    folder = _folder(instance)
    handle, path = tempfile.mkstemp(dir=folder, prefix=UNFINISHED)
    coming = Path(path)
    try:
        with os.fdopen(handle, "w+b") as paper:
            sha256, size = _received(stream, paper, name, largest)
            kind = kind_of(paper, name, declared)
            os.fsync(paper.fileno())
        examine(coming, kind, name)
        _link(coming, place(instance, sha256))
    finally:
        coming.unlink()
    return Kept(sha256, size, kind.name, name)


def _received(stream: IO[bytes], paper: BinaryIO, name: str, largest: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(MEGABYTE):
        size += len(block)
        if size > largest:
            raise Refused(f"“{name}” is larger than {largest // MEGABYTE} MB. {SPLIT}")
        digest.update(block)
        paper.write(block)
    paper.flush()
    return digest.hexdigest(), size


SPLIT = "Split it into parts, or scan it at 300 points per inch in black and white, and send the parts one by one."


def _link(coming: Path, kept: Path) -> None:
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        os.link(coming, kept)
    except FileExistsError:
        # The same paper came before. Whoever sweeps must see that it came again.
        os.utime(kept)
    for folder in (kept.parent, kept.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _folder(instance: Path) -> Path:
    folder = instance / "papers"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def place(instance: Path, sha256: str) -> Path:
    """Where the paper of that hash lies, if it is kept. Raises ValueError for what is no hash."""
    if not HASH.fullmatch(sha256):
        raise ValueError("a paper is named by its SHA-256")
    return instance / "papers" / sha256[:2] / sha256


def opened(instance: Path, sha256: str) -> BinaryIO:
    """The paper of that hash, to be read and closed. Raises FileNotFoundError where it is not kept."""
    return place(instance, sha256).open("rb")


def shown_name(name: str) -> str:
    """A file's name as it may stand on a page, in a letter and in a header: the last part of a path, without control
    characters and signs that turn the direction of writing, of no more than 120 characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in last)
    clean = re.sub(r" +", " ", clean).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if len(clean) > LONGEST_NAME:
        clean = stem[: LONGEST_NAME - len(dot + ending[:10])] + dot + ending[:10]
    return clean or "paper"


def sweep(instance: Path, known: Collection[str], now: dt.datetime) -> int:
    """Removes what no record names: papers whose sending was never finished, older than a day. `known` holds the
    hashes that records name. Says how many were removed."""
    removed = 0
    for paper in _lying(instance):
        lies_since = dt.datetime.fromtimestamp(paper.stat().st_mtime, dt.UTC)
        if paper.name not in known and now - lies_since > UNCLAIMED:
            with contextlib.suppress(FileNotFoundError):
                paper.unlink()
                removed += 1
    return removed


def discard(instance: Path, sha256: str, now: dt.datetime) -> bool:
    """Destroys the paper of that hash, which no record names any more. Says False, and keeps it, where it came in
    within a day: it may belong to an act that is being done. It is moved aside and looked at there, so that one that
    comes in meanwhile is kept. What is not there is destroyed already."""
    lies, aside = place(instance, sha256), instance / "papers" / f"{UNFINISHED}going-{sha256}"
    if _is_fresh(lies, now):
        return False
    with contextlib.suppress(FileNotFoundError):
        os.rename(lies, aside)
    came_again = _is_fresh(aside, now)
    if came_again:
        with contextlib.suppress(FileExistsError):
            os.link(aside, lies)
    aside.unlink(missing_ok=True)
    return not (came_again or lies.exists())


def _is_fresh(paper: Path, now: dt.datetime) -> bool:
    return paper.exists() and now - dt.datetime.fromtimestamp(paper.stat().st_mtime, dt.UTC) <= UNCLAIMED


def _lying(instance: Path) -> Iterator[Path]:
    folder = instance / "papers"
    yield from folder.glob(f"{UNFINISHED}*")
    yield from folder.glob("[0-9a-f][0-9a-f]/*")
