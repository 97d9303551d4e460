"""The public site: its pages beside the same bytes as static files by the same server, and the static export.

One client keeps one connection to each and asks them in turn, in an order drawn anew, so that a figure is the time of
a request and not of a crowd. Both sides run in one process.
"""

import datetime as dt
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.made_records import written
from bench.measuring import SEED, Row, median, timed
from committee_app.public.exporting import Done, export
from committee_app.public.shelf import opened
from committee_app.public.site import Site

DAY = dt.date(2038, 1, 1)
AT_MOST = 1.5
PAGES = (
    ("/", "the front page"),
    ("/records/7", "a record's page"),
    ("/records/7.pdf", "a record's PDF, 40 kB"),
    ("/records/7.json", "a record as JSON"),
    ("/feed.atom", "the feed"),
    ("/records", "the list of records"),
    ("/offices", "the map of the offices"),
)
SITE, FILES = "the public site", "the same bytes as static files"


class Client:
    """One connection that is kept, and the time of each answer by it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str) -> bytes:
        """The body of the answer, which must be whole."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise AssertionError(f"{path}: {head[:40]!r}")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        parts, have = [body], len(body)
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        return b"".join(parts)

    def _more(self) -> bytes:
        some = self._socket.recv(1 << 18)
        if not some:
            raise ConnectionError("the server ended the connection")
        return some

    def close(self) -> None:
        self._socket.close()


@contextmanager
def _served(store: Path, folder: Path) -> Iterator[dict[str, Client]]:
    command = [sys.executable, "-m", "bench.one_public_server", str(store), str(folder)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if server.stdin is None or server.stdout is None:
        raise AssertionError("both were asked for")
    try:
        ports = json.loads(server.stdout.readline())
        clients = {SITE: Client(ports[0]), FILES: Client(ports[1])}
        yield clients
        for client in clients.values():
            client.close()
    finally:
        server.stdin.close()
        server.wait(timeout=20)
        server.stdout.close()


def measure(records: int, number: int) -> list[Row]:
    """The export of a store of so many records and its update; then each page `number` times from both sides."""
    with tempfile.TemporaryDirectory(prefix="docket-bench-") as name:
        folder = Path(name)
        rows = _exports(folder, records)
        with _served(folder / "open.sqlite3", folder / "out") as clients:
            for path, said in PAGES:
                rows += _page(clients, path, said, number)
    return rows


def _exports(folder: Path, records: int) -> list[Row]:
    store = folder / "open.sqlite3"
    rows = []

    def bring_up() -> Done:
        return export(Site(opened(store)[1], DAY), folder / "out")

    written(store, records, records + 1)
    done: list[Done] = []
    whole = timed(lambda: done.append(bring_up()))
    rows.append(Row(f"static export of {records:,} records, {done[-1].written:,} files", whole, "s"))
    nothing = timed(lambda: done.append(bring_up()))
    rows.append(Row("the same again, nothing changed", nothing, "s", nothing / whole, "the whole export"))
    written(store, records + 1)
    one = timed(lambda: done.append(bring_up()))
    rows.append(Row(f"its update by one record, {done[-1].written} files", one, "s", one / whole, "the whole export"))
    reading = timed(lambda: opened(store))
    rows.append(Row("reading the store and its list, of that", reading, "s", reading / one, "the update"))
    return rows


def _page(clients: dict[str, Client], path: str, said: str, number: int) -> list[Row]:
    times: dict[str, list[float]] = {name: [] for name in clients}
    if clients[SITE].ask(path) != clients[FILES].ask(path):
        raise AssertionError(f"{path}: two sides, two answers")

    draw = random.Random(SEED)  # noqa: S311 - an order, not a secret
    for _ in range(number):
        for name in draw.sample(sorted(clients), len(clients)):
            started = time.perf_counter()
            clients[name].ask(path)
            times[name].append(time.perf_counter() - started)
    middle = {name: median(each) for name, each in times.items()}
    over = middle[SITE] / middle[FILES]
    late = {name: sorted(each)[len(each) * 99 // 100] * 1000 for name, each in times.items()}
    why = f"A request takes {middle[SITE] * 1000:.2f} ms, as a file {middle[FILES] * 1000:.2f} ms."
    return [
        Row(f"{said} ({path}), p50 {middle[SITE] * 1000:.2f} ms", number / sum(times[SITE]), "requests/s",
            over, "static file (p50)", "P10: at most 1.5", over <= AT_MOST, why),
        Row(f"{said}, p99", late[SITE], "ms", late[SITE] / late[FILES], "static file (p99)"),
    ]  # fmt: skip
