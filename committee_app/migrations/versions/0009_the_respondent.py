"""The prosecutor without an account: codes, their use, and the papers that came."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_by IS NULL")
KINDS = "kind IN ('docx', 'gif', 'jpeg', 'odt', 'pdf', 'png', 'text', 'tiff', 'xlsx')"


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    other = target.partition(".")[0]
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [target], name=name, deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    op.create_table(
        "answer_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.Integer()),
        sa.Column("ended_by", sa.Integer()),
        _refers("answer_code", "complaint_id", "complaint.id"),
        *(_refers("answer_code", column, "entry.seq") for column in ("made_by", "opened_by", "ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_code")),
        sa.UniqueConstraint("hash", name=op.f("uq_answer_code_hash")),
    )
    op.create_index(op.f("ix_answer_code_complaint_id"), "answer_code", ["complaint_id"])
    op.create_index(
        "uq_answer_code_one_open",
        "answer_code",
        ["complaint_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "answer_sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("ended_at", sa.String(length=27)),
        sa.Column("network", sa.String(length=50), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        _refers("answer_sitting", "code_id", "answer_code.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_sitting")),
        sa.UniqueConstraint("hash", name=op.f("uq_answer_sitting_hash")),
    )
    op.create_index(op.f("ix_answer_sitting_code_id"), "answer_sitting", ["code_id"])
    op.create_table(
        "filed_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_filed_paper_kind_is_taken")),
        sa.CheckConstraint("size > 0", name=op.f("ck_filed_paper_is_not_empty")),
        _refers("filed_paper", "complaint_id", "complaint.id"),
        _refers("filed_paper", "entry", "entry.seq"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_paper")),
        sa.UniqueConstraint("entry", "sha256", name=op.f("uq_filed_paper_entry_sha256")),
    )
    op.create_index(op.f("ix_filed_paper_complaint_id"), "filed_paper", ["complaint_id"])
    op.create_index(op.f("ix_filed_paper_entry"), "filed_paper", ["entry"])
    # What was asked before the prosecutor had a page was asked on paper.
    op.add_column(
        "information_request", sa.Column("of_prosecutor", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    op.drop_column("information_request", "of_prosecutor")
    op.drop_table("filed_paper")
    op.drop_table("answer_sitting")
    op.drop_table("answer_code")
