#!/usr/bin/env python3
"""Checks open records and the public list without the site that published them, and without a network.

    python verify.py all DIR                                       a folder with the whole export
    python verify.py record N.json N.pdf manifest.json list.jsonl  one record (a withdrawn one: N.json list.jsonl)
    python verify.py grown OLD_list.jsonl NEW_list.jsonl           that an older list is the beginning of a newer one
    python verify.py proof DAY HEAD NONCE list.jsonl               what the commitment of a day hid

It needs Python 3.9 or later and the package “cryptography”. `--key HEX` names a public key of the office that you have
from another place than the site (several times after a change of keys); `--head HASH` the hash of a line that you kept
earlier. It prints a sentence for whatever is wrong. Exit status: 0 all holds, 1 something is wrong, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    print("This check needs the package cryptography: python -m pip install cryptography", file=sys.stderr)
    sys.exit(2)

LINE = {"seq", "day", "what", "number", "digest", "prev", "hash", "signature", "key"}
GONE = {"version", "number", "withdrawn", "reason", "status", "line"}
SAID = {"number", "kind", "clause", "jurisdiction", "office", "dated", "released", "title", "fields", "replaces", "how"}
OPEN = SAID | {"version", "text", "sha256", "replaced_by", "replaced_how", "status", "line"}
STATUS = {None: "in force", "corrects": "corrected", "supersedes": "superseded"}
NOTHING = "0" * 64


class Wrong(Exception):
    """Something does not hold; the sentence names the file."""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode("utf-8")


def same(one: Any, other: Any) -> bool:
    """Whether two values are written alike: Python also takes true and 1.0 for 1."""
    return canonical(one) == canonical(other)


def is_hex(value: Any, digits: int) -> bool:
    return isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{digits}}}", value) is not None


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Wrong(f"{path}: cannot be read ({error.strerror})") from None


def parse(name: str, content: bytes, *forms: set[str]) -> Any:
    """The value in a file, which must be written in the one way in which it may be, with the names of a form."""
    try:
        value = json.loads(content.decode("utf-8"))
        same = canonical(value) + b"\n" == content
    except (ValueError, RecursionError):
        same, value = False, None
    if not same:
        raise Wrong(f"{name}: was changed: it is no JSON as the office writes it")
    if not isinstance(value, dict) or set(value) not in forms:
        raise Wrong(f"{name}: was changed: it does not have the names that belong there")
    return value


def fault_of(line: Any, place: int, prev: str, before: dict[Any, str], keys: set[str]) -> str | None:
    """What is wrong with one line. `before` says the last of each record, and of each day that has its commitment."""
    what, number, day = line["what"], line["number"], line["day"]
    if line["seq"] != place:
        return f"it says that it is line {line['seq']}: lines were swapped, left out or added"
    if line["prev"] != prev:
        return "it does not follow the line before it"
    if sha256(canonical([1, line["seq"], day, what, number, line["digest"], prev])) != line["hash"]:
        return "it was changed: its hash is another"
    if line["signature"] is None:
        return "it is not signed"
    if keys and line["key"] not in keys:
        return f"it is signed by {line['key']}, none of the keys that you named: a forged signature, or a newer key"
    try:
        if not is_hex(line["signature"], 128) or not is_hex(line["key"], 64):
            raise ValueError
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(line["key"]))
        key.verify(bytes.fromhex(line["signature"]), bytes.fromhex(line["hash"]))
    except (InvalidSignature, ValueError):
        return "its signature is forged"
    about = number if number is not None else day
    if (what == "commitment") != (number is None) or before.get(about) != {
        "published": None,
        "withdrawn": "published",
        "commitment": None,
    }.get(what, what):
        return f"it says “{what}” of {about}, where that cannot be"
    before[about] = what
    return None


def read_list(path: Path, keys: set[str], head: str | None = None) -> list[Any]:
    """Every line of the list. Raises Wrong at the first that does not hold."""
    rows = read(path).split(b"\n")
    if rows.pop() != b"":
        raise Wrong(f"{path}: was changed: it ends in the middle of a line")
    lines: list[Any] = []
    before: dict[Any, str] = {}
    for place, row in enumerate(rows, 1):
        line = parse(f"{path}, line {place}", row + b"\n", LINE)
        if fault := fault_of(line, place, lines[-1]["hash"] if lines else NOTHING, before, keys):
            raise Wrong(f"{path}, line {place}: {fault}")
        lines.append(line)
    if head and head not in {NOTHING, *(line["hash"] for line in lines)}:
        raise Wrong(f"{path}: the head {head} is not in it: its tail was dropped, or it is another list")
    return lines


def read_record(path: Path, lines: list[Any]) -> Any:
    """The JSON of one record, held against its line in the list."""
    record = parse(str(path), read(path), OPEN, GONE)
    number, line = record["number"], record["line"]
    own = [one for one in lines if one["number"] == number is not None]
    if not own:
        raise Wrong(f"{path}: record {number} has no line in the list")
    if not same(line, own[-1]):
        raise Wrong(f"{path}: its line is not the line that the list has of record {number}")
    if line["what"] == "withdrawn":
        said = {"version": 1, "number": number, "withdrawn": record.get("withdrawn"), "reason": record.get("reason")}
        if (
            record["status"] != "withdrawn"
            or sha256(canonical(said)) != line["digest"]
            or not same(record["version"], 1)
        ):
            raise Wrong(f"{path}: was changed: the list says something else of the withdrawal of record {number}")
    elif "withdrawn" in record or (
        not same([record["version"], record["status"]], [1, STATUS.get(record["replaced_how"])])
        or not isinstance(record["replaced_by"], (int, type(None)))
        or (record["replaced_by"] is None) != (record["replaced_how"] is None)
    ):
        raise Wrong(f"{path}: was changed: what it says of its standing does not fit together")
    return record


def check_papers(path: Path, record: Any, pdf: Path, signed: Path) -> None:
    """The signed manifest and the PDF of a record whose JSON agrees with the list."""
    number, line, told = record["number"], record["line"], parse(str(signed), read(signed), {"manifest", "line"})
    manifest = told["manifest"]
    if manifest["number"] != number:
        raise Wrong(f"{signed}: is the manifest of record {manifest['number']}, not of record {number}")
    if sha256(canonical(manifest)) != line["digest"] or not same(told["line"], line):
        raise Wrong(f"{signed}: the manifest of record {number} was changed: the list commits to another")
    made = {"version": 1, "text_sha256": sha256(record["text"].encode("utf-8")), "pdf_sha256": record["sha256"]}
    made.update((name, record[name]) for name in SAID)
    if sha256(canonical(made)) != line["digest"]:
        changed = sorted(name for name in made if made[name] != manifest.get(name))
        raise Wrong(f"{path}: was changed: the signed manifest says another {', '.join(changed)}")
    if sha256(read(pdf)) != record["sha256"]:
        raise Wrong(f"{pdf}: the PDF of record {number} was changed: its SHA-256 is not the one that is signed")


def check_keys(path: Path, lines: list[Any]) -> None:
    keys: dict[str, Any] = {}
    for line in lines:
        first = {"key": line["key"], "first_line": line["seq"], "from": line["day"]}
        keys.setdefault(line["key"], first).update(last_line=line["seq"], to=line["day"])
    if not same(parse(str(path), read(path), {"version", "keys"}), {"version": 1, "keys": list(keys.values())}):
        raise Wrong(f"{path}: was changed: it does not name the keys that signed the list")


def check_replacing(path: Path, record: Any, found: dict[Any, Any]) -> None:
    """That two records say the same of which replaces which; a withdrawn one says nothing of it any more."""
    for there, back in (("replaces", "replaced_by"), ("replaced_by", "replaces")):
        how, how_back = (("how", "replaced_how"), ("replaced_how", "how"))[there == "replaced_by"]
        number, other = record.get(there), found.get(record.get(there), {})
        agrees = same([other.get(back), other.get(how_back)], [record["number"], record.get(how)])
        if number is not None and "withdrawn" not in other and not agrees:
            raise Wrong(f"{path}: says “{there}” of record {number}, which does not say the same")


def check_all(folder: Path, keys: set[str], head: str | None, faults: list[str]) -> list[Any]:
    """List, keys and records of an export; its pages are not read. What is wrong goes into `faults`."""
    lines = read_list(folder / "list.jsonl", keys, head)
    collect(faults, check_keys, folder / "keys.json", lines)
    records, found = folder / "records", {}
    for number in {line["number"]: None for line in lines if line["number"] is not None}:
        path, signed = records / f"{number}.json", records / str(number) / "manifest.json"
        found[number] = record = collect(faults, read_record, path, lines) or {}
        if record and record["number"] != number:
            faults.append(f"{path}: is record {record['number']}, not record {number}")
        elif record and "withdrawn" not in record:
            collect(faults, check_papers, path, record, path.with_suffix(".pdf"), signed)
        elif record:
            left = [one for one in (path.with_suffix(".pdf"), signed) if one.exists()]
            faults += [f"{one}: is still there although record {number} is withdrawn" for one in left]
    for number, record in found.items():
        if record:
            collect(faults, check_replacing, records / f"{number}.json", record, found)
    known = {str(number) for number in found}
    others = [
        one
        for one in sorted(records.glob("*"))
        if one.stem not in known and (one.suffix in {".json", ".pdf"} or (one.is_dir() and one.name.isdigit()))
    ]
    faults += [f"{one}: has no line in the list" for one in others]
    return lines


def check_record(files: list[Path], keys: set[str], head: str | None) -> list[Any]:
    lines = read_list(files[-1], keys, head)
    record = read_record(files[0], lines)
    if ("withdrawn" in record) != (len(files) == 2):
        raise Wrong(f"{files[0]}: name N.pdf and manifest.json too, unless the record is withdrawn")
    if len(files) == 4:
        check_papers(files[0], record, files[1], files[2])
        if record["replaced_by"] is not None:
            print(f"It says that record {record['replaced_by']} replaces it, which only that record can prove.")
    return lines


def check_growth(old: Path, new: Path, keys: set[str], head: str | None) -> list[Any]:
    older, newer = read_list(old, keys), read_list(new, keys, head)
    for place, line in enumerate(older, 1):
        if place > len(newer):
            raise Wrong(f"{new}: its tail was dropped: lines {place} to {len(older)} of {old} are missing")
        if line != newer[place - 1]:
            raise Wrong(f"{new}, line {place}: is another than in {old}: the list was rewritten")
    return newer


def check_proof(day: str, head: str, nonce: str, path: Path, keys: set[str], later: str | None) -> list[Any]:
    lines, digest = read_list(path, keys, later), sha256(canonical([day, head, nonce]))
    if not any(line["what"] == "commitment" and [line["day"], line["digest"]] == [day, digest] for line in lines):
        raise Wrong(f"{path}: nothing in it commits to this head on {day}")
    return lines


def collect(faults: list[str], check: Any, *given: Any) -> Any:
    """What the check returns; None where it finds something, which goes into `faults`."""
    try:
        return check(*given)
    except Wrong as wrong:
        faults.append(str(wrong))
    except (TypeError, ValueError, KeyError, AttributeError):
        faults.append(f"{given[0]}: was changed: there, or beside it, is a value that does not belong there")
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("all", "record", "grown", "proof"))
    parser.add_argument("given", nargs="+")
    parser.add_argument("--key", action="append", default=[], metavar="HEX", type=str.lower)
    parser.add_argument("--head", metavar="HASH", type=str.lower)
    asked = parser.parse_args()
    words, keys, head = asked.given, set(asked.key), asked.head
    if not all(is_hex(word, 64) for word in (*keys, *([head] if head else []))):
        parser.error("a key and a head are 64 digits of hex")
    if len(words) not in {"all": (1,), "record": (2, 4), "grown": (2,), "proof": (4,)}[asked.command]:
        parser.error("these are not the files that the command needs: see --help")
    paths = [Path(word) for word in (words[3:] if asked.command == "proof" else words)]
    for path in paths:
        if not (path.is_dir() if asked.command == "all" else path.is_file()):
            parser.error(f"there is no such {'folder' if asked.command == 'all' else 'file'}: {path}")
    faults: list[str] = []
    if asked.command == "all":
        lines = collect(faults, check_all, paths[0], keys, head, faults)
    elif asked.command == "record":
        lines = collect(faults, check_record, paths, keys, head)
    elif asked.command == "grown":
        lines = collect(faults, check_growth, *paths, keys, head)
    else:
        lines = collect(faults, check_proof, *words[:3], paths[0], keys, head)
    for fault in faults:
        print(f"WRONG: {fault}.")
    if faults:
        return 1
    print(f"All holds: {len(lines)} lines. Head: {lines[-1]['hash'] if lines else NOTHING}")
    if not keys:
        used = ", ".join(dict.fromkeys(line["key"] for line in lines))
        print(f"The keys are trusted because the list names them: {used}. To be sure, get them elsewhere (--key).")
    if not head and asked.command != "grown":
        print("Keep the head: a line dropped at the end is seen by an earlier head alone (--head), or an earlier list.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
