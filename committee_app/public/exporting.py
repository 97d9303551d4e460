"""The public site as plain files that any web server can serve: the same bytes as the live process gives.

A page lies as index.html in a folder of its own name, everything else under its own name, so that the same links work.
Each file is written whole to a temporary name and renamed, and only where its bytes differ: a reader finds the old page
or the new one. What an earlier export was made of stands in a small file; only pages whose inputs changed are made
again. Where that file says that an export did not come to its end, every file is compared, and what belongs to no
address is removed.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from committee_app.public.site import HTML, TABLE, Family, Key, Page, Site, families

STATE, LOCK, UNFINISHED = ".export.json", ".export.lock", ".unfinished"
VERSION = 1
# Enough of a digest to tell two states of one page apart.
KEPT = 24


@dataclass
class Done:
    """What an export did: how many files it wrote anew, left as they were after comparing them, and removed."""

    written: int = 0
    compared: int = 0
    removed: int = 0


@dataclass
class _Before:
    """What the export before this one was made of, and whether it came to its end."""

    everywhere: str = ""
    inputs: dict[str, dict[str, str]] = field(default_factory=dict)
    whole: bool = False


def file_of(address: str, media: str) -> str:
    """Where the page of an address lies in the folder."""
    path = address.strip("/")
    if media != HTML or path.endswith(".html"):
        return path
    return f"{path}/index.html" if path else "index.html"


def export(site: Site, folder: Path) -> Done:
    """Brings the folder up to the site. Raises ValueError where the folder holds something that no export made, and
    OSError where another export is at work in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / STATE).exists() and any(one.name != LOCK for one in folder.iterdir()):
        raise ValueError(f"{folder} holds files that no export wrote: name a new or an empty folder.")
    with _alone(folder):
        return _bring_up(site, folder, _read(folder / STATE))


def _bring_up(site: Site, folder: Path, before: _Before) -> Done:
    whole = before.whole and before.everywhere == site.everywhere
    known = before.inputs if whole else {}
    now = {
        family.name: {"/".join(key): site.digest(family, key)[:KEPT] for key in site.keys[family.name]}
        for family in families()
    }
    if whole and now == known:
        return Done()
    _write_state(folder, now, site.everywhere, whole=False)
    done = Done()
    for page, key in _changed(site, known, now):
        _put(folder / file_of(page.address(key), page.media), page.make(site, key), done)
    for page, key in _gone(known, now):
        _remove(folder, folder / file_of(page.address(key), page.media), done)
    if not whole:
        wanted = {str(folder / file_of(address, page.media)) for address, page, _ in site.addresses()}
        _remove_strangers(folder, wanted, done)
    # What was renamed lies on the disk before it is said that the export came to its end.
    os.sync()
    _write_state(folder, now, site.everywhere, whole=True)
    return done


def _pages_of(family: str) -> list[Page]:
    return [page for page in TABLE.values() if page.family.name == family]


def _changed(
    site: Site, known: dict[str, dict[str, str]], now: dict[str, dict[str, str]]
) -> Iterator[tuple[Page, Key]]:
    family: Family
    for family in families():
        pages, old, new = _pages_of(family.name), known.get(family.name, {}), now[family.name]
        for key in site.keys[family.name]:
            name = "/".join(key)
            if old.get(name) != new[name]:
                yield from ((page, key) for page in pages)


def _gone(known: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> Iterator[tuple[Page, Key]]:
    for name, keys in known.items():
        for key in keys.keys() - now.get(name, {}).keys():
            yield from ((page, tuple(key.split("/")) if key else ()) for page in _pages_of(name))


def _put(path: Path, body: bytes, done: Done) -> None:
    try:
        if path.read_bytes() == body:
            done.compared += 1
            return
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, body)
    done.written += 1


def _replace(path: Path, body: bytes) -> None:
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    unfinished.write_bytes(body)
    os.replace(unfinished, path)


def _remove(folder: Path, path: Path, done: Done) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        done.removed += 1
    _remove_empty(folder, path.parent)


def _remove_empty(folder: Path, inner: Path) -> None:
    while inner != folder:
        try:
            inner.rmdir()
        except FileNotFoundError:
            pass
        except OSError:
            return  # It is not empty.
        inner = inner.parent


def _remove_strangers(folder: Path, wanted: set[str], done: Done) -> None:
    for inner, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = os.path.join(inner, name)
            if path not in wanted and Path(path).parent / name not in {folder / STATE, folder / LOCK}:
                _remove(folder, Path(path), done)


def _read(path: Path) -> _Before:
    try:
        said: dict[str, Any] = json.loads(path.read_bytes())
        if said["version"] != VERSION:
            return _Before()
        return _Before(said["everywhere"], said["inputs"], said["whole"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return _Before()


def _write_state(folder: Path, inputs: dict[str, dict[str, str]], everywhere: str, *, whole: bool) -> None:
    said = {"version": VERSION, "everywhere": everywhere, "whole": whole, "inputs": inputs if whole else {}}
    _replace(folder / STATE, json.dumps(said, sort_keys=True, separators=(",", ":")).encode())


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One export at a time works in a folder; the lock ends with the process that holds it."""
    with open(folder / LOCK, "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OSError(f"Another export is at work in {folder}.") from None
        yield
