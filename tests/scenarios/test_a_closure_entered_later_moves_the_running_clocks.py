"""The office was closed on a day that clocks had counted: the lenient ones move, visibly; the strict ones stay."""

from sqlalchemy import select

from committee_app.tables.docket import Complaint
from committee_app.tables.journal import Entry, EntryBody
from tests.offices import ADDRESS, Office


def delivered(office: Office) -> str:
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    office.vote(complaint, "formality", "yyyyn", on="2028-01-12")
    office.act("release_notice", complaint=complaint, on="2028-01-14", address=ADDRESS)
    number = "9400111201080805483016"
    office.act("record_posting", "staff", complaint, on="2028-01-18", article_number=number, source="form 3800")
    office.act("record_delivery", "staff", complaint, on="2028-01-20", manner="delivered", source="return receipt")
    return complaint


def test_a_closure_moves_the_response_and_leaves_the_review(office: Office) -> None:
    complaint = delivered(office)
    before = office.duties(complaint)
    outcome = office.act("enter_closure", on="2028-01-25", day="2028-01-25", source="Sample executive order 28-01")
    after = office.duties(complaint)
    assert before["respond"] == "2028-02-03"
    assert after == {**before, "respond": "2028-02-04"}
    assert outcome.reply["moved"] == [[complaint, "respond", "2028-02-03", "2028-02-04"]]
    with office.database.reading() as session:
        row = session.get_one(Complaint, complaint)
        assert row.response_due is not None
        assert row.response_due.isoformat() == "2028-02-04"
        entry = session.scalars(select(Entry).order_by(Entry.seq.desc())).first()
        assert entry is not None
        assert entry.verb == "enter_closure"
        assert session.get_one(EntryBody, entry.seq).body["moved"] == outcome.reply["moved"]
    (duty,) = [duty for duty in office.shown(complaint)["duties"] if duty["kind"] == "respond"]
    skipped = {day["date"]: day["reason"] for day in duty["counts"][0]["days"] if not day["counted"]}
    assert skipped["2028-01-25"] == "office closed: Sample executive order 28-01"


def test_a_closure_after_the_deadline_moves_nothing(office: Office) -> None:
    complaint = delivered(office)
    before = office.duties(complaint)
    outcome = office.act("enter_closure", on="2028-01-25", day="2028-02-22", source="Sample executive order 28-02")
    assert outcome.reply["moved"] == []
    assert office.duties(complaint) == before
