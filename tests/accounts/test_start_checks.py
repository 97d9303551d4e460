"""S19 and S16: a real office that is not set up safely does not start, and says why; each check was seen to stop it."""

import base64
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text

from committee_app import checks, keys
from committee_app.checks import faults, refuse_unsafe
from committee_app.database import Database
from committee_app.founding import check_kind
from committee_app.settings import Misconfigured, SingleSignOn, read
from tests.accounts.people import RealOffice, opened
from tests.conftest import BOTH
from tests.letters.certificates import key_of


@pytest.fixture
def safe(empty_url: Callable[[str], str], tmp_path: Path) -> RealOffice:
    """A real office on SQLite that may start."""
    return _safe(empty_url("sqlite"), tmp_path)


def _safe(url: str, folder: Path) -> RealOffice:
    office = opened(url, folder / "instance", fixed_today=None)
    office.settings = replace(
        office.settings, smtp_url="smtps://mail.example.gov", mail_from="docket@example.gov", proxy="127.0.0.1"
    )
    if url.startswith("sqlite"):
        os.chmod(url.removeprefix("sqlite:///"), 0o600)
    return office


def test_a_safe_office_starts(safe: RealOffice) -> None:
    assert faults(safe.settings, safe.database, {}) == []
    refuse_unsafe(safe.settings, safe.database, {})


def test_a_training_office_is_not_held_to_it(safe: RealOffice) -> None:
    settings = replace(safe.settings, training=True, office_url="http://127.0.0.1:8000", smtp_url=None)
    refuse_unsafe(settings, safe.database, {"FLASK_DEBUG": "1"})


SETTINGS = {
    "http": ({"office_url": "http://docket.example"}, "begin with https://"),
    "a path": ({"office_url": "https://docket.example/docket"}, "without a path"),
    "a password in the address": ({"office_url": "https://a:b@docket.example"}, "without a path"),
    "a number": ({"office_url": "https://192.0.2.1"}, "not a number"),
    "no mail server": ({"smtp_url": None}, "nobody can be invited"),
    "plain mail to elsewhere": ({"smtp_url": "smtp+plain://mail.example.gov:25"}, "unencrypted"),
    "no sender": ({"mail_from": "docket@localhost"}, "COMMITTEE_MAIL_FROM"),
    "a plain provider": ({"sso": SingleSignOn("http://id.example", "a", "b")}, "COMMITTEE_OIDC_ISSUER"),
    "every proxy": ({"proxy": "*"}, "COMMITTEE_PROXY"),
    "a set clock": ({"fixed_today": __import__("datetime").date(2028, 1, 1)}, "only training"),
}


@pytest.mark.parametrize("fault", SETTINGS)
def test_an_unsafe_setting_stops_the_start(safe: RealOffice, fault: str) -> None:
    change, said = SETTINGS[fault]
    with pytest.raises(Misconfigured) as refused:
        refuse_unsafe(replace(safe.settings, **change), safe.database, {})
    assert said in str(refused.value)
    assert str(refused.value).count("\n- ") == 1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("FLASK_DEBUG", "1", "FLASK_DEBUG"), ("COMMITTEE_OWNER_URL", "postgresql://owner@db/x", "COMMITTEE_OWNER_URL")],
)
def test_an_unsafe_environment_stops_the_start(safe: RealOffice, name: str, value: str, said: str) -> None:
    assert [said in fault for fault in faults(safe.settings, safe.database, {name: value})] == [True]


def keys_of(content: bytes) -> str:
    return base64.b64encode(content).decode() + "\n"


KEYS = {
    "missing": (None, "is missing"),
    "empty": ("", "shorter than 32"),
    "short": (keys_of(os.urandom(31)), "shorter than 32"),
    "all alike": (keys_of(b"a" * 48), "no random one"),
    "a sample": (keys_of(b"changeme" * 6), "no random one"),
    "a weak older one": (keys_of(os.urandom(48)) + keys_of(b"\0" * 48), "no random one"),
    "not a key": ("change me, please!\n", "cannot be read"),
}


