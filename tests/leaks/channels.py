"""The channels by which something closed could get out, each with the check that watches it. A check says what it
found: one sentence for each leak, none where there is none."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pikepdf

from committee_app.doorway import shows
from tests.desks.visiting import Site
from tests.leaks.asking import (
    Answer,
    Ids,
    ask,
    closed_ids,
    crawl,
    guesses,
    open_ids,
    reached,
    readable,
)
from tests.leaks.finding import finds
from tests.leaks.planted import Walled

Check = Callable[[Walled], list[str]]
CHECKS: dict[str, Check] = {}
# Addresses a route, where every id would be too many.
PUBLIC_MOST, OFFICE_MOST = 1500, 40


def channel(name: str) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        CHECKS[name] = check
        return check

    return register


class Looked:
    """Looks each different piece through once."""

    def __init__(self, walled: Walled) -> None:
        self.walled, self.seen = walled, dict[bytes, set[str]]()
        self.found: list[str] = []

    def at(self, where: str, *pieces: bytes) -> None:
        for piece in pieces:
            if piece not in self.seen:
                self.seen[piece] = self.walled.closed(finds(piece))
            self.found += [f"{where}: {token}" for token in sorted(self.seen[piece])]

    def answers(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self.at(answer.asked, answer.body, answer.whole.removesuffix(answer.body))


def both(one: Ids, other: Ids) -> Ids:
    numbers = tuple(sorted({*one.numbers, *other.numbers}))
    return Ids(numbers, tuple(dict.fromkeys(one.words + other.words)))


@channel("L1")
def nobody_comes_to_it(walled: Walled) -> list[str]:
    """The public site from its first page on, and every route of both sites with every id."""
    looked = Looked(walled)
    public = walled.public_app()
    client = public.test_client()
    linked = crawl(client)
    ids = both(closed_ids(walled.instance), open_ids(walled.store))
    guessed = [ask(client, path) for path in guesses(public, ids, PUBLIC_MOST)]
    looked.answers([*linked.values(), *guessed])
    wanted = readable(public)
    by_links, by_all = reached(public, linked.values()), reached(public, [*linked.values(), *guessed])
    share = len(by_all & wanted) / len(wanted)
    print(
        f"L1 public: {len(linked)} addresses by links, {len(guessed)} guessed; open routes reached: "
        f"{len(by_links & wanted)} by links, {len(by_all & wanted)} of {len(wanted)} in all ({share:.0%}); "
        f"not reached: {sorted(wanted - by_all)}"
    )
    blind = [] if share >= 0.95 else [f"the crawl is blind: it reached {share:.0%} of the open routes"]
    return looked.found + blind + _office_without_account(walled, looked, ids)


def _office_without_account(walled: Walled, looked: Looked, ids: Ids) -> list[str]:
    faults: list[str] = []
    with walled.office_site(real=True) as site:
        client = site.app.test_client()
        before, asked = len(looked.found), 0
        for path in guesses(site.app, ids, OFFICE_MOST):
            answer = ask(client, path, base_url="https://localhost")
            asked += 1
            looked.answers([answer])
            if not (is_for_anyone(site, path) or is_turned_away(answer)):
                faults.append(f"{answer.asked} without an account: {answer.status}")
        print(f"L1 office: {asked} addresses asked without an account")
        return looked.found[before:] + faults


def is_for_anyone(site: Site, path: str) -> bool:
    endpoint, _ = site.app.url_map.bind("localhost").match(path.partition("?")[0], method=None)
    return getattr(site.app.view_functions[endpoint], "shows", None) == "anyone"


def is_turned_away(answer: Answer) -> bool:
    place = (answer.header("Location") or "").removeprefix("https://localhost")
    return answer.status in {404, 405} or (answer.status == 302 and place in {"/sign-in", "/answer"})


ERROR_TRICKS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("BREW", {}), ("POST", {"data": b"{", "content_type": "application/json"}),
    ("POST", {"data": b"\xff\xfe", "content_type": "text/plain; charset=utf-16"}),
    ("PUT", {"data": b"x" * 100}), ("POST", {"data": b"x" * 3_000_000, "content_type": "multipart/form-data"}),
    ("POST", {"data": b"a=1", "content_type": "application/x-www-form-urlencoded"}), ("TRACE", {}), ("DELETE", {}),
    ("GET", {"headers": {"Cookie": "session=.eJxx; __Host-session=\x7f", "Range": "bytes=9-1", "Host": "a b"}}),
    ("GET", {"headers": {"Accept": "application/problem+json", "Content-Length": "x"}}),
)  # fmt: skip
TOLD_BY_ERRORS = re.compile(
    rb"Traceback|\bSELECT\b|\bINSERT INTO\b|File &#34;|File \"|line \d+, in |sqlalchemy|sqlite3|"
    rb"Werkzeug/|Python/|waitress/\d|ZeroDivision|RuntimeError|OperationalError|site-packages"
)


@channel("L2")
def errors_tell_nothing(walled: Walled) -> list[str]:
    """Every view breaks with an exception that holds a token; every kind of question that is none."""
    looked, faults = Looked(walled), list[str]()
    word = next(iter(walled.tokens))
    statuses: set[int] = set()

    def judge(answers: Iterable[Answer]) -> None:
        for answer in answers:
            looked.answers([answer])
            statuses.add(answer.status)
            if answer.status >= 400 and TOLD_BY_ERRORS.search(answer.whole):
                faults.append(f"{answer.asked}: it tells of the program")

    public = walled.public_app()
    judge(_tricked(public.test_client(), sorted({*crawl(public.test_client())})[:12], {}))
    for app, client, said in [(public, public.test_client(), {})]:
        judge(_broken(app, client, word, said))
    with walled.office_site(real=True) as site:
        secure = {"base_url": "https://localhost"}
        judge(_tricked(site.app.test_client(), ("/", "/sign-in", "/docket/2028-001", "/answer"), secure))
        judge(_broken(site.app, site.app.test_client(), word, secure))
    with walled.office_site() as site:
        judge(_broken(site.app, site.visitor("director").client, word, {}))
    print(f"L2: error pages seen: {sorted(status for status in statuses if status >= 400)}")
    return looked.found + faults


def _tricked(client: Any, paths: Iterable[str], said: dict[str, Any]) -> Iterator[Answer]:
    for path in paths:
        for method, trick in ERROR_TRICKS:
            headers = {**said.get("headers", {}), **trick.get("headers", {})}
            rest = {name: value for name, value in (said | trick).items() if name != "headers"}
            yield ask(client, path, method, headers, **rest)
    yield ask(client, "/" + "a" * 9000, **said)
    yield ask(client, "/\0\xff", **said)


def _broken(app: Any, client: Any, word: str, said: dict[str, Any]) -> Iterator[Answer]:
    """One address of each route, while its view raises what a program, a database or a reader of files raises."""
    ids = Ids((1,), ("2028-001",))
    kept = dict(app.view_functions)
    handling = app.logger.disabled
    app.logger.disabled = True
    try:
        for raised in _exceptions(word):
            for endpoint, view in kept.items():
                app.view_functions[endpoint] = shows(getattr(view, "shows", "anyone"))(_raising(raised))
            for path in guesses(app, ids, 1):
                yield ask(client, path, **said)
    finally:
        app.view_functions.update(kept)
        app.logger.disabled = handling


def _exceptions(word: str) -> Iterator[Exception]:
    from sqlalchemy.exc import OperationalError

    yield RuntimeError(f"closed: {word}")
    yield OperationalError(f"SELECT '{word}'", {}, Exception(word))
    yield OSError(2, "No such file", f"/papers/{word}")
    yield KeyError(word)


def _raising(error: Exception) -> Callable[..., str]:
    def view(**_: object) -> str:
        raise error

    return view


VARIED: tuple[tuple[str, dict[str, str]], ...] = (
    ("HEAD", {}), ("OPTIONS", {}), ("GET", {"Range": "bytes=0-99"}), ("GET", {"Range": "bytes=-50"}),
    ("GET", {"Range": "bytes=0-1,5-9,100-"}), ("GET", {"If-None-Match": "*"}), ("GET", {"If-None-Match": '"a"'}),
    ("GET", {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}), ("GET", {"If-Match": '"a"'}),
    ("GET", {"Accept": "application/json"}), ("GET", {"Accept": "text/csv, application/atom+xml;q=0.9"}),
    ("GET", {"Accept": "text/plain", "Accept-Encoding": "gzip, br, deflate"}),
    ("GET", {"X-Forwarded-For": "127.0.0.1", "X-Original-URL": "/docket", "X-Rewrite-URL": "/docket"}),
    ("GET", {"X-HTTP-Method-Override": "PUT", "Purpose": "prefetch"}),
)  # fmt: skip


def respelled(path: str) -> Iterator[str]:
    """The same address as servers on the way, and curious people, write it."""
    yield from (
        path + "/",
        path.upper(),
        "/" + path,
        path + "/.",
        path + "//",
        path + ".json",
        path + ".txt",
        path + "~",
    )
    yield from (path + "?debug=1", path + ";a=1", path + "%00", path + "/..%2f", path + ".bak")
    yield "/%2e%2e" + path
    yield "/static/..%2f..%2foffice.sqlite3"
    yield "/static/../../../office.sqlite3"
    yield path.replace("/", "/%2e/", 1)
    yield path.replace("/", "/./", 1)


@channel("L3")
def spelling_and_headers_help_nobody(walled: Walled) -> list[str]:
    """Every method, range, condition and spelling; closed pages are kept by nobody on the way."""
    looked, faults = Looked(walled), list[str]()
    client = walled.public_app().test_client()
    for path in sorted(crawl(client)):
        if not path.startswith("/static/"):
            looked.answers(ask(client, path, method, headers) for method, headers in VARIED)
            looked.answers(ask(client, other) for other in respelled(path))
    with walled.office_site(real=True) as site:
        client = site.app.test_client()
        for path in ("/", "/docket/2028-001", "/docket/2028-001/letters/1.pdf", "/journal", "/healthz", "/sign-in"):
            answers = [ask(client, path, method, headers, base_url="https://localhost") for method, headers in VARIED]
            answers += [ask(client, other, base_url="https://localhost") for other in respelled(path)]
            looked.answers(answers)
            faults += [fault for answer in answers for fault in kept_by_others(answer)]
    with walled.office_site() as site:
        client = site.visitor("director").client
        pages = crawl(client, ("/",), each=2)
        faults += [fault for answer in pages.values() for fault in kept_by_others(answer)]
        for path in crawl(client, ("/",), each=1):
            for method, headers in (("HEAD", {}), VARIED[5], VARIED[7]):
                faults += kept_by_others(ask(client, path, method, headers))
    return looked.found + faults


def kept_by_others(answer: Answer) -> list[str]:
    faults = []
    if "/static/" not in answer.asked:
        if answer.header("Cache-Control") != "no-store":
            faults.append(f"{answer.asked}: Cache-Control is {answer.header('Cache-Control')}")
        faults += [f"{answer.asked}: {name}" for name in ("ETag", "Last-Modified") if answer.header(name)]
    return faults


def published(walled: Walled) -> list[Answer]:
    """Every answer of the public site that one comes to."""
    return list(crawl(walled.public_app().test_client()).values())


METADATA = {
    "/Author",
    "/CreationDate",
    "/Creator",
    "/ModDate",
    "/Producer",
    "/Subject",
    "/Title",
    "/Keywords",
    "/Trapped",
}


@channel("L4")
def papers_and_feeds_hold_what_is_open(walled: Walled) -> list[str]:
    """Every PDF, feed, JSON and calendar; a PDF holds its words, and nothing that no page shows."""
    looked, faults = Looked(walled), list[str]()
    answers = published(walled)
    looked.answers(answers)
    papers = [answer for answer in answers if answer.body.startswith(b"%PDF")]
    if not papers:
        faults.append("no PDF was published: the check is blind")
    for answer in papers:
        faults += [f"{answer.asked}: {fault}" for fault in hidden_in(answer.body)]
    others = sorted({answer.kind for answer in answers})
    print(f"L4: {len(papers)} PDFs, kinds of answers: {', '.join(others)}")
    return looked.found + faults


def hidden_in(pdf: bytes) -> Iterator[str]:
    if pdf.count(b"%%EOF") != 1 or not pdf.rstrip().endswith(b"%%EOF"):
        yield "more than one revision, or something after its end"
    with pikepdf.open(io.BytesIO(pdf)) as file:
        if more := set(file.docinfo.keys()) - METADATA:
            yield f"metadata {sorted(more)}"
        if len(file.attachments):
            yield "attachments"
        for name in ("/OpenAction", "/AcroForm", "/AA", "/OCProperties", "/Collection"):
            if name in file.Root:
                yield f"the catalog has {name}"
        for page in file.pages:
            if "/Annots" in page:
                yield "annotations"
            drawn = [(str(step.operator), step.operands) for step in pikepdf.parse_content_stream(page)]
            if any(operator == "Tr" and int(operands[0]) != 0 for operator, operands in drawn):
                yield "text that is not drawn"
            kinds = [operator for operator, _ in drawn]
            shown = [at for at, operator in enumerate(kinds) if operator in {"Tj", "TJ", "'", '"'}]
            filled = [at for at, operator in enumerate(kinds) if operator in {"f", "F", "f*", "B", "B*", "Do"}]
            if shown and any(at > shown[0] for at in filled):
                yield "something is painted over text"
