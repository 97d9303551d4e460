"""Visiting the office site: a browser's part of it, with cookies and forms, and without pictures."""

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from committee_app.acts.open_records import shown_digest
from committee_app.database import Database
from committee_app.tables.journal import Entry
from committee_app.tables.publications import Proposal

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
KEY = re.compile(r'name="request_key" value="([^"]+)"')
MONTHS = 3
LINK = re.compile(r'href="(/[^"#]*)')


@dataclass(frozen=True)
class Visitor:
    """Someone at the site; `name` is the account or None."""

    client: FlaskClient
    name: str | None

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (self.name, path, answer.status_code)
        return answer.get_data(as_text=True)

    def token(self) -> str:
        found = TOKEN.search(self.client.get("/sign-in").get_data(as_text=True))
        assert found
        return found[1]

    def send(self, path: str, *, key: str | None = None, **given: Any) -> TestResponse:
        """Opens the form and sends it as a browser would, with its token and its request key."""
        shown = self.client.get(path).get_data(as_text=True)
        found = KEY.search(shown)
        form = {"csrf_token": self.token(), "request_key": key or (found[1] if found else ""), **given}
        return self.client.post(path, data=form, content_type="multipart/form-data")

    def walk(self) -> dict[str, str]:
        """Every page that links lead to from the docket, by its address."""
        pages: dict[str, str] = {}
        ahead = ["/", "/calendar"]
        while ahead:
            path = ahead.pop()
            if path in pages or path.startswith("/static/"):
                continue
            # The months follow one another for a century: a few of them are enough.
            if path.startswith("/deadlines?") and sum(seen.startswith("/deadlines?") for seen in pages) >= MONTHS:
                continue
            with self.get(path) as answer:
                is_page = answer.mimetype == "text/html"
                pages[path] = answer.get_data(as_text=True) if is_page else ""
            ahead += [unescape(link) for link in LINK.findall(pages[path])]
        return pages


@dataclass(frozen=True)
class Site:
    app: Flask
    database: Database
    instance: Path

    def visitor(self, name: str | None = None) -> Visitor:
        """A visitor who has signed in as that sample account, or nobody."""
        client = self.app.test_client()
        visitor = Visitor(client, None)
        if name is None:
            return visitor
        answer = client.post("/sign-in", data={"account": name, "csrf_token": visitor.token()})
        assert answer.status_code == 302, name
        return Visitor(client, name)

    def entries(self) -> int:
        """How many entries the journal has."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Entry)) or 0

    def proposed(self, complaint: str) -> dict[str, str]:
        """Staff propose what the Act opens of the matter; says what whoever releases it is shown."""
        sent = self.visitor("staff").send(f"/docket/{complaint}/acts/propose_publication")
        assert sent.status_code == 302, sent.get_data(as_text=True)
        with self.database.reading() as session:
            row = session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
            assert row is not None
            return {"proposal": str(row.id), "sha256": shown_digest(row)}

    def by_owner(self, statement: str) -> None:
        """Does what no act does, as the owner of the tables."""
        owner = Database(self.database.url, owner=True)
        with owner.writing() as session:
            session.execute(text(statement))
        owner.close()
