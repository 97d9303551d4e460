"""The governor's packet, and mails that bounced."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("bounced_at", sa.String(length=27)))
    op.create_table(
        "packet",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("because", sa.Text()),
        sa.Column("open_pdf", sa.LargeBinary(), nullable=False),
        sa.Column("open_sha256", sa.String(length=64), nullable=False),
        sa.Column("closed_pdf", sa.LargeBinary(), nullable=False),
        sa.Column("closed_sha256", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "clause IN ('56.602.4(7)(a)a', '56.602.4(7)(b)c', '56.602.7(5)')",
            name=op.f("ck_packet_clause_asks_the_governor"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_packet_counts_from_one")),
        sa.CheckConstraint("(version = 1) = (because IS NULL)", name=op.f("ck_packet_made_anew_for_a_reason")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_packet_complaint_id_complaint"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_packet_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packet")),
        sa.UniqueConstraint("complaint_id", "clause", "version", name=op.f("uq_packet_complaint_id_clause_version")),
        sa.UniqueConstraint("entry", name=op.f("uq_packet_entry")),
    )
    op.create_index(op.f("ix_packet_complaint_id"), "packet", ["complaint_id"])


def downgrade() -> None:
    op.drop_table("packet")
    op.drop_column("outbox", "bounced_at")
