"""S7: what a request says of its own host changes nothing; links are built from the settings alone."""

import pytest

from committee_app import mails
from tests.accounts.people import ORIGIN, RealOffice
from tests.desks.visiting import TOKEN

FORGED = [
    {"Host": "elsewhere.example"}, {"Host": "elsewhere.example:443"}, {"Host": "docket.example@elsewhere.example"},
    {"Host": "docket.example.elsewhere.example"}, {"Host": "elsewhere.example/docket.example"},
    {"Host": "elsewhere" * 600}, {"Host": "elsewhere.example#docket.example"}, {"Host": ""},
    {"X-Forwarded-Host": "elsewhere.example"}, {"X-Forwarded-Proto": "http", "X-Forwarded-Server": "elsewhere.example"},
    {"Forwarded": "host=elsewhere.example;proto=http"},
    {"X-Original-URL": "//elsewhere.example", "X-Rewrite-URL": "//elsewhere.example"},
]  # fmt: skip


def told(real: RealOffice, headers: dict[str, str]) -> list[str]:
    """Every place in which the forged host stands after a new password was asked for under it."""
    visitor = real.visitor()
    found = TOKEN.search(visitor.page("/sign-in/forgotten"))
    assert found
    form = {"csrf_token": found[1], "email": "director@docket.example"}
    # A real browser would not bring the cookie along to a host that is not ours; an attacker's program would.
    headers = {**headers, "Cookie": f"__Host-session={visitor.cookie()}"}
    client = real.app.test_client(use_cookies=False)
    answers = [
        client.post("/sign-in/forgotten", data=form, base_url=ORIGIN, headers=headers),
        client.get("/sign-in", base_url=ORIGIN, headers=headers),
        client.get("/docket", base_url=ORIGIN, headers=headers),
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses in ([200, 200, 302], [400, 400, 400])
    assert bool(real.mails("director")) == (statuses[0] == 200)
    texts = [answer.get_data(as_text=True) + str(answer.headers) for answer in answers]
    texts += [words for mail in real.mails("director") for words in mail]
    return [text for text in texts if "elsewhere" in text]


@pytest.mark.parametrize("headers", FORGED)
def test_a_forged_host_stands_nowhere(sqlite_real: RealOffice, headers: dict[str, str]) -> None:
    assert told(sqlite_real, headers) == []
    assert len(FORGED) == 12


def test_a_link_built_from_the_request_would_be_found(sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    from flask import request

    as_written = mails.Words.text
    monkeypatch.setattr(mails.Words, "text", lambda words, _: as_written(words, request.host_url))
    assert told(sqlite_real, FORGED[0])
