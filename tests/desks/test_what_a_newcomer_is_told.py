"""What a trial by somebody who votes twice a year found: the mail, the way to the vote, words that fit the moment."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import select
from waitress.adjustments import Adjustments

from committee_app.commands import serving
from committee_app.public import create_public_app
from committee_app.public import store as open_store
from committee_app.settings import OFFICE_URL, Settings
from committee_app.tables.records import Mail
from rules.readings import READINGS
from tests.desks.visiting import Site
from tests.offices import MEMBERS, Office
from workflows.motion import arithmetic


def test_a_mail_tells_each_on_the_roll_and_says_nothing_of_the_matter(sqlite_office: Office) -> None:
    office = sqlite_office
    matter = office.lodge("2028-01-03")
    office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
    office.recuse("member-d1", matter, on="2028-01-12")
    office.act("open_motion", complaint=matter, on="2028-01-12", kind="formality")
    with office.database.reading() as session:
        mails = list(session.scalars(select(Mail).where(Mail.kind == "vote_awaited")))
        session.expunge_all()
    assert {mail.account for mail in mails} == set(MEMBERS) - {"member-d1"}
    assert len({(mail.subject, mail.text) for mail in mails}) == 1
    text = mails[0].subject + mails[0].text
    assert [word for word in (matter, "formal", "Louis", "Sample", "2028") if word in text] == []
    assert f"{OFFICE_URL}/\n" in text


def test_the_page_behind_the_mail_leads_to_the_vote_what_to_read_and_the_recusal(looked_at: Site) -> None:
    member = looked_at.visitor("member-r1")
    vote, recusal = "/docket/2028-009/acts/cast_vote", "/docket/2028-009/acts/declare_recusal"
    motion = "/docket/2028-009/motions/27"
    for path, links in (("/", (vote, motion, recusal)), (motion, (vote, recusal)), (vote, (motion, recusal))):
        page = member.page(path)
        assert [link for link in links if f'href="{link}"' not in page] == [], path
    assert "Read first" in member.page(motion)
    assert "The prosecutor&#39;s response of October 23, 2028" in member.page(motion).replace("'", "&#39;")
    assert "Meeting M2028-03, 10:00 AM" in member.page("/")


def test_a_recusal_is_never_the_button_that_stands_out(looked_at: Site) -> None:
    page = looked_at.visitor("member-r1").page("/docket/2028-011")
    assert 'class="usa-button usa-button--outline" href="/docket/2028-011/acts/declare_recusal"' in page


@pytest.mark.parametrize(
    ("matter", "says"),
    [
        ("2028-009", "The vote is open. Each member on the roll casts a vote"),
        ("2028-010", "No determination can be put to the vote"),
        ("2028-006", "The governor&#39;s answer is awaited"),
        ("2028-008", "The committee votes at once on a request to the governor"),
        ("2028-005", "The matter is closed."),
    ],
)
def test_what_happens_next_is_said_of_the_matter_as_it_is(looked_at: Site, matter: str, says: str) -> None:
    page = looked_at.visitor("director").page(f"/docket/{matter}")
    assert says in page.partition('<section class="next"')[2].partition("</section>")[0].replace("'", "&#39;")


def test_between_the_release_and_the_posting_the_posting_is_next(site: Site) -> None:
    director = site.visitor("director")
    assert "The director releases the notice" in director.page("/docket/2028-017")
    form = {"address": "Sample Courthouse\nPlatte City, Missouri", "understood": "yes"}
    assert director.send("/docket/2028-017/acts/release_notice", **form).status_code == 302
    assert "The notice is released. Staff post it" in director.page("/docket/2028-017")


def test_a_motion_asks_for_what_its_kind_needs_and_no_more(site: Site) -> None:
    director = site.visitor("director")
    path = "/docket/2028-002/acts/open_motion"
    page = director.page(path)
    assert [name for name in ("recommendations", "timeline", "review_on", "even_so") if f'name="{name}"' in page] == []
    assert 'name="recommendations"' in director.page("/docket/2028-008/acts/open_motion")
    # With two there it cannot carry: now it is asked whether it is to be put even so.
    answer = director.send(path, present=["1", "2"], only_the_sum="yes")
    assert 'name="even_so"' in answer.get_data(as_text=True)


def test_readings_are_said_in_words(looked_at: Site) -> None:
    page = looked_at.visitor("member-r1").page("/readings")
    options = {option for reading in READINGS.values() for option in reading.options if "_" in option}
    assert [option for option in options if option in page] == []


def test_one_who_may_be_missed_is_one() -> None:
    assert arithmetic(4, filled=range(1, 6), recused=()).reach.endswith(
        "if one of them stays away, abstains or votes no."
    )
    assert arithmetic(3, filled=range(1, 6), recused=()).reach.endswith("if 2 of them stay away, abstain or vote no.")


def test_an_open_record_leads_to_the_others_of_its_office(tmp_path: Path) -> None:
    one = open_store.OpenRecord(
        1, "request", "56.602.4(7)(a)a", "29510", "Sample office", "2028-03-01", "First", "", "0" * 64, b""
    )
    more = dataclasses.replace(one, number=2, kind="term_request", title="Second", dated="2030-03-01")
    elsewhere = dataclasses.replace(one, number=3, jurisdiction="29077", office="Another office", title="Third")
    open_store.write(tmp_path / "open.sqlite3", open_store.Contents([one, more, elsewhere]))
    client = create_public_app(tmp_path / "open.sqlite3").test_client()
    assert 'href="/offices/29510">All open records on this office' in client.get("/records/1").get_data(as_text=True)
    office = client.get("/offices/29510").get_data(as_text=True)
    assert ('href="/records/2"' in office, 'href="/records/3"' in office) == (True, False)


@pytest.mark.parametrize("proxy", [None, "127.0.0.1"])
def test_the_server_takes_what_it_is_given_with_and_without_a_proxy(tmp_path: Path, proxy: str | None) -> None:
    settings = Settings("sqlite://", tmp_path, training=True, fixed_today=None, proxy=proxy)
    taken = Adjustments(host="127.0.0.1", port=8000, threads=8, ident=None, **serving._trusting(settings))
    assert taken.trusted_proxy == proxy


def test_mails_of_a_training_office_lead_to_the_port_where_it_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Settings] = []
    monkeypatch.setattr(serving, "_serve_office", lambda settings, *_: served.append(settings))
    monkeypatch.setattr(serving, "check_free", lambda *_: None)
    monkeypatch.setattr(serving, "public_command", lambda *_: ["true"])
    monkeypatch.setattr(serving.signal, "signal", lambda *_: None)
    serving.run_both(Settings("sqlite://", tmp_path, training=True, fixed_today=None), 8710, 8711)
    elsewhere = Settings("sqlite://", tmp_path, training=True, fixed_today=None, office_url="https://docket.example")
    serving.run_both(elsewhere, 8710, 8711)
    assert [one.office_url for one in served] == ["http://127.0.0.1:8710", "https://docket.example"]
