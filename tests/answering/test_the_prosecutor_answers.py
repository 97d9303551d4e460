"""What comes by the code of the notice, on both databases: on time, early, late, in answer to what was asked."""

import pytest
from sqlalchemy import func, select, text

from committee_app.access import Actor
from committee_app.acts import ACTS, NotFound, Refused
from committee_app.acts.opening import holder_of
from committee_app.tables.docket import Response
from committee_app.tables.journal import Entry, EntryBody
from committee_app.tables.records import Letter, Mail, Outbox
from committee_app.tables.respondent import AnswerCode, FiledPaper
from tests.answering.holding import by_code, code_of, delivered, holder, noticed, paper, posted
from tests.offices import Office, day
from tests.oracle import faults


def responses(office: Office, complaint: str) -> list[tuple[str, str, bool]]:
    query = select(Response.text, Response.received_on, Response.late).filter_by(complaint_id=complaint)
    with office.database.reading() as session:
        return [(t, on.isoformat(), late) for t, on, late in session.execute(query.order_by(Response.entry))]


def papers(office: Office, complaint: str) -> list[str]:
    with office.database.reading() as session:
        return list(session.scalars(select(FiledPaper.name).filter_by(complaint_id=complaint).order_by(FiledPaper.id)))


def test_a_response_in_time_is_kept_with_its_papers_and_moves_the_matter_on(office: Office) -> None:
    complaint = delivered(office)
    given = {"text": "Sample response.", "papers": [paper(office), paper(office, "table.xlsx"), paper(office)]}
    outcome = by_code(office, "send_response", complaint, "2028-02-01", **given)
    assert outcome.state == "answered"
    assert outcome.clause == "56.602.4(4)#1"
    assert responses(office, complaint) == [("Sample response.", "2028-02-01", False)]
    assert papers(office, complaint) == ["answer.pdf", "table.xlsx"], "the same paper twice is one"
    assert "respond" not in office.duties(complaint)
    # Exhibits are added until the review.
    again = by_code(office, "send_response", complaint, "2028-02-08", papers=[paper(office, "scan.tif")])
    assert (again.state, again.reply["receipt"]) == ("answered", 2)
    office.act("review", complaint=complaint, on="2028-02-10", summary="Sample.")
    by_code(office, "send_response", complaint, "2028-02-11", text="Late.")
    assert responses(office, complaint)[-1] == ("Late.", "2028-02-11", True)
    office.vote(complaint, "determination", "yyyyn", on="2028-02-14")
    with pytest.raises(Refused, match="takes no response any more"):
        by_code(office, "send_response", complaint, "2028-02-15", text="Too late.")
    assert faults(office.database) == []


def test_a_late_response_is_taken_and_marked_late_under_its_clause(office: Office) -> None:
    complaint = delivered(office)
    office.act("let_response_lapse", "staff", complaint, on="2028-02-04")
    outcome = by_code(office, "send_response", complaint, "2028-02-07", text="Sample, late.")
    assert outcome.clause == "56.602.4(6)"
    assert outcome.state == "unanswered"
    assert responses(office, complaint) == [("Sample, late.", "2028-02-07", True)]


def test_a_response_before_the_delivery_is_known_waits_and_starts_no_clock(office: Office) -> None:
    complaint = posted(office)
    outcome = by_code(office, "send_response", complaint, "2028-01-18", text="Sample, early.")
    assert (outcome.state, outcome.duties) == ("notice_sent", [])
    assert office.shown(complaint)["duties"][-1]["kind"] == "serve"
    after = office.act(
        "record_delivery", "staff", complaint, on="2028-01-20", manner="delivered", source="return receipt"
    )
    assert after.state == "answered"
    respond = next(duty for duty in office.shown(complaint)["duties"] if duty["kind"] == "respond")
    assert (respond["due"], respond["done"]) == ("2028-02-03", "2028-01-20")
    assert office.duties(complaint) == {"review": "2028-02-17"}
    assert office.entries(complaint)[-1] == ("record_delivery", "56.602.4(3)")


def test_the_first_opening_is_an_act_of_its_own_that_starts_nothing(office: Office) -> None:
    complaint = posted(office)
    before = office.shown(complaint)
    where = {"network": "203.0.113.0/24", "browser": "Firefox on Windows"}
    by_code(office, "open_by_code", complaint, "2028-01-18", **where)
    with pytest.raises(Refused, match="opened by this code before"):
        by_code(office, "open_by_code", complaint, "2028-01-19", **where)
    after = office.shown(complaint)
    assert after["state"] == before["state"] == "notice_sent"
    assert after["duties"] == before["duties"]
    assert office.entries(complaint)[-1] == ("open_by_code", "56.602.4(3)")


