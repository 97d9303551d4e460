"""The doorway of the office site: who comes in, what each page is declared to show, and what every answer carries.

A view says with `shows` which kind of record it shows; access.py says who reads that kind. A view that says nothing,
a record that is not there and a record that is not for this account all answer 404, alike.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as BaseResponse

from committee_app.access import ANYONE, Actor, find_actor, may_read
from committee_app.acts import perform
from committee_app.acts.performing import NotSaved, Outcome
from committee_app.database import Database
from committee_app.outbox import dispatch
from committee_app.settings import Settings

View = TypeVar("View", bound=Callable[..., Any])

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HELP = {
    400: ("This form could not be read", "Open the page again and send the form once more."),
    404: ("There is no such page for you", "It may not exist, or it may not be yours to read. Start from the docket."),
    413: ("This file is too large", "Split it, or let the office's console take it in."),
    500: ("Something went wrong here", "Nothing was saved. Try again; if it stays so, tell who runs this program."),
    503: ("The records cannot be reached just now", "Nothing was saved. Wait a moment and try again."),
}


@dataclass(frozen=True, slots=True)
class Office:
    """What the site serves: the settings of this office and its database."""

    settings: Settings
    database: Database

    def perform(
        self, verb: str, actor: Actor, given: dict[str, Any], complaint: str | None, key: str, seen: int | None = None
    ) -> Outcome:
        """Does one act now and sends off what it queued. Raises Refused."""
        settings = self.settings
        now = settings.now()
        outcome = perform(
            self.database,
            verb,
            actor,
            given,
            complaint=complaint,
            key=key,
            today=settings.today(),
            now=now,
            site=settings.office_url,
            seen=seen,
        )
        dispatch(self.database, settings.instance, now)
        return outcome


class RowNumber(IntegerConverter):
    """A row's number in an address: no more digits than both databases can hold."""

    regex = "[0-9]{1,9}"


def office() -> Office:
    """The office that this request is about."""
    here: Office = current_app.extensions["office"]
    return here


def records() -> Session:
    """The session in which this request reads: one consistent state, and no way to change it."""
    if "records" not in g:
        g.records = g.open_doors.enter_context(office().database.reading())
    return g.records  # type: ignore[no-any-return]


def shows(record: str) -> Callable[[View], View]:
    """Declares which kind of record a view shows, by its name in access.READERS (or ANYONE)."""

    def declare(view: View) -> View:
        view.shows = record  # type: ignore[attr-defined]
        return view

    return declare


def guard(app: Flask) -> None:
    """Puts the doorway before every route of the app."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_admit)
    app.teardown_request(_leave)
    app.after_request(_dress)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(SQLAlchemyError, _unreachable)
    app.register_error_handler(NotSaved, _unreachable)
    app.register_error_handler(CSRFError, _stale)
    shows(ANYONE)(app.view_functions["static"])


def _admit() -> BaseResponse | None:
    g.open_doors = ExitStack()
    g.actor = None
    view = current_app.view_functions.get(request.endpoint or "")
    record = getattr(view, "shows", None)
    if record == ANYONE:
        return None
    name = session.get("account")
    g.actor = find_actor(records(), name, office().settings.today()) if isinstance(name, str) else None
    if g.actor is None:
        if request.method == "GET":
            session["wanted"] = request.full_path.rstrip("?")
        return redirect(url_for("account.sign_in"))
    arguments = request.view_args or {}
    # PostgreSQL cannot be asked for a text with NUL, so no record is named with one.
    if record is None or "\0" in request.path or not may_read(records(), g.actor, record, arguments.get("complaint")):
        abort(404)
    return None


def _leave(_: BaseException | None) -> None:
    doors: ExitStack | None = g.pop("open_doors", None)
    if doors:
        doors.close()


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=3600"
    else:
        response.headers["Cache-Control"] = "no-store"
    if not office().settings.training:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _page(status: int) -> tuple[str, int]:
    title, advice = HELP.get(status, HELP[500] if status >= 500 else HELP[400])
    return render_template("error.html", title=title, advice=advice), status


def _explain(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code)


def _unreachable(error: Exception) -> tuple[str, int]:
    current_app.logger.error("the database could not serve a request: %s", type(error).__name__)
    return _page(503)


def _stale(_: CSRFError) -> tuple[str, int]:
    return _page(400)
