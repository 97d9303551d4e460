"""One story for each state in which a complaint, or a special prosecutor's term, can end or stand still."""

import pytest

from committee_app.acts import Refused
from committee_app.outbox import open_store_path
from committee_app.public import store as open_store
from tests.offices import ADDRESS, Office

SERVICE = {"source": "form 3800", "article_number": "9407 1118 9922 3197 4284 90"}
TERMS = {
    "recommendations": "Decide every listed referral in five business days.",
    "timeline": "A written procedure in 30 days.",
    "review_on": "2028-05-14",
}
APPOINTEE = {
    "appointee": "Sample Attorney",
    "licence": "Missouri, sample",
    "starts_on": "2028-03-01",
    "ends_on": "2030-12-31",
    "elected_term_ends": "2030-12-31",
}


def state(office: Office, complaint: str) -> str:
    return str(office.shown(complaint)["state"])


def lodged(office: Office, **given: str) -> str:
    return office.lodge("2028-01-03", **given)


def reviewed(office: Office, **given: str) -> str:
    complaint = lodged(office, **given)
    office.to_reviewed(complaint)
    return complaint


def determined(office: Office) -> str:
    complaint = reviewed(office)
    office.vote(complaint, "determination", "yyyyn", on="2028-02-14")
    return complaint


def assessed(office: Office) -> str:
    complaint = determined(office)
    office.vote(complaint, "remediation", "nnyyy", on="2028-02-14", **TERMS)
    office.act("send_recommendation", "staff", complaint, on="2028-02-14", manner="certified mail")
    office.act("assess", complaint=complaint, on="2028-08-14", summary="Kept.")
    return complaint


def requested(office: Office) -> str:
    complaint = determined(office)
    office.vote(complaint, "request", "yyynn", on="2028-02-14")
    office.act("send_request", complaint=complaint, on="2028-02-14", manner="by hand")
    return complaint


def serving(office: Office) -> str:
    office.reappoint()
    complaint = requested(office)
    office.publish(complaint, on="2028-02-15")
    office.act("record_appointment", complaint=complaint, on="2028-03-01", **APPOINTEE)
    return complaint


def test_a_withdrawn_complaint_is_closed_and_found_formal_it_cannot_be_withdrawn(office: Office) -> None:
    complaint = lodged(office)
    office.act("withdraw", complaint=complaint, on="2028-01-04", reason="Settled.")
    assert (state(office, complaint), office.duties(complaint)) == ("withdrawn", {})
    other = lodged(office)
    office.act("convene", complaint=other, on="2028-01-12", place="Jefferson City")
    office.vote(other, "formality", "yyynn", on="2028-01-12")
    with pytest.raises(Refused, match="not possible while"):
        office.act("withdraw", complaint=other, on="2028-01-13", reason="Too late.")


def test_a_complaint_that_is_not_formal_is_closed(office: Office) -> None:
    complaint = lodged(office)
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    assert not office.vote(complaint, "formality", "yynna", on="2028-01-12").reply["carried"]
    assert (state(office, complaint), office.duties(complaint)) == ("not_formal", {})


def test_three_votes_make_no_determination(office: Office) -> None:
    complaint = reviewed(office)
    assert not office.vote(complaint, "determination", "yyynn", on="2028-02-14").reply["carried"]
    assert state(office, complaint) == "no_determination"


def test_a_complaint_about_homicides_alone_can_only_be_closed_undetermined_or_read_otherwise(office: Office) -> None:
    complaint = reviewed(office, grounds="56.602.3(1)")
    with pytest.raises(Refused, match=r"speaks of the threat of 56\.602\.3\(2\)") as refused:
        office.act("open_motion", complaint=complaint, on="2028-02-14", kind="determination")
    assert refused.value.clause is not None
    assert refused.value.clause.id == "56.602.4(7)(a)#1"
    assert "close_undetermined" in refused.value.allowed
    office.act("close_undetermined", complaint=complaint, on="2028-02-14")
    assert state(office, complaint) == "no_determination"

    other = reviewed_again(office, grounds="56.602.3(1)")
    office.act("adopt_reading", on="2028-02-14", reading="determination_ground", option="any_ground", memo="Counsel.")
    office.act("open_motion", complaint=other, on="2028-02-14", kind="determination")
    (motion,) = [m for m in office.shown(other)["motions"] if m["kind"] == "determination"]
    assert motion["readings"]["determination_ground"] == "any_ground"
    with pytest.raises(Refused):
        office.act("close_undetermined", complaint=other, on="2028-02-14")


