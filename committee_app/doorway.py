"""The doorway of the office site: who comes in, what each page is declared to show, and what every answer carries.

Who comes in is read from the database at every request: the cookie holds the token of a sitting and no right.

A view says with `shows` which kind of record it shows; access.py says who reads that kind. A view that says nothing,
a record that is not there and a record that is not for this account all answer 404, alike.
"""

import json
import traceback
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, g, redirect, render_template, request, session, url_for
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as BaseResponse

from committee_app.access import ANYONE, OWN_FACTORS, READERS, RESPONDENT, Actor, find_actor, holder, may_read
from committee_app.acts import ACTS, perform
from committee_app.acts.entering import KEPT, Door, find_sitting, hash_of, is_fresh, last_sitting
from committee_app.acts.opening import find_answer_sitting
from committee_app.acts.performing import NotSaved, Outcome
from committee_app.authenticators import Wallet
from committee_app.database import Database
from committee_app.departed import departed
from committee_app.examining import MEGABYTE
from committee_app.outbox import dispatch
from committee_app.settings import Settings
from committee_app.signatures import signer_of
from committee_app.tables.accounts import KeptForm, Sitting
from committee_app.tables.respondent import AnswerSitting

View = TypeVar("View", bound=Callable[..., Any])

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), "
        "publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
}
HELP = {
    400: ("This form could not be read", "Open the page again and send the form once more."),
    404: (
        "There is no such page for you",
        "It may not exist, or not be yours to read. Start from your first page.",
    ),
    413: ("This is too large", "Nothing of it was taken. Send less at a time."),
    500: ("Something went wrong here", "Nothing was saved. Try again; if it stays so, tell who runs this program."),
    503: ("The records cannot be reached just now", "Nothing was saved. Wait a moment and try again."),
}


# So much of what somebody typed is kept over a sitting's end.
MOST_TYPED = 200_000


class StepUp(Exception):
    """The second factor is needed once more before this is done; what was typed is kept meanwhile."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the site serves: the settings of this office, its database, and its wallet of authenticators."""

    settings: Settings
    database: Database
    wallet: Wallet

    def door(self) -> Door:
        """The door for who somebody is, now."""
        return Door(self.database, self.wallet, self.settings.office_url, self.settings.now())

    def perform(
        self, verb: str, actor: Actor, given: dict[str, Any], complaint: str | None, key: str, seen: int | None = None
    ) -> Outcome:
        """Does one act now and sends off what it queued. Raises Refused, and StepUp."""
        settings = self.settings
        if verb in ACTS and ACTS[verb].step_up:
            be_fresh()
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
            signer=signer_of(settings),
        )
        dispatch(self.database, settings.instance, now, open_store=settings.open_store)
        if "kept" in session:
            self.door().forget(session.pop("kept"))
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
    return g.records  # type: ignore[no-any-return] # g holds what the door put there


def sitting() -> Sitting | None:
    """The sitting that this request belongs to, while it goes on: a whole one, or a half of signing in."""
    if "sitting" not in g:
        g.sitting = find_sitting(records(), session.get("sitting"), office().settings.now())
    return g.sitting  # type: ignore[no-any-return] # g holds what the door put there


def answer_sitting() -> AnswerSitting | None:
    """The sitting of a code's holder that this request belongs to, while it goes on."""
    if "answer_sitting" not in g:
        g.answer_sitting = find_answer_sitting(records(), session.get("answer"), office().settings.now())
    return g.answer_sitting  # type: ignore[no-any-return] # g holds what the door put there


def be_fresh() -> None:
    """Raises StepUp where the second factor was not shown just now. Who still sets it up has none to show."""
    here = sitting()
    if here is None or not (here.owes == "enrolment" or is_fresh(here, office().settings.now())):
        raise StepUp


def typed() -> MultiDict[str, str] | None:
    """What this account had typed into this form when its sitting was over, for an hour; None where nothing is kept."""
    key = session.get("kept")
    if g.actor is None or not isinstance(key, str):
        return None
    text = records().scalar(
        select(KeptForm.typed).where(
            KeptForm.key == hash_of(key),
            KeptForm.account == g.actor.name,
            KeptForm.path == request.path,
            KeptForm.kept_at > office().settings.now() - KEPT,
        )
    )
    return MultiDict([(str(name), str(value)) for name, value in json.loads(text)]) if text else None


def _keep_typed(account: str) -> None:
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    text = json.dumps(fields)
    shown = getattr(current_app.view_functions.get(request.endpoint or ""), "shows", None)
    if fields and shown in KEPT_FORMS and len(text) <= MOST_TYPED:
        session["kept"] = office().door().keep(account, request.path, text)
    session["wanted"] = request.path


# The forms of acts alone: those of one's own account hold passwords and codes.
KEPT_FORMS = {"act", "act of a matter"}
# A confirmation is given anew, and a token belongs to the sitting that is over.
NOT_KEPT = {"csrf_token", "understood"}


def shows(record: str) -> Callable[[View], View]:
    """Declares which kind of record a view shows, by its name in access.READERS (or ANYONE)."""

    def declare(view: View) -> View:
        view.shows = record  # type: ignore[attr-defined] # a mark on a function
        return view

    return declare


# Bytes of a form that brings no file.
FORM = 2 * MEGABYTE


def takes(most: int, advice: str) -> Callable[[View], View]:
    """Declares how many bytes a view takes from somebody who is known, and what is advised where there are more."""

    def declare(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined] # a mark on a function
        view.advice = advice  # type: ignore[attr-defined] # a mark on a function
        return view

    return declare


