"""People at a real office: each with a browser of the own, a way to sign in, and a letter box that mails really reach.

The office's clock stands until a story moves it. The authenticators show the codes of that clock, as a phone would."""

import datetime as dt
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from passlib.totp import TOTP
from playwright.sync_api import Browser, Locator, Page, expect
from waitress.server import create_server

from committee_app.database import Database
from committee_app.founding import check_kind, found
from committee_app.office_site import create_app
from committee_app.outbox import dispatch, post_of
from committee_app.settings import CHICAGO, Settings
from tests.accounts.test_passkeys import desk_at

PASSWORD = "sample lantern juggles quietly"


class Clock:
    """The one clock of the office and of its people's phones; it stands until it is set."""

    def __init__(self) -> None:
        self.now = dt.datetime(2027, 11, 15, 16, tzinfo=dt.UTC)

    def set(self, moment: str) -> None:
        """To a moment of Missouri's, as `2028-01-03 09:00`."""
        self.now = dt.datetime.fromisoformat(moment).replace(tzinfo=CHICAGO).astimezone(dt.UTC)

    def on(self, **more: int) -> None:
        """Goes on by so much, as `minutes=5`."""
        self.now += dt.timedelta(**more)


@dataclass(frozen=True, slots=True)
class Moving(Settings):
    """The settings of a real office whose day is that of the test's clock."""

    clock: Clock = field(default_factory=Clock)

    def now(self) -> dt.datetime:
        return self.clock.now

    def today(self) -> dt.date:
        return self.clock.now.astimezone(CHICAGO).date()


class LetterBox:
    """What an SMTP server took in, in the order in which it came."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """The name is aiosmtpd's: one whole mail."""
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


def words(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


@dataclass
class Person:
    """Somebody with a browser. `key` is what the phone's authenticator holds; who has none signs in with a passkey."""

    office: "WalkedOffice"
    name: str
    display: str
    page: Page
    key: str | None = None

    @property
    def address(self) -> str:
        return f"{self.name}@docket.example"

    def code(self) -> str:
        """What the phone shows now; while it shows a code that was taken, half a minute goes by."""
        assert self.key
        self.office.clock.on(seconds=30)
        return str(TOTP(self.key, format="base32").generate().token)

    def goto(self, path: str) -> Page:
        self.page.goto(self.office.site + path)
        return self.page

    def press(self, button: str) -> None:
        self.page.locator("main").get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link, exact=True).first.click()

    def takes_up(self, link: str, *, passkey: bool = False, looked_at: bool = True, **who: str) -> None:
        """Opens a one-time link, chooses a password and sets up the second factor. `looked_at`: no page on the way has
        a barrier."""
        look = self.office.look if looked_at else lambda _: None
        self.page.goto(link)
        look(self.page)
        fill(self.page, **who, password=PASSWORD, again=PASSWORD)
        self.press("Choose this password")
        look(self.page)
        self.follow("Set up a passkey" if passkey else "Set up an authenticator")
        look(self.page)
        if passkey:
            fill(self.page, called="My sample phone")
            self.press("Set up a passkey")
        else:
            self.key = self.page.locator("main .hash").inner_text().replace("-", "")
            fill(self.page, code=self.code())
            self.press("Set it up")
        expect(self.page.get_by_role("status")).to_contain_text("is set up")
        look(self.page)

    def signs_in(self) -> None:
        """From wherever the page is; the browser is led back there where it was sent to sign in."""
        if "/sign-in" not in self.page.url:
            self.goto("/")
        if self.key is None:
            self.press("Sign in with a passkey")
        else:
            fill(self.page, email=self.address, password=PASSWORD)
            self.press("Go on to the second factor")
            fill(self.page, code=self.code())
            self.press("Sign in")
        expect(self.page.get_by_role("link", name=self.display, exact=True)).to_be_visible()

    def proves_it_again(self) -> None:
        """Shows the second factor once more, where a grave act asks for it."""
        expect(self.page.get_by_role("heading", name="Show your second factor once more")).to_be_visible()
        if self.key is None:
            self.press("Use a passkey")
        else:
            fill(self.page, code=self.code())
            self.press("Go on")
        expect(self.page.get_by_role("status")).to_contain_text("What you typed is kept")

    def does(self, title: str, **given: str) -> None:
        """Follows the link of an act, fills in its form, sends it, and is told that it is done."""
        self.follow(title)
        self.sends(title, **given)
        expect(self.page.get_by_role("status").first).to_contain_text(re.compile("Done: |Your vote is cast"))

    def sends(self, title: str, **given: str) -> None:
        fill(self.page, **given)
        understood = self.page.locator("label[for=understood]")
        if understood.count():
            understood.click()
        self.press(title)

    def reads_nothing_at(self, path: str) -> None:
        """There is no such page for this person."""
        answer = self.page.goto(self.office.site + path)
        assert answer
        assert answer.status == 404, path


