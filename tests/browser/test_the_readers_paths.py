"""The reader's paths in a real browser, at two widths: no barrier, no script needed, by keys alone, no other host."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from committee_app.public import create_public_app
from committee_app.public.site import HTML, Site
from tests.browser.test_pages_are_for_everybody import barriers
from tests.open_site import records

# Beside one address for each page of the table: the states of a record, questions, and what is no page.
MORE = (
    "/records/2", "/records/6", "/records/8", "/records/10", "/records/13", "/records/14", "/records/7",
    "/records?q=boone", "/records?q=nothing+holds+this", "/records?kind=nonsense", "/nothing", "/records/8.pdf",
)  # fmt: skip
TWINS = {"kind", "year", "kind_page", "year_page", "office_page"}
KEYS = 400


@dataclass(frozen=True)
class Open:
    """The public site as a browser meets it."""

    at: str
    site: Site
    browser: Browser

    def visit(self, width: int, *, scripts: bool = True) -> Page:
        context = self.browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        return context.new_page()

    def pages(self) -> list[str]:
        """One address for each HTML page of the table but those that are another list of the same making, and more."""
        found = {page.name: address for address, page, _ in self.site.addresses() if page.media == HTML}
        assert found.keys() > TWINS
        found = {name: address for name, address in found.items() if name not in TWINS}
        return [*found.values(), *MORE]


@pytest.fixture(scope="module")
def open_site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    store: Path = records.written(tmp_path_factory.mktemp("open") / "open.sqlite3")
    app = create_public_app(store, lambda: records.TODAY)
    server = create_server(app, host="127.0.0.1", port=0, threads=4, ident=None)
    threading.Thread(target=server.run, daemon=True).start()
    yield Open(f"http://127.0.0.1:{server.effective_port}", app.extensions["live"].site(), chromium)
    for context in chromium.contexts:
        context.close()
    server.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_has_a_barrier_and_none_asks_another_host(open_site: Open, width: int) -> None:
    page = open_site.visit(width)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    for path in open_site.pages():
        page.goto(open_site.at + path)
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.lang") == "en", path
        assert page.title().strip(" ·"), path
    assert {url for url in asked if not url.startswith(f"{open_site.at}/")} == set()
    assert len(asked) > 60
    # Pages that are not there are an error to the browser; a policy that was broken would be another.
    assert [error for error in errors if "the server responded with a status of 4" not in error] == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_a_record_is_found_without_scripts(open_site: Open, width: int) -> None:
    page = open_site.visit(width, scripts=False)
    page.goto(open_site.at)
    page.click("text=Find a record")
    page.fill("#q", "reappoint")
    page.select_option("#office", "29510")
    page.click("button[type=submit]")
    assert page.locator("#found").inner_text() == "1 record found"
    page.click("text=Request to reappoint: City of St. Louis")
    assert page.url == f"{open_site.at}/records/4"
    with page.expect_download() as waiting:
        page.click("text=The record as a PDF")
    assert Path(waiting.value.path()).read_bytes() == records.PAGE % 4
    assert waiting.value.suggested_filename == "review-committee-record-4.pdf"
    page.click("aside >> text=Circuit Attorney, City of St. Louis")
    assert page.locator(".open-list > li").count() == 2
    page.goto(f"{open_site.at}/offices")
    link = "#list >> xpath=.. >> text=Greene County" if width < 1000 else ".map >> text=Greene"
    page.click(link)
    assert page.url == f"{open_site.at}/offices/29077"
    page.goto(f"{open_site.at}/5")
    assert page.url == f"{open_site.at}/records/5"
    page.context.close()


def press_to(page: Page, wanted: str) -> None:
    """Goes from link to link by the key until the one with these words has the focus, which must be seen."""
    for _ in range(KEYS):
        page.keyboard.press("Tab")
        at = page.evaluate(
            "() => { const at = document.activeElement; const box = at.getBoundingClientRect();"
            " return [at.innerText || at.getAttribute('id') || '', getComputedStyle(at).outlineStyle, box.width] }"
        )
        if wanted in at[0]:
            assert at[1] != "none", wanted
            assert at[2] > 0, wanted
            return
    raise AssertionError(f"the keys never came to {wanted}")


@pytest.mark.parametrize("width", [1280, 375])
def test_a_record_is_found_by_keys_alone(open_site: Open, width: int) -> None:
    page = open_site.visit(width)
    page.goto(open_site.at)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    press_to(page, "Find a record")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records")
    press_to(page, "q")
    page.keyboard.type("greene")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records?q=greene*")
    press_to(page, "Request to appoint a special prosecutor: Greene")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/1")
    press_to(page, "The record as a PDF")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert Path(waiting.value.path()).read_bytes() == records.PAGE % 1
    page.context.close()


def test_a_page_prints_without_what_is_for_the_screen(open_site: Open) -> None:
    page = open_site.visit(1280)
    page.goto(f"{open_site.at}/records/1")
    page.emulate_media(media="print")
    for hidden in (".top nav", ".usa-skipnav", ".no-print"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".told").is_visible()
    assert page.locator("text=SHA-256 of the PDF").is_visible()
    assert page.pdf().startswith(b"%PDF")
    page.context.close()
