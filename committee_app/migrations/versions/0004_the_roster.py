"""The roster: terms of the seats instead of an account beside each, candidates' histories, rates and expense claims."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLES = "'director', 'member', 'staff', 'auditor', 'administrator'"
ONE_DIRECTOR = sa.text("role = 'director' AND ended_at IS NULL")

# Whoever filled a seat before there were terms filled it for the first term of the Act.
TERMS_OF_THE_SEATED = """
    INSERT INTO seat_term (id, seat, account, starts_on, ends_on, vacancy, appointed_on, source, readings)
    SELECT number, number, account, '2028-01-01', {ends}, {no}, '2027-12-01', 'Seated before terms were kept.', '{{}}'
    FROM seat WHERE number > 1 AND account IS NOT NULL
"""
SEATED_BY_TERM = """
    UPDATE seat SET account = (SELECT account FROM seat_term WHERE seat_term.seat = seat.number
        AND NOT EXISTS (SELECT 1 FROM vacancy WHERE vacancy.term_id = seat_term.id)
        ORDER BY starts_on DESC LIMIT 1) WHERE number > 1
"""


def _refers(column: str, to: str, key: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.{key}"], name=op.f(f"fk_{table}_{column}_{to}"), deferrable=True, initially="DEFERRED"
    )


def _check(table: str, name: str, said: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(said, name=op.f(f"ck_{table}_{name}"))


def _settle() -> None:
    """Checks now what would be checked at the end: PostgreSQL changes no table that has such a check ahead."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.drop_constraint(op.f("ck_account_role_is_known"), type_="check")
        account.create_check_constraint(op.f("ck_account_role_is_known"), f"role IN ({ROLES}, 'clerk')")
    op.create_index(
        "uq_account_one_director",
        "account",
        ["role"],
        unique=True,
        sqlite_where=ONE_DIRECTOR,
        postgresql_where=ONE_DIRECTOR,
    )
    _seat_terms()
    _office_terms()
    _expenses()
    sqlite = op.get_context().dialect.name == "sqlite"
    ends = "CASE WHEN number IN (2, 4) THEN '2031-12-31' ELSE '2029-12-31' END"
    no = "0" if sqlite else "false"
    op.execute(TERMS_OF_THE_SEATED.format(ends=ends if sqlite else f"CAST({ends} AS date)", no=no))
    _settle()
    with op.batch_alter_table("seat") as seat:
        seat.drop_constraint(op.f("fk_seat_account_account"), type_="foreignkey")
        seat.drop_constraint(op.f("uq_seat_account"), type_="unique")
        seat.drop_column("account")


