"""A released letter waits; it is printed or taken back, never both; what is printed again says REPRINT (R14)."""

import hashlib
import io
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from committee_app.acts import NotSaved, Refused
from committee_app.acts import letters as acts
from committee_app.correspondence import Stands, listed, trays
from committee_app.outbox import dispatch
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.letters import LetterPrinting, LetterSheet
from committee_app.tables.records import Letter, Outbox
from tests.offices import ADDRESS, Office, day, noon
from tests.oracle import faults

ON = "2028-01-14"
ROUNDS = 25


def formal(office: Office) -> str:
    matter = office.lodge("2028-01-03")
    office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
    office.vote(matter, "formality", "yyyyy", on="2028-01-12")
    return matter


def released(office: Office) -> tuple[str, int]:
    matter = formal(office)
    letters = office.act("release_notice", complaint=matter, on=ON, address=ADDRESS).reply["letters"]
    return matter, letters[0]["id"]


def stands(office: Office, letter: int) -> Stands:
    with office.database.reading() as session:
        return next(line.stands for line in listed(session) if line.id == letter)


def tray(office: Office) -> list[str]:
    return sorted(path.name for path in (office.instance / "print_tray").glob("*.pdf"))


def test_one_act_makes_the_letter_its_sheets_its_queue_and_leaves_the_duty_to_serve_open(office: Office) -> None:
    matter, letter = released(office)
    with office.database.reading() as session:
        kept = session.get_one(Letter, letter)
        sheets = {row.kind: row for row in session.scalars(select(LetterSheet).filter_by(letter_id=letter))}
        assert hashlib.sha256(kept.pdf).hexdigest() == kept.sha256
        assert all(hashlib.sha256(row.pdf).hexdigest() == row.sha256 for row in sheets.values())
        assert set(sheets) == {"envelope", "mailing_form"}
        assert kept.words == 1
        entries = set(session.scalars(select(Outbox.queued_by).filter_by(letter_id=letter)))
        assert entries == {kept.entry}
    assert stands(office, letter) is Stands.WAITING
    assert office.duties(matter) == {"serve": "2028-01-20"}
    assert tray(office) == []


def test_a_letter_is_printed_with_its_sheets_by_whom_and_when(office: Office) -> None:
    matter, letter = released(office)
    office.act("print_letter", "staff", matter, on=ON, letter=letter)
    assert stands(office, letter) is Stands.PRINTED
    assert dispatch(office.database, office.instance, noon(day(ON))) == 1
    assert tray(office) == [f"{matter}_notice.pdf"]
    for kind in ("envelope", "mailing_form"):
        assert (office.instance / "print_tray" / kind / f"{matter}_notice.pdf").read_bytes().startswith(b"%PDF")
    with office.database.reading() as session:
        printing = session.get_one(LetterPrinting, (letter, 1))
        assert (printing.account, printing.at, printing.pdf) == ("staff", noon(day(ON)), None)
    assert faults(office.database) == []


def test_a_second_print_says_reprint_and_is_in_the_journal(office: Office) -> None:
    matter, letter = released(office)
    for on in (ON, "2028-01-15", "2028-01-18"):
        office.act("print_letter", "staff", matter, on=on, letter=letter)
    office.dispatch()
    assert tray(office) == [f"{matter}_notice.pdf", f"{matter}_notice_reprint-2.pdf", f"{matter}_notice_reprint-3.pdf"]
    said = {
        name: "".join(
            page.extract_text()
            for page in PdfReader(io.BytesIO((office.instance / "print_tray" / name).read_bytes())).pages
        )
        for name in tray(office)
    }
    assert ["REPRINT" in text for text in said.values()] == [False, True, True]
    assert "REPRINT, January 15, 2028" in said[f"{matter}_notice_reprint-2.pdf"]
    with office.database.reading() as session:
        query = select(EntryBody.body).join(Entry, Entry.seq == EntryBody.seq).where(Entry.verb == "print_letter")
        bodies = list(session.scalars(query.order_by(Entry.seq)))
        kept = session.get_one(Letter, letter)
        assert [body["printing"] for body in bodies] == [1, 2, 3]
        assert bodies[0]["sha256"] == kept.sha256
        assert len({body["sha256"] for body in bodies}) == 3
    assert faults(office.database) == []


def test_printing_confirmed_twice_with_one_key_prints_once(office: Office) -> None:
    matter, letter = released(office)
    for _ in range(2):
        office.act("print_letter", "staff", matter, on=ON, key="one", letter=letter)
    with office.database.reading() as session:
        assert len(session.scalars(select(LetterPrinting)).all()) == 1


