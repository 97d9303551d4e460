"""Votes: who moved and seconded, the question in its parts, reasons, changes of a vote, recusals while a motion is open."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NEW = ("wording", "mover", "seconder", "present", "away")


def upgrade() -> None:
    with op.batch_alter_table("motion") as motion:
        motion.add_column(sa.Column("wording", sa.Text()))
        motion.add_column(sa.Column("mover", sa.String(length=80)))
        motion.add_column(sa.Column("seconder", sa.String(length=80)))
        motion.add_column(sa.Column("present", sa.Text()))
        motion.add_column(sa.Column("away", sa.Text()))
        for name in ("mover", "seconder"):
            motion.create_foreign_key(
                op.f(f"fk_motion_{name}_account"), "account", [name], ["name"], deferrable=True, initially="DEFERRED"
            )
        motion.create_check_constraint(op.f("ck_motion_seconded_by_another"), "mover <> seconder")
    op.add_column("vote", sa.Column("reason", sa.Text()))
    op.create_table(
        "roll_recusal",
        sa.Column("motion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["motion_id", "seat"],
            ["roll_seat.motion_id", "roll_seat.seat"],
            name=op.f("fk_roll_recusal_motion_id_seat_roll_seat"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_roll_recusal_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("motion_id", "seat", name=op.f("pk_roll_recusal")),
    )
    op.create_table(
        "vote_change",
        sa.Column("motion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("choice IN ('yes', 'no', 'abstain')", name=op.f("ck_vote_change_choice_is_known")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_vote_change_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["motion_id", "seat"],
            ["vote.motion_id", "vote.seat"],
            name=op.f("fk_vote_change_motion_id_seat_vote"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_vote_change_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("motion_id", "seat", "number", name=op.f("pk_vote_change")),
        sa.UniqueConstraint("entry", name=op.f("uq_vote_change_entry")),
    )


def downgrade() -> None:
    op.drop_table("vote_change")
    op.drop_table("roll_recusal")
    op.drop_column("vote", "reason")
    with op.batch_alter_table("motion") as motion:
        motion.drop_constraint(op.f("ck_motion_seconded_by_another"), type_="check")
        for name in ("mover", "seconder"):
            motion.drop_constraint(op.f(f"fk_motion_{name}_account"), type_="foreignkey")
        for name in NEW:
            motion.drop_column(name)
