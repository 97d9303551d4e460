"""The sample meetings: one with approved minutes, one with a draft, one ahead. Each is planned as two walks, before and
after the acts of the matters that it meets on, so that the votes of that day fall into it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from committee_app.sample.matters import Walk

ROOM = "Sample meeting room 1, Sample Building, Jefferson City"
BOARD = "Bulletin board at the principal office, Sample Building"
FIRST, LAST = 0, 1_000
LODGED, FOR_REVIEW, IN_SERVICE, NOT_FORMAL, DETERMINED = "29099", "29155", "29051", "29101", "29077"


def plan(walks: Mapping[str, Walk]) -> list[Walk]:
    """The two meetings that are over, among the walks of the matters (by jurisdiction)."""
    formality, determination = walks[NOT_FORMAL], walks[DETERMINED]
    first, first_end = _held(_voting_day(formality, "formality"), [formality], absent=5)
    first.act("vote_to_close", "staff", meeting=first.the_meeting, at="09:04", yes="1,2,3,4")
    first_end.act("adjourn", "staff", meeting=first.the_meeting)
    _minute(first, first_end, "open", "Sample: no member of the public was present.")
    _minute(first, first_end, "closed", "Sample: the members read the complaint. Staff took the minutes.")

    second, second_end = _held(_voting_day(determination, "determination"), [determination], remote=3)
    second.act("approve_minutes", "staff", meeting=second.the_meeting, minutes_of=first.the_meeting, at="09:03",
               yes="1,2,3,4", abstain="5")  # fmt: skip
    second.act("vote_to_close", "staff", meeting=second.the_meeting, at="09:06", yes="1,2,4,5", no="3", objecting="3")
    second_end.act("adjourn", "staff", meeting=second.the_meeting)
    _minute(second, second_end, "open", "Sample: the link for the public was open until the vote to close, 9:03 AM.")
    second_end.act("correct_minutes", "staff", meeting=second.the_meeting, entry=second_end.last_entry,
                   text="Sample: the vote to close was at 9:06 AM.")  # fmt: skip
    _minute(second, second_end, "closed", "Sample: the response and the register of that day were read again.")
    return [first, first_end, second, second_end]


def ahead(day: dt.date, walks: Mapping[str, Walk], newest: Walk) -> list[Walk]:
    """The meeting that is called on the last day, and a hearing at it."""
    matters = [walks[LODGED], walks[FOR_REVIEW], walks[IN_SERVICE], newest]
    call = Walk(day, LAST)
    call.act(
        "call_meeting",
        on=(day + dt.timedelta(days=12)).isoformat(),
        at="10:00",
        place=ROOM,
        mode="in_person",
        matters=lambda: ",".join(sorted(matter.complaint for matter in matters)),
        purpose="Sample: first meeting on two complaints, one review, one letter.",
        even_so="yes",
    )
    hearing = Walk(day, LAST + 1, complaint=walks[FOR_REVIEW].complaint)
    hearing.act(
        "call_hearing", meeting=call.the_meeting, heard="Sample Sheriff", subject="Sample: how referrals are sent."
    )
    hearing.act("request_information", asked_of="Sample Sheriff's Office", what="Sample: the dates of ten referrals.")
    return [call, hearing]


def _held(day: dt.date, matters: Sequence[Walk], *, absent: int = 0, remote: int = 0) -> tuple[Walk, Walk]:
    """A meeting at nine on that day, called and noticed three days before the weekend or holiday could matter."""
    before, after = Walk(day - dt.timedelta(days=6), FIRST), Walk(day, LAST)
    before.act(
        "call_meeting",
        on=day.isoformat(),
        at="09:00",
        place=ROOM,
        mode="mixed" if remote else "in_person",
        observing="Sample link, and a screen in the meeting room" if remote else "",
        matters=lambda: ",".join(sorted(matter.complaint for matter in matters)),
    )
    before.act("post_notice", "staff", meeting=before.the_meeting, place=BOARD)
    before.day = day
    room = ",".join(str(seat) for seat in range(1, 6) if seat not in (absent, remote))
    before.act(
        "record_attendance", "staff", meeting=before.the_meeting, in_room=room, remote=str(remote or ""), at="09:00"
    )
    before.act("open_meeting", "staff", meeting=before.the_meeting, at="09:01")
    return before, after


def _minute(before: Walk, after: Walk, part: str, text: str) -> None:
    after.act("add_minutes", "staff", meeting=before.the_meeting, part=part, text=text)


def _voting_day(walk: Walk, kind: str) -> dt.date:
    return next(step.day for step in walk.steps if step.verb == "open_motion" and step.given["kind"] == kind)
