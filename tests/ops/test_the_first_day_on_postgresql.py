"""Step 3 of the first day in docs/operating.md, line by line: an owner who is no superuser, and `office`."""

import re
import secrets
import shlex
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from committee_app import founding
from committee_app.database import Database
from tests import postgres
from tests.offices import Office
from tests.ops.commands import ROOT

STEP = re.compile(r"\*\*3\. The database\*\*.*?(?=\*\*4\.)", re.S)


def test_the_logins_of_the_page_set_the_office_up(
    postgres_server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = secrets.token_hex(4)
    page = STEP.search((ROOT / "docs/operating.md").read_text())
    assert page
    said = [line for line in page[0].splitlines() if line.startswith("    ")]
    commands = [
        words[place + 1] for words in map(shlex.split, said) for place, word in enumerate(words) if word == "-c"
    ]
    name, here = f"docket_{mark}", {"owner": f"owner_{mark}", "office": f"office_{mark}"}
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as server:
        for command in commands:
            # The role of the tables is the server's: other tests may have made it already.
            with suppress(psycopg.errors.DuplicateObject):
                server.execute(re.sub(r"\b(owner|office)\b", lambda found: here[found[0]], command).encode())
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(here["owner"]))
        )
        try:
            url = postgres_server.url(name)
            monkeypatch.setenv("COMMITTEE_OWNER_URL", url.replace("postgres@", f"{here['owner']}@"))
            database = Database(url.replace("postgres@", f"{here['office']}@"))
            settings = replace(Office(database, tmp_path / "office").settings, database_url=database.url)
            founding.found(settings)
            founding.found(settings)
            with database.reading() as session:
                assert session.scalar(text("SELECT session_user")) == here["office"]
            assert Office(database, settings.instance).lodge("2028-01-03") == "2028-001"
            database.close()
        finally:
            postgres_server.drop(name)
            for role in here.values():
                server.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
                server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
