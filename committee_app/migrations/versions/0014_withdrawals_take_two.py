"""A withdrawal takes two people as well, and what each office adds to a statewide figure is kept with its proposal."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

REPLACES = "(replaces IS NULL) = (how IS NULL) AND (how IS NULL OR how IN ('corrects', 'supersedes'))"
PROPOSES = "(replaces IS NULL) = (how IS NULL) AND (how IS NULL OR how IN ('corrects', 'supersedes', 'withdraws'))"
FIPS = sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql")
TWO = ("proposed_by", "released_by")


def upgrade() -> None:
    _unguarded()
    with op.batch_alter_table("proposal") as table:
        table.drop_constraint(op.f("ck_proposal_says_how_it_replaces"), type_="check")
        table.create_check_constraint(op.f("ck_proposal_says_how_it_replaces"), PROPOSES)
    # Nothing was withdrawn before: no act did so.
    with op.batch_alter_table("withdrawal") as table:
        for name in TWO:
            table.add_column(sa.Column(name, sa.String(length=80), nullable=False))
            table.create_foreign_key(
                op.f(f"fk_withdrawal_{name}_account"), "account", [name], ["name"], deferrable=True,
                initially="DEFERRED",
            )  # fmt: skip
        table.create_check_constraint(op.f("ck_withdrawal_takes_two"), "proposed_by <> released_by")
    op.create_table(
        "office_count",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figure", sa.String(length=80), nullable=False),
        sa.Column("jurisdiction", FIPS, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_office_count_counts_something")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_office_count_proposal_id_proposal"), initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"], ["jurisdiction.fips"], name=op.f("fk_office_count_jurisdiction_jurisdiction"),
            initially="DEFERRED", deferrable=True,
        ),
        sa.PrimaryKeyConstraint("proposal_id", "figure", "jurisdiction", name=op.f("pk_office_count")),
    )  # fmt: skip


def _unguarded() -> None:
    """The rows only grow; the guards are put back at the end."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("proposal", "withdrawal"):
            for guard in ("append_only", "no_truncate"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_{guard} ON {table}")


def downgrade() -> None:
    _unguarded()
    op.drop_table("office_count")
    with op.batch_alter_table("withdrawal") as table:
        table.drop_constraint(op.f("ck_withdrawal_takes_two"), type_="check")
        for name in TWO:
            table.drop_constraint(op.f(f"fk_withdrawal_{name}_account"), type_="foreignkey")
            table.drop_column(name)
    # The older version knows no proposal to withdraw a record.
    op.execute("DELETE FROM proposal_end WHERE proposal_id IN (SELECT id FROM proposal WHERE how = 'withdraws')")
    op.execute("DELETE FROM proposal WHERE how = 'withdraws'")
    with op.batch_alter_table("proposal") as table:
        table.drop_constraint(op.f("ck_proposal_says_how_it_replaces"), type_="check")
        table.create_check_constraint(op.f("ck_proposal_says_how_it_replaces"), REPLACES)
