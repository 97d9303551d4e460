"""Letters beside those of the votes: to the complainant, to the special prosecutor, and the proofs of service."""

from collections.abc import Callable, Mapping
from typing import Any

from committee_app.acts.doing import Doing, term_of
from committee_app.acts.letters import LETTER, standing
from committee_app.acts.registry import Kind, Parameter, act
from committee_app.acts.service import office_name
from committee_app.proofs_of_service import certified_facts
from committee_app.tables.records import Letter
from committee_app.tables.register import Jurisdiction
from letters import catalogue
from letters.letter import Address
from letters.letter import Letter as Paper
from rules.statute import cite
from workflows.complaint import LODGING, NOTICE
from workflows.machine import Refused
from workflows.special_prosecutor import TERM_OVER, TermState

CLOSED_RECORDS = cite("56.602.4(2)#2")
ADDRESS = Parameter("address", Kind.LONG_TEXT, "Postal address", hint="without the name, which stands above it")


def addressed(name: str, lines: str) -> Address:
    """A person or an office with the lines of an address as they were typed."""
    return Address(name, tuple(line.strip() for line in lines.split("\n") if line.strip()))


def _sent_before(kind: str, words: str) -> Callable[[Doing], str | None]:
    def hindrance(doing: Doing) -> str | None:
        return words if any(letter.kind == kind for letter in standing(doing)) else None

    return hindrance


def _acknowledgment(doing: Doing) -> Paper:
    row = doing.complaint
    said = catalogue.Acknowledgment(addressed(row.complainant, doing["address"]), doing.today, row.id, row.received_on)
    return doing.letter(said, signed=True)


@act(
    "Releases the acknowledgment to the complainant.",
    LODGING,
    CLOSED_RECORDS,
    roles="director staff",
    asks=(ADDRESS,),
    hindrance=_sent_before("acknowledgment", "The complaint is acknowledged already."),
    drafts=_acknowledgment,
)
def acknowledge(doing: Doing) -> Mapping[str, Any]:
    paper = _acknowledgment(doing)
    letter = doing.queue(paper.kind, paper, "acknowledgment")
    return {"letter": letter.id, "sha256": letter.sha256}


def _no_end_to_tell(doing: Doing) -> str | None:
    term = term_of(doing.session, doing.complaint.id)
    if term is None or term.state not in {TermState.ENDING, TermState.ENDED}:
        return "No special prosecutor's appointment ends in this matter."
    return _sent_before("term_end", "The end of the appointment is told already.")(doing)


def _term_end(doing: Doing) -> Paper:
    term, row = doing.term_row, doing.complaint
    said = catalogue.TermEnd(
        to=addressed(term.appointee, doing["address"]),
        dated=doing.today,
        reference=row.id,
        office=office_name(doing.session.get_one(Jurisdiction, row.jurisdiction)),
        appointee=term.appointee,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
    )
    return doing.letter(said, signed=True)


@act(
    "Releases the notice to the special prosecutor that the appointment ends with its term.",
    TERM_OVER,
    CLOSED_RECORDS,
    roles="director",
    asks=(ADDRESS,),
    hindrance=_no_end_to_tell,
    step_up=True,
    drafts=_term_end,
)
def announce_term_end(doing: Doing) -> Mapping[str, Any]:
    paper = _term_end(doing)
    letter = doing.queue(paper.kind, paper, "term_end")
    return {"letter": letter.id, "sha256": letter.sha256}


def _facts(doing: Doing, notice: Letter) -> tuple[str, ...]:
    """What stands about the way of one notice, a sentence each; what was corrected is not certified."""
    return tuple(fact.sentence for fact in certified_facts(doing.session, doing.complaint.id, notice.id))


def notices(doing: Doing) -> list[Letter]:
    """The notices of this matter that were not taken back, the newest first."""
    return [letter for letter in standing(doing) if letter.kind == "notice"]


def _the_notice(doing: Doing, number: int | None = None) -> Letter:
    """The notice of that number, or the newest. Raises Refused."""
    notice = next((letter for letter in notices(doing) if number in (None, letter.id)), None)
    if notice is None:
        raise Refused("There is no such notice in this matter.", NOTICE)
    return notice


def _nothing_to_certify(doing: Doing) -> str | None:
    if hindrance := _no_notice(doing):
        return hindrance
    known = any(_facts(doing, notice) for notice in notices(doing))
    return None if known else "Nothing is recorded of the notice's way."


def _certificate(doing: Doing) -> Paper:
    notice = _the_notice(doing, doing["letter"])
    said = catalogue.ServiceCertificate(
        dated=doing.today,
        reference=doing.complaint.id,
        served=addressed(doing.complaint.respondent, doing.complaint.respondent_address or ""),
        paper=notice.subject,
        released_on=notice.dated,
        sha256=notice.sha256,
        facts=_facts(doing, notice),
        certified_by=doing.actor.display,
    )
    return doing.letter(said, signed=True)


@act(
    "Makes the certificate of what the office's records say about the way of the notice.",
    NOTICE,
    CLOSED_RECORDS,
    roles="director staff",
    asks=(LETTER,),
    hindrance=_nothing_to_certify,
    drafts=_certificate,
)
def certify_service(doing: Doing) -> Mapping[str, Any]:
    paper = _certificate(doing)
    letter = doing.queue(paper.kind, paper, f"service_certificate:{doing.seq}")
    return {"letter": letter.id, "sha256": letter.sha256}


def _no_notice(doing: Doing) -> str | None:
    return None if notices(doing) else "No notice was released in this matter."


def _affidavit(doing: Doing) -> Paper:
    notice = _the_notice(doing)
    said = catalogue.DeliveryAffidavit(
        dated=doing.today,
        reference=doing.complaint.id,
        server=doing["server"],
        served=doing["served"],
        paper=notice.subject,
        sha256=notice.sha256,
        day=doing.on_day("day", not_before=notice.dated),
        at=f"{doing['at']:%-I:%M %p}" if doing["at"] else None,
        place=doing["place"],
        manner=doing["manner"],
        identified=doing["identified"],
    )
    return doing.letter(said)


@act(
    "Draws the affidavit of a delivery of the notice in person, for the server to sign.",
    NOTICE,
    CLOSED_RECORDS,
    roles="director staff",
    asks=(
        Parameter("server", Kind.TEXT, "Who delivered it", hint="over eighteen, and no party to the matter"),
        Parameter("served", Kind.TEXT, "To whom"),
        Parameter("identified", Kind.TEXT, "How that person was identified"),
        Parameter("day", Kind.DAY, "Day", required=False, hint="today if left empty"),
        Parameter("at", Kind.TIME, "Time", required=False, hint="Missouri time, as 14:30"),
        Parameter("place", Kind.TEXT, "Place"),
        Parameter("manner", Kind.TEXT, "Manner", hint="for example: handed over in the reception of the office"),
    ),
    hindrance=_no_notice,
    drafts=_affidavit,
)
def draw_affidavit(doing: Doing) -> Mapping[str, Any]:
    paper = _affidavit(doing)
    letter = doing.queue(paper.kind, paper, f"delivery_affidavit:{doing.seq}")
    return {"letter": letter.id, "sha256": letter.sha256}
