"""A redacted copy from the proposal to its release, on both databases; and who never sees it."""

from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from committee_app.acts import NotFound, Refused
from committee_app.acts.doing import sha256
from committee_app.redactions import Made, listed
from committee_app.tables.records import Letter
from tests.offices import ADDRESS, Office
from tests.requests.asking import read, receive

ON = "2028-01-14"


def with_a_letter(office: Office) -> tuple[str, int, str]:
    """A matter with a letter: its number, the letter's, and its hash."""
    matter = office.lodge("2028-01-03")
    office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
    office.vote(matter, "formality", "yyyyy", on="2028-01-12")
    office.act("release_notice", complaint=matter, on=ON, address=ADDRESS)
    with office.database.reading() as session:
        letter = session.query(Letter).filter_by(complaint_id=matter).order_by(Letter.id.desc()).first()
        assert letter
        return matter, letter.id, letter.sha256


def made(number: int, digest: str, **changed: Any) -> Made:
    """A copy as the desk makes it; what it shows does not matter here."""
    marks = {"words": [{"words": "Sample", "reason": "56.602.4(2)"}], "boxes": [], "looked": False, "places": {}}
    said = {"source": "letter", "source_id": number, "source_sha256": digest, "marks": marks, "pages": 1,
            "sha256": sha256(b"%PDF copy"), "pdf": b"%PDF copy"}  # fmt: skip
    return Made(**{**said, **changed})


def propose(office: Office, account: str = "staff") -> tuple[str, int]:
    matter, letter, digest = with_a_letter(office)
    outcome = office.act("propose_redaction", account, matter, on=ON, copy=made(letter, digest))
    return matter, int(outcome.reply["redaction"])


def release(office: Office, account: str, matter: str, copy: int, request: int, **given: str) -> None:
    said = {"number": str(copy), "request": str(request), "looked": "yes"}
    office.act("release_redaction", account, matter, on=ON, **{**said, **given})


def test_one_proposes_and_another_releases(office: Office) -> None:
    request = receive(office, "2028-01-12")
    matter, copy = propose(office)
    with pytest.raises(Refused, match="nobody releases what they proposed"):
        release(office, "staff", matter, copy, request)
    with pytest.raises(Refused, match="is needed"):
        release(office, "director", matter, copy, request, looked="")
    with pytest.raises(Refused, match="open or granted"):
        release(office, "director", matter, copy, 99)
    release(office, "director", matter, copy, request)
    with office.database.reading() as session:
        (line,) = listed(session, matter)
        assert line.end
        assert (line.proposed_by, line.end.ended_by, line.end.how) == ("staff", "director", "released")
    assert office.entries(matter)[-2:] == [
        ("propose_redaction", "56.602.4(2)#2"),
        ("release_redaction", "56.602.4(2)#3"),
    ]
    # The request learns of no matter.
    assert all(matter not in str(event.said) for event in read(office, request).events)
    with pytest.raises(Refused, match="No copy waits"):
        release(office, "director", matter, copy, request)


def test_the_database_lets_nobody_release_an_own_copy(office: Office) -> None:
    """Neither under the own name, nor under another's as the one who proposed it."""
    request = receive(office, "2028-01-12")
    matter, copy = propose(office)
    with office.database.reading() as session:
        entry = session.scalar(sql("SELECT max(seq) FROM entry"))
    row = "INSERT INTO redaction_end (redaction_id, proposed_by, ended_by, how, request_id, ended_on, entry) VALUES "
    for by, ended in (("staff", "staff"), ("director", "staff")):
        with pytest.raises(DBAPIError), office.database.writing() as session:
            session.execute(sql(f"{row} ({copy}, '{by}', '{ended}', 'released', {request}, '2028-01-14', {entry})"))
    for statement in ("UPDATE redaction SET proposed_by = 'director'", "DELETE FROM redaction"):
        with pytest.raises(DBAPIError), office.database.writing() as session:
            session.execute(sql(statement))
    assert matter


def test_a_copy_is_refused_by_another_or_taken_back(office: Office) -> None:
    matter, copy = propose(office)
    with pytest.raises(Refused, match="You have proposed no copy"):
        office.act("take_back_redaction", "director", matter, on=ON, number=str(copy))
    office.act("refuse_redaction", "director", matter, on=ON, number=str(copy), because="Sample: one name is left.")
    with pytest.raises(Refused, match="You have proposed no copy"):
        office.act("take_back_redaction", "staff", matter, on=ON, number=str(copy))


@pytest.mark.parametrize(
    "changed",
    [{"source_sha256": "0" * 64}, {"pdf": b"%PDF other"}, {"source_id": 9999}, {"source": "paper"},
     {"marks": {"words": [{"words": "x", "reason": "because"}], "boxes": []}}],
)  # fmt: skip
def test_a_copy_of_something_else_is_refused(sqlite_office: Office, changed: dict[str, Any]) -> None:
    matter, letter, digest = with_a_letter(sqlite_office)
    with pytest.raises(Refused):
        sqlite_office.act("propose_redaction", "staff", matter, on=ON, copy=made(letter, digest, **changed))
    with pytest.raises(Refused, match="made on the page"):
        sqlite_office.act("propose_redaction", "staff", matter, on=ON, copy="a path")


def test_a_letter_of_another_matter_is_not_redacted_in_this_one(sqlite_office: Office) -> None:
    _, letter, digest = with_a_letter(sqlite_office)
    other = sqlite_office.lodge("2028-01-05")
    with pytest.raises(Refused, match="not of a paper of this matter"):
        sqlite_office.act("propose_redaction", "staff", other, on=ON, copy=made(letter, digest))


def test_whoever_is_recused_does_nothing_with_a_copy(office: Office) -> None:
    request = receive(office, "2028-01-12")
    matter, copy = propose(office)
    office.recuse("director", matter, on=ON)
    with pytest.raises(NotFound):
        release(office, "director", matter, copy, request)
