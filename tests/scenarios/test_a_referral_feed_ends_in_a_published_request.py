"""A forgotten robbery is imported, found, complained of, answered, voted on and published: the whole path."""

from pathlib import Path

from committee_app.acts.register import FeedFile
from committee_app.outbox import open_store_path
from committee_app.public import store as open_store
from tests.offices import ADDRESS, Office

FEED = """\
jurisdiction,referral_id,count,received_on,statute,charge_code,severity,lead,probable_cause_statement,investigative_report,filed_on
29510,R-1,1,2027-12-01,570.023,570.023-001Y202012,felony,Y,Y,Y,
29510,R-2,1,2027-12-01,570.030,570.030-040Y202023,felony,Y,Y,Y,
"""

WHOLE_PATH = [
    ("lodge", "56.602.3#1"),
    ("convene", "56.602.4(1)"),
    ("open_motion", "56.602.4(3)"),
    *[("cast_vote", "56.602.4(3)")] * 5,
    ("close_motion", "56.602.4(3)"),
    ("release_notice", "56.602.4(3)"),
    ("record_posting", "56.602.4(3)"),
    ("record_delivery", "56.602.4(3)"),
    ("record_response", "56.602.4(4)#1"),
    ("review", "56.602.4(5)"),
    ("open_motion", "56.602.4(7)(a)#1"),
    *[("cast_vote", "56.602.4(7)(a)#1")] * 5,
    ("close_motion", "56.602.4(7)(a)#1"),
    ("open_motion", "56.602.4(7)(a)a"),
    *[("cast_vote", "56.602.4(7)(a)a")] * 5,
    ("close_motion", "56.602.4(7)(a)a"),
    ("send_request", "56.602.4(7)(a)a"),
    ("propose_publication", "56.602.4(2)#3"),
    ("publish", "56.602.4(2)#3"),
]


def test_a_referral_feed_ends_in_a_published_request(office: Office, tmp_path: Path) -> None:
    feed = tmp_path / "referrals.csv"
    feed.write_text(FEED)
    report = office.act("import_referrals_file", "console", on="2028-01-03", file=FeedFile(feed)).reply
    assert (report["accepted"], report["rejected"]) == (2, 0)

    scanned = office.act("keep_findings", "console", on="2028-01-03").reply
    (finding,) = scanned["result"]["findings"]
    assert finding["clause"] == "56.602.3(2)"
    assert finding["subject"] == {"jurisdiction": "29510", "referral_id": "R-1", "count": 1}
    assert finding["explanation"]["due"] == "2027-12-15"

    complaint = office.lodge("2028-01-03", findings=scanned["new"])
    assert office.duties(complaint) == {"convene": "2028-01-18"}

    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    assert office.vote(complaint, "formality", "yyyyy", on="2028-01-12").reply["carried"]
    assert office.duties(complaint) == {"serve": "2028-01-20"}

    office.act("release_notice", complaint=complaint, on="2028-01-14", address=ADDRESS)
    office.act(
        "record_posting",
        "staff",
        complaint,
        on="2028-01-14",
        article_number="9407 1118 9922 3197 4284 90",
        source="postmarked form 3800",
    )
    assert office.duties(complaint) == {}
    office.act("record_delivery", "staff", complaint, on="2028-01-20", manner="delivered", source="return receipt")
    assert office.duties(complaint) == {"respond": "2028-02-03", "review": "2028-02-17"}

    office.act("record_response", "staff", complaint, on="2028-02-01", text="Our answer.")
    office.act("review", complaint=complaint, on="2028-02-10", summary="All information and the register.")
    assert office.vote(complaint, "determination", "yyyyn", on="2028-02-14").reply["carried"]
    assert office.duties(complaint) == {"remedy": "2028-02-14"}
    assert office.vote(complaint, "request", "yyynn", on="2028-02-14").state == "requested"

    store = open_store_path(office.instance)
    office.dispatch()
    assert open_store.records(store) == []
    office.act("send_request", complaint=complaint, on="2028-02-14", manner="certified mail")
    office.publish(complaint, on="2028-02-14")
    office.dispatch()

    (record,) = open_store.records(store)
    assert (record.number, record.kind, record.clause, record.dated) == (1, "request", "56.602.4(7)(a)a", "2028-02-14")
    assert "Circuit Attorney" in record.office
    closed = ("Sample Complainant", "Our answer", complaint, "R-1", "member-r1", "robbery")
    said = store.read_bytes() + record.text.encode()
    assert [word for word in closed if word.encode() in said] == []

    assert office.entries(complaint) == WHOLE_PATH
    assert office.duties(complaint) == {}
