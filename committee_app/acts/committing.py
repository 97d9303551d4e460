"""The day's commitment: what the journal's head is now, hidden in a line of the public list.

One line a day at one hour, whether or not anything was done: the list shows that the machine ran, and not when the
committee acted. What the line hides is told when the past is to be proved (committee_app.commitments).
"""

import secrets
from collections.abc import Mapping
from typing import Any

from committee_app import journal
from committee_app.acts.doing import Doing
from committee_app.acts.public_list import append
from committee_app.acts.registry import act
from committee_app.public.lists import COMMITMENT, commitment
from committee_app.tables.publications import HeadCommitment
from committee_app.tables.records import Outbox
from rules.statute import cite

NONCE = 32


def _hindrance(doing: Doing) -> str | None:
    if doing.session.get(HeadCommitment, doing.today) is not None:
        return f"The list has its commitment of {doing.today:%B %-d, %Y} already: there is one a day."
    return None


@act(
    "Commits for the day to all that the closed journal holds, in a line of the public list that shows nothing of it.",
    cite("56.602.4(2)#2"),
    roles="console",
    about="office",
    hindrance=_hindrance,
    cannot_be_undone="The public list keeps the line.",
)
def commit_head(doing: Doing) -> Mapping[str, Any]:
    entries, head = journal.head(doing.session)
    nonce = secrets.token_hex(NONCE)
    day = doing.today.isoformat()
    line = append(doing, COMMITMENT, commitment(day, head, nonce))
    doing.session.add(HeadCommitment(day=doing.today, seq=line.seq, entries=entries, head=head, nonce=nonce))
    doing.session.add(Outbox(dedup=f"public:commitment:{day}", kind="public_store", queued_by=doing.seq))
    doing.reply |= {"line": line.seq}
    return {"line": line.seq, "digest": line.digest}
