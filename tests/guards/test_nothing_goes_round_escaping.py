"""S3, S4 and S16 in the tree: no template goes round escaping or the policy, no file holds a secret, and
none ever did."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.guards.test_the_tree_is_clean import ROOT, tracked

FORBIDDEN = {
    "goes round escaping": re.compile(r"\|\s*safe\b|autoescape\s+false|autoescape\s+=\s*False|\{%-?\s*autoescape"),
    "holds a style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "holds a script": re.compile(r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE),
}
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bxox[abpr]-[0-9A-Za-z-]{10,}"
    r"|\beyJ[A-Za-z0-9_-]{20,}\.eyJ|://[^\s/:@]+:(?!password|secret|sample|pass|b@|x@)[^\s/:@{}]{8,}@"
)


def of_a_template(text: str) -> list[str]:
    return [kind for kind, mark in FORBIDDEN.items() if mark.search(text)]


def of_a_module(source: str) -> list[str]:
    """Markup made of anything but constant words, and templates made of what somebody typed."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            constant = all(isinstance(argument, ast.Constant) for argument in node.args)
            if called.endswith("render_template_string") or (called == "Markup" and not constant):
                found.append(ast.unparse(node))
    return found


def test_no_template_goes_round_escaping_or_the_policy() -> None:
    templates = sorted((ROOT / "committee_app" / "templates").rglob("*.html"))
    assert {path.name: of_a_template(path.read_text()) for path in templates if of_a_template(path.read_text())} == {}
    assert len(templates) > 40


def test_no_module_makes_markup_of_what_was_typed() -> None:
    modules = sorted((ROOT / "committee_app").rglob("*.py"))
    assert {path.name: of_a_module(path.read_text()) for path in modules if of_a_module(path.read_text())} == {}


@pytest.mark.parametrize(
    "text",
    ["{{ words|safe }}", "{{ words | safe }}", "{% autoescape false %}", '<p style="x">', "<style>", "<b onclick='x'>",
     "<script>x</script>", "<a href='javascript:x'>"],
)  # fmt: skip
def test_a_template_that_did_is_found(text: str) -> None:
    assert of_a_template(text)


@pytest.mark.parametrize(
    "source", ["Markup(words)", "Markup(f'<b>{words}</b>')", "flask.render_template_string(words)"]
)
def test_a_module_that_did_is_found(source: str) -> None:
    assert of_a_module(source)


def secrets_in(paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.name}: {mark[0][:40]}" for mark in SECRETS.finditer(text)]
    return found


def test_no_file_holds_a_secret() -> None:
    assert secrets_in(tracked()) == []


@pytest.mark.parametrize(
    "text",
    ["-----BEGIN EC " + "PRIVATE KEY-----", "AKIA" + "ABCDEFGHIJKLMNOP", "ghp_" + "a" * 36,
     "postgresql://office:" + "hq7Wz2kLp9xT" + "@db/x", "eyJ" + "a" * 24 + "." + "eyJ0"],
)  # fmt: skip
def test_a_file_that_held_one_is_found(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text)
    assert secrets_in([path])


def secrets_ever_in(tree: Path) -> list[str]:
    """What looks like a secret in any line that a commit ever added or took away, and in any commit's message."""
    log = ["git", "log", "--patch", "-m", "--no-color", "--no-ext-diff", "--unified=0", "HEAD"]
    told = subprocess.run(log, capture_output=True, cwd=tree, check=True).stdout.decode("utf-8", "replace")
    return sorted({mark[0][:40] for mark in SECRETS.finditer(told)})


def test_no_commit_ever_held_a_secret() -> None:
    assert secrets_ever_in(ROOT) == []


def test_a_secret_that_was_taken_out_again_is_found(tmp_path: Path) -> None:
    kept = tmp_path / "settings.md"
    git = ["git", "-c", "user.name=Sample", "-c", "user.email=sample@docket.example", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for words in ("AKIA" + "ABCDEFGHIJKLMNOP", "nothing any more"):
        kept.write_text(words)
        subprocess.run(["git", "add", "settings.md"], cwd=tmp_path, check=True)
        subprocess.run([*git, "commit", "-qm", "Sample"], cwd=tmp_path, check=True)
    assert secrets_in([kept]) == []
    assert secrets_ever_in(tmp_path) == ["AKIA" + "ABCDEFGHIJKLMNOP"]
