"""The office site, put together here, each step one line."""

import datetime as dt

from flask import Flask
from flask_wtf import CSRFProtect

from committee_app import doorway, keys, wording
from committee_app.acts.entering import LONGEST
from committee_app.authenticators import Wallet
from committee_app.database import Database
from committee_app.desks import (
    account,
    acting,
    answer,
    deadlines,
    docket,
    drafting,
    expenses,
    front,
    health,
    journal,
    law,
    letters,
    meetings,
    own,
    packets,
    papers,
    people,
    publishing,
    receipts,
    redactions,
    register,
    requests,
    retention,
    roster,
    search,
    single_sign_on,
)
from committee_app.settings import Settings

DESKS = (
    account, own, people, single_sign_on, front, docket, packets, deadlines, meetings, letters, redactions, drafting,
    acting, publishing, register, requests, law, journal, receipts, roster, expenses, retention, search, papers, answer,
    health,
)  # fmt: skip


def create_app(settings: Settings, database: Database) -> Flask:
    """The office site over one database. The settings say the day, and whether this is training."""
    app = Flask(__name__)
    if settings.training:
        keys.make(settings.instance)
    newest, *older = keys.read(settings.instance, keys.SESSION)
    app.config.update(
        SECRET_KEY=newest,
        SECRET_KEY_FALLBACKS=older,
        # A browser takes a cookie of this name over TLS alone, for this host alone.
        SESSION_COOKIE_NAME="session" if settings.training else "__Host-session",
        MAX_CONTENT_LENGTH=doorway.FORM,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=not settings.training,
        PERMANENT_SESSION_LIFETIME=LONGEST + dt.timedelta(hours=12),
        # A picture that arrives late would bring back the cookie of before, and with it forget what was wanted since.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        # It would ask for the referrer, which our own pages tell nobody.
        WTF_CSRF_SSL_STRICT=False,
        # What a route takes would be told of records that are not there, and not of those that are denied.
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.extensions["office"] = doorway.Office(settings, database, Wallet.of(settings.instance))
    doorway.measure(app)
    CSRFProtect(app)
    doorway.guard(app)
    wording.install(app)
    for desk in DESKS:
        app.register_blueprint(desk.desk)
    return app
