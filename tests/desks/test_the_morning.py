"""The director's morning: what it shows is what the rows say, worked out here a second time and by hand."""

import datetime as dt

import pytest
from sqlalchemy import select

from committee_app import morning, standing
from committee_app.acts import ACTS
from committee_app.acts.doing import Doing
from committee_app.acts.performing import allowed_acts
from committee_app.sample import SAMPLE_DAY
from committee_app.standing_letters import standing_letters
from committee_app.tables.docket import Complaint, Duty
from committee_app.tables.register import Finding
from rules import calendar
from tests.desks.visiting import Site
from tests.offices import ADDRESS, Office, day, noon
from tests.oracle import faults
from workflows.complaint import ENDED, State
from workflows.special_prosecutor import TermState


def read(office: Office, on: str, name: str = "director") -> morning.Morning:
    with office.database.reading() as session:
        return morning.read(session, office.actor(name), day(on))


def fifth_business_day(after: dt.date) -> dt.date:
    left = 5
    while left:
        after += dt.timedelta(days=1)
        left -= calendar.strict().closed_because(after) is None
    return after


def test_what_is_due_and_overdue_on_each_of_a_hundred_days(office: Office) -> None:
    first, second = office.lodge("2028-01-03"), office.lodge("2028-01-19")
    office.to_reviewed(first)
    third = office.lodge("2028-02-07")
    duties = [
        (matter, duty["kind"], day(duty["due"]))
        for matter in (first, second, third)
        for duty in office.shown(matter)["duties"]
        if not duty["done"]
    ]
    assert len(duties) >= 2
    for number in range(100):
        today = day("2028-01-10") + dt.timedelta(days=number)
        seen = read(office, today.isoformat())
        last = fifth_business_day(today)
        late = {(matter, kind) for matter, kind, due in duties if due < today}
        soon = {(matter, kind) for matter, kind, due in duties if today <= due <= last}
        assert {(duty.complaint, duty.kind.name) for duty in seen.overdue} == late
        assert {(duty.complaint, duty.kind.name) for duty in seen.due} == soon
        assert seen.soon == last
        assert seen.quiet == (not late and not soon)


def test_each_matter_of_the_sample_has_a_step_that_its_owner_could_do_and_a_day_or_is_listed(looked_at: Site) -> None:
    with looked_at.database.reading() as session:
        matters = standing.open_matters(session, SAMPLE_DAY, frozenset())
        open_ = {row.id for row in session.scalars(select(Complaint)) if row.state not in ENDED}
        dated = set(session.scalars(select(Duty.complaint_id).where(Duty.done_on.is_(None))))
        assert {matter.id for matter in matters if matter.state in set(State)} == open_
        assert {matter.id for matter in matters if matter.stalled} == {m.id for m in matters} - dated
        assert 0 < sum(matter.stalled for matter in matters) < len(matters)
        office = Office(looked_at.database, looked_at.instance)
        for matter in matters:
            owner = office.actor("member-r1" if matter.step.owner == "members" else matter.step.owner)
            complaint = session.get_one(Complaint, matter.id)
            doing = Doing(session, owner, {}, complaint, today=SAMPLE_DAY, now=noon(SAMPLE_DAY))
            assert matter.step.verb in allowed_acts(doing), (matter.id, matter.step)


def test_every_state_that_is_not_an_end_has_its_next_step() -> None:
    assert standing.NEXT.keys() == {*(set(State) - ENDED), *(set(TermState) - {TermState.ENDED})}
    further = (standing.VOTE, standing.POST, standing.LAPSE, standing.SEND, standing.ASSESS)
    for step in (*standing.NEXT.values(), *further):
        owner = "member" if step.owner == "members" else step.owner
        assert owner in ACTS[step.verb].roles, step
        assert step.stopped.endswith(".")


