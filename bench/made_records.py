"""An open store of any size, made up: the same number gives the same records."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bench.measuring import SEED
from committee_app.public import lists
from committee_app.public.lists import NOTHING_BEFORE, PUBLISHED, Line
from committee_app.public.places import PLACES
from committee_app.public.store import Contents, OpenRecord, write

KINDS = {"request": "56.602.4(7)(a)a", "second_request": "56.602.4(7)(b)c", "finding_resolved": "56.602.4(7)(b)b",
         "minutes": "610.020"}  # fmt: skip
PARAGRAPH = (
    "The committee has determined, by the number of votes that the Act requires, that there is a threat to public "
    "safety or health in the jurisdiction, and asks for what the Act lets it ask. This record is made up. "
)
# A paper of some pages has about this many bytes.
PAPER = 40_000


def made(number: int) -> Iterator[OpenRecord]:
    """Records 1 to `number`, each with a paper of its own."""
    draw = random.Random(SEED)  # noqa: S311 - made-up records, no secret
    filler = draw.randbytes(PAPER)
    places = list(PLACES.values())
    for at in range(1, number + 1):
        kind, place = draw.choice(list(KINDS)), draw.choice(places)
        dated = f"{2028 + at * 10 // (number + 1)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        pdf = b"%PDF-1.7\n% record " + str(at).encode() + b"\n" + filler
        yield OpenRecord(
            number=at, kind=kind, clause=KINDS[kind], jurisdiction=place.fips, office=f"Office of {place.name}",
            dated=dated, title=f"Record {at}: {place.name}", text=PARAGRAPH * 8, released=dated, pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
        )  # fmt: skip


def lines_of(records: Iterator[OpenRecord]) -> Iterator[Line]:
    """The public list of these records."""
    prev = NOTHING_BEFORE
    for record in records:
        said = {name: value for name, value in asdict(record).items() if name != "pdf"}
        digest = lists.digest_of(lists.manifest(said))
        line = lists.line_hash(record.number, record.released, PUBLISHED, record.number, digest, prev)
        yield Line(record.number, record.released, PUBLISHED, record.number, digest, prev, line)
        prev = line


def written(path: Path, number: int, of: int | None = None) -> Path:
    """A store of the first `number` of the `of` records, and where it lies."""
    whole = of or number

    def some() -> Iterator[OpenRecord]:
        return (record for record in made(whole) if record.number <= number)

    write(path, Contents(some(), lines_of(some()), {"office_name": "Missouri Office of Prosecution Services"}))
    return path
