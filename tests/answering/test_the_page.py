"""The prosecutor's page: what opens it, what stands on it, what it takes, and who reads what came."""

import io
import logging
import re
from collections.abc import Callable

import pytest
from markupsafe import escape
from sqlalchemy import func, select, text

from committee_app import codes
from committee_app.acts.opening import MOST_A_DAY
from committee_app.papers import place
from committee_app.tables.docket import Complaint, Response
from committee_app.tables.journal import Entry
from committee_app.tables.respondent import AnswerCode, AnswerSitting, FiledPaper
from tests.answering.conftest import EXPIRED, MATTER, OTHER, SEALED, Reader
from tests.answering.holding import code_of
from tests.desks.visiting import TOKEN, Site
from tests.papers.made import GOOD, pdf

Readers = Callable[..., Reader]


def upload(name: str, content: bytes | None = None) -> tuple[io.BytesIO, str]:
    return io.BytesIO(GOOD[name] if content is None else content), name


def lying(site: Site) -> list[str]:
    return [path.name for path in (site.instance / "papers").rglob("*") if path.is_file()]


def test_every_refusal_looks_alike(site: Site, reader: Readers) -> None:
    right, others = code_of(site.database, MATTER), code_of(site.database, OTHER)
    site.visitor("director").send(f"/docket/{OTHER}/acts/revoke_code", reason="Sample", understood="yes")
    pages = set()
    for reference, code in (
        (MATTER, codes.new()),
        (MATTER, others),
        (MATTER, right[:-1] + ("0" if right[-1] != "0" else "1")),
        (MATTER, "nonsense"),
        (MATTER, ""),
        (OTHER, others),
        ("2028-999", right),
        ("", right),
    ):
        visitor = reader(opened=False)
        answer = visitor.try_code(code, reference)
        page = TOKEN.sub("", answer.get_data(as_text=True)).replace(f'value="{reference}"', "")
        pages.add((answer.status_code, page))
        assert code not in page or not code
    assert len(pages) == 1
    status, page = pages.pop()
    assert status == 422
    assert "open nothing. Compare both with the letter" in page
    assert "call the office that wrote the letter" in page


def test_an_expired_code_looks_like_any_other_that_opens_nothing(site: Site, reader: Readers) -> None:
    """The notice of this matter went out in February; the matter is still open."""
    answer = reader(opened=False).try_code(code_of(site.database, EXPIRED), EXPIRED)
    assert answer.status_code == 422
    assert "open nothing" in answer.get_data(as_text=True)


def test_a_thousand_guesses_are_told_to_wait_and_the_prosecutor_still_gets_in(site: Site, reader: Readers) -> None:
    guesser = reader(opened=False)
    found = TOKEN.search(guesser.get("/answer").get_data(as_text=True))
    assert found
    told = []
    for _ in range(1000):
        form = {"csrf_token": found[1], "reference": MATTER, "code": codes.new()}
        answer = guesser.client.post("/answer", data=form, environ_base={"REMOTE_ADDR": guesser.network})
        told.append(answer.status_code)
    assert set(told) == {422, 429}
    assert told.count(422) < 60, "the first ones, and one now and then when a delay is over"
    assert "Many wrong codes came from your network" in answer.get_data(as_text=True)
    # From another network, and even from the same one.
    assert reader(network="198.51.100.9").get("/answer/matter").status_code == 200
    assert reader(network=guesser.network).get("/answer/matter").status_code == 200


def test_the_first_opening_is_in_the_journal_once_and_no_clock_starts(site: Site, reader: Readers) -> None:
    def duties() -> list[object]:
        with site.database.reading() as session:
            return list(session.execute(text("SELECT * FROM duty ORDER BY id")))

    before, state = duties(), site.visitor("director").page(f"/docket/{OTHER}").count("Notice sent")
    for _ in range(3):
        reader(matter=OTHER)
    with site.database.reading() as session:
        opened = select(Entry.actor, Entry.clause).filter_by(complaint_id=OTHER, verb="open_by_code")
        rows = [tuple(row) for row in session.execute(opened)]
        sittings = session.scalar(select(func.count()).select_from(AnswerSitting))
    assert rows == [(f"prosecutor, by code {_code_id(site, OTHER)}", "56.602.4(3)")]
    assert sittings == 3
    assert duties() == before
    page = site.visitor("director").page(f"/docket/{OTHER}")
    assert page.count("Notice sent") == state
    assert "further evidence of notice, in place of no mail" in page


def _code_id(site: Site, matter: str) -> int:
    with site.database.reading() as session:
        return session.scalars(select(AnswerCode.id).filter_by(complaint_id=matter)).one()


