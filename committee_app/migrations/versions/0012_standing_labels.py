"""A label ends with the one that takes its place, or with its letter: its number is free then."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STANDS = sa.text("ended_by IS NULL")
INDEXES = {"uq_letter_label_standing_number": "article_number", "uq_letter_label_standing_letter": "letter_id"}
# Until now the newest label of a letter was the one in use, and one that was taken back had none in use.
NEXT = (
    "(SELECT min(next.entry) FROM letter_label AS next WHERE next.letter_id = letter_label.letter_id "
    "AND next.entry > letter_label.entry)"
)
FIRST = "FROM outbox WHERE outbox.letter_id = letter_label.letter_id AND outbox.printing IS NULL"
CAME = "(SELECT entry.at FROM entry WHERE entry.seq = letter_label.entry)"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # The rows only grew; from now on one column ends them.
        for guard in ("append_only", "no_truncate"):
            op.execute(f"DROP TRIGGER IF EXISTS letter_label_{guard} ON letter_label")
    op.add_column("letter_label", sa.Column("late", sa.Boolean()))
    op.add_column("letter_label", sa.Column("ended_by", sa.Integer()))
    op.execute(
        f"UPDATE letter_label SET late = EXISTS (SELECT 1 {FIRST} AND outbox.done_at <= {CAME}), "  # noqa: S608 - ours
        f"ended_by = COALESCE({NEXT}, (SELECT outbox.taken_back_by {FIRST}))"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with op.batch_alter_table("letter_label") as label:
        label.alter_column("late", existing_type=sa.Boolean(), nullable=False)
        label.drop_constraint(op.f("uq_letter_label_article_number"), type_="unique")
        label.create_foreign_key(
            op.f("fk_letter_label_ended_by_entry"), "entry", ["ended_by"], ["seq"], deferrable=True,
            initially="DEFERRED",
        )  # fmt: skip
    for name, column in INDEXES.items():
        op.create_index(name, "letter_label", [column], unique=True, sqlite_where=STANDS, postgresql_where=STANDS)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "letter_label")
    # The older version knows each number once: on the label that had it last.
    op.execute(
        "DELETE FROM letter_label WHERE EXISTS (SELECT 1 FROM letter_label AS later "
        "WHERE later.article_number = letter_label.article_number AND later.entry > letter_label.entry)"
    )
    with op.batch_alter_table("letter_label") as label:
        label.drop_constraint(op.f("fk_letter_label_ended_by_entry"), type_="foreignkey")
        label.drop_column("ended_by")
        label.drop_column("late")
        label.create_unique_constraint(op.f("uq_letter_label_article_number"), ["article_number"])
