"""The pages of the roster and the expenses as each role meets them, over the sample office."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import event

from committee_app.founding import SAMPLE_PEOPLE
from tests.desks.conftest import served
from tests.desks.visiting import Site
from tests.offices import Office, day

ROLES = ("director", "member-r1", "staff", "auditor", "administrator", "clerk")


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(made, tmp_path / "instance")
    site = served(tmp_path / "instance")
    yield site
    site.database.close()


def at(site: Site, today: str) -> None:
    """The site on another day, as the training clock sets it."""
    office = site.app.extensions["office"]
    site.app.extensions["office"] = replace(office, settings=replace(office.settings, fixed_today=day(today)))


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("name", ROLES)
def test_everybody_who_signed_in_reads_the_roster_and_its_days_open_into_reasons(site: Site, name: str) -> None:
    page = words(site.visitor(name).page("/roster"))
    for said in (
        "Sample Member Two (R) December 31, 2029",
        "The first term of seat 3 is for 2 years: January 1, 2028 through December 31, 2029.",
        "Nobody serves on after a term: without an appointment the seat is vacant from January 1, 2030.",
        "December 1, 2029 Every term after the first ones is for 4 years",
        "It begins on January 1, 2030; the council appoints by December 1 of the year before.",
        "On the committee: 1 term and 2 years.",
        "Sample Candidate One (R) Never sat on the committee. May be appointed to seat 3 (January 1, 2030 through "
        "December 31, 2033); seat 2 (January 1, 2032 through December 31, 2035).",
        "Sample Candidate Two (D) Never sat on the committee. May not be appointed to what is to be filled.",
        "Sample Candidate Two (D) has served 1 full term as a prosecutor by November 15, 2028; 2 are needed.",
        "Nobody serves more than 3 terms or 12 years, whichever is greater",
    ):
        assert said in page


def test_no_day_opens_into_nothing(site: Site) -> None:
    page = site.visitor("clerk").page("/roster")
    opened = re.findall(r"<details><summary>([^<]*)</summary>(.*?)</details>", page, re.DOTALL)
    assert len(opened) > 15
    assert [summary for summary, inside in opened if "<li>" not in inside] == []


@pytest.mark.parametrize(("name", "offered"), [("clerk", True), ("director", True), ("staff", False)])
def test_the_acts_are_offered_to_those_who_may_do_them(site: Site, name: str, offered: bool) -> None:
    assert ("/acts/appoint_member" in site.visitor(name).page("/roster")) == offered


def test_the_day_after_the_short_terms_two_seats_are_vacant_without_any_act(site: Site) -> None:
    before = site.entries()
    at(site, "2029-12-02")
    assert words(site.visitor("clerk").page("/roster")).count("late by 1 days") == 2
    at(site, "2030-01-01")
    page = words(site.visitor("clerk").page("/roster"))
    assert page.count("no day: vacant since January 1, 2030") == 2
    assert "vacant for" not in page
    at(site, "2030-02-15")
    assert words(site.visitor("clerk").page("/roster")).count("vacant for 45 days") == 2
    assert site.entries() == before
    assert site.visitor("member-r2").get("/").status_code == 404


def test_an_ineligible_appointment_is_refused_with_every_reason_and_keeps_what_was_typed(site: Site) -> None:
    clerk = site.visitor("clerk")
    typed = {"account": "candidate-d", "seat": "3", "filling": "whole", "starts_on": "2030-01-01",
             "ends_on": "2032-12-31", "source": "Sample minutes of November 1", "understood": "yes"}  # fmt: skip
    before = site.entries()
    answer = clerk.send("/acts/appoint_member", **typed)
    page = words(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert site.entries() == before
    for said in (
        "was last elected as a Democrat",
        "seat 3 is for one elected as a Republican. ( 56.602.2(2) )",
        "has served 1 full term as a prosecutor by November 15, 2028; 2 are needed.",
        "The term of seat 3 runs through December 31, 2033, not December 31, 2032.",
    ):
        assert said in page
    assert 'value="Sample minutes of November 1"' in answer.get_data(as_text=True)
    typed |= {"account": "candidate-r", "ends_on": ""}
    assert clerk.send("/acts/appoint_member", **typed).headers["Location"] == "/roster"
    page = words(clerk.page("/roster"))
    assert "Sample Member Two (R) December 31, 2029" in page
    assert "Sample Candidate One (R), from January 1, 2030" in page


def test_the_clerk_comes_in_at_the_roster_and_one_without_a_seat_at_the_own_expenses(site: Site) -> None:
    for name, where in (("clerk", "/roster"), ("administrator", "/"), ("candidate-r", "/expenses")):
        visitor = site.visitor()
        answer = visitor.client.post("/sign-in", data={"account": name, "csrf_token": visitor.token()})
        assert answer.headers["Location"] == where
    assert "member without a seat" in words(site.visitor().page("/sign-in"))


@pytest.mark.parametrize("name", [name for name, *_ in SAMPLE_PEOPLE])
def test_every_link_and_form_of_these_pages_leads_somewhere(site: Site, name: str) -> None:
    visitor = site.visitor(name)
    for path in ("/roster", "/expenses", "/expenses/rates"):
        with visitor.get(path) as shown:
            page = shown.get_data(as_text=True)
        if shown.status_code == 404:
            continue
        for link in set(re.findall(r'href="(/(?:roster|expenses|acts)[^"#]*)', page)):
            with visitor.get(unescape(link)) as answer:
                assert answer.status_code == 200, (path, link)


@pytest.mark.parametrize(("verb", "given"), [("end_account", {}), ("change_role", {"role": "auditor"})])
def test_a_seat_whose_account_was_lost_is_shown_as_nobodys_until_its_vacancy_is_recorded(
    site: Site, verb: str, given: dict[str, str]
) -> None:
    office = Office(site.database, site.instance)
    office.act(verb, "administrator", on="2028-11-15", account="member-r2", **given)
    clerk = site.visitor("clerk")
    shown = clerk.page("/roster")
    page = words(shown)
    assert "3 one elected as a Republican nobody sits the vacancy is to be recorded" in page
    assert "Sample Member Two (R) Sits in no seat today." in page
    assert (
        "The council's clerk records the vacancy of seat 3 ( 56.602.2(2) ): the account of Sample Member Two (R) is no "
        "member's any more, and the term through December 31, 2029 still stands."
    ) in page
    assert "Sample Member Two (R), whose term ends" not in page
    assert page.count("May be appointed to seat 3 (January 1, 2030 through December 31, 2033)") == 1
    (link,) = re.findall(r'href="(/acts/record_vacancy\?account=[^"]*)"', shown)
    assert re.search(r'value="member-r2"[^>]* (checked|selected)', clerk.page(link))
    assert "/acts/record_vacancy?account" not in site.visitor("staff").page("/roster")
    assert "The council's clerk records the vacancy of seat 3" in words(site.visitor("director").page("/"))
    clerk.send("/acts/record_vacancy", account="member-r2", because="resigned", last_day="2028-11-14", source="Sample",
               understood="yes")  # fmt: skip
    page = words(clerk.page("/roster"))
    assert "no day: vacant since November 15, 2028" in page
    assert "records the vacancy" not in page


def test_a_claim_is_made_line_by_line_and_a_refused_one_keeps_its_lines(site: Site) -> None:
    member = site.visitor("member-d1")
    line = {"lines-1-category": "mileage", "lines-1-day": "2028-11-01", "lines-1-quantity": "131",
            "lines-1-what": "Sample Town to Jefferson City"}  # fmt: skip
    answer = member.send("/acts/claim_expenses", **{**line, "lines-3-category": "lodging", "lines-3-what": "Inn",
                                                    "lines-3-day": "2028-11-01", "lines-3-quantity": "1"})  # fmt: skip
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“lodging” cannot be claimed: the Act names mileage and food, and nothing else" in words(page)
    assert 'value="Sample Town to Jefferson City"' in page
    answer = member.send("/acts/claim_expenses", **line)
    assert answer.headers["Location"] == "/expenses/3"
    page = words(member.page("/expenses/3"))
    assert "131 miles at $0.555 a mile" in page
    assert "Total $72.71" in page
    assert "Sample rate, made up for training" in page


def test_who_sat_until_yesterday_still_claims_reads_and_prints_the_own_expenses(site: Site) -> None:
    member = site.visitor("member-r1")
    site.visitor("clerk").send("/acts/record_vacancy", account="member-r1", because="resigned", last_day="2028-11-14",
                               source="Sample", understood="yes")  # fmt: skip
    assert member.get("/").status_code == 404
    page = member.page("/expenses")
    above = page.partition('<nav aria-label="Main">')[2].partition("</nav>")[0]
    assert re.findall(r'<li><a href="([^"]*)"', above) == ["/statute", "/expenses"]
    for said in ("Your claims", "Claim 1", "You fill no seat today."):
        assert said in words(page)
    for link in set(re.findall(r'href="(/[^"#]*)', page)) - {"/"}:
        with member.get(unescape(link)) as answer:
            assert answer.status_code == 200, link
    line = {"lines-1-category": "food", "lines-1-day": "2028-11-14", "lines-1-quantity": "1", "lines-1-what": "Sample"}
    assert member.send("/acts/claim_expenses", **line).headers["Location"] == "/expenses/3"
    assert "Total $11.00" in words(member.page("/expenses/3"))
    assert member.get("/expenses/1.pdf").data.startswith(b"%PDF")
    assert member.get("/expenses/2").status_code == member.get("/roster").status_code == 404
    candidate = site.visitor("candidate-r")
    assert "/acts/claim_expenses" not in candidate.page("/expenses")


def test_the_director_decides_a_members_claim_from_its_page(site: Site) -> None:
    member, director = site.visitor("member-d1"), site.visitor("director")
    member.send("/acts/claim_expenses", **{"lines-1-category": "food", "lines-1-day": "2028-11-01",
                                           "lines-1-quantity": "1", "lines-1-what": "Sample"})  # fmt: skip
    page = director.page("/expenses/3")
    assert "/acts/approve_claim?claim=3" in page
    assert "/acts/approve_claim" not in director.page("/expenses/2")
    assert "/acts/approve_claim?claim=2" in site.visitor("clerk").page("/expenses/2")
    answer = director.send("/acts/approve_claim?claim=3", claim="3", understood="yes")
    assert answer.headers["Location"] == "/expenses/3"
    assert "Approved by Sample Director on November 15, 2028." in words(member.page("/expenses/3"))


def test_the_paper_is_a_pdf_for_those_who_read_the_claim(site: Site) -> None:
    answer = site.visitor("member-r1").get("/expenses/1.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="expense-claim-1.pdf"'
    assert site.visitor("member-r2").get("/expenses/1.pdf").status_code == 404


def statements(site: Site, path: str) -> int:
    """How many statements a page asks of the database."""
    visitor, count = site.visitor("director"), 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(site.database.engine, "before_cursor_execute", counted)
    visitor.page(path)
    event.remove(site.database.engine, "before_cursor_execute", counted)
    return count


def test_the_pages_ask_no_more_of_the_database_when_there_is_more_to_show(site: Site) -> None:
    before = {path: statements(site, path) for path in ("/roster", "/expenses", "/expenses/1")}
    clerk, member = site.visitor("clerk"), site.visitor("member-r1")
    for seat, name, starts in (("3", "candidate-r", "2030-01-01"), ("2", "member-r1", "2032-01-01")):
        clerk.send("/acts/appoint_member", account=name, seat=seat, filling="whole", starts_on=starts, source="Sample",
                   understood="yes")  # fmt: skip
    for many in ("1", "2", "3"):
        member.send("/acts/claim_expenses", **{f"lines-{n}-{field}": value for n in (1, 2, 3) for field, value in
                    (("category", "food"), ("day", "2028-11-01"), ("quantity", many), ("what", "Sample"))})  # fmt: skip
    after = {path: statements(site, path) for path in before}
    print(after)
    assert after == before
