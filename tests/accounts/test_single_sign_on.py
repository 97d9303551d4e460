"""Single sign-on against a provider on this machine: it stands for the password alone, and lets nobody in by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from committee_app.founding import SAMPLE_PEOPLE
from committee_app.settings import SingleSignOn
from tests.accounts.people import ORIGIN, RealOffice, Visitor, furnish_people, opened

# The provider is built on a part of Authlib that is on its way out; ours is not.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def provider() -> Iterator[str]:
    import oidc_provider_mock

    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def with_provider(empty_url: Callable[[str], str], tmp_path: Path, provider: str) -> Iterator[RealOffice]:
    sso = SingleSignOn(provider, "docket", "sample secret", "the Sample Directory")
    office = opened(empty_url("sqlite"), tmp_path / "instance", sso=sso)
    office.people = furnish_people(office.database, office.instance)
    yield office
    office.database.close()


def returned(visitor: Visitor, sub: str) -> str:
    """Goes to the provider as somebody, and says with which query it sends the browser back."""
    there = visitor.get("/sign-in/sso").headers["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert asked["redirect_uri"] == [f"{ORIGIN}/sign-in/sso/back"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"]
    assert asked["state"]
    answer = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert back.path == "/sign-in/sso/back"
    return back.query


def known_as(provider: str, sub: str, email: str, **more: object) -> None:
    answer = requests.put(f"{provider}/users/{sub}", json={"email": email, **more}, timeout=10)
    assert answer.ok, answer.text


def test_a_known_person_still_needs_the_second_factor(with_provider: RealOffice, provider: str) -> None:
    known_as(provider, "one", "Director@docket.example")
    visitor = with_provider.visitor()
    assert "Sign in with the Sample Directory" in visitor.page("/sign-in")
    query = returned(visitor, "one")
    # From the provider a strict cookie does not come along: a page of ours goes on, and sets none.
    stranger = with_provider.visitor().get(f"/sign-in/sso/back?{query}")
    assert "Set-Cookie" not in stranger.headers
    assert "/sign-in/sso/finish?" in stranger.get_data(as_text=True)
    answer = visitor.get(f"/sign-in/sso/finish?{query}")
    assert answer.headers["Location"] == "/sign-in/second"
    assert visitor.get("/statute").status_code == 302
    assert visitor.post("/sign-in/second", code=with_provider.people["director"].code()).status_code == 302
    assert visitor.get("/statute").status_code == 200
    assert with_provider.told("SELECT method FROM sitting WHERE owes IS NULL") == "single sign-on and authenticator"


@pytest.mark.parametrize(
    ("email", "more"),
    [
        ("nobody@docket.example", {}),
        ("ended@docket.example", {}),
        ("director@docket.example", {"email_verified": False}),
        ("director@docket.example", {"email_verified": "false"}),
    ],
)
def test_who_is_unknown_here_stays_outside(
    with_provider: RealOffice, provider: str, email: str, more: dict[str, object]
) -> None:
    with_provider.by_owner(
        "INSERT INTO account (name, display, role, sample, email, ended_at)"
        " VALUES ('ended', 'Sample', 'director', false, 'ended@docket.example', '2028-01-01T00:00:00.000000Z')"
    )
    known_as(provider, "two", email, **more)
    visitor = with_provider.visitor()
    answer = visitor.get(f"/sign-in/sso/finish?{returned(visitor, 'two')}")
    assert answer.status_code == 403
    assert "invites people" in answer.get_data(as_text=True)
    assert visitor.get("/statute").status_code == 302
    assert with_provider.told("SELECT count(*) FROM sitting") == 0
    assert with_provider.told("SELECT count(*) FROM account") == len(SAMPLE_PEOPLE) + 1


def test_an_answer_that_was_not_asked_for_is_refused(with_provider: RealOffice, provider: str) -> None:
    known_as(provider, "one", "director@docket.example")
    visitor, thief = with_provider.visitor(), with_provider.visitor()
    query = returned(visitor, "one")
    assert thief.get(f"/sign-in/sso/finish?{query}").status_code == 403
    assert visitor.get(f"/sign-in/sso/finish?{query.replace('state=', 'state=x')}").status_code == 403
    for hostile in ("", "code=x&state=y", "error=access_denied", "code=&state="):
        assert visitor.get(f"/sign-in/sso/finish?{hostile}").status_code == 403
    assert with_provider.told("SELECT count(*) FROM sitting") == 0


def test_an_office_without_a_provider_has_no_such_page(sqlite_real: RealOffice) -> None:
    assert "sso" not in sqlite_real.visitor().page("/sign-in")
    for path in ("/sign-in/sso", "/sign-in/sso/back", "/sign-in/sso/finish"):
        assert sqlite_real.visitor().get(path).status_code == 404
