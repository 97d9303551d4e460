"""Every address of the public site, as one table. A new page is a row here and a template (site.py)."""

from collections.abc import Collection, Iterable
from typing import Any

from committee_app.public import documents, feeds, lists
from committee_app.public.gatherings import Gathering, ahead, calendar
from committee_app.public.listing import Listing, Question, question
from committee_app.public.places import PLACES
from committee_app.public.site import (
    ATOM,
    CALENDAR,
    CHECKER,
    HTML,
    JSON,
    LINES,
    MEDIA,
    PDF,
    TABLE,
    TEXT,
    XML,
    Family,
    Key,
    Page,
    Site,
    assets,
    page,
)
from committee_app.public.store import OpenRecord

LINES_ON_A_PAGE = 100
ON_THE_FRONT, MEETINGS_ON_THE_FRONT = 5, 3


def _once(_: Site) -> Collection[Key]:
    return ((),)


def _digests(site: Site, records: Iterable[OpenRecord]) -> list[str]:
    return [site.shelf.digests[record.number] for record in records]


# Records.


def _record(site: Site, number: str) -> OpenRecord:
    return site.shelf.by_number[number]


NUMBERED = Family(
    "record",
    lambda site: {(number,): None for number in site.shelf.by_number}.keys(),
    lambda site, key: [site.shelf.digests[int(key[0])], site.released.get(_record(site, *key).replaced_by or 0)],
)
MANIFESTS = Family(
    "manifest",
    lambda site: {
        (number,): None
        for number, record in site.shelf.by_number.items()
        if not record.withdrawn and record.number in site.shelf.line_of
    }.keys(),
    lambda site, key: site.shelf.digests[int(key[0])],
)
PAPERS = Family(
    "paper",
    lambda site: {(number,): None for number, record in site.shelf.by_number.items() if not record.withdrawn}.keys(),
    lambda site, key: _record(site, *key).sha256,
)


@page("/<number:number>", NUMBERED)
def short(site: Site, number: str) -> bytes:
    return site.written("short.html", number=number)


@page("/records/<number:number>", NUMBERED)
def record(site: Site, number: str) -> bytes:
    one = _record(site, number)
    line = site.shelf.line_of.get(one.number)
    return site.written("record.html", record=one, place=PLACES.get(one.jurisdiction or ""), line=line)


@page("/records/<number:number>.json", NUMBERED, JSON)
def record_json(site: Site, number: str) -> bytes:
    one = _record(site, number)
    return lists.written(documents.record_document(one, site.shelf.line_of.get(one.number)))


@page("/records/<number:number>/manifest.json", MANIFESTS, JSON)
def manifest(site: Site, number: str) -> bytes:
    one = _record(site, number)
    return lists.written(lists.signed_manifest(one, site.shelf.line_of[one.number]))


@page("/records/<number:number>.pdf", PAPERS, PDF)
def paper(site: Site, number: str) -> bytes:
    return site.shelf.paper(int(number))


# Lists of records: all, by kind, by year, by office. Each has a page of its newest records, and numbered pages.


def _list_of_records(name: str, rule: str) -> None:
    def listing(site: Site, key: Key) -> Listing:
        return site.listings["/".join((prefix, *key))]

    def keys(site: Site) -> Collection[Key]:
        parts = len(rule.split("/")) - len(prefix.split("/"))
        under = [address for address in site.listings if address == prefix or address.startswith(f"{prefix}/")]
        found = [tuple(address.removeprefix(prefix).strip("/").split("/")) if parts else () for address in under]
        return dict.fromkeys(found).keys()

    def numbered(site: Site) -> Collection[Key]:
        return {(*key, str(at)): None for key in keys(site) for at in range(1, listing(site, key).pages + 1)}.keys()

    def main(site: Site, key: Key) -> bytes:
        years = list(site.shelf.by_year)
        return site.written("records.html", listing=listing(site, key), asked=_asked(*key), years=years)

    def _asked(*key: str) -> Question:
        said = {of: key[0]} if key else {}
        return question(said)

    def one_page(site: Site, key: Key) -> bytes:
        at = int(key[-1])
        shown = listing(site, key[:-1])
        return site.written("records_page.html", listing=shown, at=at, records=shown.page(at))

    def of_main(site: Site, key: Key) -> Any:
        shown = listing(site, key)
        return [_digests(site, shown.newest), len(shown.records), list(site.shelf.by_year)]

    def of_page(site: Site, key: Key) -> Any:
        return _digests(site, listing(site, key[:-1]).page(int(key[-1])))

    prefix = rule.partition("/<")[0]
    of = {"/kinds": "kind", "/years": "year", "/offices": "office"}.get(prefix, "")
    TABLE[name] = Page(name, rule, Family(name, keys, of_main), HTML, main)
    pages = f"{name}_page"
    TABLE[pages] = Page(pages, f"{rule}/pages/<number:page>", Family(pages, numbered, of_page), HTML, one_page)


