"""While a special prosecutor serves, the committee meets and votes on the term (56.602.7(3)): the matter is open for
its meetings and for recusals, until the term is over."""

import pytest

from committee_app.acts import Refused
from tests.meetings.holding import Chair
from tests.offices import Office

ON = "2028-06-20"


def appointed(office: Office) -> str:
    matter = office.lodge("2028-01-03")
    office.to_reviewed(matter)
    office.vote(matter, "determination", "yyyyy", on="2028-02-11")
    office.vote(matter, "request", "yyyyy", on="2028-02-11")
    office.act("send_request", complaint=matter, on="2028-02-11", manner="certified mail")
    office.act(
        "record_appointment", complaint=matter, on="2028-03-01", appointee="Sample Prosecutor", licence="MO 1",
        starts_on="2028-03-01", ends_on="2028-12-31", elected_term_ends="2028-12-31",
    )  # fmt: skip
    return matter


def test_a_member_with_a_conflict_steps_out_before_the_vote_on_the_term(office: Office) -> None:
    matter = appointed(office)
    office.recuse("member-r1", matter, on="2028-06-01")
    office.act("review_term", complaint=matter, on=ON, summary="Sample summary.")
    motion = office.act("open_motion", complaint=matter, on=ON, kind="term_needed").reply
    assert "1 recused" in motion["count"]


def test_a_meeting_and_a_request_for_information_are_possible_until_the_term_is_over(office: Office) -> None:
    matter = appointed(office)
    office.act("request_information", complaint=matter, on="2028-06-01", asked_of="Sample Prosecutor", what="Sample.")
    assert Chair(office, "2028-06-20", matter, called="2028-06-01").number
    office.act("review_term", complaint=matter, on=ON, summary="Sample summary.")
    office.vote(matter, "term_over", "yyyyy", on=ON)
    office.act("end_term", complaint=matter, on="2029-01-02")
    with pytest.raises(Refused, match=r"There is no open matter"):
        Chair(office, "2029-01-20", matter, called="2029-01-04")
    with pytest.raises(Refused, match=r"The matter is closed"):
        office.recuse("member-d1", matter, on="2029-01-04")