def fill(page: Page, **given: str) -> None:
    """Fills the fields of the form, each by its name; several boxes are ticked by values parted with spaces."""
    for name, value in given.items():
        fields = page.locator(f"main form [name='{name}']")
        match fields.first.evaluate("field => field.type"):
            case "radio" | "checkbox":
                for one in value.split():
                    page.locator(f"label[for='{_of(fields, one)}']").click()
            case "select-one":
                fields.select_option(value)
            case _:
                fields.first.fill(value)


def _of(fields: Locator, value: str) -> str:
    found = fields.and_(fields.page.locator(f"[value='{value}']")).get_attribute("id")
    assert found
    return found


@dataclass
class WalkedOffice:
    """A real office before its people: its address, clock, letter box and database; `looks` counts the pages at which
    somebody looked for barriers."""

    site: str
    settings: Moving
    database: Database
    box: LetterBox
    browser: Browser
    barriers: Any
    people: dict[str, Person] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return self.settings.clock

    def person(self, name: str, display: str, *, width: int = 1280) -> Person:
        """A browser for somebody; the narrow one is a phone that holds passkeys."""
        page = (
            desk_at(self.browser, self.site).page
            if width < 400
            else self.browser.new_context(viewport={"width": width, "height": 900}).new_page()
        )
        page.on("console", lambda said: self.errors.append(f"{said.text} {page.url}") if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.people[name] = Person(self, name, display, page)
        return self.people[name]

    def look(self, page: Page) -> None:
        """No barrier that axe knows of, and no sideways scrolling."""
        assert self.barriers(page) == [], page.url
        width = page.viewport_size
        assert width
        assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], page.url

    def deliver(self) -> None:
        """Does what the running site does every few seconds: sends off what waits."""
        settings = self.settings
        dispatch(self.database, settings.instance, settings.now(), post_of(settings), settings.mail_from)

    def link_to(self, person: Person) -> str:
        """The link in the newest mail that reached the person."""
        found = re.search(rf"{re.escape(self.site)}/\S+", words(self.box.to(person.address)[-1]))
        assert found
        return found[0]


@contextmanager
def walked(browser: Browser, instance: Path, monkeypatch: pytest.MonkeyPatch, barriers: Any) -> Iterator[WalkedOffice]:
    """A real office, founded as `committee init` founds it, at http://localhost, with a mail server on this machine."""
    server = create_server(later := _Later(), host="localhost", port=0, threads=4, clear_untrusted_proxy_headers=True)
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    box, mail_port = LetterBox(), _free_port()
    settings = Moving(
        f"sqlite:///{instance / 'office.sqlite3'}",
        instance,
        training=False,
        fixed_today=None,
        office_url=f"http://localhost:{port}",
        smtp_url=f"smtp+plain://127.0.0.1:{mail_port}",
        mail_from="docket@docket.example",
    )
    monkeypatch.setattr(TOTP, "now", staticmethod(lambda: settings.clock.now.timestamp()))
    found(settings)
    database = Database(settings.database_url)
    check_kind(database, settings)
    later.app = create_app(settings, database)
    threading.Thread(target=server.run, daemon=True).start()
    post = Controller(box, hostname="127.0.0.1", port=mail_port)
    post.start()
    office = WalkedOffice(settings.office_url, settings, database, box, browser, barriers)
    try:
        yield office
    finally:
        for person in office.people.values():
            person.page.context.close()
        post.stop()
        server.close()
        database.close()


class _Later:
    """The site, once its address is known."""

    app: Any = None

    def __call__(self, environ: Any, start: Any) -> Any:
        return self.app(environ, start)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
