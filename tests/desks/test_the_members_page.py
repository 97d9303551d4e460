"""The member's first page: the votes that wait, what to read before, the own past votes; nothing of another's."""

import re

from sqlalchemy import select

from committee_app import membership
from committee_app.access import hidden_matters
from committee_app.tables.journal import Entry, EntryBody
from tests.desks.visiting import Site
from tests.offices import Office

VOTING = "2028-009"


def awaited(office: Office, name: str) -> list[tuple[str, str]]:
    with office.database.reading() as session:
        actor = office.actor(name)
        return [(m.complaint, m.kind) for m in membership.awaiting(session, actor, hidden_matters(session, actor))]


def past(office: Office, name: str) -> list[membership.PastVote]:
    with office.database.reading() as session:
        actor = office.actor(name)
        return membership.past_votes(session, actor, hidden_matters(session, actor))


def test_a_vote_waits_until_it_is_cast_in_the_order_in_which_it_was_asked_for(office: Office) -> None:
    matters = [office.lodge("2028-01-03") for _ in range(3)]
    for matter in matters:
        office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
    office.recuse("member-d1", matters[2], on="2028-01-12")
    motions = {
        matter: office.act("open_motion", complaint=matter, on=on, kind="formality").reply["motion"]
        for matter, on in ((matters[1], "2028-01-13"), (matters[0], "2028-01-14"), (matters[2], "2028-01-14"))
    }
    assert awaited(office, "member-r1") == [(m, "formality") for m in (matters[1], matters[0], matters[2])]
    assert awaited(office, "member-d1") == [(matters[1], "formality"), (matters[0], "formality")]
    assert awaited(office, "staff") == []
    cast = office.act("cast_vote", "member-r1", matters[1], on="2028-01-18", motion=motions[matters[1]], choice="no")
    assert [matter for matter, _ in awaited(office, "member-r1")] == [matters[0], matters[2]]
    (vote,) = past(office, "member-r1")
    assert (vote.receipt, vote.choice, vote.carried) == (cast.reply["receipt"], None, None)
    assert past(office, "member-d1") == []
    office.act("close_motion", complaint=matters[1], on="2028-01-19", motion=motions[matters[1]], with_absent="yes")
    (vote,) = past(office, "member-r1")
    assert (vote.receipt, vote.choice, vote.carried) == (cast.reply["receipt"], "no", False)
    assert [matter for matter, _ in awaited(office, "member-d1")] == [matters[0]]


def test_a_recusal_takes_a_past_vote_off_the_page(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
    office.vote(matter, "formality", "yyyyy", on="2028-01-12")
    assert [vote.complaint for vote in past(office, "member-r2")] == [matter]
    office.recuse("member-r2", matter, on="2028-01-13")
    assert past(office, "member-r2") == []


def test_the_page_names_what_is_needed_what_to_read_and_the_own_receipts_alone(looked_at: Site) -> None:
    page = looked_at.visitor("member-r1").page("/")
    assert "4 yes votes are needed</strong> of the 5 who may vote" in page
    assert f'href="/docket/{VOTING}/acts/cast_vote"' in page
    for words in ("The complaint", "response of October", "Notice to the prosecutor of October"):
        assert words in page
    shown = set(re.findall(r'<code class="hash">([0-9a-f]{64})</code>', page))
    assert len(shown) == membership.LATEST
    with looked_at.database.reading() as session:
        casts = session.execute(
            select(Entry.actor, EntryBody.body)
            .join(EntryBody, EntryBody.seq == Entry.seq)
            .where(Entry.verb == "cast_vote")
        ).all()
    assert shown <= {row.body["sealed"] for row in casts if row.actor == "member-r1"}


def test_who_has_voted_is_asked_for_nothing(looked_at: Site) -> None:
    page = looked_at.visitor("member-d1").page("/")
    assert "Nothing awaits your vote." in page
    assert "cast, sealed" in page
