"""The house: register, docket, votes, journal, letters and publications."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table. What the database itself refuses is put in place by committee_app.schema afterwards."""

    op.create_table(
        "account",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("display", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role IN ('director', 'member', 'staff', 'auditor', 'administrator')", name=op.f("ck_account_role_is_known")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
    )
    op.create_table(
        "charge_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "jurisdiction",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "referral_id",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge_history")),
    )
    op.create_index("ix_charge_history_key", "charge_history", ["jurisdiction", "referral_id", "count"], unique=False)
    op.create_table(
        "closure",
        sa.Column(
            "date", sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_closure")),
    )
    op.create_table(
        "enacted_words",
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("clause", name=op.f("pk_enacted_words")),
    )
    op.create_table(
        "entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=True),
        sa.Column("complaint_id", sa.String(length=20), nullable=True),
        sa.Column("body_commit", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_entry_counts_from_one")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_entry_hash")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_entry_prev_hash")),
    )
    op.create_index(op.f("ix_entry_complaint_id"), "entry", ["complaint_id"], unique=False)
    op.create_table(
        "homicide_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "jurisdiction",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "incident_id",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homicide_history")),
    )
    op.create_index("ix_homicide_history_key", "homicide_history", ["jurisdiction", "incident_id"], unique=False)
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column(
            "sha256",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("imported_at", sa.String(length=27), nullable=False),
        sa.Column("imported_by", sa.String(length=80), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('referrals', 'homicides', 'population')", name=op.f("ck_import_file_known_kind")),
        sa.CheckConstraint(
            "accepted >= 0 AND unchanged >= 0 AND updated >= 0 AND rejected >= 0",
            name=op.f("ck_import_file_counts_rows"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_sha256"), "import_file", ["sha256"], unique=False)
    op.create_table(
        "jurisdiction",
        sa.Column(
            "fips", sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=30), nullable=False),
        sa.Column("seat", sa.String(length=40), nullable=False),
        sa.CheckConstraint("fips BETWEEN '29001' AND '29510'", name=op.f("ck_jurisdiction_in_missouri")),
        sa.PrimaryKeyConstraint("fips", name=op.f("pk_jurisdiction")),
    )
    op.create_table(
        "request_key",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_key")),
    )
    op.create_table(
        "scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "as_of",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("near_misses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "anchor",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["entry.seq"], name=op.f("fk_anchor_seq_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_anchor")),
    )
    op.create_table(
        "charge",
        sa.Column(
            "jurisdiction",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "referral_id",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "agency_ori",
            sa.String(length=9).with_variant(sa.String(length=9, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "agency_case",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "received_on",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "section",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "charge_code",
            sa.String(length=24).with_variant(sa.String(length=24, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "severity",
            sa.String(length=11).with_variant(sa.String(length=11, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("lead", sa.Boolean(), nullable=True),
        sa.Column("probable_cause_statement", sa.Boolean(), nullable=True),
        sa.Column("investigative_report", sa.Boolean(), nullable=True),
        sa.Column(
            "investigation_requested_on",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "filed_on",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "refused_on",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "disposed_on",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "earlier_referral_id",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "listed_as",
            sa.String(length=1).with_variant(sa.String(length=1, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column(
            "decided_on",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            sa.Computed(
                "CASE WHEN filed_on <= refused_on OR refused_on IS NULL THEN filed_on ELSE refused_on END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "acted_on",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            sa.Computed(
                "CASE WHEN investigation_requested_on <= (CASE WHEN filed_on <= refused_on OR refused_on IS NULL THEN filed_on ELSE refused_on END) OR (CASE WHEN filed_on <= refused_on OR refused_on IS NULL THEN filed_on ELSE refused_on END) IS NULL THEN investigation_requested_on ELSE (CASE WHEN filed_on <= refused_on OR refused_on IS NULL THEN filed_on ELSE refused_on END) END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("listed_as IS NULL OR severity = 'felony'", name=op.f("ck_charge_listed_is_felony")),
        sa.CheckConstraint(
            "severity IN ('felony', 'misdemeanor', 'infraction', 'ordinance', 'traffic')",
            name=op.f("ck_charge_known_severity"),
        ),
        sa.CheckConstraint("count >= 1", name=op.f("ck_charge_counts_from_one")),
        sa.CheckConstraint(
            "filed_on >= received_on AND refused_on >= received_on AND investigation_requested_on >= received_on AND disposed_on >= received_on",
            name=op.f("ck_charge_nothing_before_receipt"),
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.fips"],
            name=op.f("fk_charge_jurisdiction_jurisdiction"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "referral_id", "count", name=op.f("pk_charge")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_charge_closed_investigation",
        "charge",
        ["decided_on", "investigation_requested_on", "listed_as"],
        unique=False,
        sqlite_where=sa.text(
            "listed_as IS NOT NULL AND decided_on IS NOT NULL AND investigation_requested_on IS NOT NULL"
        ),
        postgresql_where=sa.text(
            "listed_as IS NOT NULL AND decided_on IS NOT NULL AND investigation_requested_on IS NOT NULL"
        ),
    )
    op.create_index(
        "ix_charge_open_investigation",
        "charge",
        ["investigation_requested_on", "listed_as", "filed_on", "refused_on"],
        unique=False,
        sqlite_where=sa.text(
            "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS NOT NULL"
        ),
        postgresql_where=sa.text(
            "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS NOT NULL"
        ),
    )
    op.create_index(
        "ix_charge_touched",
        "charge",
        ["acted_on", "received_on", "listed_as"],
        unique=False,
        sqlite_where=sa.text("listed_as IS NOT NULL AND acted_on IS NOT NULL"),
        postgresql_where=sa.text("listed_as IS NOT NULL AND acted_on IS NOT NULL"),
    )
    op.create_index(
        "ix_charge_untouched",
        "charge",
        ["received_on", "listed_as", "filed_on", "refused_on", "investigation_requested_on"],
        unique=False,
        sqlite_where=sa.text(
            "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS NULL"
        ),
        postgresql_where=sa.text(
            "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS NULL"
        ),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column(
            "jurisdiction",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("respondent", sa.String(length=120), nullable=False),
        sa.Column("respondent_address", sa.Text(), nullable=True),
        sa.Column("complainant", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column("convened_on", sa.Date(), nullable=True),
        sa.Column("found_formal_on", sa.Date(), nullable=True),
        sa.Column("notice_released_on", sa.Date(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("response_due", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("determined_on", sa.Date(), nullable=True),
        sa.Column("remediation_adopted_on", sa.Date(), nullable=True),
        sa.Column("assessment_opens", sa.Date(), nullable=True),
        sa.Column("requested_under", sa.String(length=40), nullable=True),
        sa.Column("request_sent_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('no_determination', 'not_appointed', 'not_formal', 'resolved', 'special_prosecutor_appointed', 'withdrawn')) = (closed_on IS NOT NULL)",
            name=op.f("ck_complaint_closed_has_its_day"),
        ),
        sa.CheckConstraint(
            "(state IN ('not_appointed', 'requested', 'special_prosecutor_appointed')) = (requested_under IS NOT NULL)",
            name=op.f("ck_complaint_request_names_its_clause"),
        ),
        sa.CheckConstraint("capacity IN ('person', 'agency', 'office')", name=op.f("ck_complaint_capacity_is_known")),
        sa.CheckConstraint(
            "state IN ('answered', 'assessment_undecided', 'convened', 'found_formal', 'lodged', 'no_determination', 'not_appointed', 'not_formal', 'notice_delivered', 'notice_returned', 'notice_sent', 'remediation', 'remedy_pending', 'requested', 'resolved', 'reviewed', 'special_prosecutor_appointed', 'unanswered', 'withdrawn')",
            name=op.f("ck_complaint_state_is_known"),
        ),
        sa.CheckConstraint(
            "state IN ('answered', 'convened', 'found_formal', 'lodged', 'no_determination', 'not_formal', 'notice_delivered', 'notice_returned', 'notice_sent', 'reviewed', 'unanswered', 'withdrawn') OR determined_on IS NOT NULL",
            name=op.f("ck_complaint_state_proves_determined_on"),
        ),
        sa.CheckConstraint(
            "state IN ('answered', 'convened', 'found_formal', 'lodged', 'not_formal', 'notice_delivered', 'notice_returned', 'notice_sent', 'unanswered', 'withdrawn') OR reviewed_on IS NOT NULL",
            name=op.f("ck_complaint_state_proves_reviewed_on"),
        ),
        sa.CheckConstraint(
            "state IN ('convened', 'found_formal', 'lodged', 'not_formal', 'notice_returned', 'notice_sent', 'withdrawn') OR response_due IS NOT NULL",
            name=op.f("ck_complaint_state_proves_response_due"),
        ),
        sa.CheckConstraint(
            "state IN ('convened', 'found_formal', 'lodged', 'not_formal', 'withdrawn') OR served_on IS NOT NULL",
            name=op.f("ck_complaint_state_proves_served_on"),
        ),
        sa.CheckConstraint(
            "state IN ('convened', 'lodged', 'not_formal', 'withdrawn') OR found_formal_on IS NOT NULL",
            name=op.f("ck_complaint_state_proves_found_formal_on"),
        ),
        sa.CheckConstraint(
            "state IN ('lodged', 'withdrawn') OR convened_on IS NOT NULL",
            name=op.f("ck_complaint_state_proves_convened_on"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('assessment_undecided', 'remediation', 'resolved') OR (remediation_adopted_on IS NOT NULL AND assessment_opens IS NOT NULL)",
            name=op.f("ck_complaint_remediation_was_adopted"),
        ),
        sa.CheckConstraint(
            "served_on IS NULL OR notice_released_on IS NOT NULL", name=op.f("ck_complaint_served_after_release")
        ),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.fips"],
            name=op.f("fk_complaint_jurisdiction_jurisdiction"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_table(
        "entry_body",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["entry.seq"], name=op.f("fk_entry_body_seq_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entry_body")),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "fingerprint",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "clause",
            sa.String(length=30).with_variant(sa.String(length=30, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "jurisdiction",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "referral_id",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column(
            "first_as_of",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "last_as_of",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(referral_id IS NULL) = (count IS NULL)", name=op.f("ck_finding_charge_is_whole")),
        sa.CheckConstraint("first_as_of <= last_as_of", name=op.f("ck_finding_days_in_order")),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.fips"],
            name=op.f("fk_finding_jurisdiction_jurisdiction"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["scan.id"], name=op.f("fk_finding_scan_id_scan"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_finding_fingerprint")),
    )
    op.create_index(op.f("ix_finding_scan_id"), "finding", ["scan_id"], unique=False)
    op.create_index("ix_finding_subject", "finding", ["jurisdiction", "referral_id", "count"], unique=False)
    op.create_table(
        "homicide",
        sa.Column(
            "jurisdiction",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "incident_id",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "occurred_on",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("victims", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column(
            "status",
            sa.String(length=11).with_variant(sa.String(length=11, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('preliminary', 'final')", name=op.f("ck_homicide_known_status")),
        sa.CheckConstraint("victims >= 1", name=op.f("ck_homicide_somebody_died")),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.fips"],
            name=op.f("fk_homicide_jurisdiction_jurisdiction"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("jurisdiction", "incident_id", name=op.f("pk_homicide")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_homicide_when_and_where", "homicide", ["occurred_on", "jurisdiction", "victims"], unique=False)
    op.create_table(
        "population",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "jurisdiction",
            sa.String(length=5).with_variant(sa.String(length=5, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("figure", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("census_year", sa.Integer(), nullable=True),
        sa.Column(
            "effective_from",
            sa.String(length=10).with_variant(sa.String(length=10, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("figure > 0", name=op.f("ck_population_people_live_there")),
        sa.ForeignKeyConstraint(
            ["jurisdiction"],
            ["jurisdiction.fips"],
            name=op.f("fk_population_jurisdiction_jurisdiction"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population")),
    )
    op.create_table(
        "ruling",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reading", sa.String(length=60), nullable=False),
        sa.Column("option", sa.String(length=60), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.CheckConstraint("length(memo) > 0", name=op.f("ck_ruling_memo_is_given")),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_ruling_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_ruling")),
    )
    op.create_table(
        "seat",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("elected_as", sa.String(length=20), nullable=True),
        sa.Column("account", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "(number = 1 AND elected_as IS NULL) OR (number IN (2, 3) AND elected_as = 'Republican') OR (number IN (4, 5) AND elected_as = 'Democrat')",
            name=op.f("ck_seat_two_of_each_party"),
        ),
        sa.CheckConstraint("number BETWEEN 1 AND 5", name=op.f("ck_seat_five_seats")),
        sa.ForeignKeyConstraint(
            ["account"], ["account.name"], name=op.f("fk_seat_account_account"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_seat")),
        sa.UniqueConstraint("account", name=op.f("uq_seat_account")),
    )
    op.create_table(
        "attached_finding",
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_attached_finding_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["finding.id"],
            name=op.f("fk_attached_finding_finding_id_finding"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("complaint_id", "finding_id", name=op.f("pk_attached_finding")),
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("other_due_on", sa.Date(), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(done_on IS NULL) = (done_by IS NULL)", name=op.f("ck_duty_done_has_its_entry")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_duty_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["entry.seq"], name=op.f("fk_duty_done_by_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["entry.seq"], name=op.f("fk_duty_made_by_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("complaint_id", "kind", "made_by", name=op.f("uq_duty_complaint_id_kind_made_by")),
    )
    op.create_index(op.f("ix_duty_complaint_id"), "duty", ["complaint_id"], unique=False)
    op.create_index(op.f("ix_duty_due_on"), "duty", ["due_on"], unique=False)
    op.create_table(
        "ground",
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "clause IN ('56.602.3(1)', '56.602.3(2)', '56.602.3(3)#1')", name=op.f("ck_ground_clause_is_a_threat")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_ground_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("complaint_id", "clause", name=op.f("pk_ground")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_letter_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_letter_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_complaint_id"), "letter", ["complaint_id"], unique=False)
    op.create_table(
        "motion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("readings", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("closed_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_motion_closed_has_its_time")),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_motion_state_is_known")),
        sa.CheckConstraint("need IN (3, 4)", name=op.f("ck_motion_three_or_four")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_motion_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
    )
    op.create_index(op.f("ix_motion_complaint_id"), "motion", ["complaint_id"], unique=False)
    op.create_index(
        "uq_motion_one_open",
        "motion",
        ["complaint_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('request', 'second_request', 'finding_resolved', 'term_request')",
            name=op.f("ck_publication_kind_is_open_by_law"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_publication_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_publication_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publication")),
        sa.UniqueConstraint("complaint_id", "kind", name=op.f("uq_publication_complaint_id_kind")),
        sa.UniqueConstraint("entry", name=op.f("uq_publication_entry")),
    )
    op.create_table(
        "recusal",
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.name"],
            name=op.f("fk_recusal_account_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_recusal_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("complaint_id", "account", name=op.f("pk_recusal")),
    )
    op.create_table(
        "remediation",
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("recommendations", sa.Text(), nullable=False),
        sa.Column("timeline", sa.Text(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.CheckConstraint("review_on >= adopted_on", name=op.f("ck_remediation_review_follows_adoption")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_remediation_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_remediation")),
    )
    op.create_table(
        "response",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_response_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_response_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_complaint_id"), "response", ["complaint_id"], unique=False)
    op.create_table(
        "service_event",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("article_number", sa.String(length=22), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('posted', 'delivered', 'refused', 'in_person', 'unclaimed', 'undeliverable')",
            name=op.f("ck_service_event_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_service_event_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_service_event_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_service_event")),
        sa.UniqueConstraint("article_number", name=op.f("uq_service_event_article_number")),
    )
    op.create_index(op.f("ix_service_event_complaint_id"), "service_event", ["complaint_id"], unique=False)
    op.create_table(
        "term",
        sa.Column("complaint_id", sa.String(length=20), nullable=False),
        sa.Column("appointee", sa.String(length=120), nullable=False),
        sa.Column("licence", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "state IN ('ending_with_its_term', 'reappointed', 'reappointment_requested', 'serving', 'term_ended', 'term_review_undecided')",
            name=op.f("ck_term_state_is_known"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_term_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaint.id"],
            name=op.f("fk_term_complaint_id_complaint"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_term")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedup", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("queued_by", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.String(length=27), nullable=True),
        sa.Column("done_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint("(kind = 'print') = (letter_id IS NOT NULL)", name=op.f("ck_outbox_print_names_its_letter")),
        sa.CheckConstraint("kind IN ('print', 'public_store')", name=op.f("ck_outbox_kind_is_known")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_outbox_letter_id_letter"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["queued_by"], ["entry.seq"], name=op.f("fk_outbox_queued_by_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedup", name=op.f("uq_outbox_dedup")),
    )
    op.create_table(
        "roll_seat",
        sa.Column("motion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.name"],
            name=op.f("fk_roll_seat_account_account"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"],
            ["motion.id"],
            name=op.f("fk_roll_seat_motion_id_motion"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["seat"], ["seat.number"], name=op.f("fk_roll_seat_seat_seat"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("motion_id", "seat", name=op.f("pk_roll_seat")),
    )
    op.create_table(
        "vote",
        sa.Column("motion_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint("choice IN ('yes', 'no', 'abstain')", name=op.f("ck_vote_choice_is_known")),
        sa.ForeignKeyConstraint(
            ["entry"], ["entry.seq"], name=op.f("fk_vote_entry_entry"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["motion_id", "seat"],
            ["roll_seat.motion_id", "roll_seat.seat"],
            name=op.f("fk_vote_motion_id_seat_roll_seat"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("motion_id", "seat", name=op.f("pk_vote")),
        sa.UniqueConstraint("entry", name=op.f("uq_vote_entry")),
    )


def downgrade() -> None:
    """Removes everything that `upgrade` made."""

    op.drop_table("vote")
    op.drop_table("roll_seat")
    op.drop_table("outbox")
    op.drop_table("term")
    op.drop_index(op.f("ix_service_event_complaint_id"), table_name="service_event")
    op.drop_table("service_event")
    op.drop_index(op.f("ix_response_complaint_id"), table_name="response")
    op.drop_table("response")
    op.drop_table("remediation")
    op.drop_table("recusal")
    op.drop_table("publication")
    op.drop_index(
        "uq_motion_one_open",
        table_name="motion",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(op.f("ix_motion_complaint_id"), table_name="motion")
    op.drop_table("motion")
    op.drop_index(op.f("ix_letter_complaint_id"), table_name="letter")
    op.drop_table("letter")
    op.drop_table("ground")
    op.drop_index(op.f("ix_duty_due_on"), table_name="duty")
    op.drop_index(op.f("ix_duty_complaint_id"), table_name="duty")
    op.drop_table("duty")
    op.drop_table("attached_finding")
    op.drop_table("seat")
    op.drop_table("ruling")
    op.drop_table("population")
    op.drop_index("ix_homicide_when_and_where", table_name="homicide")
    op.drop_table("homicide")
    op.drop_index("ix_finding_subject", table_name="finding")
    op.drop_index(op.f("ix_finding_scan_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_table("entry_body")
    op.drop_table("complaint")
    op.drop_index(
        "ix_charge_untouched",
        table_name="charge",
        sqlite_where=sa.text(
            "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS NULL"
        ),
        postgresql_where=sa.text(
            "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS NULL"
        ),
    )
    op.drop_index(
        "ix_charge_touched",
        table_name="charge",
        sqlite_where=sa.text("listed_as IS NOT NULL AND acted_on IS NOT NULL"),
        postgresql_where=sa.text("listed_as IS NOT NULL AND acted_on IS NOT NULL"),
    )
    op.drop_index(
        "ix_charge_open_investigation",
        table_name="charge",
        sqlite_where=sa.text(
            "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS NOT NULL"
        ),
        postgresql_where=sa.text(
            "listed_as IS NOT NULL AND filed_on IS NULL AND refused_on IS NULL AND investigation_requested_on IS NOT NULL"
        ),
    )
    op.drop_index(
        "ix_charge_closed_investigation",
        table_name="charge",
        sqlite_where=sa.text(
            "listed_as IS NOT NULL AND decided_on IS NOT NULL AND investigation_requested_on IS NOT NULL"
        ),
        postgresql_where=sa.text(
            "listed_as IS NOT NULL AND decided_on IS NOT NULL AND investigation_requested_on IS NOT NULL"
        ),
    )
    op.drop_table("charge")
    op.drop_table("anchor")
    op.drop_table("setting")
    op.drop_table("scan")
    op.drop_table("request_key")
    op.drop_table("jurisdiction")
    op.drop_index(op.f("ix_import_file_sha256"), table_name="import_file")
    op.drop_table("import_file")
    op.drop_index("ix_homicide_history_key", table_name="homicide_history")
    op.drop_table("homicide_history")
    op.drop_index(op.f("ix_entry_complaint_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_table("enacted_words")
    op.drop_table("closure")
    op.drop_index("ix_charge_history_key", table_name="charge_history")
    op.drop_table("charge_history")
    op.drop_table("account")
