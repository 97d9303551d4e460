"""One's own account: where it is signed in, its password, authenticator, passkeys and recovery codes, and the proof
that grave acts ask for once more."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response as BaseResponse

from committee_app import passwords
from committee_app.access import OWN_FACTORS
from committee_app.acts import factors as changing
from committee_app.acts import tries
from committee_app.acts.entering import IDLE, LONGEST, Door, NotProved, has_factor
from committee_app.acts.proving import prove
from committee_app.desks.account import own_page, signed_in
from committee_app.desks.browsers import answer_of, code_of, new_key_question
from committee_app.doorway import be_fresh, office, records, shows, sitting
from committee_app.tables.accounts import Passkey, RecoveryCode, Sitting
from committee_app.tables.office import Account
from workflows.machine import Refused

desk = Blueprint("own", __name__)


def _here() -> tuple[Door, Sitting, Account]:
    """The door, this sitting and its account."""
    here = sitting()
    if here is None:
        abort(404)
    return office().door(), here, records().get_one(Account, here.account)


def _passkeys(account: str) -> list[Passkey]:
    query = select(Passkey).where(Passkey.account == account, Passkey.ended_at.is_(None)).order_by(Passkey.id)
    return list(records().scalars(query))


@desk.get("/account")
@shows("account")
def account() -> str:
    return _account_page()


def _account_page(refused: str | None = None) -> str:
    door, here, mine = _here()
    open_sittings = select(Sitting).where(
        Sitting.account == mine.name,
        Sitting.ended_at.is_(None),
        Sitting.owes.is_(None),
        Sitting.seen_at > door.now - IDLE,
        Sitting.started_at > door.now - LONGEST,
    )
    codes = select(func.count()).where(RecoveryCode.account == mine.name, RecoveryCode.ended_at.is_(None))
    return render_template(
        "own/account.html",
        mine=mine,
        here=here,
        refused=refused,
        sittings=records().scalars(open_sittings.order_by(Sitting.seen_at.desc())).all(),
        passkeys=_passkeys(mine.name),
        codes=records().scalar(codes),
    )


@desk.post("/account")
@shows("account")
def end_sittings() -> BaseResponse | tuple[str, int]:
    door, here, mine = _here()
    number = request.form.get("end", "")
    if number == "all":
        door.end_everywhere(mine.name)
        session.clear()
        flash("You are signed out everywhere.")
        return redirect(url_for("account.sign_in"))
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return _account_page("Choose which sitting to end."), 422
    door.end_one(here, int(number))
    flash("That sitting has ended.")
    return redirect(url_for("own.account"))


@desk.route("/account/password", methods=["GET", "POST"])
@shows("account")
def password() -> BaseResponse | str | tuple[str, int]:
    door, here, mine = _here()
    be_fresh()
    if request.method == "GET":
        return render_template("own/password.html", shortest=passwords.SHORTEST)
    given = request.form.get("password", "")
    refused = passwords.objection(given, [mine.name, mine.display, mine.email or ""])
    if refused is None and given != request.form.get("again", ""):
        refused = "The two passwords are not the same. Type the password a second time, or paste it."
    if refused:
        return render_template("own/password.html", shortest=passwords.SHORTEST, refused=refused), 422
    return _done(
        changing.change_password(door, here, given), "Your password was changed, and you are signed out elsewhere."
    )


@desk.get("/account/factors")
@shows(OWN_FACTORS)
def factors() -> str:
    _, here, mine = _here()
    return render_template("own/factors.html", mine=mine, here=here, passkeys=_passkeys(mine.name))


@desk.route("/account/authenticator", methods=["GET", "POST"])
@shows(OWN_FACTORS)
def authenticator() -> BaseResponse | str | tuple[str, int]:
    door, here, mine = _here()
    be_fresh()
    # Until its first code proves it, the new key travels in the cookie, wrapped by the office's own.
    wrapped = session.setdefault("authenticator", door.wallet.generate_totp_secret())
    refused, status = None, 200
    if request.method == "POST":
        try:
            token = changing.set_up_authenticator(door, here, wrapped, code_of().text)
            return _done(token, "Your authenticator is set up.")
        except tries.TooOften as error:
            refused, status = error.reason, 429
        except NotProved as error:
            refused, status = error.reason, 422
    key = door.wallet.get_totp_pretty_key(wrapped)
    address = door.wallet.address(mine.email or mine.name, wrapped)
    return render_template("own/authenticator.html", key=key, address=address, refused=refused), status


@desk.get("/account/authenticator.svg")
@shows(OWN_FACTORS)
def picture() -> Response:
    door, _, mine = _here()
    wrapped = session.setdefault("authenticator", door.wallet.generate_totp_secret())
    return Response(door.wallet.picture(mine.email or mine.name, wrapped), mimetype="image/svg+xml")


@desk.route("/account/passkeys", methods=["GET", "POST"])
@shows(OWN_FACTORS)
def passkeys() -> BaseResponse | str | tuple[str, int]:
    door, here, mine = _here()
    be_fresh()
    refused = None
    if request.method == "POST":
        number = request.form.get("remove", "")
        try:
            if number.isascii() and number.isdigit() and len(number) < 10:
                return _done(changing.remove_passkey(door, here, int(number)), "The passkey was removed.")
            called = "".join(letter for letter in request.form.get("called", "") if letter.isprintable())[:60].strip()
            return _done(changing.add_passkey(door, here, answer_of(), called), "The passkey is set up.")
        except Refused as error:
            refused = error.reason
    page = render_template("own/passkeys.html", passkeys=_passkeys(mine.name), refused=refused)
    return (page, 422) if refused else page


@desk.post("/account/passkeys/question")
@shows(OWN_FACTORS)
def question() -> BaseResponse:
    _, _, mine = _here()
    return new_key_question(mine, [key.credential for key in _passkeys(mine.name)])


@desk.route("/account/recovery-codes", methods=["GET", "POST"])
@shows("account")
def recovery_codes() -> str | tuple[str, int]:
    door, here, mine = _here()
    be_fresh()
    if request.method == "GET":
        return render_template("own/recovery_codes.html", codes=[])
    if request.form.get("make") != "yes":
        return render_template("own/recovery_codes.html", codes=[], refused="Say that new codes are to be made."), 422
    return render_template("own/recovery_codes.html", codes=changing.new_recovery_codes(door, here), mine=mine)


@desk.route("/account/confirm", methods=["GET", "POST"])
@shows("account")
def confirm() -> BaseResponse | str | tuple[str, int]:
    """The second factor once more; then the page that asked for it, with what was typed."""
    door, here, mine = _here()
    refused, status = None, 200
    if request.method == "POST":
        try:
            passkey = "credential" in request.form
            return signed_in(prove(door, here, answer_of() if passkey else code_of()))
        except tries.TooOften as error:
            refused, status = error.reason, 429
        except NotProved as error:
            refused, status = error.reason, 422
    back = own_page(session.get("wanted")) or url_for("own.account")
    able = has_factor(records(), mine)
    return render_template("own/confirm.html", refused=refused, back=back, able=able), status


def _done(token: str, said: str) -> BaseResponse:
    """The sitting goes on under its new token; its owner is told what was done."""
    here = sitting()
    session.pop("authenticator", None)
    answer = signed_in(token, "own.recovery_codes" if here is not None and here.owes else "own.account")
    flash(said)
    return answer
