"""A certified letter gets its label: the number comes onto its sheets as barcodes, and onto no other letter."""

import pytest
from sqlalchemy import select, update

from committee_app.acts import Refused, labels
from committee_app.labels import label_of
from committee_app.outbox import dispatch
from committee_app.tables.letters import LetterLabel
from committee_app.tables.records import Outbox
from tests.correspondence.test_a_letter_is_printed_or_taken_back import ON, released
from tests.letters.pictures import picture
from tests.letters.test_barcodes import numbers
from tests.offices import Office, day, noon
from tests.oracle import faults

NUMBER, DIGITS = "9407 1112 0108 0805 4830 19", "9407111201080805483019"
ANOTHER = "7112 3456 7891 2345 6787"


def test_the_label_comes_onto_the_sheets_that_lie_in_the_tray(office: Office) -> None:
    matter, letter = released(office)
    office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=NUMBER)
    office.act("print_letter", "staff", matter, on=ON, letter=letter)
    dispatch(office.database, office.instance, noon(day(ON)))
    for kind in ("envelope", "mailing_form"):
        sheet = (office.instance / "print_tray" / kind / f"{matter}_notice.pdf").read_bytes()
        assert set(numbers(picture(sheet))) == {("]C1", DIGITS)}, kind
    letter_itself = (office.instance / "print_tray" / f"{matter}_notice.pdf").read_bytes()
    assert numbers(picture(letter_itself)) == []
    assert faults(office.database) == []


def test_of_two_labels_the_later_one_is_used_and_a_spent_one_goes_onto_no_other_letter(office: Office) -> None:
    matter, letter = released(office)
    office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=NUMBER)
    with pytest.raises(Refused, match="is for letter"):
        office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=NUMBER)
    office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=ANOTHER)
    with office.database.reading() as session:
        label = label_of(session, letter)
        assert label is not None
        assert label.article_number == ANOTHER.replace(" ", "")
        assert len(session.scalars(select(LetterLabel)).all()) == 2
    other = office.lodge("2028-01-03")
    office.act("convene", complaint=other, on="2028-01-12", place="Jefferson City")
    office.vote(other, "formality", "yyyyy", on="2028-01-12")
    office.act("release_notice", complaint=other, on=ON, address="Sample Courthouse\nSample Town, MO 65000")
    said = {"article_number": NUMBER, "source": "form 3800"}
    with pytest.raises(Refused, match="another matter"):
        office.act("record_posting", "staff", other, on=ON, **{**said, "article_number": ANOTHER})
    # The label that was replaced is free: it was put onto the wrong letter.
    office.act("record_posting", "staff", other, on=ON, **said)
    office.act("record_posting", "staff", matter, on=ON, article_number=ANOTHER, source="form 3800")
    with pytest.raises(Refused, match="No certified letter"):
        office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number="9407 1118 9922 3197 4284 90")


def test_no_label_comes_between_two_halves_of_a_print(office: Office) -> None:
    matter, letter = released(office)
    with office.database.writing() as session:
        session.execute(update(Outbox).where(Outbox.letter_id == letter).values(lease_until=noon(day(ON))))
    with pytest.raises(Refused, match="just now"):
        office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=NUMBER)
    office.act("print_letter", "staff", matter, on=ON, letter=letter)
    office.dispatch()
    office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=NUMBER)
    plain = (office.instance / "print_tray" / "envelope" / f"{matter}_notice.pdf").read_bytes()
    assert numbers(picture(plain)) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1234", "20 or 22 digits"),
        ("9407 1118 9922 3197 4284 9x", "digits only"),
        ("9407 1111 1111 1111 1111 11", "check digit"),
    ],
)
def test_a_number_that_is_none_is_refused_and_a_doubtful_one_wants_a_look(
    sqlite_office: Office, typed: str, said: str
) -> None:
    matter, letter = released(sqlite_office)
    with pytest.raises(Refused, match=said):
        sqlite_office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=typed)
    if said == "check digit":
        confirmed = {"article_number": typed, "number_is_right": "yes"}
        sqlite_office.act("label_letter", "staff", matter, on=ON, letter=letter, **confirmed)


def test_a_letter_by_plain_mail_takes_no_label(sqlite_office: Office) -> None:
    matter = sqlite_office.lodge("2028-01-03")
    sqlite_office.act("acknowledge", "staff", matter, on=ON, address="Sample Street\nSample Town, MO 65000")
    with pytest.raises(Refused, match="No certified letter"):
        sqlite_office.act("label_letter", "staff", matter, on=ON, letter=1, article_number=NUMBER)


def test_with_a_mailer_id_the_return_envelope_has_its_code(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    real = labels.further_sheets
    monkeypatch.setattr(labels, "further_sheets", lambda *said: (drawn.append(said[3]), real(*said))[1])
    with pytest.raises(Refused, match="mailer id"):
        sqlite_office.act("enter_mailer_id", on=ON, mailer_id="12")
    sqlite_office.act("enter_mailer_id", on=ON, mailer_id="654 321")
    sqlite_office.act("enter_mailer_id", on=ON, mailer_id="123 456")
    matter, letter = released(sqlite_office)
    sqlite_office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=NUMBER)
    assert str(drawn[0]) == f"00703123456{letter:09} 65102"
