"""The open-records site: what was published and nothing else, the same bytes whatever is done behind the wall."""

import hashlib
import re

import pytest
from werkzeug.test import Client

from committee_app.commands.serving import PUBLIC_ENVIRONMENT
from committee_app.outbox import open_store_path
from committee_app.public import create_public_app
from tests.desks.visiting import Site

CLOSED = (
    "Sample Complainant",
    "2028-0",
    "member-",
    "Sample Member",
    "remediation procedure",
    "weekly list",
    "Sample complaint",
    "roll call",
    "Sample response",
)


def visitor(site: Site) -> Client:
    return create_public_app(open_store_path(site.instance)).test_client()


def everything(site: Site) -> str:
    client = visitor(site)
    front = client.get("/").get_data(as_text=True)
    paths = sorted(set(re.findall(r'href="(/records/\d+)"', front)))
    pages = [client.get(path).get_data(as_text=True) for path in (*paths, "/about", "/nothing")]
    pdfs = [client.get(f"{path}.pdf").data.hex() for path in paths]
    return front + "".join(pages) + "".join(pdfs)


def test_published_records_stand_with_their_pdf(looked_at: Site) -> None:
    client = visitor(looked_at)
    page = client.get("/records/1").get_data(as_text=True)
    assert "Request to appoint a special prosecutor" in page
    pdf = client.get("/records/1.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert hashlib.sha256(pdf.data).hexdigest() in page
    assert "Set-Cookie" not in pdf.headers


def test_nothing_closed_is_on_any_page(looked_at: Site) -> None:
    text = everything(looked_at)
    for word in CLOSED:
        assert word not in text, word


@pytest.mark.parametrize(
    "path", ["/records/999", "/records/0", "/records/-1", "/docket/2028-001", "/sign-in", "/records/1.json"]
)
def test_what_is_not_published_is_not_there(looked_at: Site, path: str) -> None:
    answer = visitor(looked_at).get(path)
    assert answer.status_code == 404
    assert "no such open record" in answer.get_data(as_text=True)


def test_closed_acts_leave_the_public_site_as_it_was(site: Site) -> None:
    store = open_store_path(site.instance)
    before, shown = store.read_bytes(), everything(site)
    director, staff = site.visitor("director"), site.visitor("staff")
    done = [
        staff.send("/docket/2028-016/acts/record_return", failure="unclaimed", source="Sample"),
        director.send("/docket/2028-018/acts/convene", place="Sample room"),
        director.send("/docket/2028-017/acts/release_notice", address="Sample Town", understood="yes"),
        director.send("/acts/keep_findings"),
        director.send("/acts/enter_closure", day="2028-12-26", source="Sample order"),
    ]
    assert [answer.status_code for answer in done] == [302] * len(done)
    assert store.read_bytes() == before
    assert everything(site) == shown


def test_publishing_adds_one_record(site: Site) -> None:
    director, before = site.visitor("director"), visitor(site).get("/").get_data(as_text=True).count("/records/")
    done = director.send("/docket/2028-008/acts/open_motion", kind="request")
    assert done.status_code == 302
    motion = done.headers["Location"].rsplit("/", 1)[1]
    for name in ("director", "member-r1", "member-r2", "member-d1", "member-d2"):
        sent = site.visitor(name).send("/docket/2028-008/acts/cast_vote", motion=motion, choice="yes", understood="yes")
        assert sent.status_code == 302
    assert visitor(site).get("/").get_data(as_text=True).count("/records/") == before
    assert director.send("/docket/2028-008/acts/publish", understood="yes").status_code == 302
    front = visitor(site).get("/").get_data(as_text=True)
    assert front.count("/records/") == before + 1
    assert "Greene County" in front


def test_the_public_process_is_told_nothing_of_the_office() -> None:
    assert not [name for name in PUBLIC_ENVIRONMENT if "COMMITTEE" in name or "DATABASE" in name]


def test_a_site_without_records_says_so(site: Site) -> None:
    client = create_public_app(site.instance / "nowhere.sqlite3").test_client()
    assert "No record has been published yet." in client.get("/").get_data(as_text=True)


def test_every_answer_is_dressed(looked_at: Site) -> None:
    for path in ("/", "/records/1", "/records/1.pdf", "/about", "/nothing", "/static/docket.css"):
        with visitor(looked_at).get(path) as answer:
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
