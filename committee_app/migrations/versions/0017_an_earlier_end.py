"""A term that was to end early can end earlier still: its vacancies are told apart by their last days."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _key_by("term_id", "last_day")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # The rows only grow; the guards are put back at the end.
        for guard in ("append_only", "no_truncate"):
            op.execute(f"DROP TRIGGER IF EXISTS vacancy_{guard} ON vacancy")
    # The older version knows one end of a term: the one that holds.
    op.execute(
        "DELETE FROM vacancy WHERE EXISTS (SELECT 1 FROM vacancy AS earlier "
        "WHERE earlier.term_id = vacancy.term_id AND earlier.last_day < vacancy.last_day)"
    )
    _key_by("term_id")


def _key_by(*columns: str) -> None:
    key = op.f("pk_vacancy")
    with op.batch_alter_table("vacancy") as table:
        table.drop_constraint(key, type_="primary")
        table.create_primary_key(key, list(columns))
