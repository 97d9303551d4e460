"""A meeting from its call to its approved minutes, on both databases: what each act keeps, moves and refuses."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from committee_app.acts import Refused
from committee_app.meetings import meetings_ahead
from committee_app.tables.docket import Complaint, Duty
from committee_app.tables.meetings import Attendance, Minute
from committee_app.tables.records import Mail
from tests.meetings.holding import ALL, BOARD, Chair, recuse
from tests.offices import Office, day
from tests.oracle import faults

# Lodged on Monday 3 January 2028: to be convened by the 18th (New Year is past, King Day is the 17th).
LODGED, HELD, DUE = "2028-01-03", "2028-01-12", "2028-01-18"


def chair(office: Office, *, of: str | None = None) -> tuple[str, Chair]:
    matter = of or office.lodge(LODGED)
    return matter, Chair(office, HELD, matter, called="2028-01-05").noticed("2028-01-06")


def test_holding_the_meeting_convenes_on_its_matter_and_does_the_duty(office: Office) -> None:
    matter, table = chair(office)
    assert office.duties(matter) == {"convene": DUE}
    table.opened()
    shown = office.shown(matter)
    assert shown["state"] == "convened"
    assert [(duty["kind"], duty["done"]) for duty in shown["duties"]] == [("convene", HELD)]
    assert office.entries(matter) == [
        ("lodge", "56.602.3#1"),
        ("call_meeting", "56.602.4(1)"),
        ("convene", "56.602.4(1)"),
    ]
    with office.database.reading() as session:
        assert str(session.get_one(Complaint, matter).convened_on) == HELD
        duty = session.scalars(select(Duty)).one()
        assert session.execute(text(f"SELECT verb FROM entry WHERE seq = {duty.done_by}")).scalar_one() == "convene"
    assert faults(office.database) == []


def test_a_meeting_recorded_later_is_held_on_its_own_day(office: Office) -> None:
    matter, table = chair(office)
    table.do("record_attendance", in_room=ALL, today="2028-01-20", at="09:00")
    with pytest.raises(Refused, match="say at what time"):
        table.do("open_meeting", today="2028-01-20")
    table.do("open_meeting", today="2028-01-20", at="09:01")
    assert [duty["done"] for duty in office.shown(matter)["duties"]] == [HELD]


def test_the_act_that_records_the_meeting_of_one_complaint_stays(office: Office) -> None:
    matter = office.lodge(LODGED)
    office.act("convene", complaint=matter, on=HELD, place="Jefferson City")
    _, table = chair(office, of=matter)
    table.opened()
    assert office.shown(matter)["state"] == "convened"
    assert office.entries(matter)[-1] == ("open_meeting", "56.602.4(1)")


def test_without_a_quorum_no_meeting_opens(office: Office) -> None:
    matter, table = chair(office)
    with pytest.raises(Refused, match="0 members are present, and 3 are needed"):
        table.do("open_meeting", at="09:02")
    with pytest.raises(Refused, match="2 members are present, and 3 are needed"):
        table.opened(in_room="1", remote="2")
    table.opened(in_room="1,2", remote="3")
    assert office.shown(matter)["state"] == "convened"


def test_two_matters_and_a_recusal_leave_one_without_a_quorum(office: Office) -> None:
    first, second = office.lodge(LODGED), office.lodge(LODGED)
    recuse(office, "member-r1", second, "2028-01-04")
    table = Chair(office, HELD, first, second, called="2028-01-05").noticed("2028-01-06").opened(in_room="1,2,4")
    assert table.row().opened_at is not None
    assert (office.shown(first)["state"], office.shown(second)["state"]) == ("convened", "lodged")
    assert "convene" in office.duties(second)


def test_a_day_after_the_duty_or_with_late_notice_is_confirmed_first(office: Office) -> None:
    matter = office.lodge(LODGED)
    with pytest.raises(Refused, match=f"{matter} is to be held by January 18, 2028") as refused:
        Chair(office, "2028-01-19", matter, called="2028-01-05")
    assert refused.value.clause
    assert refused.value.clause.id == "56.602.4(1)"
    with pytest.raises(Refused, match="had to be posted by"):
        Chair(office, "2028-01-06", matter, called="2028-01-05", at="09:00", even_so="yes").noticed("2028-01-05")
    with pytest.raises(Refused, match="shorter notice needs a good cause"):
        Chair(office, "2028-01-06", matter, called="2028-01-05")


def test_short_notice_has_a_good_cause_and_the_minutes_say_it(office: Office) -> None:
    matter = office.lodge(LODGED)
    table = Chair(office, "2028-01-06", matter, called="2028-01-05", even_so="yes")
    with pytest.raises(Refused, match=r"had to be posted by 9:00 AM on Wednesday, January 5, 2028 \(RSMo 610.020.2\)"):
        table.noticed("2028-01-05")
    table.noticed("2028-01-05", good_cause="A storm is coming.")
    (posting,) = table.seen_by().postings
    assert posting.posted_at > posting.latest
    assert posting.good_cause == "A storm is coming."
    table.do("post_notice", today="2028-01-05", place="Web site")
    assert {one.good_cause for one in table.seen_by().postings} == {"A storm is coming."}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"matters": ""}, "Name the matters"),
        ({"matters": "2099-001"}, "There is no open matter 2099-001"),
        ({"mode": "electronic"}, "where the public can observe"),
        ({"at": "26:00"}, "must be a time written as 14:30"),
        ({"hours": "25"}, "between 1 and 24 hours"),
        ({"on": "2028-03-12", "at": "02:30", "even_so": "yes"}, "There is no 02:30 on March 12, 2028"),
        ({"on": "2028-01-04"}, "is over"),
        ({"on": "2199-01-04"}, "outside the years"),
        ({"place": "Courthouse of City of St. Louis"}, "names one, a party to it or its office"),
        ({"open_business": "About sample circuit ATTORNEY"}, "names one"),
        ({"purpose": "2028-001"}, "names one"),
    ],
)
def test_a_call_that_cannot_be_is_refused_with_its_reason(
    sqlite_office: Office, given: dict[str, str], reason: str
) -> None:
    matter = sqlite_office.lodge(LODGED)
    given = {"on": HELD, "at": "09:00", "place": "Room", "mode": "in_person", "matters": matter, **given}
    with pytest.raises(Refused, match=reason):
        Chair.act(_nobody(sqlite_office), "call_meeting", today="2028-01-05", **given)


def _nobody(office: Office) -> Chair:
    table = Chair.__new__(Chair)
    table.office = office
    return table


def test_the_public_roll_call_names_everyone_there_and_closes_by_more_than_half(office: Office) -> None:
    _, table = chair(office)
    table.opened(in_room="1,2,4", remote="3")
    for votes, reason in (
        ({"yes": "1,2,4"}, "Seats 3 do not fit"),
        ({"yes": "1,2,3,4,5"}, "Seats 5 do not fit"),
        ({"yes": "1,2,3", "no": "3,4"}, "marked twice"),
    ):
        with pytest.raises(Refused, match=reason):
            table.closed(**votes)
    table.closed(yes="1,2", no="3", abstain="4", objecting="3")
    assert table.row().state == "open_session"
    table.do("vote_to_close", at="09:08", yes="1,2,4", no="3", objecting="3")
    assert table.row().state == "closed_session"
    failed, passed = table.seen_by().votes
    assert (failed.carried, passed.carried) == (False, True)
    assert [(one.seat, one.choice, one.objects) for one in passed.choices] == [
        (1, "yes", False),
        (2, "yes", False),
        (3, "no", True),
        (4, "yes", False),
    ]


def test_who_comes_and_who_leaves_is_kept_beside_the_first_roll(office: Office) -> None:
    _, table = chair(office)
    table.opened(in_room="1,2,3")
    with pytest.raises(Refused, match="This member is not there"):
        table.do("record_movement", seat="5", movement="left", at="09:03")
    with pytest.raises(Refused, match="This member is there already"):
        table.do("record_movement", seat="1", movement="arrived", at="09:03")
    table.do("record_movement", seat="5", movement="arrived_remote", at="09:04")
    table.do("record_movement", seat="2", movement="left", at="09:06")
    table.do("vote_to_close", at="09:07", yes="1,3,5")
    roll = {line.seat: (line.how, [what for what, _ in line.movements]) for line in table.seen_by().roll}
    assert roll == {
        1: ("present", []),
        2: ("present", ["left"]),
        3: ("present", []),
        4: ("absent", []),
        5: ("absent", ["arrived_remote"]),
    }


def test_a_meeting_does_not_open_early_nor_go_backwards(office: Office) -> None:
    _, table = chair(office)
    table.do("record_attendance", in_room=ALL, at="08:50")
    with pytest.raises(Refused, match="does not open before that"):
        table.do("open_meeting", at="08:59")
    table.do("open_meeting", at="09:10")
    with pytest.raises(Refused, match="before 9:10 AM"):
        table.do("vote_to_close", at="09:05", yes=ALL)
    with pytest.raises(Refused, match="still to come"):
        table.do("adjourn", at="23:00")
    table.do("vote_to_close", at="09:12", yes=ALL)
    table.do("return_to_open", at="10:00")
    with pytest.raises(Refused, match="before 10:00 AM"):
        table.do("adjourn", at="09:30")
    table.do("adjourn", at="10:05")
    assert [(turn.doors, f"{turn.at:%H:%M}") for turn in table.seen_by().turns] == [
        ("closed", "15:12"),
        ("open", "16:00"),
    ]


def test_a_motion_of_the_meeting_stands_in_its_closed_minutes_with_the_roll_call(office: Office) -> None:
    matter, table = chair(office)
    table.opened().closed()
    office.vote(matter, "formality", "yyyna", on=HELD)
    table.do("adjourn")
    office.act("release_notice", complaint=matter, on="2028-01-13", address="A\nB")
    (motion,) = table.seen_by().motions
    assert (motion["complaint"], motion["need"], motion["carried"]) == (matter, 3, True)
    assert motion["question"].endswith("?")
    assert [said for _, _, said in motion["roll_call"]] == ["yes", "yes", "yes", "no", "abstain"]


def test_a_recused_member_is_recused_in_the_minutes_and_never_abstains(office: Office) -> None:
    first, second = office.lodge(LODGED), office.lodge(LODGED)
    recuse(office, "member-d2", second, "2028-01-04")
    table = Chair(office, HELD, first, second, called="2028-01-05").noticed("2028-01-06").opened().closed()
    office.vote(second, "formality", "yyyy-", on=HELD)
    table.do("adjourn")
    table.do("add_minutes", part="closed", matter=second, text="On the second matter.")
    table.do("add_minutes", part="closed", matter=first, text="On the first matter.")
    whole = table.seen_by("member-d1")
    assert [line.recused_in for line in whole.roll] == [(), (), (), (), (second,)]
    (motion,) = whole.motions
    assert motion["roll_call"][4] == [5, "member-d2", "recused"]
    hers = table.seen_by("member-d2")
    assert [number for number, _ in hers.matters] == [first]
    assert hers.motions == []
    assert [entry.minute.text for entry in hers.part("closed")] == ["On the first matter."]
    assert {line.recused_in for line in hers.roll} == {()}
    with office.database.reading() as session:
        facts = session.execute(
            select(Attendance.fact, Attendance.complaint_id).where(Attendance.account == "member-d2")
        ).all()
    assert {tuple(fact) for fact in facts} == {("present", None), ("recused", second)}


def test_a_recusal_declared_in_the_meeting_is_recorded_at_its_end_once(office: Office) -> None:
    matter, table = chair(office)
    table.opened().closed()
    recuse(office, "member-r2", matter, HELD)
    table.do("return_to_open", at="10:00")
    table.do("vote_to_close", at="10:10", yes=ALL)
    table.do("adjourn")
    assert [line.recused_in for line in table.seen_by().roll] == [(), (), (matter,), (), ()]


def test_a_correction_is_a_further_entry_and_approved_minutes_are_approved_again(office: Office) -> None:
    matter, table = chair(office)
    table.opened().closed().do("adjourn")
    wrong = table.do("add_minutes", part="open", text="Nobody came.").entry
    later = Chair(office, "2028-01-26", matter, called="2028-01-13").noticed("2028-01-14")
    with pytest.raises(Refused, match="this one is not in it"):
        later.do("approve_minutes", minutes_of=table.number, yes=ALL)
    later.opened()
    later.do("approve_minutes", minutes_of=table.number, yes="1,2", no="3,4,5", at="09:03")
    assert table.row().state == "minutes_drafted"
    later.do("approve_minutes", minutes_of=table.number, yes="1,2,3", abstain="4,5", at="09:04")
    assert table.row().state == "minutes_approved"
    assert table.seen_by().approved_at == ["M2028-02"]
    with pytest.raises(Refused, match="No minutes of an earlier meeting"):
        later.do("approve_minutes", minutes_of=table.number, yes=ALL, at="09:05")
    right = table.do("correct_minutes", today="2028-01-26", entry=wrong, text="One person came.").entry
    assert table.row().state == "minutes_drafted"
    assert [(kept.minute.entry, kept.minute.text, kept.corrected_by) for kept in table.seen_by().part("open")] == [
        (wrong, "Nobody came.", (right,)),
        (right, "One person came.", ()),
    ]
    with pytest.raises(Refused, match="have no entry 1"):
        table.do("correct_minutes", today="2028-01-26", entry=1, text="x")
    assert faults(office.database) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE minute SET text = 'other'",
        "DELETE FROM minute",
        "UPDATE attendance SET fact = 'absent'",
        "DELETE FROM attendance",
        "UPDATE session_choice SET choice = 'no'",
        "DELETE FROM notice_posting",
        "DELETE FROM meeting",
        "UPDATE meeting_matter SET complaint_id = 'x'",
    ],
)
def test_the_database_refuses_to_change_what_was_recorded(office: Office, statement: str) -> None:
    _, table = chair(office)
    table.opened().closed().do("adjourn")
    table.do("add_minutes", part="closed", text="As it was.")
    with pytest.raises(DBAPIError), office.database.writing() as session:
        session.execute(text(statement))
    with office.database.reading() as session:
        assert session.scalars(select(Minute.text)).all() == ["As it was."]


def test_the_open_part_names_nobody(office: Office) -> None:
    matter, table = chair(office)
    table.opened()
    for words in (f"On {matter}.", "Sample Complainant spoke.", "The city of st. louis was heard."):
        with pytest.raises(Refused, match="names one"):
            table.do("add_minutes", part="open", text=words)
    with pytest.raises(Refused, match="closed part"):
        table.do("add_minutes", part="open", matter=matter, text="x")
    with pytest.raises(Refused, match="not on the agenda"):
        table.do("add_minutes", part="closed", matter="2028-002", text="x")


def test_a_postponed_meeting_is_called_anew_with_the_same_agenda(office: Office) -> None:
    matter, table = chair(office)
    later = table.do(
        "postpone_meeting", "director", today="2028-01-10", on="2028-01-14", at="10:00", reason="Ice"
    ).reply
    assert (table.row().state, table.row().postponed_to) == ("postponed", later["meeting"])
    with pytest.raises(Refused, match="not possible while the meeting is “postponed”"):
        table.do("record_attendance", in_room=ALL)
    table.number = later["meeting"]
    assert [number for number, _ in table.seen_by().matters] == [matter]
    assert table.row().state == "called"
    table.do("cancel_meeting", "director", today="2028-01-11", reason="Withdrawn")
    assert table.row().state == "cancelled"
    with office.database.reading() as session:
        kinds = session.scalars(select(Mail.kind).where(Mail.account == "member-r1").order_by(Mail.id)).all()
    assert kinds == ["meeting_called", "meeting_noticed", "meeting_moved", "meeting_cancelled"]


def test_what_lies_ahead_is_listed_by_what_is_due_first(office: Office) -> None:
    matter = office.lodge(LODGED)
    first = Chair(office, HELD, matter, called="2028-01-05")
    second = Chair(office, "2028-01-14", called="2028-01-05", open_business="Rules of procedure")

    def ahead(on: str, hidden: frozenset[str] = frozenset()) -> list[tuple[int, str, bool]]:
        with office.database.reading() as session:
            lines = meetings_ahead(session, day(on), hidden)
            session.expunge_all()
        return [(line.meeting.id, line.awaited.what, line.awaited.overdue) for line in lines if line.awaited]

    post = "Post the notice"
    assert ahead("2028-01-11") == [(first.number, post, False), (second.number, post, False)]
    assert ahead("2028-01-12") == [(first.number, post, True), (second.number, post, False)]
    assert ahead("2028-01-11", frozenset({matter})) == [(second.number, post, False)]
    first.noticed("2028-01-06").opened().do("adjourn")
    assert (first.number, "Write the minutes", False) in ahead("2028-01-12")
    first.do("add_minutes", part="open", text="Held.")
    assert (first.number, "Approve the minutes at the next meeting", False) in ahead("2028-01-12")


def test_hearings_and_information_belong_to_a_matter_and_a_meeting(office: Office) -> None:
    matter = office.lodge(LODGED)
    with pytest.raises(Refused, match="call one with this matter"):
        office.act("call_hearing", complaint=matter, on="2028-01-05", meeting=1, heard="A", subject="B")
    table = Chair(office, HELD, matter, called="2028-01-05")
    office.act(
        "call_hearing", complaint=matter, on="2028-01-05", meeting=table.number, heard="A sheriff", subject="Dates"
    )
    assert [hearing.heard for hearing in table.seen_by().hearings] == ["A sheriff"]
    asked = office.act(
        "request_information", complaint=matter, on="2028-01-06", asked_of="The sheriff", what="Dates"
    ).entry
    with pytest.raises(Refused, match="before January 6, 2028"):
        office.act(
            "record_information", "staff", matter, on="2028-01-07", request=asked, received_on="2028-01-05", text="x"
        )
    office.act("record_information", "staff", matter, on="2028-01-07", request=asked, text="Ten dates.")
    assert office.entries(matter)[-1] == ("record_information", "56.602.4(6)")


def test_a_place_of_posting_is_kept_with_the_sheet(office: Office) -> None:
    _, table = chair(office)
    (posting,) = table.seen_by().postings
    assert posting.place == BOARD
    assert posting.pdf.startswith(b"%PDF")