def reviewed_again(office: Office, **given: str) -> str:
    """A second reviewed matter: its notice is handed over, since an article number is used once."""
    complaint = lodged(office, **given)
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    office.vote(complaint, "formality", "yyyyy", on="2028-01-12")
    office.act("release_notice", complaint=complaint, on="2028-01-14", address=ADDRESS)
    office.act("record_delivery", "staff", complaint, on="2028-01-14", manner="in_person", source="affidavit")
    office.act("let_response_lapse", "staff", complaint, on="2028-02-08")
    office.act("review", complaint=complaint, on="2028-02-10", summary="All.")
    return complaint


def test_neither_remedy_carried_leaves_the_remedy_pending_and_may_be_voted_again(office: Office) -> None:
    complaint = determined(office)
    office.vote(complaint, "request", "yynna", on="2028-02-14")
    assert state(office, complaint) == "remedy_pending"
    assert office.duties(complaint) == {"remedy": "2028-02-14"}
    office.vote(complaint, "remediation", "yynna", on="2028-02-15", **TERMS)
    assert state(office, complaint) == "remedy_pending"
    office.vote(complaint, "request", "yyy--", on="2028-02-16")
    assert state(office, complaint) == "requested"


def test_remediation_gives_its_dates_and_ends_in_an_open_finding(office: Office) -> None:
    complaint = determined(office)
    office.vote(complaint, "remediation", "nnyyy", on="2028-02-14", **TERMS)
    assert office.duties(complaint) == {
        "send_recommendation": "2028-02-14",
        "progress": "2028-05-14",
        "assess": "2028-08-21",
    }
    office.act("send_recommendation", "staff", complaint, on="2028-02-14", manner="certified mail")
    with pytest.raises(Refused, match="August 14, 2028"):
        office.act("assess", complaint=complaint, on="2028-08-13", summary="Too early.")
    office.act("record_progress", complaint=complaint, on="2028-05-12", summary="On the way.")
    office.act("assess", complaint=complaint, on="2028-08-14", summary="Kept.")
    office.vote(complaint, "resolved", "yyynn", on="2028-08-14")
    assert state(office, complaint) == "resolved"
    office.publish(complaint, on="2028-08-14")
    office.dispatch()
    (record,) = open_store.records(open_store_path(office.instance))
    assert (record.kind, record.clause) == ("finding_resolved", "56.602.4(7)(b)b")
    assert "five business days" not in record.text
    assert office.duties(complaint) == {}


def test_an_assessment_without_three_votes_either_way_stays_undecided(office: Office) -> None:
    complaint = assessed(office)
    office.vote(complaint, "resolved", "yynna", on="2028-08-14")
    office.vote(complaint, "continuing", "nnyya", on="2028-08-14")
    assert state(office, complaint) == "assessment_undecided"
    assert open_store.records(open_store_path(office.instance)) == []


def test_a_failed_remediation_ends_in_a_request_to_the_governor_by_three_votes(office: Office) -> None:
    complaint = assessed(office)
    office.vote(complaint, "continuing", "yyynn", on="2028-08-15")
    assert state(office, complaint) == "requested"
    assert office.duties(complaint) == {"send_second_request": "2028-08-15", "publish_request": "2028-08-15"}
    office.act("send_request", complaint=complaint, on="2028-08-15", manner="by hand")
    office.publish(complaint, on="2028-08-15")
    office.dispatch()
    (record,) = open_store.records(open_store_path(office.instance))
    assert (record.kind, record.clause) == ("second_request", "56.602.4(7)(b)c")


def test_the_governor_may_decline(office: Office) -> None:
    complaint = requested(office)
    office.act("record_no_appointment", complaint=complaint, on="2028-03-10", answer="Declined.")
    assert state(office, complaint) == "not_appointed"


