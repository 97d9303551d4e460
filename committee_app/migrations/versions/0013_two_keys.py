"""Publication takes two: proposals, corrections and withdrawals, and the public list with its lines."""

import datetime as dt
import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = "kind IN ('finding_resolved', 'minutes', 'notice', 'report', 'request', 'roster', 'second_request', 'term_request', 'totals')"
OLD_KINDS = "kind IN ('request', 'second_request', 'finding_resolved', 'term_request')"
REPLACES = "(replaces IS NULL) = (how IS NULL) AND (how IS NULL OR how IN ('corrects', 'supersedes'))"
FIRST = sa.text("replaces IS NULL AND complaint_id IS NOT NULL")
FIPS = sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql")
KEYS = {
    "meeting_id": "meeting.id", "proposed_by": "account.name", "released_by": "account.name",
    "jurisdiction": "jurisdiction.fips", "replaces": "publication.number",
}  # fmt: skip


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        # The rows only grow, and are given their new columns here; the guards are put back at the end.
        for guard in ("append_only", "no_truncate"):
            op.execute(f"DROP TRIGGER IF EXISTS publication_{guard} ON publication")
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20)),
        sa.Column("meeting_id", sa.Integer()),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("jurisdiction", FIPS),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("replaces", sa.Integer()),
        sa.Column("how", sa.String(length=10)),
        sa.Column("because", sa.Text()),
        sa.CheckConstraint(
            "(replaces IS NULL) = (how IS NULL) AND (how IS NULL OR how IN ('corrects', 'supersedes'))",
            name=op.f("ck_proposal_says_how_it_replaces"),
        ),
        sa.CheckConstraint(
            "kind IN ('finding_resolved', 'minutes', 'notice', 'report', 'request', 'roster', 'second_request', 'term_request', 'totals')",
            name=op.f("ck_proposal_kind_is_open_by_law"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_proposal_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_proposal_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.fips"],
            name=op.f("fk_proposal_jurisdiction_jurisdiction"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_proposal_meeting_id_meeting"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["account.name"],
            name=op.f("fk_proposal_proposed_by_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["replaces"],
            ["publication.number"],
            name=op.f("fk_proposal_replaces_publication"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("entry", name=op.f("uq_proposal_entry")),
    )
    op.create_index(op.f("ix_proposal_complaint_id"), "proposal", ["complaint_id"], unique=False)
    op.create_table(
        "public_line",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128)),
        sa.Column("key", sa.String(length=64)),
        sa.CheckConstraint("(what = 'commitment') = (number IS NULL)", name=op.f("ck_public_line_names_its_record")),
        sa.CheckConstraint(
            "what IN ('published', 'withdrawn', 'commitment')", name=op.f("ck_public_line_what_is_known")
        ),
        sa.CheckConstraint("(signature IS NULL) = (key IS NULL)", name=op.f("ck_public_line_signed_by_a_key")),
        sa.ForeignKeyConstraint(
            ["number"],
            ["publication.number"],
            name=op.f("fk_public_line_number_publication"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_public_line")),
        sa.UniqueConstraint("hash", name=op.f("uq_public_line_hash")),
        sa.UniqueConstraint("prev", name=op.f("uq_public_line_prev")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_withdrawal_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["number"],
            ["publication.number"],
            name=op.f("fk_withdrawal_number_publication"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("entry", name=op.f("uq_withdrawal_entry")),
    )
    op.create_table(
        "head_commitment",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"],
            ["public_line.seq"],
            name=op.f("fk_head_commitment_seq_public_line"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_head_commitment")),
        sa.UniqueConstraint("seq", name=op.f("uq_head_commitment_seq")),
    )
    op.create_table(
        "proposal_end",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("because", sa.Text()),
        sa.CheckConstraint("how IN ('released', 'refused', 'taken back')", name=op.f("ck_proposal_end_end_is_known")),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_proposal_end_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_end_proposal_id_proposal"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_proposal_end")),
        sa.UniqueConstraint("entry", name=op.f("uq_proposal_end_entry")),
    )
    columns = (
        sa.Column("meeting_id", sa.Integer()), sa.Column("proposed_by", sa.String(length=80)),
        sa.Column("released_by", sa.String(length=80)), sa.Column("jurisdiction", FIPS), sa.Column("released", sa.Date()),
        sa.Column("fields", sa.Text()), sa.Column("replaces", sa.Integer()), sa.Column("how", sa.String(length=10)),
    )  # fmt: skip
    for column in columns:
        op.add_column("publication", column)
    op.execute(
        "UPDATE publication SET released = dated, fields = '{}', jurisdiction = "
        "(SELECT complaint.jurisdiction FROM complaint WHERE complaint.id = publication.complaint_id)"
    )
    if postgresql:
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with op.batch_alter_table("publication") as table:
        table.alter_column("complaint_id", existing_type=sa.String(length=20), nullable=True)
        table.alter_column("released", existing_type=sa.Date(), nullable=False)
        table.alter_column("fields", existing_type=sa.Text(), nullable=False)
        table.drop_constraint(op.f("uq_publication_complaint_id_kind"), type_="unique")
        table.drop_constraint(op.f("ck_publication_kind_is_open_by_law"), type_="check")
        table.create_check_constraint(op.f("ck_publication_kind_is_open_by_law"), KINDS)
        table.create_check_constraint(op.f("ck_publication_says_how_it_replaces"), REPLACES)
        table.create_check_constraint(
            op.f("ck_publication_takes_two"), "proposed_by IS NULL OR proposed_by <> released_by"
        )
        table.create_unique_constraint(op.f("uq_publication_replaces"), ["replaces"])
        for name, key in KEYS.items():
            other, column_name = key.split(".")
            table.create_foreign_key(
                op.f(f"fk_publication_{name}_{other}"), other, [name], [column_name], deferrable=True,
                initially="DEFERRED",
            )  # fmt: skip
    op.create_index(
        "uq_publication_first_of_its_kind", "publication", ["complaint_id", "kind"], unique=True,
        sqlite_where=FIRST, postgresql_where=FIRST,
    )  # fmt: skip
    _list_what_was_published()


def _digest(value: object) -> str:
    """The hash of a canonical form, as the public list has it."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _list_what_was_published() -> None:
    """What was published before there was a list has its lines, in the order of the numbers."""
    connection, prev = op.get_bind(), "0" * 64
    names = "number, kind, clause, jurisdiction, office, dated, released, title, text, sha256"
    rows = connection.execute(sa.text(f"SELECT {names} FROM publication ORDER BY number")).mappings()  # noqa: S608 - ours
    for seq, row in enumerate(rows.all(), 1):
        said = {
            name: str(row[name]) for name in ("kind", "clause", "jurisdiction", "office", "dated", "released", "title")
        }
        manifest = said | {
            "version": 1, "number": row["number"], "fields": {}, "replaces": None, "how": None,
            "text_sha256": hashlib.sha256(row["text"].encode()).hexdigest(), "pdf_sha256": row["sha256"],
        }  # fmt: skip
        digest = _digest(manifest)
        line = {"seq": seq, "day": dt.date.fromisoformat(said["released"]), "number": row["number"], "digest": digest}
        line |= {"prev": prev, "hash": _digest([1, seq, said["released"], "published", row["number"], digest, prev])}
        connection.execute(
            sa.text(
                "INSERT INTO public_line (seq, day, what, number, digest, prev, hash) "
                "VALUES (:seq, :day, 'published', :number, :digest, :prev, :hash)"
            ).bindparams(sa.bindparam("day", type_=sa.Date())),
            line,
        )
        prev = line["hash"]


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name in ("head_commitment", "withdrawal", "public_line", "proposal_end", "proposal"):
        op.drop_table(name)
    if postgresql:
        for guard in ("append_only", "no_truncate"):
            op.execute(f"DROP TRIGGER IF EXISTS publication_{guard} ON publication")
    op.drop_index("uq_publication_first_of_its_kind", "publication")
    # The older version knows each kind of record of a matter once, and no other record.
    op.execute("DELETE FROM publication WHERE complaint_id IS NULL OR replaces IS NOT NULL")
    if postgresql:
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with op.batch_alter_table("publication") as table:
        for name, key in KEYS.items():
            table.drop_constraint(op.f(f"fk_publication_{name}_{key.split('.')[0]}"), type_="foreignkey")
        table.drop_constraint(op.f("uq_publication_replaces"), type_="unique")
        for check in ("takes_two", "says_how_it_replaces", "kind_is_open_by_law"):
            table.drop_constraint(op.f(f"ck_publication_{check}"), type_="check")
        table.create_check_constraint(op.f("ck_publication_kind_is_open_by_law"), OLD_KINDS)
        table.alter_column("complaint_id", existing_type=sa.String(length=20), nullable=False)
        for name in (
            "meeting_id",
            "proposed_by",
            "released_by",
            "jurisdiction",
            "released",
            "fields",
            "replaces",
            "how",
        ):
            table.drop_column(name)
        table.create_unique_constraint(op.f("uq_publication_complaint_id_kind"), ["complaint_id", "kind"])
