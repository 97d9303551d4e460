"""Where the head of every page leads, and which desks say at their foot that what they show is closed."""

# The pages that the head of every page leads to: endpoint, label, and the record whose readers may see it.
NAVIGATION = (
    ("front.page", "Desk", "front"),
    ("docket.list_", "Docket", "docket"),
    ("meetings.list_", "Meetings", "meetings"),
    ("letters.list_", "Letters", "letters"),
    ("publishing.list_", "Open records", "open records"),
    ("requests.list_", "Requests", "request"),
    ("deadlines.month", "Deadlines", "deadlines"),
    ("register.findings", "Findings", "findings"),
    ("law.statute", "Statute", "statute"),
    ("law.readings", "Readings", "readings"),
    ("law.calendar", "Calendar", "calendar"),
    ("roster.seats", "Roster", "roster"),
    ("expenses.claims", "Expenses", "claim"),
    # For the administrator, who keeps the rates and reads no claim.
    ("expenses.rates", "Rates", "people"),
    ("retention.page", "Retention", "retention"),
    ("journal.entries", "Journal", "journal"),
    ("people.list_", "People", "people"),
    ("health.page", "Health", "health"),
)
# The desks whose pages show closed records and say so at their foot.
CLOSED_DESKS = frozenset(
    {
        "front",
        "docket",
        "meetings",
        "acting",
        "deadlines",
        "register",
        "journal",
        "search",
        "letters",
        "publishing",
        "retention",
        "requests",
        "redactions",
    }
)
