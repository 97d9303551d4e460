"""A backup while sheets are taken out of the tray, and a restore where the medium with the key is not there yet."""

from dataclasses import replace
from pathlib import Path

import pytest

from committee_app import backup as copies
from committee_app.settings import Misconfigured
from tests.offices import Office


def test_a_sheet_that_is_taken_out_of_the_tray_meanwhile_stops_no_backup(
    sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tray = sqlite_office.instance / "print_tray"
    tray.mkdir(parents=True)
    for name in ("one.pdf", "two.pdf"):
        (tray / name).write_bytes(b"%PDF sample")
    copy = copies._copy_file

    def taken_first(source: Path, target: Path) -> None:
        if source.name == "one.pdf":
            source.unlink()
        copy(source, target)

    monkeypatch.setattr(copies, "_copy_file", taken_first)
    copies.back_up(sqlite_office.settings, tmp_path / "backup")
    assert [path.name for path in (tmp_path / "backup" / "print_tray").iterdir()] == ["two.pdf"]
    assert copies.verified(tmp_path / "backup")


def test_a_restore_without_the_medium_of_the_key_changes_nothing(
    sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = sqlite_office.settings
    copies.back_up(settings, tmp_path / "backup")
    monkeypatch.setenv("COMMITTEE_RECORDS_KEY", str(tmp_path / "medium" / "records.key"))
    new = tmp_path / "new"
    there = replace(settings, database_url=f"sqlite:///{new / 'office.sqlite3'}", instance=new)
    with pytest.raises(Misconfigured, match="bring it first"):
        copies.restore(there, tmp_path / "backup")
    assert not new.exists()
    (tmp_path / "medium").mkdir()
    assert copies.restore(there, tmp_path / "backup").head
