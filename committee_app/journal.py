"""The journal: append-only, hash-chained; who did what, when, under which clause.

An entry's number is the last one plus one, read under the write lock, so that a missing number is a missing entry.
The chain holds a salted commitment to the body, not the body. See docs/decisions/0003 and `checker/check_journal.py`.
"""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, TypeDecorator, insert, select, type_coerce
from sqlalchemy.orm import Session

from committee_app.database import lock
from committee_app.tables.base import canonical, written
from committee_app.tables.journal import Entry, EntryBody
from rules.statute import Clause

VERSION = 1
GENESIS = "0" * 64
# How the JSON encoder writes a text when it may keep UTF-8.
quoted = json.encoder.encode_basestring


@dataclass(frozen=True, slots=True)
class Bad:
    """The first entry that does not hold, and why."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`head` is the hash of the last entry read; `first_bad` is None where every link holds."""

    entries: int
    head: str
    first_bad: Bad | None

    @property
    def ok(self) -> bool:
        return self.first_bad is None

    def as_json(self) -> dict[str, Any]:
        bad = {"seq": self.first_bad.seq, "reason": self.first_bad.reason} if self.first_bad else None
        return {"entries": self.entries, "ok": self.ok, "first_bad": bad, "head": self.head}


# What an entry says besides its number: when, who, the act, its clause, the matter, and what its body amounts to.
Said = tuple[str, str, str, str | None, str | None, str]


def commit_to(salt: str, body: Mapping[str, Any]) -> str:
    """What the chain holds of a body: SHA-256 of its salt and its canonical text."""
    return _committed(salt, canonical(body))


def _committed(salt: str, text: str) -> str:
    return hashlib.sha256((salt + text).encode("utf-8", "surrogatepass")).hexdigest()


def link(
    seq: int,
    at: str,
    actor: str,
    verb: str,
    clause: str | None,
    complaint_id: str | None,
    body_commit: str,
    prev_hash: str,
) -> str:
    """The hash of one entry over all that it says and the hash of the one before: the canonical text of the list, put
    together by hand because a journal of many years is verified every night."""
    texts = ",".join(["null" if said is None else quoted(said) for said in (at, actor, verb, clause, complaint_id)])
    chained = f'[{VERSION},{seq},{texts},"{body_commit}","{prev_hash}"]'
    return hashlib.sha256(chained.encode()).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """The number and hash of the last entry; (0, GENESIS) while there is none."""
    last = session.execute(select(Entry.seq, Entry.hash).order_by(Entry.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def next_number(session: Session) -> int:
    """Takes the journal's lock until the transaction ends, and says which number the next entry has."""
    lock(session, "journal")
    return head(session)[0] + 1


def append(
    session: Session,
    *,
    at: dt.datetime,
    actor: str,
    verb: str,
    clause: Clause | None,
    complaint_id: str | None,
    body: Mapping[str, Any],
) -> int:
    """Adds one entry and its body to the open transaction; says its number."""
    lock(session, "journal")
    with session.no_autoflush:
        last, prev_hash = head(session)
        salt = secrets.token_hex(32)
        seq, committed, cited = last + 1, commit_to(salt, body), clause.id if clause else None
        entry = {
            "seq": seq,
            "at": at,
            "actor": actor,
            "verb": verb,
            "clause": cited,
            "complaint_id": complaint_id,
            "body_commit": committed,
            "prev_hash": prev_hash,
            "hash": link(seq, written(at), actor, verb, cited, complaint_id, committed, prev_hash),
        }
        session.execute(insert(Entry), [entry])
        session.execute(insert(EntryBody), [{"seq": seq, "salt": salt, "body": dict(body)}])
        return seq


AT_ONCE = 5_000
ENTRY_COLUMNS = tuple(Entry.__table__.columns)


def rows(session: Session) -> Generator[tuple[Any, ...], None, None]:
    """Every entry with its salt and its body's text, as the database holds them, in order, few at a time in memory."""
    held = [type_coerce(column, Text) if isinstance(column.type, TypeDecorator) else column for column in ENTRY_COLUMNS]
    query = (
        select(*held, EntryBody.salt, type_coerce(EntryBody.body, Text))
        .join(EntryBody, EntryBody.seq == Entry.seq, isouter=True)
        .order_by(Entry.seq)
        .limit(AT_ONCE)
    )
    connection, last = session.connection(), 0
    while found := connection.execute(query.where(Entry.seq > last)).all():
        yield from map(tuple, found)
        last = found[-1][0]


# The act by which a second person orders a disposal; its body names the entries whose bodies go.
ORDER = "dispose"


def ordered_away(session: Session) -> frozenset[int]:
    """The entries whose bodies an order of disposal took away lawfully: the order stands in the journal after them, and
    its own body is there and is the one that its entry committed to. An order takes no order away."""
    query = (
        select(Entry.seq, Entry.body_commit, EntryBody.salt, type_coerce(EntryBody.body, Text))
        .join(EntryBody, EntryBody.seq == Entry.seq)
        .where(Entry.verb == ORDER)
    )
    orders = session.connection().execute(query).all()
    named = {
        number
        for seq, committed, salt, body in orders
        if _body_fault(salt, body, committed) is None
        for number in _named(body)
        if number < seq
    }
    return frozenset(named - set(session.scalars(select(Entry.seq).where(Entry.verb == ORDER))))


def _named(body: str) -> list[int]:
    said = json.loads(body)
    numbers = said.get("bodies") if isinstance(said, dict) else None
    return [number for number in numbers if isinstance(number, int)] if isinstance(numbers, list) else []


def verify(session: Session, expected_head: str | None = None) -> Verdict:
    """Recomputes every link. `expected_head` is a head kept outside: without it a tail that was cut off is not seen.
    A body that is not there holds where an order of disposal in the same journal names its entry."""
    count, prev, away = 0, GENESIS, ordered_away(session)
    with closing(rows(session)) as links:
        for seq, at, actor, verb, clause, complaint_id, committed, prev_hash, hash_, salt, body in links:
            said = (at, actor, verb, clause, complaint_id, committed)
            reason = _fault(count + 1, prev, seq, said, prev_hash, hash_)
            if reason is None and not (seq in away and salt is None and body is None):
                reason = _body_fault(salt, body, committed)
            if reason:
                return Verdict(count, prev, Bad(seq, reason))
            count, prev = seq, hash_
    if expected_head is not None and prev != expected_head:
        known = session.scalar(select(Entry.seq).where(Entry.hash == expected_head))
        if known is None:
            return Verdict(
                count, prev, Bad(count + 1, "the head kept outside is not in the journal: its tail is missing")
            )
    return Verdict(count, prev, None)


def _fault(expected: int, prev: str, seq: int, said: Said, prev_hash: str, hash_: str) -> str | None:
    if seq != expected:
        return f"number {expected} is missing"
    if prev_hash != prev:
        return "it does not follow the entry before it"
    if link(seq, *said, prev_hash) != hash_:
        return "it was changed"
    return None


def _body_fault(salt: str | None, body: str | None, committed: str) -> str | None:
    if salt is None or body is None:
        return "its body is missing"
    return None if _committed(salt, body) == committed else "its body was changed"


def export(session: Session) -> Iterator[str]:
    """The journal as JSON lines, one entry each, for the separate checker."""
    names = [column.name for column in ENTRY_COLUMNS] + ["salt", "body"]
    for row in rows(session):
        record = dict(zip(names, row, strict=True))
        yield canonical(record | {"body": json.loads(record["body"]) if record["body"] is not None else None})
