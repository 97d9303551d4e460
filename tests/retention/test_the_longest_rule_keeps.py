"""Classes share parts of a matter: what one of them keeps longer, or for ever, does not go under another."""

import pytest

from committee_app.acts import Refused
from tests.offices import Office
from tests.retention.ended import DUE, FILE, carried_out, ended, filed, ordered, paper, proposed, scheduled


def kept_for_ever(office: Office, record_class: str) -> None:
    office.act(
        "enter_retention", on="2028-02-01", record_class=record_class, kept="forever", from_day="2028-01-01",
        source="Sample schedule 1, series 3", source_day="2028-01-01",
    )  # fmt: skip


@pytest.mark.parametrize("record_class", ["papers", "letters"])
def test_a_file_does_not_go_while_a_part_of_it_is_kept_for_ever(office: Office, record_class: str) -> None:
    matter = ended(office, paper(office))
    scheduled(office)
    kept_for_ever(office, record_class)
    with pytest.raises(Refused):
        proposed(office, matter)
    assert len(filed(office, matter)) == 1


def test_a_part_does_not_go_while_the_file_is_kept_for_ever(office: Office) -> None:
    matter = ended(office, paper(office))
    kept_for_ever(office, FILE)
    scheduled(office, years=1, record_class="papers")
    with pytest.raises(Refused):
        proposed(office, matter, record_class="papers")


def test_the_later_day_is_the_day(office: Office) -> None:
    matter = ended(office, paper(office))
    scheduled(office)
    scheduled(office, years=1, record_class="papers")
    with pytest.raises(Refused):
        proposed(office, matter, record_class="papers", on="2029-01-13")
    number = proposed(office, matter, record_class="papers", on=DUE)
    ordered(office, matter, number)
    assert carried_out(office, number).named["papers"] == 1


def test_a_rule_that_comes_between_proposal_and_order_stops_the_order(office: Office) -> None:
    matter = ended(office, paper(office))
    scheduled(office)
    number = proposed(office, matter)
    kept_for_ever(office, "papers")
    with pytest.raises(Refused):
        ordered(office, matter, number)
