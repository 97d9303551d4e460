"""The channels that begin inside: logs, mails, cookies, files, the store's own bytes; and what numbers, fields, figures
and the difference between two answers tell."""

import io
import json
import logging
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

from sqlalchemy import select

from committee_app.packet import open_envelope, request_of
from committee_app.public import store as open_store
from committee_app.public.kinds import KINDS
from committee_app.public.lists import Line
from committee_app.statewide import PARTS
from committee_app.tables.base import Base
from committee_app.tables.docket import Complaint
from committee_app.tables.office import Setting
from committee_app.tables.publications import OfficeCount, ProposalEnd, Publication
from letters import catalogue
from letters.packet import open_paper
from rules.statute import clause
from tests.leaks.asking import Answer, crawl
from tests.leaks.channels import CHECKS, Looked, channel
from tests.leaks.outside import published
from tests.leaks.planted import Walled, by_owner, copied

# All checks, those of tests.leaks.outside too.
__all__ = ["CHECKS"]

# Requests to the governor: the Act opens them, and this is all that one holds.
REQUESTS = ("request", "second_request", "term_request")
STORE = {
    "record": {
        "number", "kind", "clause", "jurisdiction", "office", "dated", "title", "text", "sha256", "pdf", "fields",
        "released", "replaces", "how", "replaced_by", "replaced_how", "withdrawn", "reason",
    },
    "line": {"seq", "day", "what", "number", "digest", "prev", "hash", "signature", "key"},
    "about": {"name", "value"},
}  # fmt: skip
# What a JSON text says of itself, or counts of a whole state, whatever a closed table may call its own columns.
OWN_KEYS = frozenset({"version", "status", "section", "count"})
WORD = re.compile(r"[^\W_]+")


@contextmanager
def overheard() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, the statements of the database too, with what broke."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(pathname)s %(funcName)s"))
    rooms = [
        logging.getLogger(),
        logging.getLogger("sqlalchemy.engine"),
        logging.getLogger("committee_app.office_site"),
    ]
    before = [room.level for room in rooms]
    rooms[0].addHandler(handler)
    for room in rooms:
        room.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        rooms[0].removeHandler(handler)
        for room, level in zip(rooms, before, strict=True):
            room.setLevel(level)


@contextmanager
def temporary_files(folder: Path) -> Iterator[Path]:
    """Temporary files go into this folder meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before


@channel("L5")
def what_is_written_beside_tells_nothing(walled: Walled) -> Iterator[str]:
    """Logs, mails, cookies, the outbox, names of files, temporary files, health pages, while people work."""
    looked = Looked(walled)
    with tempfile.TemporaryDirectory() as folder:
        here = copied(walled, Path(folder) / "instance")
        with temporary_files(Path(folder) / "tmp") as left, overheard() as heard:
            for where, said in _at_work(here):
                yield from looked.at(where, said)
            here.dispatch()
        for path in left.rglob("*"):
            yield from looked.at("a temporary file", path.name.encode(), path.read_bytes() if path.is_file() else b"")
        names = "\n".join(str(path.relative_to(here.instance)) for path in here.instance.rglob("*"))
        yield from looked.at("the name of a file", names.encode())
        for mail in (here.instance / "mail_tray").glob("*"):
            yield from looked.at("a mail", mail.read_bytes())
        with closing(sqlite3.connect(here.instance / "office.sqlite3")) as store:
            waits = "SELECT mail.subject, mail.text, outbox.trouble FROM outbox JOIN mail ON mail_id = mail.id"
            mails = store.execute(waits).fetchall()
        yield from looked.at("a mail that waits", *{str(value).encode() for row in mails for value in row})
        lines = heard.getvalue().splitlines()
        assert any("SELECT" in line for line in lines), "the database's log lines are among them"
        yield from looked.at("a log", "\n".join(dict.fromkeys(lines)).encode())
        print(f"L5: {len(lines)} lines of logs, {len(mails)} mails")


def _at_work(walled: Walled) -> Iterator[tuple[str, bytes]]:
    """The director reads every page, searches for closed words, sends forms, right and wrong; a page breaks."""
    words = sorted(walled.tokens)[:3]
    with walled.office_site() as site:
        director, stranger = site.visitor("director"), site.visitor()
        yield "the health page", stranger.get("/healthz").data
        for word in words:
            director.get(f"/search?q={word}")
            director.client.get(f"/docket?q={word}", headers={"User-Agent": word, "Referer": f"http://a/{word}"})
            director.send("/docket/2028-009/acts/declare_recusal", account=word, reason=word, understood="yes")
            director.send(f"/docket/{word}/acts/review", summary=word)
        director.send("/docket/2028-011/acts/review", summary=f"{words[0]} Sample review.")
        put = director.send("/docket/2028-011/acts/open_motion", kind="determination")
        assert put.status_code == 302, "mails go out"
        crawl(director.client, ("/",), each=2)
        _break(site.app, words[0])
        director.get("/docket")
        stranger.client.post("/sign-in", data={"account": words[0], "csrf_token": stranger.token()})
        for visitor in (director, stranger):
            cookie = visitor.client.get_cookie("session")
            yield "a cookie", cookie.value.encode() if cookie else b""
    yield "the public health page", walled.public_app().test_client().get("/healthz").data


def _break(app: Any, word: str) -> None:
    """A page of the docket breaks over a closed word, as a program's own mistake would."""
    endpoint, _ = app.url_map.bind("localhost").match("/docket")

    def broken(**_: object) -> str:
        raise ValueError(f"invalid name: {word}")

    broken.shows = app.view_functions[endpoint].shows  # type: ignore[attr-defined] # a mark on a function
    app.view_functions[endpoint] = broken


