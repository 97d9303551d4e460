"""Forms: sent twice they act once, refused they keep what was typed and say why, hostile words are only words."""

import io
import re

import pytest
from sqlalchemy import func, select

from committee_app.acts import ACTS
from committee_app.tables.docket import Complaint
from committee_app.tables.journal import Entry
from committee_app.tables.meetings import Minute
from committee_app.tables.votes import Motion
from tests.desks.visiting import Site

LODGED = {
    "jurisdiction": "29510",
    "respondent": "Sample Prosecutor",
    "complainant": "Sample Complainant",
    "capacity": "person",
    "grounds": "56.602.3(2)",
    "facts": "Sample complaint.",
}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}\u202etxt.exe"


def count(site: Site, table: type = Complaint) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_form_sent_twice_acts_once(site: Site) -> None:
    staff, before = site.visitor("staff"), count(site)
    answers = [staff.send("/acts/lodge", key="one key", **LODGED) for _ in range(3)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/docket/2028-019")}
    assert count(site) == before + 1


def test_the_same_key_with_other_content_is_refused(site: Site) -> None:
    staff, before = site.visitor("staff"), count(site)
    assert staff.send("/acts/lodge", key="one key", **LODGED).status_code == 302
    answer = staff.send("/acts/lodge", key="one key", **{**LODGED, "respondent": "Another"})
    assert answer.status_code == 422
    assert "sent before with other content" in answer.get_data(as_text=True)
    assert count(site) == before + 1


def test_a_refusal_keeps_what_was_typed_and_says_why(site: Site) -> None:
    answer = site.visitor("staff").send("/acts/lodge", **{**LODGED, "received_on": "2029-01-01"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "January 1, 2029 is still to come" in page
    assert 'value="Sample Prosecutor"' in page
    assert ">Sample complaint.</textarea>" in page
    assert 'value="29510" selected' in page
    assert 'value="56.602.3(2)" checked' in page
    assert 'value="person" checked' in page


def test_an_act_that_is_not_possible_says_what_is(site: Site) -> None:
    page = site.visitor("director").page("/docket/2028-018/acts/review")
    assert "is not possible while the matter is" in page
    assert "Possible here now" in page
    assert "Record the meeting" in page


def test_a_form_that_is_sent_too_late_says_the_clause_and_what_is_possible(site: Site) -> None:
    director, late = site.visitor("director"), site.visitor("director")
    path = "/docket/2028-018/acts/convene"
    assert director.send(path, place="Sample room").status_code == 302
    answer = late.send(path, place="Another room")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Not done" in page
    assert re.search(r'Clause: <a class="clause" href="/statute#56\.602\.4', page)
    assert 'value="Another room"' in page
    assert "Possible here now:" in page
    assert 'href="/docket/2028-018/acts/open_motion"' in page


def test_what_cannot_be_taken_back_is_confirmed_first(site: Site) -> None:
    director, before = site.visitor("director"), count(site, Entry)
    path, vote = "/docket/2028-009/acts/cast_vote", {"motion": str(_open_motion(site)), "choice": "yes"}
    assert director.send(path, **vote).status_code == 422
    assert count(site, Entry) == before
    assert director.send(path, **vote, understood="yes").status_code == 302
    assert count(site, Entry) == before + 1


# For each act that cannot be undone: a matter in which it is possible, and what it asks for.
# A matter of the sample office that ended without a request.
ENDED = "2028-007"
FINAL: dict[str, tuple[str | None, dict[str, str]]] = {
    "withdraw": ("2028-015", {"reason": "Sample"}),
    "close_undetermined": ("2028-010", {}),
    "release_notice": ("2028-017", {"address": "Sample Town"}),
    "reissue_code": ("2028-014", {"reason": "Sample"}),
    "revoke_code": ("2028-014", {"reason": "Sample"}),
    "cast_vote": ("2028-009", {"motion": "", "choice": "yes"}),
    "close_motion": ("2028-009", {"motion": "", "with_absent": "yes"}),
    "publish": ("2028-002", {}),
    "declare_recusal": ("2028-018", {"account": "member-d1", "reason": "Sample"}),
    "record_no_appointment": ("2028-006", {"answer": "Sample"}),
    "postpone_meeting": (
        None,
        {"meeting": "3", "on": "2028-11-28", "at": "10:00", "reason": "Sample", "even_so": "yes"},
    ),
    "cancel_meeting": (None, {"meeting": "3", "reason": "Sample"}),
    "adjourn": (None, {"meeting": "3"}),
    "add_minutes": (None, {"meeting": "2", "part": "open", "text": "Sample"}),
    "correct_minutes": (None, {"meeting": "2", "entry": "", "text": "Sample"}),
    "make_calendar_feed": (None, {}),
    "revoke_calendar_feed": (None, {}),
    "renew_invitation": (None, {"account": "auditor"}),
    "end_account": (None, {"account": "auditor"}),
    "appoint_member": (
        None,
        {"account": "candidate-r", "seat": "3", "filling": "whole", "starts_on": "2030-01-01", "source": "Sample"},
    ),
    "record_vacancy": (
        None,
        {"account": "member-r2", "because": "resigned", "last_day": "2028-11-15", "source": "Sample"},
    ),
    "resume_sending": (None, {"compared": "yes"}),
    "approve_claim": (None, {"claim": "3"}),
    "refuse_claim": (None, {"claim": "3", "reason": "Sample"}),
    "dispose": (ENDED, {"disposal": "1", "looked": "yes"}),
}


def _propose_disposal(site: Site) -> None:
    """Another person proposes what is due since long."""
    site.by_owner(f"UPDATE complaint SET closed_on = '2020-01-02' WHERE id = '{ENDED}'")
    kept = {"record_class": "complaint_without_request", "kept": "years", "years": "1"}
    day = {"from_day": "2020-01-01", "source": "Sample", "source_day": "2020-01-01"}
    assert site.visitor("director").send("/acts/enter_retention", **kept, **day).status_code == 302
    given = {"record_class": kept["record_class"], "looked": "yes"}
    answer = site.visitor("staff").send(f"/docket/{ENDED}/acts/propose_disposal", **given)
    assert answer.status_code == 302


@pytest.mark.parametrize("verb", [verb for verb, act in ACTS.items() if act.cannot_be_undone])
def test_every_act_that_cannot_be_undone_waits_for_its_confirmation(site: Site, verb: str) -> None:
    matter, given = FINAL[verb]
    if "motion" in given:
        given = {**given, "motion": str(_open_motion(site))}
    director = site.visitor("director" if "director" in ACTS[verb].roles else "administrator")
    if verb == "publish":
        _find_continuing(site, str(matter))
        given = site.proposed(str(matter))
    if verb == "resume_sending":
        site.by_owner("INSERT INTO setting (name, value) VALUES ('sending_stopped', '2028-11-15T06:00:00.000000Z')")
    if verb == "adjourn":
        midnight = "'2028-11-15T06:00:00.000000Z'"
        site.by_owner(
            f"UPDATE meeting SET starts_at = {midnight}, opened_at = {midnight}, state = 'open_session' WHERE id = 3"
        )
    if verb == "correct_minutes":
        with site.database.reading() as session:
            given = {
                **given,
                "entry": str(session.scalar(select(func.max(Minute.entry)).where(Minute.meeting_id == 2))),
            }
    if verb == "revoke_calendar_feed":
        assert director.send("/acts/make_calendar_feed", understood="yes").status_code == 302
    if "claim" in given:
        line = {"category": "food", "day": "2028-11-01", "quantity": "1", "what": "Sample"}
        lines = {f"lines-1-{field}": value for field, value in line.items()}
        site.visitor("member-r1").send("/acts/claim_expenses", **lines)
    if verb == "dispose":
        _propose_disposal(site)
    before, path = count(site, Entry), f"/docket/{matter}/acts/{verb}" if matter else f"/acts/{verb}"
    shown = f"{path}?meeting={given['meeting']}" if "meeting" in given else path
    assert "This cannot be taken back." in director.page(shown)
    for understood in ({}, {"understood": "no"}, {"understood": ""}):
        answer = director.send(path, **given, **understood)
        assert answer.status_code == 422
        assert "Confirm it first" in answer.get_data(as_text=True)
    assert count(site, Entry) == before
    assert director.send(path, **given, understood="yes").status_code == 302
    assert count(site, Entry) > before


def _find_continuing(site: Site, matter: str) -> None:
    """The committee finds that the threat goes on: there is a finding to publish."""
    put = site.visitor("director").send(f"/docket/{matter}/acts/open_motion", kind="continuing")
    motion = put.headers["Location"].rsplit("/", 1)[1]
    for name in ("director", "member-r1", "member-r2", "member-d1", "member-d2"):
        path = f"/docket/{matter}/acts/cast_vote"
        assert site.visitor(name).send(path, motion=motion, choice="yes", understood="yes").status_code == 302


def _open_motion(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalars(select(Motion.id).filter_by(complaint_id="2028-009", state="open")).one()


@pytest.mark.parametrize("name", ["respondent", "complainant", "facts"])
def test_hostile_words_are_shown_as_words(site: Site, name: str) -> None:
    staff = site.visitor("staff")
    answer = staff.send("/acts/lodge", **{**LODGED, name: HOSTILE})
    page = staff.page(answer.headers["Location"])
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"respondent": "x" * 500}, "is too long"),
        ({"facts": "a\0b"}, "no text has"),
        ({"facts": "a\x0bb"}, "control character"),
        ({"respondent": "a\x1b[31mb"}, "control character"),
        ({"complainant": "a\x85b"}, "control character"),
        ({"jurisdiction": "29002"}, "not one of the 115"),
        ({"grounds": "56.602.3(9)"}, "must be one of"),
        ({"findings": "1,x"}, "must be a number"),
        ({"findings": "99999"}, "no finding 99999"),
        ({"received_on": "20280101"}, "YYYY-MM-DD"),
        ({"received_on": "2028-02-30"}, "not a day of the calendar"),
        ({"received_on": "1850-01-01"}, "outside the years that the calendar knows"),
        ({"facts": "  "}, "is needed"),
    ],
)
def test_bad_input_is_refused_with_words(site: Site, change: dict[str, str], said: str) -> None:
    before = count(site), count(site, Entry)
    answer = site.visitor("staff").send("/acts/lodge", **{**LODGED, **change})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert (count(site), count(site, Entry)) == before


