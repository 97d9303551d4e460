"""Thirty appointments that the Act does not allow, each refused under its clause, and those that it does allow.

Written from 56.602.2(2) and law.md A6 to A14, before the code.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from rules.readings import DEFAULTS, Ruling, adopted_on
from workflows.roster import (
    TESTS,
    Appointment,
    Candidate,
    Election,
    OfficeTerm,
    SeatTerm,
    appoint_by,
    is_full,
    objections,
    regular_term,
)

OFFICE = "Prosecuting Attorney, Sample County"
ANY_PARTY = adopted_on(date(2028, 1, 1), [Ruling("party_of", "any_election", date(2028, 1, 1))])


def elected(year: int, party: str = "Republican") -> Election:
    return Election(OFFICE, date(year, 11, 6), party)


def served(first: int, last: int) -> OfficeTerm:
    """From the first day of one year to the last of another."""
    return OfficeTerm(OFFICE, date(first, 1, 1), date(last, 12, 31))


def seat(number: int, first: int, last: int) -> SeatTerm:
    return SeatTerm(number, date(first, 1, 1), date(last, 12, 31))


DAYS_OF_A_TERM = (date(2015, 1, 1), date(2018, 12, 31))
VETERAN = Candidate("Sample Veteran", (elected(2010), elected(2014)), (served(2011, 2014), served(2015, 2018)))
DEMOCRAT = replace(VETERAN, elections=(elected(2010, "Democrat"), elected(2014, "Democrat")))
FIRST = Appointment(VETERAN, seat(2, 2028, 2031), date(2027, 11, 15), DEFAULTS)


def of(candidate: Candidate, term: SeatTerm = FIRST.term, made_on: date = FIRST.made_on, **more: object) -> Appointment:
    return replace(FIRST, candidate=candidate, term=term, made_on=made_on, **more)  # type: ignore[arg-type] # the change is a row of the table


def on_committee(*terms: SeatTerm, candidate: Candidate = VETERAN) -> Candidate:
    return replace(candidate, on_committee=terms)


ALLOWED = {
    "a former prosecutor of two full terms": FIRST,
    "to the short first term": of(VETERAN, seat(3, 2028, 2029)),
    "a Democrat to a Democrat's seat": of(DEMOCRAT, seat(4, 2028, 2031)),
    "one elected term and one by appointment": of(replace(VETERAN, elections=(elected(2014),))),
    "a prosecutor in the third term": of(
        replace(
            VETERAN, elections=(*VETERAN.elections, elected(2026)), in_office=(*VETERAN.in_office, served(2027, 2030))
        )
    ),
    "one who changed parties and was last elected as a Republican": of(
        replace(VETERAN, elections=(elected(2010, "Democrat"), elected(2014, "Republican")))
    ),
    "one who was once elected as a Republican, where any election counts": of(
        replace(VETERAN, elections=(elected(2010, "Republican"), elected(2014, "Democrat"))), adopted=ANY_PARTY
    ),
    "the term that follows the first long one": of(VETERAN, seat(2, 2032, 2035), date(2031, 11, 30)),
    "the term that follows the first short one": of(DEMOCRAT, seat(5, 2030, 2033), date(2029, 11, 30)),
    "a second term": of(on_committee(seat(2, 2028, 2031)), seat(2, 2032, 2035), date(2031, 11, 1)),
    "a third term of four years: twelve years": of(
        on_committee(seat(2, 2028, 2031), seat(2, 2032, 2035)), seat(2, 2036, 2039), date(2035, 11, 1)
    ),
    "two, four and four years: the third term": of(
        on_committee(seat(3, 2028, 2029), seat(3, 2030, 2033)), seat(3, 2034, 2037), date(2033, 11, 1)
    ),
    "after two, four and four years, two more in a vacancy: twelve years in four terms": of(
        on_committee(seat(3, 2028, 2029), seat(3, 2030, 2033), seat(3, 2034, 2037)),
        SeatTerm(3, date(2040, 1, 1), date(2041, 12, 31), vacancy=True),
        date(2039, 12, 15),
    ),
    # 2 years and 2 days, 4 years, 4 years, 1 year and 11 months and 27 days: two days short of 144 months.
    "two part terms and two whole ones that come to less than twelve years": of(
        on_committee(
            SeatTerm(2, date(2029, 12, 30), date(2031, 12, 31), vacancy=True), seat(2, 2032, 2035), seat(2, 2036, 2039)
        ),
        SeatTerm(2, date(2042, 1, 5), date(2043, 12, 31), vacancy=True),
        date(2041, 12, 20),
    ),
    "the rest of a term that fell vacant": of(
        VETERAN, SeatTerm(2, date(2030, 3, 5), date(2031, 12, 31), vacancy=True), date(2030, 3, 1)
    ),
    "a seat whose term ends the day before": of(
        VETERAN, seat(2, 2032, 2035), date(2031, 11, 1), taken=(seat(2, 2028, 2031),)
    ),
    "two full terms in two offices, years apart": of(
        replace(
            VETERAN,
            elections=(elected(1998), elected(2014)),
            in_office=(served(1999, 2002), OfficeTerm("Circuit Attorney", *DAYS_OF_A_TERM)),
        )
    ),
    "a full term between two part terms and another one": of(
        replace(
            VETERAN,
            elections=(elected(2010),),
            in_office=(served(2003, 2004), served(2005, 2008), served(2009, 2010), served(2011, 2014)),
        )
    ),
    "a member who goes over to the other seat of the party when the own term ends": of(
        on_committee(seat(3, 2028, 2029)), seat(2, 2032, 2035), date(2031, 11, 1)
    ),
    "one who comes back after a term of pause": of(
        on_committee(seat(2, 2028, 2031)), seat(2, 2036, 2039), date(2035, 12, 1)
    ),
    "the last month of a term that fell vacant, on the day itself": of(
        VETERAN, SeatTerm(2, date(2031, 12, 1), date(2031, 12, 31), vacancy=True), date(2031, 12, 1)
    ),
    "a first term that nobody was appointed to in time, as the rest of it": of(
        VETERAN, SeatTerm(3, date(2028, 2, 1), date(2029, 12, 31), vacancy=True), date(2028, 2, 1)
    ),
    "an appointment after 1 December, which is late but an appointment": of(VETERAN, made_on=date(2027, 12, 20)),
}

VACANT = SeatTerm(2, date(2030, 3, 5), date(2031, 12, 31), vacancy=True)
REFUSED = {
    "never a prosecutor": ("56.602.2(2)#1", of(Candidate("Sample Lawyer"))),
    "two full terms by appointment, never elected": ("56.602.2(2)#1", of(replace(VETERAN, elections=()))),
    "last elected as a Democrat, to a Republican's seat": ("56.602.2(2)#3", of(DEMOCRAT)),
    "last elected as a Republican, to a Democrat's seat": ("56.602.2(2)#3", of(VETERAN, seat(4, 2028, 2031))),
    "changed to the Democrats before the last election": (
        "56.602.2(2)#3",
        of(replace(VETERAN, elections=(elected(2010), elected(2014, "Democrat")))),
    ),
    "elected as an independent": (
        "56.602.2(2)#3",
        of(replace(VETERAN, elections=(elected(2010, "Independent"), elected(2014, "Independent")))),
    ),
    "never elected as a Republican, where any election counts": ("56.602.2(2)#3", of(DEMOCRAT, adopted=ANY_PARTY)),
    "of the wrong party for a vacancy": ("56.602.2(2)#3", of(DEMOCRAT, VACANT, date(2030, 3, 1))),
    "one full term": ("56.602.2(2)#4", of(replace(VETERAN, in_office=(served(2015, 2018),)))),
    "one full term and three years": (
        "56.602.2(2)#4",
        of(replace(VETERAN, in_office=(served(2011, 2014), served(2015, 2017)))),
    ),
    "three part terms that come to nine years": (
        "56.602.2(2)#4",
        of(replace(VETERAN, in_office=(served(2009, 2011), served(2012, 2014), served(2015, 2017)))),
    ),
    "the second term not over yet": (
        "56.602.2(2)#4",
        of(replace(VETERAN, in_office=(served(2020, 2023), served(2024, 2027)))),
    ),
    "a day short of a full term": (
        "56.602.2(2)#4",
        of(replace(VETERAN, in_office=(served(2011, 2014), OfficeTerm(OFFICE, date(2015, 1, 1), date(2018, 12, 30))))),
    ),
    "a full term and the rest of another's": (
        "56.602.2(2)#4",
        of(replace(VETERAN, in_office=(OfficeTerm(OFFICE, date(2013, 6, 1), date(2014, 12, 31)), served(2015, 2018)))),
    ),
    "elected twice, served nothing yet": ("56.602.2(2)#4", of(replace(VETERAN, in_office=()))),
    "not experienced enough for a vacancy": (
        "56.602.2(2)#4",
        of(replace(VETERAN, in_office=(served(2015, 2018),)), VACANT, date(2030, 3, 1)),
    ),
    "a fourth term of four years": (
        "56.602.2(2)#11",
        of(
            on_committee(seat(2, 2028, 2031), seat(2, 2032, 2035), seat(2, 2036, 2039)),
            seat(2, 2040, 2043),
            date(2039, 11, 1),
        ),
    ),
    "after two, four and four years a fourth term of four": (
        "56.602.2(2)#11",
        of(
            on_committee(seat(3, 2028, 2029), seat(3, 2030, 2033), seat(3, 2034, 2037)),
            seat(3, 2038, 2041),
            date(2037, 11, 1),
        ),
    ),
    "after twelve years in three terms the rest of a fourth": (
        "56.602.2(2)#11",
        of(
            on_committee(seat(2, 2028, 2031), seat(2, 2032, 2035), seat(2, 2036, 2039)),
            SeatTerm(2, date(2043, 12, 1), date(2043, 12, 31), vacancy=True),
            date(2043, 11, 20),
        ),
    ),
    "two part terms and two whole ones that come to twelve years and a day": (
        "56.602.2(2)#11",
        of(
            on_committee(
                SeatTerm(2, date(2029, 12, 31), date(2031, 12, 31), vacancy=True),
                seat(2, 2032, 2035),
                seat(2, 2036, 2039),
            ),
            SeatTerm(2, date(2042, 1, 1), date(2043, 12, 31), vacancy=True),
            date(2041, 12, 20),
        ),
    ),
    "a vacancy, then three whole terms: twelve years are passed": (
        "56.602.2(2)#11",
        of(
            on_committee(
                SeatTerm(3, date(2028, 6, 1), date(2029, 12, 31), vacancy=True),
                seat(3, 2030, 2033),
                seat(3, 2034, 2037),
            ),
            seat(3, 2038, 2041),
            date(2037, 11, 1),
        ),
    ),
    "a term that begins before the committee does": (
        "56.602.2(2)#8",
        of(VETERAN, seat(2, 2027, 2030), date(2026, 11, 1)),
    ),
    "four years for a short first seat": ("56.602.2(2)#8", of(VETERAN, seat(3, 2028, 2031))),
    "two years for a long first seat": ("56.602.2(2)#8", of(VETERAN, seat(2, 2028, 2029))),
    "a later term of two years": ("56.602.2(2)#8", of(VETERAN, seat(3, 2030, 2031), date(2029, 11, 1))),
    "a whole term that begins in the middle of one": (
        "56.602.2(2)#8",
        of(VETERAN, seat(2, 2030, 2031), date(2029, 11, 1)),
    ),
    "a vacancy filled beyond the term": (
        "56.602.2(2)#8",
        of(VETERAN, SeatTerm(2, date(2030, 3, 5), date(2034, 3, 4), vacancy=True), date(2030, 3, 1)),
    ),
    "the executive director": ("56.602.2(2)#1", of(replace(VETERAN, is_director=True))),
    "a member who fills another seat": (
        "56.602.2(2)#1",
        of(on_committee(seat(3, 2028, 2029)), seat(2, 2028, 2031)),
    ),
    "a seat that is filled": ("56.602.2(2)#8", of(VETERAN, taken=(seat(2, 2028, 2031),))),
    "the rest of a term whose member still sits": (
        "56.602.2(2)#8",
        of(VETERAN, VACANT, date(2030, 3, 1), taken=(seat(2, 2028, 2031),)),
    ),
    "a whole term that has begun": (
        "56.602.2(2)#10",
        of(VETERAN, seat(2, 2032, 2035), date(2032, 1, 2), taken=(seat(2, 2028, 2031),)),
    ),
    "four vacancies and two whole terms: twelve years and a month in six terms": (
        "56.602.2(2)#11",
        of(
            on_committee(
                *(SeatTerm(2, date(year, 12, 1), date(year, 12, 31), vacancy=True) for year in (2031, 2035, 2039)),
                SeatTerm(2, date(2040, 2, 1), date(2043, 12, 31), vacancy=True),
                seat(2, 2044, 2047),
            ),
            seat(2, 2048, 2051),
            date(2047, 11, 1),
        ),
    ),
    "a vacancy filled backwards": ("56.602.2(2)#10", of(VETERAN, VACANT, date(2030, 4, 1))),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_an_appointment_that_the_act_allows_is_made(name: str) -> None:
    assert objections(ALLOWED[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_an_appointment_that_the_act_does_not_allow_is_refused_under_its_clause(name: str) -> None:
    clause, appointment = REFUSED[name]
    said = objections(appointment)
    assert clause in [objection.clause.id for objection in said]
    assert all(objection.sentence.endswith(".") for objection in said)


def test_thirty_are_refused() -> None:
    assert len(REFUSED) >= 30


@pytest.mark.parametrize("test", [test for _, test in TESTS])
def test_without_any_one_reason_somebody_ineligible_would_be_appointed(
    monkeypatch: pytest.MonkeyPatch, test: Callable[[Appointment], str | None]
) -> None:
    others = tuple(row for row in TESTS if row[1] is not test)
    monkeypatch.setattr("workflows.roster.TESTS", others)
    assert [name for name, (_, case) in REFUSED.items() if objections(case) == []]


def test_who_was_elected_for_neither_party_is_told_so_in_words() -> None:
    """The office enters such an election as “other”."""
    (said,) = objections(of(replace(VETERAN, elections=(elected(2014, "other"),))))
    assert "was last elected for another party or none (" in said.sentence


def test_the_sum_is_worked_out_in_the_sentence() -> None:
    (said,) = objections(REFUSED["after two, four and four years a fourth term of four"][1])
    assert said.sentence == (
        "With this term Sample Veteran would have served 4 terms and 14 years on the committee; the end is at 3 terms "
        "or 12 years, whichever is greater."
    )
    (said,) = objections(REFUSED["one full term and three years"][1])
    assert (
        "has served 1 full term as a prosecutor by November 15, 2027; 2 are needed. 1 part or unfinished term"
        in said.sentence
    )


@pytest.mark.parametrize(
    ("number", "day", "starts", "ends"),
    [
        (2, date(2028, 1, 1), 2028, 2031),
        (2, date(2031, 12, 31), 2028, 2031),
        (2, date(2032, 1, 1), 2032, 2035),
        (3, date(2029, 12, 31), 2028, 2029),
        (3, date(2030, 1, 1), 2030, 2033),
        (5, date(2034, 1, 1), 2034, 2037),
        (4, date(2043, 6, 1), 2040, 2043),
    ],
)
def test_the_terms_of_the_seats_run_as_the_act_says(number: int, day: date, starts: int, ends: int) -> None:
    assert regular_term(number, day) == seat(number, starts, ends)


def test_before_the_first_terms_there_is_none() -> None:
    with pytest.raises(ValueError, match="first terms begin"):
        regular_term(2, date(2027, 12, 31))
    with pytest.raises(ValueError, match="executive director"):
        regular_term(1, date(2028, 1, 1))


def test_the_council_appoints_by_the_first_of_december() -> None:
    assert appoint_by(seat(3, 2030, 2033)) == date(2029, 12, 1)
    assert appoint_by(seat(2, 2028, 2031)) == date(2027, 12, 1)


def test_a_full_term_is_four_years_to_the_day() -> None:
    assert is_full(served(2015, 2018))
    assert not is_full(OfficeTerm(OFFICE, date(2015, 1, 2), date(2018, 12, 31)))
