"""The open-records site: a process of its own that reads one file of published records and nothing else.

It imports no database, table or act of the office, is given no address of the closed store, and has no page, word or
column for a closed fact.
"""

import datetime as dt
import logging
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, render_template

from committee_app.public.kinds import KINDS
from committee_app.public.store import Address, OpenRecord, is_training, others, record, records
from committee_app.public.store import about as about_office

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
PACKAGE = Path(__file__).parents[1]


def create_public_app(store: Address) -> Flask:
    """The site over the open store at `store`, a file or a PostgreSQL URL; an empty site where
    nothing was published yet."""
    app = Flask(__name__, template_folder=str(PACKAGE / "templates" / "open"), static_folder=str(PACKAGE / "static"))
    app.jinja_env.globals["KINDS"] = KINDS
    app.add_template_filter(day)
    app.context_processor(lambda: {"training": is_training(store)})
    app.after_request(_dress)
    app.register_error_handler(404, _nothing)

    @app.get("/")
    def front() -> str:
        return render_template("front.html", records=records(store))

    @app.get("/records/<int(max=999999999):number>")
    def page(number: int) -> str:
        found = _found(store, number)
        return render_template("record.html", record=found, others=others(store, found))

    @app.get("/records/<int(max=999999999):number>.pdf")
    def paper(number: int) -> Response:
        found = _found(store, number)
        name = f"review-committee-record-{found.number}.pdf"
        return Response(
            found.pdf, mimetype="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    @app.get("/about")
    def about() -> str:
        return render_template("about.html")

    @app.get("/healthz")
    def health() -> tuple[str, int, dict[str, str]]:
        # One word: what is wrong, and where, stays in the log of this machine.
        try:
            about_office(store)
        except Exception as error:
            logging.getLogger(__name__).error("the open store cannot be read: %s", type(error).__name__)
            return "unavailable\n", 503, PLAIN
        return "ok\n", 200, PLAIN

    return app


def day(dated: str) -> str:
    """November 15, 2028, from 2028-11-15."""
    return f"{dt.date.fromisoformat(dated):%B %-d, %Y}"


def _found(store: Address, number: int) -> OpenRecord:
    return record(store, number) or abort(404)


def _dress(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _nothing(_: Any) -> tuple[str, int]:
    return render_template("nothing.html"), 404
