"""The labels of certified letters."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_label",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("article_number", sa.String(length=22), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("envelope_sha256", sa.String(length=64), nullable=False),
        sa.Column("mailing_form", sa.LargeBinary(), nullable=False),
        sa.Column("mailing_form_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_letter_label_entry_entry"), deferrable=True, initially="DEFERRED"
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letter.id"],
            name=op.f("fk_letter_label_letter_id_letter"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_letter_label")),
        sa.UniqueConstraint("article_number", name=op.f("uq_letter_label_article_number")),
    )
    op.create_index(op.f("ix_letter_label_letter_id"), "letter_label", ["letter_id"])


def downgrade() -> None:
    op.drop_table("letter_label")
