"""A browser that signed out shows no closed page when it goes back; the public site tells nobody where a reader was."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Sites

CLOSED_PAGES = ("/", "/journal", "/docket/2028-009", "/docket/2028-006")
CLOSED_WORDS = ("2028-006", "Sample Circuit Attorney", "Sample Complainant")


def shown(page: Page) -> str:
    return page.inner_text("body")


def seen_on_the_way_back(sites: Sites) -> set[str]:
    """The closed words that the browser shows when somebody signs out and goes back, page by page."""
    page = sites.visit("director")
    for path in CLOSED_PAGES:
        page.goto(sites.office + path)
    assert "2028-006" in page.content(), "or there was nothing to see"
    with page.expect_navigation(wait_until="load"):
        page.click("text=Sign out")
    found: set[str] = set()
    for _ in range(len(CLOSED_PAGES) + 1):
        with page.expect_navigation(wait_until="load"):
            page.evaluate("() => void setTimeout(() => history.back())")
        found |= {word for word in CLOSED_WORDS if word in shown(page)}
    return found


def test_the_way_back_after_signing_out_shows_no_closed_page(sites: Sites) -> None:
    assert seen_on_the_way_back(sites) == set()


def test_pages_that_a_browser_may_keep_would_be_seen(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = sites.office_app.wsgi_app

    def kept(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            left = [pair for pair in headers if pair[0] not in {"Cache-Control", "Vary", "Clear-Site-Data"}]
            return start(status, [*left, ("Cache-Control", "private, max-age=600")], *rest)

        return answer(environ, begin)

    monkeypatch.setattr(sites.office_app, "wsgi_app", kept)
    assert seen_on_the_way_back(sites)


def test_nothing_is_kept_in_the_browser(sites: Sites) -> None:
    page = sites.visit("director")
    page.goto(sites.office + "/docket/2028-009")
    kept = "() => [localStorage.length, sessionStorage.length]"
    assert page.evaluate(kept) == [0, 0]
    assert page.evaluate("async () => (await caches.keys()).length") == 0


def test_the_public_site_sets_no_cookie_and_tells_nobody_where_a_reader_was(sites: Sites) -> None:
    page = sites.visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(sites.public)
    assert answer is not None
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert page.context.cookies() == []
    assert [url for url in asked if not url.startswith((sites.public, "data:"))] == []