@channel("L6")
def the_store_holds_what_is_published(walled: Walled) -> Iterator[str]:
    """The raw bytes of the folder, as it is and after a record was withdrawn."""
    looked = Looked(walled)
    with tempfile.TemporaryDirectory() as folder:
        here = copied(walled, Path(folder) / "instance")
        here.write_again()
        yield from looked.at("the open store", *_folder(here))
        gone = next(record for record in open_store.records(here.store) if _is_alone(record, here))
        columns = "number, entry, day, reason, proposed_by, released_by"
        values = f"{gone.number}, 1, '2028-11-15', 'Sample: it was published too early.', 'staff', 'director'"
        by_owner(here.instance, f"INSERT INTO withdrawal ({columns}) VALUES ({values})")
        here.write_again()
        pieces = _folder(here)
        yield from looked.at("the open store after a withdrawal", *pieces)
        left = open_store.record(here.store, gone.number)
        assert left is not None
        assert left.withdrawn == "2028-11-15"
        others = b"".join(record.pdf for record in open_store.records(here.store))
        cuts = [gone.pdf[at : at + 64] for at in range(0, len(gone.pdf), 512)]
        telling = [gone.office.encode(), gone.title.encode(), *(cut for cut in cuts if cut not in others)]
        assert len(telling) > 3
        left_over = [told for told in telling if any(told in piece for piece in pieces)]
        yield from (f"{told[:20]!r} of a withdrawn record is left" for told in left_over)


def _is_alone(record: open_store.OpenRecord, walled: Walled) -> bool:
    others = (one.office for one in open_store.records(walled.store) if one.number != record.number)
    return bool(record.office) and record.office not in others


def _folder(walled: Walled) -> list[bytes]:
    return [path.read_bytes() for path in sorted(walled.store.parent.rglob("*")) if path.is_file()]


@channel("L9")
def public_numbers_count_what_is_public(walled: Walled) -> Iterator[str]:
    """1, 2, 3 in the order in which records were released; nothing in an address but what is open."""
    numbers = [record.number for record in reversed(open_store.records(walled.store))]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the public numbers are {numbers}"
    with walled.database() as database, database.reading() as session:
        released = list(session.scalars(select(Publication.number).order_by(Publication.entry)))
        matters = list(session.scalars(select(Complaint.id)))
    if released != sorted(released):
        yield "the public numbers are in another order than the releases"
    for path in (answer.asked for answer in published(walled)):
        yield from (f"{path} names a matter" for matter in matters if matter in path)


