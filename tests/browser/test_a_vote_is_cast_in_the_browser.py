"""The committee at its screens: a motion is put, five vote, the roll call stands, the request is published and read."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Sites

MATTER = "2028-011"
DETERMINATION = {
    "director": "Yes",
    "member-r1": "Yes",
    "member-r2": "No",
    "member-d1": "Yes",
    "member-d2": "Yes",
}
REMEDY = {**DETERMINATION, "member-d2": "Abstain"}


def act(page: Page, button: str) -> None:
    page.get_by_role("link", name=button).click()
    understood = page.get_by_text("I understand")
    if understood.count():
        understood.click()
    page.get_by_role("button", name=button).click()


def put(director: Page, label: str) -> str:
    """Puts the motion of that label; says its address."""
    director.get_by_role("link", name="Put a motion").click()
    kind = director.locator("label").get_by_text(label)
    if kind.count():
        kind.click()
    director.get_by_role("button", name="Put a motion").click()
    expect(director.get_by_role("heading", name="The vote is open and sealed")).to_be_visible()
    return director.url


def cast(page: Page, motion: str, choice: str, need: int) -> None:
    page.goto(motion)
    expect(page.locator("main")).to_contain_text(f"{need} yes votes are needed")
    expect(page.locator("main")).not_to_contain_text("Roll call")
    page.get_by_role("link", name="Cast your vote").click()
    page.locator("label").get_by_text(choice, exact=True).click()
    page.get_by_text("I understand").click()
    page.get_by_role("button", name="Cast your vote").click()
    expect(page.get_by_role("status")).to_contain_text("Your vote is cast and sealed")


def test_from_the_review_to_the_published_request_without_scripts(sites: Sites, tmp_path: Path) -> None:
    people = {name: sites.visit(name, scripts=False) for name in DETERMINATION}
    director = people["director"]
    director.get_by_role("link", name=MATTER).first.click()
    director.get_by_role("link", name="Record the review").click()
    director.get_by_role("textbox", name=re.compile("review", re.IGNORECASE)).last.fill("Sample: all was reviewed.")
    director.get_by_role("button", name="Record the review").click()
    expect(director.locator(".next")).to_contain_text("5 may vote, 4 yes votes needed")

    motion = put(director, "Determination")
    for name, choice in DETERMINATION.items():
        cast(people[name], motion, choice, 4)
    director.goto(motion)
    expect(director.get_by_role("heading", name="The motion carried")).to_be_visible()
    for seat, (who, said) in enumerate(
        [("Director", "yes"), ("Member One (R)", "yes"), ("Member Two (R)", "no"), ("Member Three (D)", "yes")], 1
    ):
        expect(director.get_by_role("row", name=f"{seat} Sample {who} {said}", exact=True)).to_be_visible()

    director.goto(f"{sites.office}/docket/{MATTER}")
    motion = put(director, "Request (56.602.4(7)(a)a)")
    for name, choice in REMEDY.items():
        cast(people[name], motion, choice, 3)
    director.goto(motion)
    expect(director.get_by_role("row", name="Yes votes 3 (3 needed)")).to_be_visible()

    director.goto(f"{sites.office}/docket/{MATTER}")
    with director.expect_download() as arrived:
        request = director.get_by_role("listitem").filter(has_text="Request to the governor")
        request.get_by_role("link", name=re.compile("^PDF of letter")).click()
    assert arrived.value.suggested_filename.startswith(MATTER)
    arrived.value.save_as(tmp_path / "closed.pdf")
    staff = people["staff"] = sites.visit("staff", scripts=False)
    staff.goto(f"{sites.office}/docket/{MATTER}")
    act(staff, "Propose to publish")
    expect(staff.get_by_role("heading", name="Waits for its release")).to_be_visible()
    expect(staff.get_by_role("link", name="Release to the public")).to_have_count(0)
    director.goto(f"{sites.office}/docket/{MATTER}")
    director.locator(".next").get_by_role("link", name=re.compile("Request to appoint")).click()
    expect(director.locator("main")).to_contain_text("The rehearsal found nothing closed")
    act(director, "Release to the public")
    expect(director.get_by_role("heading", name="Released")).to_be_visible()

    reader = sites.visit(scripts=False)
    reader.goto(sites.public)
    reader.locator(".open-list a").first.click()
    main = reader.locator("main")
    expect(main).to_contain_text("asks you to appoint a special prosecuting or circuit attorney")
    expect(main).not_to_contain_text(MATTER)
    expect(main).not_to_contain_text("Sample Member")
    with reader.expect_download() as open_record:
        reader.get_by_role("link", name="The record as a PDF").click()
    open_record.value.save_as(tmp_path / "open.pdf")
    expect(main).to_contain_text(hashlib.sha256((tmp_path / "open.pdf").read_bytes()).hexdigest())
    assert reader.context.cookies() == []
    for page in (*people.values(), reader):
        page.context.close()


def focused(page: Page) -> tuple[str | None, str | None]:
    """The name of what the keyboard is at, and its outline as drawn."""
    now = page.locator(":focus")
    return now.get_attribute("name"), now.evaluate(SHOWN)


# A box that is drawn by its label shows the focus there.
SHOWN = """now => [getComputedStyle(now), ...[...(now.labels || [])].flatMap(
    label => [getComputedStyle(label), getComputedStyle(label, '::before')])]
    .map(style => style.outlineStyle).find(style => style !== 'none') || 'none'"""


def test_a_vote_is_cast_with_the_keyboard_alone(sites: Sites) -> None:
    page = sites.visit("member-d2")
    page.goto(f"{sites.office}/docket/2028-009/acts/cast_vote")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the page")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_id("main")
    seen = []
    for _ in range(20):
        page.keyboard.press("Tab")
        name, outline = focused(page)
        seen.append(name)
        assert outline != "none", f"nothing shows that the keyboard is at {name}"
        if name in {"choice", "understood"}:
            page.keyboard.press("Space")
        if name == "understood":
            break
    assert "choice" in seen
    assert page.locator("[name=choice]:checked").count() == 1
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Your vote is cast and sealed")
    page.context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_a_vote_waits_for_its_confirmation(sites: Sites, width: int) -> None:
    page = sites.visit("director", width)
    page.goto(f"{sites.office}/docket/2028-009/acts/cast_vote")
    page.locator("label").get_by_text("No", exact=True).click()
    page.get_by_role("button", name="Cast your vote").click()
    assert page.url.endswith("/acts/cast_vote")
    assert page.locator("#understood").evaluate("box => box.validity.valueMissing")
    page.goto(f"{sites.office}/docket/2028-009")
    expect(page.get_by_role("link", name="Cast your vote")).to_be_visible()
    page.context.close()
