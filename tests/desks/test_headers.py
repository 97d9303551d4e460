"""What every answer carries, and what no page holds."""

import re

import pytest

from tests.desks.visiting import Site

PAGES = ("/", "/docket/2028-009", "/docket/2028-001/motions/3", "/findings", "/findings/1", "/findings/4", "/statute",
         "/readings", "/calendar?start=2027-02-01&number=10&unit=business-days", "/journal?verify=1", "/acts/lodge",
         "/docket/2028-009/acts/close_motion", "/nothing")  # fmt: skip
POSTS = ("/sign-in", "/sign-out", "/acts/lodge", "/docket/2028-009/acts/cast_vote")


@pytest.mark.parametrize("path", [*PAGES, "/sign-in", "/healthz", "/static/docket.css", "/static/nothing.css"])
def test_every_answer_is_dressed(looked_at: Site, path: str) -> None:
    with looked_at.visitor("director").get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert ("no-store" in headers["Cache-Control"]) != path.startswith("/static")
    if not path.startswith("/static"):
        assert "charset=utf-8" in headers["Content-Type"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_a_script_or_a_style_of_its_own(looked_at: Site, path: str) -> None:
    page = looked_at.visitor("director").get(path).get_data(as_text=True)
    assert not re.search(r"<script|<style|\son[a-z]+=|\sstyle=|javascript:", page, re.IGNORECASE)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_its_token_is_refused(looked_at: Site, path: str) -> None:
    visitor = looked_at.visitor("director")
    for form in ({}, {"csrf_token": "made up"}, {"csrf_token": looked_at.visitor("staff").token()}):
        assert visitor.client.post(path, data=form).status_code == 400


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(looked_at: Site) -> None:
    client = looked_at.app.test_client()
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "wanted", ["//elsewhere.example/", "/\\elsewhere.example", "https://elsewhere.example/", "/%0d%0aX: y"]
)
def test_signing_in_leads_nowhere_else(looked_at: Site, wanted: str) -> None:
    visitor = looked_at.visitor()
    with visitor.client.session_transaction() as session:
        session["wanted"] = wanted
    answer = visitor.client.post("/sign-in", data={"account": "director", "csrf_token": visitor.token()})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith(("//", "/\\"))
    assert "\n" not in answer.headers["Location"]


def test_signing_in_leads_to_the_page_that_was_asked_for(looked_at: Site) -> None:
    visitor = looked_at.visitor()
    assert visitor.get("/findings").headers["Location"] == "/sign-in"
    answer = visitor.client.post("/sign-in", data={"account": "director", "csrf_token": visitor.token()})
    assert answer.headers["Location"] == "/findings"


def test_nobody_signs_in_to_a_real_office_with_a_sample_account(
    looked_at: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    office = looked_at.app.extensions["office"]
    real = replace(office, settings=replace(office.settings, training=False, fixed_today=None))
    visitor = looked_at.visitor()
    token = visitor.token()
    monkeypatch.setitem(looked_at.app.extensions, "office", real)
    assert "Sample Director" not in visitor.page("/sign-in")
    answer = visitor.client.post("/sign-in", data={"account": "director", "csrf_token": token})
    assert answer.status_code == 404
