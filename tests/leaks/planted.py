"""The sample office with a token in all that is closed: in what each act was told, in papers and their names, in names
of accounts, and at the end in every closed and secret column of every row of every table."""

import dataclasses
import datetime as dt
import io
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Set
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import Column, LargeBinary, String, Text, select

from committee_app import sample
from committee_app.acts import ACTS, Kind, perform
from committee_app.database import Database
from committee_app.office_site import create_app
from committee_app.outbox import dispatch, open_store_path
from committee_app.papers import keep
from committee_app.post import Tray
from committee_app.public import create_public_app
from committee_app.settings import Settings
from committee_app.tables import guards
from committee_app.tables.base import Base, Json
from committee_app.tables.meetings import Meeting
from committee_app.tables.publications import Publication
from tests.answering.holding import by_code
from tests.desks.visiting import Site
from tests.leaks.finding import TOKEN
from tests.offices import Office, noon
from tests.packet.planting import number_rows, token

DAY = sample.SAMPLE_DAY.isoformat()
BEFORE = (sample.SAMPLE_DAY - dt.timedelta(days=1)).isoformat()
# The matter in which a request carries and is not published yet; where papers came in.
READY, OF_PAPERS = "2028-008", "2028-016"
# Tokens of what acts were told begin here; below are those of columns.
TOLD = 1000
# Texts that are no free words: the office would refuse others.
FIXED = frozenset({
    "jurisdiction", "respondent_account", "account", "article_number", "receipt_number", "option", "mailer_id",
    "dollars", "mover", "seconder", "email", "network", "browser", "identity", "role",
    "sha256",
})  # fmt: skip
# What is published stands in these by its being published; an open column elsewhere says what the law opens.
PUBLISHED = frozenset({"publication", "withdrawal", "public_line"})
FREE = {Kind.TEXT, Kind.LONG_TEXT}


@dataclasses.dataclass
class Telling:
    """Puts a token before each free text that an act is told; `said` has where each was said."""

    said: dict[str, str] = dataclasses.field(default_factory=dict)

    def token(self, where: str) -> str:
        word = token(TOLD + len(self.said))
        self.said[word] = where
        return word

    def perform(self, database: Database, verb: str, actor: Any, given: Mapping[str, Any], **rest: Any) -> Any:
        return perform(database, verb, actor, self.marked(verb, given), **rest)

    def marked(self, verb: str, given: Mapping[str, Any]) -> dict[str, Any]:
        told = dict(given)
        if verb == "cast_vote":
            told.setdefault("reason", "Sample reason of a vote.")
        for parameter in ACTS[verb].parameters:
            value = told.get(parameter.name)
            if parameter.kind in FREE and parameter.name not in FIXED and value and not self.is_open(verb, told):
                told[parameter.name] = f"{self.token(f'{verb}, {parameter.name}')} {value}"
            if parameter.kind is Kind.LINES and isinstance(value, list):
                told[parameter.name] = [self.line(verb, line) for line in value]
        return told

    def line(self, verb: str, line: Mapping[str, Any]) -> dict[str, Any]:
        return {**line, "what": f"{self.token(f'{verb}, what')} {line['what']}"} if line.get("what") else dict(line)

    def is_open(self, verb: str, told: Mapping[str, Any]) -> bool:
        """The open part of minutes is for everybody."""
        return verb == "add_minutes" and told.get("part") == "open"


