"""Asking a site as anybody can: following what it names, guessing what it does not, keeping every byte it answers."""

import dataclasses
import html
import random
import re
import sqlite3
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError, IntegerConverter, MapAdapter, Rule

from committee_app.tables.base import Base
from tests.leaks.finding import TOKEN

BEGINNINGS = ("/", "/sitemap.xml", "/robots.txt", "/feed.atom", "/healthz")
LINKS = re.compile(
    rb"""(?:href|src|action|formaction)\s*=\s*["']([^"']*)["']|<loc>([^<]*)</loc>|<link>([^<]*)</link>"""
    rb"""|"((?:/|https?://localhost)[^"\s]*)"|^\s*(?:Sitemap|Allow|Disallow):\s*(\S+)|^URL[^:]*:(\S+)""",
    re.MULTILINE,
)
# So many searches and filters of one page are asked for; so many addresses in all.
VARIANTS, MOST = 40, 4_000
# So many ids, those of matters and the smallest numbers, are tried at every route.
FIRST = 40
# What was given, and where it was said to be: a short address leads to the whole one.
GIVEN = {200, 301, 308}
# Addresses that are no question: they end who is asking.
LEAVING = ("/sign-out",)


@dataclasses.dataclass(frozen=True)
class Answer:
    """One answer, whole: what was asked, its status, its headers, its bytes."""

    asked: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def whole(self) -> bytes:
        return b"\r\n".join(f"{name}: {value}".encode() for name, value in self.headers) + b"\r\n\r\n" + self.body

    def header(self, name: str) -> str | None:
        return next((value for said, value in self.headers if said.lower() == name.lower()), None)

    @property
    def kind(self) -> str:
        return (self.header("Content-Type") or "").partition(";")[0]

    @property
    def is_text(self) -> bool:
        return self.kind.startswith("text/") or self.kind.endswith(("json", "xml"))

    def shown(self, *without: str) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        """All that a reader can tell two answers apart by, but for the clock."""
        skipped = {"date", *without}
        return self.status, tuple(sorted(pair for pair in self.headers if pair[0].lower() not in skipped)), self.body


def ask(
    client: FlaskClient, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, **more: Any
) -> Answer:
    """Asks for exactly this path, however it is spelled."""
    plain, _, query = path.partition("?")
    decoded = unquote_to_bytes(plain).decode("latin-1")
    raw = {"PATH_INFO": decoded, "QUERY_STRING": query, "REQUEST_URI": path, "RAW_URI": path}
    with client.open("/", method=method, headers=dict(headers or {}), environ_overrides=raw, **more) as answer:
        return Answer(f"{method} {path}", answer.status_code, tuple(answer.headers.items()), answer.get_data())


def named_in(answer: Answer) -> Iterator[str]:
    """Every address on this site that the answer names, as a path with its query."""
    if not answer.is_text:
        return
    base = "http://localhost" + answer.asked.partition(" ")[2]
    texts = [next(filter(None, found), b"") for found in LINKS.findall(answer.body)]
    texts += [value.encode() for name, value in answer.headers if name in {"Location", "Link"}]
    for text in texts:
        link = urlsplit(urljoin(base, html.unescape(text.decode("utf-8", "replace").strip("<>"))))
        if link.scheme in {"http", "https"} and link.netloc in {"localhost", "localhost:80"}:
            yield (link.path or "/") + (f"?{link.query}" if link.query else "")


def crawling(client: FlaskClient, beginnings: Iterable[str] = BEGINNINGS, each: int = MOST) -> Iterator[Answer]:
    """Every answer that one comes to from the beginnings, one after the other; of each route at most `each`."""
    seen, ahead = set[str](), deque(beginnings)
    variants, routes = Counter[str](), Counter[str]()
    bind = client.application.url_map.bind("localhost")
    while ahead and len(seen) < MOST:
        path = ahead.popleft()
        plain, _, query = path.partition("?")
        route = endpoint_of(bind, plain)
        if path in seen or plain in LEAVING or routes[route] >= each or (query and variants[plain] > VARIANTS):
            continue
        seen.add(path)
        variants[plain] += 1
        routes[route] += 1
        answer = ask(client, path)
        ahead += named_in(answer)
        yield answer


