"""Sending begins again after a restore: by a person, who says what left before."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from committee_app.acts.doing import Doing
from committee_app.acts.letters import CORRESPONDENCE
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.sending import SETTING, stopped
from committee_app.tables.office import Setting
from committee_app.tables.records import Outbox
from workflows.machine import Refused


def _is_not_stopped(doing: Doing) -> str | None:
    return None if stopped(doing.session) else "Sending is not stopped: what waits leaves by itself."


@act(
    "Resumes sending after a restore. What left before the restore is marked, and never goes out again.",
    CORRESPONDENCE,
    roles="director staff",
    about="office",
    asks=(
        Parameter(
            "left", Kind.NUMBERS, "Left before the restore", required=False,
            hint="what the register of what left, the sheets in the print tray, or paper says was sent already",
        ),
        Parameter(
            "compared", Kind.YES, "I compared all that waits with the print register and the mail log"
        ),
    ),
    hindrance=_is_not_stopped,
    cannot_be_undone="All that waits and is not marked leaves with the next run: letters into the print tray, mails.",
    step_up=True,
)  # fmt: skip
def resume_sending(doing: Doing) -> Mapping[str, Any]:
    if not doing["compared"]:
        raise Refused("Compare first: what is sent twice cannot be taken back.", CORRESPONDENCE)
    named = doing["left"] or []
    waiting = (
        Outbox.kind != "public_store", Outbox.done_at.is_(None), Outbox.bounced_at.is_(None),
        Outbox.taken_back_by.is_(None),
    )  # fmt: skip
    rows = {row.id: row for row in doing.session.scalars(select(Outbox).where(*waiting))}
    if unknown := [str(number) for number in named if number not in rows]:
        raise Refused(f"Nothing waits under {', '.join(unknown)}: open the form again.", CORRESPONDENCE)
    for number in named:
        rows[number].done_at = doing.now
        rows[number].trouble = "left before the restore"
    since = stopped(doing.session)
    doing.session.execute(update(Setting).where(Setting.name == SETTING).values(value=""))
    doing.reply |= {"left_before": len(named), "leaves_now": len(rows) - len(named)}
    return {
        "stopped_since": since,
        "left_before": [{"kind": rows[number].kind, "what": rows[number].dedup} for number in named],
        "leaves_now": len(rows) - len(named),
    }
