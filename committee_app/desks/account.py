"""Signing in and out. In training, one presses a sample account; a real office gets its accounts in a later part."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from committee_app.access import ANYONE
from committee_app.doorway import office, records, shows
from committee_app.tables.office import Account, Seat

desk = Blueprint("account", __name__)


@desk.get("/sign-in")
@shows(ANYONE)
def sign_in() -> str:
    if not office().settings.training:
        return render_template("sign_in.html", people=[])
    people = records().execute(
        select(Account.name, Account.display, Account.role, Seat.number)
        .join(Seat, Seat.account == Account.name, isouter=True)
        .where(Account.sample)
        .order_by(Seat.number.is_(None), Seat.number, Account.name)
    )
    return render_template("sign_in.html", people=people.all())


@desk.post("/sign-in")
@shows(ANYONE)
def press_sample_account() -> Response:
    name = request.form.get("account", "")
    account = records().get(Account, name) if name.isprintable() else None
    if not office().settings.training or account is None or not account.sample:
        abort(404)
    wanted = session.get("wanted")
    session.clear()
    session.permanent = True
    session["account"] = account.name
    return redirect(_own_page(wanted) or url_for("front.page"))


def _own_page(wanted: Any) -> str | None:
    """The page that was asked for before signing in, if it is one of this site."""
    if not isinstance(wanted, str) or not wanted.isprintable():
        return None
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    return wanted if not urlsplit(wanted).netloc else None


@desk.post("/sign-out")
@shows(ANYONE)
def sign_out() -> Response:
    session.clear()
    return redirect(url_for("account.sign_in"))


@desk.get("/healthz")
@shows(ANYONE)
def health() -> tuple[str, dict[str, str]]:
    """Whether the site can read its database."""
    records().scalar(select(Seat.number).limit(1))
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}
