"""The closed envelope is the whole record: bookmarks, contents that are right, every part, a stamp on every page, and
the same bytes for the same record."""

import hashlib
import re

import pypdfium2
import pytest
from sqlalchemy import select

from committee_app import closed_record
from committee_app.acts import NotFound, Refused
from committee_app.acts.opening import open_code
from committee_app.binding import bind
from committee_app.tables.docket import Complaint
from committee_app.tables.journal import Entry
from committee_app.tables.packets import Packet
from committee_app.tables.records import Letter
from letters.layout import Letterhead
from rules.statute import clause
from tests.letters.test_tagged_and_kept import failures
from tests.offices import ADDRESS, Office, day
from tests.packet.reading import pages
from tests.packet.story import FIRST, ON, SECOND, carried
from tests.packet.test_the_open_envelope import made

HEAD = Letterhead("Missouri Office of Prosecution Services", ("Jefferson City",))
TOLD = (
    "Sample complaint: a listed offense has waited",
    "Sample Complainant",
    "Finding 1 of the register",
    "9407111899223197428490",
    "Sample receipt",
    "Sample response of the office.",
    "Sample question of the committee.",
    "Sample information.",
    "Sample Heard Person",
    "Sample closed minutes.",
    "Sample open minutes.",
    "Sample reason of member-r1: yes.",
    "Sample summary of the review.",
    "Sample progress.",
    "Sample assessment.",
    "Decide every listed referral in five business days.",
    "A written procedure in 30 days.",
)


def bookmarks(pdf: bytes) -> list[tuple[int, str, int]]:
    """Level, title and page (from 1) of each bookmark."""
    document = pypdfium2.PdfDocument(pdf)
    return [(mark.level, mark.get_title(), mark.get_dest().get_index() + 1) for mark in document.get_toc()]


def test_the_closed_envelope_holds_the_whole_record(office: Office) -> None:
    matter = carried(office, SECOND)
    packet = made(office, matter, SECOND)
    read = pages(packet.closed_pdf)
    words = " ".join(read)
    squeezed = words.replace(" ", "")
    assert [told for told in TOLD if told.replace(" ", "") not in squeezed] == []
    in_all = len(read)
    for number, page in enumerate(read, 1):
        assert f"CLOSED RECORD 56.602.4(2)#2 {matter} page {number} of {in_all}" in page
    marks = bookmarks(packet.closed_pdf)
    assert [page for _, _, page in marks] == sorted(page for _, _, page in marks)
    for _, title, page in marks:
        assert title.startswith("Letter ") or title == "Contents" or title in read[page - 1], title
    for _, title, page in marks[1:]:
        assert re.search(rf"{re.escape(title)} {page}\b", " ".join(read[:2])), title
    assert [title for level, title, _ in marks if level == 1] == [
        title for _, title, _ in marks if title.startswith("Letter ")
    ]


def test_it_certifies_every_roll_call_by_name_and_no_open_one(office: Office) -> None:
    matter = carried(office, FIRST)
    read = pages(made(office, matter).closed_pdf)
    assert [f"Certified as roll call {number} of" in " ".join(read) for number in (1, 2, 3, 4)] == [True] * 3 + [False]
    calls = [page for page in read if re.search("Roll call [0-9]: .* Under section", page)]
    assert len(calls) == 3
    assert "Sample Member Two (R) yes" in calls[0]
    assert "Sample Member Four (D) recused" in calls[0]
    assert "Sample reason recused." not in " ".join(read), "a vote that does not count is not told"


def test_it_extracts_the_journal_with_its_hashes_and_names_each_letter_by_its_own(office: Office) -> None:
    matter = carried(office, FIRST)
    packet = made(office, matter)
    squeezed = re.sub(r"\s", "", " ".join(pages(packet.closed_pdf)))
    with office.database.reading() as session:
        hashes = session.scalars(select(Entry.hash).where(Entry.complaint_id == matter, Entry.seq < packet.entry)).all()
        letters = session.scalars(select(Letter.sha256).where(Letter.complaint_id == matter)).all()
        facts = session.get_one(Complaint, matter).facts
    assert len(hashes) > 20
    assert [one for one in (*hashes, *letters) if one not in squeezed] == []
    assert hashlib.sha256(facts.encode()).hexdigest() in squeezed


def test_the_same_record_gives_the_same_bytes_whatever_happens_elsewhere(office: Office) -> None:
    matter = carried(office, FIRST)

    def bound() -> bytes:
        with office.database.reading() as session:
            row = session.get_one(Complaint, matter)
            return bind(closed_record.of(session, row, clause(FIRST), day(ON[FIRST])), HEAD)

    before = bound()
    office.lodge("2028-02-15", complainant="Another")
    assert bound() == before
    office.act("send_request", complaint=matter, on="2028-02-15", manner="by hand")
    assert bound() != before


