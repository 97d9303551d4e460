"""A record of no matter is compared with every matter: whoever is recused from one learns nothing of it by trying."""

import pytest

from committee_app.acts import Refused
from tests.offices import Office

ON = "2028-01-13"


@pytest.fixture
def recused(sqlite_office: Office) -> Office:
    """An office with its roster published, and a matter from which the director is recused."""
    sqlite_office.publish(on="2028-01-10", verb="propose_roster")
    facts = "Sample: seventeen heronwood burglaries were ignored."
    matter = sqlite_office.lodge("2028-01-11", complainant="Zebediah Sampleson", facts=facts)
    sqlite_office.recuse("director", matter, on="2028-01-12")
    return sqlite_office


def refusal(office: Office, account: str, reason: str) -> str:
    with pytest.raises(Refused) as refused:
        office.act("withdraw_publication", account, on=ON, number=1, reason=reason)
    return refused.value.reason


TRIES = ("A mistake by Zebediah.", "Seventeen heronwood burglaries were ignored.", "The matter 2028-001.")


@pytest.mark.parametrize("reason", TRIES)
def test_who_is_recused_is_told_neither_the_words_nor_where_they_are_kept(recused: Office, reason: str) -> None:
    told = refusal(recused, "director", reason)
    assert "is not told to anybody who is recused" in told
    for word in ("zebediah", "burglaries", "2028", "complainant", "facts"):
        assert word not in told.lower()


@pytest.mark.parametrize("reason", TRIES)
def test_who_is_not_recused_is_told_the_place(recused: Office, reason: str) -> None:
    assert "kept closed as complaint" in refusal(recused, "staff", reason)
