"""A response by code that came after the ten business days, while nobody had recorded the delivery that began them:
it is taken, and it is late (56.602.4(6))."""

from collections.abc import Mapping

from sqlalchemy import select

from committee_app import closed_record
from committee_app.access import holder
from committee_app.office_site import create_app
from committee_app.tables.docket import Complaint, Duty
from committee_app.tables.respondent import AnswerCode
from rules.statute import cite
from tests.desks.visiting import Site
from tests.offices import ADDRESS, Office, day

POSTED: Mapping[str, str] = {
    "article_number": "9407 1118 9922 3197 4284 90", "number_is_right": "yes", "source": "Sample receipt",
}  # fmt: skip


def answered(office: Office, came: str) -> str:
    """Posted on January 14, delivered on the 18th; the response comes that day, and the delivery is recorded later."""
    matter = office.lodge("2028-01-03")
    office.act("convene", complaint=matter, on="2028-01-12", place="Sample room")
    office.vote(matter, "formality", "yyyyy", on="2028-01-12")
    office.act("release_notice", complaint=matter, on="2028-01-14", address=ADDRESS)
    office.act("record_posting", "staff", matter, on="2028-01-14", **POSTED)
    with office.database.reading() as session:
        code = session.scalars(select(AnswerCode.id)).one()
    office.act("send_response", holder(code), matter, on=came, text="Sample response.")
    delivered = {"manner": "delivered", "happened_on": "2028-01-18", "source": "Sample receipt"}
    office.act("record_delivery", "staff", matter, on="2028-03-02", **delivered)
    return matter


def test_it_is_late_on_the_page_in_the_closed_envelope_and_in_the_duty(office: Office) -> None:
    matter = answered(office, "2028-03-01")
    with office.database.reading() as session:
        duty = session.scalars(select(Duty).where(Duty.kind == "respond")).one()
        assert (duty.due_on, duty.done_on) == (day("2028-02-01"), day("2028-03-01"))
        complaint = session.get_one(Complaint, matter)
        told = repr(closed_record.of(session, complaint, cite("56.602.4(7)(a)a"), day("2028-03-03")))
    assert "By the day that counts now it came after the ten business days." in told
    assert "It came in time." not in told
    site = Site(create_app(office.settings, office.database), office.database, office.instance)
    assert 'Response of March 1, 2028 <span class="tag tag-late">late</span>' in site.visitor("staff").page(
        f"/docket/{matter}"
    )


def test_one_that_came_within_the_days_is_in_time(office: Office) -> None:
    matter = answered(office, "2028-01-31")
    with office.database.reading() as session:
        duty = session.scalars(select(Duty).where(Duty.kind == "respond")).one()
        assert (duty.due_on, duty.done_on) == (day("2028-02-01"), day("2028-01-31"))
        complaint = session.get_one(Complaint, matter)
        told = repr(closed_record.of(session, complaint, cite("56.602.4(7)(a)a"), day("2028-03-03")))
    assert "It came in time." in told
