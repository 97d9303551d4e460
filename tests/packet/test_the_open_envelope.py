"""The open envelope holds four facts and no closed one, whatever stands in the closed columns of its matter."""

import dataclasses
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from committee_app.acts import Refused
from committee_app.acts.doing import Doing
from committee_app.acts.packet import open_sheet
from committee_app.database import Database
from committee_app.outbox import open_store_path
from committee_app.packet import open_envelope, open_letter
from committee_app.protected import leaks
from committee_app.public import store as open_store
from committee_app.tables.base import Base
from committee_app.tables.docket import Complaint
from committee_app.tables.packets import Packet
from committee_app.tables.records import Letter
from letters import packet as papers
from letters.catalogue import CATALOGUE
from letters.layout import Letterhead, as_pdf
from letters.letter import Letter as Paper
from rules.statute import Clause
from tests.offices import Office
from tests.packet import planting
from tests.packet.reading import every_form, said_by
from tests.packet.story import AGAIN, FIRST, ON, SECOND, carried

SHEET = "committee_app.acts.packet.open_sheet"
HEAD = Letterhead("Missouri Office of Prosecution Services", ("Jefferson City",))


def made(office: Office, matter: str, clause: str = FIRST, **given: str) -> Packet:
    office.act("make_packet", complaint=matter, on=ON[clause], **given)
    with office.database.reading() as session:
        packet = session.scalars(select(Packet).order_by(Packet.id.desc())).first()
        session.expunge_all()
    assert packet is not None
    return packet


def test_the_open_envelope_has_exactly_these_fields() -> None:
    assert [field.name for field in dataclasses.fields(papers.OpenEnvelope)] == ["to", "dated", "office", "clause"]
    frozen: Any = papers.OpenEnvelope  # what a dataclass was made with is no attribute that a type tells of
    assert frozen.__dataclass_params__.frozen


@pytest.mark.parametrize("clause", [FIRST, SECOND, AGAIN])
def test_each_request_to_the_governor_gets_its_packet(office: Office, clause: str) -> None:
    matter = carried(office, clause)
    packet = made(office, matter, clause)
    assert (packet.clause, packet.version, packet.because) == (clause, 1, None)
    with office.database.reading() as session:
        asked = select(Letter.pdf, Letter.sha256).where(Letter.clause == clause)
        pdf, digest = session.execute(asked).one()
    assert (packet.open_pdf, packet.open_sha256) == (pdf, digest), "it is the request that the office released"
    assert packet.open_sha256 != packet.closed_sha256


def test_the_open_envelope_keeps_the_bytes_of_the_request_whatever_its_words_became(
    sqlite_office: Office,
) -> None:
    matter = carried(sqlite_office, FIRST)
    before = pdf_of(sqlite_office)
    said = CATALOGUE["request"].built_in("request")
    sqlite_office.act(
        "save_words", on=ON[FIRST], kind="request", subject=said.subject, text=said.text + "\n\nAnew.", reason="Sample."
    )
    assert made(sqlite_office, matter).open_pdf == before


def test_no_token_of_any_closed_column_is_in_the_open_envelope(office: Office) -> None:
    matter = carried(office, SECOND)
    planted = planting.plant(office.database.url)
    packet = made(office, matter, SECOND)
    assert said_by(packet.open_pdf, planted.values()) == []
    assert "specialprosecutor" in every_form(packet.open_pdf), "or the reader is blind"
    found = said_by(packet.closed_pdf, planted.values())
    assert len(found) > 15, "the closed one holds what was planted"


def test_a_token_of_any_closed_column_of_the_matter_would_be_refused(office: Office) -> None:
    """The check knows every column that leads to the matter, the one that is added tomorrow too."""
    matter = carried(office, SECOND)
    planted = planting.plant(office.database.url)
    telling = as_pdf(replaced(("; ".join(planted.values()),)), HEAD)
    with office.database.reading() as session:
        found = {leak.kept_in for leak in leaks(session, matter, telling, [])}
        opened = set(session.scalars(select(Letter.id).where(Letter.clause == SECOND)))
    assert opened
    tables = Base.metadata.tables
    wanted = {name for name in planted if planting.is_of_the_matter(tables[name.split(".")[0]])}
    assert len(wanted) > 30
    assert wanted - found - NOT_THE_MATTERS == set()


