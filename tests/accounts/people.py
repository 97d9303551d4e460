"""A real office, not a training one: people with a password and an authenticator, and a way to sign in as each.

The browser walks use it too: `furnish_people` puts the people into any real office's database, `Person.code` is what an
authenticator would show now.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text, update
from werkzeug.test import TestResponse

from committee_app import keys
from committee_app.authenticators import Wallet
from committee_app.database import Database
from committee_app.founding import SAMPLE_PEOPLE, furnish, seat_the_sample
from committee_app.office_site import create_app
from committee_app.passwords import hashed
from committee_app.settings import Settings
from committee_app.tables.office import Account
from tests.desks.visiting import KEY, TOKEN

ORIGIN = "https://docket.example"
PASSWORD = "sample lantern juggles quietly"
DAY = dt.date(2028, 6, 15)


@cache
def _password() -> str:
    return hashed(PASSWORD)


@dataclass(frozen=True)
class Person:
    """Somebody with an account. The password is PASSWORD for all."""

    name: str
    email: str
    role: str
    wrapped: str
    database: Database
    wallet: Wallet

    def code(self) -> str:
        """What the authenticator shows now. That it was taken before is forgotten, so that a test need not wait."""
        owner = Database(self.database.url, owner=True)
        with owner.writing() as session:
            session.execute(update(Account).where(Account.name == self.name).values(totp_step=None))
        owner.close()
        return self.wallet.generate_totp_password(self.wrapped)


def furnish_people(database: Database, instance: Path) -> dict[str, Person]:
    """The director, four members, staff, an auditor and an administrator, with their seats; by name."""
    wallet = Wallet.of(instance)
    people = {
        name: Person(name, f"{name}@docket.example", role, wallet.generate_totp_secret(), database, wallet)
        for name, _, role, _ in SAMPLE_PEOPLE
    }
    with database.writing() as session:
        session.execute(
            insert(Account),
            [
                {
                    "name": name,
                    "display": display,
                    "role": role,
                    "sample": False,
                    "email": people[name].email,
                    "password": _password(),
                    "totp": people[name].wrapped,
                }
                for name, display, role, _ in SAMPLE_PEOPLE
            ],
        )
        seat_the_sample(session)
    return people


@dataclass
class Visitor:
    """A browser at a real office: its cookies, its network, and its forms."""

    client: FlaskClient
    address: str = "203.0.113.7"

    def get(self, path: str, **kw: Any) -> TestResponse:
        return self.client.get(path, base_url=ORIGIN, environ_overrides={"REMOTE_ADDR": self.address}, **kw)

    def page(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"))
        return answer.get_data(as_text=True)

    def post(self, path: str, *, token: str | None = None, **form: Any) -> TestResponse:
        """Sends the fields with the token that this browser's pages hold."""
        if token is None:
            found = TOKEN.search(self.get("/sign-in/password").get_data(as_text=True))
            assert found
            token = found[1]
        return self.client.post(
            path,
            base_url=ORIGIN,
            environ_overrides={"REMOTE_ADDR": self.address},
            data={"csrf_token": token, **form},
        )

    def send(self, path: str, **form: Any) -> TestResponse:
        """Opens the form of an act and sends it."""
        found = KEY.search(self.get(path).get_data(as_text=True))
        return self.post(path, request_key=found[1] if found else "", **form)

    def cookie(self) -> str:
        held = self.client.get_cookie("__Host-session", domain="docket.example")
        assert held
        return held.value

    def give(self, cookie: str) -> None:
        self.client.set_cookie("__Host-session", cookie, domain="docket.example", secure=True)


@dataclass
class RealOffice:
    """A real office with its people, its site and its database."""

    app: Flask
    database: Database
    instance: Path
    settings: Settings
    people: dict[str, Person] = field(default_factory=dict)

    def visitor(self, address: str = "203.0.113.7") -> Visitor:
        """Nobody yet."""
        return Visitor(self.app.test_client(), address)

    def signed_in(self, name: str, address: str = "203.0.113.7") -> Visitor:
        """Somebody who went through both halves."""
        visitor = self.visitor(address)
        assert self.password(visitor, name).status_code == 302
        answer = visitor.post("/sign-in/second", code=self.people[name].code())
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return visitor

    def password(self, visitor: Visitor, name: str, password: str = PASSWORD) -> TestResponse:
        return visitor.post("/sign-in/password", email=self.people[name].email, password=password)

    def told(self, statement: str, **values: Any) -> Any:
        """One value that the database holds."""
        with self.database.reading() as session:
            return session.execute(text(statement), values).scalar()

    def by_owner(self, statement: str, **values: Any) -> None:
        """Does what no act does, as the owner of the tables."""
        owner = Database(self.database.url, owner=True)
        with owner.writing() as session:
            session.execute(text(statement), values)
        owner.close()

    def later(self, name: str, by: dt.timedelta, column: str = "seen_at") -> None:
        """Moves the person's open sittings back, as if so much time had gone by."""
        moment = (self.settings.now() - by).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self.by_owner(
            f"UPDATE sitting SET {column} = :at WHERE account = :name AND ended_at IS NULL", at=moment, name=name
        )

    def mails(self, name: str) -> list[tuple[str, str]]:
        """The subject and text of each mail to the account, the newest last."""
        with self.database.reading() as session:
            rows = session.execute(text("SELECT subject, text FROM mail WHERE account = :n ORDER BY id"), {"n": name})
            return [(row.subject, row.text) for row in rows]

    def link_to(self, name: str) -> str:
        """The path of the newest link that was mailed to the account."""
        for _, words in reversed(self.mails(name)):
            if found := re.search(r"https://docket\.example(/link/\S+)", words):
                return found[1]
        raise AssertionError(f"no link was mailed to {name}")


def opened(url: str, instance: Path, **more: Any) -> RealOffice:
    """The site of a real office over a database whose tables are there; without people."""
    keys.make(instance)
    settings = Settings(url, instance, training=False, **{"fixed_today": DAY, "office_url": ORIGIN, **more})
    database = Database(url)
    with database.writing() as session:
        furnish(session, training=False)
    app = create_app(settings, database)
    return RealOffice(app, database, instance, settings)
