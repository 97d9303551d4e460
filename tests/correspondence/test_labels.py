"""A certified letter gets its label: the number comes onto its sheets as barcodes, and onto no other letter."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from committee_app.acts import ACTS, Outcome, Refused, labels
from committee_app.acts.doing import Doing
from committee_app.desks.offering import prefilled
from committee_app.labels import label_of, not_in_the_tray, with_number
from committee_app.outbox import dispatch
from committee_app.tables.docket import Complaint
from committee_app.tables.letters import LetterLabel
from committee_app.tables.office import Setting
from committee_app.tables.records import Letter, Outbox
from letters.reply_code import ReplyCode
from tests.correspondence.test_a_letter_is_printed_or_taken_back import ON, recommended, released
from tests.letters.pictures import picture
from tests.letters.test_barcodes import numbers
from tests.offices import ADDRESS, Office, day, noon
from tests.oracle import faults

NUMBER, DIGITS = "9407 1112 0108 0805 4830 19", "9407111201080805483019"
ANOTHER, THIRD = "7112 3456 7891 2345 6787", "9407 1118 9922 3197 4284 90"
FOURTH = "9407 1118 9922 3197 4285 06"


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


def label(office: Office, matter: str, letter: int, number: str, on: str = ON, **given: Any) -> Outcome:
    return office.act("label_letter", "staff", matter, on=on, letter=letter, article_number=number, **given)


def post(office: Office, matter: str, number: str, on: str = ON, **given: Any) -> Outcome:
    said = {"article_number": number, "source": "form 3800", **given}
    return office.act("record_posting", "staff", matter, on=on, **said)


def test_a_label_that_another_replaced_is_free_for_the_right_letter(office: Office) -> None:
    matter, letter = released(office)
    assert label(office, matter, letter, NUMBER).reply["letter"] == letter
    with pytest.raises(Refused, match=f"Letter {letter} has the label .* already"):
        label(office, matter, letter, NUMBER)
    other, second = released(office)
    with pytest.raises(Refused, match="for a letter of another matter"):
        label(office, other, second, NUMBER)
    label(office, matter, letter, ANOTHER)
    label(office, other, second, NUMBER)
    with office.database.reading() as session:
        assert [row and row.letter_id for row in (with_number(session, DIGITS), label_of(session, second))] == [
            second
        ] * 2
        assert [row.ended_by is None for row in session.scalars(select(LetterLabel).order_by(LetterLabel.entry))] == [
            False, True, True,
        ]  # fmt: skip
    with pytest.raises(Refused, match="another matter"):
        post(office, other, ANOTHER)
    post(office, other, NUMBER)
    post(office, matter, ANOTHER)
    with pytest.raises(Refused, match="No certified letter"):
        label(office, matter, letter, THIRD)
    assert faults(office.database) == []


def test_the_label_of_a_letter_that_was_taken_back_is_free(office: Office) -> None:
    matter, letter = released(office)
    label(office, matter, letter, NUMBER)
    office.act("take_back_letter", complaint=matter, on=ON, letter=letter, reason="Sample: the wrong room.")
    with pytest.raises(Refused, match="No certified letter"):
        label(office, matter, letter, ANOTHER)
    again = office.act("release_notice", complaint=matter, on=ON, address=ADDRESS).reply["letters"][0]["id"]
    label(office, matter, again, NUMBER)
    post(office, matter, NUMBER)


@pytest.mark.parametrize("change", ["article_number = article_number", "late = late"])
def test_the_database_itself_keeps_a_label_as_it_was(office: Office, change: str) -> None:
    matter, letter = released(office)
    label(office, matter, letter, NUMBER)
    for statement in (f"UPDATE letter_label SET {change}", "DELETE FROM letter_label"):
        with pytest.raises(DatabaseError), office.database.writing() as session:
            session.execute(text(statement))


def test_the_database_itself_knows_a_standing_number_once(office: Office) -> None:
    (matter, letter), (_, other) = released(office), released(office)
    label(office, matter, letter, NUMBER)
    label(office, matter, letter, ANOTHER)
    sheets = {"envelope": b"x", "envelope_sha256": "0", "mailing_form": b"x", "mailing_form_sha256": "0"}
    for number, of in ((ANOTHER, other), (THIRD, letter)):
        row = {"entry": 1, "letter_id": of, "article_number": number.replace(" ", ""), "late": False, **sheets}
        with pytest.raises(IntegrityError, match=r"UNIQUE|unique"), office.database.writing() as session:
            session.execute(insert(LetterLabel).values(row))


def demanded(office: Office, matter: str, on: str = ON) -> int:
    """A second certified letter of the matter: the demand for information."""
    asked = {"asked_of": "Sample Sheriff", "what": "Sample: the log.", "address": "Sample Jail\nSt. Louis, MO 63101"}
    number: int = office.act("request_information", complaint=matter, on=on, **asked).reply["letters"][0]["id"]
    return number


def test_within_a_matter_a_number_goes_out_with_the_letter_whose_label_it_is(office: Office) -> None:
    matter, letter = released(office)
    other = demanded(office, matter)
    label(office, matter, letter, NUMBER)
    label(office, matter, other, ANOTHER)
    with pytest.raises(Refused, match=f"is for letter {other}, .*Record it of that letter") as refused:
        post(office, matter, ANOTHER)
    assert refused.value.clause is not None
    assert refused.value.clause.id == "56.602.4(3)"
    with pytest.raises(Refused, match=f"address sheet of letter {letter} has the label {NUMBER}. Record that number"):
        post(office, matter, THIRD)
    said = {"letter": other, "event": "posted", "source": "form 3800"}
    with pytest.raises(Refused, match=f"is for letter {letter}, ") as refused:
        office.act("record_service", "staff", matter, on=ON, article_number=NUMBER, **said)
    assert refused.value.clause is not None
    assert refused.value.clause.id != "56.602.4(3)"
    with pytest.raises(Refused, match=f"address sheet of letter {other} has the label"):
        office.act("record_service", "staff", matter, on=ON, article_number=THIRD, **said)
    post(office, matter, NUMBER)
    sent = office.act("record_service", "staff", matter, on=ON, article_number=ANOTHER, **said).entry
    # A copy to a deputy has an envelope of its own; a correction does not bring another letter's label in.
    copy = {**said, "letter": letter, "addressee": "deputy", "sent_to": "Sample Deputy\nSample Street 1\nSt. Louis"}
    office.act("record_service", "staff", matter, on=ON, article_number=THIRD, **copy)
    third = demanded(office, matter)
    label(office, matter, third, FOURTH)
    wrong = {"fact": sent, "reason": "Sample: read wrongly", "source": "Sample", "article_number": FOURTH}
    with pytest.raises(Refused, match=f"is for letter {third}"):
        office.act("correct_service", "staff", matter, on=ON, **wrong)


def test_a_returned_notice_takes_a_label_for_its_second_mailing_and_no_spent_one_is_offered(office: Office) -> None:
    matter, letter = released(office)
    label(office, matter, letter, NUMBER)
    assert offered(office, matter) == {"article_number": NUMBER}
    office.act("print_letter", "staff", matter, on=ON, letter=letter)
    office.dispatch(ON)
    post(office, matter, NUMBER)
    with pytest.raises(Refused, match="No certified letter"):
        label(office, matter, letter, ANOTHER)
    back = {"failure": "unclaimed", "source": "Sample: the envelope"}
    office.act("record_return", "staff", matter, on="2028-01-24", **back)
    assert offered(office, matter) == {}
    with pytest.raises(Refused, match="each has a number of its own"):
        post(office, matter, NUMBER, on="2028-01-25")
    label(office, matter, letter, ANOTHER, on="2028-01-25")
    assert offered(office, matter) == {"article_number": ANOTHER}
    office.act("print_letter", "staff", matter, on="2028-01-25", letter=letter)
    office.dispatch("2028-01-25")
    assert carried(office, f"{matter}_notice_reprint-2.pdf") == {ANOTHER.replace(" ", "")}
    with pytest.raises(Refused, match="Record that number"):
        post(office, matter, THIRD, on="2028-01-25")
    post(office, matter, ANOTHER, on="2028-01-25")
    with pytest.raises(Refused, match="No certified letter"):
        label(office, matter, letter, THIRD, on="2028-01-25")
    assert faults(office.database) == []


def offered(office: Office, matter: str) -> dict[str, str]:
    """What stands in the form of the posting before anybody types."""
    with office.database.reading() as session:
        doing = Doing(
            session, office.actor("staff"), {}, session.get_one(Complaint, matter), today=day(ON), now=noon(day(ON))
        )
        return dict(prefilled(ACTS["record_posting"], doing).items())


def carried(office: Office, name: str) -> set[str]:
    """The numbers on the address sheet of that name in the tray."""
    sheet = (office.instance / "print_tray" / "envelope" / name).read_bytes()
    return {digits for _, digits in numbers(picture(sheet))}


@pytest.mark.parametrize("how", ["its duty is done", "its posting is recorded"])
def test_recommendations_that_were_sent_take_no_label_until_they_came_back(office: Office, how: str) -> None:
    matter, letter = recommended(office)
    sent = {"letter": letter, "source": "Sample"}
    if how == "its duty is done":
        office.act("send_recommendation", complaint=matter, on="2028-02-14", manner="certified mail")
        with pytest.raises(Refused, match="No certified letter"):
            label(office, matter, letter, NUMBER, on="2028-02-15")
        another = demanded(office, matter, "2028-02-15")
        with pytest.raises(Refused, match=f"The sending of letter {letter} is recorded"):
            label(office, matter, letter, NUMBER, on="2028-02-15")
        assert label(office, matter, another, NUMBER, on="2028-02-15").reply["letter"] == another
    posted = {"event": "posted", "article_number": ANOTHER, "happened_on": "2028-02-15"}
    office.act("record_service", "staff", matter, on="2028-02-15", **sent, **posted)
    if how == "its posting is recorded":
        demanded(office, matter, "2028-02-15")
        with pytest.raises(Refused, match="is on its way, or has arrived"):
            label(office, matter, letter, FOURTH, on="2028-02-16")
    office.act("record_service", "staff", matter, on="2028-02-16", event="returned", **sent)
    label(office, matter, letter, FOURTH, on="2028-02-16")


def test_no_label_comes_between_two_halves_of_a_print(office: Office) -> None:
    matter, letter = released(office)
    with office.database.writing() as session:
        session.execute(update(Outbox).where(Outbox.letter_id == letter).values(lease_until=noon(day(ON))))
    with pytest.raises(Refused, match="just now"):
        office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=NUMBER)
    office.act("print_letter", "staff", matter, on=ON, letter=letter)
    office.dispatch()
    label(office, matter, letter, NUMBER)
    assert carried(office, f"{matter}_notice.pdf") == set()


def test_a_label_that_came_after_the_print_lies_beside_the_next_one(office: Office) -> None:
    matter, letter = released(office)
    office.dispatch(ON)
    with office.database.reading() as session:
        assert not_in_the_tray(session, letter) is None
    label(office, matter, letter, NUMBER)
    label(office, matter, letter, ANOTHER)
    for number in (1, 2, 3):
        with office.database.reading() as session:
            late = not_in_the_tray(session, letter)
        # The first printing says that what lies there came out; the second brings the label, and no other does.
        assert (late is not None) == (number < 3), number
        office.act("print_letter", "staff", matter, on=ON, letter=letter)
        office.dispatch(ON)
    envelopes = office.instance / "print_tray" / "envelope"
    assert sorted(path.name for path in envelopes.glob("*.pdf")) == [
        f"{matter}_notice.pdf",
        f"{matter}_notice_reprint-2.pdf",
    ]
    assert carried(office, f"{matter}_notice_reprint-2.pdf") == {ANOTHER.replace(" ", "")}
    assert (office.instance / "print_tray" / "mailing_form" / f"{matter}_notice_reprint-2.pdf").exists()
    assert faults(office.database) == []


def test_a_print_that_is_begun_again_lays_the_same_label(office: Office) -> None:
    """The label that came after the printing is another sheet: it waits for another printing."""
    matter, letter = released(office)
    office.dispatch(ON)
    label(office, matter, letter, NUMBER)
    for _ in range(2):
        office.act("print_letter", "staff", matter, on=ON, letter=letter)
    label(office, matter, letter, ANOTHER)
    for on in (ON, "2028-01-18"):
        with office.database.writing() as session:
            session.execute(update(Outbox).where(Outbox.printing == 2).values(done_at=None, lease_until=None))
        office.dispatch(on)
    assert carried(office, f"{matter}_notice_reprint-2.pdf") == {DIGITS}
    with office.database.reading() as session:
        assert session.scalars(select(Outbox.trouble).where(Outbox.trouble.is_not(None))).all() == []
        late = not_in_the_tray(session, letter)
        assert late is not None
        assert late.article_number == ANOTHER.replace(" ", "")


def written(sheet: bytes) -> str:
    """The words of a sheet, in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages).split())


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
        with sqlite_office.database.reading() as session:
            kept = label_of(session, letter)
            assert kept is not None
            assert f"The check digit of {typed} does not fit." in written(kept.mailing_form)


