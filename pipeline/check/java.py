"""Judges that are Java programs: their jars, verified, and one run of them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import ToolError

TIME_LIMIT = 300
"""Seconds that one judge may take over all files."""


@cache
def find_jar(package: str, name: str, sha256: str) -> Path:
    """Return the jar `name` of an installed Python package; raise unless it is the pinned one."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ToolError(f"no package '{package}' is installed", hint="run `make check`")
    path = Path(next(iter(spec.submodule_search_locations))) / name
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        hint = "install the pinned package again: make distclean check"
        raise ToolError(f"{path.name} is not the file that was pinned", hint=hint)
    return path


def run(program: str, arguments: Sequence[str | Path]) -> str:
    """Run `java` or `javac` and return what it prints; its exit code is the judge's own matter."""
    found = shutil.which(program)
    if found is None:
        hint = "install it: sudo apt-get install -y openjdk-17-jdk-headless"
        raise ToolError(f"no '{program}' to run the judges with", hint=hint)
    try:
        done = subprocess.run(
            [found, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        hint = "look at the file by hand, or raise the limit in pipeline/check/java.py"
        raise ToolError(f"a judge took over {TIME_LIMIT} seconds", hint=hint) from None
    if not done.stdout and done.stderr:
        raise ToolError(f"a judge failed: {done.stderr.strip()[:500]}", hint="see its own words")
    return done.stdout
