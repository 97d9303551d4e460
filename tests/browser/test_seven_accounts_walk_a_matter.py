"""From an empty office to the request to the governor: nine people, one matter, every step at a screen.

Nothing is put into the database by the test: the first administrator comes by the link that `committee init` prints,
the others by mail, the members to their seats by the council's clerk.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from committee_app.founding import invite_first_administrator
from tests.browser.at_the_table import (
    MATTER,
    adjourned,
    at_the_matter,
    everything,
    opened,
    put,
    roll_call,
    tick_present,
    votes,
)
from tests.browser.test_pages_are_for_everybody import barriers
from tests.browser.walking import Person, WalkedOffice, fill, walked, words

MEMBERS = {
    "member-r1": ("Sample Member One", "2", "Republican"),
    "member-r2": ("Sample Member Two", "3", "Republican"),
    "member-d1": ("Sample Member Three", "4", "Democrat"),
    "member-d2": ("Sample Member Four", "5", "Democrat"),
}
OTHERS = {
    "director": ("Sample Director", "director"),
    "staff": ("Sample Staff", "staff"),
    "clerk": ("Sample Council Clerk", "clerk"),
    "auditor": ("Sample Auditor", "auditor"),
}
FACTS = "Sample complaint: a heronwood case has waited longer than ten business days."
REASON = "Sample reason: the marshgrass papers are convincing."
# What nobody outside of the committee may be told of the matter.
CLOSED = ("2028-001", "heronwood", "marshgrass", "St. Louis", "Sample Circuit Attorney")


@pytest.fixture
def office(chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WalkedOffice]:
    with walked(chromium, tmp_path / "instance", monkeypatch, barriers) as walk:
        yield walk


def test_a_matter_is_walked_from_an_empty_office_to_the_request(office: WalkedOffice) -> None:
    everybody_is_invited(office)
    the_council_appoints(office)
    a_complaint_is_lodged_and_a_meeting_called(office)
    a_member_steps_out(office)
    the_notice_is_posted(office)
    the_committee_meets_and_finds_the_complaint_formal(office)
    the_prosecutor_is_served_and_responds(office)
    the_committee_meets_again(office)
    a_motion_that_cannot_carry_is_warned_of(office)
    four_determine_the_threat_under_seal(office)
    three_of_five_ask_the_governor(office)
    the_request_is_a_paper(office)
    assert [error for error in office.errors if not re.search(r"status of (404|409|422)", error)] == []
    for mail in office.box.mails:
        assert not [word for word in CLOSED if word in f"{mail['Subject']} {words(mail)}"]


def everybody_is_invited(office: WalkedOffice) -> None:
    link = invite_first_administrator(office.settings)
    assert link
    administrator = office.person("administrator", "Sample Administrator")
    administrator.takes_up(link, display=administrator.display, account=administrator.name, email=administrator.address)
    asked = {name: (display, "member") for name, (display, _, _) in MEMBERS.items()} | OTHERS
    for name, (display, role) in asked.items():
        administrator.follow("People")
        administrator.does("Invite somebody", account=name, display=display, email=f"{name}@docket.example", role=role)
    office.look(administrator.page)
    office.deliver()
    for name, (display, _) in asked.items():
        phone = name == "member-r1"
        person = office.person(name, display, width=375 if phone else 1280)
        link = office.link_to(person)
        person.takes_up(link, passkey=phone, looked_at=phone)
        office.clock.on(seconds=40)
    member = office.people["member-r1"]
    member.press("Make ten new codes")
    expect(member.page.locator(".codes li")).to_have_count(10)
    member.page.goto(office.link_to(member))
    expect(member.page.get_by_role("heading", name="This link is over")).to_be_visible()
    office.look(member.page)


def the_council_appoints(office: WalkedOffice) -> None:
    """On November 15, 2027, for the terms that begin on January 1, 2028; until then a member reads nothing closed."""
    clerk = office.people["clerk"]
    clerk.goto("/roster")
    for name, (_, _, party) in MEMBERS.items():
        for first in (2015, 2019):
            clerk.does(
                "Enter a prosecutor's term",
                account=name,
                office="Prosecuting Attorney, Sample County",
                starts_on=f"{first}-01-01",
                ends_on=f"{first + 3}-12-31",
                elected_on=f"{first - 1}-11-04",
                party=party,
                source="Sample manual",
            )
    for name, (_, seat, _) in MEMBERS.items():
        clerk.does(
            "Record an appointment",
            account=name,
            seat=seat,
            filling="whole",
            starts_on="2028-01-01",
            source="Sample minutes of the council",
        )
    expect(clerk.page.get_by_role("row", name="2 one elected as a Republican")).to_contain_text(
        "Sample Member One, from January 1, 2028"
    )
    office.look(clerk.page)
    early = office.people["member-r2"]
    early.reads_nothing_at("/docket")
    early.goto("/roster")
    office.look(early.page)


def a_complaint_is_lodged_and_a_meeting_called(office: WalkedOffice) -> None:
    office.clock.set("2028-01-03 09:00")
    staff = office.people["staff"]
    staff.goto("/docket")
    staff.signs_in()
    assert staff.page.url == f"{office.site}/docket"
    staff.does(
        "Lodge a complaint",
        jurisdiction="29510",
        respondent="Sample Circuit Attorney",
        complainant="Sample Complainant",
        capacity="person",
        grounds="56.602.3(2)",
        facts=FACTS,
    )
    expect(staff.page.locator(".next")).to_contain_text("due Tue, Jan 18, 2028")
    office.clock.set("2028-01-05 09:00")
    director = office.people["director"]
    director.signs_in()
    director.follow("Meetings")
    director.follow("Call a meeting")
    sitting = {"place": "Room 9, Sample Building, Jefferson City", "mode": "in_person", "matters": "2028-001"}
    director.sends("Call a meeting", on="2028-01-19", at="09:00", **sitting)
    expect(director.page.get_by_role("alert")).to_contain_text("is to be held by January 18, 2028")
    director.sends("Call a meeting", on="2028-01-18")
    # Monday is a holiday, and a weekend lies before it: none of their hours counts.
    expect(director.page.locator(".next")).to_contain_text("9:00 AM on Friday, January 14, 2028")
    office.deliver()


def a_member_steps_out(office: WalkedOffice) -> None:
    member = office.people["member-d2"]
    member.page.goto(office.link_to(member))
    member.signs_in()
    member.follow("2028-001")
    expect(member.page.locator("main")).to_contain_text(FACTS)
    member.does("Declare a recusal", reason="Sample: kinship.")
    office.look(member.page)
    sees_nothing_of_the_matter(member)


def sees_nothing_of_the_matter(member: Person) -> None:
    for path in (MATTER, f"{MATTER}/acts/cast_vote", f"{MATTER}/motions/1", f"{MATTER}/letters/1.pdf"):
        member.reads_nothing_at(path)
    member.office.look(member.page)
    for path in (
        "/",
        "/docket",
        "/docket?show=closed",
        "/deadlines",
        "/search?q=heronwood",
        "/meetings",
        "/meetings/1",
    ):
        member.goto(path)
        shown = member.page.locator("body").inner_text().replace("“heronwood”", "")
        assert not [word for word in (*CLOSED, "Determination") if word in shown], path
    member.goto("/search?q=2028-001")
    expect(member.page.locator("main")).to_contain_text("Nothing that you may see holds")


def the_notice_is_posted(office: WalkedOffice) -> None:
    office.clock.set("2028-01-13 15:00")
    staff = office.people["staff"]
    staff.goto("/meetings/1")
    staff.signs_in()
    staff.does("Record the posting of the notice", place="Bulletin board, Sample Building")
    expect(staff.page.locator("main")).to_contain_text("in time")
    office.deliver()
    told = {name for name in MEMBERS if "Notice" in office.box.to(f"{name}@docket.example")[-1]["Subject"]}
    assert told == {"member-r1", "member-r2", "member-d1"}, "who is recused has no business there"


def the_committee_meets_and_finds_the_complaint_formal(office: WalkedOffice) -> None:
    office.clock.set("2028-01-18 08:50")
    staff, director = office.people["staff"], office.people["director"]
    staff.goto("/meetings/1")
    staff.signs_in()
    director.signs_in()
    office.clock.set("2028-01-18 09:01")
    opened(staff, "1 2 3 4")
    motion = put(director, "formality", mover="member-r1", seconder="member-d1")
    for name, choice in {"member-r1": "yes", "member-r2": "no", "member-d1": "yes"}.items():
        office.people[name].goto("/")
        office.people[name].signs_in()
        votes(office.people[name], motion, choice)
    office.clock.set("2028-01-18 09:15")
    votes(director, motion, "yes", once_more=True)
    expect(director.page.get_by_role("heading", name="The motion carried")).to_be_visible()
    roll_call(director, "1 Sample Director yes", "3 Sample Member Two no", "5 Sample Member Four recused")
    adjourned(staff, "The committee found the complaint formal.")


def the_prosecutor_is_served_and_responds(office: WalkedOffice) -> None:
    """Released and posted on the 19th, delivered on the 24th: ten business days end on February 7, 2028."""
    director, staff = office.people["director"], office.people["staff"]
    at_the_matter(director, "2028-01-19 09:00")
    director.follow("Release the notice")
    fill(director.page, address="Sample Courthouse\nSt. Louis, Missouri 63101")
    director.press("Show the letter")
    expect(director.page.get_by_role("img", name="Page 1 of 2 of the letter")).to_be_visible()
    office.look(director.page)
    director.press("Sign and release")
    expect(director.page.get_by_role("heading", name="Waits to be printed")).to_be_visible()
    director.press("Print the letter")
    expect(director.page.get_by_role("heading", name="Printed", exact=True)).to_be_visible()
    at_the_matter(staff, "2028-01-19 14:00")
    staff.does(
        "Record the posting",
        article_number="9407 1118 9922 3197 4284 90",
        number_is_right="yes",
        source="postmarked form 3800",
    )
    at_the_matter(staff, "2028-02-01 14:00")
    staff.does("Record the delivery", manner="delivered", happened_on="2028-01-24", source="return receipt")
    expect(staff.page.locator(".next")).to_contain_text("due Mon, Feb 7, 2028")
    staff.does("Record a response", text="Sample response.")
    at_the_matter(director, "2028-02-08 09:00")
    director.does("Record the review", summary="Sample: all information and the register.")
    expect(director.page.locator(".next")).to_contain_text("4 may vote, 4 yes votes needed")
    director.follow("Meetings")
    director.does(
        "Call a meeting",
        on="2028-02-15",
        at="10:00",
        place="Room 9, Sample Building, Jefferson City",
        mode="in_person",
        matters="2028-001",
    )
    director.does("Record the posting of the notice", place="Bulletin board, Sample Building")


def the_committee_meets_again(office: WalkedOffice) -> None:
    """Three are there; they approve the minutes of the first meeting in public, and close."""
    office.clock.set("2028-02-15 09:50")
    for person in office.people.values():
        if person.name != "member-d1":
            person.goto("/")
            person.signs_in()
    office.clock.set("2028-02-15 10:01")
    staff = office.people["staff"]
    staff.goto("/meetings/2")
    staff.does("Record who is there", in_room="1 2 3")
    staff.does("Open the meeting")
    staff.does("Record the approval of minutes", yes="1 2 3")
    staff.does("Record the vote to close", yes="1 2 3")
    expect(staff.page.locator(".next")).to_contain_text("In closed session")
    staff.goto("/meetings/1")
    expect(staff.page.locator(".next")).to_contain_text("Held, minutes approved")
    office.look(staff.page)


def a_motion_that_cannot_carry_is_warned_of(office: WalkedOffice) -> None:
    """The determination takes four, one is recused, and one has not come."""
    office.clock.set("2028-02-15 10:05")
    director = office.people["director"]
    director.goto(MATTER)
    director.follow("Put a motion")
    tick_present(director, "1 2 3")
    director.press("Only work out the sum")
    cannot = "1 recused: 4 may vote, 3 of them present, 4 yes votes needed. It cannot carry with those present"
    expect(director.page.locator(".count")).to_contain_text(cannot)
    office.look(director.page)
    director.press("Put a motion")
    expect(director.page.get_by_role("alert")).to_contain_text(cannot)
    office.look(director.page)
    staff = office.people["staff"]
    staff.goto("/meetings/2")
    staff.does("Record who came or left", seat="4", movement="arrived")
    tick_present(director, "4")
    director.press("Only work out the sum")
    expect(director.page.locator(".count")).to_contain_text("Every one of them must vote yes")
    director.press("Put a motion")
    expect(director.page.get_by_role("heading", name="The vote is open and sealed")).to_be_visible()


def four_determine_the_threat_under_seal(office: WalkedOffice) -> None:
    director, first = office.people["director"], office.people["member-r1"]
    motion = director.page.url.removeprefix(office.site)
    late = office.people["member-d1"]
    late.goto(motion)
    late.signs_in()
    others = [person for person in office.people.values() if person is not first]
    before = {person.name: everything(person, motion, REASON) for person in others}
    votes(first, motion, "yes", REASON, once_more=True)
    for person in others:
        for path, shown in everything(person, motion, REASON).items():
            assert shown == before[person.name][path], (person.name, path)
    for name in ("director", "auditor"):
        newest = office.people[name].goto("/journal").locator("tbody tr")
        # The vote, and the second factor that was asked for before it.
        for line in (newest.nth(0), newest.nth(1)):
            expect(line).to_contain_text("Sealed until the motion closes")
            expect(line).not_to_contain_text("Sample")
    for name in ("member-r2", "director"):
        votes(office.people[name], motion, "yes", once_more=True)
    votes(late, motion, "yes")
    late.goto(motion)
    expect(late.page.get_by_role("heading", name="The motion carried")).to_be_visible()
    roll_call(
        late,
        "1 Sample Director yes",
        "2 Sample Member One yes",
        "3 Sample Member Two yes",
        "4 Sample Member Three yes",
        "5 Sample Member Four recused",
        "Yes votes 4 (4 needed)",
    )
    expect(late.page.locator("main")).to_contain_text(REASON)
    first.goto(motion)
    first.follow("Check it")
    office.look(first.page)
    sees_nothing_of_the_matter(office.people["member-d2"])


def three_of_five_ask_the_governor(office: WalkedOffice) -> None:
    """Two of three fail, and the matter stands where it stood; then three of four carry."""
    director = office.people["director"]
    for last, heading in (("abstain", "The motion did not carry"), ("yes", "The motion carried")):
        motion = put(director, "request")
        for name, choice in {"director": "yes", "member-r1": "yes", "member-r2": "no", "member-d1": last}.items():
            votes(office.people[name], motion, choice)
        director.goto(motion)
        expect(director.page.get_by_role("heading", name=heading)).to_be_visible()
        office.look(director.page)
    roll_call(director, "3 Sample Member Two no", "5 Sample Member Four recused", "Yes votes 3 (3 needed)")
    staff = office.people["staff"]
    staff.goto("/meetings/2")
    adjourned(staff, "The committee determined a threat and asks the governor.")


def the_request_is_a_paper(office: WalkedOffice) -> None:
    director = office.people["director"]
    director.goto(MATTER)
    expect(director.page.locator(".next")).to_contain_text("Requested of the governor")
    with director.page.expect_download() as arrived:
        request = director.page.get_by_role("listitem").filter(has_text="Request to the governor")
        request.get_by_role("link", name=re.compile("^PDF of letter")).click()
    said = " ".join(PdfReader(io.BytesIO(arrived.value.path().read_bytes())).pages[0].extract_text().split())
    assert "appoint a special prosecuting or circuit attorney" in said
    assert "Circuit Attorney, City of St. Louis" in said
    assert "heronwood" not in said
    assert "2028-001" not in said
    director.does("Record that the request was sent", manner="certified mail")
    office.deliver()
