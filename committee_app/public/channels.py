"""Every way by which the public would be given one record: the site's own pages, over a store with this record alone.

The office looks through these bytes before a record is released, and shows them to whoever releases it. An address that
the site is given later is among them by being there.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from committee_app.public import pages  # noqa: F401 - fills the table
from committee_app.public.shelf import Shelf
from committee_app.public.site import TABLE, Site
from committee_app.public.store import OpenRecord

PAGE, PDF, JSON, ENTRY = "the page", "the PDF", "the JSON", "the feed entry"
# What is told by name already, and what is the same whatever is published.
TOLD = frozenset({"record", "paper", "record_json", "feed", "static"})
OF_ONE_OFFICE = frozenset({"office", "office_page", "office_feed"})


def channels(
    record: OpenRecord, *, about: dict[str, str] | None = None, training: bool = False
) -> Iterator[tuple[str, bytes]]:
    """What the site would answer at each of its addresses that can show the record, as (where, bytes); the page, the
    paper, the JSON and the feed first. `about` and `training` are what the office says of itself."""
    shelf = Shelf(records=(replace(record, pdf=b""),), about=about or {}, training=training)
    site = Site(shelf, dt.date.fromisoformat(record.dated))
    number = (str(record.number),)
    yield PAGE, TABLE["record"].make(site, number)
    if not record.withdrawn:
        yield PDF, record.pdf
    yield JSON, TABLE["record_json"].make(site, number)
    yield ENTRY, TABLE["feed"].make(site, ())
    for address, page, key in site.addresses():
        elsewhere = page.name in OF_ONE_OFFICE and key[0] != record.jurisdiction
        if page.name not in TOLD and not elsewhere:
            yield f"the address {address}", page.make(site, key)
