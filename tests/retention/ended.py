"""A matter that ended long ago, with papers, letters and entries, and the way to its disposal."""

import io
import os
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from committee_app.disposing import CarriedOut, carry_out
from committee_app.papers import keep, place
from committee_app.tables.respondent import FiledPaper
from tests.offices import ADDRESS, Office, day, noon
from tests.papers.made import image, pdf

# Closed on January 12, 2028 and kept for ten years: through January 12, 2038. It is due on the next day.
CLOSED, KEPT, DUE = "2028-01-12", "2038-01-12", "2038-01-13"
FILE = "complaint_without_request"
MONTH = 30 * 86_400


def paper(office: Office, kind: str = "pdf", *, age: int = MONTH) -> dict[str, Any]:
    """A paper in the store, as a page gives it to an act; it came in `age` seconds before the instant of DUE."""
    content = pdf() if kind == "pdf" else image("PNG")
    kept = keep(office.instance, io.BytesIO(content), f"scan.{kind}")
    came = noon(day(DUE)).timestamp() - age
    os.utime(place(office.instance, kept.sha256), (came, came))
    return asdict(kept)


def with_papers(office: Office, matter: str, on: str, *papers: dict[str, Any]) -> None:
    """Information that came on paper, in answer to a request."""
    request = office.act(
        "request_information", complaint=matter, on=on, asked_of="Sample Agency", what="Sample records."
    ).entry
    office.act("record_information", "staff", matter, on=on, request=request, papers=list(papers))


def ended(office: Office, *papers: dict[str, Any], facts: str = "Sample facts.") -> str:
    """A matter that was lodged, acknowledged by a letter, answered with papers, found not formal and closed."""
    matter = office.lodge("2028-01-03", facts=facts)
    office.act("acknowledge", "staff", matter, on="2028-01-04", address=ADDRESS)
    office.act("convene", complaint=matter, on=CLOSED, place="Sample room")
    if papers:
        with_papers(office, matter, CLOSED, *papers)
    office.vote(matter, "formality", "nnnnn", on=CLOSED)
    return matter


def scheduled(office: Office, *, years: int = 10, record_class: str = FILE, on: str = "2028-02-01") -> None:
    office.act(
        "enter_retention", on=on, record_class=record_class, kept="years", years=years, from_day="2028-01-01",
        source="Sample schedule 1, series 2", source_day="2028-01-01",
    )  # fmt: skip


def proposed(office: Office, matter: str, *, by: str = "staff", on: str = DUE, record_class: str = FILE) -> int:
    given = {"record_class": record_class, "looked": "yes"}
    number: int = office.act("propose_disposal", by, matter, on=on, **given).reply["disposal"]
    return number


def ordered(office: Office, matter: str, number: int, *, by: str = "director", on: str = DUE) -> None:
    office.act("dispose", by, matter, on=on, disposal=number, looked="yes")


def held(office: Office, covers: str = "everything", *, on: str = "2038-01-10", **given: Any) -> int:
    """A hold on everything, or on the matter or class that is given; says its number."""
    said = {"ground": "suit", "reason": "Sample suit.", "source": "Sample summons", "day": on, **given}
    number: int = office.act("place_hold", "staff", on=on, covers=covers, **said).reply["hold"]
    return number


def carried_out(office: Office, number: int, on: str = DUE) -> CarriedOut:
    return carry_out(office.database, office.database.url, office.instance, number, day(on), noon(day(on)))


def filed(office: Office, matter: str) -> list[FiledPaper]:
    with office.database.reading() as session:
        return list(session.scalars(select(FiledPaper).filter_by(complaint_id=matter).order_by(FiledPaper.id)))
