"""verify.py, as a reader downloads it, passes on what the office published and finds whatever is changed in it."""

import ast
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from committee_app.outbox import open_store_path
from committee_app.public import lists
from committee_app.public.documents import VERIFY
from committee_app.public.lists import Line, keys_document, list_document, written
from tests.offices import Office
from tests.verifying.conftest import Exported, told
from tests.verifying.listing import export, lines_of, signed_anew, verifier

Spoil = Callable[[Path], None]
CHANGED_BYTES = 300


def run(*words: str | Path, where: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The download in an interpreter that knows no environment and no folder of ours."""
    command = [sys.executable, "-I", str(where / "verify.py" if where else VERIFY), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env={}, cwd=where, check=False, timeout=120)


def look(folder: Path, *options: str) -> tuple[int, list[str]]:
    """What `verify.py all` finds, in this process: fast enough for hundreds of faults."""
    module, faults = verifier(), []
    asked = dict(zip(options[::2], options[1::2], strict=True))
    named = {asked["--key"]} if "--key" in asked else set()
    module.collect(faults, module.check_all, folder, named, asked.get("--head"), faults)
    return (1 if faults else 0), faults


def read(folder: Path) -> list[Line]:
    return [Line(**json.loads(row)) for row in (folder / "list.jsonl").read_text().splitlines()]


def keep(folder: Path, lines: list[Line]) -> None:
    """The list as a forger leaves it, with the keys that it names."""
    (folder / "list.jsonl").write_bytes(list_document(lines))
    (folder / "keys.json").write_bytes(written(keys_document(lines)))


def edit(name: str, **changes: Any) -> Spoil:
    """A JSON file that says something else, written as the office would write it."""

    def spoil(folder: Path) -> None:
        value = json.loads((folder / name).read_bytes())
        for path, new in changes.items():
            inner, *rest = path.split("__")
            if rest:
                value[inner][rest[0]] = new
            else:
                value[inner] = new
        (folder / name).write_bytes(written(value))

    return spoil


def of_the_list(change: Callable[[list[Line]], list[Line]]) -> Spoil:
    return lambda folder: keep(folder, change(read(folder)))


def one_line(place: int, **changes: Any) -> Spoil:
    return of_the_list(lambda ls: [replace(line, **changes) if line.seq == place else line for line in ls])


def rehashed(line: Line, digest: str) -> Line:
    return replace(
        line, digest=digest, hash=lists.line_hash(line.seq, line.day, line.what, line.number, digest, line.prev)
    )


def flip(name: str, at: int = 200) -> Spoil:
    def spoil(folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        content[at] ^= 1
        (folder / name).write_bytes(content)

    return spoil


def move(source: str, target: str) -> Spoil:
    return lambda folder: shutil.copyfile(folder / source, folder / target)


def change_places(one: str, other: str) -> Spoil:
    def spoil(folder: Path) -> None:
        first, second = (folder / one).read_bytes(), (folder / other).read_bytes()
        (folder / one).write_bytes(second)
        (folder / other).write_bytes(first)

    return spoil


def consistently(folder: Path) -> None:
    """Record 2 with another title in its JSON and in its manifest."""
    edit("records/2.json", title="Another")(folder)
    edit("records/2/manifest.json", manifest__title="Another")(folder)


def to_the_line(folder: Path) -> None:
    """The same, and the digest of its line too."""
    consistently(folder)
    digest = lists.digest_of(json.loads((folder / "records/2/manifest.json").read_bytes())["manifest"])
    one_line(3, digest=digest)(folder)


def to_the_hash(folder: Path) -> None:
    """The same, and the hash; only the signature is the office's alone."""
    to_the_line(folder)
    keep(folder, [rehashed(line, line.digest) if line.seq == 3 else line for line in read(folder)])


def withdrawn_no_more(folder: Path) -> None:
    """A withdrawn record as if it stood: the files of another under its number."""
    for name in ("json", "pdf"):
        shutil.copyfile(folder / f"records/2.{name}", folder / f"records/4.{name}")
    edit("records/4.json", number=4)(folder)


def add(name: str, content: bytes) -> Spoil:
    return lambda folder: (folder / name).write_bytes(content)


def stray(folder: Path) -> None:
    """A page of a record that nobody published."""
    (folder / "records/9").mkdir()
    (folder / "records/9/index.html").write_text("Record 9")


def spaced(folder: Path) -> None:
    """The same value, written in another way."""
    value = json.loads((folder / "records/2.json").read_bytes())
    (folder / "records/2.json").write_text(json.dumps(value, sort_keys=True, ensure_ascii=False) + "\n")


def swapped(ls: list[Line]) -> list[Line]:
    return [*ls[:2], ls[3], ls[2], *ls[4:]]


# What is done to the export, the file that is to be named, and what is to be said of it.
FAULTS: dict[str, tuple[Spoil, str, str]] = {
    "another text": (edit("records/2.json", text="Another text."), "records/2.json", "another text_sha256"),
    "another title": (edit("records/2.json", title="Another"), "records/2.json", "another title"),
    "other fields": (edit("records/2.json", fields={"year": 2027}), "records/2.json", "another fields"),
    "another day": (edit("records/1.json", dated="2028-02-29"), "records/1.json", "another dated"),
    "another hash of the PDF": (edit("records/1.json", sha256="0" * 64), "records/1.json", "another pdf_sha256"),
    "a space in the JSON": (spaced, "records/2.json", "it is no JSON as the office writes it"),
    "a record without a line": (add("records/9.json", b"{}\n"), "records/9.json", "no line in the list"),
    "a folder without a line": (stray, "records/9", "no line in the list"),
    "true for one": (edit("records/1.json", version=True), "records/1.json", "its standing"),
    "true for one where it was withdrawn": (edit("records/4.json", version=True), "records/4.json", "the withdrawal"),
    "a broken number in a line": (edit("records/2.json", line__seq=3.0), "records/2.json", "is not the line"),
    "a broken number of the record that replaces it": (
        edit("records/1.json", replaced_by=3.0), "records/1.json", "its standing",
    ),
    "a broken number of a withdrawn record": (
        edit("records/4.json", line__number=4.0), "records/4.json", "is not the line",
    ),
    "a broken number in a manifest": (edit("records/2/manifest.json", line__seq=3.0), "2/manifest.json", "was changed"),
    "true for one among the keys": (edit("keys.json", version=True), "keys.json", "does not name the keys"),
    "another PDF": (flip("records/1.pdf"), "records/1.pdf", "the PDF of record 1 was changed"),
    "the PDF of another record": (move("records/2.pdf", "records/1.pdf"), "records/1.pdf", "PDF of record 1"),
    "a PDF is gone": (lambda folder: (folder / "records/1.pdf").unlink(), "records/1.pdf", "cannot be read"),
    "a record is gone": (lambda folder: (folder / "records/2.json").unlink(), "records/2.json", "cannot be read"),
    "another manifest": (edit("records/2/manifest.json", manifest__title="Another"), "2/manifest.json", "was changed"),
    "the manifest of another record": (
        move("records/1/manifest.json", "records/2/manifest.json"), "2/manifest.json", "is the manifest of record 1",
    ),
    "another line in the manifest": (edit("records/2/manifest.json", line__seq=4), "2/manifest.json", "was changed"),
    "JSON and manifest alike": (consistently, "2/manifest.json", "the list commits to another"),
    "JSON, manifest and line": (to_the_line, "list.jsonl, line 3", "it was changed: its hash is another"),
    "all but the signature": (to_the_hash, "list.jsonl, line 3", "its signature is forged"),
    "two records change places": (
        change_places("records/1.json", "records/2.json"), "records/1.json", "is record 2, not record 1",
    ),
    "a corrected record as if in force": (
        edit("records/1.json", status="in force", replaced_by=None, replaced_how=None), "records/3.json",
        "“replaces” of record 1, which does not say the same",
    ),
    "replaced by another": (edit("records/1.json", replaced_by=5), "records/1.json", "“replaced_by” of record 5"),
    "a status that does not fit": (edit("records/1.json", status="in force"), "records/1.json", "its standing"),
    "another reason": (edit("records/4.json", reason="None."), "records/4.json", "of the withdrawal of record 4"),
    "another day of withdrawal": (edit("records/4.json", withdrawn="2028-03-09"), "records/4.json", "the withdrawal"),
    "withdrawn no more": (withdrawn_no_more, "records/4.json", "its line is not the line that the list has"),
    "a withdrawn paper": (move("records/2.pdf", "records/4.pdf"), "records/4.pdf", "although record 4 is withdrawn"),
    "a paper without a record": (add("records/7.pdf", b"%PDF"), "records/7.pdf", "has no line in the list"),
    "two lines swapped": (of_the_list(swapped), "list.jsonl, line 3", "it says that it is line 4"),
    "a line left out": (of_the_list(lambda ls: ls[:2] + ls[3:]), "list.jsonl, line 3", "swapped, left out or added"),
    "a line twice": (of_the_list(lambda ls: [*ls, ls[-1]]), "list.jsonl, line 11", "it says that it is line 10"),
    "the first line left out": (of_the_list(lambda ls: ls[1:]), "list.jsonl, line 1", "it says that it is line 2"),
    "a withdrawal left out at the end": (of_the_list(lambda ls: ls[:-2]), "records/6.json", "is not the line"),
    "a commitment as a record": (one_line(2, what="published", number=9), "list.jsonl, line 2", "its hash is another"),
    "the signature of another line": (
        of_the_list(lambda ls: [ls[0], replace(ls[1], signature=ls[0].signature), *ls[2:]]), "list.jsonl, line 2",
        "its signature is forged",
    ),
    "a signature of zeros": (one_line(5, signature="0" * 128), "list.jsonl, line 5", "its signature is forged"),
    "no signature": (one_line(5, signature=None, key=None), "list.jsonl, line 5", "it is not signed"),
    "the other key": (
        of_the_list(lambda ls: [*ls[:4], replace(ls[4], key=ls[0].key), *ls[5:]]), "list.jsonl, line 5", "is forged",
    ),
    "capitals in a key": (
        of_the_list(lambda ls: [*ls[:4], replace(ls[4], key=ls[4].key.upper()), *ls[5:]]),  # type: ignore[union-attr] # signed
        "list.jsonl, line 5", "is forged",
    ),
    "another key is named": (edit("keys.json", keys=[]), "keys.json", "does not name the keys"),
    "half a line": (
        lambda folder: (folder / "list.jsonl").write_bytes((folder / "list.jsonl").read_bytes()[:-9]), "list.jsonl",
        "ends in the middle of a line",
    ),
    "no list": (lambda folder: (folder / "list.jsonl").unlink(), "list.jsonl", "cannot be read"),
}  # fmt: skip


def test_what_the_office_published_holds_on_both_databases(office: Office, tmp_path: Path) -> None:
    store, _, both = told(office)
    folder = export(store, tmp_path / "site")
    done = run("all", folder, "--key", both[0], "--key", both[1].upper(), "--head", lines_of(office)[2].hash)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"All holds: 10 lines. Head: {lines_of(office)[-1].hash}\n"


def test_it_runs_from_an_empty_environment(exported: Exported, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    shutil.copyfile(VERIFY, empty / "verify.py")
    done = run("all", exported.folder, where=empty)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = exported.keys
    assert f"The keys are trusted because the list names them: {first}, {second}." in done.stdout
    assert "Keep the head" in done.stdout
    assert [path.name for path in empty.iterdir()] == ["verify.py"]


def test_it_knows_the_standard_library_and_one_package_more() -> None:
    tree = ast.parse(VERIFY.read_text(), feature_version=(3, 9))
    named = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert named - sys.stdlib_module_names == {"cryptography"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_named(exported: Exported, fault: str) -> None:
    spoil, name, said = FAULTS[fault]
    assert look(exported.folder) == (0, [])
    spoil(exported.folder)
    status, faults = look(exported.folder)
    assert status == 1
    assert [one for one in faults if f"{name}:" in one and said in one], faults


def test_every_changed_byte_is_found(exported: Exported) -> None:
    chance = random.Random(56602)
    files = sorted(path for path in exported.folder.rglob("*") if path.is_file())
    assert {path.name for path in files} >= {"list.jsonl", "keys.json", "1.json", "1.pdf", "4.json", "manifest.json"}
    missed = []
    for number in range(CHANGED_BYTES):
        path = files[number % len(files)]
        before = path.read_bytes()
        at = chance.randrange(len(before))
        changed = before[:at] + bytes([before[at] ^ (1 << chance.randrange(8))]) + before[at + 1 :]
        path.write_bytes(changed)
        status, _ = look(exported.folder)
        if status == 0:
            missed.append((path.name, at, before[at : at + 1], changed[at : at + 1]))
        path.write_bytes(before)
    assert missed == []


def test_a_list_that_a_stranger_signed_is_found_by_a_key_from_elsewhere(exported: Exported) -> None:
    forged = signed_anew(read(exported.folder), Ed25519PrivateKey.generate())
    keep(exported.folder, forged)
    for path in sorted((exported.folder / "records").rglob("*.json")):
        value = json.loads(path.read_bytes())
        value["line"] = forged[value["line"]["seq"] - 1].as_json()
        path.write_bytes(written(value))
    # It holds together, and says that its keys are trusted for no reason but itself.
    assert "trusted because the list names them" in run("all", exported.folder).stdout
    done = run("all", exported.folder, "--key", exported.keys[0], "--key", exported.keys[1])
    assert done.returncode == 1
    assert f"list.jsonl, line 1: it is signed by {forged[0].key}, none of the keys that you named" in done.stdout
    assert run("grown", exported.older, exported.folder / "list.jsonl").returncode == 1


def test_one_of_two_keys_is_not_enough(exported: Exported) -> None:
    done = run("all", exported.folder, "--key", exported.keys[0])
    assert done.returncode == 1
    assert "list.jsonl, line 4: it is signed by" in done.stdout


def test_a_dropped_tail_is_found_by_an_earlier_head_or_list(exported: Exported) -> None:
    newer = exported.folder / "list.jsonl"
    head = read(exported.folder)[-1].hash
    kept = exported.folder.parent / "kept.jsonl"
    shutil.copyfile(newer, kept)
    keep(exported.folder, read(exported.folder)[:-1])
    # The last line is a commitment: nothing else in the folder tells of it.
    assert run("all", exported.folder).returncode == 0
    done = run("all", exported.folder, "--head", head)
    assert done.returncode == 1
    assert f"the head {head} is not in it: its tail was dropped" in done.stdout
    grown = run("grown", kept, newer)
    assert grown.returncode == 1
    assert "its tail was dropped: lines 10 to 10" in grown.stdout


def test_growth_is_told_from_a_list_that_was_written_anew(exported: Exported) -> None:
    newer = exported.folder / "list.jsonl"
    assert run("grown", exported.older, newer).returncode == 0
    assert run("grown", newer, newer).returncode == 0
    lines = read(exported.folder)
    other = signed_anew([lines[0], replace(lines[1], digest="1" * 64), *lines[2:]], Ed25519PrivateKey.generate())
    newer.write_bytes(list_document(other))
    done = run("grown", exported.older, newer)
    assert done.returncode == 1
    assert "line 1: is another than in" in done.stdout
    head = json.loads(exported.older.read_text().splitlines()[-1])["hash"]
    assert "tail was dropped, or it is another list" in run("all", exported.folder, "--head", head).stdout


def test_one_record_is_checked_by_its_files_alone(exported: Exported) -> None:
    records, newer = exported.folder / "records", exported.folder / "list.jsonl"
    files = [records / "3.json", records / "3.pdf", records / "3/manifest.json", newer]
    assert run("record", *files).returncode == 0
    corrected = run("record", records / "1.json", records / "1.pdf", records / "1/manifest.json", newer)
    assert corrected.returncode == 0
    assert "It says that record 3 replaces it" in corrected.stdout
    assert run("record", records / "4.json", newer).returncode == 0
    wrong = run("record", records / "3.json", records / "3.pdf", records / "2/manifest.json", newer)
    assert wrong.returncode == 1
    assert "is the manifest of record 2, not of record 3" in wrong.stdout
    flip("records/3.pdf")(exported.folder)
    assert run("record", *files).returncode == 1
    assert run("record", records / "3.json", newer).returncode == 1


@pytest.mark.parametrize(
    "words",
    [(), ("all",), ("all", "nowhere"), ("record", "a.json"), ("grown", "a"), ("nonsense", "a"),
     ("proof", "2028-03-01", "0", "0", "nowhere"), ("all", ".", "--key", "12"), ("all", ".", "--head", "x")],
)  # fmt: skip
def test_wrong_usage_is_told(words: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copyfile(VERIFY, tmp_path / "verify.py")
    done = run(*words, where=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_download_and_the_site_write_the_same(told_once: Exported) -> None:
    module = verifier()
    for value in ({"b": 1, "a": [None, True, "Côté “x” \u2028"]}, [1, "é", 1.5, {}], "\x1f\\\""):  # fmt: skip
        assert module.canonical(value) == lists.canonical(value)
    lines = read(told_once.folder)
    for line in lines:
        said = [1, line.seq, line.day, line.what, line.number, line.digest, line.prev]
        assert module.sha256(module.canonical(said)) == line.hash
        assert line.hash == lists.line_hash(*said[1:])
    for path in sorted((told_once.folder / "records").glob("*/manifest.json")):
        told_ = json.loads(path.read_bytes())
        assert set(told_["manifest"]) == module.SAID | {"version", "text_sha256", "pdf_sha256"}
        assert told_["manifest"]["number"] == told_["line"]["number"]
    assert {name for line in lines for name in line.as_json()} == module.LINE


def test_the_store_that_was_read_is_the_real_one(told_once: Exported) -> None:
    store = open_store_path(told_once.folder.parent / "instance")
    assert store.exists()
    lines = read(told_once.folder)
    assert [line.what for line in lines] == [
        "published", "commitment", "published", "published", "published", "published", "withdrawn", "published",
        "withdrawn", "commitment",
    ]  # fmt: skip
    assert [line.key for line in lines] == [told_once.keys[0]] * 3 + [told_once.keys[1]] * 7