def test_the_page_shows_the_complaint_and_nothing_of_what_is_the_committees_own(site: Site, reader: Readers) -> None:
    with site.database.reading() as session:
        complainant = session.get_one(Complaint, MATTER).complainant
    site.by_owner(f"UPDATE complaint SET complainant = 'Planted Complainant' WHERE id = '{MATTER}'")
    page = reader().get("/answer/matter").get_data(as_text=True)
    assert "Sample complaint, written for training" in page
    assert "through Tuesday, November 21, 2028" in page
    assert "Veterans Day, observed by state offices on Friday" in page
    for planted in ("Planted Complainant", complainant, "formality", "Motion", "Sample Member", "Sample Director",
                    "return receipt", "9407", "Notice delivered", "entry "):  # fmt: skip
        assert planted not in page, planted


def test_hostile_words_are_only_words_on_both_sides(site: Site, reader: Readers) -> None:
    hostile = "<script>alert(1)</script>\"'></textarea>{{ 7*7 }}"
    visitor = reader()
    refused = visitor.step("look", about="response", text=hostile, papers=[upload("answer.pdf", b"")])
    assert refused.status_code == 422
    assert visitor.send(text=hostile, papers=[upload("answer.pdf")]).status_code == 302
    pages = [refused.get_data(as_text=True), visitor.get("/answer/receipts/1").get_data(as_text=True)]
    pages.append(site.visitor("director").page(f"/docket/{MATTER}"))
    assert [page for page in pages if "<script>alert" in page or "49" in page.split("alert(1)", 1)[-1][:60]] == []
    assert str(escape(hostile)) in pages[0]
    assert str(escape(hostile)) in pages[2]


def test_words_and_papers_go_in_and_the_receipt_says_what_came(site: Site, reader: Readers) -> None:
    visitor = reader()
    answer = visitor.send(text="Sample words.", papers=[upload("answer.pdf"), upload("letter.docx")])
    assert (answer.status_code, answer.headers["Location"]) == (302, "/answer/receipts/1")
    page = visitor.get("/answer/receipts/1").get_data(as_text=True)
    with site.database.reading() as session:
        kept = session.execute(select(FiledPaper.name, FiledPaper.sha256, FiledPaper.size)).all()
    assert len(kept) == 2
    for name, sha256, size in kept:
        assert name in page
        assert sha256 in page
        assert f"{size:,}" in page
    letter = visitor.get("/answer/receipts/1.pdf")
    assert letter.data.startswith(b"%PDF")
    assert letter.headers["Content-Disposition"].startswith("attachment")
    with visitor.get("/answer/receipts/1/papers/1") as again:
        assert again.data == GOOD["answer.pdf"]
    assert visitor.get("/answer/receipts/1/papers/3").status_code == 404
    assert visitor.get("/answer/receipts/2").status_code == 404
    assert "Receipt 1" in visitor.get("/answer/matter").get_data(as_text=True)


def test_a_form_sent_twice_acts_once(site: Site, reader: Readers) -> None:
    visitor = reader()
    shown = visitor.step("look", about="response", text="Once.", papers=upload("answer.pdf")).get_data(as_text=True)
    form = {"about": "response", "text": "Once.", "kept": SEALED.findall(shown), "request_key": "one key"}
    answers = [visitor.step("send", **form) for _ in range(3)]
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(302, "/answer/receipts/1")}
    with site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response).filter_by(complaint_id=MATTER)) == 1


def test_papers_are_added_left_out_and_changed_before_anything_is_sent(site: Site, reader: Readers) -> None:
    visitor, before = reader(), site.entries()
    page = visitor.step("add", text="Sample.", papers=[upload("answer.pdf"), upload("photo.png")]).get_data(
        as_text=True
    )
    first, second = SEALED.findall(page)
    page = visitor.step("add", text="Sample.", kept=[first, second], leave_out=[second], papers=upload("scan.tif"))
    kept = SEALED.findall(page.get_data(as_text=True))
    assert len(kept) == 2
    assert "photo.png" not in page.get_data(as_text=True)
    shown = visitor.step("look", text="Sample.", kept=kept).get_data(as_text=True)
    assert "It is not sent yet." in shown
    assert "scan.tif" in shown
    changed = visitor.step("change", text="Sample.", kept=SEALED.findall(shown)).get_data(as_text=True)
    assert ">Sample.</textarea>" in changed
    assert len(SEALED.findall(changed)) == 2
    assert site.entries() == before


