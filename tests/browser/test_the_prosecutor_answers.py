"""The prosecutor answers in a real browser, without an account and without scripts, at both widths."""

import hashlib
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from committee_app import codes
from committee_app.database import Database
from committee_app.tables.respondent import FiledPaper
from tests.answering.holding import code_of
from tests.browser.conftest import Sites
from tests.browser.test_pages_are_for_everybody import barriers
from tests.papers.made import GOOD, pdf

# Delivered; under way; sent out more than half a year ago.
MATTER, OTHER, EXPIRED = "2028-014", "2028-016", "2028-002"


def database(sites: Sites) -> Database:
    held: Database = sites.office_app.extensions["office"].database
    return held


def letter_code(sites: Sites, matter: str) -> str:
    return code_of(database(sites), matter)


def give(page: Page, matter: str, code: str) -> None:
    """Types what the letter says."""
    page.get_by_label("Docket number").fill(matter)
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Open the notice").click()


def opened(sites: Sites, width: int, matter: str = MATTER) -> Page:
    page = sites.visit(None, width, scripts=False)
    page.goto(f"{sites.office}/answer")
    give(page, matter, letter_code(sites, matter))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Notice of a formal complaint")
    return page


def without_barriers(sites: Sites, page: Page, width: int) -> None:
    """axe needs scripts: the page is looked at a second time with them, by the same cookie."""
    seen = sites.browser.new_context(viewport={"width": width, "height": 900})
    seen.add_cookies(page.context.cookies())  # type: ignore[arg-type] # its own cookies
    other = seen.new_page()
    other.goto(page.url)
    for closed in other.query_selector_all("details:not([open]) > summary"):
        closed.click()
    assert barriers(other) == [], page.url
    assert other.evaluate("document.documentElement.scrollWidth") <= width, page.url
    seen.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_from_the_letter_to_the_receipt(sites: Sites, tmp_path: Path, width: int) -> None:
    for name in ("answer.pdf", "photo.png"):
        # Of its own at each width: the same bytes would be the same paper.
        (tmp_path / name).write_bytes(GOOD[name] + (b"\n" * width if name == "photo.png" else b""))
    page = opened(sites, width)
    main = page.locator("main")
    expect(main).to_contain_text("You may respond in writing through Tuesday, November 21, 2028")
    page.get_by_text("How the day was counted").click()
    expect(page.get_by_role("row", name="Fri, Nov 10, 2028 no Veterans Day")).to_be_visible()
    expect(main).to_contain_text("A listed offense was referred to the office")
    expect(main).not_to_contain_text("Sample Complainant")
    without_barriers(sites, page, width)

    page.get_by_label("Your text").fill("Sample response.")
    page.locator("#papers").set_input_files([tmp_path / "answer.pdf", tmp_path / "photo.png"])
    page.get_by_role("button", name="Look it over").click()
    expect(main).to_contain_text("It is not sent yet.")
    expect(main).to_contain_text(hashlib.sha256((tmp_path / "photo.png").read_bytes()).hexdigest())
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_label("Your text")).to_have_value("Sample response.")
    page.get_by_text("Leave out answer.pdf").click()
    page.get_by_role("button", name="Look it over").click()
    expect(main).not_to_contain_text("answer.pdf")
    page.get_by_role("button", name="Send it to the committee").click()

    expect(main).to_contain_text("Your response reached the committee at")
    expect(main).to_contain_text(hashlib.sha256((tmp_path / "photo.png").read_bytes()).hexdigest())
    without_barriers(sites, page, width)
    with page.expect_download() as arrived:
        page.get_by_role("link", name="The receipt as a letter (PDF)").click()
    arrived.value.save_as(tmp_path / "receipt.pdf")
    said = "".join(
        sheet.extract_text() for sheet in PdfReader(io.BytesIO((tmp_path / "receipt.pdf").read_bytes())).pages
    )
    assert "photo.png" in said
    assert hashlib.sha256((tmp_path / "photo.png").read_bytes()).hexdigest() in "".join(said.split())
    page.reload()
    expect(main).to_contain_text("Your response reached the committee at")

    page.get_by_role("button", name="Close this page").click()
    expect(page.get_by_role("status")).to_contain_text("The page is closed on this browser")
    page.goto(f"{sites.office}/answer/receipts/1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Answer to a notice")
    page.context.close()

    staff = sites.visit("staff", width)
    staff.goto(f"{sites.office}/docket/{MATTER}")
    with staff.expect_download() as taken:
        staff.get_by_role("link", name="photo.png").first.click()
    assert taken.value.suggested_filename == "photo.png"
    expect(staff.locator("main")).to_contain_text("further evidence of notice, in place of no mail")
    staff.context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_every_wrong_code_is_refused_with_the_same_help(sites: Sites, width: int) -> None:
    page = sites.visit(None, width)
    page.goto(f"{sites.office}/answer")
    assert barriers(page) == []
    said = set()
    for matter, code in (
        (MATTER, codes.new()),
        (EXPIRED, letter_code(sites, EXPIRED)),
        (MATTER, letter_code(sites, OTHER)),
        (MATTER, "7K3M-Q9WX"),
    ):
        give(page, matter, code)
        said.add(page.locator("[role=alert]").inner_text())
        assert page.locator("main").inner_text().count("call the office that wrote the letter") == 1
        assert code not in page.content()
        assert code not in page.url
    assert len(said) == 1
    assert "Compare both with the letter" in said.pop()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_a_thousand_guesses_do_not_shut_the_prosecutor_out(sites: Sites) -> None:
    """They come from the prosecutor's own network."""
    guesser = sites.visit(None)
    guesser.goto(f"{sites.office}/answer")
    token = guesser.locator("[name=csrf_token]").first.input_value()
    told: list[int] = []
    for _ in range(1000):
        form = {"csrf_token": token, "reference": MATTER, "code": codes.new()}
        told.append(guesser.request.post(f"{sites.office}/answer", form=form).status)
    assert set(told) <= {422, 429}
    assert told.count(429) > 900
    give(guesser, MATTER, codes.new())
    alert = guesser.locator("[role=alert]")
    if "open nothing" in alert.inner_text():
        # The longest delay was just over: one try is let through, and the next is not.
        give(guesser, MATTER, codes.new())
    expect(alert).to_contain_text("Many wrong codes came from your network")
    guesser.context.close()
    opened(sites, 1280).context.close()


