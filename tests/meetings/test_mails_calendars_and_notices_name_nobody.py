"""What leaves the closed store for a meeting (mails, calendars, the notice) names nobody, and a recused member's
calendar knows nothing of the matter. Planted words are looked for in every form in which they could travel."""

import base64
import email
import hashlib
import io
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from committee_app import mails
from committee_app.acts import Outcome
from committee_app.database import Database
from committee_app.office_site import create_app
from committee_app.outbox import dispatch
from committee_app.post import Tray
from committee_app.settings import Settings
from committee_app.tables.journal import EntryBody, RequestKey
from committee_app.tables.meetings import CalendarFeed, NoticePosting
from committee_app.tables.records import Mail
from tests.desks.visiting import Site
from tests.meetings.holding import Chair, recuse
from tests.offices import Office, day, noon

PLANTED = {"complainant": "Cnry Complainant Q7", "respondent": "Cnry Respondent Q8", "facts": "cnry-facts-q9"}
OFFICE = "City of St. Louis"
HELD = "2028-06-20"
TODAY = "2028-06-15"


def leaks(content: bytes, words: list[str]) -> list[str]:
    """Which of the words the content holds: as they are, without folds, or decoded from what mail and URLs make."""
    text = content.decode("utf-8", "replace")
    forms = [text, text.replace("\r\n ", "").replace("=\r\n", ""), urllib.parse.unquote_plus(text)]
    for line in text.split():
        try:
            forms.append(base64.b64decode(line, validate=True).decode("utf-8", "replace"))
        except ValueError:
            continue
    return [word for word in words if any(word.lower() in form.lower() for form in forms)]


@pytest.fixture
def planted(office: Office) -> tuple[Office, str, Chair]:
    matter = office.lodge("2028-06-12", **PLANTED)
    table = Chair(office, HELD, matter, called=TODAY, purpose="First meeting")
    table.noticed(TODAY)
    return office, matter, table


def forbidden(matter: str) -> list[str]:
    return [*PLANTED.values(), matter, OFFICE, "29510"]


def test_no_mail_names_anybody(planted: tuple[Office, str, Chair]) -> None:
    office, matter, table = planted
    later = table.do("postpone_meeting", "director", today="2028-06-16", on="2028-06-22", at="10:00", reason="x").reply
    table.number = later["meeting"]
    table.do("cancel_meeting", "director", today="2028-06-16", reason="x")
    tray = office.instance / "mail"
    dispatch(office.database, office.instance, noon(day("2028-06-16")), Tray(tray))
    sent = sorted(tray.glob("*.eml"))
    assert len(sent) == 20  # five members, four kinds
    for path in sent:
        message = email.message_from_bytes(path.read_bytes())
        # Boundaries and identities are drawn by lot, and hold any five digits now and then.
        whole = re.sub(rb"={15}\d+==|<[0-9a-f]{32}@", b"", path.read_bytes())
        parts = [whole, *(part.get_payload(decode=True) or b"" for part in message.walk())]
        assert [leaks(part, forbidden(matter)) for part in parts if leaks(part, forbidden(matter))] == []
    assert {name for name in mails.MAILS if name.startswith("meeting")} == {
        "meeting_called", "meeting_noticed", "meeting_moved", "meeting_cancelled",
    }  # fmt: skip


def test_a_planted_word_in_a_mail_would_be_found(planted: tuple[Office, str, Chair]) -> None:
    _, matter, _ = planted
    for form in (matter, PLANTED["complainant"].upper(), urllib.parse.quote(PLANTED["respondent"])):
        assert leaks(f"x {form} y".encode(), forbidden(matter))
    assert leaks(base64.b64encode(f"about {matter}".encode()), forbidden(matter))
    folded = f"SUMMARY:about {matter[:4]}\r\n {matter[4:]}"
    assert leaks(folded.encode(), forbidden(matter))


