"""What every answer carries, and what no page holds."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from committee_app.doorway import shows
from committee_app.office_site import create_app
from tests.desks.routes import addresses
from tests.desks.visiting import Site


def faults_of(answer: TestResponse, path: str) -> list[str]:
    headers, faults = answer.headers, []
    policy = headers.get("Content-Security-Policy", "")
    if path.endswith(".pdf") and answer.status_code == 200:
        if policy != "sandbox" or not headers["Content-Disposition"].startswith("attachment"):
            faults.append("a letter is not kept apart")
    elif not policy.startswith("default-src 'none'") or "frame-ancestors 'none'" not in policy:
        faults.append(f"policy {policy!r}")
    if (
        "unsafe" in policy
        or "*" in policy
        or (policy != "sandbox" and "script-src 'self'; connect-src 'self';" not in policy)
    ):
        faults.append(f"policy {policy!r}")
    if headers.get("X-Content-Type-Options") != "nosniff" or headers.get("Referrer-Policy") != "no-referrer":
        faults.append("sniffing or referrer")
    kept = path.startswith("/static/") and answer.status_code == 200
    if (headers.get("Cache-Control") == "no-store") == kept:
        faults.append(f"cache {headers.get('Cache-Control')!r}")
    if answer.mimetype == "text/html" and "charset=utf-8" not in headers["Content-Type"]:
        faults.append("no charset")
    return [f"{path}: {fault}" for fault in faults]


def test_every_answer_of_every_route_is_dressed(looked_at: Site) -> None:
    faults, statuses = [], set()
    for name in ("director", None):
        visitor = looked_at.visitor(name)
        for address in addresses(looked_at):
            for method in ("GET", "POST"):
                with visitor.client.open(address.path, method=method) as answer:
                    statuses.add(answer.status_code)
                    faults += faults_of(answer, address.path)
    assert faults == []
    assert statuses == {200, 302, 400, 404}


def test_every_error_page_is_dressed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise ZeroDivisionError("of the program")

    def cut_off() -> str:
        raise OperationalError("SELECT secret", {}, Exception("the server closed the connection"))

    views = site.app.view_functions
    monkeypatch.setitem(views, "law.readings", shows("readings")(broken))
    monkeypatch.setitem(views, "law.statute", shows("statute")(cut_off))
    director = site.visitor("director")
    monkeypatch.setattr(views["acting.send"], "takes", 200)
    for path, method, status in (
        ("/readings", "GET", 500),
        ("/statute", "GET", 503),
        ("/acts/lodge", "POST", 413),
        ("/nothing", "GET", 404),
    ):
        data = {"csrf_token": director.token(), "facts": "x" * 500} if method == "POST" else None
        answer = director.client.open(path, method=method, data=data)
        page = answer.get_data(as_text=True)
        assert answer.status_code == status
        assert faults_of(answer, path) == []
        assert "<h1>" in page
        for word in ("Traceback", "ZeroDivision", "secret", "server closed", "Werkzeug"):
            assert word not in page


class Reader(HTMLParser):
    """Finds what the page's policy forbids, and what would leave the site."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        ours = tag == "script" and (said.get("src") or "").startswith("/static/")
        self.inside = tag if ours else ""
        if tag in {"style", "iframe", "object", "embed", "base"} or (tag == "script" and not ours):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.found.append(f"{tag} {name}")
            # An authenticator's key is handed to the app on the same phone.
            own = ("/", "#", "otpauth://totp/") if tag == "a" else ("/", "#")
            if name in {"href", "src", "action", "formaction"} and not (value or "").startswith(own):
                self.found.append(f"{tag} {name}={value}")
            if (value or "").startswith("//"):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self.inside == "script" and data.strip():
            self.found.append("script with words")
        self.inside = ""


