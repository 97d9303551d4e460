"""The first pages, the month and the search: by keyboard alone, with and without scripts; and their pictures."""

import pytest
from playwright.sync_api import Page, expect

from committee_app import doorway
from tests.browser.conftest import Sites

WALKED = (
    ("director", "/"),
    ("member-r1", "/"),
    ("auditor", "/"),
    ("administrator", "/"),
    ("director", "/docket"),
    ("director", "/docket/2028-009"),
    ("director", "/deadlines"),
    ("director", "/letters"),
    ("director", "/docket/2028-015/letters/17"),
    ("member-r1", "/search?q=sample"),
)
# What the keyboard has to reach: everything that can be pressed or filled in and is seen, each marked with a number.
MARK = """() => {
  const found = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.checkVisibility() && !one.disabled);
  found.forEach((one, number) => one.dataset.number = number);
  return found.length;
}"""
# Where the keyboard is, and whether it shows: the outline, and a place on the screen.
AT = """() => {
  const now = document.activeElement, style = getComputedStyle(now), box = now.getBoundingClientRect();
  return [now.dataset.number ?? null, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
          box.bottom > 0 && box.top < innerHeight, now.outerHTML.slice(0, 120)];
}"""


def walk(page: Page) -> tuple[int, list[int], list[str]]:
    """How many controls there are, which the keyboard reached in which order, and where it did not show."""
    number, reached, unseen = page.evaluate(MARK), [], []
    for _ in range(4 * number + 10):
        page.keyboard.press("Tab")
        at, outlined, on_screen, said = page.evaluate(AT)
        if at is None:
            break
        if not (outlined and on_screen):
            unseen.append(said)
        if int(at) not in reached:
            reached.append(int(at))
    return number, reached, unseen


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(("name", "path"), WALKED)
def test_the_keyboard_reaches_every_control_in_order_and_shows_where_it_is(
    sites: Sites, name: str, path: str, width: int
) -> None:
    page = sites.visit(name, width)
    page.goto(sites.office + path)
    number, reached, unseen = walk(page)
    assert unseen == []
    assert sorted(reached) == list(range(number))
    if width == 1280 and path != "/deadlines":
        assert reached[0] == 0
    page.context.close()


def test_a_trap_and_a_hidden_focus_would_be_found(sites: Sites) -> None:
    page = sites.visit("director")
    page.goto(f"{sites.office}/docket")
    page.evaluate("""() => {
      document.querySelector('main a').addEventListener('keydown', event => event.preventDefault());
      document.querySelector('.top-name').setAttribute('tabindex', '-1');
    }""")
    number, reached, _ = walk(page)
    assert len(reached) < number
    page.context.close()


def test_search_finds_without_scripts(sites: Sites) -> None:
    page = sites.visit("director", scripts=False)
    page.goto(sites.office)
    page.get_by_role("searchbox", name="Search").fill("greene county")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="2028-008 Prosecuting Attorney, Greene County")).to_be_visible()
    page.context.close()


def test_results_appear_while_typing_without_a_new_page(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = doorway.HEADERS["Content-Security-Policy"]
    if "script-src" not in policy:
        policy += "; script-src 'self'; connect-src 'self'"
    monkeypatch.setitem(doorway.HEADERS, "Content-Security-Policy", policy)
    page = sites.visit("director")
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in {"error", "warning"} else None)
    page.goto(f"{sites.office}/search")
    page.evaluate("document.body.dataset.same = 'yes'")
    box = page.locator("#q")
    box.press_sequentially("greene", delay=20)
    expect(page.get_by_role("link", name="2028-008 Prosecuting Attorney, Greene County")).to_be_visible()
    assert page.evaluate("document.body.dataset.same") == "yes"
    expect(box).to_be_focused()
    box.press_sequentially(" nothing holds this", delay=5)
    expect(page.locator("#results")).to_contain_text("Nothing that you may see holds")
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert page.locator("#results").count() == 1
    assert errors == []
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/docket/2028-006", "/deadlines"])
def test_a_page_prints_with_its_counts_and_without_its_buttons(sites: Sites, path: str) -> None:
    page = sites.visit("director", 720)
    page.goto(sites.office + path)
    page.emulate_media(media="print")
    for hidden in (".top nav", ".find", ".who", ".acts"):
        assert not any(one.is_visible() for one in page.locator(hidden).all()), hidden
    expect(page.locator(".on-paper")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    if path == "/docket/2028-006":
        expect(page.locator(".procedure svg")).to_be_visible()
        expect(page.locator(".duty table").first).to_be_visible()
    page.context.close()
