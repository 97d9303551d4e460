"""A signed letter stays tagged and archival, says who signed and when, and shows every later change."""

from datetime import UTC, datetime

import pytest

from letters.layout import as_pdf
from tests.letters.certificates import key_of
from tests.letters.samples import HEAD, SHEETS
from tests.letters.test_tagged_and_kept import failures

signing = pytest.importorskip("letters.signing", reason="signatures are an extra")

AT = datetime(2028, 1, 14, 18, 0, tzinfo=UTC)
PASSPHRASE = b"sample passphrase"


@pytest.fixture(scope="module")
def director() -> tuple[bytes, bytes]:
    return key_of("Sample Director", PASSPHRASE, AT)


@pytest.fixture(scope="module")
def letter() -> bytes:
    return as_pdf(SHEETS["notice with its number"], HEAD, to_sign=True)


@pytest.fixture(scope="module")
def signed(letter: bytes, director: tuple[bytes, bytes]) -> bytes:
    pdf: bytes = signing.signed(letter, director[0], PASSPHRASE, AT, "Notice under section 56.602.4(3)")
    return pdf


def test_a_signed_letter_passes_both_profiles_and_begins_with_the_letters_own_bytes(
    letter: bytes, signed: bytes
) -> None:
    assert failures(signed) == set()
    assert signed.startswith(letter)


def test_the_signature_says_who_signed_and_when(signed: bytes, director: tuple[bytes, bytes]) -> None:
    verdict = signing.verdict(signed, [director[1]], AT)
    assert (verdict.signer, verdict.at, verdict.intact, verdict.trusted) == (
        "Common Name: Sample Director", AT, True, True,
    )  # fmt: skip


def test_a_certificate_that_the_office_does_not_trust_is_not_trusted(signed: bytes) -> None:
    stranger = key_of("Sample Director", PASSPHRASE, AT)[1]
    verdict = signing.verdict(signed, [stranger], AT)
    assert (verdict.intact, verdict.trusted) == (True, False)


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_one_changed_byte_of_the_letter_is_seen(
    place: float, letter: bytes, signed: bytes, director: tuple[bytes, bytes]
) -> None:
    at = letter.index(b"stream\n", int(place * len(letter) * 0.9)) + 20
    changed = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    assert not signing.verdict(changed, [director[1]], AT).intact


def test_what_is_added_behind_the_signature_is_seen(signed: bytes, director: tuple[bytes, bytes]) -> None:
    start = signed.rindex(b"startxref") + 10
    before = int(signed[start:].split()[0])
    added = b"\n9999 0 obj\n<< /Type /Page >>\nendobj\n"
    table = len(signed) + len(added)
    root = signed[signed.rindex(b"/Root ") :].split(b"/Root ")[1].split(b" R")[0]
    added += b"xref\n9999 1\n%010d 00000 n \n" % (len(signed) + 1)
    added += b"trailer\n<< /Size 10000 /Root %s R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (root, before, table)
    assert not signing.verdict(signed + added, [director[1]], AT).intact


def test_what_cannot_be_signed_is_refused_with_words(
    letter: bytes, signed: bytes, director: tuple[bytes, bytes]
) -> None:
    for pdf, key, passphrase, words in (
        (letter, b"no key", PASSPHRASE, "cannot be opened"),
        (letter, director[0], b"wrong", "cannot be opened"),
        (as_pdf(SHEETS["notice"], HEAD), director[0], PASSPHRASE, "no empty field"),
        (signed, director[0], PASSPHRASE, "no empty field"),
    ):
        with pytest.raises(ValueError, match=words):
            signing.signed(pdf, key, passphrase, AT, "Sample")
    with pytest.raises(ValueError, match="cannot be opened"):
        signing.certificate(director[0], None)
    assert signing.certificate(director[0], PASSPHRASE)[0] == "Sample Director"
    with pytest.raises(ValueError, match="not signed"):
        signing.verdict(letter, [], AT)


def test_pyhankos_own_metadata_would_break_the_profiles(
    letter: bytes, director: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signing._Writer, "_update_meta")
    broken = failures(signing.signed(letter, director[0], PASSPHRASE, AT, "Sample"))
    assert broken
