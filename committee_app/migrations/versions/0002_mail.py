"""Mail: an address for each account, the mails, and their way out."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('print', 'public_store')"
AFTER = "kind IN ('print', 'public_store', 'mail')"


def upgrade() -> None:
    op.add_column("account", sa.Column("email", sa.String(length=254)))
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attachment", sa.LargeBinary()),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["account.name"], name=op.f("fk_mail_account_account"), deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("identity", name=op.f("uq_mail_identity")),
    )
    op.create_index(op.f("ix_mail_account"), "mail", ["account"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("mail_id", sa.Integer()))
        outbox.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        outbox.add_column(sa.Column("trouble", sa.Text()))
        outbox.create_foreign_key(
            op.f("fk_outbox_mail_id_mail"), "mail", ["mail_id"], ["id"], deferrable=True, initially="DEFERRED"
        )
        outbox.drop_constraint(op.f("ck_outbox_kind_is_known"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_kind_is_known"), AFTER)
        outbox.create_check_constraint(op.f("ck_outbox_mail_names_its_mail"), "(kind = 'mail') = (mail_id IS NOT NULL)")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'mail'")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(op.f("ck_outbox_mail_names_its_mail"), type_="check")
        outbox.drop_constraint(op.f("ck_outbox_kind_is_known"), type_="check")
        outbox.create_check_constraint(op.f("ck_outbox_kind_is_known"), BEFORE)
        outbox.drop_constraint(op.f("fk_outbox_mail_id_mail"), type_="foreignkey")
        for column in ("mail_id", "tries", "trouble"):
            outbox.drop_column(column)
    op.drop_table("mail")
    op.drop_column("account", "email")
