"""The open-records site: a process of its own that reads one file of published records and nothing else.

It imports no database, table or act of the office, is given no address of the closed store, and has no page, word or
column for a closed fact. Its pages are those of the table in pages.py; this is the door that serves them.
"""

import datetime as dt
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, abort, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response as BaseResponse

from committee_app.public import clock
from committee_app.public.listing import Unreadable, question
from committee_app.public.pages import media_of
from committee_app.public.shelf import Shelf, State, opened, state_of
from committee_app.public.site import TABLE, Key, Page, Site
from committee_app.public.store import Address

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Asked for again each time, so that what was withdrawn is shown by no cache; the answer is short where nothing changed.
FRESH, ASSET = "no-cache", "max-age=3600"
# The most that finished pages may take in memory, in bytes.
ROOM = 64 * 2**20


class Made:
    """A finished page: its bytes, the tag that they have because of what they are, whether the day has a part in it;
    and, once it was given, the status and the headers with which it is given."""

    __slots__ = ("body", "daily", "headers", "status", "tag")

    def __init__(self, body: bytes, daily: bool) -> None:
        self.body, self.daily, self.tag = body, daily, hashlib.sha256(body).hexdigest()[:32]
        self.status, self.headers = "", [("", "")]


class Live:
    """The site over the store as it lies there now. Finished pages are kept by their address as long as the file is
    the same; those in which the day has a part, as long as it is the same day."""

    def __init__(self, store: Address, today: Callable[[], dt.date], address: str) -> None:
        self._store, self._today, self._address = store, today, address
        self._turn = threading.Lock()
        self._state: State = None
        self._site = Site(Shelf(), today(), address)
        self._kept: OrderedDict[str, Made] = OrderedDict()
        self._size = 0

    def site(self) -> Site:
        """The site of this moment."""
        state, today = state_of(self._store), self._today()
        site = self._site
        if state == self._state and today == site.today:
            return site
        with self._turn:
            if state != self._state:
                self._state, shelf = opened(self._store)
                self._site = Site(shelf, today, self._address)
                self._kept.clear()
                self._size = 0
            elif today != self._site.today:
                self._site = Site(self._site.shelf, today, self._address)
                for address in [address for address, made in self._kept.items() if made.daily]:
                    self._size -= len(self._kept.pop(address).body)
            return self._site

    def made(self, page: Page, key: Key) -> Made | None:
        """The finished page, or None where it does not exist."""
        site, address = self.site(), page.address(key)
        kept = self._kept.get(address)
        if kept is not None:
            return kept
        body = site.bytes_of(page, key)
        if body is None:
            return None
        made = Made(body, page.family.daily)
        with self._turn:
            # Made of a state that is no more, it is shown this once and not kept.
            if site is self._site and address not in self._kept and len(body) <= ROOM:
                self._kept[address] = made
                self._size += len(body)
                while self._size > ROOM:
                    self._size -= len(self._kept.popitem(last=False)[1].body)
        return made

    def ready(self, address: str) -> Made | None:
        """What is kept of the address, made or not made yet; nothing where the store cannot be read just now."""
        try:
            self.site()
        except Exception:
            # The application meets it again, and answers it.
            return None
        return self._kept.get(address)

    def calm(self) -> Site:
        """The site of this moment; where the store cannot be read, the one that was read last."""
        try:
            return self.site()
        except Exception:
            return self._site