def test_what_the_committee_asked_is_answered_by_the_same_code(office: Office) -> None:
    complaint = delivered(office)
    by_code(office, "send_response", complaint, "2028-02-01", text="Sample response.")
    office.act("review", complaint=complaint, on="2028-02-10", summary="Sample.")
    with pytest.raises(Refused, match="Nothing was asked of you"):
        by_code(office, "send_information", complaint, "2028-02-14", request="1", text="Sample.")
    ask = {"what": "Sample: ten dates.", "asked_of": "the sheriff"}
    other = office.act("request_information", complaint=complaint, on="2028-02-14", **ask).entry
    ask = {"what": "Sample: ten dates.", "asked_of": "the prosecutor", "of_prosecutor": "yes"}
    own = office.act("request_information", complaint=complaint, on="2028-02-14", **ask).entry
    with pytest.raises(Refused, match="no such request"):
        by_code(office, "send_information", complaint, "2028-02-15", request=str(other), text="Sample.")
    with pytest.raises(Refused, match="one of the two is needed"):
        by_code(office, "send_information", complaint, "2028-02-15", request=str(own))
    outcome = by_code(
        office, "send_information", complaint, "2028-02-15", request=str(own), papers=[paper(office, "letter.odt")]
    )
    assert (outcome.clause, outcome.reply["receipt"]) == ("56.602.4(6)", 2)
    assert papers(office, complaint) == ["letter.odt"]


def test_the_same_sending_twice_is_one(office: Office) -> None:
    complaint = delivered(office)
    given = {"text": "Sample response.", "papers": [paper(office)]}
    first = by_code(office, "send_response", complaint, "2028-02-01", key="one key", **given)
    assert by_code(office, "send_response", complaint, "2028-02-01", key="one key", **given) == first
    assert len(responses(office, complaint)) == len(papers(office, complaint)) == 1
    with pytest.raises(Refused, match="sent before with other content"):
        by_code(office, "send_response", complaint, "2028-02-01", key="one key", text="Another.")


def test_the_receipt_names_every_file_and_is_printed_by_nobody(office: Office) -> None:
    complaint = delivered(office)
    sent = paper(office)
    by_code(office, "send_response", complaint, "2028-02-01", text="Sample response.", papers=[sent])
    with office.database.reading() as session:
        letter = session.scalars(select(Letter).filter_by(kind="receipt")).one()
        number, said = letter.id, letter.said["value"]["came"]
        queued = session.scalar(select(func.count()).select_from(Outbox).where(Outbox.letter_id == number))
        told = session.scalars(select(Mail.account).filter_by(kind="something_came").order_by(Mail.account)).all()
    assert said[0].startswith("A text of 16 characters. SHA-256 ")
    assert said[1] == f"answer.pdf, {sent['size']:,} bytes. SHA-256 {sent['sha256']}"
    assert queued == 0
    assert told == ["director", "staff"]
    with pytest.raises(Refused, match="There is no letter"):
        office.act("print_letter", "staff", complaint, on="2028-02-02", letter=number)


def test_who_is_recused_is_not_told_that_something_came(sqlite_office: Office) -> None:
    complaint = delivered(sqlite_office)
    sqlite_office.act("declare_recusal", complaint=complaint, on="2028-01-31", account="director", reason="Sample.")
    by_code(sqlite_office, "send_response", complaint, "2028-02-01", text="Sample response.")
    with sqlite_office.database.reading() as session:
        assert session.scalars(select(Mail.account).filter_by(kind="something_came")).all() == ["staff"]


def test_a_code_opens_its_own_matter_and_nothing_else(office: Office) -> None:
    first = delivered(office)
    second = noticed(office)
    own, others = code_of(office.database, first), code_of(office.database, second)
    assert holder(office, first, "2028-01-20", others) is None
    assert holder(office, second, "2028-01-20", own) is None
    actor = holder(office, first, "2028-01-20", own)
    assert actor
    assert (actor.role, actor.matter, actor.seat) == ("respondent", first, None)
    for verb in ("open_by_code", "send_response"):
        with pytest.raises(NotFound):
            by_other(office, actor, verb, second)
    for verb, act in ACTS.items():
        if "respondent" not in act.roles:
            with pytest.raises(NotFound):
                by_other(office, actor, verb, first if act.needs_complaint else None)


def by_other(office: Office, actor: Actor, verb: str, complaint: str | None) -> None:
    from committee_app.acts import perform
    from tests.offices import noon

    today = day("2028-01-20")
    given = {"network": "x", "browser": "y"} if verb == "open_by_code" else {"text": "Sample."}
    perform(office.database, verb, actor, given, complaint=complaint, today=today, now=noon(today))


