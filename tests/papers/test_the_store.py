"""Each paper lies once, under its hash; what was never finished, or belongs to nothing, does not stay."""

import datetime as dt
import hashlib
import io
from pathlib import Path

import pytest

from committee_app.papers import keep, opened, place, shown_name, sweep
from workflows.machine import Refused

NOW = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


class BrokenOff(io.BytesIO):
    """A connection that is lost after the first block."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise ConnectionResetError
        return super().read(10)


class Counted:
    """A stream without an end that counts what was read of it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int) -> bytes:
        self.given += size
        return b"a" * size


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_paper_lies_once_under_its_hash(tmp_path: Path) -> None:
    first = keep(tmp_path, io.BytesIO(b"the same words"), "first.txt")
    second = keep(tmp_path, io.BytesIO(b"the same words"), "second.txt")
    assert first.sha256 == second.sha256 == hashlib.sha256(b"the same words").hexdigest()
    assert files(tmp_path) == [place(tmp_path, first.sha256)]
    assert place(tmp_path, first.sha256).stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"


def test_a_connection_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        keep(tmp_path, BrokenOff(b"x" * 100), "answer.txt")
    assert not files(tmp_path)


def test_what_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    endless = Counted()
    with pytest.raises(Refused, match=r"larger than 2 MB. Split it"):
        keep(tmp_path, endless, "answer.txt", largest=2 * 1024 * 1024)  # type: ignore[arg-type] # it reads, no more
    assert endless.given <= 3 * 1024 * 1024
    assert not files(tmp_path)


@pytest.mark.parametrize("name", ["../../etc/passwd", "x" * 64, "ab", "A" * 64, "0" * 63 + "\n", "0" * 65])
def test_only_a_hash_names_a_paper(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        opened(tmp_path, name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("answer.pdf", "answer.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\sample\\answer.pdf", "answer.pdf"),
        ("answer\u202efdp.exe", "answer fdp.exe"),
        ("an\r\nswer\x00.pdf", "an swer .pdf"),
        ("  answer \t .pdf ", "answer .pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("", "paper"),
        ("..", "paper"),
        ("Résumé – 北京.pdf", "Résumé – 北京.pdf"),
    ],
)
def test_a_name_is_cleaned_for_showing(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_what_belongs_to_nothing_is_swept_after_a_day(tmp_path: Path) -> None:
    kept = keep(tmp_path, io.BytesIO(b"kept"), "kept.txt")
    left = keep(tmp_path, io.BytesIO(b"left"), "left.txt")
    (tmp_path / "papers" / ".coming-half").write_bytes(b"ha")
    lies_since = dt.datetime.fromtimestamp(place(tmp_path, left.sha256).stat().st_mtime, dt.UTC)
    assert sweep(tmp_path, {kept.sha256}, lies_since + dt.timedelta(hours=2)) == 0
    assert sweep(tmp_path, {kept.sha256}, NOW) == 2
    assert files(tmp_path) == [place(tmp_path, kept.sha256)]
    assert sweep(tmp_path / "without papers", set(), NOW) == 0
