"""What the database itself refuses: changing the past, voting late or twice, reopening a motion.

The same promises on both engines: triggers on each, and on PostgreSQL a role that has no right to more.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, UniqueConstraint, text

from committee_app.database import OFFICE_ROLE
from committee_app.tables.base import Base

APPEND_ONLY = (
    "entry",
    "entry_body",
    "anchor",
    "request_key",
    "vote",
    "vote_change",
    "roll_seat",
    "roll_recusal",
    "service_event",
    "personal_delivery",
    "response",
    "ruling",
    "ground",
    "attached_finding",
    "recusal",
    "letter",
    "letter_sheet",
    "letter_printing",
    "letter_words",
    "meeting_sheet",
    "mail",
    "publication",
    "withdrawal",
    "proposal",
    "proposal_end",
    "office_count",
    "head_commitment",
    "charge_history",
    "homicide_history",
    "meeting_matter",
    "notice_posting",
    "attendance",
    "session_vote",
    "session_choice",
    "session_turn",
    "minute",
    "hearing",
    "information_request",
    "information",
    "seat_term",
    "vacancy",
    "expense_rate",
    "expense_line",
    "spent_challenge",
    "filed_paper",
    "packet",
    "retention_rule",
    "hold",
    "hold_end",
    "disposal",
    "disposal_order",
    "disposal_done",
    "records_request",
    "request_event",
    "request_sheet",
    "redaction",
    "redaction_end",
)

# What is ended, never removed, and never begins again.
END_ONCE = ("passkey", "recovery_code", "link", "sitting", "answer_sitting")
KEEP_EVERY_ROW = (
    "motion", "complaint", "duty", "outbox", "meeting", "calendar_feed", "office_term", "expense_claim", "answer_code",
    "letter_label", "public_line", *END_ONCE,
)  # fmt: skip

# On PostgreSQL the office's role may change these columns and no others; it may delete nothing.
MAY_CHANGE: dict[str, tuple[str, ...]] = {
    "complaint": (
        "state", "changed_at", "convened_on", "found_formal_on", "notice_released_on", "served_on", "response_due",
        "reviewed_on", "determined_on", "remediation_adopted_on", "assessment_opens", "requested_under",
        "request_sent_on", "closed_on", "respondent_address",
    ),
    "duty": ("starts_on", "due_on", "other_due_on", "counts", "done_on", "done_by", "replaced_by"),
    "motion": ("state", "closed_at"),
    "outbox": ("lease_until", "done_at", "bounced_at", "tries", "trouble", "taken_back_by"),
    "remediation": ("sent_on",),
    "term": ("state", "appointee", "licence", "starts_on", "ends_on"),
    "office_term": ("struck_by", "struck_because"),
    "expense_claim": ("state", "decided_on", "decided_by", "decided_because"),
    "setting": ("value",),
    # What a later file says in place of an earlier one; what stood before goes into the history, which only grows.
    "charge": (
        "agency_ori", "agency_case", "received_on", "section", "charge_code", "severity", "lead",
        "probable_cause_statement", "investigative_report", "investigation_requested_on", "filed_on", "refused_on",
        "disposed_on", "earlier_referral_id", "listed_as", "import_id",
    ),
    "homicide": ("occurred_on", "victims", "source", "status", "import_id"),
    "finding": ("first_as_of", "last_as_of"),
    "enacted_words": ("words", "source"),
    "meeting": (
        "state", "sequence", "changed_at", "opened_at", "adjourned_at", "called_off", "postponed_to",
    ),
    "calendar_feed": ("revoked_by",),
    "account": ("display", "role", "email", "password", "totp", "totp_step", "ended_at"),
    "passkey": ("sign_count", "used_at", "ended_at"),
    "recovery_code": ("ended_at",),
    "link": ("ended_at",),
    "sitting": ("seen_at", "proved_at", "ended_at"),
    "sign_in_tries": ("wrong", "not_before"),
    "kept_form": ("typed",),
    "answer_code": ("opened_by", "ended_by"),
    "answer_sitting": ("received", "ended_at"),
    "letter_label": ("ended_by",),
    "public_line": ("signature", "key"),
}  # fmt: skip

# A seat has one member on a day, and a member one seat; a term counts up to the day on which it really ended.
TERM_IN_THE_WAY = (
    "EXISTS (SELECT 1 FROM seat_term "
    "WHERE (seat_term.seat = NEW.seat OR seat_term.account = NEW.account) AND seat_term.starts_on <= NEW.ends_on "
    "AND NEW.starts_on <= COALESCE((SELECT MIN(last_day) FROM vacancy WHERE term_id = seat_term.id), "
    "seat_term.ends_on))"
)


# What an open vote needs: the motion is open, the seat is on its roll, and its member was not recused since.
MOTION_IS_OPEN = "(SELECT state FROM motion WHERE id = NEW.motion_id) = 'open'"
CHANGES_ARE_ALLOWED = (
    "EXISTS (SELECT 1 FROM motion WHERE id = NEW.motion_id "
    """AND readings LIKE '%"vote_change":"until_close"%')"""
)
WAS_RECUSED = "EXISTS (SELECT 1 FROM roll_recusal WHERE motion_id = NEW.motion_id AND seat = NEW.seat)"
MOTION_STAYS = tuple(
    column.name for column in Base.metadata.tables["motion"].columns if column.name not in MAY_CHANGE["motion"]
)

# A letter that was taken back stays so, and is printed by nobody.
WAS_TAKEN_BACK = (
    "EXISTS (SELECT 1 FROM outbox WHERE letter_id = NEW.letter_id AND printing IS NULL AND taken_back_by IS NOT NULL)"
)


def _keys(table: Table) -> list[tuple[str, ...]]:
    """The primary key and every unique key: what INSERT OR REPLACE would go through."""
    keys = [tuple(column.name for column in table.primary_key)]
    keys += [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return keys


def sqlite_guards() -> Iterator[str]:
    for name in APPEND_ONLY:
        table = Base.metadata.tables[name]
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            )
        # REPLACE removes the old row without asking the delete trigger where recursive_triggers is off.
        for number, key in enumerate(_keys(table)):
            same = " AND ".join(f"{column} = NEW.{column}" for column in key)
            yield (
                f"CREATE TRIGGER {name}_no_replace_{number} BEFORE INSERT ON {name} "  # noqa: S608 - our own tables
                f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {same}) "
                f"BEGIN SELECT RAISE(ABORT, '{name} has this row already'); END"
            )
    for name in ("vote", "vote_change", "roll_recusal"):
        yield (
            f"CREATE TRIGGER {name}_while_open BEFORE INSERT ON {name} WHEN NOT {MOTION_IS_OPEN} "
            "BEGIN SELECT RAISE(ABORT, 'the motion is closed'); END"
        )
    for name in ("vote", "vote_change"):
        yield (
            f"CREATE TRIGGER {name}_not_of_the_recused BEFORE INSERT ON {name} WHEN {WAS_RECUSED} "
            "BEGIN SELECT RAISE(ABORT, 'the member is recused'); END"
        )
    yield (
        f"CREATE TRIGGER vote_change_where_allowed BEFORE INSERT ON vote_change WHEN NOT {CHANGES_ARE_ALLOWED} "
        "BEGIN SELECT RAISE(ABORT, 'a vote on this motion is final'); END"
    )
    yield (
        "CREATE TRIGGER vote_from_the_roll BEFORE INSERT ON vote "
        "WHEN NOT EXISTS (SELECT 1 FROM roll_seat WHERE motion_id = NEW.motion_id AND seat = NEW.seat) "
        "BEGIN SELECT RAISE(ABORT, 'the seat is not on the roll'); END"
    )
    yield (
        "CREATE TRIGGER roll_before_votes BEFORE INSERT ON roll_seat "
        "WHEN EXISTS (SELECT 1 FROM vote WHERE motion_id = NEW.motion_id) "
        "BEGIN SELECT RAISE(ABORT, 'the roll is fixed'); END"
    )
    yield (
        "CREATE TRIGGER outbox_taken_back_once BEFORE UPDATE OF taken_back_by ON outbox "
        "WHEN OLD.taken_back_by IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the letter was taken back'); END"
    )
    yield (
        f"CREATE TRIGGER letter_printing_while_it_stands BEFORE INSERT ON letter_printing WHEN {WAS_TAKEN_BACK} "
        "BEGIN SELECT RAISE(ABORT, 'the letter was taken back'); END"
    )
    yield (
        "CREATE TRIGGER public_line_signed_once BEFORE UPDATE OF signature, key ON public_line "
        "WHEN OLD.signature IS NOT NULL BEGIN SELECT RAISE(ABORT, 'the line is signed'); END"
    )
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in MOTION_STAYS)
    yield (
        f"CREATE TRIGGER motion_one_way BEFORE UPDATE ON motion WHEN OLD.state = 'closed' OR {changed} "
        "BEGIN SELECT RAISE(ABORT, 'a motion only closes'); END"
    )
    yield (
        f"CREATE TRIGGER seat_term_is_free BEFORE INSERT ON seat_term WHEN {TERM_IN_THE_WAY} "
        "BEGIN SELECT RAISE(ABORT, 'the seat or the member is taken in these days'); END"
    )
    yield (
        "CREATE TRIGGER claim_decided_once BEFORE UPDATE ON expense_claim WHEN OLD.state <> 'claimed' "
        "BEGIN SELECT RAISE(ABORT, 'the claim is decided'); END"
    )
    for name in ("office_term", "expense_claim", "answer_code", "letter_label", "public_line"):
        # The columns that PostgreSQL's role has no right to change.
        fixed = [column.name for column in Base.metadata.tables[name].columns if column.name not in MAY_CHANGE[name]]
        yield (
            f"CREATE TRIGGER {name}_keeps_what_it_says BEFORE UPDATE OF {', '.join(fixed)} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} keeps what it says'); END"
        )
    for name in KEEP_EVERY_ROW:
        yield (
            f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} keeps every row'); END"
        )
    for name in END_ONCE:
        yield (
            f"CREATE TRIGGER {name}_ends_once BEFORE UPDATE OF ended_at ON {name} WHEN OLD.ended_at IS NOT NULL "
            f"AND NEW.ended_at IS NOT OLD.ended_at BEGIN SELECT RAISE(ABORT, 'it has ended'); END"
        )


def postgresql_guards() -> Iterator[str]:
    yield """CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$"""
    for name in APPEND_ONLY:
        yield (
            f"CREATE OR REPLACE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
        yield (
            f"CREATE OR REPLACE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    for name, asked, words in (
        ("vote_guard", MOTION_IS_OPEN, "the motion is closed"),
        ("recusal_guard", f"NOT {WAS_RECUSED}", "the member is recused"),
        ("change_guard", CHANGES_ARE_ALLOWED, "a vote on this motion is final"),
    ):
        yield f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT ({asked.replace("%", "%%")}) THEN
                    RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$"""
    for trigger, table, function in (
        ("vote_while_open", "vote", "vote_guard"),
        ("vote_change_while_open", "vote_change", "vote_guard"),
        ("roll_recusal_while_open", "roll_recusal", "vote_guard"),
        ("vote_not_of_the_recused", "vote", "recusal_guard"),
        ("vote_change_not_of_the_recused", "vote_change", "recusal_guard"),
        ("vote_change_where_allowed", "vote_change", "change_guard"),
    ):
        yield (
            f"CREATE OR REPLACE TRIGGER {trigger} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
    before, after = (", ".join(f"{row}.{column}" for column in MOTION_STAYS) for row in ("OLD", "NEW"))
    yield f"""CREATE OR REPLACE FUNCTION motion_one_way() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.state = 'closed' OR ({before}) IS DISTINCT FROM ({after}) THEN
                RAISE EXCEPTION 'a motion only closes' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""
    yield """CREATE OR REPLACE TRIGGER motion_one_way BEFORE UPDATE ON motion
        FOR EACH ROW EXECUTE FUNCTION motion_one_way()"""
    yield """CREATE OR REPLACE FUNCTION ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at THEN
                RAISE EXCEPTION 'it has ended' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""
    for name in END_ONCE:
        yield (
            f"CREATE OR REPLACE TRIGGER {name}_ends_once BEFORE UPDATE OF ended_at ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION ends_once()"
        )

    for name, asked in (
        ("taken_back_once", "OLD.taken_back_by IS NOT NULL"),
        ("printing_guard", WAS_TAKEN_BACK),
    ):
        yield f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {asked} THEN
                    RAISE EXCEPTION 'the letter was taken back' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$"""
    yield """CREATE OR REPLACE TRIGGER outbox_taken_back_once BEFORE UPDATE OF taken_back_by ON outbox
        FOR EACH ROW EXECUTE FUNCTION taken_back_once()"""
    yield """CREATE OR REPLACE TRIGGER letter_printing_while_it_stands BEFORE INSERT ON letter_printing
        FOR EACH ROW EXECUTE FUNCTION printing_guard()"""

    yield """CREATE OR REPLACE FUNCTION signed_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.signature IS NOT NULL THEN
                RAISE EXCEPTION 'the line is signed' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""
    yield """CREATE OR REPLACE TRIGGER public_line_signed_once BEFORE UPDATE OF signature, key ON public_line
        FOR EACH ROW EXECUTE FUNCTION signed_once()"""
    yield f"""CREATE OR REPLACE FUNCTION term_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {TERM_IN_THE_WAY} THEN
                RAISE EXCEPTION 'the seat or the member is taken in these days'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""
    yield """CREATE OR REPLACE TRIGGER seat_term_is_free BEFORE INSERT ON seat_term
        FOR EACH ROW EXECUTE FUNCTION term_guard()"""
    yield """CREATE OR REPLACE FUNCTION claim_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.state <> 'claimed' THEN
                RAISE EXCEPTION 'the claim is decided' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""
    yield """CREATE OR REPLACE TRIGGER claim_decided_once BEFORE UPDATE ON expense_claim
        FOR EACH ROW EXECUTE FUNCTION claim_guard()"""


def postgresql_rights(database: str) -> Iterator[str]:
    """The office's role: it reads, adds, and changes named columns. It owns nothing and deletes nothing."""
    # Where the role is there already, an owner who may make no roles will do.
    yield (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OFFICE_ROLE}') THEN "
        f"CREATE ROLE {OFFICE_ROLE} NOLOGIN; END IF; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    # Other logins of this server, the public site's among them, may not even look at the catalogue.
    yield f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC'
    yield f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO {OFFICE_ROLE}'
    yield f"GRANT USAGE ON SCHEMA public TO {OFFICE_ROLE}"
    yield f"GRANT {OFFICE_ROLE} TO CURRENT_USER"
    for name in Base.metadata.tables:
        yield f'GRANT SELECT, INSERT ON "{name}" TO {OFFICE_ROLE}'
    for name, columns in MAY_CHANGE.items():
        yield f'GRANT UPDATE ({", ".join(columns)}) ON "{name}" TO {OFFICE_ROLE}'
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {OFFICE_ROLE}"
    yield f"GRANT SELECT ON alembic_version TO {OFFICE_ROLE}"


def remove(connection: Connection) -> None:
    """Takes SQLite's triggers away while tables are made anew; `install` puts them back in the same transaction."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def install(connection: Connection) -> None:
    """Puts every guard in place, as the tables' owner, after the last migration."""
    if connection.dialect.name == "sqlite":
        statements = list(sqlite_guards())
    else:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
        statements = [*postgresql_guards(), *postgresql_rights(name)]
    for statement in statements:
        connection.exec_driver_sql(statement)
