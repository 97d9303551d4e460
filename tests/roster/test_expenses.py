"""Claims through the acts, on both databases: only mileage and food, at the rate of the day, decided by another."""

import io
import json
from typing import Any

import pytest
from pypdf import PdfReader

from committee_app.acts import NotFound, Refused
from committee_app.expenses import Claim, claims
from letters import catalogue
from letters.layout import Letterhead, as_pdf
from tests.offices import Office, day
from tests.oracle import faults

TRIP: list[dict[str, str]] = [
    {"category": "mileage", "day": "2028-06-01", "quantity": "131", "what": "Sample Town to Jefferson City"},
    {"category": "mileage", "day": "2028-06-01", "quantity": "131", "what": "and back"},
    {"category": "food", "day": "2028-06-01", "quantity": "2", "what": "Meeting of the committee"},
]


def changed(**said: str) -> list[dict[str, str]]:
    return [{**TRIP[0], **said}]


@pytest.fixture
def with_rates(office: Office) -> Office:
    for category, unit, dollars, start in (
        ("mileage", "mile", "0.555", "2028-01-01"),
        ("mileage", "mile", "0.600", "2028-06-02"),
        ("food", "meal", "11.00", "2028-01-01"),
    ):
        office.act("enter_rate", "staff", on="2028-01-03", category=category, unit=unit, dollars=dollars,
                   from_day=start, source="Sample rate")  # fmt: skip
    return office


def claim(office: Office, account: str = "member-r1", lines: Any = None, on: str = "2028-06-10") -> int:
    outcome = office.act("claim_expenses", account, on=on, lines=TRIP if lines is None else lines)
    assert outcome.clause == "56.602.8#2"
    return int(outcome.reply["claim"])


def read(office: Office, account: str, on: str = "2028-06-10") -> list[Claim]:
    actor = office.actor(account, on)
    with office.database.reading() as session:
        return claims(session, actor)


def test_a_claim_is_reckoned_line_by_line_at_the_rate_of_its_day(with_rates: Office) -> None:
    claim(with_rates)
    (found,) = read(with_rates, "member-r1")
    assert [line.cents for line in found.lines] == [7271, 7271, 2200]
    assert found.cents == 16742
    claim(with_rates, lines=changed(day="2028-06-02"))
    assert read(with_rates, "member-r1")[0].cents == 7860
    assert faults(with_rates.database) == []


def test_a_rate_entered_afterwards_leaves_the_claims_before_it_alone(with_rates: Office) -> None:
    claim(with_rates)
    with_rates.act("enter_rate", "administrator", on="2028-06-20", category="mileage", unit="mile", dollars="0.999",
                   from_day="2028-01-01", source="Sample, corrected")  # fmt: skip
    assert read(with_rates, "member-r1")[0].cents == 16742
    claim(with_rates, "member-r2", on="2028-06-21")
    assert read(with_rates, "member-r2", "2028-06-21")[0].cents == 2 * 13087 + 2200


def test_what_was_claimed_before_is_not_claimed_again(with_rates: Office) -> None:
    first = claim(with_rates)
    for again in (TRIP, changed(what="In other words"), [*changed(quantity="7"), TRIP[2]]):
        with pytest.raises(Refused, match=f"^Claim {first} has (mileage of 131|food of 2) on June 1, 2028 already"):
            claim(with_rates, lines=again)
    with_rates.act("approve_claim", on="2028-06-12", claim=str(first))
    with pytest.raises(Refused, match=f"^Claim {first} has"):
        claim(with_rates, on="2028-06-13")
    # Another day, another number, another kind and another person are other lines.
    for other in (changed(day="2028-06-02"), changed(quantity="130"), changed(category="food")):
        claim(with_rates, lines=other)
    claim(with_rates, "member-d1")


