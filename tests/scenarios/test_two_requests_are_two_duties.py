"""A request to reappoint that is voted while the first request is neither sent nor published: each is its own duty,
and one sending or one publication does one of them (56.602.4(2)#3, 56.602.7(5))."""

from sqlalchemy import select

from committee_app.tables.docket import OPEN_DUTY, Duty
from tests.offices import Office

ON = "2029-08-30"


def open_duties(office: Office, matter: str) -> list[str]:
    with office.database.reading() as session:
        found = session.scalars(select(Duty.kind).where(Duty.complaint_id == matter, OPEN_DUTY).order_by(Duty.id))
        return list(found)


def test_one_sending_and_one_publication_leave_the_other_request_to_be_done(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.to_reviewed(matter)
    office.vote(matter, "determination", "yyyyn", on="2028-02-15")
    office.vote(matter, "request", "yyyny", on="2028-02-15")
    office.act(
        "record_appointment", complaint=matter, on="2028-03-01", appointee="Sample Prosecutor", licence="MO 1",
        starts_on="2028-03-02", ends_on="2030-03-01", elected_term_ends="2032-12-31",
    )  # fmt: skip
    office.reappoint()
    office.act("review_term", complaint=matter, on=ON, summary="Sample summary.")
    office.vote(matter, "term_needed", "yyyyn", on=ON)
    both = ["send_request", "publish_request", "publish_request", "send_term_request"]
    assert sorted(open_duties(office, matter)) == sorted(both)
    office.publish(matter, on=ON)
    assert sorted(open_duties(office, matter)) == ["publish_request", "send_request", "send_term_request"]
    sent = office.act("send_request", complaint=matter, on=ON, manner="certified mail")
    assert sent.clause == "56.602.4(7)(a)a"
    assert sorted(open_duties(office, matter)) == ["publish_request", "send_term_request"]
    assert office.act("send_request", complaint=matter, on=ON, manner="certified mail").clause == "56.602.7(5)"
    office.publish(matter, on=ON)
    assert open_duties(office, matter) == []