def test_the_notice_as_a_pdf_names_nobody_and_says_what_the_law_asks(planted: tuple[Office, str, Chair]) -> None:
    office, matter, _ = planted
    with office.database.reading() as session:
        pdf, digest = session.execute(select(NoticePosting.pdf, NoticePosting.sha256)).one()
    assert hashlib.sha256(pdf).hexdigest() == digest
    read = PdfReader(io.BytesIO(pdf))
    words = " ".join("".join(page.extract_text() for page in read.pages).split())
    assert leaks((words + str(read.metadata)).encode(), forbidden(matter)) == []
    for said in (
        "9:00 AM on Tuesday, June 20, 2028",
        "Room 9, Sample Building, Jefferson City",
        "Matter under section 56.602, RSMo (closed)",
        "610.021(14) and 56.602.4(2), RSMo",
        "At 1:00 PM on Thursday, June 15, 2028",
    ):
        assert said in words


def test_a_member_recused_from_every_matter_of_a_meeting_gets_no_mail_of_it(office: Office) -> None:
    matter = office.lodge("2028-06-12")
    recuse(office, "member-d1", matter, "2028-06-13")
    Chair(office, HELD, matter, called=TODAY).noticed(TODAY)
    with office.database.reading() as session:
        told = set(session.scalars(select(Mail.account)))
    assert told == {"director", "member-r1", "member-r2", "member-d2"}


# The private feed, over the site.


@pytest.fixture
def served(planted: tuple[Office, str, Chair]) -> Iterator[tuple[Site, Office, str, Chair]]:
    office, matter, table = planted
    folder = Path(office.instance)
    settings = Settings(office.database.url, folder, training=True, fixed_today=day(TODAY))
    database = Database(settings.database_url)
    app: Flask = create_app(settings, database)
    app.testing = False
    yield Site(app, database, folder), office, matter, table
    database.close()


def made(office: Office, account: str) -> str:
    """A new calendar address of that account, as a path."""
    outcome: Outcome = office.act("make_calendar_feed", account, on=TODAY)
    return "/calendar-feed/" + outcome.told_once["address"].rsplit("/", 1)[1]


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_the_feed_says_when_and_where_and_nothing_else(served: tuple[Site, Office, str, Chair]) -> None:
    site, office, matter, _ = served
    answer = site.visitor().get(made(office, "member-r1"))
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    (event,) = events(answer.data)
    assert leaks(answer.data, forbidden(matter)) == []
    assert set(event.keys()) == {
        "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DURATION", "SUMMARY", "LOCATION", "STATUS",
    }  # fmt: skip
    assert str(event["SUMMARY"]) == "Review Committee meeting"
    assert event["DTSTART"].params["TZID"] == "America/Chicago"
    assert event.decoded("DTSTART").isoformat() == "2028-06-20T09:00:00-05:00"
    assert [str(zone["TZID"]) for zone in icalendar.Calendar.from_ical(answer.data).walk("VTIMEZONE")] == [
        "America/Chicago"
    ]


def test_a_feed_that_is_revoked_or_made_anew_or_unknown_answers_as_if_it_were_not_there(
    served: tuple[Site, Office, str, Chair],
) -> None:
    site, office, _, _ = served
    first = made(office, "member-r1")
    assert site.visitor().get(first).status_code == 200
    second = made(office, "member-r1")
    assert site.visitor().get(first).status_code == 404
    assert site.visitor().get(second).status_code == 200
    other = made(office, "member-r2")
    office.act("revoke_calendar_feed", "member-r1", on=TODAY)
    assert site.visitor().get(other).status_code == 200
    gone = [
        site.visitor().get(path) for path in (second, "/calendar-feed/" + "x" * 43 + ".ics", "/calendar-feed/x.ics")
    ]
    assert {answer.status_code for answer in gone} == {404}
    assert len({answer.data for answer in gone}) == 1


def test_a_feed_ends_with_the_role_of_its_account(served: tuple[Site, Office, str, Chair]) -> None:
    site, office, _, _ = served
    path = made(office, "staff")
    site.by_owner("UPDATE account SET role = 'administrator' WHERE name = 'staff'")
    assert site.visitor().get(path).status_code == 404


