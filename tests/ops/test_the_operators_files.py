"""Each command that docs/operating.md and deploy/ name exists, and no unit names a variable that nobody sets."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from committee_app.cli import committee

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
# In code alone: a sentence may speak of what a committee does.
NAMED = re.compile(r"(?:^ *(?:[A-Z_]+=\S+ +)*|/bin/)committee((?: +[a-z][a-z-]*)+)", re.M)
# The daily commitment's command comes with the signed list.
# What systemd itself sets, and the shell.
GIVEN = {"HOME", "PATH", "MAINPID"}


def code_of(name: str, text: str) -> str:
    """Of a page its code, of a unit or a script all but the comments."""
    if name.endswith(".md"):
        spans = re.findall(r"`(committee [^`]+)`", text.replace("\n", " "))
        lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
        return "\n".join([*spans, *lines])
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def unknown_commands(name: str, text: str) -> Iterator[str]:
    """The commands named there that do not exist."""
    for found in NAMED.finditer(code_of(name, text)):
        words = tuple(found.group(1).split())
        group: click.Command = committee
        for place, word in enumerate(words):
            if not isinstance(group, click.Group):
                break
            if word not in group.commands:
                yield f"{name}: committee {' '.join(words[: place + 1])}"
                break
            group = group.commands[word]


def files() -> list[Path]:
    return [ROOT / "docs" / "operating.md", *sorted(path for path in DEPLOY.iterdir() if path.is_file())]


def test_every_command_that_is_named_exists() -> None:
    assert [fault for path in files() for fault in unknown_commands(path.name, path.read_text())] == []
    named = " ".join(code_of(path.name, path.read_text()) for path in files())
    for word in ("serve", "public serve", "public prepare", "scan", "digest", "dispatch", "journal verify", "backup",
                 "restore", "health"):  # fmt: skip
        assert f"committee {word}" in named, word


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "run `committee bakcup FOLDER`"),
        ("a.md", "    committee public serv STORE"),
        ("a.service", "ExecStart=/usr/local/bin/committee journal verfy"),
    ],
)
def test_a_command_that_does_not_exist_is_found(name: str, text: str) -> None:
    assert list(unknown_commands(name, text))


def unset_variables(units: dict[str, str], examples: dict[str, str]) -> list[str]:
    """The variables that a unit or its script reads and none of its files of settings sets."""
    wrong = []
    for name, text in units.items():
        if not name.endswith((".service", ".sh")):
            continue
        told = set(re.findall(r"^EnvironmentFile=-?\S*/(\S+)$", text, re.M))
        if name.endswith(".sh"):
            unit = next((other for other in units.values() if name in other), "")
            told = set(re.findall(r"^EnvironmentFile=-?\S*/(\S+)$", unit, re.M))
        known = {word for one in told for word in re.findall(r"^([A-Z_]+)=", examples.get(one, ""), re.M)} | GIVEN
        wrong += [f"{name}: {one} is no example" for one in sorted(told) if one not in examples]
        wrong += [f"{name}: {word}" for word in re.findall(r"\$\{?([A-Z][A-Z_]+)", text) if word not in known]
    return wrong


def _units() -> tuple[dict[str, str], dict[str, str]]:
    read = {path.name: path.read_text() for path in DEPLOY.iterdir()}
    return read, {name.removesuffix(".example"): text for name, text in read.items() if name.endswith(".example")}


def test_no_unit_names_a_variable_that_is_not_set() -> None:
    units, examples = _units()
    assert set(examples) == {"office.env", "public.env", "backup.env"}
    assert unset_variables(units, examples) == []
    assert unset_variables({"a.service": "EnvironmentFile=/etc/committee/office.env\nExecStart=x ${NOWHERE}"}, examples)
    # The page names every variable of the examples, and settings.py or a unit reads it.
    page, settings = (ROOT / "docs/operating.md").read_text(), (ROOT / "committee_app/settings.py").read_text()
    for name in {word for text in examples.values() for word in re.findall(r"^([A-Z_]+)=", text, re.M)}:
        assert name in page
        assert name in settings or any(
            name in text for unit, text in units.items() if unit.endswith((".service", ".sh"))
        )


def test_every_timer_has_its_service_and_every_unit_is_hardened() -> None:
    units, _ = _units()
    for name, text in units.items():
        if name.endswith(".timer"):
            assert name.replace(".timer", ".service") in units
            assert "OnCalendar=" in text
        if name.endswith(".service") and not name.startswith("committee-alarm"):
            for word in ("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "UMask=0077"):
                assert word in text, (name, word)
    public = units["committee-public.service"]
    assert "User=committee-public" in public
    assert "IPAddressDeny=any" in public
    assert "office.env" not in re.findall(r"^EnvironmentFile=.*$", public, re.M)[0]


def test_the_public_process_is_given_nothing_of_the_office() -> None:
    _, examples = _units()
    assert re.findall(r"^([A-Z_]+)=", examples["public.env"], re.M) == ["COMMITTEE_PUBLIC_STORE"]


@pytest.mark.parametrize("breaks", ["", "committee", "tar", "age"])
def test_the_backup_script_leaves_a_whole_encrypted_backup_or_none(tmp_path: Path, breaks: str) -> None:
    """Whatever fails, no open copy of the closed records stays, and nothing cut off looks like a backup."""
    programs, backups = tmp_path / "bin", tmp_path / "backups"
    programs.mkdir()
    backups.mkdir()
    for name, does in {
        "committee": 'mkdir "$2"; echo closed > "$2/office.sqlite3"',
        "tar": "echo packed",
        "age": "cat",
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{does}\n" + ("exit 3\n" if name == breaks else ""))
        (programs / name).chmod(0o755)
    done = subprocess.run(
        [DEPLOY / "committee-backup.sh"],
        env={"PATH": f"{programs}:{os.environ['PATH']}", "COMMITTEE_BACKUPS": str(backups),
             "COMMITTEE_INSTANCE": str(tmp_path)},
        capture_output=True, check=False,
    )  # fmt: skip
    assert bool(done.returncode) is bool(breaks), done.stderr
    left = [path.name for path in backups.iterdir()]
    assert [name for name in left if not name.endswith(".tar.age")] == []
    assert len(left) == (0 if breaks else 1)
