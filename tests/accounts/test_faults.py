"""S20: where a part of the doorway fails, the request is denied, nothing is written, and it is logged."""

import logging

import pytest
from sqlalchemy.exc import OperationalError

from tests.accounts.people import RealOffice

PARTS = (
    "committee_app.doorway.find_sitting",
    "committee_app.doorway.find_actor",
    "committee_app.doorway.may_read",
    "committee_app.doorway.be_fresh",
    "committee_app.doorway.is_fresh",
    "committee_app.access.is_recused",
    "flask_wtf.csrf.validate_csrf",
    "committee_app.acts.performing.journal.append",
)
# What a part may raise: a fault of the program, and a database that is not there.
FAULTS = (
    ZeroDivisionError("of the program"),
    OperationalError("SELECT secret", {}, Exception("gone")),
    MemoryError(),
    RecursionError(),
)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_part_that_fails_denies_and_writes_nothing(
    sqlite_real: RealOffice,
    part: str,
    fault: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    administrator = sqlite_real.signed_in("administrator")
    token = administrator.page("/acts/change_role").partition('name="csrf_token" value="')[2].partition('"')[0]
    before = sqlite_real.told("SELECT count(*) FROM entry")

    def broken(*_: object, **__: object) -> object:
        raise fault

    monkeypatch.setattr(part, broken)
    with caplog.at_level(logging.ERROR):
        answer = administrator.post("/acts/change_role", token=token, account="staff", role="auditor")
    monkeypatch.undo()
    read = part.endswith(("is_recused",))
    assert answer.status_code in ({302} if read else {500, 503}), "what the act does not ask is not asked"
    if not read:
        assert sqlite_real.told("SELECT role FROM account WHERE name = 'staff'") == "staff"
        assert sqlite_real.told("SELECT count(*) FROM entry") == before
        assert caplog.records
    page = answer.get_data(as_text=True)
    assert "secret" not in page
    assert "Traceback" not in page


@pytest.mark.parametrize("part", ["committee_app.desks.account.proving.half", "committee_app.passwords.HASHER.verify",
                                  "committee_app.acts.tries.take"])  # fmt: skip
def test_signing_in_that_fails_lets_nobody_in(
    sqlite_real: RealOffice, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = sqlite_real.visitor()
    visitor.page("/sign-in/password")

    def broken(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    if part.endswith("verify"):
        monkeypatch.setattr("committee_app.passwords.HASHER", type("Broken", (), {"verify": broken, "hash": broken})())
    else:
        monkeypatch.setattr(part, broken)
    assert sqlite_real.password(visitor, "director").status_code == 500
    monkeypatch.undo()
    assert visitor.get("/statute").status_code == 302
    assert sqlite_real.told("SELECT count(*) FROM sitting") == 0


def test_a_fault_that_was_taken_for_a_yes_would_be_seen(
    sqlite_real: RealOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("committee_app.doorway.may_read", lambda *_: True)
    assert sqlite_real.signed_in("administrator").get("/journal").status_code == 200