def measure(app: Flask) -> None:
    """Refuses what is too large for its view before any of it is read. It comes before everything else that looks at a
    request."""
    app.before_request(_measure)


def _measure() -> None:
    g.actor = None
    view = current_app.view_functions.get(request.endpoint or "")
    # Who holds a code is known to the page of the code alone, and an account to every other.
    by_code = RESPONDENT in READERS.get(getattr(view, "shows", ""), ())
    most = getattr(view, "takes", FORM) if ("answer" if by_code else "sitting") in session else FORM
    request.max_content_length = most
    if (request.content_length or 0) > most:
        abort(413)


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
    app.register_error_handler(StepUp, _ask_once_more)
    app.log_exception = _log_where_it_broke  # type: ignore[method-assign,assignment] # Flask logs the words
    shows(ANYONE)(app.view_functions["static"])


def _admit() -> BaseResponse | None:
    g.open_doors = ExitStack()
    g.actor = None
    # A request may name a host that is none; nothing here has an address then.
    if request_ctx.url_adapter is None or _sent_from_elsewhere():
        abort(400)
    view = current_app.view_functions.get(request.endpoint or "")
    record = getattr(view, "shows", None)
    if record == ANYONE:
        return None
    if record is not None and RESPONDENT in READERS.get(record, ()):
        return _admit_holder(record)
    here = sitting()
    if here is not None and here.owes == "enrolment" and record == OWN_FACTORS:
        return None
    if here is not None and not here.owes:
        g.actor = find_actor(records(), here.account, office().settings.today())
    if here is None or g.actor is None:
        return _ask_to_sign_in(record)
    # Whether somebody is still there is a convenience: a disk that is full ends no page.
    with suppress(SQLAlchemyError):
        office().door().seen(here)
    arguments = request.view_args or {}
    # PostgreSQL cannot be asked for a text with NUL, so no record is named with one.
    if record is None or "\0" in request.path or not may_read(records(), g.actor, record, arguments.get("complaint")):
        abort(404)
    return departed(records(), record, arguments.get("complaint"))


# Methods that change nothing, and what a browser says of a form of our own or of an address that somebody typed.
READING, OUR_OWN = frozenset({"GET", "HEAD", "OPTIONS"}), frozenset({"same-origin", "none"})


def _sent_from_elsewhere() -> bool:
    """Whether a page of another site sends this form, by what the browser says of it. Our own pages tell no referrer,
    and therefore send “null” as their origin; who sends neither header has the form's token still to bring."""
    if request.method in READING:
        return False
    # A proxy may tell us another host than the one that the browser asked for.
    ours = {"null", f"https://{request.host}", f"http://{request.host}", office().settings.office_url.rstrip("/")}
    from_ours = request.headers.get("Origin", "null") in ours
    return not from_ours or request.headers.get("Sec-Fetch-Site", "same-origin") not in OUR_OWN


def _asked_for() -> str:
    """The address that was asked for, spelled as a browser sends it. What the path holds was decoded on its way here:
    written as it is, `/%5Chost` would be read as another site's address."""
    query = quote(request.query_string, safe="/?:@!$&'()*+,;=%~")
    return quote(request.path) + (f"?{query}" if query else "")


def _admit_holder(record: str) -> BaseResponse | None:
    """Whoever opened a matter by its code is no account, and reads nothing but what that code opens. Anybody else is
    asked for a code, an account too."""
    here = answer_sitting()
    g.actor = find_actor(records(), holder(here.code_id), office().settings.today()) if here is not None else None
    if g.actor is not None and may_read(records(), g.actor, record):
        return None
    return redirect(url_for("answer.code"))


def _ask_to_sign_in(record: str | None) -> BaseResponse:
    if request.method == "GET" and not session and request.headers.get("Sec-Fetch-Site") == "cross-site":
        # From a mail or another site a strict cookie does not come along. The same address, asked for by a page of
        # ours, brings it: whoever is signed in stays so.
        return current_app.make_response(render_template("onward.html", where=_asked_for()))
    if request.method == "GET":
        # A picture is a part of a page: nobody wants it by itself after signing in.
        if request.headers.get("Sec-Fetch-Dest") != "image":
            session["wanted"] = _asked_for()
    elif request.method == "POST" and record is not None:
        over = last_sitting(records(), session.get("sitting"))
        if over is not None:
            _keep_typed(over.account)
    here = sitting()
    return redirect(url_for("account.second" if here is not None and here.owes == "factor" else "account.sign_in"))


def _ask_once_more(_: StepUp) -> BaseResponse:
    here = sitting()
    if here is None:
        return _ask_to_sign_in(None)
    if request.method == "POST":
        _keep_typed(here.account)
    else:
        session["wanted"] = _asked_for()
    return redirect(url_for("own.confirm"))


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
    if request_ctx.url_adapter is None:
        return f"{title}. {advice}\n", status
    if status == 413:
        advice = getattr(current_app.view_functions.get(request.endpoint or ""), "advice", advice)
    return render_template("error.html", title=title, advice=advice), status


def _explain(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code)


def _unreachable(error: Exception) -> tuple[str, int]:
    current_app.logger.error("the database could not serve a request: %s", type(error).__name__)
    return _page(503)


def _log_where_it_broke(broken: Any) -> None:
    """What an exception says may be closed: its kind and its place are logged, its words are not."""
    kind, _, place = broken
    current_app.logger.error("a page broke: %s\n%s", kind.__name__, "".join(traceback.format_tb(place)))


def _stale(_: CSRFError) -> tuple[str, int]:
    return _page(400)