def test_the_cure_of_each_stalled_matter_is_one_press_away(looked_at: Site) -> None:
    director = looked_at.visitor("director")
    page = director.page("/")
    with looked_at.database.reading() as session:
        stalled = [m for m in standing.open_matters(session, SAMPLE_DAY, frozenset()) if m.stalled]
    for matter in stalled:
        at_the_motion = f"/docket/{matter.id}/motions/{matter.motion}"
        cure = at_the_motion if matter.motion else f"/docket/{matter.id}/acts/{matter.step.verb}"
        assert f'href="{cure}"' in page
        assert "Not possible now" not in director.page(cure)
        assert matter.step.stopped in page.replace("&#39;", "'")


def test_each_new_finding_opens_into_its_card(looked_at: Site) -> None:
    director = looked_at.visitor("director")
    page = director.page("/")
    with looked_at.database.reading() as session:
        new = session.scalars(select(Finding.id).where(Finding.first_as_of >= "2028-11-14")).all()
    assert new
    assert f"<strong>{len(new)}</strong> fired since November 14, 2028" in page
    for number in new:
        assert f'href="/findings/{number}"' in page
        assert f"Finding {number}" in director.page(f"/findings/{number}")


def test_on_a_monday_yesterday_is_friday_and_the_weekend() -> None:
    strict = calendar.strict()
    assert morning.day_before(strict, day("2028-11-20")) == day("2028-11-17")
    assert morning.day_before(strict, day("2028-11-24")) == day("2028-11-22")  # Thanksgiving lies between


