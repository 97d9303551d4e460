"""Verifying the journal, beside a bare chain of hashes over the same texts in memory."""

import datetime as dt
import hashlib
import random

from sqlalchemy import insert

from bench.measuring import SEED, Row, median, ratio, rounds, timed
from bench.offices import Office, office
from committee_app import journal
from committee_app.tables.base import canonical, written
from committee_app.tables.journal import Entry, EntryBody

AT_ONCE = 5_000
BEGUN = dt.datetime(2028, 1, 3, 15, 0, tzinfo=dt.UTC)


def measure(number: int) -> list[Row]:
    with office() as new:
        texts = _fill(new, number)

        def verify() -> None:
            with new.database.reading() as session:
                verdict = journal.verify(session)
            if not verdict.ok or verdict.entries != number:
                raise AssertionError(f"the made journal does not hold: {verdict}")

        seconds = rounds({"ours": lambda: timed(verify), "bare": lambda: timed(lambda: _chain(texts))}, 5)
    rate = number / median(seconds["ours"])
    return [
        Row(
            f"entries verified, journal of {number:,}", rate, "entries/s", ratio(seconds, "ours", "bare"),
            "the bare hashes", "P9: at least 200,000", rate >= 200_000,
            "Each entry is read from the database and its two hashed texts are built again from the columns, by the "
            "JSON encoder in Python; the goal stood on a trial that hashed ready texts.",
        ),
        Row("the bare hashes: two SHA-256 an entry over ready texts", number / median(seconds["bare"]), "entries/s"),
    ]  # fmt: skip


def _fill(new: Office, number: int) -> list[tuple[bytes, bytes]]:
    """Entries such as votes make; says the texts that were hashed."""
    draw = random.Random(SEED)  # noqa: S311 - made data, not a secret
    texts: list[tuple[bytes, bytes]] = []
    prev = journal.GENESIS
    with new.database.writing() as session:
        for first in range(1, number + 1, AT_ONCE):
            entries, bodies = [], []
            for seq in range(first, min(first + AT_ONCE, number + 1)):
                at, salt = BEGUN + dt.timedelta(seconds=seq), draw.randbytes(32).hex()
                body = {"motion": seq // 5, "seat": seq % 5 + 1, "sealed": draw.randbytes(32).hex()}
                said = ("member-r1", "cast_vote", "56.602.4(3)#1", f"2028-{seq // 50:04d}")
                committed = journal.commit_to(salt, body)
                link = journal.link(seq, written(at), *said, committed, prev)
                entries.append(
                    dict(zip(("seq", "at", "actor", "verb", "clause", "complaint_id"), (seq, at, *said), strict=True))
                    | {"body_commit": committed, "prev_hash": prev, "hash": link}
                )
                bodies.append({"seq": seq, "salt": salt, "body": body})
                chained = canonical([1, seq, written(at), *said, committed, prev])
                texts.append((chained.encode(), (salt + canonical(body)).encode()))
                prev = link
            session.execute(insert(Entry), entries)
            session.execute(insert(EntryBody), bodies)
    return texts


def _chain(texts: list[tuple[bytes, bytes]]) -> None:
    for chained, body in texts:
        hashlib.sha256(chained).hexdigest()
        hashlib.sha256(body).hexdigest()