def test_a_term_that_is_no_longer_needed_ends(office: Office) -> None:
    complaint = serving(office)
    assert office.duties(complaint) == {"review_term": "2030-06-28"}
    office.act("review_term", complaint=complaint, on="2030-06-27", summary="Reviewed.")
    office.vote(complaint, "term_over", "yyynn", on="2030-06-27")
    with pytest.raises(Refused, match="December 31, 2030"):
        office.act("end_term", complaint=complaint, on="2030-12-31")
    office.act("end_term", complaint=complaint, on="2031-01-01")
    assert state(office, complaint) == "special_prosecutor_appointed"


def test_a_term_that_is_still_needed_leads_to_a_second_open_request_and_at_most_five_years(office: Office) -> None:
    complaint = serving(office)
    office.act("review_term", complaint=complaint, on="2030-06-27", summary="Reviewed.")
    office.vote(complaint, "term_needed", "yyynn", on="2030-06-27")
    office.act("send_request", complaint=complaint, on="2030-06-27", manner="by hand")
    office.publish(complaint, on="2030-06-28")
    office.dispatch()
    assert [r.kind for r in open_store.records(open_store_path(office.instance))] == ["term_request", "request"]
    second = {"appointee": "Sample Attorney", "licence": "Missouri, sample", "starts_on": "2031-01-01"}
    with pytest.raises(Refused, match="five years"):
        office.act("record_reappointment", complaint=complaint, on="2030-12-01", ends_on="2036-01-01", **second)
    office.act("record_reappointment", complaint=complaint, on="2030-12-01", ends_on="2035-12-31", **second)


def test_a_term_vote_that_carries_neither_way_lets_the_term_expire(office: Office) -> None:
    complaint = serving(office)
    office.act("review_term", complaint=complaint, on="2030-06-27", summary="Reviewed.")
    office.vote(complaint, "term_over", "yynna", on="2030-06-27")
    office.act("end_term", complaint=complaint, on="2031-01-02")


def test_a_returned_notice_is_delivered_in_person_and_only_then_the_ten_days_run(office: Office) -> None:
    complaint = lodged(office)
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    office.vote(complaint, "formality", "yyyyy", on="2028-01-12")
    office.act("release_notice", complaint=complaint, on="2028-01-14", address=ADDRESS)
    office.act("record_posting", "staff", complaint, on="2028-01-14", **SERVICE)
    with pytest.raises(Refused, match="have not begun"):
        office.act("let_response_lapse", "staff", complaint, on="2028-02-28")
    office.act("record_return", "staff", complaint, on="2028-02-03", failure="unclaimed", source="envelope")
    assert office.duties(complaint) == {"deliver_again": "2028-02-03"}
    office.act("record_delivery", "staff", complaint, on="2028-02-04", manner="in_person", source="affidavit")
    assert office.duties(complaint)["respond"] == "2028-02-22"
    with pytest.raises(Refused, match="through February 22, 2028"):
        office.act("let_response_lapse", "staff", complaint, on="2028-02-22")
    office.act("let_response_lapse", "staff", complaint, on="2028-02-23")
    assert state(office, complaint) == "unanswered"
    late = office.act("record_response", "staff", complaint, on="2028-02-24", text="Late.")
    assert late.clause == "56.602.4(6)"
    assert state(office, complaint) == "unanswered"


def test_a_review_day_that_passed_while_the_motion_was_open_falls_on_the_decision(sqlite_office: Office) -> None:
    matter = sqlite_office.lodge("2028-01-03")
    sqlite_office.to_reviewed(matter)
    sqlite_office.vote(matter, "determination", "yyyyn", on="2028-02-14")
    terms = {"recommendations": "Sample", "timeline": "Sample", "review_on": "2028-03-01"}
    put = sqlite_office.act("open_motion", complaint=matter, on="2028-02-14", kind="remediation", **terms)
    motion = put.reply["motion"]
    for account in ("director", "member-r1", "member-r2"):
        sqlite_office.act("cast_vote", account, matter, on="2028-02-14", motion=motion, choice="yes")
    sqlite_office.act("close_motion", complaint=matter, on="2028-03-20", motion=motion, with_absent="yes")
    assert sqlite_office.shown(matter)["state"] == "remediation"
    assert sqlite_office.duties(matter)["progress"] == "2028-03-20"
