"""The pages of the public site: every address answers, says what became of a record, and finds what is asked for."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from committee_app.public import HEADERS, create_public_app, site
from committee_app.public.places import PLACES
from committee_app.public.site import TABLE, Site
from committee_app.register.offices import reference
from tests.desks.test_headers import read
from tests.open_site import records

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def titles(client: FlaskClient, path: str) -> list[str]:
    page = client.get(path).get_data(as_text=True)
    return re.findall(r'<li><a href="/records/(\d+)"', page)


def test_every_address_answers_and_no_page_reaches_out(client: FlaskClient, site: Site) -> None:
    met = set()
    for address, page, _ in site.addresses():
        answer = client.get(address)
        assert answer.status_code == (301 if page.name == "short" else 200), address
        assert answer.data, address
        met.add(page.name)
        if answer.mimetype == "text/html" and page.name != "short":
            body = answer.get_data(as_text=True)
            assert read(body) == [], address
            assert body.count("<h1") == 1, address
            assert '<html lang="en">' in body
            assert 'class="usa-skipnav" href="#main"' in body
    # Only the checker may be missing: it is made elsewhere.
    assert TABLE.keys() - met <= {"checker"}


def test_every_link_of_every_page_leads_somewhere(client: FlaskClient, site: Site) -> None:
    links: set[str] = set()
    for address, page, _ in site.addresses():
        if page.media == "text/html; charset=utf-8":
            links |= set(re.findall(r'(?:href|src|action)="(/[^"#]*)', client.get(address).get_data(as_text=True)))
    assert len(links) > 200
    wrong = {link for link in links if client.get(link.replace("&amp;", "&")).status_code not in {200, 301}}
    assert wrong == set()


def test_every_address_is_dressed_and_the_same_twice(client: FlaskClient, site: Site) -> None:
    assert HEADERS["Content-Security-Policy"] == POLICY
    for address in (*(address for address, _, _ in site.addresses()), "/nothing", "/healthz", "/records?q=greene"):
        # The second is given at once; the third is asked under a condition, and goes the long way again.
        first, second = client.get(address), client.get(address)
        third = client.get(address, headers={"If-None-Match": '"another"'})
        assert first.data == second.data == third.data
        kept = [
            (answer.status, sorted(pair for pair in answer.headers if pair[0] != "Date"))
            for answer in (first, second, third)
        ]
        assert kept[0] == kept[1] == kept[2], address
        for name, value in HEADERS.items():
            assert first.headers[name] == value
        assert not {"Set-Cookie", "Last-Modified", "Server", "X-Powered-By"} & set(first.headers.keys())


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/records/1", ["Stands. This record stands as it was published on December 20, 2027.",
                        "asked the governor to appoint a special prosecutor", "Section 56.602.4(7)(a)a, RSMo",
                        "This is what record 1 says."]),
        ("/records/2", ["Corrected. This record was corrected on March 2, 2028 by record 5"]),
        ("/records/5", ["It corrects record 2"]),
        ("/records/6", ["Superseded. This record was superseded on April 1, 2028 by record 7"]),
        ("/records/8", ["Withdrawn. This record was withdrawn on June 1, 2028.", "Reason: It named the wrong office."]),
        ("/records/10", ["This meeting was called off.", "Monday, November 20, 2028", "2:30 p.m.", "Roll call"]),
        ("/records/13", ["Present Sample Member One", "Absent nobody"]),
        ("/records/14", ["Referrals 1,204", "Homicides not told"]),
        ("/roster", ["As of April 1, 2028", "Sample Member One Republican January 1, 2028 December 31, 2031",
                     "vacant"]),
        ("/reports", ["Referrals 1,204", "Homicides not told", "Requests for records, 2028"]),
        ("/ask", ["Sample Custodian", "P.O. Box 899", "third business day", "610.023.3", "610.026", "610.023.4"]),
        ("/about", ["56.602.4(2)", "56.750.3", "Complaints", "Votes"]),
        ("/check", ["verify.py", "python verify.py"]),
        ("/list/pages/1", ["Record 8 withdrawn", "Commitment to the journal"]),
    ],
)  # fmt: skip
def test_pages_say_in_plain_words_what_is(client: FlaskClient, path: str, says: list[str]) -> None:
    said = text(client, path)
    for words in says:
        assert words in said
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b", said.replace("Notice of a meeting on 2028-11-20", ""))


def test_a_withdrawn_record_shows_nothing_of_what_it_said(client: FlaskClient, site: Site) -> None:
    for address, _, _ in site.addresses():
        assert records.SECRET_OF_THE_WITHDRAWN.encode() not in client.get(address).data, address
    gone = client.get("/records/8.pdf")
    assert gone.status_code == 410
    assert "Record 8." in gone.get_data(as_text=True)
    assert client.get("/records/8.json").get_json()["withdrawn"] == "2028-06-01"
    assert titles(client, "/offices/29077") == ["1"]
    assert "8" in titles(client, "/kinds/request")


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("/kinds/roster", ["7", "6"]),
        ("/years/2027", ["1"]),
        ("/offices/29510", ["4", "3"]),
        ("/records?q=BOONE", ["5", "2"]),
        ("/records?q=boone+corrected", ["5"]),
        ("/records?q=sample+member", ["13", "7", "6"]),
        ("/records?kind=request", ["8", "1"]),
        ("/records?kind=request&year=2027", ["1"]),
        ("/records?office=29510&q=reappoint", ["4"]),
        ("/records?q=nothing+holds+this", []),
        ("/records?q=%25_", []),
        ("/records?year=2028&page=2", []),
    ],
)
def test_lists_and_questions_find_what_they_say(client: FlaskClient, path: str, numbers: list[str]) -> None:
    assert titles(client, path) == numbers


@pytest.mark.parametrize(
    "path",
    ["/records?kind=nonsense", "/records?year=20", "/records?year=２０２８", "/records?office=1", "/records?page=0",
     "/records?page=-1", "/records?q=" + "x" * 201],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_answered_calmly(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "This question cannot be read" in answer.get_data(as_text=True)


def test_the_form_keeps_what_was_asked(client: FlaskClient) -> None:
    page = client.get("/records?q=%22><b>&kind=roster&office=29510").get_data(as_text=True)
    assert 'value="&#34;&gt;&lt;b&gt;"' in page
    assert '<option value="roster" selected>' in page
    assert '<option value="29510" selected>' in page


def test_the_map_shows_what_the_list_shows(client: FlaskClient) -> None:
    page = client.get("/offices").get_data(as_text=True)
    drawn, listed = page.split('id="list"')
    on_map = re.findall(r'<a href="(/offices/\d+)"><span class="tile-name">.*?usa-sr-only">(\d+) record', drawn)
    on_list = re.findall(r'<a href="(/offices/\d+)">[^<]+</a> <span>(\d+)<', listed)
    assert sorted(on_map) == sorted(on_list)
    assert len(on_map) == 115
    assert dict(on_map)["/offices/29510"] == "2"
    tiles = re.findall(r"column-(\d+) row-(\d+)", drawn)
    assert len(set(tiles)) == 115


def test_the_places_are_the_offices_of_the_register() -> None:
    assert {fips: place.name for fips, place in PLACES.items()} == {row["fips"]: row["name"] for row in reference()}


def test_the_day_moves_a_meeting_and_nothing_else(store: Path) -> None:
    day = [records.TODAY]
    client = create_public_app(store, lambda: day[0]).test_client()
    before = text(client, "/meetings")
    assert before.index("Monday, November 20, 2028") < before.index("December 1, 2028") < before.index("Past")
    assert "as of November 15, 2028" in before
    addresses = [address for address, _, _ in client.application.extensions["live"].site().addresses()]
    shown = {address: client.get(address).data for address in addresses}
    day[0] = dt.date(2028, 11, 21)
    after = text(client, "/meetings")
    assert after.index("December 1, 2028") < after.index("Past") < after.index("Monday, November 20, 2028")
    assert {address for address in addresses if client.get(address).data != shown[address]} == {"/", "/meetings"}


def test_a_new_state_of_the_store_is_shown_at_once(tmp_path: Path) -> None:
    path = records.written(tmp_path / "open.sqlite3")
    client = create_public_app(path, lambda: records.TODAY).test_client()
    assert client.get("/records/1.pdf").data == records.PAGE % 1
    some = records.every_kind()
    some[0] = records.withdrawn(some[0], "2028-11-15", "Sample reason.")
    records.written(path, some)
    assert client.get("/records/1.pdf").status_code == 410
    assert "Sample reason." in text(client, "/records/1")
    path.unlink()
    assert client.get("/records/1").status_code == 404
    assert "No record has been published yet." in text(client, "/")


def test_pages_are_made_once_for_a_state_of_the_store(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = create_public_app(store, lambda: records.TODAY).test_client()
    first = client.get("/records/1").data
    monkeypatch.setattr(site.Site, "written", lambda *_, **__: pytest.fail("made again"))
    assert client.get("/records/1").data == first


def test_memory_for_finished_pages_is_bounded(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("committee_app.public.ROOM", 20_000)
    app = create_public_app(store, lambda: records.TODAY)
    live, client = app.extensions["live"], app.test_client()
    for address, _, _ in live.site().addresses():
        client.get(address)
        assert live._size == sum(len(made.body) for made in live._kept.values()) <= 20_000


def test_methods_ranges_and_conditions(client: FlaskClient) -> None:
    whole = client.get("/records/1.pdf")
    assert whole.headers["Content-Disposition"] == 'attachment; filename="review-committee-record-1.pdf"'
    tag = whole.headers["ETag"]
    unchanged = client.get("/records/1.pdf", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    part = client.get("/records/1.pdf", headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.data) == (206, whole.data[2:6])
    beyond = client.get("/records/1.pdf", headers={"Range": "bytes=99999-"})
    assert beyond.status_code == 416
    assert "There is no such part" in beyond.get_data(as_text=True)
    for path in ("/", "/records/1", "/records/1.pdf", "/feed.atom", "/nothing"):
        head, got = client.head(path), client.get(path)
        assert head.data == b""
        assert head.status_code == got.status_code
        assert head.headers["Content-Length"] == str(len(got.data))
    options = client.options("/records/1")
    assert (options.status_code, options.headers["Allow"]) == (200, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        refused = client.open("/records", method=method, data={"q": "x"})
        assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert "Nothing can be sent to this site" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["/records/0", "/records/01", "/records/-1", "/records/999", "/records/" + "9" * 5000, "/records/1.PDF",
     "/Records/1", "/records/1.xml", "/kinds/complaint", "/years/1999", "/years/02028", "/offices/29002",
     "/records/pages/0", "/records/pages/2", "/list/pages/9", "/static/passkey.js", "/static/../site.py",
     "/static/vendor/htmx/htmx.min.js", "/records/1%00", "/%2e%2e/site.py", "/meetings/10.ics", "/meetings/1.ics",
     "/records/1/manifest", "/0", "/99", "/wp-login.php", "/records/1//", "/.export.json"],
)  # fmt: skip
def test_what_is_not_in_the_table_is_not_there(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {404, 308}
    if answer.status_code == 308:
        assert path == answer.headers["Location"] + "//"
    else:
        assert "There is no such open record" in answer.get_data(as_text=True)


def test_short_addresses_and_slashes_lead_on_within_the_site(client: FlaskClient) -> None:
    short = client.get("/5", headers={"Host": "evil.example"})
    assert (short.status_code, short.headers["Location"]) == (301, "/records/5")
    slash = client.get("/records/5/", headers={"Host": "evil.example"})
    assert (slash.status_code, slash.headers["Location"]) == (308, "/records/5")
    for path in ("/%2f/evil.example/", "/\\evil.example/", "/nothing/"):
        assert client.get(path).status_code == 404


def test_a_failure_says_nothing_of_the_program(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_public_app(store, lambda: records.TODAY)

    def broken(*_: object) -> bytes:
        raise ZeroDivisionError("of the program")

    monkeypatch.setattr("committee_app.public.Live.made", broken)
    answer = app.test_client().get("/about")
    assert answer.status_code == 500
    page = answer.get_data(as_text=True)
    assert "Something went wrong" in page
    for word in ("Traceback", "ZeroDivision", "of the program", "Werkzeug", "Python"):
        assert word not in page


def test_the_size_and_time_of_the_file_say_which_state_it_is(tmp_path: Path) -> None:
    """What the live process goes by changes whenever the store is written anew."""
    from committee_app.public.shelf import state_of

    path = records.written(tmp_path / "open.sqlite3")
    before = state_of(path)
    assert before == state_of(path)
    records.written(path)
    assert state_of(path) != before
    os.utime(path, ns=(1, 1))
    assert state_of(path) not in {before, None}


def test_pages_of_a_list_never_change_once_they_are_full(tmp_path: Path, app: Flask) -> None:
    def client_of(number: int) -> FlaskClient:
        some = [records.record(at, "minutes", "2028-01-01", f"Minutes {at}") for at in range(1, number + 1)]
        return create_public_app(
            records.written(tmp_path / f"{number}.sqlite3", some), lambda: records.TODAY
        ).test_client()

    some, more = client_of(100), client_of(103)
    for path in (
        "/records/pages/1",
        "/records/pages/2",
        "/kinds/minutes/pages/2",
        "/years/2028/pages/1",
        "/list/pages/1",
    ):
        assert some.get(path).data == more.get(path).data, path
    assert "This page is still empty" in text(some, "/records/pages/3")
    assert titles(more, "/records/pages/3") == ["103", "102", "101"]
    seen, path = titles(more, "/records"), "/records"
    while older := re.search(r'rel="next" href="([^"]+)"', more.get(path).get_data(as_text=True)):
        path = older[1]
        seen += titles(more, path)
    assert list(dict.fromkeys(seen)) == [str(number) for number in range(103, 0, -1)]
