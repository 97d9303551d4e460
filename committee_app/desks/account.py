"""Signing in and out. In training, one presses a sample account; a real office gets its accounts in a later part."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from committee_app.access import ANYONE, find_actor, home
from committee_app.doorway import office, records, shows
from committee_app.roster import seated
from committee_app.tables.office import Account, Seat

desk = Blueprint("account", __name__)


@desk.get("/sign-in")
@shows(ANYONE)
def sign_in() -> str:
    if not office().settings.training:
        return render_template("sign_in.html", people=[])
    seats = {account: seat for seat, account in seated(records(), office().settings.today()).items()}
    people = records().scalars(select(Account).where(Account.sample).order_by(Account.name)).all()
    return render_template(
        "sign_in.html", seats=seats, people=sorted(people, key=lambda person: seats.get(person.name, len(seats) + 1))
    )


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
    actor = find_actor(records(), account.name, office().settings.today())
    return redirect(_own_page(wanted) or url_for(home(actor)))


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