REFUSED = {
    "empty.pdf": (b"", "is empty (0 bytes). Open it where it comes from"),
    "program.pdf": (b"MZ" + b"\0" * 500, "is a program, whatever its name says. Send the document itself"),
    "script.pdf": (pdf("javascript"), "holds JavaScript. Print it into a new PDF and send that."),
}


@pytest.mark.parametrize("width", [1280, 375])
def test_what_is_no_paper_is_refused_with_help_and_nothing_typed_is_lost(
    sites: Sites, tmp_path: Path, width: int
) -> None:
    page = opened(sites, width)
    for name, (content, why) in REFUSED.items():
        (tmp_path / name).write_bytes(content)
        page.get_by_label("Your text").fill("Sample words.")
        page.locator("#papers").set_input_files(tmp_path / name)
        page.get_by_role("button", name="Look it over").click()
        expect(page.locator("[role=alert]")).to_contain_text(why)
        expect(page.get_by_label("Your text")).to_have_value("Sample words.")
    without_barriers(sites, page, width)
    page.context.close()


def test_a_file_of_100_mb_is_refused_with_help(sites: Sites, tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as made:
        made.write(b"%PDF-1.7\n")
        made.truncate(100 * 1024 * 1024)
    page = opened(sites, 1280)
    page.locator("#papers").set_input_files(large)
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is too large", timeout=60_000)
    expect(page.locator("main")).to_contain_text("This page takes 50 MB at a time")
    page.get_by_role("link", name="Back to the notice").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Notice of a formal complaint")
    page.context.close()
    store = sites.office_app.extensions["office"].settings.instance / "papers"
    assert [path for path in store.rglob("*") if path.is_file() and path.stat().st_size > 10_000_000] == []


def test_the_whole_way_goes_by_the_keyboard(sites: Sites) -> None:
    page = sites.visit(None)
    page.goto(f"{sites.office}/answer")
    reached: list[str | None] = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name = page.locator(":focus").get_attribute("name")
        reached.append(name)
        if name == "reference":
            page.keyboard.type(OTHER)
        if name == "code":
            page.keyboard.type(letter_code(sites, OTHER).lower().replace("-", ""))
            page.keyboard.press("Enter")
            break
    expect(page.get_by_role("heading", level=1)).to_contain_text("Notice of a formal complaint")
    expect(page.locator("main")).to_contain_text("You have ten business days to respond in writing")
    page.locator("#text").focus()
    page.keyboard.type("Sample, early.")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("value") == "look":
            break
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("It is not sent yet.")
    page.get_by_role("button", name="Send it to the committee").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Your response reached the committee at")
    page.context.close()
    with database(sites).reading() as session:
        assert not session.scalars(select(FiledPaper.id).filter_by(complaint_id=OTHER)).all()
