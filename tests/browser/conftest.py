"""A real Chromium before the real servers of the office and of the public site."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from waitress.server import create_server

from committee_app.database import Database
from committee_app.office_site import create_app
from committee_app.outbox import open_store_path
from committee_app.public import create_public_app
from tests.conftest import sample_settings


def _serve(app: Flask) -> tuple[str, object]:
    server = create_server(app, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{server.effective_port}", server


@dataclass(frozen=True)
class Sites:
    """Where the office and the public site answer, and a way to visit them."""

    office: str
    public: str
    browser: Browser
    office_app: Flask
    public_app: Flask

    def visit(self, account: str | None = None, width: int = 1280, *, scripts: bool = True) -> Page:
        """A page of a browser of its own, signed in as the account."""
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        page = context.new_page()
        if account:
            page.goto(self.office)
            page.click(f"button[value={account}]")
        return page


@pytest.fixture(scope="module")
def sites(chromium: Browser, made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    folder = shutil.copytree(made, tmp_path_factory.mktemp("sites") / "instance")
    settings = sample_settings(folder)
    database = Database(settings.database_url)
    office_app, public_app = create_app(settings, database), create_public_app(open_store_path(folder))
    office, office_server = _serve(office_app)
    public, public_server = _serve(public_app)
    yield Sites(office, public, chromium, office_app, public_app)
    for context in chromium.contexts:
        context.close()
    for server in (office_server, public_server):
        server.close()  # type: ignore[attr-defined] # the server's class has it, its base has not
    database.close()
