"""One matter that fills every room of the record, carried to a request to the governor under each clause that asks."""

from typing import Any

from committee_app.acts.register import FeedFile
from tests.meetings.holding import Chair
from tests.offices import ADDRESS, Office

FEED = """\
jurisdiction,referral_id,count,received_on,statute,charge_code,severity,lead,probable_cause_statement,investigative_report,filed_on
29510,R-1,1,2027-12-01,570.023,570.023-001Y202012,felony,Y,Y,Y,
"""
REMEDY = {
    "recommendations": "Decide every listed referral in five business days.",
    "timeline": "A written procedure in 30 days.",
    "review_on": "2028-05-14",
}
APPOINTEE = {
    "appointee": "Sample Appointee",
    "licence": "Missouri, sample",
    "starts_on": "2028-03-01",
    "ends_on": "2030-12-31",
    "elected_term_ends": "2030-12-31",
}
SEATS = ("director", "member-r1", "member-r2", "member-d1", "member-d2")
FIRST, SECOND, AGAIN = "56.602.4(7)(a)a", "56.602.4(7)(b)c", "56.602.7(5)"
ON = {FIRST: "2028-02-15", SECOND: "2028-08-16", AGAIN: "2030-06-28"}


def to_reviewed(office: Office) -> str:
    """Findings, a meeting with its roll and minutes, information, a vote that was changed, a recusal while a motion was
    open, service, a response, the review."""
    office.instance.mkdir(parents=True, exist_ok=True)
    feed = office.instance / "feed.csv"
    feed.write_text(FEED)
    office.act("import_referrals_file", "console", on="2028-01-03", file=FeedFile(feed))
    found = office.act("keep_findings", "console", on="2028-01-03").reply["new"]
    office.act("adopt_reading", on="2028-01-03", reading="vote_change", option="until_close", memo="Sample memo.")
    matter = office.lodge("2028-01-03", findings=found)
    table = Chair(office, "2028-01-10", matter, called="2028-01-05", purpose="Sample purpose of the first meeting")
    table.noticed("2028-01-05").opened().closed()
    table.do("add_minutes", part="closed", matter=matter, text="Sample closed minutes.")
    table.do("add_minutes", part="open", text="Sample open minutes.")
    table.do("adjourn", at="11:00")
    later = Chair(office, "2028-02-03", matter, called="2028-01-20", purpose="Sample hearing").noticed("2028-01-20")
    heard = {"meeting": later.number, "heard": "Sample Heard Person", "subject": "Sample subject of the hearing."}
    office.act("call_hearing", complaint=matter, on="2028-01-21", **heard)
    asked = {"asked_of": "Sample Sheriff", "what": "Sample question of the committee."}
    office.act("request_information", complaint=matter, on="2028-01-11", **asked)
    number = str(office.shown(matter)["entries"][-1]["seq"])
    office.act("record_information", "staff", matter, on="2028-01-12", request=number, text="Sample information.")
    formality(office, matter)
    office.act("release_notice", complaint=matter, on="2028-01-14", address=ADDRESS)
    posted = {"article_number": "9407 1118 9922 3197 4284 90", "number_is_right": "yes", "source": "Sample form"}
    office.act("record_posting", "staff", matter, on="2028-01-14", **posted)
    office.act("record_delivery", "staff", matter, on="2028-01-20", manner="delivered", source="Sample receipt")
    office.act("record_response", "staff", matter, on="2028-02-01", text="Sample response of the office.")
    office.act("review", complaint=matter, on="2028-02-10", summary="Sample summary of the review.")
    return matter


def formality(office: Office, matter: str) -> None:
    """The first motion, with reasons, a vote that was changed, and a member who was recused after voting."""
    on = "2028-01-12"
    put = office.act("open_motion", complaint=matter, on=on, kind="formality", mover="member-r1", seconder="member-d1")
    motion = put.reply["motion"]
    office.act("cast_vote", "member-d2", matter, on=on, motion=motion, choice="yes", reason="Sample reason recused.")
    office.recuse("member-d2", matter, on=on)
    cast(office, matter, motion, on, {"member-r1": "no"})
    cast(office, matter, motion, on, {"member-r1": "yes", "member-r2": "yes", "member-d1": "yes", "director": "no"})
    office.act("close_motion", complaint=matter, on=on, motion=motion)


def cast(office: Office, matter: str, motion: int, on: str, votes: dict[str, str]) -> None:
    for account, choice in votes.items():
        given = {"motion": motion, "choice": choice, "reason": f"Sample reason of {account}: {choice}."}
        office.act("cast_vote", account, matter, on=on, **given)


def put(office: Office, matter: str, kind: str, on: str, **terms: Any) -> None:
    """A motion that carries by four votes; the fifth member is recused."""
    motion = office.act("open_motion", complaint=matter, on=on, kind=kind, **terms).reply["motion"]
    cast(office, matter, motion, on, dict.fromkeys(SEATS[:4], "yes"))
    office.act("close_motion", complaint=matter, on=on, motion=motion)


def carried(office: Office, clause: str) -> str:
    """The matter when the request under this clause has carried; says its number."""
    if clause == AGAIN:
        office.reappoint()
    matter = to_reviewed(office)
    put(office, matter, "determination", "2028-02-14")
    if clause == SECOND:
        put(office, matter, "remediation", "2028-02-14", **REMEDY)
        office.act("send_recommendation", "staff", matter, on="2028-02-14", manner="Sample manner")
        office.act("record_progress", complaint=matter, on="2028-05-12", summary="Sample progress.")
        office.act("assess", complaint=matter, on="2028-08-14", summary="Sample assessment.")
        put(office, matter, "continuing", "2028-08-15")
        return matter
    put(office, matter, "request", "2028-02-14")
    if clause == AGAIN:
        office.act("send_request", complaint=matter, on="2028-02-14", manner="by hand")
        office.publish(matter, on="2028-02-15")
        office.act("record_appointment", complaint=matter, on="2028-03-01", **APPOINTEE)
        office.act("review_term", complaint=matter, on="2030-06-27", summary="Sample review of the term.")
        put(office, matter, "term_needed", "2030-06-27")
    return matter
