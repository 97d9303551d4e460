"""The open-records site: what was published and nothing else, the same bytes whatever is done behind the wall."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from committee_app.commands import serving
from committee_app.outbox import open_store_path
from committee_app.public import create_public_app
from committee_app.public import store as open_store
from tests.desks.test_headers import read
from tests.desks.visiting import Site

CLOSED = (
    "Sample Complainant",
    "member-",
    "Sample Member",
    "remediation procedure",
    "weekly list",
    "Sample complaint",
    "roll call",
    "Sample response",
)
MEMBERS = ("director", "member-r1", "member-r2", "member-d1", "member-d2")
# Run in an interpreter of its own: the site answers, then says what it had to read for that.
VISIT = """
import sys
from pathlib import Path
from committee_app.public import create_public_app
client = create_public_app(Path(sys.argv[1])).test_client()
for path in ("/", "/records/1", "/records/1.pdf", "/about", "/healthz"):
    assert client.get(path).status_code == 200, path
assert client.get("/records/99").status_code == 404
print(" ".join(sorted(sys.modules)))
"""


def visitor(site: Site) -> FlaskClient:
    return create_public_app(open_store_path(site.instance)).test_client()


def records_of(client: FlaskClient) -> list[str]:
    return sorted(set(re.findall(r'href="(/records/\d+)"', client.get("/").get_data(as_text=True))))


def everything(site: Site) -> list[tuple[str, bytes]]:
    client = visitor(site)
    paths = records_of(client)
    site_now = client.application.extensions["live"].site()
    asked = [address for address, page, _ in site_now.addresses() if page.name != "static"]
    assert set(paths) < set(asked)
    return [(path, client.get(path).data) for path in (*asked, "/nothing", "/healthz")]


def test_the_site_reads_nothing_of_the_office(looked_at: Site) -> None:
    environ = {name: os.environ[name] for name in serving.PUBLIC_ENVIRONMENT if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(open_store_path(looked_at.instance))],
        capture_output=True, text=True, env=environ, check=False, timeout=60, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    read_in = done.stdout.split()
    assert "flask" in read_in
    ours = {name for name in read_in if name.split(".")[0] in {"committee_app", "rules", "workflows", "letters"}}
    assert {name for name in ours if not name.startswith("committee_app.public")} == {"committee_app"}
    assert not {"sqlalchemy", "psycopg", "alembic", "flask_wtf", "durable"} & set(read_in)


def test_published_records_stand_with_their_pdf(looked_at: Site) -> None:
    client = visitor(looked_at)
    kept = {f"/records/{one.number}": one for one in open_store.records(open_store_path(looked_at.instance))}
    assert list(kept)
    assert records_of(client) == sorted(kept)
    for path, record in kept.items():
        page = client.get(path).get_data(as_text=True)
        pdf = client.get(f"{path}.pdf").data
        assert pdf.startswith(b"%PDF")
        assert pdf == record.pdf
        assert hashlib.sha256(pdf).hexdigest() == record.sha256
        assert record.sha256 in page
        assert record.title in page
    assert "Request to appoint a special prosecutor" in client.get("/records/1").get_data(as_text=True)


def test_nothing_closed_is_on_any_page(looked_at: Site) -> None:
    for path, answer in everything(looked_at):
        for word in CLOSED:
            assert word.encode() not in answer, (path, word)
        # The number of a matter; a day goes on after its month.
        assert not re.search(rb"\b2028-\d{3}\b", answer), path


@pytest.mark.parametrize(
    "path",
    ["/records/999", "/records/0", "/records/-1", "/docket/2028-001", "/sign-in", "/records/1.xml",
     "/records/1/manifest",
     "/records/" + "9" * 30, "/records/" + "9" * 30 + ".pdf", "/records/1%00", "/records/../journal", "/open.sqlite3",
     "/static/../public.py", "/findings", "/journal", "/acts/publish"],
)  # fmt: skip
def test_what_is_not_published_is_not_there(looked_at: Site, path: str) -> None:
    answer = visitor(looked_at).get(path)
    assert answer.status_code == 404
    assert "no such open record" in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/records/1", "/records/1.pdf", "/about"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_sent_to_it(looked_at: Site, path: str, method: str) -> None:
    assert visitor(looked_at).open(path, method=method).status_code == 405


def test_closed_acts_leave_the_public_site_as_it_was(site: Site) -> None:
    store = open_store_path(site.instance)
    before, shown = store.read_bytes(), everything(site)
    director, staff = site.visitor("director"), site.visitor("staff")
    assert director.send("/docket/2028-011/acts/review", summary="Sample review.").status_code == 302
    motion = director.send("/docket/2028-011/acts/open_motion", kind="determination").headers["Location"]
    done = [
        staff.send("/docket/2028-014/acts/record_response", text="Sample: an answer."),
        director.send("/docket/2028-018/acts/convene", place="Sample room"),
        staff.send("/docket/2028-016/acts/record_return", failure="unclaimed", source="Sample"),
        director.send("/docket/2028-017/acts/release_notice", address="Sample Town", understood="yes"),
        director.send("/docket/2028-004/acts/record_progress", summary="Sample progress."),
        director.send("/docket/2028-018/acts/declare_recusal", account="member-d2", reason="Sample", understood="yes"),
        director.send("/docket/2028-015/acts/withdraw", reason="Sample", understood="yes"),
        director.send("/acts/keep_findings"),
        director.send("/acts/enter_closure", day="2028-12-26", source="Sample order"),
        *(
            site.visitor(name).send(
                "/docket/2028-011/acts/cast_vote", motion=motion.rsplit("/", 1)[1], choice="yes", understood="yes"
            )
            for name in MEMBERS
        ),
    ]
    assert [answer.status_code for answer in done] == [302] * len(done)
    assert store.read_bytes() == before
    assert everything(site) == shown
    assert sorted(path.name for path in store.parent.iterdir()) == [store.name]


def test_publishing_adds_one_record(site: Site) -> None:
    director, before = site.visitor("director"), records_of(visitor(site))
    done = director.send("/docket/2028-008/acts/open_motion", kind="request")
    assert done.status_code == 302
    motion = done.headers["Location"].rsplit("/", 1)[1]
    for name in MEMBERS:
        sent = site.visitor(name).send("/docket/2028-008/acts/cast_vote", motion=motion, choice="yes", understood="yes")
        assert sent.status_code == 302
    assert records_of(visitor(site)) == before
    shown = site.proposed("2028-008")
    assert records_of(visitor(site)) == before
    assert director.send("/docket/2028-008/acts/publish", understood="yes", **shown).status_code == 302
    client = visitor(site)
    (new,) = set(records_of(client)) - set(before)
    assert "Greene County" in client.get("/").get_data(as_text=True)
    assert hashlib.sha256(client.get(f"{new}.pdf").data).hexdigest() in client.get(new).get_data(as_text=True)
    assert client.get("/records/99").status_code == 404


def test_the_public_process_is_told_nothing_of_the_office(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Starts both as `committee training` does; in the public site's place stands a program that says what it got."""
    told = tmp_path / "told.json"
    says = "import json, os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(json.dumps(dict(os.environ)))"
    commands = []

    def command(*given: object) -> list[str]:
        commands.append(real(*given))  # type: ignore[arg-type] # hands on what it was given
        return [sys.executable, "-c", says, str(told)]

    def wait_for_it(*_: object) -> None:
        until = time.monotonic() + 20
        while not (told.exists() and told.read_text()) and time.monotonic() < until:
            time.sleep(0.02)

    real = serving.public_command
    secret = "postgresql://office:secret@closed/store"
    for name in ("COMMITTEE_DATABASE_URL", "COMMITTEE_OWNER_URL", "COMMITTEE_INSTANCE", "DATABASE_URL", "PGPASSWORD"):
        monkeypatch.setenv(name, secret)
    monkeypatch.setattr(serving, "public_command", command)
    monkeypatch.setattr(serving, "_serve_office", wait_for_it)
    monkeypatch.setattr(serving, "check_free", lambda *_: None)
    before = signal.getsignal(signal.SIGTERM)
    try:
        settings = replace(site.app.extensions["office"].settings, database_url=secret)
        serving.run_both(settings, 1, 2)
    finally:
        signal.signal(signal.SIGTERM, before)
    environ = json.loads(told.read_text())
    assert set(environ) <= {*serving.PUBLIC_ENVIRONMENT, "LC_CTYPE", "__CF_USER_TEXT_ENCODING"}
    assert secret not in " ".join([*environ.values(), *commands[0]])
    assert commands[0][3] == str(open_store_path(site.instance))
    assert not [name for name in serving.PUBLIC_ENVIRONMENT if "COMMITTEE" in name or "DATABASE" in name]