# Rows that lead to a matter's entries by way of an act that was about no matter, and name none.
NOT_THE_MATTERS = frozenset({
    "meeting_sheet.said", "meeting_sheet.sha256", "office_term.source", "seat_term.source", "ruling.memo",
})  # fmt: skip


def replaced(words: tuple[str, ...], subject: str = "Request") -> Paper:
    return Paper("request", None, subject, papers.CLOSED_RECORDS, dt.date(2028, 8, 16), words)


# Every channel of a PDF in which something could be hidden.


def in_the_title(pdf: bytes, word: str) -> bytes:
    return changed(pdf, lambda file: file.docinfo.__setitem__("/Title", word))


def in_an_attachment(pdf: bytes, word: str) -> bytes:
    return changed(pdf, lambda file: file.attachments.__setitem__("note.txt", word.encode()))


def in_the_name_of_an_attachment(pdf: bytes, word: str) -> bytes:
    return changed(pdf, lambda file: file.attachments.__setitem__(f"{word}.txt", b"x"))


def in_a_stream_of_nobody(pdf: bytes, word: str) -> bytes:
    return changed(pdf, lambda file: file.Root.__setitem__("/Extra", file.make_stream(word.encode("utf-16-be"))))


def in_a_string_of_the_catalog(pdf: bytes, word: str) -> bytes:
    return changed(pdf, lambda file: file.Root.__setitem__("/Said", pikepdf.String(word)))


def in_the_metadata(pdf: bytes, word: str) -> bytes:
    def told(file: pikepdf.Pdf) -> None:
        with file.open_metadata() as metadata:
            metadata["dc:description"] = word

    return changed(pdf, told)


def in_an_earlier_revision(pdf: bytes, word: str) -> bytes:
    """The word stands in what was; a later revision took it away and left the bytes."""
    before = in_a_string_of_the_catalog(pdf, word)
    with pikepdf.open(io.BytesIO(before)) as file:
        root = file.Root.objgen[0]
        pages = file.Root.Pages.objgen[0]
    start = len(before)
    again = f"{root} 0 obj\n<</Type /Catalog /Pages {pages} 0 R>>\nendobj\n".encode()
    table = f"xref\n{root} 1\n{start:010} 00000 n \n".encode()
    at = before.rindex(b"startxref")
    last = before[at:].split()[1].decode()
    end = f"trailer\n<</Size 99 /Root {root} 0 R /Prev {last}>>\nstartxref\n{start + len(again)}\n%%EOF\n".encode()
    return before + again + table + end


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        change(file)
        file.save(out)
    return out.getvalue()


CHANNELS = (
    in_the_title, in_an_attachment, in_the_name_of_an_attachment, in_a_stream_of_nobody, in_a_string_of_the_catalog,
    in_the_metadata, in_an_earlier_revision,
)  # fmt: skip


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.__name__)
def test_a_name_hidden_anywhere_in_the_file_is_found(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, channel: Callable[[bytes, str], bytes]
) -> None:
    matter = carried(sqlite_office, FIRST)
    monkeypatch.setattr(SHEET, lambda *given: channel(open_sheet(*given), "Sample Complainant"))
    with pytest.raises(Refused, match=r"cannot leave as open.*sample complainant.*complaint, complainant"):
        made(sqlite_office, matter)
    with sqlite_office.database.reading() as session:
        assert session.scalar(select(Packet.id)) is None


