"""A small open store in which every kind of record stands, in every state: what the tests of the reader look at."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from committee_app.public import lists, store
from committee_app.public.lists import COMMITMENT, NOTHING_BEFORE, PUBLISHED, WITHDRAWN, Line
from committee_app.public.store import Contents, OpenRecord

TODAY = dt.date(2028, 11, 15)
ABOUT = {
    "office_name": "Missouri Office of Prosecution Services",
    "office_address": "Review Committee\nP.O. Box 899\nJefferson City, Missouri 65102",
    "custodian": "Sample Custodian",
}
SECRET_OF_THE_WITHDRAWN = "a sentence that should never have been published"
PAGE = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj
%% record %d
trailer<</Root 1 0 R>>
%%%%EOF
"""


def record(number: int, kind: str, dated: str, title: str, **more: Any) -> OpenRecord:
    """A published record; what is not said follows from its number and kind."""
    pdf = PAGE % number
    clause = {"request": "56.602.4(7)(a)a", "second_request": "56.602.4(7)(b)c", "term_request": "56.602.7(5)",
              "finding_resolved": "56.602.4(7)(b)b", "notice": "610.020", "minutes": "610.020",
              "report": "56.750.3#2"}.get(kind, "610.011")  # fmt: skip
    said = {
        "number": number, "kind": kind, "clause": clause, "jurisdiction": None, "office": "", "dated": dated,
        "title": title, "text": f"{title}. This is what record {number} says.", "pdf": pdf,
        "sha256": hashlib.sha256(pdf).hexdigest(), "released": dated,
    }  # fmt: skip
    return OpenRecord(**(said | more))


def withdrawn(one: OpenRecord, day: str, reason: str) -> OpenRecord:
    """The record as the store holds it after its withdrawal."""
    return replace(
        one, jurisdiction=None, office="", title="", text="", pdf=b"", fields={}, withdrawn=day, reason=reason
    )


def lines_of(records: Iterable[OpenRecord]) -> list[Line]:
    """A true chain: a line for each record, one for each withdrawal, and a commitment at the end."""
    gone = [one for one in records if one.withdrawn]
    told = [(one.released, PUBLISHED, one.number, lists.digest_of(lists.manifest(asdict(one)))) for one in records]
    ends = [(one, lists.withdrawal(one.number, one.withdrawn or "", one.reason or "")) for one in gone]
    told += [(one.withdrawn or "", WITHDRAWN, one.number, lists.digest_of(end)) for one, end in ends]
    told.sort(key=lambda line: line[0])
    told.append((told[-1][0], COMMITMENT, None, "c" * 64)) if told else None
    chain: list[Line] = []
    for seq, (day, what, number, digest) in enumerate(told, 1):
        prev = chain[-1].hash if chain else NOTHING_BEFORE
        made = lists.line_hash(seq, day, what, number, digest, prev)
        chain.append(Line(seq, day, what, number, digest, prev, made, "ab" * 64, "cd" * 32))
    return chain


def notice(number: int, dated: str, day: str, **more: Any) -> OpenRecord:
    fields = {
        "day": day, "time": "14:30", "place": "Room 5, Jefferson City", "electronic": "Watch in room 6, by video",
        "agenda": ["Roll call", "Matter under section 56.602, RSMo (closed)"],
        "closing": "610.021(14) and 56.602.4(2), RSMo", "posted": dated, "state": "noticed",
    }  # fmt: skip
    return record(
        number, "notice", dated, f"Notice of a meeting on {day}", fields=fields | more.pop("fields", {}), **more
    )


def office(fips: str, called: str) -> dict[str, str]:
    return {"jurisdiction": fips, "office": called}


SEATS = [
    {"seat": 1, "party": "Republican", "member": "Sample Member One", "from": "2028-01-01", "to": "2031-12-31"},
    {"seat": 2, "party": "Democrat", "member": None, "from": None, "to": None},
]
COUNTS = [
    {"item": "56.750.2(1)", "what": "Referrals", "count": 1204},
    {"item": "56.750.2(2)", "what": "Homicides", "count": None, "note": "missing"},
]
GREENE = office("29077", "Prosecuting Attorney, Greene County")
CITY = office("29510", "Circuit Attorney, City of St. Louis")


def every_kind() -> list[OpenRecord]:
    """The records, by number: 2 is corrected by 5, 6 superseded by 7, 8 was withdrawn, 10 replaced 9."""
    return [
        record(1, "request", "2027-12-20", "Request to appoint a special prosecutor: Greene", **GREENE),
        record(2, "finding_resolved", "2028-02-01", "Finding: Boone", replaced_by=5, replaced_how="corrects",
               **office("29019", "Prosecuting Attorney, Boone County")),
        record(3, "second_request", "2028-02-10", "Second request: City of St. Louis", **CITY),
        record(4, "term_request", "2028-03-01", "Request to reappoint: City of St. Louis", **CITY),
        record(5, "finding_resolved", "2028-03-02", "Finding: Boone, corrected", replaces=2, how="corrects",
               **office("29019", "Prosecuting Attorney, Boone County")),
        record(6, "roster", "2028-01-02", "Roster of January 2", released="2028-03-03", replaced_by=7,
               replaced_how="supersedes", fields={"as_of": "2028-01-02", "seats": SEATS[:1]}),
        record(7, "roster", "2028-04-01", "Roster of April 1", replaces=6, how="supersedes",
               fields={"as_of": "2028-04-01", "seats": SEATS}),
        withdrawn(
            record(8, "request", "2028-05-05", SECRET_OF_THE_WITHDRAWN, **GREENE), "2028-06-01",
            "It named the wrong office."),
        notice(9, "2028-10-30", "2028-11-20", replaced_by=10, replaced_how="supersedes"),
        notice(10, "2028-11-10", "2028-11-20", replaces=9, how="supersedes", fields={"state": "cancelled"}),
        notice(11, "2028-11-11", "2028-12-01"),
        notice(12, "2028-01-10", "2028-01-12"),
        record(13, "minutes", "2028-01-12", "Open minutes of January 12, 2028",
               fields={"day": "2028-01-12", "present": ["Sample Member One"], "absent": []}),
        record(14, "report", "2028-11-01", "Statewide report for 2027", fields={"year": 2027, "counts": COUNTS}),
        record(15, "totals", "2028-11-02", "Requests for records, 2028", fields={"year": 2028, "counts": COUNTS[:1]}),
    ]  # fmt: skip


def written(path: Path, records: list[OpenRecord] | None = None, **more: Any) -> Path:
    """Writes a store with these records, or those of every kind, and says where it lies."""
    some = every_kind() if records is None else records
    told = {"records": some, "lines": lines_of(some), "about": ABOUT} | more
    store.write(path, Contents(**told))
    return path
