"""Every act about a request for records, on both databases, and what its letters say."""

from typing import Any

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from committee_app.acts import ACTS, NotFound, Refused
from committee_app.acts.request_in_hand import REQUEST
from rules.records_requests import NEITHER, WITHHELD
from tests.offices import Office
from tests.oracle import faults
from tests.requests.asking import letters, read, receive, text


def do(office: Office, verb: str, number: int, on: str = "2028-01-05", account: str = "staff", **given: Any) -> None:
    office.act(verb, account, on=on, request=str(number), **given)


def test_a_request_is_received_asked_back_paid_and_granted(office: Office) -> None:
    number = receive(office, "2028-01-03")
    do(office, "ask_for_clarification", number, question="Sample: which year?")
    do(office, "record_clarification", number, "2028-01-06", text="Sample: 2027")
    do(office, "estimate_cost", number, "2028-01-06", pages="12", clerical_hours="1.5", clerical_rate="18.40",
       before_work="yes")  # fmt: skip
    do(office, "record_payment", number, "2028-01-10", source="check 1042")
    do(office, "reply_to_request", number, "2028-01-11", answer="grant", remark="Sample: the copies lie beside.")
    do(office, "record_suit", number, "2028-02-11", account="director", suit="Sample suit, Cole County")
    asked = read(office, number)
    assert [event.kind for event in asked.events] == [
        "ask_for_clarification", "record_clarification", "ask_for_payment", "record_payment", "grant", "record_suit",
    ]  # fmt: skip
    assert (asked.state, asked.outcome, asked.under_suit) == ("granted", "granted", True)
    question, cost, answer = map(text, letters(office, number))
    assert "which year?" in question
    assert "April 4, 2028" in question
    assert "12 pages at $0.10: $1.20" in cost
    assert "1.5 hours at $18.40 an hour: $27.60" in cost
    assert "Total: $28.80" in cost
    assert "Your request is granted." in answer
    assert "section 56.602.4(2)" in answer
    assert faults(office.database) == []


def test_every_act_about_a_request_is_for_staff_and_the_director(office: Office) -> None:
    number = receive(office, "2028-01-03")
    about = [verb for verb, act in ACTS.items() if REQUEST in act.parameters and not act.needs_complaint]
    assert len(about) >= 10
    for verb in [*about, "receive_records_request"]:
        assert ACTS[verb].roles == {"staff", "director"}
        for account in ("member-r1", "auditor", "administrator", "clerk"):
            with pytest.raises(NotFound):
                office.act(verb, account, on="2028-01-04", request=str(number))


def test_a_denial_cites_the_law_for_each_part(office: Office) -> None:
    number = receive(office, "2028-01-03")
    with pytest.raises(Refused, match="“What is withheld” is needed"):
        do(office, "deny_records", number)
    do(office, "deny_records", number, withheld=["votes", "complaints", "counsel"])
    do(office, "record_statement_asked", number, "2028-01-10")
    do(office, "state_grounds", number, "2028-01-11")
    first, second = map(text, letters(office, number))
    for name in ("complaints", "votes", "counsel"):
        assert WITHHELD[name].sentence in first
        assert WITHHELD[name].sentence in second
    assert "610.023.4" in first
    assert read(office, number).outcome == "denied"


def test_every_closed_kind_is_neither_confirmed_nor_denied() -> None:
    assert all(one.sentence.endswith(NEITHER) for one in WITHHELD.values() if one.clause)
    assert all("section" in one.sentence for one in WITHHELD.values())


def test_the_denial_is_the_same_to_the_byte_whether_there_is_a_matter_or_not(office: Office) -> None:
    number = receive(office, "2028-01-03", asked="Every complaint about the Sample Circuit Attorney.")
    do(office, "deny_records", number, withheld=["complaints"])
    matter = office.lodge("2028-01-06")
    later = receive(
        office, "2028-01-03", asked=f"Complaint {matter}, of Sample Complainant.", requester="Sample Requester"
    )
    do(office, "deny_records", later, on="2028-01-06", withheld=["complaints"])
    one, two = (text(pdf) for pdf in letters(office, number) + letters(office, later))
    plain = two.replace("R2028-02", "R2028-01").replace("January 6, 2028", "January 5, 2028")
    assert plain == one
    for told in (matter, "Sample Complainant", "Sample Circuit Attorney"):
        assert told not in two


def test_no_such_record_is_never_said_of_a_closed_kind(office: Office) -> None:
    number = receive(office, "2028-01-03")
    with pytest.raises(Refused, match="Of closed kinds nobody is told"):
        do(office, "reply_to_request", number, answer="find_no_record")
    do(office, "reply_to_request", number, answer="find_no_record", open_kinds_alone="yes")
    assert read(office, number).outcome == "no such record"


