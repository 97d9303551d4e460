"""Hostile words in every field of every act, in addresses and in names of files: they are only words."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape
from sqlalchemy import select

from committee_app.acts import ACTS
from committee_app.acts.registry import Kind
from committee_app.database import Database
from committee_app.office_site import create_app
from committee_app.outbox import open_store_path
from committee_app.public import create_public_app
from committee_app.settings import Settings
from committee_app.tables.journal import RequestKey
from committee_app.tables.publications import Publication
from committee_app.tables.records import Letter
from tests import postgres
from tests.conftest import BOTH
from tests.desks.conftest import served
from tests.desks.test_headers import read
from tests.desks.visiting import Site
from tests.offices import day

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)></textarea>{{ 7*7 }}{% x %}\u202etxt.exe"
MEMBERS = ("director", "member-r1", "member-r2", "member-d1", "member-d2")
TEXTS = {Kind.TEXT, Kind.LONG_TEXT}
# These look like texts and are keys: of an office, an account, an option. A number of an article is checked.
KEYS = {("lodge", "jurisdiction"), ("declare_recusal", "account"), ("adopt_reading", "option"),
        ("enter_candidate", "account"), ("appoint_member", "account"), ("record_vacancy", "account"),
        ("enter_rate", "dollars"), ("add_minutes", "matter"), ("place_hold", "matter"),
        ("lodge", "respondent_account"), ("open_motion", "mover"), ("open_motion", "seconder"),
        ("record_posting", "article_number"), ("record_posting", "receipt_number"),
        ("record_service", "article_number"), ("record_service", "receipt_number"),
        ("correct_service", "article_number"), ("correct_service", "receipt_number"),
        ("label_letter", "article_number"), ("enter_mailer_id", "mailer_id"),
        ("invite", "account"), ("invite", "email"),
        ("change_role", "account"), ("correct_address", "account"), ("correct_address", "email"),
        ("renew_invitation", "account"), ("end_account", "account"), ("publish", "sha256"),
        ("propose_redaction", "source"), ("estimate_cost", "clerical_hours"), ("estimate_cost", "clerical_rate"),
        ("estimate_cost", "research_hours"), ("estimate_cost", "research_rate")}  # fmt: skip
MARK = re.compile(r"([a-z_]+\.[a-z]+) &lt;script&gt;")
NUMBER = "9407 1118 9922 3197 4284 90"


def texts(verb: str) -> list[str]:
    """The fields of an act in which a person writes freely."""
    return [p.name for p in ACTS[verb].parameters if p.kind in TEXTS and (verb, p.name) not in KEYS]


def marked(verb: str, name: str) -> str:
    return f"{verb}.{name} {HOSTILE}"


# Done by the code of a letter (tests/answering), and by the console: their forms are on no desk.
ELSEWHERE = {"open_by_code", "send_information", "send_response", "record_bounce"}
WITH_TEXT = sorted(verb for verb in ACTS if texts(verb) and verb not in ELSEWHERE)


@pytest.mark.parametrize("verb", WITH_TEXT)
def test_a_refused_form_shows_them_as_words(looked_at: Site, verb: str) -> None:
    """The key was used before, so that nothing is done and all that was typed comes back."""
    role = next(role for role in ("director", "staff", "administrator") if role in ACTS[verb].roles)
    path = f"/docket/2028-018/acts/{verb}" if ACTS[verb].needs_complaint else f"/acts/{verb}"
    before = looked_at.entries()
    answer = looked_at.visitor(role).send(
        path, key=_used_key(looked_at), understood="yes", **{name: marked(verb, name) for name in texts(verb)}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert looked_at.entries() == before
    assert read(page) == []
    for name in texts(verb):
        assert escape(marked(verb, name)) in page


def _used_key(site: Site) -> str:
    with site.database.reading() as session:
        return session.scalars(select(RequestKey.key).limit(1)).one()


class Story:
    """Every act that takes words, done with hostile ones, each in a matter where it is possible."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.done: set[str] = set()

    def at(self, today: str) -> None:
        office = self.site.app.extensions["office"]
        self.site.app.extensions["office"] = replace(office, settings=replace(office.settings, fixed_today=day(today)))

    def do(self, verb: str, matter: str | None = None, by: str = "director", **given: Any) -> str:
        path = f"/docket/{matter}/acts/{verb}" if matter else f"/acts/{verb}"
        words = {name: marked(verb, name) for name in texts(verb) if name not in given}
        answer = self.site.visitor(by).send(path, understood="yes", **words, **given)
        assert answer.status_code == 302, (verb, answer.get_data(as_text=True).partition("Not done")[2][:400])
        self.done.add(verb)
        return answer.headers["Location"]

    def published(self, matter: str) -> str:
        with self.site.database.reading() as session:
            return str(session.scalars(select(Publication.number).filter_by(complaint_id=matter)).one())

    def vote(self, matter: str, kind: str, **given: Any) -> None:
        if kind != "remediation":
            given |= dict.fromkeys(texts("open_motion"), "")
        motion = self.do("open_motion", matter, kind=kind, **given).rsplit("/", 1)[1]
        for account in MEMBERS:
            self.do("cast_vote", matter, account, motion=motion, choice="yes")


