"""Words of letters in versions, what a letter says, its sheets and printings, the sheets of meetings, taking back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _key(table: str, column: str, other: str, named: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.{named}"],
        name=op.f(f"fk_{table}_{column}_{other}"),
        deferrable=True,
        initially="DEFERRED",
    )


def upgrade() -> None:
    op.add_column("letter", sa.Column("words", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("letter", sa.Column("said", sa.Text()))
    op.add_column("notice_posting", sa.Column("words", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("printing", sa.Integer()))
        outbox.add_column(sa.Column("taken_back_by", sa.Integer()))
        outbox.create_foreign_key(
            op.f("fk_outbox_taken_back_by_entry"),
            "entry",
            ["taken_back_by"],
            ["seq"],
            deferrable=True,
            initially="DEFERRED",
        )
        outbox.create_check_constraint(
            op.f("ck_outbox_printing_is_a_further_one"), "printing IS NULL OR (kind = 'print' AND printing > 1)"
        )
        outbox.create_check_constraint(
            op.f("ck_outbox_taken_back_is_never_printed"),
            "taken_back_by IS NULL OR (kind = 'print' AND lease_until IS NULL AND done_at IS NULL)",
        )
    op.create_table(
        "letter_sheet",
        sa.Column("letter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('envelope', 'mailing_form')", name=op.f("ck_letter_sheet_kind_is_known")),
        _key("letter_sheet", "letter_id", "letter", "id"),
        sa.PrimaryKeyConstraint("letter_id", "kind", name=op.f("pk_letter_sheet")),
    )
    op.create_table(
        "letter_printing",
        sa.Column("letter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary()),
        sa.CheckConstraint("number >= 1", name=op.f("ck_letter_printing_counts_from_one")),
        sa.CheckConstraint("(number > 1) = (pdf IS NOT NULL)", name=op.f("ck_letter_printing_reprint_has_its_sheet")),
        _key("letter_printing", "letter_id", "letter", "id"),
        _key("letter_printing", "entry", "entry", "seq"),
        _key("letter_printing", "account", "account", "name"),
        sa.PrimaryKeyConstraint("letter_id", "number", name=op.f("pk_letter_printing")),
        sa.UniqueConstraint("entry", name=op.f("uq_letter_printing_entry")),
    )
    op.create_table(
        "letter_words",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 2", name=op.f("ck_letter_words_first_is_built_in")),
        _key("letter_words", "entry", "entry", "seq"),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_letter_words")),
        sa.UniqueConstraint("entry", name=op.f("uq_letter_words_entry")),
    )
    op.create_table(
        "meeting_sheet",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('meeting_call', 'minutes')", name=op.f("ck_meeting_sheet_kind_is_known")),
        _key("meeting_sheet", "entry", "entry", "seq"),
        _key("meeting_sheet", "meeting_id", "meeting", "id"),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_meeting_sheet")),
    )
    op.create_index(op.f("ix_meeting_sheet_meeting_id"), "meeting_sheet", ["meeting_id"])


def downgrade() -> None:
    for table in ("meeting_sheet", "letter_words", "letter_printing", "letter_sheet"):
        op.drop_table(table)
    op.execute("DELETE FROM outbox WHERE printing IS NOT NULL")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER IF EXISTS outbox_taken_back_once ON outbox")
    with op.batch_alter_table("outbox") as outbox:
        for name in ("taken_back_is_never_printed", "printing_is_a_further_one"):
            outbox.drop_constraint(op.f(f"ck_outbox_{name}"), type_="check")
        outbox.drop_constraint(op.f("fk_outbox_taken_back_by_entry"), type_="foreignkey")
        outbox.drop_column("taken_back_by")
        outbox.drop_column("printing")
    op.drop_column("notice_posting", "words")
    op.drop_column("letter", "said")
    op.drop_column("letter", "words")
