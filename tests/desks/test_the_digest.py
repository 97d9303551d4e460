"""The digest: at most one mail a day to each, none on a quiet day, and the same words whatever happened."""

import datetime as dt

import pytest
from sqlalchemy import select

from committee_app.acts import Refused
from committee_app.acts.reminding import to_tell
from committee_app.mails import worded
from committee_app.outbox import dispatch
from committee_app.post import Tray
from committee_app.tables.journal import Entry
from committee_app.tables.records import Mail
from tests.offices import Office, day, noon


def tell(office: Office, on: str) -> list[str]:
    """Sends the digest of that day as the command does; says who was told."""
    with office.database.reading() as session:
        waiting = to_tell(session, day(on))
    if not waiting:
        return []
    return list(waiting) if office.act("send_digest", "console", on=on).reply["told"] == len(waiting) else ["wrong"]


def mails(office: Office) -> list[Mail]:
    with office.database.reading() as session:
        found = list(session.scalars(select(Mail).order_by(Mail.id)))
        session.expunge_all()
    return found


def entries(office: Office) -> int:
    with office.database.reading() as session:
        return len(session.scalars(select(Entry.seq)).all())


def test_one_mail_a_day_to_the_director_and_the_staff(office: Office) -> None:
    office.lodge("2028-01-03")
    assert tell(office, "2028-01-04") == []
    assert tell(office, "2028-01-12") == ["director", "staff"]
    before = entries(office)
    assert tell(office, "2028-01-12") == []
    assert entries(office) == before
    assert tell(office, "2028-01-13") == ["director", "staff"]
    assert [mail.account for mail in mails(office)] == ["director", "staff"] * 2


def test_nothing_is_sent_on_a_quiet_day_and_nothing_is_written(office: Office) -> None:
    before = entries(office)
    assert tell(office, "2028-01-12") == []
    with pytest.raises(Refused, match="nothing to tell"):
        office.act("send_digest", "console", on="2028-01-12")
    assert entries(office) == before
    assert mails(office) == []


@pytest.mark.parametrize("on", ["2028-01-15", "2028-01-16", "2028-01-17"])
def test_nothing_is_sent_on_a_day_that_is_no_business_day(sqlite_office: Office, on: str) -> None:
    """A Saturday, a Sunday, and Martin Luther King Day; the day after tells."""
    sqlite_office.lodge("2028-01-03")
    assert tell(sqlite_office, on) == []
    assert tell(sqlite_office, "2028-01-18") == ["director", "staff"]


def test_two_runs_at_once_send_one(office: Office) -> None:
    office.lodge("2028-01-03")
    office.act("send_digest", "console", on="2028-01-12")
    with pytest.raises(Refused, match="nothing to tell"):
        office.act("send_digest", "console", on="2028-01-12")
    assert len(mails(office)) == 2


def test_who_is_recused_in_the_only_matter_is_not_told(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.recuse("director", matter, on="2028-01-04")
    assert tell(office, "2028-01-12") == ["staff"]


def test_the_mail_names_no_one_no_matter_and_no_number(office: Office) -> None:
    office.lodge("2028-01-03", respondent="Sample Quillfeather")
    tell(office, "2028-01-12")
    few = [(mail.subject, mail.text) for mail in mails(office)]
    for _ in range(5):
        office.lodge("2028-01-13")
    tell(office, "2028-01-27")
    many = [(mail.subject, mail.text) for mail in mails(office)][len(few) :]
    assert few == many
    words = worded("digest", {})
    said = " ".join((words.subject, *words.paragraphs))
    assert not any(letter.isdigit() for letter in said)
    assert not {"Sample", "Quillfeather", "Louis", "complaint", "matter"} & set(said.replace(".", " ").split())


def test_the_mail_arrives_once(sqlite_office: Office) -> None:
    sqlite_office.lodge("2028-01-03")
    tell(sqlite_office, "2028-01-12")
    tray = Tray(sqlite_office.instance / "mail_tray")
    for minute in (0, 1):
        now = noon(day("2028-01-12")) + dt.timedelta(minutes=minute)
        dispatch(sqlite_office.database, sqlite_office.instance, now, tray)
    arrived = sorted(path.read_text() for path in tray.folder.glob("*.eml"))
    assert len(arrived) == 2
    assert all("Sign in to read what." in text and "2028-0" not in text.partition("\n\n")[2] for text in arrived)
