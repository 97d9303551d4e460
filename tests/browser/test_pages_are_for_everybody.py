"""Every page at two widths: no barrier that axe knows of, no sideways scrolling, no other host, no error."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.browser.conftest import Sites

AXE = Axe()
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
OFFICE = (
    "/",
    "/?all=yes",
    "/docket",
    "/docket?show=closed",
    "/deadlines",
    "/deadlines?month=2029-02",
    "/deadlines?month=nonsense",
    "/search",
    "/search?q=sample",
    "/search?q=nothing+holds+this",
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
    "/roster",
    "/expenses",
    "/expenses/1",
    "/expenses/rates",
    "/acts/appoint_member",
    "/acts/claim_expenses",
    "/acts/lodge",
    "/acts/adopt_reading?reading=determination_ground",
    "/docket/2028-009/acts/cast_vote",
    "/docket/2028-017/acts/release_notice",
    "/docket/2028-008/acts/open_motion",
    "/docket/2028-018/acts/review",
    "/meetings",
    "/meetings/2",
    "/meetings/3",
    "/meetings/3/notice",
    "/meetings/2/minutes/open",
    "/meetings/2/minutes/closed",
    "/acts/call_meeting",
    "/letters",
    "/open-records",
    "/open-records/proposals/1",
    "/open-records/proposals/1/page",
    "/acts/propose_roster",
    "/requests",
    "/acts/receive_records_request",
    "/docket/2028-009/redactions",
    "/docket/2028-009/acts/propose_redaction",
    "/retention",
    "/acts/enter_retention",
    "/health",
    "/docket/2028-015/letters/17",
    "/docket/2028-001/letters/10",
    "/letters/words",
    "/letters/words/notice",
    "/acts/save_words?kind=finding",
    "/receipts",
    "/acts/post_notice?meeting=3",
    "/acts/correct_minutes?meeting=2",
    "/account",
    "/account/password",
    "/account/factors",
    "/account/authenticator",
    "/account/passkeys",
    "/account/recovery-codes",
    "/account/confirm",
    "/nothing",
)
# tests/accounts walks these: they need a link, a half of signing in, an administrator, a provider.
OF_A_REAL_OFFICE = {
    "account.link", "account.second", "people.list_", "own.picture", "single_sign_on.begin", "single_sign_on.back",
    "single_sign_on.finish",
}  # fmt: skip
# tests/browser/test_the_prosecutor_answers.py walks these: they need the code of a letter.
BY_CODE = {"answer.matter", "answer.receipt", "answer.receipt_letter", "answer.paper"}
# The sample office holds no request and no copy: tests/redaction/test_the_pages.py opens these.
NONE_YET = {"requests.request_", "redactions.one"}
NOBODYS = ("/sign-in", "/sign-in/password", "/sign-in/forgotten", "/answer")
# tests/browser/test_the_readers_paths.py walks the others, over records of every kind and state.
PUBLIC = ("/", "/records/1", "/about", "/nothing")


def barriers(page: Page) -> list[str]:
    found = AXE.run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['failureSummary']}" for one in found]


FILES = {
    "meetings.notice_pdf", "meetings.open_minutes_pdf", "meetings.closed_minutes_pdf", "meetings.call_pdf",
    "meetings.calendar", "meetings.feed", "letters.picture", "letters.envelope", "letters.mailing_form",
    "letters.reprint", "drafting.picture", "drafting.picture_in_matter", "packets.open_pdf", "packets.closed_pdf",
    "packets.papers", "publishing.as_json", "publishing.entry", "publishing.paper", "publishing.picture",
    "redactions.pdf", "redactions.picture", "requests.letter", "requests.log", "health.metrics",
}  # fmt: skip


def pages_of(app: Flask) -> set[str]:
    """The routes that answer with a page of their own to one who has signed in."""
    found = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return (
        found
        - {
            "static",
            "account.health",
            "health",
            "docket.letter",
            "expenses.paper",
            "paper",
            "papers.paper",
            *OF_A_REAL_OFFICE,
            *BY_CODE,
            *NONE_YET,
        }
        - FILES
    )


def met(app: Flask, paths: tuple[str, ...]) -> set[str]:
    bind = app.url_map.bind("localhost")
    return {bind.match(path.partition("?")[0])[0] for path in paths if path != "/nothing"}


def test_no_page_was_left_out(sites: Sites) -> None:
    assert met(sites.office_app, (*OFFICE, *NOBODYS)) == pages_of(sites.office_app)
    assert met(sites.public_app, PUBLIC) <= pages_of(sites.public_app)


class Heard:
    """What the browser asked for and complained of, of one page."""

    def __init__(self, page: Page) -> None:
        self.asked: set[str] = set()
        self.errors: list[str] = []
        page.on("request", lambda request: self.asked.add(request.url.split("/")[2]))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def check(self, *hosts: str) -> None:
        """A page that is not there is an error to the browser; it is the only one."""
        assert [error for error in self.errors if "404" not in error] == []
        assert len(self.errors) == 1
        assert self.asked == {host.split("/")[2] for host in hosts}


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_of_the_office_has_a_barrier(sites: Sites, width: int) -> None:
    page = sites.visit("director", width)
    heard = Heard(page)
    _look(page, sites.office, OFFICE, width)
    heard.check(sites.office)
    page.context.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_of_the_public_site_and_no_sign_in_has_a_barrier(sites: Sites, width: int) -> None:
    page = sites.visit(None, width)
    heard = Heard(page)
    _look(page, sites.public, PUBLIC, width)
    _look(page, sites.office, NOBODYS, width)
    heard.check(sites.public, sites.office)
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


OTHERS = {
    "auditor": ("/", "/findings", "/journal", "/readings", "/docket", "/deadlines", "/search?q=louis"),
    "member-r1": ("/", "/docket", "/docket/2028-009", "/deadlines", "/search?q=louis"),
    "staff": ("/", "/docket/2028-013", "/search?q=notice"),
    "administrator": ("/", "/calendar", "/search?q=threat"),
}


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("name", OTHERS)
def test_other_people_see_pages_without_barriers(sites: Sites, name: str, width: int) -> None:
    page = sites.visit(name, width)
    _look(page, sites.office, OTHERS[name], width)
    page.context.close()


def test_no_matter_and_no_motion_scrolls_sideways_on_a_phone(sites: Sites) -> None:
    page = sites.visit("director", 375)
    page.goto(f"{sites.office}/docket")
    links = "[...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))"
    matters = {path for path in page.evaluate(links) if path.startswith("/docket/")}
    page.goto(f"{sites.office}/docket?show=closed")
    matters = sorted(matters | {path for path in page.evaluate(links) if path.startswith("/docket/")})
    assert len(matters) >= 18
    for path in matters:
        page.goto(sites.office + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
    page.context.close()


def test_the_longest_word_that_a_form_takes_stays_on_the_page(sites: Sites) -> None:
    page = sites.visit("staff", 375)
    page.goto(f"{sites.office}/acts/lodge")
    page.select_option("[name=jurisdiction]", "29510")
    for name in ("respondent", "complainant"):
        page.fill(f"[name={name}]", "W" * 400)
    page.fill("[name=facts]", "M" * 5_000)
    page.locator("[name=capacity] + label").first.click()
    page.locator("[name=grounds] + label").first.click()
    page.click("main form button[type=submit]")
    assert page.locator("[role=status]").inner_text().startswith("Done")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.context.close()


def test_a_barrier_would_be_found(sites: Sites) -> None:
    page = sites.visit("director")
    page.goto(f"{sites.office}/acts/lodge")
    page.evaluate("document.querySelector('label[for=field-respondent]').remove()")
    assert any(barrier.startswith("label") for barrier in barriers(page))
    page.context.close()
