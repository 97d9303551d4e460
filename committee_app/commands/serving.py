"""Serving the two sites, in two processes, each over its own store; `committee serve` is the office's."""

import datetime as dt
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import Any

import click
import waitress
from sqlalchemy.exc import SQLAlchemyError

from committee_app import marks
from committee_app import settings as environment
from committee_app.checks import refuse_unsafe
from committee_app.database import Database
from committee_app.founding import SAMPLE_PEOPLE, check_kind, on_training_clock
from committee_app.outbox import dispatch, open_store_of, post_of
from committee_app.public.store import Address
from committee_app.settings import OFFICE_URL, Misconfigured, Settings

PORT = click.IntRange(1, 65535)
# Seconds between two looks at what waits to be sent off.
PAUSE = 5
# What the public process is given of the environment: nothing that opens the closed store.
PUBLIC_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "HOME", "VIRTUAL_ENV")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Serve the office."""
    _serve_office(environment.read(), host, port)


def check_free(host: str, port: int) -> None:
    """Raises Misconfigured where something else listens at the port."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Misconfigured(f"Port {port} cannot be used ({error.strerror}): choose another port.") from None


def _serve_office(settings: Settings, host: str, port: int) -> None:
    from committee_app.desks.acting import LARGEST_UPLOAD
    from committee_app.office_site import create_app

    database = Database(settings.database_url)
    check_kind(database, settings)
    settings = on_training_clock(database, settings)
    refuse_unsafe(settings, database)
    check_free(host, port)
    threading.Thread(target=_keep_dispatching, args=(database, settings), daemon=True).start()
    waitress.serve(
        create_app(settings, database),
        host=host,
        port=port,
        threads=8,
        ident=None,
        # What is larger than any form takes is cut off before it fills the disk.
        max_request_body_size=LARGEST_UPLOAD,
        **_trusting(settings),
    )


def _trusting(settings: Settings) -> dict[str, Any]:
    """Where a request comes from is believed of the one proxy that is named, and of nobody else."""
    named: dict[str, Any] = {"clear_untrusted_proxy_headers": True}
    if settings.proxy:
        # waitress takes no None for these: they are left out where no proxy is named.
        named |= {
            "trusted_proxy": settings.proxy,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for"},
        }
    return named


def _keep_dispatching(database: Database, settings: Settings) -> None:
    """Sends off what waits, mails too, as long as the site runs: nobody's page waits for a mail server."""
    while True:
        try:
            dispatch(
                database,
                settings.instance,
                settings.now(),
                post_of(settings),
                settings.mail_from,
                open_store=settings.open_store,
            )
            marks.note(settings.instance, marks.DISPATCH, settings.now())
        except (SQLAlchemyError, OSError) as error:
            logging.getLogger(__name__).error("what waits could not be sent off: %s", type(error).__name__)
        time.sleep(PAUSE)


def public_command(store: Address, host: str, port: int, today: dt.date | None = None, address: str = "") -> list[str]:
    """The command of the public process, which imports nothing of the closed store. A training site is told its day,
    which is not the clock's."""
    more = [f"--day={today}"] if today else []
    more += [f"--address={address}"] if address else []
    return [sys.executable, "-m", "committee_app.public", str(store), host, str(port), *more]


def run_both(settings: Settings, office_port: int, public_port: int) -> None:
    """Serves the office here and the public site in a process of its own, until stopped."""
    check_free("127.0.0.1", office_port)
    check_free("127.0.0.1", public_port)
    if settings.office_url == OFFICE_URL:
        # The links in mails lead to where this office listens.
        settings = replace(settings, office_url=f"http://127.0.0.1:{office_port}")
    environ = {name: os.environ[name] for name in PUBLIC_ENVIRONMENT if name in os.environ}
    store = open_store_of(settings)
    command = public_command(store, "127.0.0.1", public_port, settings.fixed_today)
    click.echo(f"\nOffice:        http://127.0.0.1:{office_port}/", err=True)
    click.echo(f"Open records:  http://127.0.0.1:{public_port}/", err=True)
    click.echo("Accounts (sample people; press one on the sign-in page):", err=True)
    for name, display, role, _ in SAMPLE_PEOPLE:
        click.echo(f"  {name:14} {display} ({role})", err=True)
    click.echo("Stop with Ctrl-C.", err=True)
    # A stop from outside ends both, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    site = subprocess.Popen(command, env=environ)
    try:
        _serve_office(settings, "127.0.0.1", office_port)
    finally:
        site.terminate()
        site.wait(timeout=10)
