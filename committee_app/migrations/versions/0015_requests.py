"""Requests for records with what happened to them and their letters, and papers redacted for a release."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "records_request",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("requester", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('email', 'in_person', 'inquiry', 'mail', 'telephone')",
            name=op.f("ck_records_request_channel_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_records_request_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records_request")),
        sa.UniqueConstraint("entry", name=op.f("uq_records_request_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_records_request_number")),
    )
    op.create_table(
        "request_event",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('ask_for_clarification', 'ask_for_payment', 'delay', 'deny_records', 'estimate_cost', 'find_no_record', 'grant', 'grant_in_part', 'record_clarification', 'record_payment', 'record_statement_asked', 'record_suit', 'state_grounds', 'withdraw_request')",
            name=op.f("ck_request_event_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.name"],
            name=op.f("fk_request_event_account_account"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_request_event_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["records_request.id"],
            name=op.f("fk_request_event_request_id_records_request"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_request_event")),
    )
    op.create_index(op.f("ix_request_event_request_id"), "request_event", ["request_id"])
    op.create_table(
        "request_sheet",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_request_sheet_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["records_request.id"],
            name=op.f("fk_request_sheet_request_id_records_request"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_request_sheet")),
    )
    op.create_index(op.f("ix_request_sheet_request_id"), "request_sheet", ["request_id"])
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("source IN ('letter', 'paper')", name=op.f("ck_redaction_source_is_known")),
        sa.CheckConstraint("pages > 0", name=op.f("ck_redaction_has_pages")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_redaction_complaint_id_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_redaction_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["account.name"],
            name=op.f("fk_redaction_proposed_by_account"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
        sa.UniqueConstraint("entry", name=op.f("uq_redaction_entry")),
        sa.UniqueConstraint("id", "proposed_by", name=op.f("uq_redaction_id_proposed_by")),
    )
    op.create_index(op.f("ix_redaction_complaint_id"), "redaction", ["complaint_id"])
    op.create_table(
        "redaction_end",
        sa.Column("redaction_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("ended_by", sa.String(length=80), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("request_id", sa.Integer()),
        sa.Column("because", sa.Text()),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("(how = 'taken back') = (proposed_by = ended_by)", name=op.f("ck_redaction_end_takes_two")),
        sa.CheckConstraint(
            "(how = 'released') = (request_id IS NOT NULL)", name=op.f("ck_redaction_end_released_as_an_answer")
        ),
        sa.CheckConstraint("how IN ('refused', 'released', 'taken back')", name=op.f("ck_redaction_end_end_is_known")),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["account.name"],
            name=op.f("fk_redaction_end_ended_by_account"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_redaction_end_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.ForeignKeyConstraint(
            ["redaction_id", "proposed_by"],
            ["redaction.id", "redaction.proposed_by"],
            name=op.f("fk_redaction_end_redaction_id_proposed_by_redaction"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["records_request.id"],
            name=op.f("fk_redaction_end_request_id_records_request"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("redaction_id", name=op.f("pk_redaction_end")),
        sa.UniqueConstraint("entry", name=op.f("uq_redaction_end_entry")),
    )


def downgrade() -> None:
    for name in ("redaction_end", "redaction", "request_sheet", "request_event", "records_request"):
        op.drop_table(name)