@dataclasses.dataclass(frozen=True)
class Walled:
    """An office with its wall: the closed store on this side, the public site on that."""

    instance: Path
    tokens: Mapping[str, str]
    letters: bool = True

    @property
    def settings(self) -> Settings:
        return Settings(
            f"sqlite:///{self.instance / 'office.sqlite3'}",
            self.instance,
            training=True,
            fixed_today=sample.SAMPLE_DAY,
        )

    @property
    def store(self) -> Path:
        return open_store_path(self.instance)

    @contextmanager
    def database(self) -> Iterator[Database]:
        database = Database(self.settings.database_url)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def office(self) -> Iterator[Office]:
        with self.database() as database:
            yield Office(database, self.instance)

    def public_app(self) -> Flask:
        return create_public_app(self.store, lambda: sample.SAMPLE_DAY)

    @contextmanager
    def office_site(self, *, real: bool = False) -> Iterator[Site]:
        """The office site; with `real` as a real office serves it, where no sample account is listed."""
        settings = self.settings
        if real:
            settings = dataclasses.replace(settings, training=False, fixed_today=None)
        with self.database() as database:
            app = create_app(settings, database)
            app.testing = False
            yield Site(app, database, self.instance)

    def dispatch(self) -> None:
        """Sends off what waits: letters, mails, and what is published."""
        with self.database() as database:
            post = Tray(self.instance / "mail_tray")
            dispatch(database, self.instance, noon(sample.SAMPLE_DAY), post, letters=self.letters)

    def write_again(self) -> None:
        """The open store is written anew, as if something had been published."""
        by_owner(
            self.instance,
            "INSERT INTO outbox (id, dedup, kind, queued_by, tries) SELECT max(id) + 1, 'public:again:' || max(id), "
            "'public_store', 1, 0 FROM outbox",
        )
        self.dispatch()

    def closed(self, found: Set[str]) -> set[str]:
        """Those of the tokens found that are of something closed, each with where it was planted."""
        return {f"{word}: {self.where(word)}" for word in found if self.where(word) is not None}

    def where(self, word: str) -> str | None:
        return self.tokens.get(word) or self.tokens.get(word.partition("r")[0])


def publish(office: Office, complaint: str | None = None, on: str = DAY, **given: Any) -> Any:
    """Publishes what the Act opens in the matter, or what `given` names, by as many people as it takes."""
    return office.publish(complaint, on=on, **given)


def build(instance: Path, tell: Telling | None = None) -> Walled:
    """The sample office, made while each act is told tokens; papers came in, letters and mails went out."""
    telling = tell or Telling()
    settings = Walled(instance, {}).settings
    with pytest.MonkeyPatch.context() as patch:
        for room in ("matters", "roster"):
            patch.setattr(f"committee_app.sample.{room}.perform", telling.perform)
        sample.build(settings, lambda _: None)
    walled = Walled(instance, telling.said)
    with walled.office() as office:
        _more(office, telling)
    walled.dispatch()
    return dataclasses.replace(walled, tokens=closed_ones(instance, telling.said))


def _more(office: Office, telling: Telling) -> None:
    """What the sample has not: an account named by a token, papers, a recusal, an expense that was refused."""
    name = telling.token("account, name")
    given = {"account": name, "display": f"{telling.token('account, display')} Person", "role": "staff"}
    office.act("invite", "administrator", on=DAY, email="new@sample.invalid", **given)
    said = telling.token("a paper, text")
    content = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Title"] = said
        made.save(content)
    content.seek(0)
    kept = keep(office.instance, content, f"{telling.token('a paper, name')}.pdf")
    paper = {"sha256": kept.sha256, "size": kept.size, "kind": kept.kind, "name": kept.name}
    text = f"{telling.token('send_response, text')} Sample response."
    # The day before: the rehearsal would take the day of a notice for that of the receipt.
    by_code(office, "send_response", OF_PAPERS, BEFORE, text=text, papers=[paper])
    recused = {"account": "member-d2", "reason": f"{telling.token('declare_recusal, reason')} Kin."}
    office.act("declare_recusal", "member-d2", "2028-018", on=DAY, **recused)
    office.vote(READY, "request", "yyyyn", on=DAY)
    given = {"received_on": DAY, "channel": "email", "requester": f"{telling.token('request, requester')} Reader"}
    given |= {name: f"{telling.token(f'request, {name}')} Sample." for name in ("contact", "asked")}
    office.act("receive_records_request", "staff", on=DAY, **given)
    _publish_every_kind(office)


def _publish_every_kind(office: Office) -> None:
    """What is of no matter is published too: notices, minutes, the roster, figures; one is corrected, one withdrawn."""
    year = str(sample.SAMPLE_DAY.year - 1)
    with office.database.reading() as session:
        meetings = [str(number) for number in session.scalars(select(Meeting.id).order_by(Meeting.id))]
    office.act("post_notice", "staff", on=DAY, meeting=meetings[-1], place="Sample board", at="11:31")
    for number in meetings:
        publish(office, verb="propose_notice", meeting=number)
    publish(office, verb="propose_minutes", meeting=meetings[0])
    publish(office, verb="propose_roster")
    publish(office, verb="propose_totals", year=year)
    publish(office, verb="propose_report", year=year, withhold="yes")
    with office.database.reading() as session:
        totals = session.scalars(select(Publication.number).where(Publication.kind == "totals")).one()
    publish(office, verb="withdraw_publication", number=str(totals), reason="Sample: it was published too early.")


