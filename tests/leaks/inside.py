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
from itertools import combinations, product
from pathlib import Path
from typing import Any

from sqlalchemy import select

from committee_app.packet import open_envelope, request_of
from committee_app.public import store as open_store
from committee_app.public.kinds import KINDS
from committee_app.public.lists import Line
from committee_app.tables.base import Base
from committee_app.tables.docket import Complaint
from committee_app.tables.office import Setting
from committee_app.tables.publications import Publication
from letters import catalogue
from letters.packet import open_paper
from rules.statute import clause
from tests.desks.test_headers import read
from tests.leaks.asking import Answer, ask, closed_ids, crawl
from tests.leaks.channels import CHECKS, Looked, channel, published
from tests.leaks.planted import Walled, by_owner, copied

# All checks, those of tests.leaks.channels too.
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
def what_is_written_beside_tells_nothing(walled: Walled) -> list[str]:
    """Logs, mails, cookies, the outbox, names of files, temporary files, health pages, while people work."""
    looked = Looked(walled)
    with tempfile.TemporaryDirectory() as folder:
        here = copied(walled, Path(folder) / "instance")
        with temporary_files(Path(folder) / "tmp") as left, overheard() as heard:
            for cookies, health in _at_work(here):
                looked.at("a cookie", *cookies)
                looked.at("the health page", health)
            here.dispatch()
        assert "SELECT" in heard.getvalue(), "the database's log lines are among them"
        looked.at("a log", "\n".join(dict.fromkeys(heard.getvalue().splitlines())).encode())
        for path in left.rglob("*"):
            looked.at("a temporary file", path.name.encode(), path.read_bytes() if path.is_file() else b"")
        for path in here.instance.rglob("*"):
            looked.at("the name of a file", str(path.relative_to(here.instance)).encode())
        for mail in (here.instance / "mail_tray").glob("*"):
            looked.at("a mail", mail.read_bytes())
        with closing(sqlite3.connect(here.instance / "office.sqlite3")) as store:
            rows = store.execute(
                "SELECT mail.subject, mail.text, outbox.trouble FROM outbox JOIN mail ON mail_id = mail.id"
            )
            looked.at("a mail that waits", *{str(value).encode() for row in rows for value in row})
            mails = store.execute("SELECT count(*) FROM mail").fetchone()[0]
        print(f"L5: {len(heard.getvalue().splitlines())} lines of logs, {mails} mails")
    return looked.found


def _at_work(walled: Walled) -> Iterator[tuple[list[bytes], bytes]]:
    """The director reads every page, searches for closed words, sends forms, right and wrong; a page breaks."""
    words = sorted(walled.tokens)[:5]
    with walled.office_site() as site:
        director = site.visitor("director")
        crawl(director.client, ("/",), each=2)
        for word in words:
            director.get(f"/search?q={word}")
            director.client.get(f"/docket?q={word}", headers={"User-Agent": word, "Referer": f"http://a/{word}"})
            director.send("/docket/2028-009/acts/declare_recusal", account=word, reason=word, understood="yes")
            director.send(f"/docket/{word}/acts/review", summary=word)
        director.send("/docket/2028-010/acts/open_motion", kind="determination")
        director.send("/docket/2028-011/acts/review", summary=f"{words[0]} Sample review.")
        for cookie in ("session", "__Host-session"):
            found = director.client.get_cookie(cookie)
            yield [found.value.encode()] if found else [], site.visitor().get("/healthz").data
        _break(site.app, words[0])
        director.get("/docket")
        site.visitor().client.post("/sign-in", data={"account": words[0], "csrf_token": site.visitor().token()})
    public = walled.public_app().test_client()
    yield [], public.get("/healthz").data


def _break(app: Any, word: str) -> None:
    """A page of the docket breaks over a closed word, as a program's own mistake would."""
    endpoint, _ = app.url_map.bind("localhost").match("/docket")

    def broken(**_: object) -> str:
        raise ValueError(f"invalid name: {word}")

    broken.shows = app.view_functions[endpoint].shows  # type: ignore[attr-defined] # a mark on a function
    app.view_functions[endpoint] = broken


