"""Retention: the schedule as the office entered it, legal holds, disposals with their orders and their log."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_class", sa.String(length=40), nullable=False),
        sa.Column("years", sa.Integer()),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_day", sa.Date(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "record_class IN ('complaint_with_request', 'complaint_without_request', 'expenses', 'homicides', 'journal', 'letters', 'mails', 'minutes', 'notices', 'open_records', 'papers', 'records_requests', 'referrals', 'roster', 'sign_ins')",
            name=op.f("ck_retention_rule_class_has_years"),
        ),
        sa.CheckConstraint("length(source) > 0", name=op.f("ck_retention_rule_source_is_given")),
        sa.CheckConstraint("years IS NULL OR years BETWEEN 1 AND 200", name=op.f("ck_retention_rule_years_are_whole")),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_retention_rule_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
        sa.UniqueConstraint("entry", name=op.f("uq_retention_rule_entry")),
    )
    op.create_index(op.f("ix_retention_rule_record_class"), "retention_rule", ["record_class"], unique=False)
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("record_class", sa.String(length=40), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("trigger_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("goes", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "record_class IN ('complaint_with_request', 'complaint_without_request', 'journal', 'letters', 'papers')",
            name=op.f("ck_disposal_class_has_parts"),
        ),
        sa.CheckConstraint("proposed_on >= due_on", name=op.f("ck_disposal_nothing_goes_early")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_disposal_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_disposal_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["account.name"],
            name=op.f("fk_disposal_proposed_by_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"],
            ["retention_rule.id"],
            name=op.f("fk_disposal_rule_id_retention_rule"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
        sa.UniqueConstraint("entry", name=op.f("uq_disposal_entry")),
        sa.UniqueConstraint("id", "proposed_by", name=op.f("uq_disposal_id_proposed_by")),
    )
    op.create_index(op.f("ix_disposal_complaint_id"), "disposal", ["complaint_id"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20)),
        sa.Column("record_class", sa.String(length=40)),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("placed_by", sa.String(length=80), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("ground IN ('arrest_records', 'other', 'suit')", name=op.f("ck_hold_ground_is_known")),
        sa.CheckConstraint(
            "record_class IS NULL OR record_class IN ('closed_arrest_records', 'complaint_with_request', 'complaint_without_request', 'expenses', 'homicides', 'journal', 'letters', 'mails', 'minutes', 'notices', 'open_records', 'papers', 'records_requests', 'referrals', 'roster', 'sign_ins')",
            name=op.f("ck_hold_class_is_known"),
        ),
        sa.CheckConstraint("complaint_id IS NULL OR record_class IS NULL", name=op.f("ck_hold_on_a_matter_or_a_class")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_hold_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_hold_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["placed_by"],
            ["account.name"],
            name=op.f("fk_hold_placed_by_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("entry", name=op.f("uq_hold_entry")),
    )
    op.create_index(op.f("ix_hold_complaint_id"), "hold", ["complaint_id"], unique=False)
    op.create_table(
        "disposal_order",
        sa.Column("disposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("ordered_by", sa.String(length=80), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("ordered_by <> proposed_by", name=op.f("ck_disposal_order_takes_two")),
        sa.ForeignKeyConstraint(
            ["disposal_id", "proposed_by"],
            ["disposal.id", "disposal.proposed_by"],
            name=op.f("fk_disposal_order_disposal_id_proposed_by_disposal"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_disposal_order_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["ordered_by"],
            ["account.name"],
            name=op.f("fk_disposal_order_ordered_by_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("disposal_id", name=op.f("pk_disposal_order")),
        sa.UniqueConstraint("entry", name=op.f("uq_disposal_order_entry")),
    )
    op.create_table(
        "hold_end",
        sa.Column("hold_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_hold_end_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["hold.id"], name=op.f("fk_hold_end_hold_id_hold"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_hold_end")),
        sa.UniqueConstraint("entry", name=op.f("uq_hold_end_entry")),
    )
    op.create_table(
        "disposal_done",
        sa.Column("disposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("gone", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disposal_id"],
            ["disposal_order.disposal_id"],
            name=op.f("fk_disposal_done_disposal_id_disposal_order"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_disposal_done_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("disposal_id", name=op.f("pk_disposal_done")),
        sa.UniqueConstraint("entry", name=op.f("uq_disposal_done_entry")),
    )


def downgrade() -> None:
    op.drop_table("disposal_done")
    op.drop_table("hold_end")
    op.drop_table("disposal_order")
    op.drop_index(op.f("ix_hold_complaint_id"), table_name="hold")
    op.drop_table("hold")
    op.drop_index(op.f("ix_disposal_complaint_id"), table_name="disposal")
    op.drop_table("disposal")
    op.drop_index(op.f("ix_retention_rule_record_class"), table_name="retention_rule")
    op.drop_table("retention_rule")
