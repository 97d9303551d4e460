"""The office site over the sample office, made once; each test that writes gets a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from committee_app import sample
from committee_app.database import Database
from committee_app.office_site import create_app
from committee_app.settings import Settings
from tests.desks.visiting import Site


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a sample office."""
    folder = tmp_path_factory.mktemp("sample") / "instance"
    settings = Settings(f"sqlite:///{folder / 'office.sqlite3'}", folder, training=True, fixed_today=sample.SAMPLE_DAY)
    sample.build(settings, lambda _: None)
    return folder


def served(folder: Path) -> Site:
    settings = Settings(f"sqlite:///{folder / 'office.sqlite3'}", folder, training=True, fixed_today=sample.SAMPLE_DAY)
    database = Database(settings.database_url)
    app: Flask = create_app(settings, database)
    app.testing = False
    return Site(app, database, folder)


@pytest.fixture(scope="session")
def looked_at(made: Path) -> Iterator[Site]:
    """The sample office for tests that only look."""
    site = served(made)
    yield site
    site.database.close()


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Iterator[Site]:
    """A copy of the sample office for a test that acts."""
    shutil.copytree(made, tmp_path / "instance")
    site = served(tmp_path / "instance")
    yield site
    site.database.close()
