"""An address that was mistyped and corrected: what was mailed to a stranger opens nothing any more."""

import pytest

from tests.accounts.people import PASSWORD, RealOffice

ANOTHER = f"{PASSWORD} abc"


def invited(real: RealOffice) -> str:
    """The link that went to the mistyped address of a new member of the staff."""
    administrator = real.signed_in("administrator")
    person = {"account": "new-staff", "display": "Sample New Staff", "role": "staff"}
    assert administrator.send("/acts/invite", email="wrong@stranger.example", **person).status_code == 302
    return real.link_to("new-staff")


def corrected(real: RealOffice) -> None:
    answer = real.signed_in("administrator").send(
        "/acts/correct_address", account="new-staff", email="right@docket.example"
    )
    assert answer.status_code == 302


def test_a_link_that_went_to_the_wrong_address_opens_nothing_and_a_new_one_goes_to_the_right_one(
    sqlite_real: RealOffice,
) -> None:
    wrong = invited(sqlite_real)
    corrected(sqlite_real)
    right = sqlite_real.link_to("new-staff")
    assert right != wrong
    stranger = sqlite_real.visitor("198.51.100.9")
    assert "This link is over" in stranger.get(wrong).get_data(as_text=True)
    stranger.post(wrong, password=ANOTHER, again=ANOTHER)
    assert sqlite_real.told("SELECT count(*) FROM account WHERE name = 'new-staff' AND password IS NOT NULL") == 0
    assert sqlite_real.visitor().post(right, password=ANOTHER, again=ANOTHER).status_code == 302


def test_a_stranger_who_was_quicker_is_signed_out(sqlite_real: RealOffice) -> None:
    stranger, wrong = sqlite_real.visitor("198.51.100.9"), invited(sqlite_real)
    assert stranger.post(wrong, password=ANOTHER, again=ANOTHER).status_code == 302
    corrected(sqlite_real)
    assert sqlite_real.told("SELECT count(*) FROM sitting WHERE account = 'new-staff' AND ended_at IS NULL") == 0


@pytest.mark.parametrize("name", ["director", "member-r1"])
def test_who_had_set_up_the_account_keeps_the_password_and_gets_no_invitation(
    sqlite_real: RealOffice, name: str
) -> None:
    administrator = sqlite_real.signed_in("administrator")
    before = sqlite_real.told("SELECT count(*) FROM link")
    administrator.send("/acts/correct_address", account=name, email="right@docket.example")
    assert sqlite_real.told("SELECT count(*) FROM link") == before
    assert sqlite_real.told(f"SELECT count(*) FROM account WHERE name = '{name}' AND password IS NOT NULL") == 1
