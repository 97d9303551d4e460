"""Holding the letter: what a test knows of a code is what the letter says of it."""

import datetime as dt
import io
from typing import Any

from pypdf import PdfReader
from sqlalchemy import select

from committee_app import codes
from committee_app.access import Actor
from committee_app.acts import Outcome, perform
from committee_app.acts.opening import holder_of
from committee_app.database import Database
from committee_app.papers import keep
from committee_app.tables.records import Letter
from tests.offices import ADDRESS, Office, day, noon
from tests.papers.made import GOOD

KINDS = ("notice", "new_code")


def code_of(database: Database, complaint: str) -> str:
    """The code in the last letter that carries one, read from its sheet."""
    query = (
        select(Letter.pdf).where(Letter.complaint_id == complaint, Letter.kind.in_(KINDS)).order_by(Letter.id.desc())
    )
    with database.reading() as session:
        pdf = session.scalars(query).first()
    assert pdf
    found = codes.WRITTEN.search("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    assert found
    return found[0]


def noticed(office: Office, on: str = "2028-01-14") -> str:
    """A matter whose notice was released; says its number."""
    complaint = office.lodge("2028-01-03")
    office.act("convene", complaint=complaint, on="2028-01-12", place="Sample room")
    office.vote(complaint, "formality", "yyyyy", on="2028-01-12")
    office.act("release_notice", complaint=complaint, on=on, address=ADDRESS)
    return complaint


def posted(office: Office) -> str:
    complaint = noticed(office)
    office.act(
        "record_posting", "staff", complaint, on="2028-01-14", article_number="9407 1118 9922 3197 4284 90",
        number_is_right="yes", source="form 3800",
    )  # fmt: skip
    return complaint


def delivered(office: Office) -> str:
    """The notice was delivered on January 20, 2028: the response is due on February 3."""
    complaint = posted(office)
    office.act("record_delivery", "staff", complaint, on="2028-01-20", manner="delivered", source="return receipt")
    return complaint


def holder(office: Office, complaint: str, on: str, code: str | None = None) -> Actor | None:
    with office.database.reading() as session:
        return holder_of(session, complaint, code or code_of(office.database, complaint), day(on))


def by_code(office: Office, verb: str, complaint: str, on: str, key: str | None = None, **given: Any) -> Outcome:
    """Does one act as whoever holds the matter's letter."""
    actor, today = holder(office, complaint, on), day(on)
    assert actor
    return perform(office.database, verb, actor, given, complaint=complaint, key=key, today=today, now=noon(today))


def paper(office: Office, name: str = "answer.pdf") -> dict[str, Any]:
    """A paper that lies in the store, as a page gives it to an act."""
    kept = keep(office.instance, io.BytesIO(GOOD[name]), name)
    return {"sha256": kept.sha256, "size": kept.size, "kind": kept.kind, "name": kept.name}


def moment(on: str, hour: int = 18) -> dt.datetime:
    return dt.datetime.combine(day(on), dt.time(hour), dt.UTC)
