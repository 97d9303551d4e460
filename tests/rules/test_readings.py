"""The ambiguous points: every one has a default, and a ruling of the office changes it from its day on."""

import re
from datetime import date
from pathlib import Path

import pytest

from rules.readings import DEFAULTS, READINGS, Ruling, adopted_on
from rules.statute import CLAUSES, cited_by

NOTES = Path(__file__).parents[3] / "shared/law.md"
BEFORE, FIRST, LATER = date(2028, 1, 31), date(2028, 2, 1), date(2028, 6, 1)
YEARLY = Ruling("homicide_rate", "yearly_average", FIRST)


@pytest.mark.parametrize("reading", READINGS.values(), ids=list(READINGS))
def test_every_reading_is_whole(reading):
    assert reading.clause is CLAUSES[reading.clause.id]
    assert reading.default in reading.options
    assert reading.question.endswith("?")
    assert all(sentence.endswith(".") for sentence in (*reading.options.values(), *reading.considered))
    assert all(re.fullmatch(r"[a-z0-9_]+", word) for word in (reading.id, *reading.options))
    assert reading.takes_day is None or reading.takes_day in reading.options


def test_a_fixed_reading_has_one_option_and_nothing_considered():
    assert [r.id for r in READINGS.values() if r.fixed and (len(r.options) > 1 or r.considered)] == []


def test_a_reading_is_fixed_where_the_notes_fix_its_row_and_nowhere_else():
    if not NOTES.exists():
        pytest.skip("the law notes are not beside this repository")
    rows = re.findall(r"^\| ([A-E]\d+) \|.*\| ([^|]*) \|$", NOTES.read_text("utf-8"), re.MULTILINE)
    fixed = {row: mark == "F" for row, mark in rows}
    del fixed["A5"]  # ties that can be set, and one that cannot: respondent_member
    pairs = [(r, row) for r in READINGS.values() for row in (r.ref or "").split(", ")]
    wrong = [r.id for r, row in pairs if row in fixed and fixed[row] != r.fixed]
    assert len(fixed) > 60
    assert wrong == []


def test_a_reading_is_not_a_citation():
    assert all("rules.readings" not in cited_by(r.clause.id) for r in READINGS.values())


def test_without_rulings_every_reading_stands_at_its_default():
    assert dict(DEFAULTS) == {r.id: r.default for r in READINGS.values()}
    assert dict(adopted_on(date(2020, 1, 1))) == dict(DEFAULTS)
    assert DEFAULTS.since("homicide_rate") == date(2028, 1, 1)
    assert DEFAULTS.day("oldest_referral") is None


def test_a_ruling_holds_from_its_day_on_and_touches_nothing_else():
    assert adopted_on(BEFORE, [YEARLY])["homicide_rate"] == "cumulative"
    ruled = adopted_on(FIRST, [YEARLY])
    assert ruled["homicide_rate"] == "yearly_average"
    assert ruled.since("homicide_rate") == FIRST
    assert {r for r in READINGS if ruled[r] != DEFAULTS[r]} == {"homicide_rate"}


def test_the_latest_ruling_wins_by_its_day_and_then_by_the_order_given():
    back = Ruling("homicide_rate", "cumulative", LATER)
    assert adopted_on(LATER, [back, YEARLY])["homicide_rate"] == "cumulative"
    assert adopted_on(BEFORE.replace(month=5), [back, YEARLY])["homicide_rate"] == "yearly_average"
    same_day = Ruling("homicide_rate", "cumulative", FIRST)
    assert adopted_on(FIRST, [YEARLY, same_day])["homicide_rate"] == "cumulative"
    assert adopted_on(FIRST, [same_day, YEARLY])["homicide_rate"] == "yearly_average"


def test_a_ruling_with_a_day_carries_it_into_what_is_stored():
    ruled = adopted_on(LATER, (r for r in [Ruling("oldest_referral", "since_day", FIRST, date(2027, 1, 1))]))
    assert ruled["oldest_referral"] == "since_day"
    assert ruled.day("oldest_referral") == date(2027, 1, 1)
    stored = ruled.used("oldest_referral", "exceeds")
    assert stored == {"oldest_referral": "since_day 2027-01-01", "exceeds": "strict"}
    sentence = READINGS["oldest_referral"].in_words(stored["oldest_referral"])
    assert sentence.endswith("counts. Day: 2027-01-01.")
    assert READINGS["exceeds"].in_words("strict") == READINGS["exceeds"].options["strict"]


@pytest.mark.parametrize(
    ("ruling", "reason"),
    [
        (
            Ruling("homicide_rates", "cumulative", FIRST),
            "No reading 'homicide_rates'. Nearest: homicide_rate",
        ),
        (Ruling("homicide_rate", "monthly", FIRST), "has no option 'monthly': cumulative, yearly_average"),
        (Ruling("exceeds", "strict", FIRST), "exceeds is fixed: No: it must be more"),
        (Ruling("oldest_referral", "since_day", FIRST), "since_day needs its day"),
        (Ruling("oldest_referral", "any_age", FIRST, LATER), "any_age takes no day"),
        (Ruling("homicide_rate", "cumulative", FIRST, LATER), "cumulative takes no day"),
    ],
)
def test_a_ruling_that_cannot_be_made_is_refused_with_words_even_before_its_day(ruling, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        adopted_on(BEFORE, [ruling])


@pytest.mark.parametrize("ask", [DEFAULTS.__getitem__, DEFAULTS.day, DEFAULTS.since, DEFAULTS.used])
def test_an_unknown_reading_is_a_key_error_that_names_the_nearest(ask):
    with pytest.raises(KeyError, match="determination_ground"):
        ask("determination_grounds")