class AtOnce:
    """Gives what was given before, with the same headers, without asking the application again. Only for the plainest
    question: a page in whole, under no condition."""

    CONDITIONS = ("HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_RANGE",
                  "HTTP_IF_UNMODIFIED_SINCE", "QUERY_STRING", "SCRIPT_NAME")  # fmt: skip

    def __init__(self, application: Callable[..., Iterable[bytes]], live: Live) -> None:
        self._application, self._live = application, live

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method, address = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method not in {"GET", "HEAD"} or any(environ.get(name) for name in self.CONDITIONS):
            return self._application(environ, start)
        ready = self._live.ready(address)
        if ready is not None and ready.status:
            start(ready.status, list(ready.headers))
            return [ready.body] if method == "GET" else []

        def note(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            made = self._live.ready(address)
            # Between the answer and this, another state may have come: its page has another tag.
            same = made is not None and ("ETag", f'"{made.tag}"') in headers
            if made is not None and same and method == "GET" and status[:3] in {"200", "301"}:
                # The server says the time of each answer itself.
                made.headers = [pair for pair in headers if pair[0] != "Date"]
                made.status = status
            return start(status, headers, *more)

        return self._application(environ, note)


class Number(BaseConverter):
    """A number as it stands in an address: digits, no zero before them, no more of them than any record has."""

    regex = "[1-9][0-9]{0,8}"
    part_isolating = False


def create_public_app(store: Address, today: Callable[[], dt.date] = clock.today, address: str = "") -> Flask:
    """The site over the open store at `store`, a file or a PostgreSQL URL; an empty site where there is none yet.

    `today` says which day it is, for the meetings that are ahead. `address` is the site's own, as
    https://records.example, for what has to name it in full: the site map, calendars and short addresses.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.converters["number"] = Number
    # An address is one address: two spellings would be answered by naming the host that the question came with.
    app.url_map.merge_slashes = False
    app.extensions["live"] = live = Live(store, today, address)
    app.after_request(_dress)
    app.wsgi_app = AtOnce(app.wsgi_app, live)  # type: ignore[assignment] # as Flask's own guide has it

    def trouble(error: Exception) -> Any:
        status = error.code or 500 if isinstance(error, HTTPException) else 500
        if status == 404 and (elsewhere := _without_slash(app)):
            return redirect(elsewhere, 308)
        if status == 410:
            words = f"Record {request.path.split('/')[2].partition('.')[0]}."
        else:
            words = str(error.description) if isinstance(error, HTTPException) and status == 400 else ""
        answer = Response(live.calm().trouble(status, words), status, mimetype="text/html")
        if isinstance(error, HTTPException):
            kept = {"Allow", "Content-Range"}
            answer.headers.extend((name, value) for name, value in error.get_headers() if name in kept)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    app.register_error_handler(HTTPException, trouble)
    app.register_error_handler(500, trouble)
    for page in TABLE.values():
        app.add_url_rule(page.rule, page.name, _view(live, page))

    @app.get("/healthz")
    def health() -> Response:
        # One word: what is wrong, and where, stays in the log of this machine.
        word, status = "ok\n", 200
        try:
            live.site()
        except Exception as error:
            logging.getLogger(__name__).error("the open store cannot be read: %s", type(error).__name__)
            word, status = "unavailable\n", 503
        return Response(word, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})

    return app


def _view(live: Live, page: Page) -> Callable[..., BaseResponse]:
    def view(**parts: str) -> BaseResponse:
        if page.name == "records" and request.args:
            return _answer_to_question(live)
        key = tuple(parts.values())
        made = live.made(page, key)
        if made is None:
            abort(410 if page.name == "paper" and key[0] in live.site().shelf.by_number else 404)
        return _answer(page, key, made)

    return view


def _answer(page: Page, key: Key, made: Made) -> BaseResponse:
    answer = Response(made.body, content_type=media_of(page, key))
    answer.set_etag(made.tag)
    answer.headers["Cache-Control"] = ASSET if page.name == "static" else FRESH
    if page.name == "paper":
        answer.headers["Content-Disposition"] = f'attachment; filename="review-committee-record-{key[0]}.pdf"'
    if page.name == "short":
        answer.status_code = 301
        answer.headers["Location"] = f"/records/{key[0]}"
        return answer
    answer.make_conditional(request, accept_ranges=True, complete_length=len(made.body))
    return answer


def _answer_to_question(live: Live) -> Response:
    try:
        asked = question(request.args)
    except Unreadable as error:
        abort(400, str(error))
    return Response(live.site().search(asked), mimetype="text/html", headers={"Cache-Control": FRESH})


def _without_slash(app: Flask) -> str | None:
    """The address that was meant, where a slash stands behind one, as plain file servers put it there."""
    meant = request.path.rstrip("/")
    if meant == request.path or not meant.startswith("/") or meant.startswith("//"):
        return None
    try:
        name, parts = app.url_map.bind("").match(meant)
    except HTTPException:
        return None
    live: Live = app.extensions["live"]
    page = TABLE.get(name)
    return meant if page and tuple(parts.values()) in live.site().keys[page.family.name] else None


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Allow" in response.headers:
        # The same question has the same answer, whatever order a set has.
        response.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
    return response