@pytest.fixture(scope="module")
def told(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("hostile") / "instance"
    shutil.copytree(made, folder)
    site = served(folder)
    story = Story(site)
    _office(story)
    _matters(story)
    _meetings(story)
    _requests(story)
    _terms(story)
    _roster(story)
    yield story
    site.database.close()


def _office(story: Story) -> None:
    enacted = json.dumps({"56.602.3(2)": marked("load_statute", "words")})
    story.do("load_statute", file=(io.BytesIO(enacted.encode()), f"{HOSTILE}.json"))
    story.do("enter_closure", day="2028-12-26")
    # A name on a page is refused with the character that turns the writing's direction.
    display = marked("invite", "display").replace("\u202e", "")
    story.do("invite", by="administrator", account="newcomer", email="newcomer@sample.invalid", role="staff",
             display=display)  # fmt: skip
    # Braces are fields there: words with others are refused.
    words = marked("save_words", "text").replace("{{ 7*7 }}{% x %}", "").replace("(1)", "()").replace("(2)", "()")
    story.do("save_words", kind="finding", subject="{office}", text=f"{words} {{office}} {{nature}}")
    story.do("adopt_reading", reading="serve_calendar", option="lenient")
    story.do("enter_retention", record_class="papers", kept="years", years="3", from_day="2028-01-01",
             source_day="2028-01-01")  # fmt: skip
    story.do("place_hold", by="staff", covers="everything", ground="suit", day="2028-11-01")
    story.do("lift_hold", hold="1")


def _roster(story: Story) -> None:
    """A prosecutor's term entered twice and once struck, one who leaves, a successor, a rate, and claims."""
    for years in ("2007-01-01", "2010-12-31"), ("2011-01-01", "2014-12-31"):
        story.do("enter_candidate", by="clerk", account="candidate-r", starts_on=years[0], ends_on=years[1])
    story.do("strike_office_term", by="clerk", number="13")
    story.do("record_vacancy", by="clerk", account="member-r2", because="died", last_day="2029-05-31")
    story.do(
        "appoint_member", by="clerk", account="candidate-r", seat="3", filling="rest", starts_on="2029-06-01",
        ends_on="", decided_on="",
    )  # fmt: skip
    story.do("enter_rate", by="staff", category="food", unit="meal", dollars="9.00", from_day="2028-06-01")
    line = {"lines-2-category": "food", "lines-2-day": "2028-11-01", "lines-2-what": f"claim_expenses.what {HOSTILE}"}
    for meals in ("1", "2"):
        story.do("claim_expenses", by="member-d1", **line, **{"lines-2-quantity": meals})
    story.do("refuse_claim", claim="3")


def _matters(story: Story) -> None:
    story.do("lodge", by="staff", jurisdiction="29510", capacity="person", grounds="56.602.3(2)")
    story.do("declare_recusal", "2028-010", account="member-d2")
    story.do("withdraw", "2028-015")
    story.do("convene", "2028-018")
    story.do("review", "2028-011")
    story.do("record_progress", "2028-004")
    story.do("release_notice", "2028-017")
    story.do("record_posting", "2028-013", "staff", article_number=NUMBER, number_is_right="yes")
    story.do("record_return", "2028-013", "staff", failure="unclaimed")
    story.do("record_delivery", "2028-016", "staff", manner="delivered")
    # The form offers the letter where there is one: it stands in it as the only choice.
    form = story.site.visitor("staff").page("/docket/2028-016/acts/record_service")
    letter = form.partition('name="letter" value="')[2].partition('"')[0]
    story.do("record_service", "2028-016", "staff", letter=letter, event="left_with_agent")
    story.do("record_personal_delivery", "2028-017", "staff", at="14:30", may_serve="yes")
    story.do("correct_service", "2028-017", "staff", fact=story.site.entries())
    story.do("draw_affidavit", "2028-013", "staff")
    story.do("record_response", "2028-014", "staff")
    story.do("reissue_code", "2028-014")
    story.do("revoke_code", "2028-014")
    letter = story.do("acknowledge", "2028-018").rsplit("/", 1)[1]
    story.do("take_back_letter", "2028-018", letter=letter)
    story.do("release_again", "2028-018", letter=letter)
    story.vote("2028-008", "remediation", review_on="2029-02-15")
    story.do("send_recommendation", "2028-008")
    story.vote("2028-002", "continuing")
    story.do("send_request", "2028-002")
    shown = story.site.proposed("2028-002")
    story.do("take_back_proposal", "2028-002", "staff", proposal=shown["proposal"])
    shown = story.site.proposed("2028-002")
    story.do("refuse_proposal", "2028-002", proposal=shown["proposal"])
    story.do("publish", "2028-002", **story.site.proposed("2028-002"))
    # What an account is called stands in no record: the words of this one are those of nobody.
    text = "The {committee} asks you, for the {office}, to act under section {clause}.\n\n{nature}"
    story.do("save_words", kind="request", subject="Request: {office}", text=text)
    number = story.published("2028-003")
    story.do("propose_correction", "2028-003", "staff", number=number, how="corrects")
    story.do("withdraw_publication", "2028-003", "staff", number=number, reason="Sample: not as it was meant.")
    story.do("make_packet", "2028-002", because="")
    story.do("make_packet", "2028-002")
    story.do("record_no_appointment", "2028-002")


def _meetings(story: Story) -> None:
    story.at("2028-11-15")
    called = story.do("call_meeting", on="2028-11-28", at="10:00", mode="mixed", matters="2028-018").rsplit("/", 1)[1]
    story.do("post_notice", meeting=called)
    story.do("call_hearing", "2028-018", meeting=called)
    later = story.do("postpone_meeting", meeting=called, on="2028-11-29", at="10:00").rsplit("/", 1)[1]
    story.do("cancel_meeting", meeting=later)
    story.do("add_minutes", meeting=2, part="open")
    story.do("correct_minutes", meeting=2, entry=story.site.entries())
    story.do("request_information", "2028-018")
    story.do("record_information", "2028-018", request=story.site.entries())


def _requests(story: Story) -> None:
    story.do("receive_records_request", received_on="2028-11-15", channel="mail")
    story.do("ask_for_clarification", request="1")
    story.do("record_clarification", request="1")
    story.do("estimate_cost", request="1", pages="200", clerical_hours="1", clerical_rate="20", before_work="yes")
    story.do("record_payment", request="1")
    story.do("record_suit", request="1")
    story.do("reply_to_request", request="1", answer="delay", earliest="2028-12-01", remark="")
    with story.site.database.reading() as session:
        letter = session.scalars(select(Letter.id).where(Letter.complaint_id == "2028-009").order_by(Letter.id)).first()
    mark = {"words-1-words": "Sample", "words-1-reason": "56.602.4(2)"}
    story.do("propose_redaction", "2028-009", "staff", source=f"letter-{letter}", **mark)
    story.do("refuse_redaction", "2028-009", number="1")


def _terms(story: Story) -> None:
    days = {"starts_on": "2028-11-15", "ends_on": "2030-12-31", "elected_term_ends": "2030-12-31"}
    story.do("record_appointment", "2028-006", **days)
    story.do("review_term", "2028-006")
    story.vote("2028-006", "term_over")
    story.do("announce_term_end", "2028-006")
    story.do("review_term", "2028-003")
    story.vote("2028-003", "term_needed")
    story.do("record_reappointment", "2028-003", starts_on="2031-01-01", ends_on="2032-12-31")
    story.at("2029-06-01")
    story.do("assess", "2028-004")


def test_every_act_that_takes_words_was_done(told: Story) -> None:
    assert set(WITH_TEXT) - told.done == set()


@pytest.mark.parametrize("name", ["director", "staff", "auditor", "member-r1"])
def test_no_page_afterwards_takes_them_for_more_than_words(told: Story, name: str) -> None:
    pages = told.site.visitor(name).walk()
    assert {path: found for path, page in pages.items() if (found := read(page))} == {}
    assert not [path for path, page in pages.items() if "<img src=x" in page or "49{%" in page]
    shown = {mark for page in pages.values() for mark in MARK.findall(page)}
    # These are read again on some page; what is not, stands in the journal and in letters.
    assert {"lodge.facts", "lodge.respondent", "lodge.complainant", "record_response.text", "enter_closure.source",
            "adopt_reading.memo", "load_statute.words", "load_statute.source", "open_motion.recommendations",
            "record_appointment.appointee", "record_posting.source", "record_service.source",
            "record_personal_delivery.place", "correct_service.reason", "call_meeting.place", "call_meeting.purpose",
            "call_meeting.observing", "post_notice.place", "postpone_meeting.reason", "add_minutes.text",
            "correct_minutes.text", "call_hearing.heard", "request_information.what", "record_information.text",
            "enter_candidate.office", "enter_candidate.source", "appoint_member.source"} <= shown  # fmt: skip
    kept = {"enter_retention.source", "place_hold.reason", "place_hold.source", "lift_hold.reason"}
    assert name.startswith("member") or kept <= shown


def test_the_letters_and_the_public_record_are_made(told: Story) -> None:
    director = told.site.visitor("director")
    # A proposal shows the page as the public site will have it, whose links lead about that site.
    letters = [path for path in director.walk() if path.endswith(".pdf") and not path.startswith("/records/")]
    assert len([path for path in letters if "2028-017" in path or "2028-002" in path]) >= 2
    assert all(director.get(path).data.startswith(b"%PDF") for path in letters)
    public = create_public_app(open_store_path(told.site.instance)).test_client()
    front = public.get("/").get_data(as_text=True)
    for path in ("/", *sorted(set(re.findall(r'href="(/records/\d+)"', front)))):
        assert read(public.get(path).get_data(as_text=True)) == []


@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/journal?before=" + "9" * 30, {200}),
        ("/journal?before=-" + "9" * 30, {200}),
        ("/journal?before=<script>", {200}),
        ("/findings/" + "9" * 30, {404}),
        ("/findings/3000000000", {404}),
        ("/docket/2028-001/motions/" + "9" * 30, {404}),
        ("/docket/2028-001/letters/3000000000.pdf", {404}),
        ("/docket/2028-001%00", {404}),
        ("/docket/%ff", {404}),
        ("/docket/2028-009%00/acts/cast_vote", {404}),
        ("/docket/<script>alert(1)</script>", {404}),
        ("/findings?as_of=1991-01-01", {200}),
        ("/findings?as_of=1993-01-01", {200}),
        ("/findings?as_of=2098-12-31", {200}),
        ("/findings?as_of=9999-12-31", {200}),
        ('/findings?as_of="><script>', {200}),
        ("/findings?as_of=2028-11-15%00", {200}),
        ("/calendar?start=2027-01-01&number=" + "1" * 5_000, {200}),
        ("/calendar?start=2027-01-01&number=\uff11", {200}),
        ("/calendar?start=2027-01-01&number=-1", {200}),
        ("/calendar?start=9999-12-31&number=9", {200}),
        ("/calendar?start=2085-12-31&number=750", {200}),
        ("/calendar?start=2085-12-31&number=120&unit=months&calendar=lenient", {200}),
        ('/calendar?start="><script>&number="><script>&unit="><script>&calendar="><script>', {200}),
        (
            "/acts/lodge?grounds=<script>&facts=</textarea><script>&jurisdiction=x&findings=x&respondent=%22%3E<script>",
            {200},
        ),
        ("/acts/adopt_reading?reading=<script>", {200}),
        ("/static/../settings.py", {404}),
        ("/static/%00", {404}),
    ],
)
@pytest.mark.parametrize("engine", BOTH)
def test_hostile_addresses_are_answered_calmly(
    engine: str, path: str, statuses: set[int], request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue("looked_at" if engine == "sqlite" else "on_postgres")
    answer = site.visitor("director").get(path)
    assert answer.status_code in statuses
    assert read(answer.get_data(as_text=True)) == []


@pytest.fixture(scope="module")
def on_postgres(
    postgres_server: postgres.Server, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """An office on PostgreSQL with one matter: it takes no NUL in a text and no number beyond its columns."""
    name = postgres_server.create(template=postgres_template)
    database = Database(postgres_server.url(name))
    folder = tmp_path_factory.mktemp("postgres") / "instance"
    settings = Settings(database.url, folder, training=True, fixed_today=day("2028-11-15"))
    yield Site(create_app(settings, database), database, folder)
    database.close()
    postgres_server.drop(name)


def test_unseen_characters_reach_no_database(on_postgres: Site) -> None:
    nobody = on_postgres.visitor()
    answer = nobody.client.post("/sign-in", data={"account": "director\0", "csrf_token": nobody.token()})
    assert answer.status_code == 404
    staff = on_postgres.visitor("staff")
    lodged = {"jurisdiction": "29510", "capacity": "person", "grounds": "56.602.3(2)",
              **dict.fromkeys(texts("lodge"), "Sample")}  # fmt: skip
    assert staff.send("/acts/lodge", key="a\0b", **lodged).status_code == 302
    assert staff.send("/acts/lodge", **{**lodged, "facts": "a\0b"}).status_code == 422
    assert staff.send("/acts/lodge", **{**lodged, "jurisdiction": "29510\0"}).status_code == 422


NAMES = {
    "../../../etc/x.csv": "x.csv",
    "C:\\fake\\x.csv": "x.csv",
    "a\0b.csv": "ab.csv",
    "\x1b[31mred.csv": "[31mred.csv",
    "\u202evsc.exe": "vsc.exe",
    "<b>bold.csv": "&lt;b&gt;bold.csv",
    "x" * 5_000 + ".csv": "x" * 120,
    "..": "",
    "/": "upload",
}


@pytest.mark.parametrize("engine", BOTH)
def test_the_name_of_an_uploaded_file_is_only_a_name(
    engine: str, request: pytest.FixtureRequest, site: Site, tmp_path: Path
) -> None:
    office: Site = site if engine == "sqlite" else request.getfixturevalue("on_postgres")
    staff, before = office.visitor("staff"), set(tmp_path.rglob("*"))
    for place, (name, shown) in enumerate(NAMES.items()):
        rows = (
            f"incident_id,jurisdiction,occurred_on,victims,source,status\nS-{place},29510,2028-10-01,2,sample,final\n"
        )
        answer = staff.send("/acts/import_homicides_file", file=(io.BytesIO(rows.encode()), name))
        assert answer.status_code == 302, name
        page = staff.page(answer.headers["Location"])
        assert f"{shown}: 1 accepted, 0 updated, 0 unchanged, 0 rejected." in page, name
        assert read(page) == []
    assert {path for path in tmp_path.rglob("*") if path.suffix == ".csv"} <= before
