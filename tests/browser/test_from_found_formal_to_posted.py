"""The director's trial: a notice goes from “found formal” to “posted”; the clicks are counted."""

import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import Sites
from tests.browser.test_pages_are_for_everybody import barriers

MATTER = "2028-017"
ADDRESS = "Sample County Courthouse\nSample Town, Missouri 65000"
# 70-numbers carry no check digit that is confirmed; this one fits, so that nothing is asked twice.
NUMBER = "9407 1118 9922 3197 4284 90"


class Counted:
    """A page whose presses are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def press(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type] # a role's name
        self.clicks += 1


def test_a_notice_is_reviewed_signed_printed_and_posted(sites: Sites) -> None:
    page = sites.visit("director")
    hand = Counted(page)
    page.goto(f"{sites.office}/docket/{MATTER}")
    began = time.monotonic()
    hand.press("link", "Release the notice")
    page.fill("[name=address]", ADDRESS)
    hand.press("button", "Show the letter")
    for number in (1, 2):
        sheet = page.get_by_role("img", name=f"Page {number} of 2 of the letter. Its words stand below.")
        sheet.scroll_into_view_if_needed()
        expect(sheet).to_have_js_property("complete", True)
        assert sheet.evaluate("one => one.naturalWidth") > 500
    assert page.input_value("[name=address]") == ADDRESS
    assert barriers(page) == []
    hand.press("button", "Sign and release")
    expect(page.get_by_role("heading", name="Waits to be printed")).to_be_visible()
    expect(page.locator("main")).to_contain_text("It can be taken back until it is printed")
    hand.press("button", "Print the letter")
    expect(page.get_by_role("heading", name="Printed", exact=True)).to_be_visible()
    hand.press("link", "Record the posting")
    page.fill("[name=article_number]", NUMBER)
    page.fill("[name=source]", "postmarked form 3800")
    hand.press("button", "Record the posting")
    expect(page.locator("#next")).to_have_text("Notice sent")
    print(f"from found formal to posted: {hand.clicks} clicks, {time.monotonic() - began:.1f} s of the program's time")
    assert hand.clicks == 6
    page.context.close()


def test_a_letter_is_taken_back_and_released_again_without_scripts_on_a_phone(sites: Sites) -> None:
    page = sites.visit("director", 375, scripts=False)
    hand = Counted(page)
    page.goto(f"{sites.office}/docket/2028-015/letters/17")
    hand.press("link", "Take the letter back")
    page.fill("[name=reason]", "Sample: wrong address.")
    hand.press("button", "Take the letter back")
    expect(page.get_by_role("heading", name="Taken back")).to_be_visible()
    assert page.get_by_role("button", name="Print the letter").count() == 0
    hand.press("link", "Release the letter again")
    page.fill("[name=address]", "2 Sample Street\nSample Town, Missouri 65000")
    hand.press("button", "Release the letter again")
    expect(page.get_by_role("heading", name="Waits to be printed")).to_be_visible()
    page.locator("details.spoken summary").click()
    expect(page.locator("details.spoken")).to_contain_text("2 Sample Street")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.context.close()


def test_words_are_previewed_side_by_side_on_a_live_letter_and_saved(sites: Sites) -> None:
    page = sites.visit("director")
    page.goto(f"{sites.office}/letters/words")
    page.get_by_role("link", name="Edit the words of: Acknowledgment to the complainant").click()
    text = page.input_value("[name=text]")
    assert "{received_on}" in text
    page.fill("[name=text]", text.replace("The {mops} received", "We received") + "\n\n{respondent}")
    page.fill("[name=reason]", "Sample: shorter.")
    page.get_by_role("button", name="Show the letter").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "{respondent} is no field of this letter. Its fields are: {clause}"
    )
    page.fill("[name=text]", text.replace("The {mops} received", "We received"))
    page.get_by_role("button", name="Show the letter").click()
    differs = page.locator(".beside .differs")
    expect(differs).to_have_count(1)
    expect(differs.locator("ins")).to_contain_text("We received your complaint on October")
    assert barriers(page) == []
    page.get_by_role("button", name="Edit the words of a letter").click()
    expect(page.locator("main")).to_contain_text("Acknowledgment to the complainant")
    page.goto(f"{sites.office}/letters/words/acknowledgment")
    expect(page.locator("#version-2")).to_contain_text("in force")
    page.goto(f"{sites.office}/docket/2028-015/letters/17")
    expect(page.locator(".facts")).to_contain_text("version 1")
    page.context.close()