REFUSED = {
    "a 0-byte file": ("answer.pdf", b"", "is empty (0 bytes)"),
    "a renamed program": ("answer.pdf", b"MZ\x90" + b"\0" * 99, "is a program"),
    "a PDF with JavaScript": ("answer.pdf", pdf("javascript"), "holds JavaScript"),
    "a web page": ("answer.html", b"<!doctype html><script>", "is a web page"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_named_with_help_and_the_rest_is_kept(site: Site, reader: Readers, case: str) -> None:
    name, content, why = REFUSED[case]
    visitor, before = reader(), site.entries()
    answer = visitor.step("look", text="Sample words.", papers=[upload("photo.png"), upload(name, content)])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert why in page
    assert ">Sample words.</textarea>" in page
    assert len(SEALED.findall(page)) == 1, "the good one need not be sent again"
    assert len(lying(site)) == 1
    assert site.entries() == before


def test_an_empty_answer_and_one_that_is_too_long_are_refused(reader: Readers) -> None:
    visitor = reader()
    assert "one of the two is needed" in visitor.step("look", text=" ").get_data(as_text=True)
    answer = visitor.step("look", text="x" * 20_001)
    assert answer.status_code == 422
    assert "too long" in answer.get_data(as_text=True)


class Unread(io.RawIOBase):
    """A body of 100 MB that must not be touched."""

    def __init__(self, size: int = 100 * 1024 * 1024) -> None:
        super().__init__()
        self.size, self.at = size, 0

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (self.size if whence == 2 else 0)
        return self.at

    def readinto(self, _: object) -> int:
        raise AssertionError("it was read")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(site: Site, reader: Readers) -> None:
    visitor = reader()
    form = "multipart/form-data; boundary=x"
    strangers = [(site.app.test_client(), path) for path in ("/answer/matter", "/answer", "/sign-in", "/nothing")]
    for client, path in ((visitor.client, "/answer/matter"), *strangers):
        answer = client.post(path, input_stream=Unread(), content_type=form)
        assert answer.status_code == 413, path
    page = visitor.client.post("/answer/matter", input_stream=Unread(), content_type=form).get_data(as_text=True)
    assert "This page takes 50 MB at a time" in page
    assert 'href="/answer"' in page
    # A stranger sends no more than a form without files.
    stranger = site.app.test_client().post("/answer/matter", input_stream=Unread(3 * 1024 * 1024), content_type=form)
    assert stranger.status_code == 413


def test_a_sitting_lifts_the_limit_of_its_own_pages_alone(site: Site, reader: Readers) -> None:
    """A code is no account, and an account no code: to the pages of the other each sends a form without files."""
    form, large = "multipart/form-data; boundary=x", 3 * 1024 * 1024
    holder, staff = reader().client, site.visitor("staff").client
    for client, path in ((holder, "/acts/lodge"), (holder, "/docket/2028-016/acts/lodge"), (staff, "/answer/matter")):
        answer = client.post(path, input_stream=Unread(large), content_type=form)
        assert answer.status_code == 413, path
    for client, path in ((holder, "/answer/matter"), (staff, "/acts/lodge")):
        # It was read, and its body fails at that.
        assert client.post(path, input_stream=Unread(large), content_type=form).status_code == 500, path


def test_one_code_brings_no_more_than_so_much_in_a_day(site: Site, reader: Readers) -> None:
    visitor = reader()
    site.by_owner(f"UPDATE answer_sitting SET received = {MOST_A_DAY}")
    answer = visitor.step("look", text="Sample words.", papers=upload("answer.pdf"))
    assert answer.status_code == 422
    assert "Go on tomorrow" in answer.get_data(as_text=True)
    assert lying(site) == []
    assert visitor.send(text="Words alone still go.").status_code == 302


def test_nobody_names_a_paper_that_is_not_the_own(site: Site, reader: Readers) -> None:
    """The hash of a paper in another matter, a seal of another code, a changed seal: none of them is taken."""
    other = reader(matter=OTHER)
    sealed = SEALED.findall(other.step("add", papers=upload("answer.pdf")).get_data(as_text=True))
    visitor = reader()
    with_hash = f'["{MATTER}", {{"sha256": "{lying(site)[0]}"}}]'
    for forged in (*sealed, sealed[0][:-2] + "xx", with_hash, lying(site)[0]):
        page = visitor.step("look", text="Sample.", kept=[forged]).get_data(as_text=True)
        assert "It is not sent yet." in page
        assert SEALED.findall(page) == []


def test_what_came_is_read_as_a_file_by_those_who_read_the_matter_and_by_nobody_else(
    site: Site, reader: Readers
) -> None:
    name = "Ünterlage “1”.pdf"
    reader().send(text="", papers=upload(name, GOOD["answer.pdf"]))
    path = f"/docket/{MATTER}/papers/1"
    with site.visitor("staff").get(path) as answer:
        assert answer.data == GOOD["answer.pdf"]
        assert answer.headers["Content-Disposition"].startswith("attachment; filename")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers
    assert path in site.visitor("member-d1").page(f"/docket/{MATTER}")
    site.visitor("member-d2").send(
        f"/docket/{MATTER}/acts/declare_recusal", account="member-d2", reason="Sample", understood="yes"
    )
    for who in ("member-d2", "administrator", "clerk"):
        assert site.visitor(who).get(path).status_code == 404
    assert site.visitor("staff").get(f"/docket/{OTHER}/papers/1").status_code == 404
    assert reader(matter=OTHER).get("/answer/receipts/1").status_code == 404
    assert reader(opened=False).get(path).headers["Location"] == "/sign-in"


def test_whoever_holds_a_code_reads_no_page_of_an_account(site: Site, reader: Readers) -> None:
    visitor = reader()
    for path in ("/", "/docket", f"/docket/{MATTER}", f"/docket/{MATTER}/papers/1", "/journal", "/statute", "/account",
                 f"/docket/{MATTER}/acts/record_response", "/letters", "/nothing"):  # fmt: skip
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in"), path


def test_the_page_closes_by_itself_by_hand_and_when_its_code_ends(site: Site, reader: Readers) -> None:
    left, revoked, old = reader(), reader(), reader()
    left.post("/answer/leave")
    assert left.get("/answer/matter").headers["Location"] == "/answer"
    site.visitor("director").send(f"/docket/{MATTER}/acts/revoke_code", reason="Sample", understood="yes")
    assert revoked.get("/answer/matter").headers["Location"] == "/answer"
    assert revoked.step("look", text="Sample.").headers["Location"] == "/answer"
    site.visitor("director").send(f"/docket/{MATTER}/acts/reissue_code", reason="Sample", understood="yes")
    assert old.get("/answer/matter").headers["Location"] == "/answer", "a new code opens no old page"
    fresh = reader()
    assert fresh.get("/answer/matter").status_code == 200
    site.by_owner("UPDATE answer_sitting SET opened_at = '2028-11-15T00:00:00.000000Z'")
    assert fresh.get("/answer/matter").headers["Location"] == "/answer"


def test_no_code_is_in_a_log_an_address_a_cookie_or_a_header(
    site: Site, reader: Readers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = code_of(site.database, MATTER)
    visitor = reader()
    pages = [visitor.get(path) for path in ("/answer", "/answer/matter")]
    pages += [visitor.send(text="Sample."), visitor.try_code(code, "wrong")]
    for answer in pages:
        said = answer.get_data(as_text=True) + str(answer.headers)
        assert code not in said
        assert code.replace("-", "") not in said
    assert code not in caplog.text
    assert code not in str(visitor.client.get_cookie("session"))
    # It is taken from a form alone.
    assert visitor.get(f"/answer?reference={MATTER}&code={code}").headers.get("Location") == "/answer/matter"
    stranger = reader(opened=False)
    assert "Answer to a notice" in stranger.get(f"/answer?reference={MATTER}&code={code}").get_data(as_text=True)
    assert stranger.get("/answer/matter").headers["Location"] == "/answer"


def test_a_paper_that_is_lost_from_the_store_is_no_error_of_the_page(site: Site, reader: Readers) -> None:
    reader().send(text="", papers=upload("answer.pdf"))
    with site.database.reading() as session:
        sha256 = session.scalars(select(FiledPaper.sha256)).one()
    place(site.instance, sha256).unlink()
    assert site.visitor("staff").get(f"/docket/{MATTER}/papers/1").status_code == 404


def test_staff_enter_scans_with_a_response_on_paper(site: Site) -> None:
    staff, path = site.visitor("staff"), f"/docket/{MATTER}/acts/record_response"
    assert re.search(r'type="file"[^>]*name="papers"[^>]*multiple', staff.page(path))
    refused = staff.send(path, papers=upload("answer.pdf", pdf("launch")))
    assert refused.status_code == 422
    assert "would start a program" in refused.get_data(as_text=True)
    answer = staff.send(path, papers=[upload("scan.tif"), upload("answer.pdf")])
    page = staff.page(answer.headers["Location"])
    assert "scan.tif" in page
    assert "answer.pdf" in page
