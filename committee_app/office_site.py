"""The office site, put together here, each step one line."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

from committee_app import doorway, wording
from committee_app.database import Database
from committee_app.desks import (
    account,
    acting,
    deadlines,
    docket,
    expenses,
    front,
    journal,
    law,
    meetings,
    receipts,
    register,
    roster,
    search,
)
from committee_app.settings import Settings

DESKS = (
    account, front, docket, deadlines, meetings, acting, register, law, journal, receipts, roster, expenses, search,
)  # fmt: skip
LARGEST_UPLOAD = 256 * 1024 * 1024


def create_app(settings: Settings, database: Database) -> Flask:
    """The office site over one database. The settings say the day, and whether this is training."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=_key(settings.instance),
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=not settings.training,
        PERMANENT_SESSION_LIFETIME=8 * 60 * 60,
        WTF_CSRF_TIME_LIMIT=None,
        # What a route takes would be told of records that are not there, and not of those that are denied.
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.extensions["office"] = doorway.Office(settings, database)
    CSRFProtect(app)
    doorway.guard(app)
    wording.install(app)
    for desk in DESKS:
        app.register_blueprint(desk.desk)
    return app


def _key(instance: Path) -> bytes:
    """The key that signs sessions, made once and readable by the office's own user alone."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "session.key"
    if not path.exists():
        made = path.with_suffix(f".{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(48))
        with suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_bytes()
