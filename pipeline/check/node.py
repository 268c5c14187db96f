"""The judges that run on Node: their packages, pinned in `tests/node`, and one run of a script."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.check import program
from pipeline.errors import ToolError

HOME = Path(sys.prefix) / "node"
"""Where `make` installs the packages: in the environment of the Python that runs here."""
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def find(name: str, sha256: str = "") -> Path:
    """Return a file of an installed package; raise unless it is there, and the pinned one."""
    path = HOME / "node_modules" / name
    if not path.is_file():
        raise ToolError(f"no '{name}' is installed for Node", hint="run `make check`")
    if sha256 and hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        hint = "install the pinned package again: make distclean check"
        raise ToolError(f"{path.name} is not the file that was pinned", hint=hint)
    return path


def version(package: str) -> str:
    """Return the version of an installed package."""
    told = json.loads(find(f"{package}/package.json").read_text("utf-8"))
    return str(told["version"])


def chromium() -> str:
    """Return the path of the system's Chromium; raise `ToolError` where it has none."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None:
        hint = "install it: sudo apt-get install -y chromium"
        raise ToolError("no 'chromium' to open the files in", hint=hint)
    return found


def run(
    script: Path, arguments: Sequence[str | Path], *, environment: Mapping[str, str] | None = None
) -> str:
    """Run a script with Node and return what it prints."""
    return program.run(
        "node",
        [script, *arguments],
        package="nodejs",
        environment={**_surroundings(), **(environment or {})},
    )


def _surroundings() -> dict[str, str]:
    """Return this process's environment without the fonts that WeasyPrint alone is to see.

    Where the engine has run in this process, Chromium would find no font of the system.
    """
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