def test_a_letter_by_plain_mail_takes_no_label(sqlite_office: Office) -> None:
    matter = sqlite_office.lodge("2028-01-03")
    sqlite_office.act("acknowledge", "staff", matter, on=ON, address="Sample Street\nSample Town, MO 65000")
    with pytest.raises(Refused, match="No certified letter"):
        sqlite_office.act("label_letter", "staff", matter, on=ON, letter=1, article_number=NUMBER)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[ReplyCode | None]:
    """The barcode of the return envelope on each sheet that is drawn, in their order."""
    codes: list[ReplyCode | None] = []
    real = labels.further_sheets
    monkeypatch.setattr(labels, "further_sheets", lambda *said: (codes.append(said[3]), real(*said))[1])
    return codes


def test_with_a_mailer_id_the_return_envelope_has_its_code(
    sqlite_office: Office, drawn: list[ReplyCode | None]
) -> None:
    with pytest.raises(Refused, match="mailer id"):
        sqlite_office.act("enter_mailer_id", on=ON, mailer_id="12")
    sqlite_office.act("enter_mailer_id", on=ON, mailer_id="654 321")
    sqlite_office.act("enter_mailer_id", on=ON, mailer_id="123 456")
    matter, letter = released(sqlite_office)
    sqlite_office.act("label_letter", "staff", matter, on=ON, letter=letter, article_number=NUMBER)
    assert str(drawn[0]) == f"00703123456{letter:09} 65102"


def test_with_a_long_mailer_id_the_millionth_letter_gets_its_label(
    sqlite_office: Office, drawn: list[ReplyCode | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_office.act("enter_mailer_id", on=ON, mailer_id="912345678")
    count = Doing.next_id
    monkeypatch.setattr(Doing, "next_id", lambda me, column: 1_000_007 if column is Letter.id else count(me, column))
    matter, letter = released(sqlite_office)
    assert letter == 1_000_007
    label(sqlite_office, matter, letter, NUMBER)
    assert str(drawn[0]) == "00703912345678000007 65102"


def test_an_address_that_lost_its_zip_code_is_said(sqlite_office: Office) -> None:
    sqlite_office.act("enter_mailer_id", on=ON, mailer_id="912345678")
    matter, letter = released(sqlite_office)
    with sqlite_office.database.writing() as session:
        session.execute(update(Setting).where(Setting.name == "office_address").values(value="Sample Street 1"))
    with pytest.raises(Refused, match=r"gets no barcode: the ZIP code .* The office's address ends with its ZIP code"):
        label(sqlite_office, matter, letter, NUMBER)
