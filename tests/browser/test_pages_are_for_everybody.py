"""Every page at two widths: no barrier that axe knows of, no sideways scrolling, no other host, no error."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Sites

AXE = Axe()
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
OFFICE = (
    "/",
    "/docket/2028-001",
    "/docket/2028-008",
    "/docket/2028-009",
    "/docket/2028-010",
    "/docket/2028-001/motions/3",
    "/findings",
    "/findings?as_of=nonsense",
    "/findings/1",
    "/findings/4",
    "/statute",
    "/readings",
    "/calendar?start=2027-02-01&number=10&unit=business-days",
    "/journal?verify=1",
    "/acts/lodge",
    "/acts/adopt_reading?reading=determination_ground",
    "/docket/2028-009/acts/cast_vote",
    "/docket/2028-017/acts/release_notice",
    "/docket/2028-008/acts/open_motion",
    "/docket/2028-018/acts/review",
    "/nothing",
)
PUBLIC = ("/", "/records/1", "/about", "/nothing")


def barriers(page: Page) -> list[str]:
    found = AXE.run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}" for one in found]


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_of_the_office_has_a_barrier(sites: Sites, width: int) -> None:
    page = sites.visit("director", width)
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append("error") if message.type == "error" else None)
    _look(page, sites.office, OFFICE, width)
    # A page that is not there is an error to the browser; it is the only one.
    assert heard.count("error") == 1
    assert {url.split("/")[2] for url in heard if url != "error"} == {sites.office.split("/")[2]}
    page.context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_of_the_public_site_and_no_sign_in_has_a_barrier(sites: Sites, width: int) -> None:
    page = sites.visit(None, width)
    _look(page, sites.public, PUBLIC, width)
    _look(page, sites.office, ("/sign-in",), width)
    page.context.close()


def _look(page: Page, site: str, paths: tuple[str, ...], width: int) -> None:
    for path in paths:
        page.goto(site + path)
        for closed in page.query_selector_all("details:not([open]) > summary"):
            closed.click()
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.title().strip(" ·"), path
        assert page.locator("h1").count() == 1, path


def test_a_refused_form_has_no_barrier(sites: Sites) -> None:
    page = sites.visit("staff", 375)
    page.goto(f"{sites.office}/acts/lodge")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.fill("[name=respondent]", "Sample Prosecutor")
    page.click("main form button[type=submit]")
    assert page.locator("[role=alert]").inner_text().startswith("Not done")
    assert page.input_value("[name=respondent]") == "Sample Prosecutor"
    assert barriers(page) == []
    page.context.close()


def test_a_barrier_would_be_found(sites: Sites) -> None:
    page = sites.visit("director")
    page.goto(f"{sites.office}/acts/lodge")
    page.evaluate("document.querySelector('label[for=field-respondent]').remove()")
    assert any(barrier.startswith("label") for barrier in barriers(page))
    page.context.close()
