"""The office site over the sample office; each test that writes gets a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from committee_app.database import Database
from committee_app.office_site import create_app
from tests.conftest import sample_settings
from tests.desks.visiting import Site


def served(folder: Path) -> Site:
    settings = sample_settings(folder)
    database = Database(settings.database_url)
    app: Flask = create_app(settings, database)
    app.testing = False
    return Site(app, database, folder)


@pytest.fixture(scope="session")
def looked_at(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample office for tests that only look."""
    site = served(shutil.copytree(made, tmp_path_factory.mktemp("looked_at") / "instance"))
    yield site
    site.database.close()


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Iterator[Site]:
    """A copy of the sample office for a test that acts."""
    shutil.copytree(made, tmp_path / "instance")
    site = served(tmp_path / "instance")
    yield site
    site.database.close()
