"""Redacted copies of a matter that is disposed of: what was marked goes, a copy that nobody was given goes."""

import pytest
from sqlalchemy import select

from committee_app import redactions
from committee_app.acts import Refused
from committee_app.acts.doing import sha256
from committee_app.redactions import Made
from committee_app.tables.records import Letter
from committee_app.tables.requests import Redaction
from tests.offices import Office
from tests.requests.asking import receive
from tests.retention.ended import CLOSED, DUE, carried_out, ended, ordered, proposed, scheduled

WORD = "Zyxwvut of the letter"


def copied(office: Office, matter: str, content: bytes) -> int:
    """A copy of the matter's letter, as the desk makes one, that waits for another's decision."""
    with office.database.reading() as session:
        letter = session.execute(select(Letter.id, Letter.sha256).filter_by(complaint_id=matter)).first()
    assert letter
    marks = {"words": [{"words": WORD, "reason": "56.602.4(2)"}], "boxes": [], "looked": False, "places": {WORD: 1}}
    copy = Made("letter", letter.id, letter.sha256, marks, 1, sha256(content), content)
    return int(office.act("propose_redaction", "staff", matter, on=CLOSED, copy=copy).reply["redaction"])


def released(office: Office, matter: str) -> int:
    """A copy that was handed out in answer to a request; says the request's number in the database."""
    request = receive(office, "2028-01-10")
    copy = copied(office, matter, b"%PDF handed out")
    office.act("release_redaction", "director", matter, on=CLOSED, number=copy, request=request, looked="yes")
    return request


def test_a_copy_that_nobody_was_given_goes_and_so_does_what_was_marked(office: Office) -> None:
    matter = ended(office)
    refused, waits = (copied(office, matter, content) for content in (b"%PDF still says it", b"%PDF waits"))
    office.act("refuse_redaction", "director", matter, on=CLOSED, number=refused, because="It still says it.")
    released(office, matter)
    scheduled(office)
    number = proposed(office, matter)
    ordered(office, matter, number)
    assert carried_out(office, number).named["copies"] == 2
    with office.database.reading() as session:
        copies = list(session.scalars(select(Redaction).order_by(Redaction.id)))
        # What was handed out is the answer to a request, and of another class.
        assert [copy.pdf for copy in copies] == [b"", b"", b"%PDF handed out"]
        assert not any(WORD in str(copy.marks) for copy in copies)
        # A copy that is gone waits for nobody's decision.
        assert waits not in [copy.id for copy in redactions.waiting(session, matter)]


def test_a_suit_about_a_request_keeps_the_matter_of_which_a_copy_answered_it(sqlite_office: Office) -> None:
    office, matter = sqlite_office, ended(sqlite_office)
    request = released(office, matter)
    scheduled(office)
    number = proposed(office, matter)
    office.act("record_suit", "director", on=DUE, request=request, suit="Sample suit, Cole County")
    with pytest.raises(Refused, match="A suit about request"):
        ordered(office, matter, number)
    with pytest.raises(Refused, match="or it is held"):
        proposed(office, matter)


def test_a_suit_after_the_order_stops_it_before_anything_goes(sqlite_office: Office) -> None:
    office, matter = sqlite_office, ended(sqlite_office)
    request = released(office, matter)
    scheduled(office)
    number = proposed(office, matter)
    ordered(office, matter, number)
    office.act("record_suit", "director", on=DUE, request=request, suit="Sample suit, Cole County")
    with pytest.raises(Refused, match="A suit about request"):
        carried_out(office, number)
