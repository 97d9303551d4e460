"""Meetings: their notice, attendance, roll calls and minutes; hearings, requests for information, private calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("made_by", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("revoked_by", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.name"],
            name=op.f("fk_calendar_feed_account_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["entry.seq"],
            name=op.f("fk_calendar_feed_made_by_entry"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"],
            ["entry.seq"],
            name=op.f("fk_calendar_feed_revoked_by_entry"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("made_by", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index(op.f("ix_calendar_feed_account"), "calendar_feed", ["account"])
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("starts_at", sa.String(length=27), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("observing", sa.Text()),
        sa.Column("open_business", sa.Text()),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text()),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column("opened_at", sa.String(length=27)),
        sa.Column("adjourned_at", sa.String(length=27)),
        sa.Column("called_off", sa.Text()),
        sa.Column("postponed_to", sa.Integer()),
        sa.Column("called_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'postponed') = (postponed_to IS NOT NULL)", name=op.f("ck_meeting_postponed_to_another")
        ),
        sa.CheckConstraint(
            "(state IN ('adjourned', 'closed_session', 'minutes_approved', 'minutes_drafted', 'open_session')) = (opened_at IS NOT NULL)",
            name=op.f("ck_meeting_held_has_its_time"),
        ),
        sa.CheckConstraint(
            "(state IN ('adjourned', 'minutes_approved', 'minutes_drafted')) = (adjourned_at IS NOT NULL)",
            name=op.f("ck_meeting_over_has_its_time"),
        ),
        sa.CheckConstraint("mode = 'in_person' OR observing IS NOT NULL", name=op.f("ck_meeting_public_can_observe")),
        sa.CheckConstraint("mode IN ('in_person', 'mixed', 'electronic')", name=op.f("ck_meeting_mode_is_known")),
        sa.CheckConstraint(
            "state IN ('adjourned', 'called', 'cancelled', 'closed_session', 'minutes_approved', 'minutes_drafted', 'noticed', 'open_session', 'postponed')",
            name=op.f("ck_meeting_state_is_known"),
        ),
        sa.CheckConstraint(
            "adjourned_at IS NULL OR adjourned_at >= opened_at", name=op.f("ck_meeting_ends_after_it_opened")
        ),
        sa.CheckConstraint("hours BETWEEN 1 AND 24", name=op.f("ck_meeting_hours_of_one_day")),
        sa.CheckConstraint("opened_at IS NULL OR opened_at >= starts_at", name=op.f("ck_meeting_opens_as_noticed")),
        sa.ForeignKeyConstraint(
            ["called_by"], ["entry.seq"], name=op.f("fk_meeting_called_by_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["postponed_to"],
            ["meeting.id"],
            name=op.f("fk_meeting_postponed_to_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("number", name=op.f("uq_meeting_number")),
    )
    op.create_index(op.f("ix_meeting_starts_at"), "meeting", ["starts_at"])
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("fact", sa.String(length=20), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("complaint_id", sa.String(length=20)),
        sa.CheckConstraint(
            "(fact = 'recused') = (complaint_id IS NOT NULL)", name=op.f("ck_attendance_recused_in_one_matter")
        ),
        sa.CheckConstraint(
            "fact IN ('present', 'remote', 'absent', 'arrived', 'arrived_remote', 'left', 'recused')",
            name=op.f("ck_attendance_fact_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.name"],
            name=op.f("fk_attendance_account_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_attendance_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_attendance_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_attendance_meeting_id_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["seat"], ["seat.number"], name=op.f("fk_attendance_seat_seat"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "meeting_id", "account", "complaint_id", name=op.f("uq_attendance_meeting_id_account_complaint_id")
        ),
    )
    op.create_index(op.f("ix_attendance_meeting_id"), "attendance", ["meeting_id"])
    op.create_table(
        "hearing",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_hearing_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_hearing_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_hearing_meeting_id_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_hearing")),
    )
    op.create_index(op.f("ix_hearing_complaint_id"), "hearing", ["complaint_id"])
    op.create_index(op.f("ix_hearing_meeting_id"), "hearing", ["meeting_id"])
    op.create_table(
        "information_request",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("asked_of", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_information_request_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["entry.seq"],
            name=op.f("fk_information_request_entry_entry"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_information_request")),
    )
    op.create_index(op.f("ix_information_request_complaint_id"), "information_request", ["complaint_id"])
    op.create_table(
        "meeting_matter",
        sa.Column("meeting_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_meeting_matter_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_matter_meeting_id_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("meeting_id", "complaint_id", name=op.f("pk_meeting_matter")),
    )
    op.create_table(
        "minute",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("complaint_id", sa.String(length=20)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Integer()),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("part = 'closed' OR complaint_id IS NULL", name=op.f("ck_minute_open_part_names_no_matter")),
        sa.CheckConstraint("part IN ('open', 'closed')", name=op.f("ck_minute_part_is_known")),
        sa.CheckConstraint("corrects IS NULL OR corrects < entry", name=op.f("ck_minute_corrects_an_earlier_entry")),
        sa.ForeignKeyConstraint(
            ["account"], ["account.name"], name=op.f("fk_minute_account_account"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_minute_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["corrects"],
            ["minute.entry"],
            name=op.f("fk_minute_corrects_minute"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_minute_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_minute_meeting_id_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_minute")),
    )
    op.create_index(op.f("ix_minute_meeting_id"), "minute", ["meeting_id"])
    op.create_table(
        "notice_posting",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.String(length=27), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("latest", sa.String(length=27), nullable=False),
        sa.Column("good_cause", sa.Text()),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "posted_at <= latest OR good_cause IS NOT NULL", name=op.f("ck_notice_posting_short_notice_has_its_cause")
        ),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.name"],
            name=op.f("fk_notice_posting_account_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_notice_posting_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_notice_posting_meeting_id_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_notice_posting")),
    )
    op.create_index(op.f("ix_notice_posting_meeting_id"), "notice_posting", ["meeting_id"])
    op.create_table(
        "session_turn",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("doors", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("doors IN ('closed', 'open')", name=op.f("ck_session_turn_doors_are_known")),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_session_turn_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_session_turn_meeting_id_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_session_turn")),
    )
    op.create_index(op.f("ix_session_turn_meeting_id"), "session_turn", ["meeting_id"])
    op.create_table(
        "session_vote",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.Column("minutes_of", sa.Integer()),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.CheckConstraint(
            "(question = 'to_approve') = (minutes_of IS NOT NULL)",
            name=op.f("ck_session_vote_approval_names_its_minutes"),
        ),
        sa.CheckConstraint("question IN ('to_close', 'to_approve')", name=op.f("ck_session_vote_question_is_known")),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_session_vote_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_session_vote_meeting_id_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["minutes_of"],
            ["meeting.id"],
            name=op.f("fk_session_vote_minutes_of_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_session_vote")),
    )
    op.create_index(op.f("ix_session_vote_meeting_id"), "session_vote", ["meeting_id"])
    op.create_table(
        "information",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_information_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_information_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["request"],
            ["information_request.entry"],
            name=op.f("fk_information_request_information_request"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_information")),
    )
    op.create_index(op.f("ix_information_complaint_id"), "information", ["complaint_id"])
    op.create_index(op.f("ix_information_request"), "information", ["request"])
    op.create_table(
        "session_choice",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("objects", sa.Boolean(), nullable=False),
        sa.CheckConstraint("choice IN ('yes', 'no', 'abstain')", name=op.f("ck_session_choice_choice_is_known")),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.name"],
            name=op.f("fk_session_choice_account_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["session_vote.entry"],
            name=op.f("fk_session_choice_entry_session_vote"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["seat"], ["seat.number"], name=op.f("fk_session_choice_seat_seat"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("entry", "seat", name=op.f("pk_session_choice")),
    )


def downgrade() -> None:
    op.drop_table("session_choice")
    op.drop_table("information")
    op.drop_table("session_vote")
    op.drop_table("session_turn")
    op.drop_table("notice_posting")
    op.drop_table("minute")
    op.drop_table("meeting_matter")
    op.drop_table("information_request")
    op.drop_table("hearing")
    op.drop_table("attendance")
    op.drop_table("meeting")
    op.drop_table("calendar_feed")