@channel("L6")
def the_store_holds_what_is_published(walled: Walled) -> list[str]:
    """The raw bytes of the folder, as it is and after the first record was withdrawn."""
    looked, faults = Looked(walled), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        here = copied(walled, Path(folder) / "instance")
        here.write_again()
        looked.at("the open store", *_folder(here))
        gone = next(record for record in open_store.records(here.store) if _is_alone(record, here))
        by_owner(
            here.instance,
            "INSERT INTO withdrawal (number, entry, day, reason) "
            f"VALUES ({gone.number}, 1, '2028-11-15', 'Sample: it was published too early.')",
        )
        here.write_again()
        pieces = _folder(here)
        looked.at("the open store after a withdrawal", *pieces)
        left = open_store.record(here.store, gone.number)
        assert left is not None
        assert left.withdrawn == "2028-11-15"
        others = b"".join(record.pdf for record in open_store.records(here.store))
        cuts = [gone.pdf[at : at + 64] for at in range(0, len(gone.pdf), 512)]
        telling = [gone.office.encode(), gone.title.encode(), *(cut for cut in cuts if cut not in others)]
        assert len(telling) > 3
        left_over = [told for told in telling if any(told in piece for piece in pieces)]
        faults += [f"{told[:20]!r} of a withdrawn record is left" for told in left_over]
    return looked.found + faults


def _is_alone(record: open_store.OpenRecord, walled: Walled) -> bool:
    return bool(record.office) and not open_store.others(walled.store, record)


def _folder(walled: Walled) -> list[bytes]:
    return [path.read_bytes() for path in sorted(walled.store.parent.rglob("*")) if path.is_file()]


@channel("L8")
def what_is_closed_answers_as_what_is_not(walled: Walled) -> list[str]:
    """200 closed ids against 200 that nobody has, on both sites, at addresses of one length."""
    faults: list[str] = []
    pairs = list(_pairs(walled))
    public = walled.public_app().test_client()
    for place in ("/records/{}", "/records/{}.pdf", "/docket/{}", "/{}"):
        faults += _told_apart(place, pairs, lambda path: ask(public, path))
    with walled.office_site(real=True) as site:
        for place in (
            "/docket/{}",
            "/docket/{}/acts/review",
            "/docket/{}/letters/1.pdf",
            "/findings/{}",
            "/meetings/{}",
        ):
            faults += _told_apart(
                place, pairs, lambda path: ask(site.app.test_client(), path, base_url="https://localhost")
            )
    print(f"L8: {len(pairs)} closed ids against as many that nobody has")
    return faults


def _pairs(walled: Walled) -> Iterator[tuple[str, str]]:
    """Ids that are there, each with one of its kind that is not."""
    ids = closed_ids(walled.instance)
    taken = {record.number for record in open_store.records(walled.store)}
    matters = [word for word in ids.words if re.fullmatch(r"\d{4}-\d{3}", word)]
    yield from ((matter, f"20{90 + at % 9}{matter[4:]}") for at, matter in enumerate(matters))
    numbers = [number for number in ids.numbers if 100 <= number < 1000 and number not in taken]
    beyond = max(ids.numbers) + 1
    unused = [number for number in range(100, 1000) if number not in ids.numbers] or range(beyond, beyond + 200)
    yield from ((str(number), str(unused[at % len(unused)])) for at, number in enumerate(numbers[: 200 - len(matters)]))


def _told_apart(place: str, pairs: Iterable[tuple[str, str]], asked: Any) -> Iterator[str]:
    for there, nowhere in pairs:
        one, other = asked(place.format(there)), asked(place.format(nowhere))
        if _likeness(one) != _likeness(other):
            yield f"{one.asked} answers {one.status}, and {other.asked} answers {other.status}, not alike"


def _likeness(answer: Answer) -> tuple[Any, ...]:
    """What may be compared: a cookie is signed with its moment, so its name and its length alone."""
    status, headers, body = answer.shown("set-cookie")
    cookie = answer.header("Set-Cookie") or ""
    return status, headers, body, cookie.partition("=")[0], len(cookie)


