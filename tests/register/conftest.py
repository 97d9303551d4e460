"""The command line as a person meets it: its status and what it printed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from committee_app import cli
from tests.offices import Office, opened
from tests.register.feeds import TODAY


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


@pytest.fixture
def postgresql_office(new_url: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """A training office on PostgreSQL alone."""
    yield from opened(new_url("postgresql"), tmp_path / "instance")


@pytest.fixture
def committee(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Runs `committee ...` on the test's own training office. A traceback fails the test by itself."""
    monkeypatch.setenv("COMMITTEE_DATABASE_URL", sqlite_office.database.url)
    monkeypatch.setenv("COMMITTEE_INSTANCE", str(sqlite_office.instance))
    monkeypatch.setenv("COMMITTEE_TRAINING", "1")
    monkeypatch.setenv("COMMITTEE_TODAY", TODAY)

    def run(*arguments: object) -> Said:
        monkeypatch.setattr("sys.argv", ["committee", *map(str, arguments)])
        capsys.readouterr()
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return run
