"""The committee at its screens: a motion is put, five vote, the roll call stands, the request is published and read."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Sites

MATTER = "2028-008"
MEMBERS = {
    "director": "Yes",
    "member-r1": "Yes",
    "member-r2": "No",
    "member-d1": "Yes",
    "member-d2": "Abstain",
}


def cast(page: Page, choice: str) -> None:
    page.get_by_role("link", name="Cast your vote").click()
    page.locator("label").get_by_text(choice, exact=True).click()
    page.get_by_text("I understand").click()
    page.get_by_role("button", name="Cast your vote").click()
    expect(page.get_by_role("status")).to_contain_text("Your vote is cast and sealed")


def test_from_the_motion_to_the_published_request(sites: Sites) -> None:
    director = sites.visit("director")
    director.get_by_role("link", name=MATTER).first.click()
    expect(director.locator(".next")).to_contain_text("5 may vote, 3 yes votes needed")
    director.get_by_role("link", name="Put a motion").click()
    director.get_by_text("Request (56.602.4(7)(a)a)", exact=True).click()
    director.get_by_role("button", name="Put a motion").click()
    motion = director.url
    for account, choice in MEMBERS.items():
        page = sites.visit(account)
        page.goto(motion)
        expect(page.locator("main")).to_contain_text("3 yes votes are needed")
        expect(page.locator("main")).not_to_contain_text("Roll call")
        cast(page, choice)
        page.context.close()
    director.goto(motion)
    expect(director.get_by_role("heading", name="The motion carried")).to_be_visible()
    expect(director.get_by_role("row", name="3 Sample Member Two (R) no")).to_be_visible()
    director.goto(f"{sites.office}/docket/{MATTER}")
    with director.expect_download() as arrived:
        director.get_by_role("link", name="Request to the governor (PDF)").click()
    assert arrived.value.suggested_filename.startswith(MATTER)
    director.get_by_role("link", name="Publish").click()
    director.get_by_text("I understand").click()
    director.get_by_role("button", name="Publish").click()
    reader = sites.visit()
    reader.goto(sites.public)
    reader.get_by_role("link", name="Greene County").click()
    expect(reader.locator("main")).to_contain_text("asks you to appoint a special prosecuting or circuit attorney")
    expect(reader.locator("main")).not_to_contain_text(MATTER)


def test_a_vote_is_cast_with_the_keyboard_alone_and_without_scripts(sites: Sites) -> None:
    page = sites.visit("member-d2", scripts=False)
    page.goto(f"{sites.office}/docket/2028-009/acts/cast_vote")
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.get_attribute("name") == "choice":
            page.keyboard.press("Space")
        elif focused.get_attribute("name") == "understood":
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
            break
    expect(page.get_by_role("status")).to_contain_text("Your vote is cast and sealed")
