"""The public site as plain files: the bytes of the live process, and an update that touches what changed alone."""

import datetime as dt
import functools
import http.client
import http.server
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from committee_app.cli import committee
from committee_app.public import create_public_app, exporting
from committee_app.public.exporting import LOCK, STATE, UNFINISHED, export, file_of
from committee_app.public.shelf import opened
from committee_app.public.site import TABLE, Site
from committee_app.public.store import OpenRecord
from tests.open_site import records
from tests.open_site.exporting import MOMENTS

HERE = Path(__file__).parents[2]


def site_of(path: Path, some: list[OpenRecord] | None = None, today: dt.date = records.TODAY) -> Site:
    return Site(opened(records.written(path, some))[1], today)


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of an export but its own, by name: which inode it is, and its bytes."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {STATE, LOCK}
    }


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {name: body for name, (_, body) in files(folder).items()}


def test_the_export_is_what_the_live_process_says(store: Path, site: Site, tmp_path: Path) -> None:
    done = export(site, tmp_path / "out")
    client = create_public_app(store, lambda: records.TODAY).test_client()
    addresses = {address: file_of(address, page.media) for address, page, _ in site.addresses()}
    shown = bytes_in(tmp_path / "out")
    assert set(shown) == set(addresses.values())
    assert len(set(addresses.values())) == len(addresses) == done.written
    for address, name in addresses.items():
        assert client.get(address).data == shown[name], address


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def plain(site: Site, tmp_path: Path) -> Iterator[int]:
    """The export served by the plainest of servers; its port."""
    export(site, tmp_path / "out")
    handler = functools.partial(Quiet, directory=str(tmp_path / "out"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_every_link_works_on_a_plain_server(plain: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", plain, timeout=20)
    met: dict[str, int] = {}
    ahead = ["/", "/5", "/404.html", "/sitemap.xml"]
    while ahead:
        path = ahead.pop()
        if path in met:
            continue
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        met[path] = answer.status
        if answer.status == 301:
            ahead.append(answer.headers["Location"])
        elif "html" in answer.headers["Content-Type"]:
            ahead += re.findall(r'(?:href|src|action|url)="?(/[^"#]*)', body.decode())
    assert {path: status for path, status in met.items() if status not in {200, 301}} == {}
    for wanted in (
        "/records/1.pdf",
        "/records/8/",
        "/records/7/manifest.json",
        "/meetings/9.ics",
        "/offices/29510.atom",
    ):
        assert met[wanted] == 200


def test_an_update_touches_what_changed_alone(tmp_path: Path) -> None:
    some = records.every_kind()
    export(site_of(tmp_path / "open.sqlite3", some), tmp_path / "out")
    before = files(tmp_path / "out")
    assert export(site_of(tmp_path / "open.sqlite3", some), tmp_path / "out").written == 0
    assert files(tmp_path / "out") == before
    one = records.record(16, "request", "2028-11-14", "Request: Greene again", **records.GREENE)
    done = export(site_of(tmp_path / "open.sqlite3", [*some, one]), tmp_path / "out")
    after = files(tmp_path / "out")
    changed = {name for name in after if after[name] != before.get(name)}
    assert done.written == len(changed)
    assert changed == {
        "16/index.html", "records/16/index.html", "records/16.pdf", "records/16.json", "records/16/manifest.json",
        "index.html", "records/index.html", "records/pages/1/index.html", "kinds/request/index.html",
        "kinds/request/pages/1/index.html", "years/2028/index.html", "years/2028/pages/1/index.html",
        "offices/29077/index.html", "offices/29077/pages/1/index.html", "offices/29077.atom", "offices/index.html",
        "feed.atom", "keys.json", "list/index.html", "list/pages/1/index.html", "list.jsonl", "sitemap.xml",
    }  # fmt: skip
    assert before.keys() - after.keys() == set()


def test_the_work_of_an_update_is_that_of_the_changed_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one page more is made than is looked at again, however many records there are."""
    made: list[str] = []
    real = Site.written
    monkeypatch.setattr(Site, "written", lambda self, name, **said: [made.append(name), real(self, name, **said)][1])
    counts = {}
    for number in (60, 160):
        some = [records.record(at, "minutes", "2028-01-01", f"Minutes {at}") for at in range(1, number + 1)]
        export(site_of(tmp_path / "open.sqlite3", some), tmp_path / str(number))
        made.clear()
        some.append(records.record(number + 1, "minutes", "2028-01-02", "One more"))
        done = export(site_of(tmp_path / "open.sqlite3", some), tmp_path / str(number))
        counts[number] = (len(made), done.written)
    assert counts[60] == counts[160]
    assert counts[60][1] < 25


def changed_somehow(some: list[OpenRecord], draw: random.Random) -> list[OpenRecord]:
    """The records after one thing that may happen: published, corrected, withdrawn, a meeting called."""
    number = len(some) + 1
    what = draw.choice(["publish", "publish", "correct", "withdraw", "call"])
    if what == "publish":
        kind = draw.choice(["request", "finding_resolved", "minutes", "report"])
        where = draw.choice([records.GREENE, records.CITY, {}])
        return [
            *some,
            records.record(number, kind, f"20{draw.choice([27, 28, 29])}-03-01", "More", **where),
        ]
    if what == "call":
        return [*some, records.notice(number, "2028-11-14", f"2028-12-{draw.randint(10, 28)}")]
    at = draw.choice([at for at, one in enumerate(some) if not one.withdrawn and one.replaced_by is None])
    if what == "withdraw":
        return [*some[:at], records.withdrawn(some[at], "2028-11-14", "Sample reason."), *some[at + 1 :]]
    old = some[at]
    new = replace(records.record(number, old.kind, "2028-11-14", "Corrected"), fields=old.fields, replaces=old.number,
                  how="corrects", jurisdiction=old.jurisdiction, office=old.office)  # fmt: skip
    return [*some[:at], replace(old, replaced_by=number, replaced_how="corrects"), *some[at + 1 :], new]


def test_a_page_changes_only_with_what_it_says_it_depends_on(tmp_path: Path) -> None:
    """A page that depended on more than its family declares would stay old in an update."""
    draw, some, day = random.Random(5), records.every_kind(), records.TODAY
    old: dict[str, tuple[bytes, str]] = {}
    seen = 0
    for _ in range(8):
        site = site_of(tmp_path / "open.sqlite3", some, day)
        new = {
            address: (page.make(site, key), site.digest(page.family, key))
            for address, page, key in site.addresses()
            if page.name != "static"
        }
        changed = {address for address in new.keys() & old.keys() if new[address][0] != old[address][0]}
        assert {address for address in changed if new[address][1] == old[address][1]} == set()
        seen += len(changed)
        some, old = changed_somehow(some, draw), new
        day += dt.timedelta(days=draw.choice([0, 0, 9]))
    assert seen > 50


def test_what_is_withdrawn_is_gone_from_the_folder(tmp_path: Path) -> None:
    some = records.every_kind()
    export(site_of(tmp_path / "open.sqlite3", some), tmp_path / "out")
    assert b"record 3" in (tmp_path / "out/records/3.pdf").read_bytes()
    some[2] = records.withdrawn(some[2], "2028-11-15", "Sample reason.")
    done = export(site_of(tmp_path / "open.sqlite3", some), tmp_path / "out")
    assert done.removed >= 1
    assert not (tmp_path / "out/records/3.pdf").exists()
    assert b"Sample reason." in (tmp_path / "out/records/3/index.html").read_bytes()
    assert not [name for name, body in bytes_in(tmp_path / "out").items() if b"what record 3 says" in body]


def test_a_folder_with_anything_else_in_it_is_left_alone(site: Site, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(ValueError, match="no export wrote"):
        export(site, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_two_exports_do_not_work_in_one_folder(site: Site, tmp_path: Path) -> None:
    with exporting._alone(tmp_path), pytest.raises(OSError, match="Another export"):
        export(site, tmp_path)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("aim", ["records/2/index.html", "records/9/index.html", "kinds/notice/index.html"])
def test_a_killed_export_leaves_whole_pages_and_the_next_one_ends_it(aim: str, moment: str, tmp_path: Path) -> None:
    """Every page is the old one or the new one; then the next export is as if the one before had not been killed, and
    sweeps what it left."""
    some = records.every_kind()
    out = tmp_path / "out"
    export(site_of(tmp_path / "open.sqlite3", some), out)
    old = bytes_in(out)
    # Another name of the office is on every page: all are written anew.
    records.written(tmp_path / "open.sqlite3", some, about={"office_name": "Another Office"})
    export(Site(opened(tmp_path / "open.sqlite3")[1], records.TODAY), tmp_path / "whole")
    new = bytes_in(tmp_path / "whole")
    command = [sys.executable, "-m", "tests.open_site.exporting", str(tmp_path / "open.sqlite3"), str(out), aim, moment]
    killed = subprocess.run(command, cwd=HERE, env={**os.environ, "PYTHONPATH": str(HERE)}, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert (out / aim).read_bytes() == (old if moment == "before" else new)[aim]
    for name, body in bytes_in(out).items():
        if not name.endswith(UNFINISHED):
            assert body in {old.get(name), new.get(name)}, name
    (out / "stray.html.unfinished").write_text("half")
    export(Site(opened(tmp_path / "open.sqlite3")[1], records.TODAY), out)
    assert bytes_in(out) == new


def test_no_page_is_written_in_place(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is opened for writing has a temporary name, and is renamed only when it is whole."""
    renamed: list[tuple[str, bytes]] = []
    real = os.replace
    monkeypatch.setattr(
        os, "replace", lambda old, new: [renamed.append((str(old), Path(old).read_bytes())), real(old, new)][1]
    )
    export(site, tmp_path / "out")
    assert len(renamed) == len(files(tmp_path / "out")) + 2
    assert all(name.endswith(UNFINISHED) for name, _ in renamed)


def test_the_command_exports_and_the_old_command_still_serves(store: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    told = run(committee, ["public", "export", str(tmp_path / "out"), "--store", str(store), "--day", "2028-11-15"])
    assert told.exit_code == 0, told.output
    assert re.fullmatch(r"\d+ written, 0 removed\.\n", told.output)
    again = run(committee, ["public", "export", str(tmp_path / "out"), "--store", str(store), "--day", "2028-11-15"])
    assert again.output == "0 written, 0 removed.\n"
    help_of = run(committee, ["public", str(store), "--help"])
    assert "Serve the open records in STORE" in help_of.output
    assert len(TABLE) > 25