def test_a_letter_that_was_taken_back_is_never_laid_into_the_tray_and_is_released_anew(office: Office) -> None:
    matter, letter = released(office)
    entry = office.act("take_back_letter", complaint=matter, on=ON, letter=letter, reason="Sample: wrong room.")
    assert (entry.clause, stands(office, letter)) == ("56.602.4(3)", Stands.TAKEN_BACK)
    assert office.dispatch() == 0
    assert tray(office) == []
    assert office.duties(matter) == {"serve": "2028-01-20"}
    with pytest.raises(Refused, match="The notice is not released yet"):
        office.act("record_delivery", "staff", matter, on=ON, manner="in_person", source="x")
    for verb in ("print_letter", "take_back_letter"):
        with pytest.raises(Refused):
            office.act(verb, complaint=matter, on=ON, letter=letter, **({"reason": "x"} if verb[0] == "t" else {}))
    again = office.act("release_notice", complaint=matter, on="2028-01-15", address="Sample Courthouse\nRoom 7")
    second = again.reply["letters"][0]["id"]
    assert (stands(office, letter), stands(office, second)) == (Stands.TAKEN_BACK, Stands.WAITING)
    assert office.dispatch() == 1
    assert len(tray(office)) == 1
    assert faults(office.database) == []


def test_a_letter_in_the_tray_or_printed_can_no_longer_be_taken_back(office: Office) -> None:
    matter, letter = released(office)
    office.dispatch()
    with pytest.raises(Refused, match="none waits to be printed"):
        office.act("take_back_letter", complaint=matter, on=ON, letter=letter, reason="x")
    assert stands(office, letter) is Stands.IN_TRAY
    other, second = released(office)
    office.act("print_letter", "staff", other, on=ON, letter=second)
    with pytest.raises(Refused, match="none waits to be printed"):
        office.act("take_back_letter", complaint=other, on=ON, letter=second, reason="x")


def test_nobody_names_a_letter_of_another_matter(office: Office) -> None:
    matter, _ = released(office)
    _, other = released(office)
    for verb, more in (("print_letter", {}), ("take_back_letter", {"reason": "x"})):
        with pytest.raises(Refused, match=f"There is no letter {other} in this matter"):
            office.act(verb, complaint=matter, on=ON, letter=other, **more)


def recommended(office: Office) -> tuple[str, int]:
    matter = office.lodge("2028-01-03")
    office.to_reviewed(matter)
    office.vote(matter, "determination", "yyyyy", on="2028-02-14")
    terms = {"recommendations": "Sample.", "timeline": "Sample.", "review_on": "2028-05-15"}
    made = office.vote(matter, "remediation", "yyyyy", on="2028-02-14", **terms)
    return matter, made.reply["letters"][0]["id"]


def test_taking_back_a_letter_whose_sending_was_recorded_opens_its_duty_again(office: Office) -> None:
    matter, letter = recommended(office)
    office.act("send_recommendation", complaint=matter, on="2028-02-14", manner="certified mail")
    assert "send_recommendation" not in office.duties(matter)
    office.act("take_back_letter", complaint=matter, on="2028-02-15", letter=letter, reason="It was never mailed.")
    assert office.duties(matter)["send_recommendation"] == "2028-02-14"
    with pytest.raises(Refused, match="taken back: it is released again before it is sent"):
        office.act("send_recommendation", complaint=matter, on="2028-02-15", manner="certified mail")
    made = office.act(
        "release_again", complaint=matter, on="2028-02-15", letter=letter, address="Sample Courthouse\nRoom 7"
    )
    second = made.reply["letters"][0]["id"]
    with office.database.reading() as session:
        kept = session.get_one(Letter, second)
        assert kept.dated == day("2028-02-15")
        assert kept.said["value"]["to"]["lines"] == ["Sample Courthouse", "Room 7"]
    with pytest.raises(Refused, match="No letter of this matter was taken back"):
        office.act("release_again", complaint=matter, on="2028-02-15", letter=letter)
    office.act("print_letter", "staff", matter, on="2028-02-15", letter=second)
    office.act("send_recommendation", complaint=matter, on="2028-02-15", manner="certified mail")
    assert (stands(office, letter), stands(office, second)) == (Stands.TAKEN_BACK, Stands.HANDED_OVER)
    assert faults(office.database) == []


def test_what_runs_by_itself_lays_only_what_somebody_printed(office: Office) -> None:
    """After an act, at signing in and beside the server: letters wait for a person."""
    matter, letter = released(office)
    assert dispatch(office.database, office.instance, noon(day(ON))) == 0
    assert (stands(office, letter), tray(office)) == (Stands.WAITING, [])
    office.act("take_back_letter", complaint=matter, on=ON, letter=letter, reason="x")


