"""The search page: one box, and under it what may be seen of what was found."""

from flask import Blueprint, g, render_template, request

from committee_app.access import READERS, hidden_matters
from committee_app.doorway import HEADERS, records, shows
from committee_app.searching import search, words_of

desk = Blueprint("search", __name__)
# What is searched, and whose page shows it: a kind whose page is denied is not searched either.
SHOWN_BY = {
    "matters": "matter",
    "responses": "matter",
    "letters": "letter",
    "findings": "findings",
    "clauses": "statute",
    "readings": "readings",
}


@desk.get("/search")
@shows("search")
def page() -> str:
    words = words_of(request.args.get("q", ""))
    kinds = [kind for kind, record in SHOWN_BY.items() if g.actor.role in READERS[record]]
    found = search(records(), words, kinds, hidden_matters(records(), g.actor))
    # The page asks for its script where the site's policy lets a browser load one; it works without.
    scripts = "script-src" in HEADERS["Content-Security-Policy"]
    return render_template("search.html", asked=" ".join(words), kinds=kinds, found=found, scripts=scripts)
