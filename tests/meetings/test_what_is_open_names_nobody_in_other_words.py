"""What is open names nobody: a part of a name tells as much as all of it, however it is written (RSMo 610.020)."""

import pytest

from committee_app.acts import Refused
from tests.meetings.holding import Chair
from tests.offices import Office

TOLD = (
    "The complaint against Kim  Gardner-Mill",
    "Gardner-Mill, Kim",
    "What Gardner did",
    "A word of MS. HOLLOWAY",
    "The office of the city  of st. louis",
    "Matter 2028 - 001",
)
INNOCENT = (
    "The budget of the committee",
    "A report of the Circuit Attorney's association",
    "Sample Member Two speaks of mills",
)


@pytest.fixture
def matter(sqlite_office: Office) -> str:
    return sqlite_office.lodge("2028-01-03", respondent="Kim Gardner-Mill", complainant="Jane Q. Holloway")


@pytest.mark.parametrize("words", TOLD)
def test_a_name_in_other_words_is_refused(sqlite_office: Office, matter: str, words: str) -> None:
    with pytest.raises(Refused, match="Say it without"):
        Chair(sqlite_office, "2028-01-14", matter, called="2028-01-05", open_business=words)


@pytest.mark.parametrize("words", INNOCENT)
def test_what_names_nobody_is_taken(sqlite_office: Office, matter: str, words: str) -> None:
    assert Chair(sqlite_office, "2028-01-14", matter, called="2028-01-05", open_business=words).number


def test_a_notice_is_not_posted_before_its_meeting_was_called(sqlite_office: Office, matter: str) -> None:
    chair = Chair(sqlite_office, "2028-01-06", matter, called="2028-01-05", even_so="yes")
    with pytest.raises(Refused, match=r"The meeting was called at 12:00 PM on Wednesday, January 5, 2028: its notice"):
        chair.do("post_notice", today="2028-01-05", place="Board", on="2028-01-04", at="09:00")
    chair.noticed("2028-01-05", good_cause="A pipe burst in the room.")