def test_only_the_hash_of_a_token_is_kept(served: tuple[Site, Office, str, Chair]) -> None:
    _, office, _, _ = served
    token = made(office, "member-r1").removeprefix("/calendar-feed/").removesuffix(".ics")
    with office.database.reading() as session:
        kept = [*session.scalars(select(RequestKey.answer)), *session.scalars(select(EntryBody.body))]
        (feed,) = session.scalars(select(CalendarFeed.token_hash))
    assert feed == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(kept)


def test_a_recused_members_calendar_has_the_meeting_only_where_other_business_remains(
    served: tuple[Site, Office, str, Chair],
) -> None:
    site, office, matter, _ = served
    path = made(office, "member-d1")
    recuse(office, "member-d1", matter, TODAY)
    assert events(site.visitor().get(path).data) == []
    other = office.lodge("2028-06-13")
    Chair(office, "2028-06-21", matter, other, called=TODAY)
    answer = site.visitor().get(path).data
    assert [event.decoded("DTSTART").day for event in events(answer)] == [21]
    assert leaks(answer, forbidden(matter)) == []


def test_a_recused_member_reads_the_notice_and_nothing_of_the_matter(served: tuple[Site, Office, str, Chair]) -> None:
    site, office, matter, table = served
    table.do("record_attendance", today=HELD, in_room="1,2,3,4,5", at="09:00")
    table.do("open_meeting", today=HELD, at="09:01")
    recuse(office, "member-d2", matter, HELD)
    table.do("vote_to_close", today=HELD, yes="1,2,3,4,5", at="09:04")
    table.do("add_minutes", today=HELD, part="closed", matter=matter, text="cnry-minutes-q1")
    number = table.number
    paths = [f"/meetings/{number}{rest}" for rest in ("", "/notice", "/minutes/open", "/minutes/closed")]
    words = [*forbidden(matter), "cnry-minutes-q1", "recused in"]
    hers = site.visitor("member-d2")
    assert {path: leaks(hers.page(path).encode(), words) for path in paths} == {path: [] for path in paths}
    assert "Matter under section 56.602, RSMo (closed)" in hers.page(paths[1])
    assert leaks(hers.page("/meetings").encode(), words) == []
    theirs = site.visitor("member-d1").page(paths[3])
    assert set(leaks(theirs.encode(), words)) >= {matter, "cnry-minutes-q1", "recused in"}


def test_the_notice_page_and_the_open_minutes_name_nobody_for_anyone(served: tuple[Site, Office, str, Chair]) -> None:
    site, _, matter, table = served
    for rest in ("notice", "minutes/open", "notice.pdf", "meeting.ics"):
        answer = site.visitor("director").get(f"/meetings/{table.number}/{rest}")
        assert answer.status_code == 200
        assert leaks(answer.data, forbidden(matter)) == [], rest


def test_a_page_or_a_calendar_that_forgot_the_recusal_would_be_found(
    served: tuple[Site, Office, str, Chair], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, office, matter, table = served
    path = made(office, "member-d2")
    recuse(office, "member-d2", matter, TODAY)
    monkeypatch.setattr("committee_app.desks.meetings.hidden_matters", lambda *_: frozenset())
    assert leaks(site.visitor("member-d2").page(f"/meetings/{table.number}").encode(), forbidden(matter))
    assert events(site.visitor().get(path).data)


def test_a_mail_that_said_more_would_be_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = office.lodge("2028-06-12", **PLANTED)
    telling = mails.Words(f"Meeting on {matter}", (PLANTED["complainant"],))
    monkeypatch.setitem(mails.MAILS, "meeting_called", lambda **_: telling)
    Chair(office, HELD, matter, called=TODAY)
    with office.database.reading() as session:
        mail = session.execute(select(Mail.subject, Mail.text).limit(1)).one()
    assert set(leaks(" ".join(mail).encode(), forbidden(matter))) == {matter, PLANTED["complainant"]}
