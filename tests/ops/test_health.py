"""Health is told inside, of the machine alone; outside there is one word."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from committee_app import health, marks
from committee_app.database import Database
from committee_app.public import create_public_app
from committee_app.settings import Settings
from tests.desks.visiting import Site
from tests.offices import Office
from tests.ops.commands import committee


def _real(office: Office) -> Settings:
    """The settings of a real office over the same records, with the clock of today."""
    return replace(office.settings, training=False, fixed_today=None)


def _by_name(settings: Settings, database: Database) -> dict[str, health.Sign]:
    return {sign.name: sign for sign in health.read(settings, database)}


def test_what_was_not_done_in_time_is_red(sqlite_office: Office) -> None:
    settings, database = _real(sqlite_office), sqlite_office.database
    settings.instance.mkdir(parents=True, exist_ok=True)
    signs = _by_name(settings, database)
    assert {name for name, sign in signs.items() if not sign.well} >= {"dispatch", "scan", "verify", "backup"}
    now = settings.now()
    for name in (marks.DISPATCH, marks.VERIFY, marks.BACKUP):
        marks.note(settings.instance, name, now, ok=True)
    assert all(_by_name(settings, database)[name].well for name in (marks.DISPATCH, marks.VERIFY, marks.BACKUP))
    marks.note(settings.instance, marks.DISPATCH, now - dt.timedelta(minutes=16))
    marks.note(settings.instance, marks.VERIFY, now, ok=False)
    marks.note(settings.instance, marks.BACKUP, now - dt.timedelta(hours=27), ok=True)
    signs = _by_name(settings, database)
    assert not any(signs[name].well for name in (marks.DISPATCH, marks.VERIFY, marks.BACKUP))


@pytest.mark.parametrize(("hours", "well"), [(25, True), (27, False)])
def test_a_scan_older_than_26_hours_is_red(hours: int, well: bool) -> None:
    now = dt.datetime(2028, 6, 15, 12, tzinfo=dt.UTC)
    sign = health._age("scan", now - dt.timedelta(hours=hours), now, health.SCAN, "scan", training=False)
    assert sign.well is well


def test_a_database_that_cannot_be_reached_is_told(sqlite_office: Office, tmp_path: Path) -> None:
    nowhere = Database(f"sqlite:///{tmp_path / 'nowhere' / 'office.sqlite3'}")
    signs = _by_name(sqlite_office.settings, nowhere)
    assert not signs["database"].well
    assert "disk" in signs


def test_the_page_and_its_metrics_are_for_those_inside(site: Site) -> None:
    for name in ("director", "auditor", "administrator"):
        page = site.visitor(name).page("/health")
        assert "Is all well?" in page
        assert "2028-0" not in page
        assert "committee_well" in site.visitor(name).page("/health/metrics")
    for name in ("member-r1", "staff", "clerk"):
        assert site.visitor(name).get("/health").status_code == 404
        assert site.visitor(name).get("/health/metrics").status_code == 404
    assert "committee_well" not in site.visitor().get("/health/metrics").get_data(as_text=True)


def test_the_public_site_has_no_metrics(tmp_path: Path) -> None:
    visitor = create_public_app(tmp_path / "open.sqlite3").test_client()
    for path in ("/metrics", "/health", "/health/metrics"):
        assert visitor.get(path).status_code == 404


def test_the_stop_is_shown_on_the_desk_and_the_letters_page(site: Site) -> None:
    assert "Sending is stopped" not in site.visitor("director").page("/")
    site.by_owner("INSERT INTO setting (name, value) VALUES ('sending_stopped', '2028-11-15T06:00:00.000000Z')")
    for name, path in (("director", "/"), ("staff", "/"), ("staff", "/letters"), ("administrator", "/health")):
        assert "Sending is stopped" in site.visitor(name).page(path), (name, path)


def test_the_command_says_it_as_json_and_as_metrics(sqlite_office: Office) -> None:
    url, instance = sqlite_office.database.url, sqlite_office.instance
    said = json.loads(committee(url, instance, "health", "--json").stdout)
    assert {sign["name"] for sign in said["signs"]} >= {"database", "migrations", "scan", "sending", "disk", "dispatch"}
    assert 'committee_well{sign="database"} 1' in committee(url, instance, "health", "--metrics").stdout
