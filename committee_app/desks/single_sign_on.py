"""Signing in by the word of one OpenID Connect provider. It stands for the password alone: the second factor is ours.

Who has no account here stays outside, whatever the provider says.
"""

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from sqlalchemy import select
from werkzeug.wrappers import Response

from committee_app.access import ANYONE
from committee_app.acts.entering import NotProved
from committee_app.acts.proving import half
from committee_app.desks.account import signed_in
from committee_app.desks.browsers import where
from committee_app.doorway import office, records, shows
from committee_app.tables.office import Account

desk = Blueprint("single_sign_on", __name__)

NOT_KNOWN = (
    "Single sign-on did not lead to an account of this office. The administrator of the docket invites people; without "
    "an invitation nobody comes in."
)


@desk.record_once
def _register(state: BlueprintSetupState) -> None:
    app = state.app
    sso = app.extensions["office"].settings.sso
    if sso is None:
        return
    from authlib.integrations.flask_client import OAuth

    provider = OAuth(app).register(
        "provider",
        client_id=sso.client,
        client_secret=sso.secret,
        server_metadata_url=f"{sso.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": 10},
    )
    app.extensions["single sign-on"] = provider


@desk.get("/sign-in/sso")
@shows(ANYONE)
def begin() -> Response:
    back = office().settings.office_url + url_for("single_sign_on.back")
    answer: Response = _provider().authorize_redirect(back)
    return answer


@desk.get("/sign-in/sso/back")
@shows(ANYONE)
def back() -> str:
    """Where the provider sends the browser. A strict cookie does not come along from there: a page of ours goes on."""
    _provider()
    return render_template("onward.html", where=f"{url_for('single_sign_on.finish')}?{request.query_string.decode()}")


@desk.get("/sign-in/sso/finish")
@shows(ANYONE)
def finish() -> Response | tuple[str, int]:
    provider = _provider()
    from authlib.common.errors import AuthlibBaseError

    try:
        said = provider.authorize_access_token()["userinfo"]
    except (AuthlibBaseError, KeyError, OSError, ValueError):
        return _refused()
    email = str(said.get("email") or "").lower()
    # A provider that says an address was not verified lets its users claim any. Some say it as a word.
    if not email or str(said.get("email_verified", True)).lower() != "true":
        return _refused()
    account = records().scalar(select(Account).where(Account.email == email, Account.ended_at.is_(None)))
    if account is None or account.sample:
        return _refused()
    try:
        return signed_in(half(office().door(), account, "single sign-on", where()), "account.second")
    except NotProved:
        return _refused()


def _refused() -> tuple[str, int]:
    return render_template("error.html", title="You are not signed in", advice=NOT_KNOWN), 403


def _provider() -> Any:
    provider = current_app.extensions.get("single sign-on")
    if provider is None:
        abort(404)
    return provider