@pytest.mark.parametrize("name", [keys.SESSION, keys.FACTORS])
@pytest.mark.parametrize("fault", KEYS)
def test_a_weak_key_stops_the_start(safe: RealOffice, name: str, fault: str) -> None:
    content, said = KEYS[fault]
    path = safe.instance / name
    path.unlink() if content is None else path.write_text(content)
    found = faults(safe.settings, safe.database, {})
    assert len(found) == 1
    assert said in found[0]
    with pytest.raises(Misconfigured, match=said):
        keys.read(safe.instance, name)


@pytest.mark.parametrize("which", ["session.key", "factors.key", ".", "database"])
def test_what_others_may_read_stops_the_start(safe: RealOffice, which: str) -> None:
    path = Path(safe.database.url.removeprefix("sqlite:///")) if which == "database" else safe.instance / which
    path.chmod(0o755 if path.is_dir() else 0o640)
    assert [
        f"chmod {'700' if path.is_dir() else '600'}" in fault for fault in faults(safe.settings, safe.database, {})
    ] == [True]


def test_a_training_database_stops_the_start(safe: RealOffice) -> None:
    with pytest.raises(Misconfigured, match="never share a database"):
        check_kind(safe.database, replace(safe.settings, training=True))
    safe.by_owner("INSERT INTO account (name, display, role, sample) VALUES ('a', 'Sample', 'director', 1)")
    assert ["sample accounts" in fault for fault in faults(safe.settings, safe.database, {})] == [True]


