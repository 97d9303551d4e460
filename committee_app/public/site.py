"""How the public site is made: a table of pages, address -> (bytes, media type), from the open store alone.

The rows stand in pages.py. The live process and the static export ask the same table, and so give the same bytes.
Addresses that depend on the same things are a family; a family says for each of its keys what they depend on, and the
export makes anew only those of which that changed. What every page depends on (the program, what the office says of
itself) is `Site.everywhere`.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from committee_app.public import feeds, words
from committee_app.public.gatherings import Gathering, gatherings
from committee_app.public.kinds import KINDS
from committee_app.public.listing import Listing, Question, found, listings
from committee_app.public.lists import digest_of
from committee_app.public.places import PLACES
from committee_app.public.shelf import Shelf
from committee_app.public.store import OpenRecord

HERE = Path(__file__).parent
PACKAGE = HERE.parent
TEMPLATES = PACKAGE / "templates" / "open"
STATIC = PACKAGE / "static"
CHECKER = HERE / "download" / "verify.py"
HTML, TEXT, JSON = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"
LINES, ATOM, CALENDAR = "application/x-ndjson", "application/atom+xml", "text/calendar; charset=utf-8"
XML, PDF = "application/xml", "application/pdf"
# What the pages use of the style sheets, fonts and pictures; no script is among it.
ASSETS = ("docket.css", "open.css", "icon.png", "vendor/uswds/css/*.css", "vendor/uswds/LICENSE.md",
          "vendor/uswds/fonts/**/*.woff2", "vendor/uswds/img/**/*.svg")  # fmt: skip
MEDIA = {".css": "text/css; charset=utf-8", ".png": "image/png", ".svg": "image/svg+xml", ".woff2": "font/woff2",
         ".md": TEXT}  # fmt: skip

Key = tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """Addresses that depend on the same. `keys` says for what they exist; `inputs` on what those of one key depend
    beyond what every page depends on, as a JSON value; `daily` says that the day has a part in it."""

    name: str
    keys: Callable[["Site"], Collection[Key]]
    inputs: Callable[["Site", Key], Any]
    daily: bool = False


@dataclass(frozen=True)
class Page:
    """One row of the table: the rule of its address, with names in angles for the parts of its key."""

    name: str
    rule: str
    family: Family
    media: str
    make: Callable[["Site", Key], bytes]

    def address(self, key: Key) -> str:
        """The one address of this page for the key."""
        parts = iter(key)
        return re.sub(r"<[^>]*>", lambda _: next(parts), self.rule)


TABLE: dict[str, Page] = {}


def page(rule: str, family: Family, media: str = HTML) -> Callable[[Callable[..., bytes]], Callable[..., bytes]]:
    """Puts the function into the table: it is given the site and the parts of the key."""

    def enter(make: Callable[..., bytes]) -> Callable[..., bytes]:
        name = make.__name__
        if name in TABLE:
            raise ValueError(f"two pages are called {name}")
        TABLE[name] = Page(name, rule, family, media, lambda site, key: make(site, *key))
        return make

    return enter


@cache
def environment() -> Environment:
    """The templates. Everything is escaped, and no character is let through that a page or XML may not hold."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, finalize=words.legible,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters |= {"day": words.day, "weekday": words.weekday, "hour": words.hour, "section": words.section,
                     "number": words.number,                      "moment": feeds.moment}  # fmt: skip
    made.globals |= {"KINDS": KINDS, "PLACES": PLACES, "OUTCOMES": words.OUTCOMES, "CLOSED": words.CLOSED,
                     "name_of": words.title, "outcome_of": words.outcome, "off": words.off}  # fmt: skip
    return made


@cache
def program() -> str:
    """A digest of all that makes the pages and is no record: this room, its templates and its assets."""
    parts = [*sorted(HERE.glob("*.py")), *sorted(TEMPLATES.iterdir()), *assets().values()]
    parts += [CHECKER] if CHECKER.exists() else []
    summed = hashlib.sha256()
    for part in parts:
        summed.update(hashlib.sha256(part.read_bytes()).digest())
    return summed.hexdigest()


@cache
def assets() -> dict[str, Path]:
    """The files that the pages need, by their name under /static/."""
    files = (path for pattern in ASSETS for path in sorted(STATIC.glob(pattern)))
    return {path.relative_to(STATIC).as_posix(): path for path in files}


@dataclass(frozen=True)
class Site:
    """The public site over one state of the store, on one day. `address` is its own before the path, as
    https://records.example; without one, addresses begin with their path."""

    shelf: Shelf
    today: dt.date
    address: str = ""

    @cached_property
    def everywhere(self) -> str:
        """A digest of what every page depends on."""
        return digest_of([program(), sorted(self.shelf.about.items()), self.shelf.training, self.address])

    @cached_property
    def listings(self) -> dict[str, Listing]:
        return listings(self.shelf)

    @cached_property
    def gatherings(self) -> list[Gathering]:
        return gatherings(self.shelf)

    @cached_property
    def released(self) -> dict[int, str]:
        return {record.number: record.released for record in self.shelf.records}

    @cached_property
    def keys(self) -> dict[str, Collection[Key]]:
        """For what the addresses of each family exist."""
        return {family.name: family.keys(self) for family in families()}

    def addresses(self) -> Iterator[tuple[str, Page, Key]]:
        """Every address of the site, with its page and key."""
        for one in TABLE.values():
            for key in self.keys[one.family.name]:
                yield one.address(key), one, key

    def bytes_of(self, asked: Page, key: Key) -> bytes | None:
        """The bytes of a page, or None where it does not exist."""
        return asked.make(self, key) if key in self.keys[asked.family.name] else None

    def digest(self, family: Family, key: Key) -> str:
        """A digest of what the addresses of a key depend on, beyond `everywhere`."""
        return digest_of(family.inputs(self, key))

    def written(self, template: str, **said: Any) -> bytes:
        """A page by its template."""
        context = {"about": self.shelf.about, "training": self.shelf.training, "address": self.address}
        found = environment().get_template(template)
        return found.render(**context, standing=self.standing, **said).encode()

    def standing(self, record: OpenRecord) -> words.Standing:
        return words.standing(record, self.released)

    def trouble(self, status: int, words: str = "") -> bytes:
        """The calm page of an answer that is no page."""
        return self.written("trouble.html", status=status, words=words)

    def search(self, asked: Question) -> bytes:
        """The page that answers a question. It is asked of the live site alone."""
        answer = Listing("/records", "Found", found(self.shelf, asked))
        return self.written("records.html", listing=answer, asked=asked, years=list(self.shelf.by_year))


def families() -> list[Family]:
    """Every family of the table, once."""
    return list({one.family.name: one.family for one in TABLE.values()}.values())
