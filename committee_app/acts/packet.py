"""The governor's packet: one press makes an open envelope and a closed one, kept as they are (56.602.4(2)#2, #3)."""

import hashlib
from collections.abc import Mapping
from typing import Any

from committee_app import closed_record
from committee_app.acts.doing import Doing
from committee_app.acts.opening import end_code
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.rehearsing import refuse_closed
from committee_app.binding import bind
from committee_app.packet import asked_under, open_letter, request_of, versions
from committee_app.tables.packets import Packet
from letters.layout import as_pdf
from letters.packet import CLOSED_RECORDS
from rules.statute import Clause, cite
from workflows.machine import Refused
from workflows.motion import CONTINUING, REQUEST, TERM_NEEDED

OPEN_REQUEST = cite("56.602.4(2)#3")


def _hindrance(doing: Doing) -> str | None:
    if asked_under(doing.session, doing.complaint) is None:
        return "No request to the governor has carried in this matter: there is nothing to put into envelopes."
    return None


def open_sheet(doing: Doing, asked: Clause) -> bytes:
    """What lies in the open envelope: the request as it was released, byte for byte, whatever became of its words
    since; drawn from the four open facts where no letter carries it yet."""
    request = request_of(doing.session, doing.complaint.id, asked)
    if request is not None:
        return request.pdf
    return as_pdf(open_letter(doing.session, doing.complaint, asked, doing.today), doing.letterhead())


@act(
    "Makes the two envelopes for the governor: the open request with its finding, and apart the whole closed record.",
    REQUEST,
    CONTINUING,
    TERM_NEEDED,
    OPEN_REQUEST,
    CLOSED_RECORDS,
    roles="director",
    asks=(
        Parameter(
            "because",
            Kind.LONG_TEXT,
            "Why it is made anew",
            required=False,
            hint="asked where this request has a packet already: both are kept, as versions",
        ),
    ),
    hindrance=_hindrance,
    step_up=True,
)
def make_packet(doing: Doing) -> Mapping[str, Any]:
    asked = asked_under(doing.session, doing.complaint)
    if asked is None:
        raise AssertionError("make_packet ran although no request carried")
    before = [one for one in versions(doing.session, doing.complaint.id) if one.clause == asked.id]
    if before and not doing["because"]:
        raise Refused(
            f"This request has a packet, made on {before[-1].made_on:%B %-d, %Y}. It stays as it is; say why a further "
            "version is made.",
            asked,
        )
    # The closed record holds the notice, which shows its code: whoever reads it there could open the matter as the
    # prosecutor.
    end_code(doing)
    open_pdf = open_sheet(doing, asked)
    refuse_closed(doing, open_pdf, open_letter(doing.session, doing.complaint, asked, doing.today).dated)
    closed_pdf = bind(closed_record.of(doing.session, doing.complaint, asked, doing.today), doing.letterhead())
    packet = Packet(
        id=doing.next_id(Packet.id),
        complaint_id=doing.complaint.id,
        clause=asked.id,
        version=len(before) + 1,
        made_on=doing.today,
        because=doing["because"] if before else None,
        open_pdf=open_pdf,
        open_sha256=hashlib.sha256(open_pdf).hexdigest(),
        closed_pdf=closed_pdf,
        closed_sha256=hashlib.sha256(closed_pdf).hexdigest(),
        entry=doing.seq,
    )
    doing.session.add(packet)
    doing.clause = asked
    told = {"packet": packet.id, "version": packet.version}
    doing.reply |= told
    return {**told, "open_sha256": packet.open_sha256, "closed_sha256": packet.closed_sha256, "because": packet.because}
