"""With the office's certificate in the instance folder, what is released and signed is kept as the signed file."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from committee_app.acts import Refused
from committee_app.signatures import FILE
from committee_app.tables.packets import Packet
from committee_app.tables.publications import Publication
from committee_app.tables.records import Letter
from tests.correspondence.test_a_letter_is_printed_or_taken_back import ON, formal
from tests.letters.certificates import key_of
from tests.letters.test_tagged_and_kept import failures
from tests.offices import ADDRESS, Office, day, noon
from tests.oracle import faults

signing = pytest.importorskip("letters.signing", reason="signatures are an extra")

NAME = "Sample Committee of Missouri"
LONG = 4000


def put(office: Office, key: bytes) -> Path:
    office.instance.mkdir(parents=True, exist_ok=True)
    path = office.instance / FILE
    path.write_bytes(key)
    return path


@pytest.fixture(scope="module")
def certificate() -> tuple[bytes, bytes]:
    """Good for all days of these stories."""
    return key_of(NAME, None, noon(day(ON)), LONG)


def kept(office: Office, kind: str) -> Any:
    """The newest letter of that kind, with its columns."""
    with office.database.reading() as session:
        columns = (Letter.id, Letter.pdf, Letter.sha256, Letter.said)
        return session.execute(select(*columns).where(Letter.kind == kind).order_by(Letter.id.desc())).first()


def test_a_released_notice_is_kept_and_printed_as_the_signed_file(
    office: Office, certificate: tuple[bytes, bytes]
) -> None:
    put(office, certificate[0])
    matter = formal(office)
    for _ in range(2):
        office.act("release_notice", complaint=matter, on=ON, key="one", address=ADDRESS)
    letter = kept(office, "notice")
    verdict = signing.verdict(letter.pdf, [certificate[1]], noon(day(ON)))
    assert (verdict.intact, verdict.trusted, verdict.at) == (True, True, noon(day(ON)))
    assert hashlib.sha256(letter.pdf).hexdigest() == letter.sha256
    until = (day(ON) + timedelta(days=LONG)).isoformat()
    assert letter.said["certificate"] == {"subject": NAME, "until": until}
    office.dispatch(ON)
    assert (office.instance / "print_tray" / f"{matter}_notice.pdf").read_bytes() == letter.pdf
    assert failures(letter.pdf) == set()
    # A REPRINT is another sheet, signed by nobody.
    for _ in range(2):
        office.act("print_letter", "staff", matter, on=ON, letter=letter.id)
    office.dispatch(ON)
    reprint = (office.instance / "print_tray" / f"{matter}_notice_reprint-2.pdf").read_bytes()
    with pytest.raises(ValueError, match="not signed"):
        signing.verdict(reprint, [], noon(day(ON)))
    assert faults(office.database) == []


def test_a_letter_that_is_released_again_is_signed_again(
    sqlite_office: Office, certificate: tuple[bytes, bytes]
) -> None:
    put(sqlite_office, certificate[0])
    matter = sqlite_office.lodge("2028-01-03")
    sqlite_office.act("acknowledge", "staff", matter, on=ON, address=ADDRESS)
    first = kept(sqlite_office, "acknowledgment")
    sqlite_office.act("take_back_letter", complaint=matter, on=ON, letter=first.id, reason="Sample.")
    sqlite_office.act("release_again", complaint=matter, on="2028-01-18", letter=first.id)
    again = kept(sqlite_office, "acknowledgment")
    assert again.id != first.id
    assert signing.verdict(again.pdf, [certificate[1]], noon(day(ON))).at == noon(day("2028-01-18"))


def requested(office: Office) -> str:
    """A matter in which the request to the governor is drawn, with all the letters before it; says its number."""
    matter = office.lodge("2028-01-03")
    office.to_reviewed(matter)
    for kind in ("determination", "request"):
        office.vote(matter, kind, "yyyyy", on="2028-02-14")
    return matter


def test_what_nobody_signs_at_its_release_is_not_signed_and_the_public_gets_it_so(
    sqlite_office: Office, certificate: tuple[bytes, bytes]
) -> None:
    put(sqlite_office, certificate[0])
    matter = requested(sqlite_office)
    request = kept(sqlite_office, "request")
    assert b"/Sig" not in request.pdf
    assert "certificate" not in request.said
    sqlite_office.publish(matter, on="2028-02-14")
    with sqlite_office.database.reading() as session:
        assert session.scalars(select(Publication.pdf)).one() == request.pdf


def test_the_closed_envelope_holds_the_signed_notice_without_its_field_and_passes_both_profiles(
    sqlite_office: Office, certificate: tuple[bytes, bytes]
) -> None:
    put(sqlite_office, certificate[0])
    matter = requested(sqlite_office)
    sqlite_office.act("make_packet", complaint=matter, on="2028-02-14")
    with sqlite_office.database.reading() as session:
        closed: bytes = session.scalars(select(Packet.closed_pdf)).one()
    assert fields_in(kept(sqlite_office, "notice").pdf) == 1
    assert fields_in(closed) == 0
    assert failures(closed) == set()


def fields_in(pdf: bytes) -> int:
    """How many fields for a signature a file has, filled or not."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        things = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary)]
        return sum(thing.get("/FT") == pikepdf.Name.Sig for thing in things)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("spent", "was good until"),
        ("early", "is good from"),
        ("locked", "the file or its passphrase is wrong"),
        ("no key", "the file or its passphrase is wrong"),
    ],
)
def test_a_release_with_a_certificate_that_is_no_good_is_refused_whole(
    sqlite_office: Office, what: str, said: str
) -> None:
    around = {"spent": "2027-01-14", "early": "2029-01-14"}.get(what, ON)
    key = key_of(NAME, b"a passphrase" if what == "locked" else None, noon(day(around)))[0]
    path = put(sqlite_office, b"no key" if what == "no key" else key)
    matter = formal(sqlite_office)
    before = sqlite_office.entries(matter)
    with pytest.raises(Refused, match=said) as refused:
        sqlite_office.act("release_notice", complaint=matter, on=ON, address=ADDRESS)
    assert f"take {FILE} out of the instance folder: letters are signed by hand then" in refused.value.reason
    assert str(sqlite_office.instance) not in refused.value.reason
    assert sqlite_office.entries(matter) == before
    with sqlite_office.database.reading() as session:
        assert session.scalars(select(Letter)).all() == []
    path.unlink()
    sqlite_office.act("release_notice", complaint=matter, on=ON, address=ADDRESS)
    assert b"/Sig" not in kept(sqlite_office, "notice").pdf
    assert faults(sqlite_office.database) == []
