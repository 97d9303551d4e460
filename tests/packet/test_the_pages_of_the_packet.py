"""The packet on the pages: offered when it is due, told before the press, taken away by those who may, and by nobody
else; and mails that came back, where somebody can mend the address."""

import io
import re
import zipfile
from html import unescape

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from committee_app.outbox import open_store_path
from committee_app.papers import keep
from committee_app.tables.docket import Complaint
from committee_app.tables.packets import Packet
from committee_app.tables.records import Mail, Outbox
from committee_app.tables.respondent import FiledPaper
from tests.desks.visiting import Site
from tests.offices import day, noon

OTHER = "2028-009"


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def requested(site: Site) -> tuple[str, str]:
    """The sample matters with a request that has no packet, and with one that has."""
    with site.database.reading() as session:
        with_one = set(session.scalars(select(Packet.complaint_id)))
        asked = session.scalars(select(Complaint.id).where(Complaint.requested_under.is_not(None))).all()
    (without,) = [one for one in asked if one not in with_one]
    (has,) = with_one
    return without, has


def test_the_matters_page_offers_the_packet_when_it_is_due_and_the_form_tells_what_goes_where(site: Site) -> None:
    without, has = requested(site)
    director = site.visitor("director")
    page = words(director.page(f"/docket/{without}"))
    assert "One press makes two envelopes" in page
    assert "Make the governor's packet" in page
    assert "The governor's packet" not in words(director.page(f"/docket/{OTHER}"))
    form = words(director.page(f"/docket/{without}/acts/make_packet"))
    opened, closed = form.split("Into the closed envelope")
    for said in ("This, word for word, and nothing else.", "asks you to appoint a special prosecuting"):
        assert said in opened
    for said in ("The complaint", "Proof of service", "Roll call 1", "Letters", "Extract of the journal"):
        assert said in closed
    done = director.send(f"/docket/{without}/acts/make_packet")
    assert done.status_code == 302
    after = words(director.page(f"/docket/{without}"))
    assert "Make a further version" in after
    assert "One press makes two envelopes" not in after
    assert "Version 1 of" in words(director.page(f"/docket/{has}"))


def test_making_a_packet_leaves_the_public_site_as_it_was(site: Site) -> None:
    without, _ = requested(site)
    before = open_store_path(site.instance).read_bytes()
    assert site.visitor("director").send(f"/docket/{without}/acts/make_packet").status_code == 302
    assert open_store_path(site.instance).read_bytes() == before


@pytest.mark.parametrize("name", ["director", "staff", "auditor", "member-r1"])
def test_both_envelopes_are_taken_away_as_files(site: Site, name: str) -> None:
    _, has = requested(site)
    with site.database.reading() as session:
        packet = session.scalars(select(Packet.id)).one()
    for envelope, called in (("open", f"{has}-governor-open-1.pdf"), ("closed", f"CLOSED-{has}-governor-1.pdf")):
        answer = site.visitor(name).get(f"/docket/{has}/packets/{packet}/{envelope}.pdf")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{called}"'
        assert answer.headers["Content-Security-Policy"] == "sandbox"
        assert len(PdfReader(io.BytesIO(answer.data)).pages) >= 1


def test_the_papers_from_outside_go_beside_the_closed_envelope_as_the_files_that_came(site: Site) -> None:
    without, has = requested(site)
    for matter, name, words_ in ((without, "answer.txt", b"Sample answer."), (has, "other.txt", b"Sample other.")):
        kept = keep(site.instance, io.BytesIO(words_), name)
        site.by_owner(
            "INSERT INTO filed_paper (complaint_id, entry, sha256, size, kind, name) VALUES "
            f"('{matter}', (SELECT max(seq) FROM entry), '{kept.sha256}', {kept.size}, '{kept.kind}', '{name}')"
        )
    director = site.visitor("director")
    assert director.send(f"/docket/{without}/acts/make_packet").status_code == 302
    with site.database.reading() as session:
        packet = session.scalars(select(Packet).where(Packet.complaint_id == without)).one()
        closed = words(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(packet.closed_pdf)).pages))
        (paper,) = session.scalars(select(FiledPaper).where(FiledPaper.complaint_id == without))
        one, number = packet.id, paper.id
    assert "Papers from outside" in closed
    assert "answer.txt" in closed
    where = f"/docket/{without}/packets/{one}/papers.zip"
    assert where in director.page(f"/docket/{without}")
    answer = director.get(where)
    sent = answer.data
    answer.close()
    assert answer.headers["Content-Disposition"] == f"attachment; filename=CLOSED-{without}-governor-papers-1.zip"
    with zipfile.ZipFile(io.BytesIO(sent)) as bundle:
        assert {name: bundle.read(name) for name in bundle.namelist()} == {f"{number} answer.txt": b"Sample answer."}
    assert director.get(f"/docket/{has}/packets/1/papers.zip").status_code == 404, "the paper came after the packet"
    assert site.visitor("administrator").get(where).status_code == 404


@pytest.mark.parametrize("name", [None, "administrator", "clerk"])
def test_nobody_else_is_told_that_there_is_one(site: Site, name: str | None) -> None:
    _, has = requested(site)
    for path in (f"/docket/{has}/packets/1/closed.pdf", f"/docket/{has}/packets/99/closed.pdf"):
        assert site.visitor(name).get(path).status_code == (302 if name is None else 404)


def test_a_packet_of_another_matter_is_not_there(site: Site) -> None:
    without, _ = requested(site)
    assert site.visitor("director").get(f"/docket/{without}/packets/1/closed.pdf").status_code == 404


def test_a_member_who_is_recused_reads_neither(site: Site) -> None:
    _, has = requested(site)
    site.by_owner(f"INSERT INTO recusal VALUES ('{has}', 'member-d1', '2028-06-01', 'Kin')")
    for envelope in ("open", "closed"):
        assert site.visitor("member-d1").get(f"/docket/{has}/packets/1/{envelope}.pdf").status_code == 404


def test_a_mail_that_came_back_is_shown_on_the_desk_and_beside_the_person(site: Site) -> None:
    with site.database.writing() as session:
        mail = session.scalars(select(Mail).where(Mail.account == "member-r1").order_by(Mail.id.desc())).first()
        assert mail is not None
        bounce = {"bounced_at": noon(day("2028-11-14")), "trouble": "550 5.1.1 <b>nobody</b>"}
        session.execute(update(Outbox).where(Outbox.mail_id == mail.id).values(**bounce))
    for name in ("director", "staff"):
        page = site.visitor(name).page("/")
        assert "Mails that came back" in page
        assert "550 5.1.1 &lt;b&gt;nobody&lt;/b&gt;" in page
    administrator = site.visitor("administrator")
    people = words(administrator.page("/people"))
    assert "member-r1@sample.invalid mails come back" in people
    sent = administrator.send("/acts/correct_address", account="member-r1", email="one@sample.invalid")
    assert sent.status_code == 302
    assert "mails come back" not in words(administrator.page("/people"))
    assert "Mails that came back" not in site.visitor("director").page("/")


def test_the_database_is_closed_to_changes_of_a_packet(site: Site) -> None:
    with pytest.raises(Exception, match="append-only"):
        site.by_owner("UPDATE packet SET open_sha256 = 'x'")
