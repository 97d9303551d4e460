"""The closed store, table by table, by subject. Importing this package declares them all."""

from committee_app.tables import (
    accounts,
    base,
    docket,
    journal,
    letters,
    meetings,
    office,
    packets,
    publications,
    records,
    register,
    requests,
    respondent,
    retention,
    roster,
    votes,
)

__all__ = [
    "accounts",
    "base",
    "docket",
    "journal",
    "letters",
    "meetings",
    "office",
    "packets",
    "publications",
    "records",
    "register",
    "requests",
    "respondent",
    "retention",
    "roster",
    "votes",
]

# Rows that one act adds refer to each other and to its journal entry: the whole is checked when it is committed.
for _table in base.Base.metadata.tables.values():
    for _constraint in _table.foreign_key_constraints:
        _constraint.deferrable, _constraint.initially = True, "DEFERRED"