def test_a_code_expires_is_replaced_and_is_ended(office: Office) -> None:
    complaint = delivered(office)
    old = code_of(office.database, complaint)
    assert holder(office, complaint, "2028-07-12", old)
    assert holder(office, complaint, "2028-07-13", old) is None, "after 180 days"
    office.act("reissue_code", complaint=complaint, on="2028-01-25", reason="Sample: the letter was lost.")
    new = code_of(office.database, complaint)
    assert new != old
    assert holder(office, complaint, "2028-01-25", old) is None
    actor = holder(office, complaint, "2028-01-25", new)
    assert actor
    office.act("revoke_code", complaint=complaint, on="2028-01-26", reason="Sample: it came into other hands.")
    assert holder(office, complaint, "2028-01-26", new) is None
    # Whoever came in before is out as well.
    with pytest.raises(NotFound, match="may not do this any more"):
        by_other(office, actor, "send_response", complaint)
    with pytest.raises(Refused, match="no code"):
        office.act("revoke_code", complaint=complaint, on="2028-01-27", reason="Sample.")
    office.act("reissue_code", complaint=complaint, on="2028-01-27", reason="Sample.")
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnswerCode).where(AnswerCode.ended_by.is_(None))) == 1


def test_a_notice_that_is_taken_back_leaves_no_code(office: Office) -> None:
    complaint = noticed(office)
    code = code_of(office.database, complaint)
    with office.database.reading() as session:
        letter = session.scalars(select(Letter.id).filter_by(kind="notice")).one()
    office.act("take_back_letter", complaint=complaint, on="2028-01-14", letter=letter, reason="Sample: a wrong word.")
    assert holder(office, complaint, "2028-01-14", code) is None
    office.act("release_notice", complaint=complaint, on="2028-01-14", address="Sample Town")
    assert holder(office, complaint, "2028-01-14", code) is None
    assert holder(office, complaint, "2028-01-14")


def test_a_code_of_a_closed_matter_opens_nothing(office: Office) -> None:
    complaint = delivered(office)
    code = code_of(office.database, complaint)
    by_code(office, "send_response", complaint, "2028-02-01", text="Sample response.")
    office.act("review", complaint=complaint, on="2028-02-10", summary="Sample.")
    assert holder(office, complaint, "2028-02-11", code)
    office.vote(complaint, "determination", "nnnnn", on="2028-02-11")
    assert holder(office, complaint, "2028-02-11", code) is None


def test_no_code_stands_in_the_journal_in_an_answer_or_in_a_mail(office: Office) -> None:
    complaint = delivered(office)
    first = code_of(office.database, complaint)
    office.act("reissue_code", complaint=complaint, on="2028-01-25", reason="Sample.")
    by_code(office, "send_response", complaint, "2028-02-01", text="Sample response.", papers=[paper(office)])
    for code in (first, code_of(office.database, complaint)):
        plain = code.replace("-", "")
        with office.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Entry))
            for table in ("entry", "entry_body", "request_key", "outbox", "mail", "answer_code", "answer_sitting"):
                for row in session.execute(text(f"SELECT * FROM {table}")):
                    assert code not in str(row), table
                    assert plain not in str(row), table


def test_staff_enter_a_response_on_paper_with_its_scans(office: Office) -> None:
    complaint = delivered(office)
    with pytest.raises(Refused, match="one of the two is needed"):
        office.act("record_response", "staff", complaint, on="2028-02-01")
    with pytest.raises(Refused, match="are files"):
        office.act("record_response", "staff", complaint, on="2028-02-01", papers="a" * 64)
    outcome = office.act(
        "record_response",
        "staff",
        complaint,
        on="2028-02-02",
        received_on="2028-02-01",
        papers=[paper(office, "scan.tif")],
    )
    assert outcome.state == "answered"
    assert responses(office, complaint) == [("", "2028-02-01", False)]
    assert papers(office, complaint) == ["scan.tif"]
    with office.database.reading() as session:
        body = session.get_one(EntryBody, outcome.entry).body
    assert [one["name"] for one in body["papers"]] == ["scan.tif"]


def test_the_database_keeps_one_open_code_and_every_paper(office: Office) -> None:
    complaint = delivered(office)
    by_code(office, "send_response", complaint, "2028-02-01", papers=[paper(office)])
    for statement in (
        "UPDATE filed_paper SET name = 'other.pdf'",
        "DELETE FROM filed_paper",
        "DELETE FROM answer_code",
        "UPDATE answer_code SET hash = 'x'",
        "INSERT INTO answer_code (id, complaint_id, hash, made_by, expires_on) "
        f"VALUES (99, '{complaint}', 'x', 1, '2028-12-31')",
    ):
        with (
            pytest.raises(Exception, match=r"append-only|keeps|permission denied|UNIQUE|unique|code"),
            office.database.writing() as session,
        ):
            session.execute(text(statement))


def test_a_hostile_docket_number_finds_nothing(office: Office) -> None:
    complaint = delivered(office)
    code = code_of(office.database, complaint)
    for reference in ("", "\0", "2028-999", "%", "' OR '1'='1", "\udcff", "x" * 5000):
        with office.database.reading() as session:
            assert holder_of(session, reference, code, day("2028-01-20")) is None


def test_a_code_that_reached_into_another_matter_would_be_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = delivered(office), noticed(office)
    actor = holder(office, first, "2028-01-20")
    assert actor
    monkeypatch.setattr("committee_app.acts.performing.is_outside", lambda *_: False)
    by_other(office, actor, "send_response", second)
    assert len(responses(office, second)) == 1