@channel("L10")
def a_request_holds_these_fields_alone(walled: Walled) -> Iterator[str]:
    """The columns of the store; of a request no word that the open facts do not make; no key of closed columns."""
    with closing(sqlite3.connect(walled.store)) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {name: {row[1] for row in store.execute(f"PRAGMA table_info({name})")} for name in tables}
        settings = {name for (name,) in store.execute("SELECT name FROM about")}
    if columns != STORE:
        yield f"the store has {columns}"
    yield from (f"the store says {name}" for name in settings - set(open_store.ABOUT))
    seen = 0
    for record in open_store.records(walled.store):
        if more := set(record.fields) - set(KINDS[record.kind].fields):
            yield f"record {record.number} has the fields {sorted(more)}"
        if record.kind in REQUESTS and not record.withdrawn:
            seen += 1
            if more := set(WORD.findall(record.text)) - _open_words(walled, record):
                yield f"record {record.number} says {sorted(more)[:8]}"
    if not seen:
        yield "no request is published: the check is blind"
    yield from (fault for answer in published(walled) for fault in _closed_keys(answer))


def _open_words(walled: Walled, record: open_store.OpenRecord) -> set[str]:
    """The words of a request that is drawn anew from four open facts."""
    with walled.database() as database, database.reading() as session:
        row = session.scalars(select(Publication).where(Publication.number == record.number)).one()
        matter, cited = session.get_one(Complaint, row.complaint_id), clause(record.clause)
        letter = request_of(session, matter.id, cited)
        said = open_envelope(session, matter, cited, letter.dated if letter else row.dated)
        name = session.get_one(Setting, "office_name").value
        return set(WORD.findall(f"{catalogue.words(open_paper(said))} {record.title} {name}"))


def _closed_keys(answer: Answer) -> Iterator[str]:
    """Keys of a JSON answer that are names of closed columns alone."""
    if not answer.kind.endswith("json"):
        return
    named: dict[str, set[str]] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            named.setdefault(column.name, set()).add(column.info["class"])
    known = {
        *open_store.RECORD_COLUMNS,
        *Line.__dataclass_fields__,
        *(name for kind in KINDS.values() for name in kind.fields),
    }
    closed = {name for name, classes in named.items() if "OPEN" not in classes} - known - OWN_KEYS
    texts = answer.body.splitlines() if answer.kind.endswith("ndjson") else [answer.body]
    keys = {key for text in texts for key in _keys(json.loads(text))}
    yield from (f"{answer.asked} has “{key}”" for key in sorted(keys & closed))


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(inner)


Sum = tuple[frozenset[str], float]


@channel("L11")
def no_figure_of_one_office_can_be_reckoned(walled: Walled) -> Iterator[str]:
    """Every published figure of a report, and every sum and difference of two and of a total with its parts, against
    what each office adds to it: none may be that of one office alone."""
    behind = figures(walled)
    if not behind:
        yield "no statewide figure is published: the check is blind"
    print(f"L11: {len(behind)} published figures, each alone, against each other, and against their parts")
    yield from (f"the figure of {office} can be reckoned: {how}" for office, how in recoverable(behind, PARTS))


Counts = Mapping[str, int]


def figures(walled: Walled) -> dict[str, Counts]:
    """What each office adds to each published figure, by where the figure stands: known to the closed store alone."""
    found: dict[str, Counts] = {}
    with walled.database() as database, database.reading() as session:
        reports = session.execute(
            select(Publication.number, Publication.fields, ProposalEnd.proposal_id)
            .join(ProposalEnd, ProposalEnd.entry == Publication.entry)
            .where(Publication.kind == "report")
        )
        for number, fields, proposal in reports.all():
            rows = session.scalars(select(OfficeCount).where(OfficeCount.proposal_id == proposal)).all()
            for one in fields["counts"]:
                name = " ".join(one[part] for part in ("item", "section", "code") if part in one)
                if one["count"] is not None:
                    counts = {row.jurisdiction: row.count for row in rows if row.figure == name}
                    assert sum(counts.values()) == one["count"], name
                    found[f"record {number}, {name}"] = counts
    return found


def recoverable(published: Mapping[str, Counts], parts: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Each office whose own figure is one of the published ones, the difference of two, or what is left of a total when
    its parts are taken away; and how."""
    ways: list[tuple[str, ...]] = [(name,) for name in published]
    ways += combinations(published, 2)
    for name in published:
        record, _, item = name.partition(", ")
        if item in parts:
            ways.append((name, *(part for part in (f"{record}, {one}" for one in parts[item]) if part in published)))
    for first, *others in ways:
        left = dict(published[first])
        for other in others:
            for office, count in published[other].items():
                left[office] = left.get(office, 0) - count
        alone = [office for office, count in left.items() if count]
        if len(alone) == 1:
            yield alone[0], " without ".join((first, *others))