def test_a_letter_that_no_act_waits_for_is_watched_in_the_house_too(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    address = {"address": "Sample Courthouse\nSt. Louis, MO 63101"}
    office.act("acknowledge", "staff", matter, on="2028-01-04", **address)
    assert read(office, "2028-01-05").letters == []
    (letter,) = read(office, "2028-01-06").letters
    assert (letter.what, letter.since, letter.verb) == (
        "Acknowledgment to the complainant: released, not printed",
        day("2028-01-04"),
        "print_letter",
    )
    number = office.shown(matter)["letters"][-1]["id"]
    office.act("print_letter", "staff", matter, on="2028-01-06", letter=number)
    # It goes by plain mail, of which nothing comes back.
    assert read(office, "2028-01-31").letters == []


def test_a_certified_letter_without_a_duty_is_watched_until_its_way_is_recorded(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    asked = {"asked_of": "Sample Sheriff", "what": "Sample: the log.", "address": "Sample Jail\nSt. Louis, MO 63101"}
    office.act("request_information", complaint=matter, on="2028-01-14", **asked)
    number = office.shown(matter)["letters"][-1]["id"]
    office.act("print_letter", "staff", matter, on="2028-01-18", letter=number)
    assert read(office, "2028-01-19").letters == []
    (letter,) = read(office, "2028-01-20").letters
    assert letter.what.endswith(": printed, nothing recorded of its way")
    assert (letter.since, letter.verb) == (day("2028-01-18"), "record_service")
    posted = {"event": "posted", "article_number": "9407 1118 9922 3197 4285 06", "number_is_right": "yes"}
    fact = office.act(
        "record_service", "staff", matter, on="2028-01-20", letter=number, source="form 3800", **posted
    ).entry
    assert "its way" not in " ".join(line.what for line in read(office, "2028-01-20").letters)
    struck = {"fact": fact, "struck": "yes", "reason": "Sample: another letter.", "source": "Sample"}
    office.act("correct_service", "staff", matter, on="2028-01-20", **struck)
    assert "its way" in " ".join(line.what for line in read(office, "2028-01-21").letters)


def test_letters_stand_still_until_somebody_says_what_became_of_them(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    assert read(office, "2028-01-12").letters == []
    office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
    office.vote(matter, "formality", "yyyyy", on="2028-01-12")
    assert read(office, "2028-01-13").letters == []
    released = office.act("release_notice", complaint=matter, on="2028-01-14", address=ADDRESS).reply["letters"][0][
        "id"
    ]
    office.act("print_letter", "staff", matter, on="2028-01-14", letter=released)
    assert read(office, "2028-01-18").letters == []  # the first business day after it: the 17th is a holiday
    (letter,) = read(office, "2028-01-19").letters
    assert (letter.what, letter.since, letter.verb) == (
        "Notice: released, not posted",
        day("2028-01-14"),
        "record_posting",
    )
    said = {"article_number": "9407 1118 9922 3197 4284 90", "number_is_right": "yes", "source": "form 3800"}
    office.act("record_posting", "staff", matter, on="2028-01-19", **said)
    assert read(office, "2028-01-26").letters == []
    (letter,) = read(office, "2028-01-27").letters
    assert (letter.what, letter.since) == ("Notice: posted, neither delivered nor returned", day("2028-01-19"))
    office.act("record_return", "staff", matter, on="2028-01-28", failure="unclaimed", source="envelope")
    assert read(office, "2028-01-28").letters == []
    (letter,) = read(office, "2028-01-31").letters
    assert (letter.what, letter.since) == ("Notice: returned, not brought again", day("2028-01-28"))
    office.act("record_delivery", "staff", matter, on="2028-02-01", manner="in_person", source="affidavit")
    assert read(office, "2028-02-02").letters == []


def named(office: Office, on: str, account: str = "director") -> list[tuple[str, str]]:
    """Of each letter that stands still on that day, what is said and since when."""
    return [(letter.what, letter.since.isoformat()) for letter in read(office, on, account).letters]


def test_a_letter_whose_sending_is_recorded_and_that_nobody_printed_is_named(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.to_reviewed(matter)  # the notice arrived: it was on paper, whoever printed it
    assert named(office, "2028-02-14") == []
    office.vote(matter, "determination", "yyyyy", on="2028-02-14")
    terms = {"recommendations": "Sample.", "timeline": "Sample.", "review_on": "2028-05-15"}
    made = office.vote(matter, "remediation", "yyyyy", on="2028-02-14", **terms).reply["letters"][0]["id"]
    office.act("send_recommendation", complaint=matter, on="2028-02-15", manner="certified mail")
    assert named(office, "2028-02-16") == []
    assert [(what.partition(": ")[2], since) for what, since in named(office, "2028-02-17")] == [
        ("its sending is recorded, and nobody printed it", "2028-02-15")
    ]
    assert [letter.verb for letter in read(office, "2028-02-17").letters] == ["print_letter"]
    office.act("print_letter", "staff", matter, on="2028-02-17", letter=made)
    assert named(office, "2028-03-17") == []


def test_a_posted_notice_that_nobody_printed_is_named_until_it_arrives(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.act("convene", complaint=matter, on="2028-01-12", place="Jefferson City")
    office.vote(matter, "formality", "yyyyy", on="2028-01-12")
    office.act("release_notice", complaint=matter, on="2028-01-14", address=ADDRESS)
    said = {"article_number": "9407 1118 9922 3197 4284 90", "number_is_right": "yes", "source": "form 3800"}
    office.act("record_posting", "staff", matter, on="2028-01-14", **said)
    assert [what.partition(": ")[2] for what, _ in named(office, "2028-01-20")] == [
        "its sending is recorded, and nobody printed it"
    ]
    office.act("record_delivery", "staff", matter, on="2028-01-20", manner="delivered", source="return receipt")
    assert named(office, "2028-01-20") == []


def test_a_letter_that_never_left_a_matter_that_is_over_is_named_and_a_posted_one_is_not(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    asked = {"asked_of": "Sample Sheriff", "what": "Sample: the log.", "address": "Sample Jail\nSt. Louis, MO 63101"}
    letter = office.act("request_information", complaint=matter, on="2028-01-14", **asked).reply["letters"][0]["id"]
    office.act("withdraw", complaint=matter, on="2028-01-14", reason="Sample.")
    assert read(office, "2028-01-20").matters == []
    ((what, since),) = named(office, "2028-01-20")
    assert what.endswith(", of a matter that is over: released, not printed")
    assert since == "2028-01-14"
    office.act("print_letter", "staff", matter, on="2028-01-20", letter=letter)
    assert named(office, "2028-01-21") == []
    ((what, since),) = named(office, "2028-01-24")
    assert what.endswith(", of a matter that is over: printed, nothing recorded of its way")
    assert since == "2028-01-20"
    posted = {"event": "posted", "article_number": "9407 1118 9922 3197 4285 06", "source": "form 3800"}
    office.act("record_service", "staff", matter, on="2028-01-24", letter=letter, **posted)
    assert named(office, "2028-06-15") == []
    assert office.duties(matter) == {}
    assert faults(office.database) == []


def test_nothing_is_told_of_a_hidden_matter_that_is_over(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.act("acknowledge", "staff", matter, on="2028-01-04", address=ADDRESS)
    office.act("withdraw", complaint=matter, on="2028-01-14", reason="Sample.")
    strict, on = calendar.strict(), day("2028-01-20")
    with office.database.reading() as session:
        assert [letter.complaint for letter in standing_letters(session, [], (), on, strict)] == [matter]
        assert standing_letters(session, [], {matter}, on, strict) == []


def test_the_way_of_a_notice_whose_matter_is_over_starts_no_clock(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    office.to_reviewed(matter)
    assert office.vote(matter, "determination", "nnnnn", on="2028-02-14").state in ENDED
    before = office.shown(matter)
    copy = {"letter": before["letters"][0]["id"], "source": "Sample"}
    posted = {"event": "posted", "article_number": "9407 1118 9922 3197 4285 06", "happened_on": "2028-01-14"}
    office.act("record_service", "staff", matter, on="2028-02-15", **copy, **posted)
    early = {"event": "delivered", "happened_on": "2028-01-18"}
    office.act("record_service", "staff", matter, on="2028-02-15", **copy, **early)
    after = office.shown(matter)
    for name in ("state", "duties", "replaced_duties"):
        assert after[name] == before[name], name
    assert named(office, "2028-06-15") == []
    assert faults(office.database) == []


def test_a_quiet_day_says_so(sqlite_office: Office) -> None:
    from committee_app.office_site import create_app

    app = create_app(sqlite_office.settings, sqlite_office.database)
    site = Site(app, sqlite_office.database, sqlite_office.instance)
    page = site.visitor("director").page("/")
    assert "A quiet day: nothing fired since" in page
    for words in ("Nothing is overdue.", "No scan showed a new threat.", "No meeting is called.", "No matter is open."):
        assert words in page
    assert "Nothing awaits your vote." in site.visitor("member-r1").page("/")


def test_a_director_who_is_recused_is_told_nothing_of_the_matter(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    assert [duty.complaint for duty in read(office, "2028-01-19").overdue] == [matter]
    office.recuse("director", matter, on="2028-01-04")
    seen = read(office, "2028-01-19")
    assert (seen.due, seen.overdue, seen.matters, seen.quiet) == ([], [], [], True)
    assert [duty.complaint for duty in read(office, "2028-01-19", "staff").overdue] == [matter]


@pytest.mark.parametrize("name", ["staff", "auditor"])
def test_the_staff_and_the_auditor_see_what_is_overdue(looked_at: Site, name: str) -> None:
    page = looked_at.visitor(name).page("/")
    with looked_at.database.reading() as session:
        late = session.scalars(select(Duty.complaint_id).where(Duty.done_on.is_(None), Duty.due_on < SAMPLE_DAY)).all()
    assert len(late) == 4
    for matter in late:
        assert f"/docket/{matter}" in page


def test_the_administrator_reads_of_no_matter(looked_at: Site) -> None:
    administrator = looked_at.visitor("administrator")
    # The roster is of the committee's own people: the offices that they held stand there.
    read = {path: page for path, page in administrator.walk().items() if not path.startswith("/roster")}
    pages = "".join(read.values()) + administrator.page("/search?q=sample")
    assert "Is all well?" in administrator.page("/")
    assert "2028-0" not in pages
    assert "Prosecuting Attorney," not in pages