_list_of_records("records", "/records")
_list_of_records("kind", "/kinds/<kind>")
_list_of_records("year", "/years/<number:year>")
_list_of_records("office", "/offices/<number:fips>")


OFFICES = Family("offices", _once, lambda site, _: [len(site.shelf.by_office.get(fips, ())) for fips in PLACES])


@page("/offices", OFFICES)
def offices(site: Site) -> bytes:
    counts = {fips: len(site.shelf.by_office.get(fips, ())) for fips in PLACES}
    tiles = sorted(PLACES.values(), key=lambda place: (place.row, place.column))
    return site.written("offices.html", counts=counts, tiles=tiles)


# Feeds.


def _events(site: Site, records: Iterable[OpenRecord]) -> list[Any]:
    return [[event.identity, event.day, site.shelf.digests[event.record.number]] for event in feeds.events(records)]


FEED = Family("feed", _once, lambda site, _: _events(site, site.shelf.records))
OFFICE_FEEDS = Family(
    "office_feed",
    lambda _: {(fips,): None for fips in PLACES}.keys(),
    lambda site, key: _events(site, site.shelf.by_office.get(key[0], ())),
)


def _feed(site: Site, at: str, called: str, records: Iterable[OpenRecord]) -> bytes:
    told = feeds.events(records)
    updated = max((event.day for event in told), default=feeds.FIRST_DAY)
    return site.written("feed.atom", at=at, called=called, events=told, updated=updated, identity=feeds.identity(at))


@page("/feed.atom", FEED, ATOM)
def feed(site: Site) -> bytes:
    return _feed(site, "/feed.atom", "all offices", site.shelf.records)


@page("/offices/<number:fips>.atom", OFFICE_FEEDS, ATOM)
def office_feed(site: Site, fips: str) -> bytes:
    return _feed(site, f"/offices/{fips}.atom", PLACES[fips].name, site.shelf.by_office.get(fips, ()))


# Meetings. Which of them are ahead depends on the day; nothing else on the site does.


def _notices(site: Site, meetings: Iterable[Gathering]) -> list[Any]:
    return [[one.first, one.earlier, site.shelf.digests[one.notice.number]] for one in meetings]


def _next(site: Site) -> list[Gathering]:
    return ahead(site.gatherings, site.today)[:MEETINGS_ON_THE_FRONT]


FRONT = Family(
    "front",
    _once,
    lambda site, _: [_digests(site, site.shelf.records[:ON_THE_FRONT]), len(site.shelf.records),
                     _notices(site, _next(site))],
    daily=True,
)  # fmt: skip
MEETINGS = Family("meetings", _once, lambda site, _: [site.today.isoformat(), _notices(site, site.gatherings)],
                  daily=True)  # fmt: skip
CALENDARS = Family("calendar", _once, lambda site, _: _notices(site, site.gatherings))
EVENTS = Family(
    "event",
    lambda site: {(str(one.first),): None for one in site.gatherings}.keys(),
    lambda site, key: _notices(site, _gathering(site, *key)),
)


def _gathering(site: Site, number: str) -> list[Gathering]:
    return [one for one in site.gatherings if str(one.first) == number]


@page("/", FRONT)
def front(site: Site) -> bytes:
    newest = site.shelf.records[:ON_THE_FRONT]
    return site.written("front.html", records=newest, number=len(site.shelf.records), meetings=_next(site))


@page("/meetings", MEETINGS)
def meetings(site: Site) -> bytes:
    coming = ahead(site.gatherings, site.today)
    past = [one for one in reversed(site.gatherings) if one not in coming]
    return site.written("meetings.html", today=site.today.isoformat(), ahead=coming, past=past)


@page("/meetings.ics", CALENDARS, CALENDAR)
def calendar_(site: Site) -> bytes:
    return calendar(site.gatherings, site.address)


@page("/meetings/<number:number>.ics", EVENTS, CALENDAR)
def event(site: Site, number: str) -> bytes:
    return calendar(_gathering(site, number), site.address)


# Members, figures.


def _standing(site: Site, *kinds: str) -> list[OpenRecord]:
    """The records of these kinds that stand, the newest first."""
    some = [record for kind in kinds for record in site.shelf.by_kind.get(kind, ())]
    return [record for record in some if not record.withdrawn and record.replaced_by is None]


