"""The response in the record: on time or late, and how it moves the matter on, however it came."""

import datetime as dt

from sqlalchemy import func, select

from committee_app.acts.doing import Doing
from committee_app.tables.docket import Response
from workflows.complaint import MORE_INFORMATION, State

# The notice is on its way, as far as the office knows; a response that comes now waits in the record.
BEFORE_DELIVERY = (State.FORMAL, State.NOTICE_RETURNED)
ON_ITS_WAY = (State.NOTICE_SENT, State.NOTICE_DELIVERED)


def keep_response(doing: Doing, day: dt.date, text: str, *, moves: bool = True) -> bool:
    """Keeps a response that came on that day, and moves the matter on; says whether it was late. Raises Refused where
    the procedure takes none."""
    due = doing.complaint.response_due
    late = due is not None and day > due
    if moves:
        doing.move("record_response")
    if late:
        doing.clause = MORE_INFORMATION
    doing.session.add(Response(entry=doing.seq, complaint_id=doing.complaint.id, received_on=day, text=text, late=late))
    return late


def take_waiting_response(doing: Doing) -> None:
    """A response that came before the office knew of the delivery moves the matter on as soon as the clock runs."""
    row = doing.complaint
    came = doing.session.scalar(select(func.min(Response.received_on)).where(Response.complaint_id == row.id))
    if came is None or row.response_due is None or row.state not in ON_ITS_WAY:
        return
    clause = doing.clause
    doing.move("record_response")
    doing.clause = clause
    # The duty that this very act started was done on the day of the response, which may be a late one.
    for duty in doing.started:
        if duty.kind == "respond":
            duty.done_on, duty.done_by = max(came, doing.happened_on), doing.seq
