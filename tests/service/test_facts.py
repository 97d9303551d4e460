"""Facts of service are kept, numbered and corrected; what the database refuses; what follows from a correction."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from committee_app.proofs_of_service import certified_facts, delivered_in_person, missing
from committee_app.tables.docket import Duty, ServiceEvent
from tests.offices import ADDRESS, Office, day
from tests.oracle import faults
from workflows.machine import Refused

RIGHT, SECOND, RECEIPT = "9407 1118 9922 3197 4284 90", "7112 3456 7891 2345 6787", "9590 9402 1234 5678 9012 34"


def released(office: Office, on: str = "2028-01-12") -> str:
    matter = office.lodge(on)
    office.act("convene", complaint=matter, on=on, place="Jefferson City")
    office.vote(matter, "formality", "yyyyn", on=on)
    office.act("release_notice", complaint=matter, on=on, address=ADDRESS)
    return matter


def post(office: Office, matter: str, number: str = RIGHT, on: str = "2028-01-14", **given: Any) -> int:
    said = {"article_number": number, "number_is_right": "yes", "source": "form 3800", **given}
    return office.act("record_posting", "staff", matter, on=on, **said).entry


def deliver(office: Office, matter: str, on: str, **given: Any) -> int:
    said = {"manner": "delivered", "source": "return receipt", **given}
    return office.act("record_delivery", "staff", matter, on=on, **said).entry


def correct(office: Office, matter: str, fact: int, on: str, **given: Any) -> Any:
    said = {"fact": fact, "reason": "Sample: read wrongly", "source": "the card", **given}
    return office.act("correct_service", "staff", matter, on=on, **said)


def one(office: Office, matter: str, kind: str) -> dict[str, Any]:
    (duty,) = [duty for duty in office.shown(matter)["duties"] if duty["kind"] == kind]
    return duty


def test_a_check_digit_that_does_not_fit_is_asked_about_and_never_refused(office: Office) -> None:
    matter = released(office)
    with pytest.raises(Refused, match="Compare it with the label"):
        post(office, matter, "9407 1118 9922 3197 4284 91", number_is_right="no")
    post(office, matter, "9407 1118 9922 3197 4284 91")


def test_a_number_is_on_one_letter_alone(office: Office) -> None:
    first, second = released(office), released(office)
    post(office, first, receipt_number=RECEIPT)
    with pytest.raises(Refused, match="is on another piece of mail already"):
        post(office, second)
    with pytest.raises(Refused, match=r"Return receipt number .* is on another piece of mail already"):
        post(office, second, SECOND, receipt_number=RECEIPT)
    with pytest.raises(Refused, match="has a number of its own"):
        post(office, second, SECOND, receipt_number=SECOND)
    post(office, second, SECOND)


def test_the_database_itself_keeps_a_number_on_one_letter(office: Office) -> None:
    matter = released(office)
    post(office, matter)
    again = (
        "INSERT INTO service_event (entry, complaint_id, letter_id, kind, happened_on, mailing, addressee, "
        "article_number, agent, source, struck) SELECT 1, complaint_id, letter_id, 'posted', happened_on, 1, "
        "addressee, article_number, agent, source, struck FROM service_event"
    )
    with pytest.raises(IntegrityError), office.database.writing() as session:
        session.execute(text(again))


def test_posted_is_not_delivered_and_handed_over_is_not_posted(office: Office) -> None:
    matter = released(office)
    said = {"letter": 1, "event": "handed_over", "article_number": RIGHT, "number_is_right": "yes", "source": "Sample"}
    assert office.act("record_service", "staff", matter, on="2028-01-13", **said).state == "found_formal"
    assert one(office, matter, "serve")["done"] is None
    post(office, matter, posted_on="2028-01-14", on="2028-01-18")
    assert one(office, matter, "serve")["done"] == "2028-01-14"
    assert "respond" not in office.duties(matter)
    with office.database.reading() as session:
        rows = session.scalars(select(ServiceEvent).order_by(ServiceEvent.entry)).all()
        assert [(row.kind, row.mailing == rows[0].entry) for row in rows] == [("handed_over", True), ("posted", True)]


def test_the_same_is_not_recorded_twice_of_one_piece_of_mail(office: Office) -> None:
    matter = released(office)
    post(office, matter)
    deliver(office, matter, "2028-01-20")
    said = {"letter": 1, "event": "delivered", "source": "Sample"}
    with pytest.raises(Refused, match=r"is recorded .* already, of January 20, 2028. If that was wrong, correct it"):
        office.act("record_service", "staff", matter, on="2028-01-24", happened_on="2028-01-21", **said)


def test_a_person_who_may_not_serve_does_not(office: Office) -> None:
    matter = released(office)
    how = {
        "at": "14:30",
        "place": "x",
        "to_whom": "x",
        "identified_by": "x",
        "manner": "x",
        "server": "x",
        "source": "x",
    }
    with pytest.raises(Refused, match="does not serve papers"):
        office.act("record_personal_delivery", "staff", matter, on="2028-01-13", may_serve="no", **how)
    with pytest.raises(Refused, match="unless the prosecutor authorised that person"):
        office.act("record_personal_delivery", "staff", matter, on="2028-01-13", may_serve="yes", agent="yes", **how)
    office.act(
        "record_personal_delivery", "staff", matter, on="2028-01-13", may_serve="yes", agent="yes", authorised="yes",
        **how,
    )  # fmt: skip
    assert office.duties(matter)["respond"] == "2028-01-28"


def test_a_correction_overwrites_nothing_and_says_both_days(office: Office) -> None:
    matter = released(office)
    post(office, matter)
    wrong = deliver(office, matter, "2028-01-20")
    correct(office, matter, wrong, "2028-01-24", happened_on="2028-01-21")
    shown = office.shown(matter)
    assert office.duties(matter)["respond"] == "2028-02-04"
    assert [duty["due"] for duty in shown["replaced_duties"]] == ["2028-02-03", "2028-02-17"]
    with pytest.raises(Refused, match="that stands"):
        correct(office, matter, wrong, "2028-01-25", happened_on="2028-01-19")
    assert faults(office.database) == []


def test_a_corrected_posting_corrects_when_the_duty_to_serve_was_done(office: Office) -> None:
    matter = released(office)
    posting = post(office, matter, posted_on="2028-01-14", on="2028-01-24")
    assert one(office, matter, "serve")["done"] == "2028-01-14"
    correct(office, matter, posting, "2028-01-25", happened_on="2028-01-21")
    serve = one(office, matter, "serve")
    assert (serve["due"], serve["done"]) == ("2028-01-20", "2028-01-21")


def test_a_struck_return_takes_its_duty_back_and_a_struck_posting_brings_its_own_back(office: Office) -> None:
    matter = released(office)
    posting = post(office, matter)
    back = office.act("record_return", "staff", matter, on="2028-01-24", failure="unclaimed", source="Sample").entry
    with pytest.raises(Refused, match="strike that first"):
        correct(office, matter, posting, "2028-01-25", struck="yes")
    assert correct(office, matter, back, "2028-01-25", struck="yes").state == "notice_sent"
    assert "deliver_again" not in office.duties(matter)
    assert correct(office, matter, posting, "2028-01-26", struck="yes").state == "found_formal"
    assert one(office, matter, "serve")["done"] is None
    office.act("record_delivery", "staff", matter, on="2028-01-27", manner="in_person", source="affidavit")
    assert one(office, matter, "serve")["done"] == "2028-01-27"
    assert faults(office.database) == []


def test_a_ruling_made_meanwhile_does_not_reach_back(office: Office) -> None:
    matter = released(office)
    post(office, matter)
    wrong = deliver(office, matter, "2028-01-20")
    office.act("adopt_reading", on="2028-01-24", reading="response_start", option="mailing", memo="Sample memo.")
    correct(office, matter, wrong, "2028-01-25", happened_on="2028-01-21")
    assert office.duties(matter)["respond"] == "2028-02-04"
    assert one(office, matter, "respond")["readings"]["response_start"] == "delivery"


def test_with_the_other_reading_a_deputys_copy_starts_the_clock(office: Office) -> None:
    office.act("adopt_reading", on="2028-01-03", reading="second_addressee", option="first", memo="Sample memo.")
    matter = released(office)
    said = {
        "letter": 1,
        "article_number": SECOND,
        "addressee": "deputy",
        "sent_to": "Sample Deputy",
        "source": "Sample",
    }
    office.act("record_service", "staff", matter, on="2028-01-14", event="posted", **said)
    office.act("record_service", "staff", matter, on="2028-01-20", letter=1, event="delivered", source="Sample")
    assert office.duties(matter)["respond"] == "2028-02-03"


@pytest.mark.parametrize("change", ["UPDATE service_event SET happened_on = '2028-01-01'", "DELETE FROM service_event"])
def test_what_was_recorded_stays(office: Office, change: str) -> None:
    matter = released(office)
    deliver(office, matter, "2028-01-13", manner="in_person")
    with pytest.raises(Exception, match=r"append-only|permission denied"), office.database.writing() as session:
        session.execute(text(change))


def test_a_closure_moves_the_clock_that_counts_and_leaves_the_replaced_one(office: Office) -> None:
    matter = released(office)
    post(office, matter)
    correct(office, matter, deliver(office, matter, "2028-01-20"), "2028-01-24", happened_on="2028-01-21")
    outcome = office.act("enter_closure", on="2028-01-25", day="2028-01-26", source="Sample executive order")
    assert outcome.reply["moved"] == [[matter, "respond", "2028-02-04", "2028-02-07"]]
    with office.database.reading() as session:
        replaced = session.scalars(select(Duty.due_on).where(Duty.kind == "respond", Duty.replaced_by.is_not(None)))
        assert [due.isoformat() for due in replaced] == ["2028-02-03"]


def test_what_proves_service_is_collected_and_what_is_missing_is_said(office: Office) -> None:
    matter = released(office)
    post(office, matter)
    deliver(office, matter, "2028-01-20")
    with office.database.reading() as session:
        assert [fact.sentence for fact in certified_facts(session, matter, 1)] == [
            f"January 14, 2028: Posted (postmark), article number {RIGHT}. To: the prosecutor, at the address of the "
            "notice. Shown by: form 3800",
            f"January 20, 2028: Delivered, article number {RIGHT}. To: the prosecutor, at the address of the notice. "
            "Shown by: return receipt",
        ]
        assert missing(session, matter, 1) == (
            "The number of the return receipt (form 3811, or its electronic letter) is not recorded.",
            "Who took it is not recorded.",
        )


def test_an_affidavit_gets_the_delivery_as_it_was_corrected(office: Office) -> None:
    matter = released(office)
    how = {"at": "14:30", "place": "Sample Courthouse", "to_whom": "Sample Attorney", "identified_by": "known to me"}
    how |= {"manner": "Into the hand", "server": "Sample Server", "may_serve": "yes", "source": "affidavit"}
    wrong = office.act("record_personal_delivery", "staff", matter, on="2028-01-14", **how).entry
    correct(office, matter, wrong, "2028-01-18", happened_on="2028-01-13")
    with office.database.reading() as session:
        (delivery,) = delivered_in_person(session, matter, 1)
        assert (delivery.on, delivery.at, delivery.server) == (day("2028-01-13"), "14:30", "Sample Server")
        assert delivery.papers == (office.shown(matter)["letters"][0]["sha256"],)
        assert missing(session, matter, 1) == ()


@pytest.mark.parametrize("again", ["2028-01-20", "2028-02-07"])
def test_a_lapse_under_a_delivery_that_was_struck_is_undone_and_the_true_one_runs_its_own_clock(
    office: Office, again: str
) -> None:
    matter = released(office)
    post(office, matter)
    wrong = deliver(office, matter, "2028-01-20")
    office.act("let_response_lapse", complaint=matter, on="2028-02-04")
    assert correct(office, matter, wrong, "2028-02-07", struck="yes").state == "notice_sent"
    assert [duty["kind"] for duty in office.shown(matter)["duties"] if duty["kind"] in {"respond", "review"}] == []
    deliver(office, matter, "2028-02-07", happened_on=again)
    respond = one(office, matter, "respond")
    assert (respond["done"], respond["due"]) == (None, {"2028-01-20": "2028-02-03", "2028-02-07": "2028-02-23"}[again])
    office.act("let_response_lapse", complaint=matter, on="2028-02-24")
    assert office.shown(matter)["state"] == "unanswered"
    assert faults(office.database) == []