def read(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.found


@pytest.mark.parametrize("name", ["director", "staff", "member-r1", "auditor", "administrator"])
def test_no_page_holds_a_script_or_a_style_of_its_own(looked_at: Site, name: str) -> None:
    pages = looked_at.visitor(name).walk()
    assert len(pages) > 5
    assert {path: found for path, page in pages.items() if (found := read(page))} == {}


@pytest.mark.parametrize(
    "held",
    ['<p style="color:red">', "<a href='javascript:a()'>", "<b onclick=a()>", "<img src=//b.example>", "<style>",
     "<script src='/static/a.js'>b()</script>",
     "<script>", "<script src='https://b.example/a.js'>", "<img src='otpauth://totp/a'>"],
)  # fmt: skip
def test_a_page_that_held_one_would_be_found(held: str) -> None:
    assert read(held)


def test_no_form_is_taken_without_its_token(looked_at: Site) -> None:
    visitor, before = looked_at.visitor("director"), looked_at.entries()
    anothers = looked_at.visitor("staff").token()
    posts = [address.path for address in addresses(looked_at) if "POST" in address.methods]
    assert {"/sign-in", "/sign-out", "/acts/lodge", "/docket/2028-009/acts/cast_vote"} <= set(posts)
    taken = [
        (path, form)
        for path in posts
        for form in ({}, {"csrf_token": "made up"}, {"csrf_token": anothers})
        if visitor.client.post(path, data={**form, "understood": "yes", "account": "staff"}).status_code != 400
    ]
    assert taken == []
    assert looked_at.entries() == before
    assert "Sample Director" in visitor.page("/")


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(looked_at: Site) -> None:
    cookie = looked_at.app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "wanted",
    ["//elsewhere.example/", "/\\elsewhere.example", "https://elsewhere.example/", "/%0d%0aX: y", "/\r\nX: y",
     "javascript:alert(1)", "\\\\elsewhere.example", "/\t/elsewhere.example", " //elsewhere.example", 7],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(looked_at: Site, wanted: str) -> None:
    visitor = looked_at.visitor()
    with visitor.client.session_transaction() as session:
        session["wanted"] = wanted
    answer = visitor.client.post("/sign-in", data={"account": "director", "csrf_token": visitor.token()})
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert where.startswith("/")
    # A browser drops tabs and line ends of an address before it reads it.
    assert not "".join(where.split()).startswith(("//", "/\\"))
    assert "\n" not in where
    assert "X" not in answer.headers


@pytest.mark.parametrize(
    "path", ["//elsewhere.example/a", "/\\elsewhere.example", "/%09/elsewhere.example", "/%2f/a", "/%0d%0aX:%20y"]
)
def test_an_address_that_was_asked_for_first_leads_nowhere_else(looked_at: Site, path: str) -> None:
    visitor = looked_at.visitor()
    assert visitor.client.get("/sign-in", query_string={"next": f"https:{path}"}).status_code == 200
    visitor.client.get(path, base_url="http://localhost")
    answer = visitor.client.post("/sign-in", data={"account": "director", "csrf_token": visitor.token()})
    where = answer.headers["Location"]
    assert where.startswith("/")
    assert not "".join(where.split()).startswith(("//", "/\\"))


def test_signing_in_leads_to_the_page_that_was_asked_for(looked_at: Site) -> None:
    visitor = looked_at.visitor()
    assert visitor.get("/findings").headers["Location"] == "/sign-in"
    answer = visitor.client.post("/sign-in", data={"account": "director", "csrf_token": visitor.token()})
    assert answer.headers["Location"] == "/findings"


@pytest.fixture
def real_office(looked_at: Site) -> Flask:
    """The same records, served as those of a real office."""
    settings = looked_at.app.extensions["office"].settings
    return create_app(replace(settings, training=False, fixed_today=None), looked_at.database)


def test_nobody_signs_in_to_a_real_office_with_a_sample_account(looked_at: Site, real_office: Flask) -> None:
    visitor = looked_at.visitor()
    token = visitor.token()
    stranger = real_office.test_client()
    cookie = visitor.client.get_cookie("session")
    assert cookie
    stranger.set_cookie(real_office.config["SESSION_COOKIE_NAME"], cookie.value, secure=True)
    page = stranger.get("/sign-in", base_url="https://localhost").get_data(as_text=True)
    assert "Sample Director" not in page
    secure = {"wsgi.url_scheme": "https"}
    answer = stranger.post(
        "/sign-in", data={"account": "director", "csrf_token": token}, environ_overrides=secure
    )  # fmt: skip
    assert answer.status_code == 404


def test_a_real_office_is_reached_by_https_alone(real_office: Flask) -> None:
    answer = real_office.test_client().get("/docket/2028-001", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "; Secure" in answer.headers["Set-Cookie"]


def test_the_name_of_an_account_with_unseen_characters_is_nobodys(looked_at: Site) -> None:
    visitor = looked_at.visitor()
    for name in ("director\0", "\0", "direc\u202etor", "x" * 100_000, ""):
        answer = visitor.client.post("/sign-in", data={"account": name, "csrf_token": visitor.token()})
        assert answer.status_code == 404
