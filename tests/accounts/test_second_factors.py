"""S15: a code of an authenticator and a recovery code are taken once, whoever sends them at once."""

import datetime as dt
import threading

import pytest

from committee_app.acts.entering import Door, NotProved, Where, find_sitting
from committee_app.acts.factors import new_recovery_codes
from committee_app.acts.proving import Code, half, prove
from committee_app.authenticators import Wallet
from committee_app.tables.accounts import Sitting
from committee_app.tables.office import Account
from tests.accounts.people import RealOffice, Visitor


def door_of(real: RealOffice) -> Door:
    door: Door = real.app.extensions["office"].door()
    return door


def half_of(real: RealOffice, name: str) -> Sitting:
    """A half of signing in, without a browser."""
    door = door_of(real)
    with real.database.reading() as session:
        token = half(door, session.get_one(Account, name), "password", Where("203.0.113.0/24", "a test"))
    with real.database.reading() as session:
        found = find_sitting(session, token, door.now)
        assert found
        session.expunge(found)
    return found


def codes_of(real: RealOffice, name: str) -> list[str]:
    return new_recovery_codes(door_of(real), half_of(real, name))


def second(real: RealOffice, code: str, name: str = "director") -> tuple[int, Visitor]:
    visitor = real.visitor()
    real.password(visitor, name)
    return visitor.post("/sign-in/second", code=code).status_code, visitor


def test_a_code_is_taken_once(real: RealOffice) -> None:
    code = real.people["director"].code()
    assert second(real, code)[0] == 302
    assert second(real, code)[0] == 422
    assert second(real, code, "staff")[0] == 422


def test_a_code_that_was_taken_would_be_taken_again_without_its_step(
    sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Wallet, "get_last_counter", lambda *_: None)
    code = sqlite_real.people["director"].code()
    assert [second(sqlite_real, code)[0] for _ in range(2)] == [302, 302]


@pytest.mark.parametrize("given", ["", "12345", "1234567", "abcdef", "１２３４５６", "000000\0", "9" * 5000])
def test_what_is_no_code_is_refused_with_words(sqlite_real: RealOffice, given: str) -> None:
    status, visitor = second(sqlite_real, given)
    assert status == 422
    assert visitor.get("/statute").status_code == 302


def test_an_old_code_is_refused(sqlite_real: RealOffice) -> None:
    person = sqlite_real.people["director"]
    key = person.wallet._totp.from_source(person.wrapped)
    long_ago = key.generate(time=sqlite_real.settings.now().timestamp() - 10_000_000).token
    assert second(sqlite_real, long_ago)[0] == 422


def test_a_recovery_code_stands_in_once_and_its_owner_is_told(real: RealOffice) -> None:
    first, other, *_ = codes = codes_of(real, "director")
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) == 16 for code in codes)
    assert real.told("SELECT count(*) FROM recovery_code WHERE hash IN (:a, :b)", a=first, b=other) == 0
    assert second(real, first.upper().replace("-", " "))[0] == 302
    assert second(real, first)[0] == 422
    assert second(real, other)[0] == 302
    assert second(real, codes_of(real, "staff")[0])[0] == 422, "another's"
    assert "A recovery code was used" in " ".join(subject for subject, _ in real.mails("director"))


def test_new_recovery_codes_end_the_old_ones(sqlite_real: RealOffice) -> None:
    old = codes_of(sqlite_real, "director")
    new = codes_of(sqlite_real, "director")
    assert second(sqlite_real, old[0])[0] == 422
    assert second(sqlite_real, new[0])[0] == 302


@pytest.mark.parametrize("of", ["authenticator", "recovery"])
def test_of_many_at_once_one_is_taken(real: RealOffice, of: str) -> None:
    code = real.people["director"].code() if of == "authenticator" else codes_of(real, "director")[0]
    halves = [half_of(real, "director") for _ in range(4)]
    start, taken, refused = threading.Barrier(len(halves)), [], []

    def send(mine: Sitting) -> None:
        start.wait()
        try:
            taken.append(prove(door_of(real), mine, Code(code)))
        except NotProved:
            refused.append(mine.id)

    threads = [threading.Thread(target=send, args=(one,)) for one in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1
    assert len(refused) == len(halves) - 1


def test_a_password_alone_opens_nothing(real: RealOffice) -> None:
    """Of an account that never set up a second factor, too: nobody but the owner of the link sets one up."""
    real.by_owner("UPDATE account SET totp = NULL WHERE name = 'staff'")
    visitor = real.visitor()
    assert real.password(visitor, "staff").headers["Location"] == "/sign-in/second"
    for path in (
        "/",
        "/account",
        "/account/factors",
        "/account/authenticator",
        "/account/passkeys",
        "/account/password",
    ):
        assert visitor.get(path).headers["Location"] == "/sign-in/second", path
    assert visitor.post("/account/authenticator", code="123456").status_code == 302
    assert visitor.post("/account/passkeys/question").status_code == 302
    assert real.told("SELECT count(*) FROM account WHERE name = 'staff' AND totp IS NULL") == 1


def test_half_of_signing_in_is_over_after_a_quarter_of_an_hour(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.visitor()
    sqlite_real.password(visitor, "director")
    sqlite_real.later("director", dt.timedelta(minutes=16), "started_at")
    answer = visitor.post("/sign-in/second", code=sqlite_real.people["director"].code())
    assert answer.headers["Location"] == "/sign-in"


def test_the_shared_key_is_wrapped_in_the_database(sqlite_real: RealOffice) -> None:
    person = sqlite_real.people["director"]
    plain = person.wallet.get_totp_b32_key(person.wrapped)
    assert len(plain) >= 32, "160 bits (RFC 4226, 4)"
    assert plain not in sqlite_real.told("SELECT totp FROM account WHERE name = 'director'")


@pytest.mark.parametrize("path", ["/account/password", "/account/authenticator", "/account/passkeys",
                                  "/account/recovery-codes"])  # fmt: skip
def test_changing_what_proves_who_one_is_asks_for_the_factor_again(sqlite_real: RealOffice, path: str) -> None:
    visitor = sqlite_real.signed_in("director")
    assert visitor.get(path).status_code == 200
    sqlite_real.later("director", dt.timedelta(minutes=11), "proved_at")
    assert visitor.get(path).headers["Location"] == "/account/confirm"
    assert visitor.post(path, make="yes", remove="1").headers["Location"] == "/account/confirm"
    assert visitor.post("/account/confirm", code="000000").status_code == 422
    answer = visitor.post("/account/confirm", code=sqlite_real.people["director"].code())
    assert answer.headers["Location"] == path
    assert visitor.get(path).status_code == 200


def test_recovery_codes_are_shown_once_on_a_page_to_print(sqlite_real: RealOffice) -> None:
    visitor = sqlite_real.signed_in("director")
    page = visitor.post("/account/recovery-codes", make="yes").get_data(as_text=True)
    assert page.count("<li><code>") == 10
    assert "<code>" not in visitor.page("/account/recovery-codes")
    assert "10 left" in visitor.page("/account")
