"""What is done at the screens when the committee sits on the one matter of a walk: doors, motions, votes, minutes."""

import re

from playwright.sync_api import expect

from tests.browser.walking import Person

MATTER = "/docket/2028-001"


def opened(staff: Person, there: str) -> None:
    """The meeting on whose page staff are is opened, and closed to the public by all who are there."""
    staff.does("Record who is there", in_room=there)
    staff.does("Open the meeting")
    staff.does("Record the vote to close", yes=there)
    expect(staff.page.locator(".next")).to_contain_text("In closed session")


def adjourned(staff: Person, closed_part: str) -> None:
    staff.does("Adjourn the meeting")
    staff.does("Add to the minutes", part="open", text="Sample: the committee met and closed the meeting.")
    staff.does("Add to the minutes", part="closed", matter="2028-001", text=closed_part)
    expect(staff.page.locator(".next")).to_contain_text("Held, minutes in draft")


def at_the_matter(person: Person, moment: str) -> None:
    """The sitting of the day before is over; signing in leads back to the matter."""
    person.office.clock.set(moment)
    person.goto(MATTER)
    person.signs_in()


def put(director: Person, kind: str, **given: str) -> str:
    """Puts a motion; says its address."""
    director.goto(MATTER)
    director.follow("Put a motion")
    if director.page.locator("[name=kind]").first.get_attribute("type") == "radio":
        given["kind"] = kind
    director.sends("Put a motion", **given)
    expect(director.page.get_by_role("heading", name="The vote is open and sealed")).to_be_visible()
    return director.page.url.removeprefix(director.office.site)


def tick_present(director: Person, seats: str) -> None:
    """Ticks seats as present, beside those that are ticked already."""
    for seat in seats.split():
        director.page.locator(f"[name=present][value='{seat}'] + label").click()


def votes(person: Person, motion: str, choice: str, reason: str = "", *, once_more: bool = False) -> None:
    """Casts a vote; `once_more` where the proof of who it is is older than ten minutes and is asked for again."""
    person.goto(motion)
    person.follow("Cast your vote")
    person.sends("Cast your vote", choice=choice, reason=reason)
    if once_more:
        person.proves_it_again()
        person.sends("Cast your vote")
    expect(person.page.get_by_role("status")).to_contain_text("Your vote is cast and sealed")


def roll_call(person: Person, *rows: str) -> None:
    for row in rows:
        expect(person.page.get_by_role("row", name=row, exact=True)).to_be_visible()


def everything(person: Person, motion: str, secret: str) -> dict[str, str]:
    """The pages on which a vote could show, as this person's browser gets them, each with its status. None of them has
    the `secret`."""
    paths = ["/", "/docket", MATTER, motion, "/meetings", "/meetings/2", "/deadlines", "/search?q=marshgrass"]
    found: dict[str, str] = person.page.evaluate(FETCHED, [*paths, *OFFERED])
    assert found[motion].startswith("200") == (person.name not in {"clerk", "administrator", "member-d2"})
    assert [path for path, page in found.items() if secret in page] == []
    return {path: CHANGING.sub("", page) for path, page in found.items()}


OFFERED = (f"{MATTER}/acts/close_motion", f"{MATTER}/acts/cast_vote", f"{MATTER}/acts/declare_recusal")
FETCHED = """paths => Promise.all(paths.map(async path => {
    const answer = await fetch(path)
    return [path, `${answer.status} ${await answer.text()}`]
})).then(Object.fromEntries)"""
# What is new on every page; and how long the journal is, which grows with every act of anybody.
CHANGING = re.compile(r'name="(?:csrf_token|request_key)" value="[^"]+"|<p>[0-9,]+ entries\. The head.*?</p>')