def closed_ones(instance: Path, said: Mapping[str, str]) -> dict[str, str]:
    """Of the tokens that acts were told, those that lie in no open column: what the law opens is nobody's secret."""
    opened: set[str] = set()
    with closing(sqlite3.connect(instance / "office.sqlite3")) as store:
        for column in _texts("OPEN"):
            if column.table.name not in PUBLISHED:
                rows = store.execute(f'SELECT DISTINCT "{column.name}" FROM "{column.table.name}"')
                opened.update(found for (text,) in rows for found in TOKEN.findall(str(text)))
    return {word: where for word, where in said.items() if word not in opened}


def _texts(*classes: str) -> Iterator[Column[Any]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String | Text | Json) and column.info["class"] in classes:
                yield column


def copied(walled: Walled, to: Path) -> Walled:
    """The same office in a folder of its own."""
    shutil.copytree(walled.instance, to)
    return dataclasses.replace(walled, instance=to)


def by_owner(instance: Path, *statements: str) -> None:
    """Does what no act does, without guards, keys and checks."""
    owner = Database(f"sqlite:///{instance / 'office.sqlite3'}", owner=True)
    with owner.writing() as session:
        guards.remove(session.connection())
        for statement in statements:
            session.connection().exec_driver_sql(statement)
    owner.close()


def filled(walled: Walled) -> Walled:
    """The office when every closed and secret column of every row of every table holds a token of its own, whatever the
    checks of the tables say; where a table was empty, it has a row now. Nothing can be done in it any more."""
    planted: dict[str, str] = dict(walled.tokens)
    with closing(sqlite3.connect(walled.instance / "office.sqlite3", isolation_level=None)) as store:
        for pragma in ("ignore_check_constraints=ON", "foreign_keys=OFF"):
            store.execute(f"PRAGMA {pragma}")
        for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            store.execute(f'DROP TRIGGER "{name}"')
        number_rows(store)
        store.execute("BEGIN")
        for table in Base.metadata.sorted_tables:
            if table.name not in PUBLISHED and not store.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]:
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                marks = ", ".join("?" for _ in table.columns)
                store.execute(
                    f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', [*map(_made_up, table.columns)]
                )
        for number, column in enumerate(everything_closed(), TOLD + len(walled.tokens) + 1000):
            word = token(number)
            planted[word] = f"{column.table.name}.{column.name}"
            store.execute(_plant(column, word))
        store.execute("COMMIT")
    return dataclasses.replace(walled, tokens=planted)


def everything_closed() -> Iterator[Column[Any]]:
    """Every closed or secret column that can hold a text or bytes."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            holds = isinstance(column.type, String | Text | Json | LargeBinary)
            is_ours = column.computed is None and not column.primary_key
            if holds and is_ours and column.info["class"] != "OPEN":
                yield column


def _made_up(column: Column[Any]) -> Any:
    kind = re.sub(r"\W.*", "", str(column.type)).upper()
    if isinstance(column.type, Json):
        return "{}"
    return {"INTEGER": 1, "BOOLEAN": 1, "BIGINTEGER": 1, "DATE": DAY, "BLOB": b"%PDF-"}.get(kind, "1")


def _plant(column: Column[Any], word: str) -> str:
    own, name = f"'{word}r' || next_row()", f'"{column.name}"'
    if isinstance(column.type, Json):
        place = f"CASE json_type({name}) WHEN 'array' THEN '$[#]' ELSE '$.planted' END"
        own = f"json_insert(coalesce({name}, '{{}}'), {place}, {own})"
    elif isinstance(column.type, LargeBinary):
        own = f"CAST(coalesce({name}, x'') || ' ' || {own} AS BLOB)"
    return f'UPDATE "{column.table.name}" SET {name} = {own}'
