"""Passkeys in a real Chromium with a virtual authenticator: set up, sign in, prove again; S15 for what is refused."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from waitress.server import create_server
from webauthn.helpers import base64url_to_bytes

from committee_app.acts.entering import Door, NotProved, Where
from committee_app.acts.factors import make_link
from committee_app.acts.proving import KeyAnswer, sign_in_with_key
from committee_app.office_site import create_app
from tests.accounts.people import PASSWORD, RealOffice, furnish_people, opened
from tests.browser.test_pages_are_for_everybody import barriers

NEW = "another lantern juggles quietly"


@dataclass
class Desk:
    """A browser with an authenticator of its own, before a real office on this machine."""

    page: Page
    cdp: CDPSession
    authenticator: str
    site: str

    def verified(self, yes: bool) -> None:
        """Whether the authenticator recognises its user from now on."""
        given = {"authenticatorId": self.authenticator, "isUserVerified": yes}
        self.cdp.send("WebAuthn.setUserVerified", given)

    def credentials(self) -> list[dict[str, Any]]:
        told = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        found: list[dict[str, Any]] = told["credentials"]
        return found

    def close(self) -> None:
        self.page.context.close()


def desk_at(browser: Browser, site: str) -> Desk:
    context = browser.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    made = cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return Desk(page, cdp, made["authenticatorId"], site)


@pytest.fixture
def served(empty_url: Callable[[str], str], tmp_path: Path) -> Iterator[tuple[RealOffice, str]]:
    """A real office that answers at http://localhost, which browsers trust as if it had a certificate."""
    office = opened(empty_url("sqlite"), tmp_path / "instance")
    office.people = furnish_people(office.database, office.instance)

    class Later:
        """The site, once its address is known."""

        app: Any = None

        def __call__(self, environ: Any, start: Any) -> Any:
            return self.app(environ, start)

    later = Later()
    server = create_server(later, host="localhost", port=0, threads=4, clear_untrusted_proxy_headers=True)
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    site = f"http://localhost:{port}"
    office.settings = replace(office.settings, office_url=site)
    office.app = later.app = create_app(office.settings, office.database)
    threading.Thread(target=server.run, daemon=True).start()
    yield office, site
    server.close()
    office.database.close()


def sign_in(desk: Desk, office: RealOffice, name: str) -> None:
    """By password and authenticator."""
    desk.page.goto(f"{desk.site}/sign-in")
    desk.page.fill("#email", office.people[name].email)
    desk.page.fill("#password", PASSWORD)
    desk.page.get_by_role("button", name="Go on to the second factor").click()
    assert barriers(desk.page) == []
    desk.page.fill("#code", office.people[name].code())
    desk.page.get_by_role("button", name="Sign in").click()
    expect(desk.page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


def set_up_a_passkey(desk: Desk) -> None:
    desk.page.goto(f"{desk.site}/account/passkeys")
    desk.page.fill("#called", "My sample phone")
    desk.page.get_by_role("button", name="Set up a passkey").click()
    expect(desk.page.get_by_role("status")).to_contain_text("The passkey is set up")


def test_a_passkey_is_set_up_and_signs_in_alone(served: tuple[RealOffice, str], chromium: Browser) -> None:
    office, site = served
    desk = desk_at(chromium, site)
    errors: list[str] = []
    desk.page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    desk.page.on("pageerror", lambda error: errors.append(str(error)))
    sign_in(desk, office, "member-r1")
    set_up_a_passkey(desk)
    desk.page.get_by_role("button", name="Sign out", exact=True).click()
    desk.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.page.get_by_role("link", name="Sample Member One (R)")).to_be_visible()
    assert office.told("SELECT method FROM sitting WHERE ended_at IS NULL") == "passkey"
    assert office.told("SELECT sign_count FROM passkey") >= 1
    desk.page.goto(f"{site}/account/passkeys")
    expect(desk.page.locator("main")).to_contain_text("My sample phone")
    assert errors == []
    desk.close()


def test_an_invited_member_sets_up_a_passkey_and_a_page_asks_for_it_again(
    served: tuple[RealOffice, str],
    chromium: Browser,
) -> None:
    office, site = served
    office.by_owner("UPDATE account SET password = NULL, totp = NULL WHERE name = 'administrator'")
    with office.database.writing() as session:
        secret = make_link(session, "invitation", "administrator", office.settings.now())
    desk = desk_at(chromium, site)
    desk.page.goto(f"{site}/link/{secret}")
    assert barriers(desk.page) == []
    desk.page.fill("#password", NEW)
    desk.page.fill("#again", NEW)
    desk.page.get_by_role("button", name="Choose this password").click()
    assert barriers(desk.page) == []
    desk.page.get_by_role("link", name="Set up a passkey").click()
    assert barriers(desk.page) == []
    desk.page.fill("#called", "My sample phone")
    desk.page.get_by_role("button", name="Set up a passkey").click()
    desk.page.get_by_role("button", name="Make ten new codes").click()
    expect(desk.page.locator(".codes li")).to_have_count(10)
    assert barriers(desk.page) == []
    office.by_owner("UPDATE sitting SET proved_at = '2028-06-14T00:00:00.000000Z'")
    desk.page.goto(f"{site}/acts/change_role?account=staff")
    desk.page.locator("[name=role]").locator("xpath=..").get_by_text("Auditor").click()
    desk.page.get_by_role("button", name="Give another role").click()
    expect(desk.page.get_by_role("heading", name="Show your second factor once more")).to_be_visible()
    assert barriers(desk.page) == []
    desk.page.get_by_role("button", name="Use a passkey").click()
    expect(desk.page.locator("main")).to_contain_text("What you typed is kept")
    desk.page.get_by_role("button", name="Give another role").click()
    expect(desk.page.get_by_role("status")).to_contain_text("Done: change role")
    assert barriers(desk.page) == []
    assert office.told("SELECT role FROM account WHERE name = 'staff'") == "auditor"
    desk.close()


