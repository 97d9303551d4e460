"""An open store on PostgreSQL for a test: its database, its two logins, and what may be published in it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from committee_app.public import postgres_store
from committee_app.public.lists import Line
from committee_app.public.store import Contents, OpenRecord
from tests import postgres


@dataclass(frozen=True, slots=True)
class OpenDatabase:
    """The addresses of one open store: as its owner, its publisher and the public site; `said` is what it warned of."""

    owner: str
    publisher: str
    public: str
    said: list[str]


@contextmanager
def prepared(server: postgres.Server, name: str) -> Iterator[OpenDatabase]:
    """The open store in that database, with a login for each role as the documentation says; both go afterwards."""
    owner = server.url(name)
    said = postgres_store.prepare(owner)
    mark = secrets.token_hex(4)
    logins = {f"publisher_{mark}": postgres_store.PUBLISHER, f"public_{mark}": postgres_store.READER}
    with psycopg.connect(owner, autocommit=True) as connection:
        for login, role in logins.items():
            connection.execute(f"CREATE ROLE {login} LOGIN".encode())
            connection.execute(f"GRANT {role} TO {login}".encode())
    publisher, public = (owner.replace("postgres@", f"{login}@") for login in logins)
    yield OpenDatabase(owner, publisher, public, said)
    postgres_store.let_go()
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        for login in logins:
            connection.execute(f"DROP ROLE {login}".encode())


def record(number: int, **change: object) -> OpenRecord:
    """A published record, made up."""
    said: dict[str, object] = {
        "number": number, "kind": "request", "clause": "56.602.4(7)(a)a", "jurisdiction": "29510",
        "office": "Sample office", "dated": "2028-02-15", "title": f"Sample record {number}",
        "text": f"Sample text {number}: 100 % “open”.", "sha256": f"{number:064x}",
        "pdf": f"%PDF sample {number}".encode(),
        "fields": {"b": 1, "a": ["ä"]}, "released": "2028-02-16", **change,
    }  # fmt: skip
    return OpenRecord(**said)  # type: ignore[arg-type] # the names are the record's own


def contents(*records: OpenRecord, training: bool = True) -> Contents:
    """What the store is to hold."""
    lines = [
        Line(seq, "2028-02-16", "published", seq, f"{seq:064x}", f"{seq - 1:064x}", f"{seq:064x}")
        for seq in range(1, len(records) + 1)
    ]
    return Contents(records=records, lines=lines, about={"office_name": "Sample"}, training=training)
