"""The public site over a store in which every kind of record stands."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from committee_app.public import create_public_app
from committee_app.public.shelf import opened
from committee_app.public.site import Site
from tests.open_site import records


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return records.written(tmp_path_factory.mktemp("open") / "open.sqlite3")


@pytest.fixture(scope="session")
def app(store: Path) -> Flask:
    return create_public_app(store, lambda: records.TODAY)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def site(store: Path) -> Site:
    return Site(opened(store)[1], records.TODAY)