@pytest.mark.parametrize(
    "words",
    [
        "2028-001",
        "Sample Complainant",
        "sample circuit attorney",
        "Sample\nComplainant",
        "Sample  Circuit-Attorney",
        "Sample Com-\nplainant",
        "2028 / 001",
        "2028001",
    ],
)
def test_words_to_a_stranger_name_no_matter(office: Office, words: str) -> None:
    assert office.lodge("2028-01-03") == "2028-001"
    number = receive(office, "2028-01-03")
    for given in ({"answer": "grant", "remark": f"See {words}."}, {"answer": "delay", "cause": words, "place": "x",
                                                               "earliest": "2028-02-01"}):  # fmt: skip
        with pytest.raises(Refused, match="Say it without") as refused:
            do(office, "reply_to_request", number, **given)
        assert words not in refused.value.reason
    with pytest.raises(Refused, match="Say it without"):
        do(office, "ask_for_clarification", number, question=f"Do you mean {words}?")


def test_an_answer_in_part_says_what_is_withheld(office: Office) -> None:
    number = receive(office, "2028-01-03")
    with pytest.raises(Refused, match="describes it"):
        do(office, "reply_to_request", number, answer="grant_in_part")
    with pytest.raises(Refused, match="granted in part, or denied"):
        do(office, "reply_to_request", number, answer="grant", withheld=["votes"])
    do(office, "reply_to_request", number, answer="grant_in_part", withheld=["votes"])
    (answer,) = map(text, letters(office, number))
    assert WITHHELD["votes"].sentence in answer


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"pages": "0"}, "Nothing is to be paid"),
        ({"pages": "3", "clerical_hours": "1"}, "Give both"),
        ({"pages": "3", "research_rate": "12"}, "Give both"),
        ({"pages": "3", "clerical_hours": "one", "clerical_rate": "1"}, "a number with two places"),
        ({"pages": "999999"}, "Check the number"),
        ({"pages": "-1"}, "must be a number"),
    ],
)
def test_a_cost_that_cannot_be_reckoned_is_refused(sqlite_office: Office, given: dict[str, str], words: str) -> None:
    number = receive(sqlite_office, "2028-01-03")
    with pytest.raises(Refused, match=words):
        do(sqlite_office, "estimate_cost", number, **given)


def test_a_request_lapses_only_after_its_last_day_and_for_what_it_waits_for(office: Office) -> None:
    number = receive(office, "2028-01-03")
    with pytest.raises(Refused, match="does not wait for that"):
        do(office, "withdraw_request", number, because="unpaid")
    do(office, "estimate_cost", number, pages="20000", before_work="yes")  # $2,000: 150 days
    with pytest.raises(Refused, match="does not wait for that"):
        do(office, "withdraw_request", number, "2028-12-01", because="unanswered")
    with pytest.raises(Refused, match=r"until June 3, 2028 \(150 days"):
        do(office, "withdraw_request", number, "2028-06-03", because="unpaid")
    do(office, "withdraw_request", number, "2028-06-04", because="unpaid")
    assert read(office, number).outcome == "withdrawn"
    other = receive(office, "2028-01-03")
    do(office, "withdraw_request", other, because="requester")
    with pytest.raises(Refused, match="No request for records stands where"):
        do(office, "deny_records", other, withheld=["votes"])
    receive(office, "2028-01-03")
    with pytest.raises(Refused, match="not possible while the request is “withdrawn”"):
        do(office, "deny_records", other, withheld=["votes"])


def test_days_before_the_step_before_and_to_come_are_refused(office: Office) -> None:
    with pytest.raises(Refused, match="still to come"):
        receive(office, "2028-01-03", received_on="2028-01-04")
    number = receive(office, "2028-01-03")
    do(office, "deny_records", number, "2028-01-06", withheld=["votes"])
    with pytest.raises(Refused, match="the day of the step before"):
        do(office, "record_statement_asked", number)
    receive(office, "2028-01-06")
    with pytest.raises(Refused, match="no request for records 99"):
        do(office, "deny_records", 99, withheld=["votes"])


def test_what_happened_to_a_request_only_grows(office: Office) -> None:
    number = receive(office, "2028-01-03")
    do(office, "deny_records", number, withheld=["votes"])
    for statement in (
        "UPDATE records_request SET asked = 'x'",
        "DELETE FROM records_request",
        "UPDATE request_event SET kind = 'grant'",
        "DELETE FROM request_event",
        "UPDATE request_sheet SET sha256 = 'x'",
    ):
        with pytest.raises(DBAPIError), office.database.writing() as session:
            session.execute(sql(statement))


def test_the_journal_does_not_repeat_what_was_asked(office: Office) -> None:
    """Its readers may be kept from a matter that the words of a request name."""
    receive(office, "2028-01-03", asked="Sample: everything on 2028-077", requester="Requester Unheard")
    with office.database.reading() as session:
        bodies = " ".join(map(str, session.execute(sql("SELECT * FROM entry_body")).all()))
    assert "2028-077" not in bodies
    assert "Unheard" not in bodies
