"""Publications, corrections and withdrawals put down as their acts do, and the open store laid out as an export."""

import hashlib
import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from sqlalchemy import func, select

from committee_app import journal
from committee_app.acts.doing import Doing
from committee_app.acts.public_list import append, manifest_digest
from committee_app.public import lists
from committee_app.public import store as open_store
from committee_app.public.documents import VERIFY, record_document
from committee_app.public.lists import PUBLISHED, WITHDRAWN, Line
from committee_app.tables.publications import Publication, PublicLine, Withdrawal
from committee_app.tables.records import Outbox
from letters import catalogue
from letters.layout import Letterhead, as_pdf
from rules.statute import cite
from tests.offices import Office, day, noon

HEAD = Letterhead("Sample Office", ("Sample Street 1", "Jefferson City"), training=True)


def publish(
    office: Office,
    on: str,
    *,
    kind: str = "finding_resolved",
    name: str = "Sample County",
    replaces: int | None = None,
    how: str | None = None,
) -> int:
    """A record of the public, with its paper, its line and what waits in the outbox; says its number."""
    said = catalogue.Finding(dated=day(on), office=f"Prosecuting Attorney, {name}", clause=cite("56.602.4(7)(b)b"))
    paper = catalogue.letter(said, catalogue.CATALOGUE[said.kind].built_in(said.kind))
    pdf = as_pdf(paper, HEAD)
    with office.database.writing() as session:
        seq = _entry(office, session, "publish", on)
        doing = Doing(session, office.actor("director", on), {}, None, today=day(on), now=noon(day(on)), seq=seq)
        row = Publication(
            number=(session.scalar(select(func.max(Publication.number))) or 0) + 1,
            entry=seq,
            proposed_by="staff",
            released_by="director",
            kind=kind,
            clause=said.clause.id,
            jurisdiction="29510",
            office=said.office,
            dated=day(on),
            released=day(on),
            title=paper.subject,
            text=catalogue.words(paper),
            fields={"year": 2028, "counts": [["a", 1], ["b", 2]]} if kind == "report" else {},
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            replaces=replaces,
            how=how,
        )
        session.add(row)
        append(doing, PUBLISHED, manifest_digest(row), row.number)
        session.add(Outbox(dedup=f"public:{seq}", kind="public_store", queued_by=seq))
    return row.number


def withdraw(office: Office, number: int, on: str, reason: str) -> None:
    with office.database.writing() as session:
        seq = _entry(office, session, "withdraw", on)
        doing = Doing(session, office.actor("director", on), {}, None, today=day(on), now=noon(day(on)), seq=seq)
        two = {"proposed_by": "staff", "released_by": "director"}
        session.add(Withdrawal(number=number, entry=seq, day=day(on), reason=reason, **two))
        append(doing, WITHDRAWN, lists.digest_of(lists.withdrawal(number, on, reason)), number)
        session.add(Outbox(dedup=f"public:{seq}", kind="public_store", queued_by=seq))


def _entry(office: Office, session: object, verb: str, on: str) -> int:
    return journal.append(
        session, at=noon(day(on)), actor="director", verb=verb, clause=None, complaint_id=None, body={}
    )  # type: ignore[arg-type] # the office's session


def commit(office: Office, on: str) -> None:
    office.act("commit_head", "console", on=on)


def lines_of(office: Office) -> list[Line]:
    """The list as the office's database holds it."""
    with office.database.reading() as session:
        rows = session.scalars(select(PublicLine).order_by(PublicLine.seq)).all()
        said = [{name: getattr(row, name) for name in open_store.LINE_COLUMNS} for row in rows]
        return [Line(**{**row, "day": row["day"].isoformat()}) for row in said]


def export(store: Path, folder: Path) -> Path:
    """The documents of an export, at the addresses that the site gives them."""
    lines = open_store.lines(store)
    (folder / "records").mkdir(parents=True)
    (folder / "list.jsonl").write_bytes(lists.list_document(lines))
    (folder / "keys.json").write_bytes(lists.written(lists.keys_document(lines)))
    for record in open_store.records(store):
        line = lists.line_of(lines, record.number)
        assert line
        path = folder / "records" / f"{record.number}.json"
        path.write_bytes(lists.written(record_document(record, line)))
        if not record.withdrawn:
            path.with_suffix(".pdf").write_bytes(record.pdf)
            path.with_suffix("").mkdir()
            signed = lists.written(lists.signed_manifest(record, line))
            (path.with_suffix("") / "manifest.json").write_bytes(signed)
    return folder


def verifier() -> ModuleType:
    """The download as a module; nothing of the project is in it."""
    spec = importlib.util.spec_from_file_location("verify_download", VERIFY)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def signed_anew(lines: list[Line], key: object) -> list[Line]:
    """The same lines chained again and signed by a stranger's key: what a forger would make of them."""
    made: list[Line] = []
    for line in lines:
        prev = made[-1].hash if made else lists.NOTHING_BEFORE
        hash_ = lists.line_hash(line.seq, line.day, line.what, line.number, line.digest, prev)
        signature = key.sign(bytes.fromhex(hash_)).hex()  # type: ignore[attr-defined] # an Ed25519 key
        public = key.public_key().public_bytes_raw().hex()  # type: ignore[attr-defined] # the same
        made.append(replace(line, prev=prev, hash=hash_, signature=signature, key=public))
    return made
