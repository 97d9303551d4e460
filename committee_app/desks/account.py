"""Signing in and out: in training one presses a sample account, in a real office one proves who one is, in halves."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from committee_app import passwords
from committee_app.access import ANYONE, find_actor, home
from committee_app.acts import proving, tries
from committee_app.acts.accounts import checked_address, checked_display, checked_name
from committee_app.acts.entering import NotProved, find_sitting
from committee_app.acts.factors import ask_for_a_new_password, find_link, use_link
from committee_app.desks.browsers import answer_of, code_of, new_question, where
from committee_app.doorway import office, records, shows, sitting
from committee_app.outbox import dispatch
from committee_app.roster import seated
from committee_app.tables.accounts import Link, Sitting
from committee_app.tables.office import Account, Seat
from workflows.machine import Refused

desk = Blueprint("account", __name__)

# One sentence for every reason: who is told which half was wrong is told who has an account.
NOT_SIGNED_IN = "The address and the password do not belong together, or this account does not sign in with a password."
ASKED = "If an account has this address, a mail with a link is on its way to it. The link works once, for an hour."
NO_LINK = "This link was used already, its time is over, or it is not whole. Ask for a new one."


@desk.get("/sign-in")
@shows(ANYONE)
def sign_in() -> str:
    if not office().settings.training:
        return _password_page()
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
    return signed_in(office().door().sample(account.name, where()))


@desk.get("/sign-in/password")
@shows(ANYONE)
def password() -> str:
    return _password_page()


@desk.post("/sign-in/password")
@shows(ANYONE)
def send_password() -> Response | tuple[str, int]:
    email, given = request.form.get("email", "").strip().lower()[:254], request.form.get("password", "")
    if not email or not given:
        return _password_page("Fill in both: your mail address and your password."), 422
    door, here = office().door(), where()
    try:
        tries.take(door.database, "password", email, here.network, door.now)
        account = _account_of(email)
        right = passwords.matches(given[: passwords.LONGEST + 1], account.password if account else None)
        if account is None or not right:
            return _password_page(NOT_SIGNED_IN), 422
        return signed_in(proving.half(door, account, "password", here), "account.second")
    except tries.TooOften as refused:
        return _password_page(refused.reason), 429
    except NotProved:
        return _password_page(NOT_SIGNED_IN), 422


def _account_of(email: str) -> Account | None:
    if not email.isprintable():
        return None
    return records().scalar(select(Account).where(Account.email == email, Account.ended_at.is_(None)))


def _password_page(refused: str | None = None) -> str:
    email = request.form.get("email", "")
    return render_template("password.html", refused=refused, email=email, sso=office().settings.sso)


@desk.post("/sign-in/passkey/question")
@shows(ANYONE)
def question() -> Response:
    """What a browser asks an authenticator to sign: any passkey of this office, with its user verified."""
    return new_question()


@desk.post("/sign-in/passkey")
@shows(ANYONE)
def send_passkey() -> Response | tuple[str, int]:
    try:
        return signed_in(proving.sign_in_with_key(office().door(), answer_of(), where()))
    except NotProved as refused:
        return _password_page(refused.reason), 422


@desk.get("/sign-in/second")
@shows(ANYONE)
def second() -> Response | str:
    return redirect(url_for("account.sign_in")) if _half() is None else _second_page()


@desk.post("/sign-in/second")
@shows(ANYONE)
def send_second() -> Response | tuple[str, int]:
    half = _half()
    if half is None:
        return redirect(url_for("account.sign_in"))
    try:
        return signed_in(proving.prove(office().door(), half, code_of()))
    except tries.TooOften as refused:
        return _second_page(refused.reason), 429
    except NotProved as refused:
        return _second_page(refused.reason), 422


def _half() -> Sitting | None:
    """The half of signing in that waits for its second factor."""
    here = sitting()
    return here if here is not None and here.owes == "factor" else None


def _second_page(refused: str | None = None) -> str:
    return render_template("second.html", refused=refused)


@desk.route("/sign-in/forgotten", methods=["GET", "POST"])
@shows(ANYONE)
def forgotten() -> str | tuple[str, int]:
    if request.method == "GET":
        return render_template("forgotten.html")
    door, email = office().door(), request.form.get("email", "").strip().lower()[:254]
    if not email.isprintable() or not email:
        return render_template("forgotten.html", refused="Type the mail address of your account."), 422
    try:
        tries.take(door.database, "reset", email, where().network, door.now)
        ask_for_a_new_password(door, email)
    except tries.TooOften as refused:
        return render_template("forgotten.html", refused=refused.reason), 429
    return render_template("forgotten.html", asked=ASKED)


@desk.get("/link/<secret>")
@shows(ANYONE)
def link(secret: str) -> str | tuple[str, int]:
    found = find_link(records(), secret, office().settings.now())
    return _link_page(found) if found else (_link_page(None, NO_LINK), 404)


@desk.post("/link/<secret>")
@shows(ANYONE)
def send_link(secret: str) -> Response | tuple[str, int]:
    door = office().door()
    found = find_link(records(), secret, door.now)
    if found is None:
        return _link_page(None, NO_LINK), 404
    given = request.form.get("password", "")
    try:
        about, first = _whose(found)
        if refused := passwords.objection(given, about):
            raise Refused(refused)
        if given != request.form.get("again", ""):
            raise Refused("The two passwords are not the same. Type the password a second time, or paste it.")
        token, owes = use_link(door, secret, given, where(), first)
    except Refused as refused:
        return _link_page(found, refused.reason), 422
    return signed_in(token, "account.second" if owes == "factor" else "own.factors")


def _whose(found: Link) -> tuple[list[str], Account | None]:
    """The words that the password may not be made of, and the first administrator to be. Raises Refused."""
    if found.account is not None:
        account = records().get_one(Account, found.account)
        return [account.name, account.display, account.email or ""], None
    said = {name: request.form.get(name, "").strip() for name in ("account", "display", "email")}
    if not all(said.values()):
        raise Refused("Fill in every field: who you are, and the password twice.")
    first = Account(
        name=checked_name(said["account"]),
        display=checked_display(said["display"]),
        email=checked_address(said["email"]),
        role="administrator",
        sample=False,
    )
    return list(said.values()), first


def _link_page(found: Link | None, refused: str | None = None) -> str:
    return render_template("link.html", link=found, refused=refused, given=request.form, shortest=passwords.SHORTEST)


def signed_in(token: str, to: str | None = None) -> Response:
    """Gives the browser its sitting, under a cookie with nothing of the one before, and leads on."""
    wanted, kept = session.get("wanted"), session.get("kept")
    session.clear()
    session.permanent = True
    session["sitting"] = token
    if kept is not None:
        session["kept"] = kept
    if to is not None:
        session["wanted"] = wanted
        return redirect(url_for(to))
    settings = office().settings
    dispatch(office().database, settings.instance, settings.now(), open_store=settings.open_store)
    # Whoever wanted no page in particular wants the first of those that the account may read.
    page = own_page(wanted)
    return redirect(page if page and page != url_for("front.page") else _first_page(token))


def _first_page(token: str) -> str:
    """The first page that this account may read; an administrator reads no docket."""
    with office().database.reading() as now:
        here = find_sitting(now, token, office().settings.now())
        actor = find_actor(now, here.account, office().settings.today()) if here else None
    return url_for(home(actor))


def own_page(wanted: Any) -> str | None:
    """The page that was asked for before signing in, if it is one of this site."""
    if not isinstance(wanted, str) or not wanted.isprintable():
        return None
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    return wanted if not urlsplit(wanted).netloc else None


@desk.post("/sign-out")
@shows(ANYONE)
def sign_out() -> Response:
    here = sitting()
    if here is not None:
        office().door().end(here)
    session.clear()
    flash("You are signed out.")
    answer = redirect(url_for("account.sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@desk.get("/healthz")
@shows(ANYONE)
def health() -> tuple[str, dict[str, str]]:
    """Whether the site can read its database."""
    records().scalar(select(Seat.number).limit(1))
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}
