"""The register of what left, where something went wrong: a line cut off, an older copy, an act entered again."""

import json
from dataclasses import replace
from pathlib import Path

from committee_app.backup import back_up, restore
from committee_app.left import FILE, Left
from committee_app.outbox import dispatch
from committee_app.sending import waits
from tests.offices import ADDRESS, Office, day, noon

ON = "2028-06-15"
NOW = noon(day(ON))


def test_what_leaves_after_a_line_that_was_cut_off_is_known(tmp_path: Path) -> None:
    """The machine fell while it wrote a line, or the file was copied just then."""
    Left.of(tmp_path).note("one", "1" * 64, "print", NOW)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"at": "2028-06-15T12:00:00+00:00", "kin')
    again = Left.of(tmp_path)
    again.note("two", "2" * 64, "mail", NOW)
    for register in (again, Left.of(tmp_path)):
        assert register.when("one", "1" * 64)
        assert register.when("two", "2" * 64)


def test_a_restore_with_an_older_register_forgets_nothing_that_the_backup_knew(
    sqlite_office: Office, tmp_path: Path
) -> None:
    older, settings = tmp_path / "older.jsonl", sqlite_office.settings
    Left.of(settings.instance).note("one", "1" * 64, "print", NOW)
    older.write_bytes((settings.instance / FILE).read_bytes() + b'{"at": "cut')
    Left.of(settings.instance).note("two", "2" * 64, "print", NOW)
    back_up(settings, tmp_path / "backup")
    there = replace(
        settings, database_url=f"sqlite:///{tmp_path / 'new' / 'office.sqlite3'}", instance=tmp_path / "new"
    )
    restore(there, tmp_path / "backup", register=older)
    restored = Left.of(there.instance)
    assert restored.when("one", "1" * 64)
    assert restored.when("two", "2" * 64)
    lines = (there.instance / FILE).read_text().splitlines()
    assert [json.loads(line)["key"] for line in lines] == ["one", "two"]


def test_a_letter_that_was_entered_again_is_told_to_have_left_in_other_bytes(
    sqlite_office: Office, tmp_path: Path
) -> None:
    """The notice left after the backup; the director enters its release again from paper. Its code is another, so are
    its bytes: nothing marks it by itself, and whoever resumes is told."""
    office = sqlite_office
    matter = office.lodge("2028-06-05")
    office.act("convene", complaint=matter, on="2028-06-12", place="Jefferson City")
    office.vote(matter, "formality", "yyyyy", on="2028-06-12")
    back_up(office.settings, tmp_path / "backup")
    office.act("release_notice", complaint=matter, on="2028-06-14", address=ADDRESS)
    dispatch(office.database, office.instance, NOW, letters=True)

    there = replace(
        office.settings, database_url=f"sqlite:///{tmp_path / 'new' / 'office.sqlite3'}", instance=tmp_path / "new"
    )
    restore(there, tmp_path / "backup", register=office.instance / FILE)
    office.database.close()
    restored = Office(type(office.database)(there.database_url), there.instance)
    restored.act("release_notice", complaint=matter, on=ON, address=ADDRESS)
    with restored.database.reading() as session:
        (waiting,) = (one for one in waits(session, there.instance) if "otice" in one.called)
    assert not waiting.known
    assert "another letter left under the same name on 2028-06-15" in waiting.where
    restored.database.close()
