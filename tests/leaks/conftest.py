"""The planted office, made once for all leak tests of a run."""

import json
from pathlib import Path

import pytest

from tests.leaks.planted import Walled, build, copied, filled
from tests.made_once import made_once


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Walled:
    """The sample office after its acts were told tokens: planted before anything was published. For looking alone."""

    def make(folder: Path) -> None:
        (folder / "tokens.json").write_text(json.dumps(build(folder / "instance").tokens))

    folder = made_once(tmp_path_factory, "leaks", make)
    return Walled(folder / "instance", json.loads((folder / "tokens.json").read_text()))


@pytest.fixture(scope="session")
def full(told: Walled, tmp_path_factory: pytest.TempPathFactory) -> Walled:
    """The same with a token in every closed and secret column of every row, and the open store written again."""
    walled = filled(copied(told, tmp_path_factory.mktemp("filled") / "instance"))
    walled.write_again()
    return walled


@pytest.fixture
def mine(told: Walled, tmp_path: Path) -> Walled:
    """A copy of the told office for a test that acts."""
    return copied(told, tmp_path / "mine")