def test_it_holds_nothing_of_another_matter_on_the_same_agenda(office: Office) -> None:
    matter = carried(office, FIRST)
    office.lodge("2028-02-14", complainant="Cnry Other", respondent="Cnry Respondent", facts="cnry-facts-77")
    words = " ".join(pages(made(office, matter).closed_pdf))
    assert [word for word in ("Cnry", "cnry-facts-77", "2028-002") if word in words] == []


def test_a_packet_is_made_once_and_then_anew_only_as_a_further_version(office: Office) -> None:
    matter = carried(office, FIRST)
    first = made(office, matter)
    with pytest.raises(Refused, match=r"February 15, 2028\. It stays as it is"):
        made(office, matter)
    office.act("send_request", complaint=matter, on=ON[FIRST], manner="by hand")
    second = made(office, matter, because="The sending is to be in it.")
    assert (second.version, second.because) == (2, "The sending is to be in it.")
    assert second.open_sha256 == first.open_sha256
    assert second.closed_sha256 != first.closed_sha256
    for one in (first, second):
        assert hashlib.sha256(one.closed_pdf).hexdigest() == one.closed_sha256
    with office.database.reading() as session:
        assert session.get_one(Packet, first.id).closed_pdf == first.closed_pdf


def test_only_the_director_makes_it_and_only_where_a_request_carried(office: Office) -> None:
    matter = office.lodge("2028-01-03")
    with pytest.raises(Refused, match="No request to the governor has carried"):
        office.act("make_packet", complaint=matter, on="2028-01-04")
    for account in ("staff", "member-r1", "auditor"):
        with pytest.raises(NotFound):
            office.act("make_packet", account, matter, on="2028-01-04")


def test_both_envelopes_pass_both_profiles_and_keep_their_order_of_reading(sqlite_office: Office) -> None:
    matter = carried(sqlite_office, SECOND)
    packet = made(sqlite_office, matter, SECOND)
    for pdf in (packet.open_pdf, packet.closed_pdf):
        assert failures(pdf) == set()


def test_a_fact_of_service_that_was_struck_is_not_certified_and_stands_apart(sqlite_office: Office) -> None:
    matter = sqlite_office.lodge("2028-01-03")
    sqlite_office.act("convene", complaint=matter, on="2028-01-05", place="Sample room")
    sqlite_office.vote(matter, "formality", "yyyyy", on="2028-01-06")
    sqlite_office.act("release_notice", complaint=matter, on="2028-01-07", address=ADDRESS)
    posted = {"article_number": "9407 1118 9922 3197 4284 90", "number_is_right": "yes", "source": "form"}
    sqlite_office.act("record_posting", "staff", matter, on="2028-01-07", **posted)
    said = {"manner": "delivered", "source": "Sample wrong card", "to_whom": "Sample Wrong Person"}
    wrong = sqlite_office.act("record_delivery", "staff", matter, on="2028-01-12", **said).entry
    struck = {"fact": wrong, "reason": "Sample", "source": "Sample strike", "struck": "yes"}
    sqlite_office.act("correct_service", "staff", matter, on="2028-01-13", **struck)
    said = {"manner": "delivered", "source": "Sample true card", "to_whom": "Sample True Person"}
    sqlite_office.act("record_delivery", "staff", matter, on="2028-01-14", **said)
    with sqlite_office.database.reading() as session:
        row = session.get_one(Complaint, matter)
        record = closed_record.of(session, row, clause(FIRST), day("2028-01-14"))
    proof, corrected = (
        next(section for section in record.sections if section.title == title)
        for title in ("Proof of service", "Facts of service that were corrected")
    )
    certified, apart = (
        "\n".join(getattr(part, "text", str(part)) for part in each.parts) for each in (proof, corrected)
    )
    assert ("Sample true card. Taken by Sample True Person" in certified, "wrong" in certified) == (True, False)
    assert "Sample strike" not in certified
    assert ("Sample wrong card" in apart, "Sample strike" in apart, corrected.certified) == (True, True, "")


def test_a_packet_ends_the_code_that_its_notice_shows(sqlite_office: Office) -> None:
    matter = carried(sqlite_office, FIRST)
    with sqlite_office.database.reading() as session:
        assert open_code(session, matter) is not None
    made(sqlite_office, matter)
    with sqlite_office.database.reading() as session:
        assert open_code(session, matter) is None