def asked_and_answered(desk: Desk) -> KeyAnswer:
    """A question of the site and what the authenticator answers, caught before it is sent."""
    desk.page.goto(f"{desk.site}/sign-in/password")
    desk.page.evaluate("HTMLFormElement.prototype.submit = () => {}")
    desk.page.get_by_role("button", name="Sign in with a passkey").click()
    field = desk.page.locator("form.passkey [name=credential]")
    expect(field).not_to_have_value("")
    answer = field.input_value()
    signed = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
    return KeyAnswer(answer, signed["challenge"])


def test_what_is_not_the_right_answer_is_refused(served: tuple[RealOffice, str], chromium: Browser) -> None:
    """Replayed, of another origin, for another challenge, of nobody, or with a count that went back."""
    office, site = served
    desk, here = desk_at(chromium, site), Where("203.0.113.0/24", "a test")
    sign_in(desk, office, "member-r1")
    set_up_a_passkey(desk)
    desk.page.get_by_role("button", name="Sign out", exact=True).click()
    door: Door = office.app.extensions["office"].door()

    def refused(answer: KeyAnswer, at: Door = door) -> None:
        with pytest.raises(NotProved, match="not accepted"):
            sign_in_with_key(at, answer, here)

    answer = asked_and_answered(desk)
    said = json.loads(answer.json)
    refused(answer, Door(office.database, door.wallet, "http://localhost:1", door.now))
    refused(answer, Door(office.database, door.wallet, "https://elsewhere.example", door.now))
    refused(KeyAnswer(answer.json, "bm90IHRoZSBvbmUgdGhhdCB3YXMgYXNrZWQ"))
    for part in ("signature", "authenticatorData", "clientDataJSON", "userHandle"):
        value = said["response"][part]
        bent = {**said, "response": {**said["response"], part: ("B" if value[0] != "B" else "C") + value[1:]}}
        refused(KeyAnswer(json.dumps(bent), answer.challenge))
    for hostile in ("", "{}", "[]", "null", "\0", '{"id": 1}', json.dumps({**said, "id": "x", "rawId": "x"})):
        refused(KeyAnswer(hostile, answer.challenge))
    assert sign_in_with_key(door, answer, here)
    refused(answer)
    office.by_owner("UPDATE passkey SET sign_count = 1000")
    refused(asked_and_answered(desk))
    office.by_owner("UPDATE passkey SET sign_count = 0")
    office.by_owner("UPDATE passkey SET account = 'member-r2'")
    refused(asked_and_answered(desk))
    office.by_owner("UPDATE passkey SET account = 'member-r1'")
    assert sign_in_with_key(door, asked_and_answered(desk), here)
    office.by_owner("UPDATE account SET ended_at = '2028-01-01T00:00:00.000000Z' WHERE name = 'member-r1'")
    with pytest.raises(NotProved):
        sign_in_with_key(door, asked_and_answered(desk), here)
    desk.close()


def test_a_replay_would_be_taken_if_challenges_were_not_spent(
    served: tuple[RealOffice, str],
    chromium: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An authenticator that counts nothing leaves the spent challenge alone between us and a replay."""
    office, site = served
    desk, here = desk_at(chromium, site), Where("203.0.113.0/24", "a test")
    sign_in(desk, office, "member-r1")
    set_up_a_passkey(desk)
    desk.page.get_by_role("button", name="Sign out", exact=True).click()
    door: Door = office.app.extensions["office"].door()
    answer = asked_and_answered(desk)
    monkeypatch.setattr("committee_app.acts.proving.spend", lambda *_: None)
    for _ in range(2):
        office.by_owner("UPDATE passkey SET sign_count = 0")
        assert sign_in_with_key(door, answer, here)
    desk.close()


def test_a_passkey_that_did_not_verify_its_user_is_not_taken(
    served: tuple[RealOffice, str],
    chromium: Browser,
) -> None:
    office, site = served
    desk = desk_at(chromium, site)
    sign_in(desk, office, "member-r1")
    set_up_a_passkey(desk)
    desk.page.get_by_role("button", name="Sign out", exact=True).click()
    desk.verified(False)
    desk.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("The passkey was not used")
    assert office.told("SELECT count(*) FROM sitting WHERE method = 'passkey'") == 0
    desk.close()


def test_without_scripts_the_other_ways_stand_there(served: tuple[RealOffice, str], chromium: Browser) -> None:
    office, site = served
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.fill("#email", office.people["staff"].email)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Go on to the second factor").click()
    page.fill("#code", office.people["staff"].code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    page.goto(f"{site}/account/authenticator")
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 50
    assert re.search(r"[A-Z2-7]{4}-", page.locator("main .hash").inner_text())
    context.close()
