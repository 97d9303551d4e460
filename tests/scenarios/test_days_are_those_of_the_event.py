"""What was recorded late was not done late: duties are done on the day of the event, and days keep their order."""

from typing import Any

import pytest

from tests.offices import ADDRESS, Office
from workflows.machine import Refused

FIRST, SECOND = "9407 1118 9922 3197 4284 90", "9407 1118 9922 3197 4284 83"


def posted(office: Office, lodged: str = "2028-01-03") -> str:
    complaint = office.lodge(lodged)
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    office.vote(complaint, "formality", "yyyyn", on="2028-01-12")
    office.act("release_notice", complaint=complaint, on="2028-01-14", address=ADDRESS)
    post(office, complaint, FIRST, "2028-01-14")
    return complaint


def post(office: Office, complaint: str, number: str, on: str) -> None:
    office.act(
        "record_posting", "staff", complaint, on=on, article_number=number, number_is_right="yes", source="form 3800"
    )


def deliver(office: Office, complaint: str, on: str, happened: str) -> None:
    office.act(
        "record_delivery", "staff", complaint, on=on, manner="delivered", happened_on=happened, source="return receipt"
    )


def duty(office: Office, complaint: str, kind: str) -> dict[str, Any]:
    (found,) = [one for one in office.shown(complaint)["duties"] if one["kind"] == kind]
    return found


def test_a_meeting_held_in_time_and_recorded_weeks_later_was_in_time(office: Office) -> None:
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-03-01", held_on="2028-01-12", place="Jefferson City")
    assert duty(office, complaint, "convene")["done"] == "2028-01-12"


def test_a_response_received_in_time_and_recorded_later_was_in_time(office: Office) -> None:
    complaint = posted(office)
    deliver(office, complaint, "2028-01-20", "2028-01-20")
    office.act("record_response", "staff", complaint, on="2028-03-01", received_on="2028-02-01", text="Sample.")
    respond = duty(office, complaint, "respond")
    assert respond["done"] == "2028-02-01" <= respond["due"] == "2028-02-03"


def test_a_notice_mailed_again_was_not_delivered_before_that(office: Office) -> None:
    complaint = posted(office)
    office.act(
        "record_return", "staff", complaint, on="2028-01-24", failure="unclaimed", happened_on="2028-01-24", source="x"
    )
    with pytest.raises(Refused, match="before January 24, 2028"):
        office.act(
            "record_posting", "staff", complaint, on="2028-01-26", posted_on="2028-01-20", article_number=SECOND,
            number_is_right="yes", source="form 3800",
        )  # fmt: skip
    post(office, complaint, SECOND, "2028-01-26")
    with pytest.raises(Refused, match="before January 26, 2028"):
        deliver(office, complaint, "2028-01-28", "2028-01-21")
    deliver(office, complaint, "2028-01-28", "2028-01-27")
    assert office.duties(complaint)["respond"] == "2028-02-10"


def test_the_lenient_review_counts_from_the_lenient_deadline(office: Office) -> None:
    office.act("adopt_reading", on="2028-01-04", reading="review_calendar", option="lenient", memo="Sample memo.")
    complaint = posted(office)
    deliver(office, complaint, "2028-01-28", "2028-01-28")
    assert office.duties(complaint)["respond"] == "2028-02-14"
    assert office.duties(complaint)["review"] == "2028-02-29"


def test_a_closure_moves_the_lenient_review_with_the_deadline_before_it(office: Office) -> None:
    office.act("adopt_reading", on="2028-01-04", reading="review_calendar", option="lenient", memo="Sample memo.")
    complaint = posted(office)
    deliver(office, complaint, "2028-01-28", "2028-01-28")
    office.act("record_response", "staff", complaint, on="2028-01-31", text="Sample, early.")
    office.act("enter_closure", on="2028-02-01", day="2028-02-02", source="Sample executive order 28-03")
    assert duty(office, complaint, "respond")["due"] == "2028-02-15"
    assert duty(office, complaint, "review")["due"] == "2028-03-01"
