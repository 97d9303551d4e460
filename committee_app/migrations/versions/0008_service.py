"""Service: facts about each letter and piece of mail, their corrections, personal delivery; duties that others replace."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BEFORE = "'posted', 'delivered', 'refused', 'in_person', 'unclaimed', 'undeliverable'"
NOTICE = (
    "(SELECT max(letter.id) FROM letter WHERE letter.kind = 'notice' "
    "AND letter.complaint_id = service_event.complaint_id)"
)
# Until now a matter had one piece of mail on its way: what became of it follows the posting before it.
POSTING = (
    "(SELECT max(posting.entry) FROM service_event AS posting WHERE posting.kind = 'posted' "
    "AND posting.complaint_id = service_event.complaint_id AND posting.entry <= service_event.entry)"
)
REFERENCES = (
    ("letter_id", "letter", "id"),
    ("mailing", "service_event", "entry"),
    ("corrects", "service_event", "entry"),
)
CHECKS = {
    "addressee_is_known": "addressee IN ('deputy', 'prosecutor', 'second_address', 'wrong_address')",
    "mail_names_its_mailing": "(kind IN ('in_person', 'left_with_agent')) = (mailing IS NULL)",
    "receipt_has_its_own_number": "article_number <> receipt_number",
    "a_correction_says_why": "(corrects IS NULL) = (reason IS NULL)",
    "only_a_correction_strikes": "NOT struck OR corrects IS NOT NULL",
}
KINDS = (
    "kind IN ('attempted', 'delivered', 'handed_over', 'in_person', 'left_with_agent', 'posted', 'refused', 'returned', "
    "'unclaimed', 'undeliverable')"
)


def _change(*statements: str) -> None:
    """Changes rows of the facts, which only grow: on PostgreSQL their guards stand aside meanwhile."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute("ALTER TABLE service_event DISABLE TRIGGER USER")
    for statement in statements:
        op.execute(statement)
    if postgresql:
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("ALTER TABLE service_event ENABLE TRIGGER USER")


def upgrade() -> None:
    with op.batch_alter_table("duty") as duty:
        duty.add_column(sa.Column("replaced_by", sa.Integer()))
        duty.create_foreign_key(
            op.f("fk_duty_replaced_by_entry"), "entry", ["replaced_by"], ["seq"], deferrable=True, initially="DEFERRED"
        )
    for column in (
        sa.Column("letter_id", sa.Integer()),
        sa.Column("mailing", sa.Integer()),
        sa.Column("addressee", sa.String(length=20)),
        sa.Column("sent_to", sa.Text()),
        sa.Column("receipt_number", sa.String(length=22)),
        sa.Column("to_whom", sa.Text()),
        sa.Column("agent", sa.Boolean()),
        sa.Column("corrects", sa.Integer()),
        sa.Column("struck", sa.Boolean()),
        sa.Column("reason", sa.Text()),
    ):
        op.add_column("service_event", column)
    _change(
        f"UPDATE service_event SET letter_id = {NOTICE}, addressee = 'prosecutor', "  # noqa: S608 - our own constants
        f"agent = false, struck = false, mailing = CASE kind WHEN 'in_person' THEN NULL ELSE {POSTING} END"
    )
    with op.batch_alter_table("service_event") as fact:
        for name, kind in (
            ("letter_id", sa.Integer()), ("addressee", sa.String(length=20)), ("agent", sa.Boolean()),
            ("struck", sa.Boolean()),
        ):  # fmt: skip
            fact.alter_column(name, existing_type=kind, nullable=False)
        for name, table, key in REFERENCES:
            fact.create_foreign_key(
                op.f(f"fk_service_event_{name}_{table}"), table, [name], [key], deferrable=True, initially="DEFERRED"
            )
        for name in ("receipt_number", "corrects"):
            fact.create_unique_constraint(op.f(f"uq_service_event_{name}"), [name])
        fact.drop_constraint(op.f("ck_service_event_kind_is_known"), type_="check")
        fact.create_check_constraint(op.f("ck_service_event_kind_is_known"), KINDS)
        for name, says in CHECKS.items():
            fact.create_check_constraint(op.f(f"ck_service_event_{name}"), says)
    op.create_table(
        "personal_delivery",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("server", sa.String(length=120), nullable=False),
        sa.Column("may_serve", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("manner", sa.Text(), nullable=False),
        sa.Column("identified_by", sa.Text(), nullable=False),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.CheckConstraint("may_serve", name=op.f("ck_personal_delivery_server_is_of_age_and_no_party")),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["service_event.entry"],
            name=op.f("fk_personal_delivery_entry_service_event"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_personal_delivery")),
    )


def downgrade() -> None:
    op.drop_table("personal_delivery")
    with op.batch_alter_table("service_event") as fact:
        for name, table, _ in REFERENCES:
            fact.drop_constraint(op.f(f"fk_service_event_{name}_{table}"), type_="foreignkey")
    # The older version knows neither corrections nor these kinds: what was recorded first stands there again.
    later = f"corrects IS NOT NULL OR kind NOT IN ({BEFORE})"
    _change(f"DELETE FROM service_event WHERE {later}")  # noqa: S608 - our own constants
    with op.batch_alter_table("service_event") as fact:
        for name in CHECKS:
            fact.drop_constraint(op.f(f"ck_service_event_{name}"), type_="check")
        fact.drop_constraint(op.f("ck_service_event_kind_is_known"), type_="check")
        fact.create_check_constraint(op.f("ck_service_event_kind_is_known"), f"kind IN ({BEFORE})")
        for name in ("receipt_number", "corrects"):
            fact.drop_constraint(op.f(f"uq_service_event_{name}"), type_="unique")
        for name in (
            "letter_id", "mailing", "addressee", "sent_to", "receipt_number", "to_whom", "agent", "corrects",
            "struck", "reason",
        ):  # fmt: skip
            fact.drop_column(name)
    op.execute("DELETE FROM duty WHERE replaced_by IS NOT NULL")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with op.batch_alter_table("duty") as duty:
        duty.drop_constraint(op.f("fk_duty_replaced_by_entry"), type_="foreignkey")
        duty.drop_column("replaced_by")
