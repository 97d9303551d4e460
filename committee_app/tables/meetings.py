"""Meetings: call, notice, attendance, public roll calls, minutes; hearings and requests for information (56.602.4(6)).

What a notice says is OPEN, and so is a public roll call. What ties a meeting to a matter is CLOSED (56.602.4(2)). All
but a meeting's own state only grows: whoever was recorded present stays so recorded, and a correction of the minutes
is one more entry.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped

from committee_app.tables.base import Base, Instant, Json, among, closed_column, open_column, secret_column
from workflows.meeting import HELD, OVER, MeetingState


class Meeting(Base):
    """One meeting. `number` is what people call it; `sequence` counts what calendars must be told anew."""

    __tablename__ = "meeting"

    id: Mapped[int] = open_column(Integer, primary_key=True)
    number: Mapped[str] = open_column(String(20), nullable=False, unique=True)
    starts_at: Mapped[dt.datetime] = open_column(Instant, nullable=False, index=True)
    hours: Mapped[int] = open_column(Integer, nullable=False)
    place: Mapped[str] = open_column(Text, nullable=False)
    mode: Mapped[str] = open_column(String(20), nullable=False)
    observing: Mapped[str | None] = open_column(Text)
    open_business: Mapped[str | None] = open_column(Text)
    closing_reason: Mapped[str] = open_column(Text, nullable=False)
    purpose: Mapped[str | None] = closed_column(Text)
    readings: Mapped[dict[str, Any]] = closed_column(Json, nullable=False)
    state: Mapped[str] = open_column(String(20), nullable=False)
    sequence: Mapped[int] = open_column(Integer, nullable=False)
    changed_at: Mapped[dt.datetime] = open_column(Instant, nullable=False)
    opened_at: Mapped[dt.datetime | None] = open_column(Instant)
    adjourned_at: Mapped[dt.datetime | None] = open_column(Instant)
    called_off: Mapped[str | None] = closed_column(Text)
    postponed_to: Mapped[int | None] = open_column(ForeignKey("meeting.id"))
    called_by: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)

    __table_args__ = (
        CheckConstraint(f"state IN {among(*MeetingState)}", name="state_is_known"),
        CheckConstraint("mode IN ('in_person', 'mixed', 'electronic')", name="mode_is_known"),
        CheckConstraint("mode = 'in_person' OR observing IS NOT NULL", name="public_can_observe"),
        CheckConstraint(f"(state IN {among(*HELD)}) = (opened_at IS NOT NULL)", name="held_has_its_time"),
        CheckConstraint(f"(state IN {among(*OVER)}) = (adjourned_at IS NOT NULL)", name="over_has_its_time"),
        CheckConstraint("opened_at IS NULL OR opened_at >= starts_at", name="opens_as_noticed"),
        CheckConstraint("adjourned_at IS NULL OR adjourned_at >= opened_at", name="ends_after_it_opened"),
        CheckConstraint("(state = 'postponed') = (postponed_to IS NOT NULL)", name="postponed_to_another"),
        CheckConstraint("hours BETWEEN 1 AND 24", name="hours_of_one_day"),
    )


class MeetingMatter(Base):
    """A matter on the agenda: what the closed line of the notice stands for."""

    __tablename__ = "meeting_matter"

    meeting_id: Mapped[int] = closed_column(ForeignKey("meeting.id"), primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), primary_key=True)


class NoticePosting(Base):
    """That the notice was put up: when, where, by whom, and the sheet as it was."""

    __tablename__ = "notice_posting"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = open_column(ForeignKey("meeting.id"), nullable=False, index=True)
    posted_at: Mapped[dt.datetime] = open_column(Instant, nullable=False)
    place: Mapped[str] = open_column(Text, nullable=False)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    latest: Mapped[dt.datetime] = open_column(Instant, nullable=False)
    good_cause: Mapped[str | None] = open_column(Text)
    pdf: Mapped[bytes] = open_column(LargeBinary, nullable=False)
    sha256: Mapped[str] = open_column(String(64), nullable=False)
    words: Mapped[int] = open_column(Integer, nullable=False, default=1, server_default="1")

    __table_args__ = (
        CheckConstraint("posted_at <= latest OR good_cause IS NOT NULL", name="short_notice_has_its_cause"),
    )


class Attendance(Base):
    """One fact about one seat: there, there remotely, absent, come, gone; or recused in one matter of the agenda."""

    __tablename__ = "attendance"

    id: Mapped[int] = closed_column(Integer, primary_key=True)
    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), nullable=False)
    meeting_id: Mapped[int] = closed_column(ForeignKey("meeting.id"), nullable=False, index=True)
    seat: Mapped[int] = closed_column(ForeignKey("seat.number"), nullable=False)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    fact: Mapped[str] = closed_column(String(20), nullable=False)
    at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)
    complaint_id: Mapped[str | None] = closed_column(ForeignKey("complaint.id"))

    __table_args__ = (
        CheckConstraint(
            "fact IN ('present', 'remote', 'absent', 'arrived', 'arrived_remote', 'left', 'recused')",
            name="fact_is_known",
        ),
        CheckConstraint("(fact = 'recused') = (complaint_id IS NOT NULL)", name="recused_in_one_matter"),
        UniqueConstraint("meeting_id", "account", "complaint_id"),
    )


class SessionVote(Base):
    """A public roll call of an open session: to close the meeting, or to approve the minutes of an earlier one."""

    __tablename__ = "session_vote"

    entry: Mapped[int] = open_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = open_column(ForeignKey("meeting.id"), nullable=False, index=True)
    question: Mapped[str] = open_column(String(20), nullable=False)
    minutes_of: Mapped[int | None] = open_column(ForeignKey("meeting.id"))
    at: Mapped[dt.datetime] = open_column(Instant, nullable=False)

    __table_args__ = (
        CheckConstraint("question IN ('to_close', 'to_approve')", name="question_is_known"),
        CheckConstraint("(question = 'to_approve') = (minutes_of IS NOT NULL)", name="approval_names_its_minutes"),
    )


class SessionChoice(Base):
    """How one seat voted in a public roll call, and whether it objected to closing (RSMo 610.022.6)."""

    __tablename__ = "session_choice"

    entry: Mapped[int] = open_column(ForeignKey("session_vote.entry"), primary_key=True, autoincrement=False)
    seat: Mapped[int] = open_column(ForeignKey("seat.number"), primary_key=True, autoincrement=False)
    account: Mapped[str] = open_column(ForeignKey("account.name"), nullable=False)
    choice: Mapped[str] = open_column(String(10), nullable=False)
    objects: Mapped[bool] = open_column(nullable=False)

    __table_args__ = (CheckConstraint("choice IN ('yes', 'no', 'abstain')", name="choice_is_known"),)


class SessionTurn(Base):
    """The moment at which the doors were closed, or opened again."""

    __tablename__ = "session_turn"

    entry: Mapped[int] = open_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = open_column(ForeignKey("meeting.id"), nullable=False, index=True)
    doors: Mapped[str] = open_column(String(10), nullable=False)
    at: Mapped[dt.datetime] = open_column(Instant, nullable=False)

    __table_args__ = (CheckConstraint("doors IN ('closed', 'open')", name="doors_are_known"),)


class Minute(Base):
    """One entry of the minutes, in their open or their closed part; `corrects` names the entry that it puts right."""

    __tablename__ = "minute"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    meeting_id: Mapped[int] = closed_column(ForeignKey("meeting.id"), nullable=False, index=True)
    part: Mapped[str] = closed_column(String(10), nullable=False)
    complaint_id: Mapped[str | None] = closed_column(ForeignKey("complaint.id"))
    text: Mapped[str] = closed_column(Text, nullable=False)
    corrects: Mapped[int | None] = closed_column(ForeignKey("minute.entry"))
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False)
    at: Mapped[dt.datetime] = closed_column(Instant, nullable=False)

    __table_args__ = (
        CheckConstraint("part IN ('open', 'closed')", name="part_is_known"),
        CheckConstraint("part = 'closed' OR complaint_id IS NULL", name="open_part_names_no_matter"),
        CheckConstraint("corrects IS NULL OR corrects < entry", name="corrects_an_earlier_entry"),
    )


class Hearing(Base):
    """Somebody whom the committee hears in one matter, at one meeting (56.602.4(6))."""

    __tablename__ = "hearing"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    meeting_id: Mapped[int] = closed_column(ForeignKey("meeting.id"), nullable=False, index=True)
    heard: Mapped[str] = closed_column(Text, nullable=False)
    subject: Mapped[str] = closed_column(Text, nullable=False)


class InformationRequest(Base):
    """What the committee asks of somebody in one matter (56.602.4(6))."""

    __tablename__ = "information_request"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    asked_of: Mapped[str] = closed_column(Text, nullable=False)
    what: Mapped[str] = closed_column(Text, nullable=False)
    asked_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    # Asked of the prosecutor of the matter, who then reads it by the code of the notice.
    of_prosecutor: Mapped[bool] = closed_column(nullable=False, default=False, server_default=false())


class Information(Base):
    """What came in answer to a request for information."""

    __tablename__ = "information"

    entry: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    request: Mapped[int] = closed_column(ForeignKey("information_request.entry"), nullable=False, index=True)
    complaint_id: Mapped[str] = closed_column(ForeignKey("complaint.id"), nullable=False, index=True)
    received_on: Mapped[dt.date] = closed_column(Date, nullable=False)
    text: Mapped[str] = closed_column(Text, nullable=False)


class CalendarFeed(Base):
    """An account's private address for its calendar. The address holds a token; only its hash is kept."""

    __tablename__ = "calendar_feed"

    made_by: Mapped[int] = closed_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    account: Mapped[str] = closed_column(ForeignKey("account.name"), nullable=False, index=True)
    token_hash: Mapped[str] = secret_column(String(64), nullable=False, unique=True)
    revoked_by: Mapped[int | None] = closed_column(ForeignKey("entry.seq"))