def test_a_published_record_is_not_taken_back(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.to_reviewed(matter)
    office.vote(matter, "determination", "yyyyy", on="2028-02-14")
    letter = office.vote(matter, "request", "yyyyy", on="2028-02-14").reply["letters"][0]["id"]
    office.publish(matter, on="2028-02-14")
    with pytest.raises(Refused, match="it is published"):
        office.act("take_back_letter", complaint=matter, on="2028-02-14", letter=letter, reason="x")


@pytest.mark.parametrize(
    "change",
    [
        {"lease_until": noon(day(ON))},
        {"done_at": noon(day(ON))},
        {"taken_back_by": None},
        {"taken_back_by": 1},
    ],
)
def test_the_database_itself_refuses_to_print_what_was_taken_back(office: Office, change: dict[str, Any]) -> None:
    matter, letter = released(office)
    office.act("take_back_letter", complaint=matter, on=ON, letter=letter, reason="x")
    with pytest.raises(DatabaseError), office.database.writing() as session:
        session.execute(update(Outbox).where(Outbox.letter_id == letter).values(**change))


def test_the_database_itself_refuses_a_printing_of_a_letter_that_was_taken_back(office: Office) -> None:
    matter, letter = released(office)
    office.act("take_back_letter", complaint=matter, on=ON, letter=letter, reason="x")
    with pytest.raises(DatabaseError), office.database.writing() as session:
        session.add(
            LetterPrinting(letter_id=letter, number=1, entry=1, account="staff", at=noon(day(ON)), sha256="0" * 64)
        )


def race(office: Office, against: Callable[[str, int], object]) -> tuple[bool, int]:
    """One letter, taken back while `against` prints it: both start at one barrier. Says whether it was taken back, and
    how many sheets lie in the tray."""
    matter, letter = released(office)
    barrier, back = threading.Barrier(2), []

    def take_back() -> None:
        barrier.wait()
        with suppress(Refused, NotSaved):
            back.append(office.act("take_back_letter", complaint=matter, on=ON, letter=letter, reason="x"))

    def other() -> None:
        barrier.wait()
        with suppress(Refused):
            against(matter, letter)

    threads = [threading.Thread(target=take_back), threading.Thread(target=other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    office.dispatch()
    return bool(back), len(list((office.instance / "print_tray").glob(f"{matter}_*.pdf")))


@pytest.mark.parametrize("who", ["the dispatcher", "a person who prints"])
def test_of_taking_back_and_printing_in_the_same_instant_exactly_one_happens(office: Office, who: str) -> None:
    def dispatcher(_matter: str, _letter: int) -> None:
        dispatch(office.database, office.instance, noon(day(ON)), letters=True)

    def person(matter: str, letter: int) -> None:
        office.act("print_letter", "staff", matter, on=ON, letter=letter)

    seen = [race(office, dispatcher if who == "the dispatcher" else person) for _ in range(ROUNDS)]
    print(f"{sum(back for back, _ in seen)} of {ROUNDS} taken back, against {who}")
    assert [(back, sheets) for back, sheets in seen if sheets != (0 if back else 1)] == []
    assert faults(office.database) == []


def test_a_claim_that_comes_between_the_look_and_the_taking_back_wins(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dispatcher claims the letter after everything was looked at: the statement that takes it back sees that."""
    matter, letter = released(office)
    honest = acts._may_go_back

    def claimed_in_between(doing: Any, kept: Letter) -> None:
        honest(doing, kept)
        doing.session.execute(update(Outbox).where(Outbox.letter_id == kept.id).values(lease_until=noon(day(ON))))

    monkeypatch.setattr(acts, "_may_go_back", claimed_in_between)
    with pytest.raises(Refused, match="It is too late"):
        office.act("take_back_letter", complaint=matter, on=ON, letter=letter, reason="x")


def test_the_trays_of_the_desk(office: Office) -> None:
    waits, in_tray, printed, back = (released(office) for _ in range(4))
    office.act("take_back_letter", complaint=back[0], on=ON, letter=back[1], reason="x")
    office.act("print_letter", "staff", printed[0], on=ON, letter=printed[1])
    with office.database.writing() as session:
        session.execute(update(Outbox).where(Outbox.letter_id == in_tray[1]).values(done_at=noon(day(ON))))
    with office.database.reading() as session:
        found = trays(session)
        lists = (found.waiting, found.in_tray, found.printed, found.taken_back)
        assert [[line.id for line in one] for one in lists] == [[waits[1]], [in_tray[1]], [printed[1]], [back[1]]]
        assert trays(session, hidden={waits[0]}).waiting == []


def test_another_sheet_under_the_same_name_is_no_print_of_this_letter(sqlite_office: Office) -> None:
    """As after records were restored from an older copy than the tray."""
    matter, letter = released(sqlite_office)
    tray = sqlite_office.instance / "print_tray"
    tray.mkdir(parents=True)
    (tray / f"{matter}_notice.pdf").write_bytes(b"another letter")
    sqlite_office.dispatch()
    with sqlite_office.database.reading() as session:
        row = session.scalars(select(Outbox).where(Outbox.letter_id == letter)).one()
        assert (row.done_at, "lies in the tray with other bytes" in (row.trouble or "")) == (None, True)
    assert (tray / f"{matter}_notice.pdf").read_bytes() == b"another letter"
