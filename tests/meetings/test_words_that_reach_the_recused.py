"""What a recused member, or a recused director, could learn of the matter from words that are not about it alone."""

import pytest

from committee_app.acts import Refused
from tests.meetings.holding import Chair, recuse
from tests.offices import Office

LODGED, HELD = "2028-01-03", "2028-01-12"


def chair(office: Office) -> tuple[str, Chair]:
    """A matter to be met on by January 18, and a meeting on it whose notice is posted."""
    matter = office.lodge(LODGED)
    return matter, Chair(office, HELD, matter, called="2028-01-05").noticed("2028-01-06")


def test_a_closed_entry_names_no_matter_but_its_own(office: Office) -> None:
    """Whoever is recused from a matter reads the closed entries that are not about it."""
    first, second = office.lodge(LODGED), office.lodge(LODGED, respondent="Sample Second Respondent")
    table = Chair(office, HELD, first, second, called="2028-01-05").noticed("2028-01-06").opened().closed()
    for matter, words in (("", f"On {first}."), ("", "Sample Second Respondent was heard."), (first, f"As {second}.")):
        with pytest.raises(Refused, match="write one entry for each"):
            table.do("add_minutes", part="closed", matter=matter, text=words)
    table.do("add_minutes", part="closed", matter=second, text="Sample Second Respondent, City of St. Louis.")
    table.do("add_minutes", part="closed", text="The room was closed to all but the members.")


def test_who_is_recused_is_told_of_no_duty_in_the_matter(office: Office) -> None:
    """The matter is to be met on by January 18; the director is recused from it and postpones beyond that day."""
    matter, table = chair(office)
    with pytest.raises(Refused, match=matter):
        table.do("postpone_meeting", "director", today="2028-01-10", on="2028-03-14", at="10:00", reason="Ice")
    recuse(office, "director", matter, "2028-01-10")
    later = table.do("postpone_meeting", "director", today="2028-01-10", on="2028-03-14", at="10:00", reason="Ice")
    assert later.reply["number"] == "M2028-02"


def test_a_duty_that_was_told_to_the_recused_would_be_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("committee_app.acts.meetings.hidden_matters", lambda *_: frozenset())
    with pytest.raises(Refused, match="is to be held by"):
        test_who_is_recused_is_told_of_no_duty_in_the_matter(office)


def test_why_a_meeting_is_called_off_names_nobody(office: Office) -> None:
    matter, table = chair(office)
    for verb, when in (("postpone_meeting", {"on": "2028-01-14", "at": "10:00"}), ("cancel_meeting", {})):
        with pytest.raises(Refused, match="names one"):
            table.do(verb, "director", today="2028-01-10", reason=f"Nothing new in {matter}.", **when)
    assert table.row().state == "noticed"