def test_a_site_without_records_says_so(site: Site) -> None:
    client = create_public_app(site.instance / "nowhere.sqlite3").test_client()
    assert "No record has been published yet." in client.get("/").get_data(as_text=True)
    assert "No record has been published yet." in client.get("/records").get_data(as_text=True)
    assert client.get("/records/1").status_code == 404
    assert not (site.instance / "nowhere.sqlite3").exists()


def test_every_answer_is_dressed_and_sets_no_cookie(looked_at: Site) -> None:
    client = visitor(looked_at)
    for path in ("/", "/records/1", "/records/1.pdf", "/about", "/nothing", "/healthz", "/static/docket.css"):
        with client.get(path) as answer:
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "Set-Cookie" not in answer.headers
            if answer.mimetype == "text/html":
                assert read(answer.get_data(as_text=True)) == []


def test_hostile_words_in_a_record_are_shown_as_words(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}\u202etxt"
    record = open_store.OpenRecord(
        1, "request", "56.602.4(7)(a)a", "29510", hostile, "2028-11-15", hostile, hostile, "0" * 64, b"%PDF"
    )
    open_store.write(tmp_path / "open.sqlite3", open_store.Contents([record]))
    client = create_public_app(tmp_path / "open.sqlite3").test_client()
    for path in ("/", "/records", "/records/1", "/records?q=alert"):
        page = client.get(path).get_data(as_text=True)
        assert read(page) == []
        assert "<img" not in page
        assert "{{ 7*7 }}" in page


def test_a_training_offices_records_say_on_every_page_that_they_are_made_up(looked_at: Site, tmp_path: Path) -> None:
    public = create_public_app(open_store_path(looked_at.instance)).test_client()
    for path in ("/", "/about", "/records/1", "/nothing"):
        assert "These records are made up" in public.get(path).get_data(as_text=True), path
    open_store.write(tmp_path / "open.sqlite3", open_store.Contents())
    real = create_public_app(tmp_path / "open.sqlite3").test_client()
    assert "made up" not in real.get("/").get_data(as_text=True)
