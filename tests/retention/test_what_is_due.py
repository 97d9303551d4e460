"""What is due, against days worked out by hand; and a hold that wins in every order."""

import datetime as dt

import pytest

from committee_app.acts import Refused
from committee_app.retention import due_for_disposal
from rules.retention import CLASSES, DISPOSABLE, TRIGGERS, reckon
from tests.offices import Office, day
from tests.retention.ended import CLOSED, DUE, FILE, KEPT, ended, held, ordered, proposed, scheduled


def due(office: Office, on: str) -> list[tuple[str, str, str, bool]]:
    """What is due: matter, class, day, and whether it is held."""
    with office.database.reading() as session:
        found = due_for_disposal(session, day(on))
        return [(one.complaint.id, one.record_class, str(one.sum.due_on), bool(one.holds)) for one in found]


@pytest.mark.parametrize(
    ("trigger", "years", "through", "goes"),
    [
        ("2028-01-12", 10, "2038-01-12", "2038-01-13"),
        ("2028-12-31", 1, "2029-12-31", "2030-01-01"),
        ("2028-02-29", 4, "2032-02-29", "2032-03-01"),
        ("2028-02-29", 3, "2031-03-01", "2031-03-02"),
        ("2027-02-28", 1, "2028-02-28", "2028-02-29"),
    ],
)
def test_the_day_is_the_one_worked_out_by_hand(trigger: str, years: int, through: str, goes: str) -> None:
    counted = reckon(day(trigger), years)
    assert (str(counted.kept_through), str(counted.due_on)) == (through, goes)


@pytest.mark.parametrize("years", [0, -1])
def test_no_years_are_none(years: int) -> None:
    with pytest.raises(ValueError, match="one or more"):
        reckon(dt.date(2028, 1, 1), years)


def test_the_program_ships_no_years() -> None:
    assert all(not hasattr(row, "years") for row in CLASSES.values())
    assert {row.trigger for row in CLASSES.values()} <= TRIGGERS.keys()
    assert CLASSES["closed_arrest_records"].never == "610.120"
    assert "closed_arrest_records" not in DISPOSABLE


def test_without_a_schedule_nothing_is_ever_due(sqlite_office: Office) -> None:
    matter = ended(sqlite_office)
    for on in (DUE, "2085-01-01"):
        assert due(sqlite_office, on) == []
        with pytest.raises(Refused, match="Nothing of this matter is due"):
            proposed(sqlite_office, matter, on=on)


def test_a_matter_is_due_the_day_after_the_last_day_of_its_years(sqlite_office: Office) -> None:
    matter = ended(sqlite_office)
    scheduled(sqlite_office)
    assert due(sqlite_office, CLOSED) == due(sqlite_office, KEPT) == []
    assert due(sqlite_office, DUE) == [(matter, FILE, DUE, False)]


def test_an_open_matter_and_one_of_another_class_are_not_due(sqlite_office: Office) -> None:
    sqlite_office.lodge("2028-01-03")
    ended(sqlite_office)
    scheduled(sqlite_office, record_class="complaint_with_request")
    assert due(sqlite_office, "2085-01-01") == []


def test_a_later_entry_holds_from_its_day_on_and_the_earlier_stays(sqlite_office: Office) -> None:
    matter = ended(sqlite_office)
    scheduled(sqlite_office)
    sqlite_office.act(
        "enter_retention", on="2030-01-02", record_class=FILE, kept="forever", from_day="2039-01-01",
        source="Sample schedule 2", source_day="2030-01-01",
    )  # fmt: skip
    assert [row[0] for row in due(sqlite_office, "2038-12-31")] == [matter]
    assert due(sqlite_office, "2039-01-01") == []


@pytest.mark.parametrize(
    "given",
    [
        {"kept": "forever", "years": 3},
        {"kept": "years"},
        {"kept": "years", "years": 0},
        {"kept": "years", "years": 201},
        {"kept": "years", "years": 3, "source_day": "2028-02-02"},
        {"kept": "years", "years": 3, "record_class": "closed_arrest_records"},
        {"kept": "years", "years": 3, "source": ""},
    ],
)
def test_what_is_no_schedule_is_not_entered(sqlite_office: Office, given: dict[str, object]) -> None:
    whole = {"record_class": FILE, "from_day": "2028-01-01", "source": "Sample", "source_day": "2028-01-01"}
    with pytest.raises(Refused):
        sqlite_office.act("enter_retention", on="2028-02-01", **(whole | given))


@pytest.mark.parametrize("covers", ["everything", "matter", "class", "a class that shares a part"])
def test_a_hold_wins_before_and_after_the_proposal(sqlite_office: Office, covers: str) -> None:
    matter = ended(sqlite_office)
    scheduled(sqlite_office)
    given = {
        "matter": {"matter": matter}, "class": {"record_class": FILE},
        "a class that shares a part": {"record_class": "papers"},
    }.get(covers, {})  # fmt: skip
    kind = "class" if "record_class" in given else covers
    hold = held(sqlite_office, kind, **given)
    assert due(sqlite_office, DUE) == [(matter, FILE, DUE, True)]
    with pytest.raises(Refused):
        proposed(sqlite_office, matter)
    sqlite_office.act("lift_hold", on="2038-01-11", hold=hold, reason="Sample: the suit is over.")
    number = proposed(sqlite_office, matter)
    held(sqlite_office, kind, on=DUE, **given)
    with pytest.raises(Refused, match="A hold always wins"):
        ordered(sqlite_office, matter, number)


def test_a_hold_on_another_matter_or_class_keeps_nothing_here(sqlite_office: Office) -> None:
    matter, other = ended(sqlite_office), ended(sqlite_office)
    scheduled(sqlite_office)
    held(sqlite_office, "matter", matter=other)
    held(sqlite_office, "class", record_class="complaint_with_request")
    assert due(sqlite_office, DUE) == [(matter, FILE, DUE, False), (other, FILE, DUE, True)]


def test_a_hold_for_closed_arrest_records_is_never_lifted(sqlite_office: Office) -> None:
    matter = ended(sqlite_office)
    hold = held(sqlite_office, "matter", matter=matter, ground="arrest_records")
    with pytest.raises(Refused, match="No hold stands that could be lifted"):
        sqlite_office.act("lift_hold", on=DUE, hold=hold, reason="Sample")
    with pytest.raises(Refused, match="name it"):
        held(sqlite_office, ground="arrest_records")


def test_a_matter_is_hidden_from_who_is_recused(sqlite_office: Office) -> None:
    matter = sqlite_office.lodge("2028-01-03")
    sqlite_office.recuse("director", matter, on="2028-01-04")
    said = []
    for number in (matter, "2099-001"):
        with pytest.raises(Refused) as refused:
            sqlite_office.act(
                "place_hold", on=DUE, covers="matter", matter=number, ground="suit", reason="S", source="S", day=DUE
            )
        said.append(refused.value.reason.replace(number, "X"))
    assert said[0] == said[1]
    hold = held(sqlite_office, "matter", matter=matter)
    with pytest.raises(Refused, match="No hold stands"):
        sqlite_office.act("lift_hold", on=DUE, hold=hold, reason="Sample")
