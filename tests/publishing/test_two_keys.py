"""One person proposes, another releases: by the act, and by the database; and what became stale is not released."""

import datetime as dt
import hashlib
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from committee_app.acts import Refused, publishing
from committee_app.outbox import open_store_path
from committee_app.public import create_public_app
from committee_app.public import store as open_store
from committee_app.tables.docket import Duty
from committee_app.tables.office import Account
from committee_app.tables.publications import Proposal, ProposalEnd, Publication, PublicLine, Withdrawal
from tests.desks.conftest import served
from tests.offices import Office
from tests.publishing.conftest import MATTER, ON, ask_the_governor


def proposed(office: Office, by: str = "staff", **more: Any) -> dict[str, Any]:
    reply = office.act("propose_publication", by, MATTER, on=ON, **more).reply
    return {"proposal": reply["proposal"], "sha256": reply["sha256"]}


def test_nobody_turns_both_keys(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ask_the_governor(office)
    shown = proposed(office)
    with pytest.raises(Refused, match="publishing takes two") as refused:
        office.act("publish", "staff", MATTER, on=ON, **shown)
    assert refused.value.clause is not None
    # Without the act's own care the database still refuses, and nothing was done.
    monkeypatch.setattr(publishing, "_of_another", publishing._the_proposal)
    monkeypatch.setattr(publishing, "NOT_ALONE", None)
    with pytest.raises(Refused, match="takes two"):
        office.act("publish", "staff", MATTER, on=ON, **shown)
    with office.database.reading() as session:
        assert session.scalars(select(Publication)).all() == []
        assert session.scalars(select(ProposalEnd)).all() == []
    monkeypatch.undo()
    assert office.act("publish", "director", MATTER, on=ON, **shown).reply["number"] == 1
    # Nor are there other ways into the table.
    with office.database.reading() as session:
        row = session.scalars(select(Publication)).one()
        assert (row.proposed_by, row.released_by) == ("staff", "director")
        last = {column.name: getattr(row, column.name) for column in Publication.__table__.columns}
    for change in ({"proposed_by": "director"}, {"released_by": "staff"}):
        with pytest.raises(IntegrityError, match="takes_two"), office.database.writing() as session:
            session.add(
                Publication(**{**last, **change, "number": 2, "kind": "notice", "complaint_id": None, "entry": 1})
            )
    with pytest.raises(IntegrityError, match="takes_two"), office.database.writing() as session:
        session.add(Withdrawal(number=1, entry=1, day=dt.date(2028, 2, 14), reason="x", proposed_by="staff",
                               released_by="staff"))  # fmt: skip


def test_the_duty_is_done_by_the_release_and_not_by_the_proposal(asked: Office) -> None:
    assert "publish_request" in asked.duties(MATTER)
    shown = proposed(asked)
    assert "publish_request" in asked.duties(MATTER)
    asked.act("publish", "director", MATTER, on=ON, **shown)
    assert "publish_request" not in asked.duties(MATTER)


def test_a_second_proposal_of_the_same_waits_for_the_first(asked: Office) -> None:
    shown = proposed(asked)
    with pytest.raises(Refused, match="proposed already"):
        proposed(asked, "director")
    with pytest.raises(Refused, match="You have proposed nothing here"):
        asked.act("take_back_proposal", "director", MATTER, on=ON, proposal=shown["proposal"])
    with pytest.raises(Refused, match="takes two"):
        asked.act("refuse_proposal", "staff", MATTER, on=ON, proposal=shown["proposal"], reason="x")
    asked.act("take_back_proposal", "staff", MATTER, on=ON, proposal=shown["proposal"])
    again = proposed(asked, "director")
    asked.act("refuse_proposal", "staff", MATTER, on=ON, proposal=again["proposal"], reason="Sample: not today.")
    with pytest.raises(Refused, match="Nothing is proposed"):
        asked.act("publish", "staff", MATTER, on=ON, **again)
    with asked.database.reading() as session:
        ends = session.scalars(select(ProposalEnd).order_by(ProposalEnd.proposal_id)).all()
        assert [(end.how, end.because) for end in ends] == [("taken back", None), ("refused", "Sample: not today.")]


@pytest.mark.parametrize("sha256", ["0" * 64, "x", ""])
def test_who_was_shown_something_else_releases_nothing(asked: Office, sha256: str) -> None:
    shown = {**proposed(asked), "sha256": sha256}
    with pytest.raises(Refused, match=r"not what you were shown|is needed"):
        asked.act("publish", "director", MATTER, on=ON, **shown)


def test_a_proposal_whose_letter_was_taken_back_is_out_of_date(asked: Office) -> None:
    shown = proposed(asked)
    letter = next(one["id"] for one in asked.shown(MATTER)["letters"] if one["kind"] == "request")
    asked.act("take_back_letter", complaint=MATTER, on=ON, letter=letter, reason="Sample")
    asked.act("release_again", complaint=MATTER, on="2028-02-15", letter=letter)
    with pytest.raises(Refused, match="out of date"):
        asked.act("publish", "director", MATTER, on="2028-02-15", **shown)


def test_a_roster_that_changed_meanwhile_is_out_of_date(asked: Office) -> None:
    shown = asked.act("propose_roster", "staff", on=ON).reply
    asked.act("record_vacancy", "clerk", on=ON, account="member-r2", because="resigned", last_day="2028-02-13",
              source="Sample")  # fmt: skip
    with pytest.raises(Refused, match="out of date: the records that it was made of say something else"):
        asked.act("publish", "director", on=ON, proposal=shown["proposal"], sha256=shown["sha256"])


@pytest.mark.parametrize("account", ["member-r2", "director"])
def test_an_open_roster_names_nobody_whose_account_was_lost(asked: Office, account: str) -> None:
    asked.act("end_account", "administrator", on=ON, account=account)
    proposal = asked.act("propose_roster", "staff", on=ON).reply["proposal"]
    with asked.database.reading() as session:
        seats = session.get_one(Proposal, proposal).fields["seats"]
    assert [seat["seat"] for seat in seats if seat["member"] is None] == [3 if account == "member-r2" else 1]


def test_the_bytes_that_were_shown_are_those_that_are_published(asked: Office) -> None:
    shown = proposed(asked)
    site = served(asked.instance)
    director = site.visitor("director")
    here = f"/open-records/proposals/{shown['proposal']}"
    page, pdf = director.get(f"{here}/page").data, director.get(f"{here}/record.pdf").data
    assert shown["sha256"] in director.page(here)
    assert "The rehearsal found nothing closed" in director.page(here)
    number = asked.act("publish", "director", MATTER, on=ON, **shown).reply["number"]
    asked.dispatch(ON)
    public = create_public_app(open_store_path(asked.instance)).test_client()
    assert public.get(f"/records/{number}.pdf").data == pdf
    # The release falls on another day than the one on which this site looks.
    assert (
        public.get(f"/records/{number}").data.replace(b"2028-06-15", b"2028-02-14") == page
        or hashlib.sha256(pdf).hexdigest().encode() in page
    )
    with asked.database.reading() as session:
        row, kept = session.scalars(select(Proposal)).one(), session.scalars(select(Publication)).one()
        for name in ("title", "text", "fields", "pdf", "sha256", "clause", "dated", "office", "jurisdiction"):
            assert getattr(row, name) == getattr(kept, name), name
        assert session.scalars(select(PublicLine.what)).all() == ["published"]
    site.database.close()


def test_a_member_who_is_recused_finds_no_proposal(asked: Office) -> None:
    asked.recuse("director", MATTER, on=ON)
    shown = proposed(asked)
    site = served(asked.instance)
    director = site.visitor("director")
    assert "Nothing waits for its release." in director.page("/open-records")
    here = f"/open-records/proposals/{shown['proposal']}"
    for path in (here, f"{here}/page", f"{here}/record.pdf", f"{here}/record.json", f"{here}/entry.txt",
                 f"{here}/page-1.png"):  # fmt: skip
        assert director.get(path).status_code == 404
    assert site.visitor("auditor").page(here)
    with pytest.raises(Refused, match="There is no complaint"):
        asked.act("publish", "director", MATTER, on=ON, **shown)
    site.database.close()


def test_a_record_is_withdrawn_by_two_and_shows_nothing_of_what_it_said(asked: Office) -> None:
    number = asked.publish(MATTER, on=ON).reply["number"]
    with asked.database.reading() as session:
        said = session.get_one(Publication, number)
        title, text = said.title, said.text
    reason = "It was published before its day."
    withdrawn = asked.publish(MATTER, on="2028-02-15", verb="withdraw_publication", number=number, reason=reason)
    assert withdrawn.reply["number"] == number
    asked.dispatch("2028-02-15")
    record = open_store.record(open_store_path(asked.instance), number)
    assert record is not None
    assert (record.withdrawn, record.reason) == ("2028-02-15", reason)
    assert (record.title, record.text, record.pdf, record.office) == ("", "", b"", "")
    raw = open_store_path(asked.instance).read_bytes()
    assert title.encode() not in raw
    assert text[:40].encode() not in raw
    with asked.database.reading() as session:
        assert session.scalars(select(PublicLine.what).order_by(PublicLine.seq)).all() == ["published", "withdrawn"]
        row = session.scalars(select(Withdrawal)).one()
        assert (row.proposed_by, row.released_by) == ("staff", "director")
    with pytest.raises(Refused, match="could be withdrawn"):
        asked.act("withdraw_publication", "staff", MATTER, on="2028-02-15", number=number, reason=reason)
    # The Act still opens it: what comes after it takes its place.
    later = asked.publish(
        MATTER, on="2028-02-16", verb="propose_correction", number=number, how="supersedes", reason="Sample"
    )
    assert later.reply["number"] == number + 1


@pytest.mark.parametrize(
    "reason", ["It named Ruth Samplewood.", f"It belongs to {MATTER}.", "Its SSN 123-45-6789 stood in it."]
)
def test_the_reason_of_a_withdrawal_goes_through_the_rehearsal(asked: Office, reason: str) -> None:
    number = asked.publish(MATTER, on=ON).reply["number"]
    with pytest.raises(Refused, match=r"The page holds (“|a docket number|a number that looks)"):
        asked.act("withdraw_publication", "staff", MATTER, on=ON, number=number, reason=reason)


def test_a_correction_is_a_record_of_its_own(asked: Office) -> None:
    number = asked.publish(MATTER, on=ON).reply["number"]
    given = {"number": number, "how": "corrects", "reason": "Sample: the words were unclear."}
    with pytest.raises(Refused, match="nothing to put right"):
        asked.act("propose_correction", "staff", MATTER, on=ON, **given)
    with asked.database.reading() as session:
        text = session.get_one(Publication, number).text
    body = "The {committee} asks you, for the {office}, to act under section {clause}.\n\n{nature}"
    asked.act("save_words", on=ON, kind="request", subject="Request: {office}", text=body, reason="Sample")
    corrected = asked.publish(MATTER, on="2028-02-15", verb="propose_correction", **given).reply["number"]
    asked.dispatch("2028-02-15")
    store = open_store_path(asked.instance)
    before, after = open_store.record(store, number), open_store.record(store, corrected)
    assert before is not None
    assert after is not None
    assert (before.replaced_by, before.replaced_how, before.text) == (corrected, "corrects", text)
    assert (after.replaces, after.how) == (number, "corrects")
    assert "Sample: the words" not in str(after)
    with pytest.raises(Refused, match="There is no record"):
        asked.act("propose_correction", "staff", MATTER, on="2028-02-16", **given)
    # What the Act opens once is published once; the duty is not done a second time.
    with asked.database.reading() as session:
        assert len(session.scalars(select(Duty).where(Duty.kind == "publish_request")).all()) == 1


def test_a_person_with_a_new_account_is_no_other_person(asked: Office) -> None:
    """An account that ended is followed by another of the same person: its proposal stays that person's own."""
    shown = proposed(asked)
    with asked.database.reading() as session:
        display = session.get_one(Account, "staff").display
    asked.act("end_account", "administrator", on=ON, account="staff")
    asked.act("invite", "administrator", on=ON, account="staff-again", display=f" {display.upper()} ",
              email="again@example.gov", role="staff")  # fmt: skip
    for verb, given in (("publish", shown), ("refuse_proposal", {"proposal": shown["proposal"], "reason": "x"})):
        with pytest.raises(Refused, match="takes two"):
            asked.act(verb, "staff-again", MATTER, on=ON, **given)
    asked.act("take_back_proposal", "staff-again", MATTER, on=ON, proposal=shown["proposal"])
    assert proposed(asked, "director")


# What would bring the withdrawn record back: its office, its title, its words.
@pytest.mark.parametrize(
    "reason",
    [
        "It was meant for another office than St. Louis City.",
        "The circuit attorney of the City of St. Louis was named in error.",
        "It said: asks you to appoint a special prosecutor.",
        "29510",
    ],
)
def test_the_reason_of_a_withdrawal_does_not_bring_the_record_back(asked: Office, reason: str) -> None:
    number = asked.publish(MATTER, on=ON).reply["number"]
    with pytest.raises(Refused, match="of what the record said"):
        asked.act("withdraw_publication", "staff", MATTER, on=ON, number=number, reason=reason)


@pytest.mark.parametrize(
    "reason",
    [
        "It was published before its day.",
        "The record was published by mistake; the committee will publish it anew.",
        "It was published under section 56.602 before the letter had left the office.",
    ],
)
def test_an_ordinary_reason_withdraws(asked: Office, reason: str) -> None:
    number = asked.publish(MATTER, on=ON).reply["number"]
    assert asked.act("withdraw_publication", "staff", MATTER, on=ON, number=number, reason=reason).reply["proposal"]