def test_a_feed_is_taken_in_through_the_form(site: Site) -> None:
    header = b"incident_id,jurisdiction,occurred_on,victims,source,status\n"
    rows = header + b"S-1,29510,2028-10-01,2,sample,final\nS-2,29999,2028-10-01,1,sample,final\n"
    name = "../../../homicides<b>.csv"
    staff = site.visitor("staff")
    answer = staff.send("/acts/import_homicides_file", file=(io.BytesIO(rows), name))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    page = staff.page(answer.headers["Location"])
    assert "1 accepted, 0 updated, 0 unchanged, 1 rejected" in page
    assert re.search(r"Line 3, jurisdiction: \w+", page)
    assert "<b>" not in page
    refused = staff.send("/acts/import_homicides_file", file=(io.BytesIO(rows), "a.csv"), strict="yes")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Line 3, jurisdiction" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "was refused and nothing of it was kept"),
        (b"\x00\xff\xfe" * 50, "was refused and nothing of it was kept"),
        (b"PK\x03\x04 a workbook", "was refused and nothing of it was kept"),
        (b"other,columns\n1,2\n", "was refused and nothing of it was kept"),
    ],
)
def test_a_file_that_is_no_feed_is_refused_with_its_reason(site: Site, content: bytes, said: str) -> None:
    staff, before = site.visitor("staff"), count(site, Entry)
    answer = staff.send("/acts/import_referrals_file", file=(io.BytesIO(content), "feed.csv"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert re.search(r"<li>Line \d", page)
    assert count(site, Entry) == before


def test_many_refused_rows_are_named_up_to_what_an_answer_can_carry(site: Site) -> None:
    rows = "incident_id,jurisdiction,occurred_on,victims,source,status\n"
    rows += "".join(f"S-{n},29999{'9' * 300},2028-10-01,x{'y' * 300},sample,final\n" for n in range(400))
    staff = site.visitor("staff")
    answer = staff.send("/acts/import_homicides_file", file=(io.BytesIO(rows.encode()), "many.csv"))
    assert answer.status_code == 302
    # A browser keeps no cookie beyond this, and would forget who is signed in.
    assert all(len(cookie) < 4_000 for cookie in answer.headers.getlist("Set-Cookie"))
    page = staff.page(answer.headers["Location"])
    assert "0 accepted, 0 updated, 0 unchanged, 400 rejected" in page
    assert page.count("Line ") >= 10
    assert re.search(r"[\d,]+ more\.", page)


def test_the_same_file_sent_twice_is_taken_in_once(site: Site) -> None:
    rows = b"incident_id,jurisdiction,occurred_on,victims,source,status\nS-1,29510,2028-10-01,2,sample,final\n"
    staff, before = site.visitor("staff"), count(site, Entry)
    for _ in range(2):
        answer = staff.send("/acts/import_homicides_file", key="one key", file=(io.BytesIO(rows), "a.csv"))
        assert answer.status_code == 302
        assert "1 accepted" in staff.page(answer.headers["Location"])
    other = staff.send("/acts/import_homicides_file", key="one key", file=(io.BytesIO(rows + b"\n"), "a.csv"))
    assert other.status_code == 422
    assert count(site, Entry) == before + 1


def test_a_form_without_its_file_is_refused(site: Site) -> None:
    answer = site.visitor("staff").send("/acts/import_homicides_file", file="/etc/passwd")
    assert answer.status_code == 422
    assert "“File (CSV)” is needed" in answer.get_data(as_text=True)


def test_the_notice_is_a_pdf_to_take_away(site: Site) -> None:
    director = site.visitor("director")
    answer = director.send(
        "/docket/2028-017/acts/release_notice", address="Sample Courthouse\nSample Town", understood="yes"
    )
    assert answer.status_code == 302
    where = answer.headers["Location"]
    letter = director.get(f"{where}.pdf")
    assert letter.data.startswith(b"%PDF")
    assert letter.headers["Content-Disposition"].startswith("attachment")
    # It waits until somebody prints it, and then lies in the tray with its two sheets.
    tray = site.instance / "print_tray"
    assert not list(tray.rglob("2028-017_*.pdf"))
    assert "Waits to be printed" in director.page(where)
    director.send("/docket/2028-017/acts/print_letter", letter=where.rpartition("/")[2])
    assert sorted(str(path.relative_to(tray)) for path in tray.rglob("2028-017_*.pdf")) == [
        "2028-017_notice.pdf", "envelope/2028-017_notice.pdf", "mailing_form/2028-017_notice.pdf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2028-11-18", "no business day already: Saturday"),
        ("2028-11-23", "no business day already: Thanksgiving"),
        ("2500-01-04", "outside the years"),
    ],
)
def test_a_closure_is_a_day_that_would_have_counted(site: Site, day: str, said: str) -> None:
    answer = site.visitor("director").send("/acts/enter_closure", day=day, source="Sample order")
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
