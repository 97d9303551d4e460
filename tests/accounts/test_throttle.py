"""S12 and S13: wrong tries slow down whoever makes them, never the member; nobody learns who has an account."""

import datetime as dt
import re
import time

import pytest
from werkzeug.test import TestResponse

from committee_app import passwords
from committee_app.acts import tries
from tests.accounts.people import PASSWORD, RealOffice, Visitor
from tests.desks.visiting import TOKEN

WRONG = "wrong lantern juggles quietly"


def wrong(real: RealOffice, email: str, address: str = "198.51.100.9", visitor: Visitor | None = None) -> TestResponse:
    return (visitor or real.visitor(address)).post("/sign-in/password", email=email, password=WRONG)


def said(answer: TestResponse) -> str:
    """What the page says, without its token and the address that was typed."""
    page = TOKEN.sub("", answer.get_data(as_text=True))
    return re.sub(r'type="email"[^>]*value="[^"]*"', "", page)


def test_the_sixth_wrong_password_waits_and_longer_each_time(real: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first delay is a second: on a busy machine six real comparisons take longer.
    monkeypatch.setattr(passwords, "matches", lambda *_: False)
    answers = [wrong(real, "director@docket.example").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    waits = [tries._delay(number, tries.FREE) for number in range(1, 30)]
    assert waits[:4] == [dt.timedelta()] * 4
    assert waits == sorted(waits)
    assert waits[-1] == tries.LONGEST
    assert real.told("SELECT max(wrong) FROM sign_in_tries") == 5, "what is refused unseen is not counted"


def test_a_stranger_locks_nobody_out(sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand wrong passwords from elsewhere; the member signs in from the own network in under five seconds."""
    email, own = "member-d1@docket.example", "203.0.113.7"
    sqlite_real.signed_in("member-d1", own)
    with monkeypatch.context() as quick:
        quick.setattr(passwords, "matches", lambda *_: False)
        seen = set()
        for number in range(1_000):
            seen.add(wrong(sqlite_real, email, f"198.51.{number % 250}.{number // 250 + 1}").status_code)
    assert seen == {422, 429}
    stranger = sqlite_real.visitor("192.0.2.77")
    assert sqlite_real.password(stranger, "member-d1").status_code == 429, "even who guesses right, from elsewhere"
    before = time.monotonic()
    visitor = sqlite_real.signed_in("member-d1", own)
    assert time.monotonic() - before < 5
    assert visitor.get("/docket/none").status_code == 404


def test_a_stranger_would_lock_the_member_out_if_the_own_network_did_not_count(
    sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_real.signed_in("member-d1")
    sqlite_real.by_owner(
        "INSERT INTO sign_in_tries (key, wrong, not_before) VALUES (:key, 1000, '2028-01-01T00:00:00.000000Z')"
        " ON CONFLICT (key) DO UPDATE SET wrong = 1000",
        key=tries._keys("password", "member-d1@docket.example", "x")[2],
    )
    monkeypatch.setattr(tries, "_signed_in_from", lambda *_: False)
    assert sqlite_real.password(sqlite_real.visitor(), "member-d1").status_code == 429


def test_many_wrong_codes_wait_too(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.visitor()
    sqlite_real.password(visitor, "director")
    answers = [visitor.post("/sign-in/second", code="000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert "Wait" in visitor.post("/sign-in/second", code="000000").get_data(as_text=True)


def test_a_stranger_with_the_password_locks_nobody_out_of_the_own_codes(sqlite_real: RealOffice) -> None:
    """A thousand wrong codes from elsewhere count for the account; from the own network its member still comes in."""
    sqlite_real.signed_in("member-d1", "203.0.113.7")
    sqlite_real.by_owner(
        "INSERT INTO sign_in_tries (key, wrong, not_before) VALUES (:key, 1000, '2028-01-01T00:00:00.000000Z')"
        " ON CONFLICT (key) DO UPDATE SET wrong = 1000",
        key=tries._keys("code", "member-d1", "x")[2],
    )
    stranger = sqlite_real.visitor("198.51.100.9")
    sqlite_real.password(stranger, "member-d1")
    code = sqlite_real.people["member-d1"].code()
    assert stranger.post("/sign-in/second", code=code).status_code == 429
    assert sqlite_real.signed_in("member-d1", "203.0.113.7").get("/statute").status_code == 200


def test_one_network_that_tries_many_accounts_waits(sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "matches", lambda *_: False)
    answers = [wrong(sqlite_real, f"{number}@docket.example").status_code for number in range(45)]
    assert answers[:39] == [422] * 39
    assert 429 in answers


def test_a_right_password_ends_the_counting(sqlite_real: RealOffice) -> None:
    for _ in range(4):
        sqlite_real.password(sqlite_real.visitor(), "staff", WRONG)
    sqlite_real.signed_in("staff")
    answers = [sqlite_real.password(sqlite_real.visitor(), "staff", WRONG).status_code for _ in range(5)]
    assert answers == [422] * 5


def test_signing_in_tells_nobody_who_has_an_account(sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known, unknown, ended, invited and not yet set up: the same words, status and headers, tried once and often."""
    sqlite_real.by_owner("UPDATE account SET ended_at = '2028-01-01T00:00:00.000000Z' WHERE name = 'auditor'")
    sqlite_real.by_owner("UPDATE account SET password = NULL WHERE name = 'staff'")
    # A first delay of a second would be over for one of them and not for another.
    monkeypatch.setattr(tries, "_delay", lambda n, free: tries.LONGEST if free and n >= free else dt.timedelta())
    emails = [f"{name}@docket.example" for name in ("director", "nobody", "auditor", "staff")]
    for _ in range(6):
        answers = [wrong(sqlite_real, email, f"198.51.{n}.1") for n, email in enumerate(emails)]
        assert len({(a.status_code, said(a), tuple(sorted(a.headers.keys()))) for a in answers}) == 1
    ended = sqlite_real.visitor("192.0.2.1").post("/sign-in/password", email=emails[2], password=PASSWORD)
    assert (ended.status_code, said(ended)) == (422, said(wrong(sqlite_real, emails[0], "192.0.2.2")))


def test_signing_in_takes_as_long_for_who_has_an_account_as_for_who_has_not(sqlite_real: RealOffice) -> None:
    times: dict[str, list[float]] = {"director@docket.example": [], "nobody@docket.example": []}
    for number in range(5):
        for email, taken in times.items():
            visitor = sqlite_real.visitor(f"198.51.{number}.1")
            token = TOKEN.search(visitor.page("/sign-in/password"))
            assert token
            before = time.monotonic()
            visitor.post("/sign-in/password", token=token[1], email=email, password=WRONG)
            taken.append(time.monotonic() - before)
    # The shortest: what else the machine does makes an answer longer, and never shorter.
    known, unknown = (min(taken) for taken in times.values())
    assert 0.5 < known / unknown < 2


def test_a_shortcut_for_unknown_addresses_would_be_seen(
    sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda given, kept: kept is not None and right(given, kept))
    with pytest.raises(AssertionError):
        test_signing_in_takes_as_long_for_who_has_an_account_as_for_who_has_not(sqlite_real)


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(sqlite_real: RealOffice) -> None:
    answers = [
        sqlite_real.visitor().post("/sign-in/forgotten", email=f"{name}@docket.example")
        for name in ("director", "nobody", "director")
    ]
    assert len({(a.status_code, said(a)) for a in answers}) == 1
    assert len(sqlite_real.mails("director")) == 1, "a stranger fills nobody's letter box"
    assert sqlite_real.told("SELECT count(*) FROM mail") == 1
