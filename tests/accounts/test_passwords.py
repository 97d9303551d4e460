"""S14: length and a block list, no composition, no rotation; what was typed is compared whole."""

import pytest

from committee_app import passwords
from committee_app.passwords import HASHER, LONGEST, SHORTEST, hashed, matches, objection
from tests.accounts.people import PASSWORD, RealOffice

LETTERS = "hufqwzkvjxnrgdtpybmclsaeio"


def of(length: int) -> str:
    """A password of that many characters that nobody would guess."""
    return "".join(LETTERS[(number * number + 7 * number) % 26] for number in range(length))


@pytest.mark.parametrize("length", [15, 16, 64, 128, 129, 256])
def test_long_passwords_are_taken_whole(length: int) -> None:
    assert objection(of(length)) is None
    kept = hashed(of(length))
    assert matches(of(length), kept)
    assert not matches(of(length)[:-1], kept)
    assert not matches(of(length) + "x", kept)


@pytest.mark.parametrize(("length", "why"), [(0, "at least 15"), (14, "at least 15"), (257, "at most 256")])
def test_the_limits_are_told(length: int, why: str) -> None:
    assert why in (objection(of(length)) or "")
    assert (SHORTEST, LONGEST) == (15, 256)


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "purple lantern quietly juggles", "ÄÖÜ schöne grüße müßiggang",
     "密码很长但是没有人会猜到它的确如此", "🦊🐢🪁🧭🎻🪵🧶🪴🛶🪨🪐🧊🪞🪑🪣", "kT9#xv2Lq8!mZp4",
     "only small letters without a digit"],
)  # fmt: skip
def test_no_composition_is_asked_for(password: str) -> None:
    assert objection(password) is None
    assert matches(password, hashed(password))


@pytest.mark.parametrize(
    "password",
    ["passwordpassword", "Password12345678", "P@ssw0rdP@ssw0rd", "aaaaaaaaaaaaaaaa", "123456789012345",
     "qwertyuiopasdfghjkl",
     "abcabcabcabcabcabc", "letmeinletmeinletmein", "sunshine princess 99", "iloveyouiloveyou1!",
     "missouridocket2028", "committee prosecutor 1", "reviewcommittee2028!", "samplecarpenter1", "               "],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    refused = objection(password, ["Sample Carpenter", "carpenter@docket.example"])
    assert refused
    assert "tried first" in refused


def test_the_block_list_is_long() -> None:
    assert len(passwords._common()) >= 3_000
    assert {"password", "sunshine", "dragon"} <= {word.translate(passwords.SPELLED) for word in passwords._common()}


def test_the_same_letters_from_another_keyboard_are_the_same() -> None:
    assert matches("café " * 4, hashed("café " * 4))


def test_a_password_is_kept_as_argon2id_with_its_parameters() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$")
    assert (HASHER.memory_cost, HASHER.time_cost) >= (19 * 1024, 2), "OWASP's least"
    assert kept != hashed(PASSWORD)
    assert not matches(PASSWORD, None)
    assert not matches(PASSWORD, "nonsense")


def test_pasting_is_allowed_and_nothing_is_changed_by_the_calendar(sqlite_real: RealOffice) -> None:
    page = sqlite_real.visitor().page("/sign-in/password")
    assert 'autocomplete="current-password"' in page
    assert "maxlength" not in page
    assert "onpaste" not in page
    sqlite_real.by_owner("UPDATE sitting SET started_at = '2008-01-01T00:00:00.000000Z'")
    assert sqlite_real.signed_in("director").get("/statute").status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("too short", "too short", "at least 15"), ("sample-director-2028", "sample-director-2028", "tried first"),
     (of(20), of(21), "not the same")],
)  # fmt: skip
def test_a_weak_password_is_refused_on_the_page_with_its_reason(
    sqlite_real: RealOffice, password: str, again: str, said: str
) -> None:
    answer = sqlite_real.signed_in("director").post("/account/password", password=password, again=again)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert password not in answer.get_data(as_text=True)
    sqlite_real.signed_in("director")


def test_an_empty_block_list_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_common", frozenset)
    taken = [word for word in ("sunshine princess 99", "letmeinletmeinletmein") if objection(word) is None]
    assert taken


def test_a_comparison_of_the_first_letters_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = passwords.matches
    monkeypatch.setattr(f"{__name__}.hashed", lambda given: hashed_whole(given[:64]))
    monkeypatch.setattr(f"{__name__}.matches", lambda given, kept: whole(given[:64], kept))
    with pytest.raises(AssertionError):
        test_long_passwords_are_taken_whole(128)


hashed_whole = hashed
