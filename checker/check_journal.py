#!/usr/bin/env python3
"""Checks a journal without the program that wrote it: python3 check_journal.py JOURNAL [HEAD]. Standard library only.

JOURNAL is an export (`committee journal export`) or the SQLite file; HEAD a head kept outside. Prints the verdict.
"""

import hashlib
import json
import sqlite3
import sys

NAMES = ("seq", "at", "actor", "verb", "clause", "complaint_id", "body_commit", "prev_hash", "hash", "salt", "body")


def rows(path):
    with open(path, "rb") as file:
        if file.read(15) != b"SQLite format 3":
            file.seek(0)
            yield from (json.loads(line) for line in file if line.strip())
            return
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for row in store.execute("SELECT e.*, b.salt, b.body FROM entry e LEFT JOIN entry_body b USING (seq) ORDER BY seq"):
        yield dict(zip(NAMES, row, strict=True))


def sha256(salt, said):
    if not isinstance(said, str):  # a store keeps a body as its canonical text, an export the body itself
        said = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(f"{salt}{said}".encode("utf-8", "surrogatepass")).hexdigest()


def ordered_away(path):
    """The entries whose bodies an order of disposal took away: it stands after them, and its own body holds."""
    orders = [row for row in rows(path) if row["verb"] == "dispose"]
    held = [row for row in orders if None not in (row["salt"], row["body"])]
    named = set()
    for row in (row for row in held if sha256(row["salt"], row["body"]) == row["body_commit"]):
        said = json.loads(row["body"]) if isinstance(row["body"], str) else row["body"]
        numbers = said.get("bodies") if isinstance(said, dict) else None
        numbers = numbers if isinstance(numbers, list) else []
        named |= {number for number in numbers if isinstance(number, int) and number < row["seq"]}
    return named - {row["seq"] for row in orders}


def fault(row, number, prev, away):
    if row["seq"] != number:
        return f"number {number} is missing"
    if row["prev_hash"] != prev:
        return "it does not follow the entry before it"
    if sha256("", [1, *(row[name] for name in NAMES[:8])]) != row["hash"]:
        return "it was changed"
    if row["salt"] is row["body"] is None and row["seq"] in away:
        return None
    if row["salt"] is None or row["body"] is None:
        return "its body is missing"
    return None if sha256(row["salt"], row["body"]) == row["body_commit"] else "its body was changed"


def check(path, head=None):
    count, prev, bad, seen, away = 0, "0" * 64, None, {None}, ordered_away(path)
    for row in rows(path):
        if reason := fault(row, count + 1, prev, away):
            bad = {"seq": row["seq"], "reason": reason}
            break
        count, prev = row["seq"], row["hash"]
        seen.add(prev)
    if bad is None and head not in seen | {prev}:
        bad = {"seq": count + 1, "reason": "the head kept outside is not in the journal: its tail is missing"}
    return {"entries": count, "ok": bad is None, "first_bad": bad, "head": prev}


if __name__ == "__main__":
    print(json.dumps(verdict := check(*sys.argv[1:3])))
    sys.exit(0 if verdict["ok"] else 1)
