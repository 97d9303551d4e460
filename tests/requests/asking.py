"""Requests for records as the tests make them, and their reading."""

import io
from typing import Any

from pypdf import PdfReader
from sqlalchemy import select

from committee_app import requests
from committee_app.requests import Asked
from committee_app.tables.requests import RequestSheet
from rules import calendar
from tests.offices import Office, day

CONTACT = "4 Sample Street\nColumbia, Missouri 65201"


def receive(office: Office, on: str, **given: Any) -> int:
    """A request that came by mail on that day; says its number in the database."""
    said = {"received_on": on, "channel": "mail", "requester": "Sample Requester", "contact": CONTACT,
            "asked": "Sample: every complaint about the circuit attorney."}  # fmt: skip
    return int(office.act("receive_records_request", "staff", on=on, **{**said, **given}).reply["records_request"])


def read(office: Office, number: int) -> Asked:
    with office.database.reading() as session:
        asked = requests.one(session, number)
        session.expunge_all()
    assert asked
    return asked


def due(office: Office, number: int) -> str:
    awaited = read(office, number).awaited(calendar.strict())
    assert awaited
    return awaited.by.isoformat()


def late(office: Office, number: int, on: str) -> bool:
    return read(office, number).overdue(calendar.strict(), day(on))


def letters(office: Office, number: int) -> list[bytes]:
    with office.database.reading() as session:
        query = select(RequestSheet.pdf).where(RequestSheet.request_id == number).order_by(RequestSheet.entry)
        return list(session.scalars(query))


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
