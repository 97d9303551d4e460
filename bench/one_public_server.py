"""`python -m bench.one_public_server STORE DIR`: the public site, and the same bytes as static files, by one server.

Two ports of one process, each a waitress with four threads. The static side is the least that serves a file: it looks
the path up, opens the file and hands it to the server.
"""

import datetime as dt
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from waitress.server import create_server

from committee_app.public import create_public_app

MEDIA = {".html": "text/html; charset=utf-8", ".pdf": "application/pdf", ".json": "application/json",
         ".atom": "application/atom+xml"}  # fmt: skip


def static_files(folder: Path) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """A WSGI application that serves the files of the folder."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = os.path.normpath(f"{folder}{environ['PATH_INFO']}")
        if not path.startswith(f"{folder}"):
            start("404 Not Found", [("Content-Length", "0")])
            return [b""]
        if os.path.isdir(path):
            path = f"{path}/index.html"
        file = open(path, "rb")  # noqa: SIM115 - the server closes it
        size = os.fstat(file.fileno()).st_size
        media = MEDIA.get(os.path.splitext(path)[1], "application/octet-stream")
        start("200 OK", [("Content-Type", media), ("Content-Length", str(size))])
        wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](file)
        return wrapped

    return answer


def main() -> None:
    """Prints the two ports and serves until it is stopped."""
    store, folder = Path(sys.argv[1]), Path(sys.argv[2])
    apps = (create_public_app(store, lambda: dt.date(2038, 1, 1)), static_files(folder.resolve()))
    servers = [create_server(app, host="127.0.0.1", port=0, threads=4, ident=None) for app in apps]
    for server in servers:
        threading.Thread(target=server.run, daemon=True).start()
    print(json.dumps([server.effective_port for server in servers]), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
