"""What leaves as open is looked through first: no protected name and no closed text of the matter may stand in it.

One mechanism for the governor's open envelope and for publication: the paper's own bytes are read again, and the act
is refused with the place where something stands that is closed (56.602.4(2)#2).
"""

import datetime as dt
from typing import Any

from committee_app.acts.doing import Doing
from committee_app.packet import open_envelope
from committee_app.protected import leaks
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.layout import as_pdf
from letters.packet import open_paper
from rules.statute import cite
from workflows.machine import Refused
from workflows.motion import CONTINUING, REQUEST, RESOLVED, TERM_NEEDED

CLOSED_RECORDS = cite("56.602.4(2)#2")
MOST_NAMED = 5


def refuse_closed(doing: Doing, paper: bytes, dated: dt.date) -> None:
    """Raises Refused where the PDF says anything that is closed in this matter, with each place."""
    found = leaks(doing.session, doing.complaint.id, paper, innocent_papers(doing, dated))
    if found:
        more = [f"{len(found) - MOST_NAMED} more."] if len(found) > MOST_NAMED else []
        named = " ".join([leak.sentence for leak in found[:MOST_NAMED]] + more)
        raise Refused(f"This paper cannot leave as open. {named}", CLOSED_RECORDS)


def rehearse(doing: Doing, said: Any) -> None:
    """Goes through everything that the public would be given of this proposal or draft. Raises Refused."""
    refuse_closed(doing, said.pdf, said.dated)


def innocent_papers(doing: Doing, dated: dt.date) -> list[bytes]:
    """The records that the Act opens, for this office and day, made of open columns alone: what stands in them is said
    by the Act itself."""
    letterhead = doing.letterhead()
    papers = [
        open_paper(open_envelope(doing.session, doing.complaint, asked, dated))
        for asked in (REQUEST, CONTINUING, TERM_NEEDED)
    ]
    jurisdiction = doing.session.get_one(Jurisdiction, doing.complaint.jurisdiction)
    office = f"{jurisdiction.office}, {jurisdiction.name}"
    papers.append(catalogue.finding(catalogue.Finding(dated=dated, office=office, clause=RESOLVED)))
    return [as_pdf(paper, letterhead) for paper in papers]