@pytest.mark.parametrize(
    "words",
    [
        "As SAMPLE   complainant wrote.",
        "As Sample Com-\nplainant wrote.",
        "As Sample Com\u200bplainant wrote.",
        "As S\u00e1mple Compl\u00e1inant wrote.",
        "It concerns 2028-001.",
        "Sample response of the office",
        "decided by Sample Member One (R)",
        "a listed offense has waited longer than ten business days",
    ],
)
def test_closed_words_are_found_however_they_are_written(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    matter = carried(sqlite_office, FIRST)

    def telling(doing: Doing, asked: Clause) -> bytes:
        paper = open_letter(doing.session, doing.complaint, asked, doing.today)
        return as_pdf(dataclasses.replace(paper, parts=(*paper.parts, *words.split("\n"))), HEAD)

    monkeypatch.setattr(SHEET, telling)
    with pytest.raises(Refused, match="cannot leave as open"):
        made(sqlite_office, matter)


def test_a_title_of_an_office_as_the_respondents_name_is_no_leak(sqlite_office: Office) -> None:
    matter = carried(sqlite_office, FIRST)
    with Database(sqlite_office.database.url, owner=True).writing() as session:
        session.execute(text("UPDATE complaint SET respondent = 'Circuit Attorney'"))
    assert made(sqlite_office, matter).version == 1


# Mutants: each must turn a test above red.


@dataclasses.dataclass(frozen=True, slots=True)
class Wider(papers.OpenEnvelope):
    complainant: str


def test_a_field_more_on_the_allow_list_would_be_found(sqlite_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:

    def wider(session: Session, complaint: Complaint, *rest: Any) -> Wider:
        said = open_envelope(session, complaint, *rest)
        return Wider(said.to, said.dated, said.office, said.clause, complaint.complainant)

    def telling(said: Wider, *words: Any) -> Paper:
        paper = papers.open_paper(said, *words)
        return dataclasses.replace(paper, parts=(*paper.parts, f"Asked for by {said.complainant}."))

    matter = carried(sqlite_office, FIRST)
    monkeypatch.setattr("committee_app.packet.open_envelope", wider)
    monkeypatch.setattr("committee_app.packet.open_paper", telling)
    monkeypatch.setattr("committee_app.acts.packet.request_of", lambda *_: None)
    with pytest.raises(Refused, match="complaint, complainant"):
        made(sqlite_office, matter)


def test_without_the_check_the_planted_tokens_would_be_found(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = carried(sqlite_office, FIRST)
    planted = planting.plant(sqlite_office.database.url)
    monkeypatch.setattr("committee_app.acts.packet.refuse_closed", lambda *_: None)
    word = planted["complaint.complainant"]
    monkeypatch.setattr(SHEET, lambda *given: in_the_title(open_sheet(*given), word))
    packet = made(sqlite_office, matter)
    assert said_by(packet.open_pdf, planted.values()) == [word]


def test_publication_is_looked_through_by_the_same_check(office: Office) -> None:
    matter = carried(office, FIRST)
    telling = in_the_title(pdf_of(office), "Sample Complainant")
    owner = Database(office.database.url, owner=True)
    with owner.writing() as session:
        if owner.is_sqlite:
            planting.guards.remove(session.connection())
        else:
            session.execute(text("SET session_replication_role = replica"))
        session.execute(Letter.__table__.update().where(Letter.clause == FIRST).values(pdf=telling))
    owner.close()
    with pytest.raises(Refused, match=r"cannot be published.*metadata"):
        office.publish(matter, on=ON[FIRST])
    office.dispatch()
    assert open_store.records(open_store_path(office.instance)) == []


def pdf_of(office: Office) -> bytes:
    with office.database.reading() as session:
        return session.scalars(select(Letter.pdf).where(Letter.clause == FIRST)).one()


def test_a_request_that_lies_in_a_packet_is_not_taken_back(sqlite_office: Office) -> None:
    matter = carried(sqlite_office, FIRST)
    made(sqlite_office, matter)
    with sqlite_office.database.reading() as session:
        letter = session.scalars(select(Letter.id).where(Letter.clause == FIRST)).one()
    with pytest.raises(Refused, match="it lies in the governor's packet"):
        sqlite_office.act("take_back_letter", complaint=matter, on=ON[FIRST], letter=letter, reason="Sample.")