def crawl(client: FlaskClient, beginnings: Iterable[str] = BEGINNINGS, each: int = MOST) -> dict[str, Answer]:
    """The same, all of it, by address."""
    return {answer.asked.partition(" ")[2]: answer for answer in crawling(client, beginnings, each)}


def reached(app: Flask, answers: Iterable[Answer]) -> set[str]:
    """The endpoints that gave one of the answers, where it was given."""
    bind = app.url_map.bind("localhost")
    paths = (answer.asked.partition(" ")[2].partition("?")[0] for answer in answers if answer.status in GIVEN)
    return {endpoint_of(bind, path) for path in paths}


def endpoint_of(bind: MapAdapter, path: str) -> str:
    """The endpoint that answers at the path; empty where none does."""
    try:
        return str(bind.match(path, method="GET")[0])
    except HTTPException:
        return ""


def readable(app: Flask) -> set[str]:
    """The endpoints that answer a question."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


@dataclasses.dataclass(frozen=True)
class Ids:
    """What can stand in an address: numbers, and words."""

    numbers: tuple[int, ...]
    words: tuple[str, ...]

    def of(self, rule: Rule, name: str) -> tuple[int, ...] | tuple[str, ...]:
        if isinstance(rule._converters[name], IntegerConverter):
            return self.numbers
        return self.words + tuple(map(str, self.numbers))


def is_plain(word: str) -> bool:
    """Whether the word can stand in an address without being itself what is looked for."""
    return "/" not in word and not TOKEN.search(word)


def closed_ids(instance: Path, most: int = 400) -> Ids:
    """Every key of every row of every table of the closed store, of the long tables `most` of each column."""
    numbers, words, chance = set[int](), set[str](), random.Random(56602)
    with closing(sqlite3.connect(instance / "office.sqlite3")) as store:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if column.primary_key or column.unique or column.foreign_keys or column.name.endswith("sha256"):
                    rows = store.execute(f'SELECT DISTINCT "{column.name}" FROM "{table.name}"').fetchall()
                    values = [value for (value,) in rows if value is not None and value != ""]
                    some = values if len(values) <= most else chance.sample(values, most)
                    numbers.update(value for value in some if isinstance(value, int))
                    words.update(value for value in some if isinstance(value, str) and is_plain(value))
    matters = sorted(word for word in words if re.fullmatch(r"\d{4}-\d{3}", word))
    return Ids(tuple(sorted(numbers)), (*matters, *sorted(words - set(matters))))


def open_ids(store: Path) -> Ids:
    """Every short value in the open store."""
    numbers, words = set[int](), set[str]()
    with closing(sqlite3.connect(store)) as opened:
        for (table,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in opened.execute(f'SELECT * FROM "{table}"'):
                numbers.update(value for value in row if isinstance(value, int))
                words.update(value for value in row if isinstance(value, str) and 0 < len(value) <= 80)
    days = {word[:4] for word in words if re.fullmatch(r"\d{4}-\d\d-\d\d", word)}
    return Ids(tuple(sorted(numbers)), tuple(sorted(words | days)))


def guesses(app: Flask, ids: Ids, most: int) -> Iterator[str]:
    """Every route of the app with ids in each of its places, up to `most` addresses a route: the first ids with every
    route, the others in turn, so that each is asked for somewhere."""
    bind = app.url_map.bind("localhost")
    for turn, rule in enumerate(app.url_map.iter_rules()):
        if "GET" not in (rule.methods or ()) and not rule.arguments:
            continue
        choices = {
            name: _in_turn(list(ids.of(rule, name)), most, turn + place)
            for place, name in enumerate(sorted(rule.arguments))
        }
        for at in range(min(most, max(map(len, choices.values()), default=1))):
            try:
                yield bind.build(rule.endpoint, {name: values[at % len(values)] for name, values in choices.items()})
            except (BuildError, ValueError):
                # What the converter of the route does not take stands at no address.
                continue


def _in_turn(values: list[Any], most: int, turn: int) -> list[Any]:
    first, rest = values[:FIRST], values[FIRST:]
    random.Random(56602).shuffle(rest)
    room = max(most - len(first), 1)
    start = turn * room % max(len(rest), 1)
    return first + (rest[start:] + rest[:start])[:room]


def both(one: Ids, other: Ids) -> Ids:
    numbers = tuple(sorted({*one.numbers, *other.numbers}))
    return Ids(numbers, tuple(dict.fromkeys(one.words + other.words)))
