"""S6: a sitting begins new at each proof, ends when it should, and the cookie holds no right."""

import datetime as dt
from collections.abc import Callable
from secrets import token_urlsafe

import pytest
from flask.sessions import SecureCookieSessionInterface

from committee_app.acts import entering
from committee_app.tables.accounts import Sitting
from tests.accounts.people import ORIGIN, RealOffice, Visitor

IN = 200
OUT = 302


def state(visitor: Visitor) -> int:
    return visitor.get("/statute").status_code


def held(office: RealOffice, cookie: str) -> dict[str, object]:
    """What the cookie says, as the office reads it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(office.app)
    assert signer
    return dict(signer.loads(cookie))


def test_both_halves_are_needed_and_each_gives_a_new_sitting(real: RealOffice) -> None:
    visitor = real.visitor()
    assert state(visitor) == OUT
    before = visitor.cookie()
    answer = real.password(visitor, "director")
    assert answer.headers["Location"] == "/sign-in/second"
    half = held(real, visitor.cookie())["sitting"]
    assert visitor.get("/statute").headers["Location"] == "/sign-in/second"
    assert visitor.post("/acts/lodge").status_code == OUT
    answer = visitor.post("/sign-in/second", code=real.people["director"].code())
    assert answer.headers["Location"] == "/acts/lodge", "the form that was sent in between"
    assert state(visitor) == IN
    whole = held(real, visitor.cookie())["sitting"]
    assert len({before, half, whole}) == 3
    assert len(str(whole)) >= 43, "256 bits"
    assert real.told("SELECT count(*) FROM sitting WHERE ended_at IS NULL") == 1
    assert real.told("SELECT count(*) FROM entry WHERE verb = 'sign_in' AND actor = 'director'") == 1


def test_the_cookie_is_bound_to_this_host_and_holds_no_right(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.visitor()
    said = sqlite_real.password(visitor, "director").headers["Set-Cookie"]
    assert said.startswith("__Host-session=")
    for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in said
    assert "Domain" not in said
    signed = sqlite_real.signed_in("director")
    assert held(sqlite_real, signed.cookie()).keys() <= {"sitting", "csrf_token", "_permanent", "_flashes", "wanted"}
    # The token itself is nowhere kept.
    token = str(held(sqlite_real, signed.cookie())["sitting"])
    assert sqlite_real.told("SELECT count(*) FROM sitting WHERE hash = :t", t=token) == 0
    assert sqlite_real.told("SELECT count(*) FROM sitting WHERE hash = :t", t=entering.hash_of(token)) == 1


def test_signing_out_ends_the_sitting_for_whoever_has_the_cookie(sqlite_real: RealOffice) -> None:
    visitor, thief = sqlite_real.signed_in("director"), sqlite_real.visitor()
    thief.give(visitor.cookie())
    assert state(thief) == IN
    visitor.post("/sign-out")
    thief.give(thief.cookie())
    assert state(thief) == OUT


def everywhere(office: RealOffice, visitor: Visitor) -> None:
    assert visitor.post("/account", end="all").status_code == 302


def another_password(office: RealOffice, visitor: Visitor) -> None:
    words = "another lantern juggles quietly"
    assert visitor.post("/account/password", password=words, again=words).status_code == 302


def another_authenticator(office: RealOffice, visitor: Visitor) -> None:
    visitor.page("/account/authenticator")
    wrapped = str(held(office, visitor.cookie())["authenticator"])
    code = office.people["director"].wallet.generate_totp_password(wrapped)
    assert visitor.post("/account/authenticator", code=code).status_code == 302


def another_role(office: RealOffice, _: Visitor) -> None:
    administrator = office.signed_in("administrator")
    assert administrator.send("/acts/change_role", account="director", role="staff").status_code == 302


def the_end(office: RealOffice, _: Visitor) -> None:
    administrator = office.signed_in("administrator")
    assert administrator.send("/acts/end_account", account="director", understood="yes").status_code == 302


def a_new_link(office: RealOffice, _: Visitor) -> None:
    administrator = office.signed_in("administrator")
    assert administrator.send("/acts/renew_invitation", account="director", understood="yes").status_code == 302


@pytest.mark.parametrize(
    "change", [everywhere, another_password, another_authenticator, another_role, the_end, a_new_link]
)
def test_every_other_sitting_ends_with(sqlite_real: RealOffice, change: Callable[[RealOffice, Visitor], None]) -> None:
    here, elsewhere, anothers = (sqlite_real.signed_in(name) for name in ("director", "director", "staff"))
    before = here.cookie()
    change(sqlite_real, here)
    assert state(elsewhere) == OUT
    assert state(anothers) == IN
    copy = sqlite_real.visitor()
    copy.give(before)
    assert state(copy) == OUT, "the sitting that changed it goes on under a new token"
    assert state(here) == (IN if change in {another_password, another_authenticator} else OUT)


def test_rights_are_read_at_every_request(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.signed_in("director")
    assert visitor.get("/journal").status_code == IN
    sqlite_real.by_owner("UPDATE account SET role = 'staff' WHERE name = 'director'")
    assert visitor.get("/journal").status_code == 404
    sqlite_real.by_owner("UPDATE account SET ended_at = '2028-06-15T00:00:00.000000Z' WHERE name = 'director'")
    assert state(visitor) == OUT


@pytest.mark.parametrize(
    ("column", "minutes", "then"),
    [("seen_at", 29, IN), ("seen_at", 31, OUT), ("started_at", 11 * 60 + 59, IN), ("started_at", 12 * 60 + 1, OUT)],
)
def test_a_sitting_ends_when_it_is_idle_or_old(real: RealOffice, column: str, minutes: int, then: int) -> None:
    visitor = real.signed_in("member-r1")
    real.later("member-r1", dt.timedelta(minutes=minutes), column)
    assert state(visitor) == then


def test_a_sitting_that_is_used_is_not_idle(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.signed_in("member-r1")
    sqlite_real.later("member-r1", dt.timedelta(minutes=29))
    assert state(visitor) == IN
    assert sqlite_real.told("SELECT max(seen_at) FROM sitting") > sqlite_real.told(
        "SELECT max(started_at) FROM sitting"
    )


def test_somebody_ends_another_of_the_own_sittings_and_nobody_elses(sqlite_real: RealOffice) -> None:
    here, elsewhere, anothers = (sqlite_real.signed_in(name) for name in ("director", "director", "staff"))
    page = here.page("/account")
    assert page.count("End it") == 1
    numbers = {
        name: sqlite_real.told("SELECT min(id) FROM sitting WHERE account = :n AND owes IS NULL", n=name)
        for name in ("staff", "director")
    }
    here.post("/account", end=numbers["staff"])
    assert state(anothers) == IN
    here.post("/account", end=sqlite_real.told("SELECT max(id) FROM sitting WHERE account = 'director'"))
    assert state(elsewhere) == OUT
    assert state(here) == IN


def test_from_another_site_the_first_request_goes_on_by_a_page_of_ours(sqlite_real: RealOffice) -> None:
    """A strict cookie stays at home; the answer must not put another in its place."""
    answer = sqlite_real.visitor().get("/statute?a=b", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert 'content="0; url=/statute?a=b"' in answer.get_data(as_text=True)
    assert sqlite_real.visitor().get("/statute", headers={"Sec-Fetch-Site": "same-origin"}).status_code == OUT
    assert ORIGIN not in answer.get_data(as_text=True)


def test_a_key_that_was_changed_signs_nobody_out(sqlite_real: RealOffice) -> None:
    from committee_app import keys
    from committee_app.office_site import create_app

    visitor = sqlite_real.signed_in("director")
    keys.rotate(sqlite_real.instance, keys.SESSION)
    keys.rotate(sqlite_real.instance, keys.FACTORS)
    sqlite_real.app = create_app(sqlite_real.settings, sqlite_real.database)
    again = sqlite_real.visitor()
    again.give(visitor.cookie())
    assert state(again) == IN
    # What an authenticator shares was wrapped by the older key.
    assert state(sqlite_real.signed_in("director")) == IN
    for _ in range(3):
        keys.rotate(sqlite_real.instance, keys.SESSION)
    sqlite_real.app = create_app(sqlite_real.settings, sqlite_real.database)
    late = sqlite_real.visitor()
    late.give(visitor.cookie())
    assert state(late) == OUT


def test_a_change_that_ended_no_sitting_would_be_found(
    sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering.Changing, "end_sittings", lambda *_, **__: None)
    with pytest.raises(AssertionError):
        test_every_other_sitting_ends_with(sqlite_real, another_password)


def test_showing_the_factor_once_more_gives_a_new_token_to_the_same_sitting(sqlite_real: RealOffice) -> None:
    visitor, copy = sqlite_real.signed_in("director"), sqlite_real.visitor()
    began = sqlite_real.told("SELECT max(started_at) FROM sitting")
    copy.give(visitor.cookie())
    visitor.post("/account/confirm", code=sqlite_real.people["director"].code())
    assert state(visitor) == IN
    assert state(copy) == OUT
    assert sqlite_real.told("SELECT started_at FROM sitting WHERE ended_at IS NULL AND account = 'director'") == began


def _lives_on(self: entering.Changing, sitting: Sitting, method: str) -> str:
    held = self.session.get_one(Sitting, sitting.id)
    return self.open(held.account, method, entering.Where(held.network, held.browser), since=held.started_at)


# What is broken, how, and which test has to see it.
FAULTS: dict[str, tuple[Callable[[pytest.MonkeyPatch, RealOffice], None], Callable[[RealOffice], None]]] = {
    "the half of signing in stays open": (
        lambda patch, _: patch.setattr(entering.Changing, "again", _lives_on),
        test_both_halves_are_needed_and_each_gives_a_new_sitting,
    ),
    "the old token is good after a second proof": (
        lambda patch, _: patch.setattr(entering.Changing, "again", _lives_on),
        test_showing_the_factor_once_more_gives_a_new_token_to_the_same_sitting,
    ),
    "the token is short": (
        lambda patch, _: patch.setattr(entering.secrets, "token_urlsafe", lambda _: token_urlsafe(12)),
        test_both_halves_are_needed_and_each_gives_a_new_sitting,
    ),
    "signing out forgets the cookie alone": (
        lambda patch, _: patch.setattr(entering.Door, "end", lambda *_: None),
        test_signing_out_ends_the_sitting_for_whoever_has_the_cookie,
    ),
    "nobody is ever idle": (
        lambda patch, _: patch.setattr(entering, "IDLE", dt.timedelta(days=365)),
        lambda office: test_a_sitting_ends_when_it_is_idle_or_old(office, "seen_at", 31, OUT),
    ),
    "no sitting grows old": (
        lambda patch, _: patch.setattr(entering, "LONGEST", dt.timedelta(days=365)),
        lambda office: test_a_sitting_ends_when_it_is_idle_or_old(office, "started_at", 12 * 60 + 1, OUT),
    ),
    "nobody is noticed to be there": (
        lambda patch, _: patch.setattr(entering.Door, "seen", lambda *_: None),
        test_a_sitting_that_is_used_is_not_idle,
    ),
    "the cookie goes over plain connections": (
        lambda patch, office: patch.setitem(office.app.config, "SESSION_COOKIE_SECURE", False),
        test_the_cookie_is_bound_to_this_host_and_holds_no_right,
    ),
    "the cookie comes along from other sites": (
        lambda patch, office: patch.setitem(office.app.config, "SESSION_COOKIE_SAMESITE", "Lax"),
        test_the_cookie_is_bound_to_this_host_and_holds_no_right,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_sittings_would_be_found(
    sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    plant, looks = FAULTS[fault]
    plant(monkeypatch, sqlite_real)
    with pytest.raises(AssertionError):
        looks(sqlite_real)