def _seat_terms() -> None:
    op.create_table(
        "seat_term",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("vacancy", sa.Boolean(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer()),
        _check("seat_term", "seat_has_terms", "seat BETWEEN 2 AND 5"),
        _check("seat_term", "ends_after_start", "ends_on >= starts_on"),
        _check("seat_term", "made_in_advance", "appointed_on <= starts_on"),
        _refers("seat", "seat", "number", "seat_term"),
        _refers("account", "account", "name", "seat_term"),
        _refers("entry", "entry", "seq", "seat_term"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_term")),
    )
    op.create_index(op.f("ix_seat_term_seat"), "seat_term", ["seat"])
    op.create_index(op.f("ix_seat_term_account"), "seat_term", ["account"])
    op.create_table(
        "vacancy",
        sa.Column("term_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("because", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        _check("vacancy", "reason_is_known", "because IN ('resigned', 'died', 'ceased_to_qualify')"),
        _refers("term_id", "seat_term", "id", "vacancy"),
        _refers("entry", "entry", "seq", "vacancy"),
        sa.PrimaryKeyConstraint("term_id", name=op.f("pk_vacancy")),
    )


def _office_terms() -> None:
    op.create_table(
        "office_term",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("elected_on", sa.Date()),
        sa.Column("party", sa.String(length=20)),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer()),
        sa.Column("struck_by", sa.Integer()),
        sa.Column("struck_because", sa.Text()),
        _check("office_term", "ends_after_start", "ends_on >= starts_on"),
        _check("office_term", "election_has_its_party", "(elected_on IS NULL) = (party IS NULL)"),
        _check("office_term", "elected_before_serving", "elected_on IS NULL OR elected_on <= starts_on"),
        _check("office_term", "party_is_known", "party IS NULL OR party IN ('Republican', 'Democrat', 'other')"),
        _check("office_term", "struck_for_a_reason", "(struck_by IS NULL) = (struck_because IS NULL)"),
        _refers("account", "account", "name", "office_term"),
        _refers("entry", "entry", "seq", "office_term"),
        _refers("struck_by", "entry", "seq", "office_term"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_term")),
    )
    op.create_index(op.f("ix_office_term_account"), "office_term", ["account"])


def _expenses() -> None:
    op.create_table(
        "expense_rate",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("mills", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        _check(
            "expense_rate",
            "mileage_and_food",
            "(category = 'mileage' AND unit = 'mile') OR (category = 'food' AND unit IN ('meal', 'day'))",
        ),
        _check("expense_rate", "rate_is_positive", "mills > 0"),
        _refers("entry", "entry", "seq", "expense_rate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_rate")),
    )
    op.create_table(
        "expense_claim",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.String(length=80)),
        sa.Column("decided_because", sa.Text()),
        sa.Column("entry", sa.Integer(), nullable=False),
        _check("expense_claim", "state_is_known", "state IN ('claimed', 'approved', 'refused')"),
        _check("expense_claim", "decided_has_its_day", "(state = 'claimed') = (decided_on IS NULL)"),
        _check("expense_claim", "decided_by_somebody", "(decided_on IS NULL) = (decided_by IS NULL)"),
        _check("expense_claim", "nobody_decides_an_own_claim", "decided_by IS NULL OR decided_by <> account"),
        _check("expense_claim", "refused_for_a_reason", "state <> 'refused' OR decided_because IS NOT NULL"),
        _refers("account", "account", "name", "expense_claim"),
        _refers("decided_by", "account", "name", "expense_claim"),
        _refers("entry", "entry", "seq", "expense_claim"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_claim")),
        sa.UniqueConstraint("entry", name=op.f("uq_expense_claim_entry")),
    )
    op.create_index(op.f("ix_expense_claim_account"), "expense_claim", ["account"])
    op.create_table(
        "expense_line",
        sa.Column("claim_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("rate_id", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        _check("expense_line", "mileage_and_food", "category IN ('mileage', 'food')"),
        _check("expense_line", "something_is_claimed", "quantity > 0 AND cents >= 0"),
        _refers("claim_id", "expense_claim", "id", "expense_line"),
        _refers("rate_id", "expense_rate", "id", "expense_line"),
        sa.PrimaryKeyConstraint("claim_id", "number", name=op.f("pk_expense_line")),
    )


def downgrade() -> None:
    with op.batch_alter_table("seat") as seat:
        seat.add_column(sa.Column("account", sa.String(length=80)))
        seat.create_unique_constraint(op.f("uq_seat_account"), ["account"])
        seat.create_foreign_key(
            op.f("fk_seat_account_account"), "account", ["account"], ["name"], deferrable=True, initially="DEFERRED"
        )
    op.execute(SEATED_BY_TERM)
    op.execute("UPDATE seat SET account = (SELECT name FROM account WHERE role = 'director') WHERE number = 1")
    _settle()
    for table in ("expense_line", "expense_claim", "expense_rate", "office_term", "vacancy", "seat_term"):
        op.drop_table(table)
    op.drop_index("uq_account_one_director", "account")
    # The shape before knows no clerk, and this role reads no closed record either.
    op.execute("UPDATE account SET role = 'administrator' WHERE role = 'clerk'")
    with op.batch_alter_table("account") as account:
        account.drop_constraint(op.f("ck_account_role_is_known"), type_="check")
        account.create_check_constraint(op.f("ck_account_role_is_known"), f"role IN ({ROLES})")
