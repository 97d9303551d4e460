"""Every channel by which one record would reach the public, for whoever looks at it before it does."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from committee_app.public import pages
from committee_app.public.shelf import Shelf
from committee_app.public.site import TABLE, Site
from committee_app.public.store import OpenRecord


def channels(record: OpenRecord) -> Iterator[tuple[str, bytes]]:
    """Each channel's name and bytes: the page, the PDF, the JSON, the feed entry, the line in a list and, of a notice,
    the calendar. The record may not be published yet; it is looked at by itself, as a site without another shows it."""
    site = Site(Shelf(records=(replace(record, pdf=b""),)), dt.date.fromisoformat(record.dated))
    number = str(record.number)
    yield "page", pages.record(site, number)
    yield "PDF", record.pdf
    yield "JSON", pages.record_json(site, number)
    yield "feed entry", pages.feed(site)
    yield "list", TABLE["records_page"].make(site, ("1",))
    if record.kind == "notice":
        yield "calendar", pages.calendar_(site)