@channel("L9")
def public_numbers_count_what_is_public(walled: Walled) -> list[str]:
    """1, 2, 3 in the order in which records were released; nothing in an address but what is open."""
    numbers = [record.number for record in reversed(open_store.records(walled.store))]
    faults = [] if numbers == list(range(1, len(numbers) + 1)) else [f"the public numbers are {numbers}"]
    with walled.database() as database, database.reading() as session:
        entries = list(session.scalars(select(Publication.number).order_by(Publication.entry)))
        matters = {row.id: row for row in session.scalars(select(Complaint))}
    if entries != sorted(entries):
        faults.append("the public numbers are in another order than the releases")
    for path in crawl(walled.public_app().test_client()):
        faults += [f"{path} names a matter" for matter in matters if matter in path]
    return faults


@channel("L10")
def a_request_holds_these_fields_alone(walled: Walled) -> list[str]:
    """The columns of the store; of a request no word that the open facts do not make; no key of closed columns."""
    with closing(sqlite3.connect(walled.store)) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {name: {row[1] for row in store.execute(f"PRAGMA table_info({name})")} for name in tables}
        settings = {name for (name,) in store.execute("SELECT name FROM about")}
    faults = [f"the store has {columns}"] if columns != STORE else []
    faults += [f"the store says {name}" for name in settings - set(open_store.ABOUT)]
    seen = 0
    for record in open_store.records(walled.store):
        if more := set(record.fields) - set(KINDS[record.kind].fields):
            faults.append(f"record {record.number} has the fields {sorted(more)}")
        if record.kind in REQUESTS and not record.withdrawn:
            seen += 1
            if more := set(WORD.findall(record.text)) - _open_words(walled, record):
                faults.append(f"record {record.number} says {sorted(more)[:8]}")
    if not seen:
        faults.append("no request is published: the check is blind")
    return faults + [fault for answer in published(walled) for fault in _closed_keys(answer)]


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
    closed = {name for name, classes in named.items() if "OPEN" not in classes} - known
    yield from (f"{answer.asked} has “{key}”" for key in sorted(set(_keys(json.loads(answer.body))) & closed))


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(inner)


Sum = tuple[frozenset[str], float]


@channel("L11")
def no_figure_of_one_office_can_be_reckoned(walled: Walled) -> list[str]:
    """Every published figure against the sums and differences of all others."""
    return [f"the figure of {office} can be reckoned: {how}" for office, how in recoverable(figures(walled))]


def figures(walled: Walled) -> dict[str, Sum]:
    """Every published figure by where it stands: the offices over which it was summed, and the sum. Which offices have
    any part in it is known to the closed store alone; an attacker guesses it."""
    return {
        f"record {record.number}, {name}": (frozenset(str(one) for one in said.get("offices", ())), float(said["sum"]))
        for record in open_store.records(walled.store)
        for name, said in record.fields.get("counts", {}).items()
        if isinstance(said, Mapping)
    }


def recoverable(published: Mapping[str, Sum], most: int = 3) -> Iterator[tuple[str, str]]:
    """Each office whose figure is a sum or difference of up to `most` of the published figures, and how."""
    for size in range(1, most + 1):
        for names in combinations(published, size):
            for signs in product((1, -1), repeat=size - 1):
                weights: dict[str, int] = {}
                for name, sign in zip(names, (1, *signs), strict=True):
                    for office in published[name][0]:
                        weights[office] = weights.get(office, 0) + sign
                left = {office: weight for office, weight in weights.items() if weight}
                if len(left) == 1 and abs(next(iter(left.values()))) == 1:
                    yield next(iter(left)), " and ".join(names)


@channel("L13")
def a_browser_asks_nobody_else(walled: Walled) -> list[str]:
    """Nothing is loaded from elsewhere, and no page tells the next one where somebody came from. That a browser really
    asks nobody, and shows nothing after signing out, is seen in tests/browser."""
    faults = []
    with walled.office_site() as site:
        director = site.visitor("director")
        pages = crawl(director.client, ("/",), each=2).values()
        left = director.client.post("/sign-out", data={"csrf_token": director.token()})
        if "cache" not in left.headers.get("Clear-Site-Data", ""):
            faults.append("signing out leaves the pages in the browser")
    for answer in [*published(walled), *pages]:
        if answer.header("Referrer-Policy") != "no-referrer":
            faults.append(f"{answer.asked} lets the browser tell where it was")
        if answer.kind == "text/html":
            faults += [f"{answer.asked}: {found}" for found in read(answer.body.decode())]
        if answer.header("Link") or answer.header("Refresh"):
            faults.append(f"{answer.asked} sends the browser elsewhere")
    return faults