def test_an_unknown_zone_stops_the_start(safe: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    from zoneinfo import ZoneInfo

    monkeypatch.setattr(checks, "CHICAGO", ZoneInfo("UTC"))
    assert ["America/Chicago" in fault for fault in faults(safe.settings, safe.database, {})] == [True]


@pytest.mark.parametrize(
    ("pragma", "said"),
    [
        ("synchronous=NORMAL", "below FULL"),
        ("synchronous=OFF", "below FULL"),
        ("foreign_keys=OFF", "without foreign keys"),
    ],
)
def test_a_careless_sqlite_stops_the_start(safe: RealOffice, pragma: str, said: str) -> None:
    @event.listens_for(safe.database.engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    safe.database.engine.dispose()
    assert [said in fault for fault in faults(safe.settings, safe.database, {})] == [True]


def test_an_sqlite_without_its_guards_or_its_log_stops_the_start(safe: RealOffice) -> None:
    path = safe.database.url.removeprefix("sqlite:///")
    safe.database.close()
    with sqlite3.connect(path) as store:
        store.execute("DROP TRIGGER entry_no_delete")
    assert ["guards of entry" in fault for fault in faults(safe.settings, safe.database, {})] == [True]


@pytest.fixture
def on_postgres(empty_url: Callable[[str], str], tmp_path: Path) -> RealOffice:
    """A real office whose login was granted the office's role and owns nothing."""
    office = _safe(empty_url("postgresql"), tmp_path)
    owner = create_engine(office.database.engine.url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS office_login"))
        connection.execute(text("CREATE ROLE office_login LOGIN PASSWORD 'sample'"))
        connection.execute(text("GRANT committee_office TO office_login"))
    owner.dispose()
    office.database.close()
    url = office.database.engine.url.set(username="office_login", password="sample")
    office.database = Database(url.render_as_string(hide_password=False))
    return office


def test_a_safe_office_on_postgresql_starts(on_postgres: RealOffice) -> None:
    assert faults(on_postgres.settings, on_postgres.database, {}) == []
    on_postgres.database.close()


def test_the_owner_of_the_tables_stops_the_start(empty_url: Callable[[str], str], tmp_path: Path) -> None:
    office = _safe(empty_url("postgresql"), tmp_path)
    assert ["owns the tables" in fault for fault in faults(office.settings, office.database, {})] == [True]
    office.database.close()


@pytest.mark.parametrize(
    ("setting", "said"),
    [("synchronous_commit = off", "synchronous_commit = off"), ("ROLE office_login", "may remove rows")],
)
def test_a_careless_postgresql_stops_the_start(on_postgres: RealOffice, setting: str, said: str) -> None:
    @event.listens_for(on_postgres.database.engine, "connect")
    def connect(connection: object, _: object) -> None:
        connection.execute(f"SET {setting}")  # type: ignore[attr-defined] # the driver's connection
        connection.commit()  # type: ignore[attr-defined] # the driver's connection

    on_postgres.database.engine.dispose()
    assert any(said in fault for fault in faults(on_postgres.settings, on_postgres.database, {}))
    on_postgres.database.close()


def test_every_check_was_seen_to_stop_the_start() -> None:
    """What this file tries, by the check that it stops."""
    assert {check.__name__ for check in checks.CHECKS} == {
        "the_keys", "the_folder", "the_address", "the_clock", "the_mail", "the_provider", "the_proxy",
        "the_certificate", "the_environment",
        "the_people", "the_sqlite_file", "the_postgresql_server",
    }  # fmt: skip
    assert len(BOTH) == 2


@pytest.mark.parametrize("missing", ["COMMITTEE_OIDC_ISSUER", "COMMITTEE_OIDC_CLIENT", "COMMITTEE_OIDC_SECRET"])
def test_single_sign_on_by_half_is_told(missing: str) -> None:
    said = {
        "COMMITTEE_OIDC_ISSUER": "https://id.example", "COMMITTEE_OIDC_CLIENT": "a", "COMMITTEE_OIDC_SECRET": "b",
    }  # fmt: skip
    assert read(said).sso is not None
    with pytest.raises(Misconfigured, match=missing):
        read({name: value for name, value in said.items() if name != missing})


def test_no_secret_is_in_a_settings_text() -> None:
    settings = read(
        {
            "COMMITTEE_DATABASE_URL": "postgresql://office:secret-one@db/x",
            "COMMITTEE_SMTP_URL": "smtps://office:secret-two@mail",
            "COMMITTEE_OIDC_ISSUER": "https://id.example",
            "COMMITTEE_OIDC_CLIENT": "a",
            "COMMITTEE_OIDC_SECRET": "secret-three",
        }
    )
    assert "secret-" not in repr(settings)


@pytest.mark.parametrize("fault", KEYS)
def test_a_start_that_did_not_look_at_the_keys_would_be_found(
    safe: RealOffice, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(checks, "CHECKS", [one for one in checks.CHECKS if one.__name__ != "the_keys"])
    content, _ = KEYS[fault]
    path = safe.instance / keys.SESSION
    path.unlink() if content is None else path.write_text(content)
    assert faults(safe.settings, safe.database, {}) == []


@pytest.mark.parametrize("fault", SETTINGS)
def test_each_fault_of_a_setting_is_found_by_one_check_alone(
    safe: RealOffice, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Without that check the office would start: none of them is there for nothing."""
    settings = replace(safe.settings, **SETTINGS[fault][0])
    finding = [one for one in checks.CHECKS if list(one(settings, safe.database, {}))]
    assert len(finding) == 1
    monkeypatch.setattr(checks, "CHECKS", [one for one in checks.CHECKS if one not in finding])
    assert faults(settings, safe.database, {}) == []


def test_a_certificate_that_signs_nothing_is_told_before_anybody_waits_for_a_letter(safe: RealOffice) -> None:
    pytest.importorskip("letters.signing", reason="signatures are an extra")
    path, now = safe.settings.instance / "signing.p12", safe.settings.now()
    with_passphrase = replace(safe.settings, signing_passphrase="sample passphrase")
    assert "has no signing.p12" in faults(with_passphrase, safe.database, {})[0]
    for days, said in ((30, []), (-30, ["is good from"])):
        path.write_bytes(key_of("Sample", b"sample passphrase", now + timedelta(days=30 - days), abs(days))[0])
        path.chmod(0o600)
        found = faults(with_passphrase, safe.database, {})
        assert [said[0] in one for one in found] == [True] * len(said), found
    path.write_bytes(key_of("Sample", None, now - timedelta(days=60), 30)[0])
    assert ["was good until" in one for one in faults(safe.settings, safe.database, {})] == [True]
    path.write_bytes(b"no key")
    path.chmod(0o644)
    found = faults(safe.settings, safe.database, {})
    assert ["may reach" in found[0], "passphrase is wrong" in found[1]] == [True, True]
    with pytest.raises(Misconfigured, match="passphrase is wrong"):
        refuse_unsafe(safe.settings, safe.database, {})
