"""Every way by which the public would be given one record: the same site, over a store that holds this record alone.

The office looks through these bytes before a record is released, and shows them to whoever releases it. An address that
the site is given later is among them by being there.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from committee_app.public import create_public_app
from committee_app.public.lists import canonical, manifest
from committee_app.public.store import Contents, OpenRecord, write

PAGE, PDF, JSON, ENTRY = "the page", "the PDF", "the JSON", "the feed entry"
NOT_OF_A_RECORD = frozenset({"static", "health"})


def channels(
    record: OpenRecord, *, about: dict[str, str] | None = None, training: bool = False
) -> Iterator[tuple[str, bytes]]:
    """What the site would answer at each of its addresses that can show the record, as (where, bytes). `about` and
    `training` are what the office says of itself. The JSON and the feed entry are there in any case."""
    with tempfile.TemporaryDirectory(prefix="channels-") as folder:
        store = Path(folder) / "open.sqlite3"
        write(store, Contents([record], about=about or {}, training=training))
        told = dict(_answers(store, record))
    told.setdefault(JSON, _as_json(record))
    told.setdefault(ENTRY, f"{record.title}\n\n{record.reason or record.text}".encode())
    # The page first: a fault is named where it is read.
    first = [name for name in (PAGE, PDF, JSON, ENTRY) if name in told]
    for name in (*first, *(name for name in told if name not in first)):
        yield name, told[name]


def _answers(store: Path, record: OpenRecord) -> Iterator[tuple[str, bytes]]:
    app = create_public_app(store)
    app.testing = True
    client, bind = app.test_client(), app.url_map.bind("localhost")
    fills = {"number": record.number, "jurisdiction": record.jurisdiction, "fips": record.jurisdiction}
    for rule in app.url_map.iter_rules():
        values = {name: fills.get(name) for name in rule.arguments}
        if rule.endpoint in NOT_OF_A_RECORD or None in values.values() or "GET" not in (rule.methods or ()):
            continue
        path = bind.build(rule.endpoint, values, method="GET")
        with client.get(path) as answer:
            if answer.status_code == 200:
                yield _name(path, answer.mimetype or "", bool(rule.arguments)), answer.get_data()


def _name(path: str, kind: str, of_the_record: bool) -> str:
    """What the address is called: one of the four for those of the record itself, else by its path."""
    if of_the_record and "json" in kind:
        return JSON
    if "atom" in kind and path.count("/") <= 1:
        return ENTRY
    if of_the_record and path.count("/") == 2:
        return {"text/html": PAGE, "application/pdf": PDF}.get(kind, f"the address {path}")
    return f"the address {path}"


def _as_json(record: OpenRecord) -> bytes:
    told = {name: getattr(record, name) for name in ("text", "withdrawn", "reason", "replaced_by", "replaced_how")}
    names = (
        "number", "kind", "clause", "jurisdiction", "office", "dated", "released", "title", "fields", "replaces", "how",
        "text", "sha256",
    )  # fmt: skip
    return canonical(manifest({name: getattr(record, name) for name in names}) | told)