def test_what_was_refused_can_be_claimed_again(with_rates: Office) -> None:
    first = claim(with_rates)
    with_rates.act("refuse_claim", on="2028-06-12", claim=str(first), reason="Sample: without receipts.")
    second = claim(with_rates, on="2028-06-13")
    with pytest.raises(Refused, match=f"^Claim {second} has"):
        claim(with_rates, on="2028-06-14")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (changed(category="lodging"), "“lodging” cannot be claimed: the Act names mileage and food"),
        ([TRIP[0], {**TRIP[2], "category": "parking"}], "“parking” cannot be claimed"),
        (changed(day="2028-06-11"), "still to come"),
        (changed(day="2027-12-31"), "You filled no seat on December 31, 2027"),
        (changed(quantity="0"), "from 1 to 9,999"),
        (changed(quantity="10000"), "from 1 to 9,999"),
        (changed(quantity="12.5"), "Line 1: “Miles or meals” must be a number"),
        (changed(day=""), "Line 1: “Day” is needed"),
        (changed(what=""), "Line 1: “From where to where, or what for” is needed"),
        ([{**TRIP[0], "amount": "100000"}], "Line 1 knows no amount"),
        ([{"category": "", "day": " ", "quantity": "", "what": ""}], "fill in at least one line"),
        ([], "“Lines” is needed"),
        (TRIP * 7, "at most 20 lines"),
        ("not a list", "must be a list of lines"),
        (["mileage"], "must be a list of lines"),
    ],
)
def test_what_cannot_be_claimed_is_refused_with_words(with_rates: Office, lines: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        claim(with_rates, lines=lines)
    assert read(with_rates, "auditor") == []


def test_without_a_rate_nothing_is_reckoned(office: Office) -> None:
    with pytest.raises(Refused, match="The office keeps no rate for mileage on June 1, 2028"):
        claim(office)


def test_mileage_is_paid_by_the_mile(office: Office) -> None:
    with pytest.raises(Refused, match="Mileage is paid for each mile"):
        office.act("enter_rate", "staff", on="2028-01-03", category="mileage", unit="day", dollars="9",
                   from_day="2028-01-01", source="Sample")  # fmt: skip


def test_the_command_line_gives_lines_as_json(with_rates: Office) -> None:
    claim(with_rates, lines=json.dumps(TRIP[:1]))
    assert read(with_rates, "member-r1")[0].cents == 7271


@pytest.mark.parametrize("account", ["staff", "clerk", "auditor", "administrator"])
def test_members_alone_claim(with_rates: Office, account: str) -> None:
    with pytest.raises(NotFound):
        claim(with_rates, account)


def test_one_who_never_sat_claims_nothing(with_rates: Office) -> None:
    with pytest.raises(Refused, match="You filled no seat yet"):
        claim(with_rates, "candidate-r")
    assert read(with_rates, "candidate-r") == []


def test_after_the_last_day_the_days_in_the_seat_are_still_claimed_and_read_and_no_others(with_rates: Office) -> None:
    claim(with_rates, "member-d2")
    with_rates.act("record_vacancy", "clerk", on="2028-06-20", account="member-r2", because="resigned",
                   last_day="2028-06-20", source="Sample")  # fmt: skip
    with pytest.raises(Refused, match="You filled no seat on June 21, 2028"):
        claim(with_rates, "member-r2", changed(day="2028-06-21"), on="2028-06-22")
    mine = claim(with_rates, "member-r2", changed(day="2028-06-20"), on="2028-06-22")
    assert with_rates.actor("member-r2", "2028-06-22").role == "unseated"
    assert [one.id for one in read(with_rates, "member-r2", "2028-06-22")] == [mine]
    with_rates.act("approve_claim", on="2028-06-23", claim=str(mine))
    # Terms run out without any act, too.
    assert claim(with_rates, "member-d2", changed(day="2029-12-31"), on="2030-01-02")
    assert len(read(with_rates, "member-d2", "2030-01-02")) == 2


def test_the_director_decides_the_members_claims_and_each_once(with_rates: Office) -> None:
    number = claim(with_rates)
    with_rates.act("refuse_claim", on="2028-06-12", claim=str(number), reason="Sample: the day is wrong.")
    (found,) = read(with_rates, "member-r1")
    assert (found.state, found.decided_by, found.decided_on) == ("refused", "director", day("2028-06-12"))
    with pytest.raises(Refused, match="No claim waits for your decision"):
        with_rates.act("approve_claim", on="2028-06-13", claim=str(number))


def test_nobody_decides_an_own_claim_and_the_directors_is_the_clerks(with_rates: Office) -> None:
    own, members = claim(with_rates, "director"), claim(with_rates)
    with pytest.raises(Refused, match="Nobody decides an own claim"):
        with_rates.act("approve_claim", on="2028-06-12", claim=str(own))
    with pytest.raises(Refused, match="does not wait for your decision"):
        with_rates.act("approve_claim", "clerk", on="2028-06-12", claim=str(members))
    with pytest.raises(NotFound):
        with_rates.act("approve_claim", "staff", on="2028-06-12", claim=str(own))
    with_rates.act("approve_claim", "clerk", on="2028-06-12", claim=str(own))
    assert [(one.id, one.state) for one in read(with_rates, "clerk")] == [(own, "approved")]


def test_a_member_reads_the_own_claims_alone(with_rates: Office) -> None:
    mine, other, directors = claim(with_rates), claim(with_rates, "member-d1"), claim(with_rates, "director")
    assert [one.id for one in read(with_rates, "member-r1")] == [mine]
    assert [one.id for one in read(with_rates, "member-d2")] == []
    assert [one.id for one in read(with_rates, "auditor")] == [directors, other, mine]


def test_the_form_shows_every_line_with_its_sum_and_the_same_claim_gives_the_same_bytes() -> None:
    said = catalogue.ExpenseClaim(
        7, "Sample Member", day("2028-06-10"),
        catalogue.expense_lines(
            (("June 1, 2028", "Mileage", "Sample Town <b>", "131 miles at $0.555 a mile", "$72.71"),) * 60, "$4,362.60"
        ),
        "Not decided yet.",
    )  # fmt: skip
    head = Letterhead("Sample Office", ("Sample line",))
    pdf = as_pdf(catalogue.expense_claim(said), head)
    assert pdf == as_pdf(catalogue.expense_claim(said), head)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) > 1
    assert all("Day What For Sum Amount" in page for page in pages[:2])
    assert "".join(pages).count("131 miles at $0.555 a mile") == 60
    assert "Sample Town <b>" in pages[0]
    assert "Total $4,362.60" in "".join(pages)
    assert "section 56.602.8" in pages[0]
    assert "Total  $4,362.60" in catalogue.words(catalogue.expense_claim(said))
