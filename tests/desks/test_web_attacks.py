"""S3, S4, S5 and S9: words that would be markup, answers without their policy, forms of other sites, paths out of the
tree. Each is tried on every page that it concerns, and each test has been seen to fail on broken code."""

import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from sqlalchemy import select, update

from committee_app import doorway
from committee_app.doorway import shows
from committee_app.tables.base import Base
from committee_app.tables.office import Account
from tests.desks import test_headers
from tests.desks.routes import OPEN, addresses
from tests.desks.test_forms import LODGED
from tests.desks.test_headers import faults_of, read
from tests.desks.visiting import Site, Visitor

TAGS = ("script>x", "img src=x onerror=x", "svg onload=x", "iframe src=//e", "style>x", "base href=//e", "b onclick=x",
        "a href=javascript:x", "form action=//e", "object data=x", "math><mi xlink:href=x",
        "input autofocus onfocus=x")  # fmt: skip
BREAKS = ("<{}>", '"><{}>', "'><{}>", "</textarea><{}>", "--></title></script><{}>")
PAYLOADS = [mark.format(tag) for tag, mark in product(TAGS, BREAKS)]


class Shape(HTMLParser):
    """Every element of a page with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[tuple[str, ...]] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[(tag, *(name for name, _ in attrs))] += 1


def shape(page: str) -> Counter[tuple[str, ...]]:
    parser = Shape()
    parser.feed(page)
    return parser.found


def built(site: Site, facts: str) -> list[Counter[tuple[str, ...]]]:
    """What the pages are built of that show a complaint of these words: its own page, and its form when refused."""
    staff = site.visitor("staff")
    where = staff.send("/acts/lodge", **{**LODGED, "facts": facts}).headers["Location"]
    refused = staff.send("/acts/lodge", **{**LODGED, "facts": facts, "received_on": "2099-01-01"})
    pages = [staff.page(where), refused.get_data(as_text=True)]
    return [shape(page) for page in pages]


def test_sixty_words_of_markup_build_nothing(site: Site) -> None:
    assert len(PAYLOADS) == 60
    plain = "\n".join("word" for _ in PAYLOADS)
    assert built(site, "\n".join(PAYLOADS)) == built(site, plain)


def test_without_escaping_they_would(site: Site) -> None:
    site.app.jinja_env.autoescape = False
    staff = site.visitor("staff")
    where = staff.send("/acts/lodge", **{**LODGED, "facts": "\n".join(PAYLOADS)}).headers["Location"]
    assert read(staff.page(where))


POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def test_the_policy_is_this_one(looked_at: Site) -> None:
    for path in ("/sign-in", "/docket", "/nothing", "/static/docket.css", "/healthz"):
        with looked_at.visitor("director").get(path) as answer:
            assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Security-Policy", POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")),
        ("Content-Security-Policy", POLICY.replace("default-src 'none'", "default-src *")),
        ("Content-Security-Policy", POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")),
        ("X-Content-Type-Options", ""),
        ("Referrer-Policy", "unsafe-url"),
        ("Cache-Control", "public"),
    ],
)
def test_a_weaker_answer_would_be_found(site: Site, monkeypatch: pytest.MonkeyPatch, header: str, value: str) -> None:
    if header == "Cache-Control":

        @site.app.after_request
        def kept(answer: Response) -> Response:
            answer.headers[header] = value
            return answer

        # Flask asks the last one first.
        site.app.after_request_funcs[None].insert(0, site.app.after_request_funcs[None].pop())
    else:
        monkeypatch.setitem(doorway.HEADERS, header, value)
    with site.visitor().client.get("/sign-in") as answer:
        assert faults_of(answer, "/sign-in")


def everything(site: Site) -> dict[str, list[str]]:
    """Every row of every table, without the minute in which somebody was last seen."""
    with site.database.reading() as session:
        return {
            name: sorted(
                repr(tuple(row)) for row in session.execute(select(*(c for c in table.c if c.name != "seen_at")))
            )
            for name, table in Base.metadata.tables.items()
        }


def changed_by_reading(site: Site, name: str) -> list[str]:
    """The tables that are not as they were, after every page was asked for."""
    visitor = site.visitor(name)
    before = everything(site)
    for address in addresses(site, (OPEN,)):
        for method in ("GET", "HEAD"):
            with visitor.client.open(address.path, method=method) as answer:
                assert answer.status_code < 500, address.path
    after = everything(site)
    return [table for table in before if before[table] != after[table]]


@pytest.mark.parametrize("name", ["director", "administrator"])
def test_reading_changes_nothing(site: Site, name: str) -> None:
    assert changed_by_reading(site, name) == []


def test_a_page_that_writes_would_be_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes() -> str:
        with site.database.writing() as session:
            session.execute(update(Account).where(Account.name == "clerk").values(email="changed@sample.invalid"))
        return "read"

    monkeypatch.setitem(site.app.view_functions, "law.readings", shows("readings")(writes))
    assert changed_by_reading(site, "director") == ["account"]


def test_a_form_without_its_token_would_be_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(site.app.config, "WTF_CSRF_ENABLED", False)
    with pytest.raises(AssertionError):
        test_headers.test_no_form_is_taken_without_its_token(site)


# What browsers say of a form that a page of ours did not send.
ELSEWHERE = (
    {"Origin": "https://elsewhere.example"}, {"Origin": "http://localhost:8001"}, {"Origin": "http://localhost.example"},
    {"Origin": "http://["}, {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "null"}, {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
)  # fmt: skip


def taken_from_elsewhere(site: Site, director: Visitor) -> list[tuple[str, str]]:
    """The forms that are taken from another site although they bring the right token."""
    data = {"csrf_token": director.token(), "understood": "yes", "account": "staff"}
    posts = [address.path for address in addresses(site) if "POST" in address.methods]
    return [
        (path, str(said))
        for path in posts
        for said in ELSEWHERE
        if director.client.post(path, data=data, headers=said).status_code != 400
    ]


def test_no_form_of_another_site_is_taken_whatever_token_it_brings(looked_at: Site) -> None:
    director = looked_at.visitor("director")
    before = everything(looked_at)
    assert taken_from_elsewhere(looked_at, director) == []
    assert everything(looked_at) == before
    proxied = {"Origin": looked_at.app.extensions["office"].settings.office_url}
    for said in (proxied, {"Origin": "http://localhost"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}):
        visitor = looked_at.visitor("director")
        answer = visitor.client.post("/sign-out", data={"csrf_token": visitor.token()}, headers=said)
        assert answer.status_code == 302, said


@pytest.mark.parametrize("name", ["_sent_from_elsewhere", "OUR_OWN"])
def test_a_form_of_another_site_that_was_taken_would_be_found(
    looked_at: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    blind = {"_sent_from_elsewhere": lambda: False, "OUR_OWN": {"same-origin", "none", "same-site", "cross-site"}}
    monkeypatch.setattr(doorway, name, blind[name])
    posts = [address for address in addresses(looked_at) if address.path == "/docket/2028-009/acts/cast_vote"]
    monkeypatch.setattr(sys.modules[__name__], "addresses", lambda _: posts)
    assert taken_from_elsewhere(looked_at, looked_at.visitor("director"))


STEPS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "..%252f", "%c0%ae%c0%ae/", "..;/", "/")
GOALS = ("settings.py", "office_site.py", "templates/base.html", "etc/passwd", "session.key", "%00/settings.py")
ROUTES = ("/static/{}", "/docket/2028-001/letters/{}.pdf", "/meetings/{}/notice.pdf", "/expenses/{}.pdf",
          "/calendar-feed/{}.ics", "/link/{}", "/docket/{}", "/acts/{}")  # fmt: skip
INSIDE = (b"import ", b"root:", b"{% block", b"SECRET")


def paths() -> Iterator[str]:
    for step, goal in product(STEPS, GOALS):
        for route in ROUTES:
            yield route.format(step * (4 if goal == "etc/passwd" else 1) + goal)


def given_away(site: Site) -> list[str]:
    """The addresses that answer with anything but “missing”, or with what lies inside."""
    director, found = site.visitor("director"), []
    for path in paths():
        with director.client.get(path) as answer:
            if answer.status_code not in {302, 308, 404} or any(mark in answer.data for mark in INSIDE):
                found.append(path)
    return found


def test_no_path_leads_out_of_the_tree(looked_at: Site) -> None:
    assert len(STEPS) * len(GOALS) == 60
    assert given_away(looked_at) == []


def test_a_path_that_leads_out_would_be_found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(filename: str) -> Any:
        path = Path(site.app.static_folder or "") / filename
        return path.read_bytes() if "\0" not in filename and path.is_file() else ("", 404)

    careless.shows = doorway.ANYONE  # type: ignore[attr-defined] # a mark on a function
    monkeypatch.setitem(site.app.view_functions, "static", careless)
    assert any(path.endswith("settings.py") for path in given_away(site))


def test_fields_that_no_form_has_are_not_taken(site: Site) -> None:
    """Nobody gives oneself a role, a seat or a state by a field more."""
    staff, before = site.visitor("staff"), everything(site)["account"]
    more = {"role": "director", "seat": "1", "state": "requested", "id": "2028-000", "account": "staff", "actor": "x"}
    where = staff.send("/acts/lodge", **LODGED, **more).headers["Location"]
    assert where == "/docket/2028-019"
    assert site.visitor("director").get("/docket/2028-000").status_code == 404
    assert everything(site)["account"] == before
