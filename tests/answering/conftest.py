"""The sample office's site, and a visitor who holds the letter of a matter that waits for its response."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.answering.holding import code_of
from tests.desks.conftest import served
from tests.desks.visiting import TOKEN, Site

# The matter of the sample office whose notice was delivered, and one whose notice is under way.
MATTER, OTHER = "2028-014", "2028-016"
# Its notice went out more than half a year ago.
EXPIRED = "2028-002"
SEALED = re.compile(r'name="kept" value="([^"]+)"')
KEY = re.compile(r'name="request_key" value="([^"]+)"')


@dataclass
class Reader:
    """A browser's part of the prosecutor's page."""

    site: Site
    client: Any
    network: str = "203.0.113.7"

    def get(self, path: str) -> TestResponse:
        answer: TestResponse = self.client.get(path, environ_base={"REMOTE_ADDR": self.network})
        return answer

    def post(self, path: str, **form: Any) -> TestResponse:
        found = TOKEN.search(self.get("/answer").get_data(as_text=True) + self.get("/sign-in").get_data(as_text=True))
        assert found
        answer: TestResponse = self.client.post(
            path,
            data={"csrf_token": found[1], **form},
            content_type="multipart/form-data",
            environ_base={"REMOTE_ADDR": self.network},
        )
        return answer

    def try_code(self, code: str, reference: str = MATTER) -> TestResponse:
        return self.post("/answer", reference=reference, code=code)

    def step(self, step: str, **form: Any) -> TestResponse:
        return self.post("/answer/matter", step=step, **form)

    def send(self, **form: Any) -> TestResponse:
        """Looks it over and sends it, as the buttons do."""
        shown = self.step("look", about="response", **form)
        page = shown.get_data(as_text=True)
        assert shown.status_code == 200, page
        key = KEY.search(page)
        assert key
        text = form.get("text", "")
        return self.step("send", about="response", text=text, kept=SEALED.findall(page), request_key=key[1])


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Iterator[Site]:
    """A copy of the sample office."""
    shutil.copytree(made, tmp_path / "instance")
    site = served(tmp_path / "instance")
    yield site
    site.database.close()


@pytest.fixture
def reader(site: Site) -> Callable[..., Reader]:
    """Makes a visitor; `opened` one who has typed the code of the letter."""

    def make(*, opened: bool = True, network: str = "203.0.113.7", matter: str = MATTER) -> Reader:
        visitor = Reader(site, site.app.test_client(), network)
        if opened:
            answer = visitor.try_code(code_of(site.database, matter), matter)
            assert (answer.status_code, answer.headers["Location"]) == (302, "/answer/matter")
        return visitor

    return make
