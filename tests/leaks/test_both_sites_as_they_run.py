"""Both sites as processes of their own, asked over a socket, with all that they log: L3 and L5 as an office runs."""

import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from committee_app.commands.serving import PUBLIC_ENVIRONMENT
from tests.desks.visiting import KEY, TOKEN
from tests.leaks.finding import finds
from tests.leaks.planted import DAY, Walled

# Everything is logged, the statements of the database too.
LOUD = (
    "import logging, sys; logging.basicConfig(level=logging.INFO); "
    "logging.getLogger('sqlalchemy.engine').setLevel(logging.INFO); sys.argv[0] = 'committee'; "
)
OFFICE = LOUD + "from committee_app.cli import main; main()"
PUBLIC = LOUD + "import runpy; runpy.run_module('committee_app.public', run_name='__main__')"
# Questions that no browser asks, each as its bytes.
RAW = (
    b"GET //docket/2028-001 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET /%2e%2e/%2e%2e/office.sqlite3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET /../../office.sqlite3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET /static/..%2f..%2fcli.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET /static/%2e%2e/%2e%2e/settings.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET http://elsewhere.example/docket/2028-001 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/0.9\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, x\r\nConnection: close\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: a\r\nCookie: session=a\r\nConnection: close\r\n\r\n",
    b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"HEAD /docket/2028-001 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 300_000 + b"\r\nConnection: close\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\r\n\r\n\r\n",
)
TELLS = re.compile(rb"Traceback|sqlite3|sqlalchemy|Werkzeug/|Python/|waitress/\d|site-packages", re.IGNORECASE)


@dataclass
class Running:
    """One site as a process: where it listens, and what it wrote."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    answers: list[bytes] = field(default_factory=list)

    def raw(self, asked: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall(asked)
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_WR)
            said = b""
            with contextlib.suppress(OSError):
                while piece := line.recv(65536):
                    said += piece
        self.answers.append(said)
        return said

    def stop(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
        self.process.kill()
        self.process.wait()
        return self.log.read_text(errors="replace")


def start(name: str, command: list[str], environ: dict[str, str], port: int, folder: Path) -> Running:
    log = folder / f"{name}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=environ, stdout=out, stderr=subprocess.STDOUT, cwd=Path(__file__).parents[2]
        )
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return Running(name, port, process, log)
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"{name} does not answer: {log.read_text()}")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def running(mine: Walled, tmp_path: Path) -> Iterator[tuple[Running, Running]]:
    """The office and the public site over one planted office, their temporary files in a folder of this test."""
    (tmp_path / "tmp").mkdir()
    environ = {name: os.environ[name] for name in PUBLIC_ENVIRONMENT if name in os.environ}
    environ |= {"TMPDIR": str(tmp_path / "tmp"), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    inside = {"COMMITTEE_TRAINING": "1", "COMMITTEE_INSTANCE": str(mine.instance), "COMMITTEE_TODAY": DAY}
    one, other = free_port(), free_port()
    office = start(
        "office", [sys.executable, "-c", OFFICE, "serve", "--port", str(one)], {**environ, **inside}, one, tmp_path
    )
    try:
        command = [sys.executable, "-c", PUBLIC, str(mine.store), "127.0.0.1", str(other)]
        public = start("public", command, environ, other, tmp_path)
        yield office, public
    finally:
        office.process.kill()
        with contextlib.suppress(UnboundLocalError):
            public.process.kill()


class Browser:
    """Somebody who signs in over the socket and sends forms."""

    def __init__(self, office: Running) -> None:
        self.office = office
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def open(self, path: str, **form: str) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(f"http://127.0.0.1:{self.office.port}{path}", data, timeout=60) as answer:
                return str(answer.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            return error.read().decode("utf-8", "replace")

    def send(self, path: str, **form: str) -> str:
        page = self.open(path)
        found, key = TOKEN.search(page), KEY.search(page)
        token = found[1] if found else "none"
        return self.open(path, csrf_token=token, request_key=key[1] if key else "", **form)


def test_neither_process_tells_anything_to_anybody_who_listens(
    mine: Walled, running: tuple[Running, Running], tmp_path: Path
) -> None:
    office, public = running
    words = sorted(mine.tokens)[:3]
    director = Browser(office)
    page = director.open("/sign-in")
    found = TOKEN.search(page)
    assert found
    assert "Sample Director" in director.open("/sign-in", account="director", csrf_token=found[1])
    for path in ("/docket", "/docket/2028-001", "/letters", "/meetings", "/findings", "/deadlines", "/journal"):
        assert "<h1" in director.open(path)
    for word in words:
        director.open(f"/search?q={word}")
        director.open(f"/docket/{word}")
        director.send("/docket/2028-009/acts/declare_recusal", account=word, reason=word, understood="yes")
        director.send("/sign-in", account=word)
    assert "Done" in director.send("/docket/2028-011/acts/review", summary=f"{words[0]} Sample review.")
    for site in running:
        for asked in RAW:
            site.raw(asked)
        health = site.raw(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert b"200" in health.partition(b"\r\n")[0]
    assert b"review-committee" in public.raw(b"GET /records/1.pdf HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    logs = {site.name: site.stop() for site in running}
    assert "SELECT" in logs["office"], "the office's log is a full one"
    told = {name: mine.closed(finds(log.encode())) for name, log in logs.items()}
    assert told == {"office": set(), "public": set()}
    for site in running:
        assert [mine.closed(finds(answer)) for answer in site.answers if mine.closed(finds(answer))] == []
        assert [answer[:200] for answer in site.answers if TELLS.search(answer)] == []
        assert len(site.answers) > len(RAW)
    left = [path for path in (tmp_path / "tmp").rglob("*") if path.is_file()]
    assert [path for path in left if mine.closed(finds(path.name.encode() + b" " + path.read_bytes()))] == []
    print(
        f"L5: {sum(log.count(chr(10)) for log in logs.values())} lines of logs of two processes, {len(left)} files left"
    )
