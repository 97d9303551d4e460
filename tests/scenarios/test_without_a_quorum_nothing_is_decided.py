"""Fewer than three votes: the motion closes, and nothing follows from it, neither for nor against the prosecutor."""

import pytest

from tests.offices import Office
from workflows.motion import QUORUM, Ballot, Choice


@pytest.mark.parametrize("choices", ["-----", "n----", "yn---", "y---a"])
def test_a_motion_closed_without_three_votes_leaves_the_matter_where_it_stood(office: Office, choices: str) -> None:
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Jefferson City")
    office.vote(complaint, "formality", choices, on="2028-01-12")
    matter = office.shown(complaint)
    assert matter["state"] == "convened"
    assert (matter["motions"][0]["carried"], matter["motions"][0]["quorum"]) == (False, False)
    office.vote(complaint, "formality", "nnn--", on="2028-01-13")
    assert office.shown(complaint)["state"] == "not_formal"


def test_an_abstention_is_a_presence_and_an_absence_is_none() -> None:
    assert QUORUM == 3
    choices = {1: Choice.ABSTAIN, 2: Choice.NO}
    assert not Ballot(4, (1, 2, 3, 4, 5), choices).quorate
    assert Ballot(4, (1, 2, 3, 4, 5), {**choices, 3: Choice.ABSTAIN}).quorate
