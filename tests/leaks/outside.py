"""The ways out of the two sites: pages, guesses, errors, spellings, papers, and what two answers tell apart."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pikepdf
from sqlalchemy.exc import OperationalError

from committee_app.doorway import shows
from committee_app.public import store as open_store
from tests.desks.test_headers import read
from tests.desks.visiting import Site
from tests.leaks.asking import Answer, Ids, ask, both, closed_ids, crawl, crawling, guesses, open_ids, reached, readable
from tests.leaks.channels import Looked, channel
from tests.leaks.planted import Walled

# Addresses a route, where every id would be too many.
MOST = {"public": 300, "office": 30}
SECURE = {"base_url": "https://localhost"}


def published(walled: Walled) -> Iterator[Answer]:
    """Every answer of the public site that one comes to by links."""
    return crawling(walled.public_app().test_client())


@channel("L1")
def nobody_comes_to_it(walled: Walled) -> Iterator[str]:
    """The public site from its first page on, and every route of both sites with every id."""
    looked, public = Looked(walled), walled.public_app()
    ids = both(closed_ids(walled.instance), open_ids(walled.store))
    yield from _office_without_account(walled, looked, ids)
    client, linked, guessed = public.test_client(), list[Answer](), list[Answer]()
    for answer in crawling(client):
        linked.append(answer)
        yield from looked.answers([answer])
    for path in guesses(public, ids, MOST["public"]):
        guessed.append(ask(client, path))
        yield from looked.answers(guessed[-1:])
    wanted = readable(public)
    by_links, by_all = reached(public, linked) & wanted, reached(public, [*linked, *guessed]) & wanted
    share = len(by_all) / len(wanted)
    print(
        f"L1 public: {len(linked)} addresses by links, {len(guessed)} guessed; open routes reached: {len(by_links)} by "
        f"links, {len(by_all)} of {len(wanted)} in all ({share:.0%}); not reached: {sorted(wanted - by_all)}"
    )
    if share < 0.95:
        yield f"the crawl is blind: it reached {share:.0%} of the open routes"


def _office_without_account(walled: Walled, looked: Looked, ids: Ids) -> Iterator[str]:
    with walled.office_site(real=True) as site:
        client, asked = site.app.test_client(), 0
        for path in guesses(site.app, ids, MOST["office"]):
            answer = ask(client, path, **SECURE)
            asked += 1
            yield from looked.answers([answer])
            if not (is_for_anyone(site, path) or is_turned_away(answer)):
                yield f"{answer.asked} without an account: {answer.status}"
        print(f"L1 office: {asked} addresses asked without an account")


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
def errors_tell_nothing(walled: Walled) -> Iterator[str]:
    """Every view breaks with an exception that holds a token; and every kind of question that is none."""
    looked, statuses = Looked(walled), set[int]()
    for answer in _errors(walled, next(iter(walled.tokens))):
        statuses.add(answer.status)
        yield from looked.answers([answer])
        if answer.status >= 400 and TOLD_BY_ERRORS.search(answer.whole):
            yield f"{answer.asked}: it tells of the program"
    print(f"L2: error pages seen: {sorted(status for status in statuses if status >= 400)}")


def _errors(walled: Walled, word: str) -> Iterator[Answer]:
    public = walled.public_app()
    yield from _broken(public, public.test_client(), word, {})
    with walled.office_site(real=True) as site:
        yield from _broken(site.app, site.app.test_client(), word, SECURE)
        paths = ("/", "/sign-in", "/docket/2028-001", "/answer")
        yield from _tricked(site.app.test_client(), paths, SECURE)
    yield from _tricked(public.test_client(), sorted({*crawl(public.test_client(), each=2)}), {})
    with walled.office_site() as site:
        yield from _broken(site.app, site.visitor("director").client, word, {})


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
def spelling_and_headers_help_nobody(walled: Walled) -> Iterator[str]:
    """Every method, range, condition and spelling; closed pages are kept by nobody on the way."""
    looked = Looked(walled)
    client = walled.public_app().test_client()
    for path in sorted(crawl(client, each=3)):
        if not path.startswith("/static/"):
            yield from looked.answers(_varied(client, path, {}))
    with walled.office_site(real=True) as site:
        for path in ("/", "/docket/2028-001", "/docket/2028-001/letters/1.pdf", "/healthz", "/sign-in"):
            for answer in _varied(site.app.test_client(), path, SECURE):
                yield from looked.answers([answer])
                yield from kept_by_others(answer)
    with walled.office_site() as site:
        client = site.visitor("director").client
        for path, answer in crawl(client, ("/",), each=2).items():
            yield from kept_by_others(answer)
            if answer.status == 200 and not path.startswith("/static/"):
                yield from kept_by_others(ask(client, path, *VARIED[7]))


def _varied(client: Any, path: str, said: dict[str, Any]) -> Iterator[Answer]:
    yield from (ask(client, path, method, headers, **said) for method, headers in VARIED)
    yield from (ask(client, other, **said) for other in respelled(path))


def kept_by_others(answer: Answer) -> Iterator[str]:
    if "/static/" not in answer.asked:
        if answer.header("Cache-Control") != "no-store":
            yield f"{answer.asked}: Cache-Control is {answer.header('Cache-Control')}"
        yield from (f"{answer.asked}: {name}" for name in ("ETag", "Last-Modified") if answer.header(name))


# All that a published PDF says of itself: in its dictionary, and as XMP.
DICTIONARY = {
    "/Author", "/CreationDate", "/Creator", "/ModDate", "/Producer", "/Subject", "/Title", "/Keywords", "/Trapped",
}  # fmt: skip
SECTION = re.compile(r"Section [0-9]+\.[0-9]+[0-9a-z().]*, RSMo")
XMP = {
    "dc:format", "dc:title", "dc:creator", "dc:description", "dc:language", "xmp:CreatorTool", "xmp:CreateDate",
    "xmp:ModifyDate", "pdf:Producer", "pdf:Keywords", "pdfaid:part", "pdfaid:conformance", "pdfuaid:part",
    "pdfaExtension:schemas",
}  # fmt: skip


@channel("L4")
def papers_and_feeds_hold_what_is_open(walled: Walled) -> Iterator[str]:
    """Every PDF, feed, JSON and calendar; a PDF holds its words, and nothing that no page shows."""
    looked = Looked(walled)
    papers, kinds = 0, set[str]()
    for answer in published(walled):
        yield from looked.answers([answer])
        kinds.add(answer.kind)
        if not answer.body.startswith(b"%PDF"):
            continue
        papers += 1
        yield from (f"{answer.asked}: {fault}" for fault in hidden_in(answer.body))
        record = next(one for one in open_store.records(walled.store) if one.pdf == answer.body)
        yield from (f"{answer.asked}: {fault}" for fault in told_of_itself(record, open_store.about(walled.store)))
    if not papers:
        yield "no PDF was published: the check is blind"
    print(f"L4: {papers} PDFs, kinds of answers: {', '.join(sorted(kinds))}")


def told_of_itself(record: open_store.OpenRecord, about: Mapping[str, str]) -> Iterator[str]:
    """What the metadata say that is not of the record: its title, its clause, its day, who publishes it."""
    names = "docket of the review committee"
    day = f"D:{record.dated.replace('-', '')}000000+00'00'"
    said = {
        "/Author": about.get("office_name"), "/Creator": names, "/Producer": names,
        "/CreationDate": day, "/ModDate": day, "/Keywords": "", "/Trapped": "/False",
    }  # fmt: skip
    with pikepdf.open(io.BytesIO(record.pdf)) as file:
        for name, value in file.docinfo.items():
            if name in said and str(value) != said[name]:
                yield f"its metadata say {name} {value}"
            if name == "/Subject" and not SECTION.fullmatch(str(value)):
                yield f"its metadata say {name} {value}"
            if name == "/Title" and not record.title.startswith(str(value)):
                yield f"its metadata say {name} {value}"
        with file.open_metadata() as metadata:
            more = [key for key in metadata if key not in {metadata._qname(name) for name in XMP}]
    if more:
        yield f"its XMP holds {more}"


def hidden_in(pdf: bytes) -> Iterator[str]:
    if pdf.count(b"%%EOF") != 1 or not pdf.rstrip().endswith(b"%%EOF"):
        yield "more than one revision, or something after its end"
    with pikepdf.open(io.BytesIO(pdf)) as file:
        if more := set(file.docinfo.keys()) - DICTIONARY:
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


@channel("L8")
def what_is_closed_answers_as_what_is_not(walled: Walled) -> Iterator[str]:
    """200 closed ids against 200 that nobody has, on both sites, at addresses of one length."""
    pairs = list(_pairs(walled))
    public = walled.public_app().test_client()
    for place, number in (("/records/{}", None), ("/docket/{}", 30), ("/records/{}.pdf", 30), ("/{}", 30)):
        yield from _told_apart(place, pairs[:number], public, {})
    with walled.office_site(real=True) as site:
        client = site.app.test_client()
        for place, number in (
            ("/docket/{}", None), ("/findings/{}", 30), ("/meetings/{}", 30), ("/docket/{}/acts/review", 18),
        ):  # fmt: skip
            yield from _told_apart(place, pairs[:number], client, SECURE)
    print(f"L8: {len(pairs)} closed ids against as many that nobody has")


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


def _told_apart(place: str, pairs: Iterable[tuple[str, str]], client: Any, said: dict[str, Any]) -> Iterator[str]:
    for there, nowhere in pairs:
        one, other = ask(client, place.format(there), **said), ask(client, place.format(nowhere), **said)
        if _likeness(one) != _likeness(other):
            yield f"{one.asked} answers {one.status}, and {other.asked} answers {other.status}, not alike"


def _likeness(answer: Answer) -> tuple[Any, ...]:
    """What may be compared: a cookie is signed with its moment, so its name and its length alone."""
    status, headers, body = answer.shown("set-cookie")
    cookie = answer.header("Set-Cookie") or ""
    return status, headers, body, cookie.partition("=")[0], len(cookie)


@channel("L13")
def a_browser_asks_nobody_else(walled: Walled) -> Iterator[str]:
    """Nothing is loaded from elsewhere, and no page tells the next one where somebody came from. That a browser really
    asks nobody, and shows nothing after signing out, is seen in tests/browser."""
    yield from (fault for answer in published(walled) for fault in _leads_away(answer))
    with walled.office_site() as site:
        director = site.visitor("director")
        yield from (fault for one in crawl(director.client, ("/",), each=2).values() for fault in _leads_away(one))
        left = director.client.post("/sign-out", data={"csrf_token": director.token()})
        if "cache" not in left.headers.get("Clear-Site-Data", ""):
            yield "signing out leaves the pages in the browser"


def _leads_away(answer: Answer) -> Iterator[str]:
    if answer.header("Referrer-Policy") != "no-referrer":
        yield f"{answer.asked} lets the browser tell where it was"
    if answer.kind == "text/html":
        yield from (f"{answer.asked}: {found}" for found in read(answer.body.decode()))
    if answer.header("Refresh"):
        yield f"{answer.asked} sends the browser elsewhere"