ROSTER = Family("roster", _once, lambda site, _: _digests(site, site.shelf.by_kind.get("roster", ())))
REPORTS = Family("reports", _once, lambda site, _: _digests(site, _standing(site, "report", "totals")))


@page("/roster", ROSTER)
def roster(site: Site) -> bytes:
    newest = next(iter(_standing(site, "roster")), None)
    earlier = [record for record in site.shelf.by_kind.get("roster", ()) if record is not newest]
    return site.written("roster.html", record=newest, earlier=earlier)


@page("/reports", REPORTS)
def reports(site: Site) -> bytes:
    return site.written("reports.html", reports=_standing(site, "report"), totals=_standing(site, "totals"))


# The public list.


def _told(site: Site, at: int | None = None) -> Any:
    """What a page of the list depends on: its last line's hash fixes all before it; signatures are added later."""
    lines = site.shelf.lines if at is None else site.shelf.lines[(at - 1) * LINES_ON_A_PAGE : at * LINES_ON_A_PAGE]
    return [len(lines), lines[-1].hash if lines else "", sum(line.signature is not None for line in lines)]


LIST = Family("list", _once, lambda site, _: _told(site))
LIST_PAGES = Family(
    "list_page",
    lambda site: {(str(at),): None for at in range(1, _list_pages(site) + 1)}.keys(),
    lambda site, key: _told(site, int(key[0])),
)


def _list_pages(site: Site) -> int:
    return len(site.shelf.lines) // LINES_ON_A_PAGE + 1


@page("/list", LIST)
def list_(site: Site) -> bytes:
    lines = site.shelf.lines
    return site.written("list.html", number=len(lines), last=lines[-1] if lines else None, pages=_list_pages(site))


@page("/list/pages/<number:page>", LIST_PAGES)
def list_page(site: Site, at: str) -> bytes:
    lines = site.shelf.lines[(int(at) - 1) * LINES_ON_A_PAGE : int(at) * LINES_ON_A_PAGE]
    return site.written("list_page.html", at=int(at), lines=lines)


@page("/list.jsonl", LIST, LINES)
def list_lines(site: Site) -> bytes:
    return lists.list_document(site.shelf.lines)


@page("/keys.json", LIST, JSON)
def keys(site: Site) -> bytes:
    return lists.written(lists.keys_document(site.shelf.lines))


# What only the program and the office's own name change.

STILL = Family("still", _once, lambda *_: None)
CHECKS = Family("checker", lambda _: ((),) if CHECKER.exists() else (), lambda *_: None)
ASSETS = Family("static", lambda _: {(name,): None for name in assets()}.keys(), lambda *_: None)
MAP = Family(
    "sitemap",
    _once,
    lambda site, _: [
        list(site.shelf.by_number),
        _list_pages(site),
        [(one.address, one.pages) for one in site.listings.values()],
    ],
)


@page("/ask", STILL)
def ask(site: Site) -> bytes:
    return site.written("ask.html")


@page("/about", STILL)
def about(site: Site) -> bytes:
    return site.written("about.html")


@page("/check", STILL)
def check(site: Site) -> bytes:
    return site.written("check.html", has_checker=CHECKER.exists())


@page("/schema/record.json", STILL, JSON)
def schema(site: Site) -> bytes:
    return documents.SCHEMA.read_bytes()


@page("/robots.txt", STILL, TEXT)
def robots(site: Site) -> bytes:
    return f"User-agent: *\nAllow: /\n\nSitemap: {site.address}/sitemap.xml\n".encode()


@page("/404.html", STILL)
def nothing(site: Site) -> bytes:
    return site.trouble(404)


@page("/verify.py", CHECKS, TEXT)
def checker(_: Site) -> bytes:
    return CHECKER.read_bytes()


@page("/sitemap.xml", MAP, XML)
def sitemap(site: Site) -> bytes:
    wanted = [address for address, one, _ in site.addresses() if one.media == HTML and one.name not in UNLISTED]
    return site.written("sitemap.xml", addresses=wanted)


UNLISTED = {"short", "nothing"}


@page("/static/<path:name>", ASSETS, TEXT)
def static(_: Site, name: str) -> bytes:
    return assets()[name].read_bytes()


def media_of(asked: Page, key: Key) -> str:
    """The media type of a page; of an asset, by its name."""
    return MEDIA["." + key[0].rpartition(".")[2]] if asked.name == "static" else asked.media


def look_up(address: str, site: Site) -> tuple[Page, Key] | None:
    """The page and key of an address, for whoever does not come through the routes of the live process."""
    return next(((one, key) for at, one, key in site.addresses() if at == address), None)
